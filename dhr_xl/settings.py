"""Read dhr_xl.toml, the settings of a plan folder that a person edits. It holds no passwords."""

import difflib
import importlib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from dhr_xl.errors import Stop

FILE: Final = "dhr_xl.toml"
PASSWORD_VARIABLE: Final = "DHR_XL_SMTP_PASSWORD"  # noqa: S105 - the name of a variable, not a password
KEYRING_SERVICE: Final = "dhr_xl"
UNSHOWN: Final = ("private_names", "database")
"""Settings whose values no message repeats: names of people, and what could hold a password."""


class MailServer(NamedTuple):
    """The mail server, for `email --send`; drafts need none.

    security: "starttls" (usually port 587) or "tls" (usually 465); nothing is sent unencrypted.
    sender: the From address, alone or as ``Name <address>``; user: the log-in name, '' where the server asks for none.
    """

    server: str = ""
    port: int = 587
    security: Literal["starttls", "tls"] = "starttls"
    sender: str = ""
    user: str = ""


class Settings(NamedTuple):
    """The settings of a plan.

    database: an SQLAlchemy URL, or '' for register.db in the plan folder; noun: what a review is called ("review",
    "DARDR" …); csp: the partnership's name; contact: whom the board can ask, as one line; return_to: the address that
    agencies send returns to; coordinator: the name the history gives the person at work, '' for their log-in name;
    escalate_after_days: how late an agency is when its contacts "Escalate to" are written to; private_names: names that
    must not be in an answer.
    """

    database: str = ""
    noun: str = "review"
    csp: str = ""
    return_to: str = ""
    contact: str = ""
    coordinator: str = ""
    escalate_after_days: int = 14
    private_names: tuple[str, ...] = ()
    mail: MailServer = MailServer()


def _line(value: object, least: int = 0, most: int | None = None) -> str:
    """A text of one line, without the blanks around it. Raises ValueError for anything else."""
    if not isinstance(value, str) or any(ord(c) < ord(" ") or c in "\x7f\x85\u2028\u2029" for c in value):
        raise ValueError("no text of one line")
    text = value.strip()
    if not least <= len(text) <= (most or len(text)):
        raise ValueError("too short or too long")
    return text


def _database(value: object) -> str:
    if not isinstance(value, str) or re.search(r"//[^/@:]*:[^@]*@|[?&]password=", value):
        raise ValueError("no text, or one with a password")
    return value


def _whole_number(value: object, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError("no whole number within the bounds")
    return value


def _security(value: object) -> str:
    if value not in {"starttls", "tls"}:
        raise ValueError("neither of the two")
    return str(value)


def _lines(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("no list")  # noqa: TRY004 - every value that does not fit is told the same way
    return tuple(map(_line, value))


class Kind(NamedTuple):
    """What a setting must be. take: its value as the program uses it, raises ValueError for one that does not fit."""

    take: Callable[[Any], Any]
    description: str


MAIL_KINDS: Final[Mapping[str, Kind]] = {
    "server": Kind(_line, 'the mail server\'s name in quotes, for example "smtp.office365.com"'),
    "port": Kind(partial(_whole_number, least=1, most=65535), "a whole number from 1 to 65535, without quotes"),
    "security": Kind(_security, '"starttls" or "tls"'),
    "sender": Kind(_line, "an e-mail address in quotes, on one line"),
    "user": Kind(_line, "the log-in name in quotes, on one line"),
}
KINDS: Final[Mapping[str, Kind]] = {
    "database": Kind(
        _database, "a database URL in quotes, without a password (for PostgreSQL: PGPASSWORD or ~/.pgpass)"
    ),
    "noun": Kind(partial(_line, least=1, most=40), "a word or two in quotes, on one line"),
    "csp": Kind(_line, "the partnership's name in quotes, on one line"),
    "return_to": Kind(_line, "an e-mail address in quotes, on one line"),
    "contact": Kind(_line, "words in quotes, on one line"),
    "coordinator": Kind(partial(_line, most=80), "a name in quotes, on one line of at most 80 letters"),
    "escalate_after_days": Kind(partial(_whole_number, least=0, most=365), "a whole number of days, without quotes"),
    "private_names": Kind(_lines, 'names in quotes within square brackets, for example ["First Last", "Other Name"]'),
}
MAIL: Final = "mail"
"""The one section, of MailServer's settings."""


def blank_to_issue(known: Mapping[str, object]) -> tuple[str, ...]:
    """Name the settings that a workbook shows and that are blank: where it is sent back, and whom to ask."""
    return tuple(name for name in ("return_to", "contact") if not known.get(name))


def read_settings(folder: Path) -> Settings:
    """Read the settings of a plan folder. Raises Stop with a sentence for each thing that is wrong."""
    path = Path(folder) / FILE
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise Stop(f"There is no {path}. Put it back from a copy, or make one with the settings you need.") from error
    except UnicodeDecodeError as error:
        raise Stop(
            f"{path} is not saved as UTF-8 text. Open it in Notepad and save it with the encoding UTF-8."
        ) from error
    except OSError as error:
        raise Stop(f"{path} cannot be read ({error.strerror}). Close it elsewhere or check its permissions.") from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Stop(_not_toml(path, text, str(error))) from error
    section = values.pop(MAIL, {})
    found, faults = _taken(path, text, values, "")
    mail, mail_faults = _taken(path, text, section, MAIL) if isinstance(section, dict) else ({}, [])
    if not isinstance(section, dict):
        where = f"{path}, {_line_of(text, '', MAIL)}"
        faults.append(f"{where}: {MAIL} must be a section that begins with a line [mail]{_not(MAIL, section)}.")
    if faults or mail_faults:
        raise Stop("\n".join(faults + mail_faults)) from None
    return Settings(**found, mail=MailServer(**mail))


def _taken(path: Path, text: str, values: Mapping[str, Any], section: str) -> tuple[dict[str, Any], list[str]]:
    """The settings of a section ('' above it) that fit, and a sentence for each that does not."""
    kinds = MAIL_KINDS if section else KINDS
    found: dict[str, Any] = {}
    faults = []
    for name, value in values.items():
        label = f"{name} in [{section}]" if section else name
        where = f"{path}, {_line_of(text, section, name)}"
        if name not in kinds:
            faults.append(f"{where}: {_unknown(name, label, section)}")
            continue
        try:
            found[name] = kinds[name].take(value)
        except ValueError:
            faults.append(f"{where}: {label} must be {kinds[name].description}{_not(name, value)}.")
    return found, faults


def _not(name: str, value: object) -> str:
    """What a setting is instead; nothing of what may hold a secret."""
    return "" if name in UNSHOWN or isinstance(value, dict | list) else f", not {value!r}"


def _not_toml(path: Path, text: str, said: str) -> str:
    """The sentence for a file that is not TOML: the place, what is wrong, and the usual causes."""
    place = re.search(r"line (\d+), column (\d+)", said)
    where = f"line {place[1]}, column {place[2]}" if place else f"line {len(text.splitlines())}, the end"
    what = re.sub(r" \(at .*\)$", "", said)
    return (
        f'{path} cannot be read at {where}: {what}. Write name = "value" there, '
        "each name once, words in straight quotes, and / rather than \\ in a path."
    )  # fmt: skip


def _unknown(name: str, label: str, section: str) -> str:
    """What to do about a setting that there is not."""
    here, other = (MailServer, Settings) if section else (Settings, MailServer)
    if "pass" in name.casefold():
        return f"passwords are not kept in this file; take {name} out and set {PASSWORD_VARIABLE} instead."
    if name in other._fields:
        return f"{name} belongs {'above the' if section else 'below a'} line [mail]; move it there."
    close = difflib.get_close_matches(name, here._fields, n=1)
    hint = f"did you mean {close[0]}?" if close else f"take it out. The settings are: {', '.join(here._fields)}."
    return f"there is no setting {label}; {hint}"


def _line_of(text: str, section: str, name: str) -> str:
    """The line a setting is on, as "line 3", or its name where the line is not found."""
    current = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*+\[++([^\]]+)\]", line)
        if header:
            current = header[1].strip("\"' \t")
            if not section and current == name:
                return f"line {number}"
        elif current == section and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", line):
            return f"line {number}"
    return f"setting {name}"


def mail_password(mail: MailServer, environ: Mapping[str, str] = os.environ) -> str:
    """The password for the mail server, from DHR_XL_SMTP_PASSWORD or else the keyring, where that is installed. ''
    where the server asks for no log-in. Raises Stop where there is no password.
    """
    if not mail.user:
        return ""
    given = environ.get(PASSWORD_VARIABLE, "")
    if given:
        return given
    try:
        keyring = importlib.import_module("keyring")
        kept = keyring.get_password(KEYRING_SERVICE, mail.user)
    except Exception:  # noqa: BLE001 - the keyring is optional: absent, locked or broken, go on without it
        kept = None
    if kept:
        return str(kept)
    raise Stop(
        f"There is no password for {mail.user} on {mail.server}. Set {PASSWORD_VARIABLE}, "
        f"or keep it in the keyring with: keyring set {KEYRING_SERVICE} {mail.user}"
    )


def default_settings_text(
    *, noun: str = "review", csp: str = "", return_to: str = "", contact: str = "", database: str = ""
) -> str:
    """The dhr_xl.toml that `new` writes, with comments, and with what is known filled in."""
    return f"""\
# Settings of this plan. Change what stands between the quotes, and save.
# No passwords here: they come from {PASSWORD_VARIABLE} or the keyring.

# The address agencies send their returns to. It is shown on every workbook.
return_to = {_quoted(return_to)}

# The Community Safety Partnership's name, and whom the board can ask: "Community Safety Team, 01234 567890".
csp = {_quoted(csp)}
contact = {_quoted(contact)}

# What a review is called here: "review", "DHR", "DARDR", "SAR" …
noun = {_quoted(noun)}

# Who works on this plan, as the history names them. Blank: the name they log in with on their computer.
coordinator = ""

# Days after its return-by date from which the contacts "Escalate to" of an agency are written to.
escalate_after_days = 14

# Names that must never be in an answer; a row with one is held. They go into no workbook and no log.
# For example: private_names = ["First Last", "Nickname"]
private_names = []

# Where the record is kept. Blank: register.db in this folder. A team's PostgreSQL: "postgresql+psycopg://user@host/name"
database = {_quoted(database)}

# Only for sending straight from here (`email --send`); drafts need none of it. Ask IT for these.
[mail]
server = ""
# "starttls" (usually port 587) or "tls" (usually port 465); messages are never sent unprotected.
security = "starttls"
port = 587
# Who messages come from, an address or "Community Safety Team <address>", and the log-in name ("" if none is asked).
sender = ""
user = ""
"""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    safe = "".join(f"\\u{ord(c):04x}" if ord(c) < ord(" ") or c == "\x7f" else c for c in escaped)
    return f'"{safe}"'
