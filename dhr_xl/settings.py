"""Read dhr_xl.toml, the settings of a plan folder that a person edits. It holds no passwords."""

import difflib
import importlib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from dhr_xl.errors import Stop

FILE: Final = "dhr_xl.toml"
PASSWORD_VARIABLE: Final = "DHR_XL_SMTP_PASSWORD"  # noqa: S105 - the name of a variable, not a password
KEYRING_SERVICE: Final = "dhr_xl"
UNSHOWN: Final = ("private_names", "database")
"""Settings whose values no message repeats: names of people, and what could hold a password."""


def _one_line(text: str) -> str:
    if any(ord(character) < ord(" ") or character in "\x7f\x85\u2028\u2029" for character in text):
        raise ValueError("more than one line")
    return text.strip()


def _no_password(url: str) -> str:
    if re.search(r"//[^/@:]*:[^@]*@|[?&]password=", url):
        raise ValueError("a password")
    return url


Line = Annotated[str, AfterValidator(_one_line)]
STRICT: Final = ConfigDict(frozen=True, extra="forbid", strict=True)


class MailServer(BaseModel):
    """The mail server, for `email --send`; drafts need none.

    security: "starttls" (usually port 587) or "tls" (usually 465); nothing is sent unencrypted.
    sender: the From address, alone or as ``Name <address>``; user: the log-in name, '' where the server asks for none.
    """

    model_config = STRICT

    server: Line = Field("", description='the mail server\'s name in quotes, for example "smtp.office365.com"')
    port: int = Field(587, ge=1, le=65535, description="a whole number from 1 to 65535, without quotes")
    security: Literal["starttls", "tls"] = Field("starttls", description='"starttls" or "tls"')
    sender: Line = Field("", description="an e-mail address in quotes, on one line")
    user: Line = Field("", description="the log-in name in quotes, on one line")


class Settings(BaseModel):
    """The settings of a plan.

    database: an SQLAlchemy URL, or '' for register.db in the plan folder; noun: what a review is called ("review",
    "DARDR" …); csp: the partnership's name; contact: whom the board can ask, as one line; return_to: the address that
    agencies send returns to; coordinator: the name the history gives the person at work, '' for their log-in name;
    escalate_after_days: how late an agency is when its contacts "Escalate to" are written to; private_names: names that
    must not be in an answer.
    """

    model_config = STRICT

    database: Annotated[str, AfterValidator(_no_password)] = Field(
        "", description="a database URL in quotes, without a password (for PostgreSQL: PGPASSWORD or ~/.pgpass)"
    )
    noun: Line = Field("review", min_length=1, max_length=40, description="a word or two in quotes, on one line")
    csp: Line = Field("", description="the partnership's name in quotes, on one line")
    return_to: Line = Field("", description="an e-mail address in quotes, on one line")
    contact: Line = Field("", description="words in quotes, on one line")
    coordinator: Line = Field("", max_length=80, description="a name in quotes, on one line of at most 80 letters")
    escalate_after_days: int = Field(14, ge=0, le=365, description="a whole number of days, without quotes")
    private_names: Annotated[tuple[Line, ...], Field(strict=False)] = Field(
        (), description='names in quotes within square brackets, for example ["First Last", "Other Name"]'
    )
    mail: MailServer = Field(default=MailServer(), description="a section that begins with a line [mail]")


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
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        found = dict.fromkeys(_sentence(path, text, dict(one)) for one in error.errors(include_url=False))
        raise Stop("\n".join(found)) from None


def _not_toml(path: Path, text: str, said: str) -> str:
    """The sentence for a file that is not TOML: the place, what is wrong, and the usual causes."""
    place = re.search(r"line (\d+), column (\d+)", said)
    where = f"line {place[1]}, column {place[2]}" if place else f"line {len(text.splitlines())}, the end"
    what = re.sub(r" \(at .*\)$", "", said)
    return (
        f'{path} cannot be read at {where}: {what}. Write name = "value" there, '
        "each name once, words in straight quotes, and / rather than \\ in a path."
    )  # fmt: skip


def _sentence(path: Path, text: str, error: Mapping[str, Any]) -> str:
    """The sentence for one of pydantic's errors: file, line, setting, what it must be, what was found."""
    names = [str(part) for part in error["loc"] if isinstance(part, str)]
    section, name = names[:-1], names[-1]
    label = f"{name} in [{section[0]}]" if section else name
    where = f"{path}, {_line_of(text, section, name)}"
    model = MailServer if section else Settings
    if error["type"] == "extra_forbidden":
        return f"{where}: {_unknown(model, name, label)}"
    found = "" if names[0] in UNSHOWN or isinstance(error["input"], dict) else f", not {error['input']!r}"
    return f"{where}: {label} must be {model.model_fields[name].description}{found}."


def _unknown(model: type[BaseModel], name: str, label: str) -> str:
    if "pass" in name.casefold():
        return f"passwords are not kept in this file; take {name} out and set {PASSWORD_VARIABLE} instead."
    if model is Settings and name in MailServer.model_fields:
        return f"{name} belongs below a line [mail]; move it there."
    if model is MailServer and name in Settings.model_fields:
        return f"{name} belongs above the line [mail]; move it there."
    close = difflib.get_close_matches(name, model.model_fields, n=1)
    hint = f"did you mean {close[0]}?" if close else f"take it out. The settings are: {', '.join(model.model_fields)}."
    return f"there is no setting {label}; {hint}"


def _line_of(text: str, section: list[str], name: str) -> str:
    """The line a setting is on, as "line 3", or its name where the line is not found."""
    current: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*+\[++([^\]]+)\]", line)
        if header:
            current = [header[1].strip("\"' \t")]
            if not section and current == [name]:
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
