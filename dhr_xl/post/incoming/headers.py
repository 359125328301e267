"""The headers of a mail, bounded and never raising: who, when, what a file is called, and whether a program sent it."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import email.utils
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from typing import Any, Final

from dhr_xl.post.incoming.values import Automatic, Budget, Person, shown
from dhr_xl.post.incoming.words import decode

FAULTS: Final = (
    MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError,
)  # fmt: skip
"""All that the email package raises on damaged headers and parts (seen by damaging mails at random)."""
YEARS: Final = range(1990, 2100)
"""Years in which a mail of ours can have been sent; programs without a clock write 1970."""
LONGEST: Final = 4000
"""Characters of a header looked at for a name without quotation marks."""
PEOPLE: Final = 20
"""People read of one header."""
ADDRESS: Final = re.compile(r"[^\s<>()\[\],;:\"]{1,100}@[^\s<>()\[\],;:\"]{1,255}")
"""What looks like an address in a header that cannot be parsed."""
REPLY_SIGNS: Final = ("x-autoreply", "x-autorespond", "x-autoresponse")
"""Headers that programs put on automatic replies before RFC 3834 said how."""
SUPPRESS: Final = re.compile(r"\b(?:all|oof|autoreply)\b", re.IGNORECASE)
"""What Exchange says of an automatic mail's own answers ([MS-OXCMAIL] 2.2.3.2.14)."""
MARKS: Final = re.compile(r'["\\()<>\[\]]')
FIRST_FIELD: Final = re.compile(r"^[!-9;-~]{1,76}:", re.MULTILINE)
BARE_NAME: Final = re.compile(r"""\b(?:file)?name\s*=\s*([^\s";][^";\r\n]*)""", re.IGNORECASE)
"""A file's name without the quotation marks it should have."""


class _Registry:
    """The email package's own headers, each bounded and parsed once; plain text where it cannot be parsed."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.standard = HeaderRegistry()
        self.known: dict[tuple[str, str], str] = {}

    def __call__(self, name: str, value: str) -> str:
        """A header as the package's object, which is a string too."""
        raw = value[: self.budget.limits.header]
        key = (name.lower(), raw)
        if key not in self.known:
            self.budget.header(len(raw))
            self.known[key] = self._parsed(name, raw)
        return self.known[key]

    def _parsed(self, name: str, raw: str) -> str:
        text = _text(raw)
        if len(MARKS.findall(text)) > self.budget.limits.marks:
            return " ".join(text.split())
        try:
            parsed: str = self.standard(name, text)
        except FAULTS:
            return " ".join(text.split())
        return parsed


def bounded_policy(budget: Budget) -> Any:  # noqa: ANN401 - its type would be the message's
    """The email package's default policy, with its headers bounded by `budget`."""
    return email.policy.EmailPolicy(header_factory=_Registry(budget))


def read_headers(text: str, budget: Budget) -> EmailMessage:
    """The headers in `text`, such as Outlook keeps them, without a line of its own before them."""
    first = FIRST_FIELD.search(text[: budget.limits.headers])
    wanted = text[first.start() : budget.limits.headers].partition("\n\n")[0] if first else ""
    return email.message_from_bytes(wanted.encode(), _class=EmailMessage, policy=bounded_policy(budget))


def header(part: EmailMessage, name: str) -> str:
    """A header's text, decoded; '' where there is none."""
    return str(part.get(name, ""))


def parameter(part: EmailMessage, header_name: str, name: str) -> str:
    """A parameter of a header, '' where there is none."""
    return str(getattr(part.get(header_name, ""), "params", {}).get(name, ""))


def file_name(part: EmailMessage) -> str:
    """The file name a part has, by whichever of the two headers (RFC 2231, 2047, or neither); '' where it has none."""
    return next(filter(None, _file_names(part)), "")


def _file_names(part: EmailMessage) -> Iterator[str]:
    for header_name, name in (("content-disposition", "filename"), ("content-type", "name")):
        given, bare = parameter(part, header_name, name), BARE_NAME.search(_as_written(part, header_name))
        yield _decoded(bare[1].strip()) if bare and (not given or bare[1].startswith(f"{given} ")) else given


def _as_written(part: EmailMessage, name: str) -> str:
    """A header's text before anything is made of it, long ones cut; '' where there is none."""
    raw = next((str(value) for found, value in part.raw_items() if found.lower() == name), "")
    return _text(raw[:LONGEST])


def _text(raw: str) -> str:
    """Raw characters of a header, bytes that are no ASCII among them, as text."""
    return decode(raw.encode("utf-8", "surrogateescape")).replace("\n", " ")


def _decoded(text: str) -> str:
    """Text with its encoded words decoded (RFC 2047)."""
    try:
        return str(make_header(decode_header(text))) if "=?" in text else text
    except FAULTS:
        return text


def sent_date(text: str) -> dt.datetime | None:
    """The moment a Date header tells, with its zone (UTC where it has none); None where it is missing or absurd."""
    try:
        moment = email.utils.parsedate_to_datetime(text[:200])
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        zoned.astimezone(dt.UTC)
    except FAULTS:
        return None
    return zoned if zoned.year in YEARS else None


def people(part: EmailMessage, name: str) -> tuple[Person, ...]:
    """The people a header names, those without name and address left out."""
    value: Any = part.get(name, "")
    try:
        found = [_person(one.display_name, one.addr_spec) for one in value.addresses[:PEOPLE]]
    except FAULTS:
        found = [_person("", address) for address in ADDRESS.findall(str(value))[:PEOPLE]]
    return tuple(person for person in dict.fromkeys(found) if any(person))


def _person(name: str, address: str) -> Person:
    """A person by what a header has of one: what is no address is a name."""
    bare = shown(address).strip("<>\"' ")
    return Person(shown(name), bare) if "@" in bare else Person(shown(name) or bare)


def automatic_from(part: EmailMessage) -> Automatic:
    """What the headers say of a program that sent this (RFC 3834, 3464, 8098; Exchange's and older signs)."""
    if part.get_content_type() == "multipart/report":
        receipt = parameter(part, "content-type", "report-type").lower() == "disposition-notification"
        return "receipt" if receipt else "delivery_report"
    if header(part, "x-failed-recipients"):
        return "delivery_report"
    submitted = re.split(r"[;\s(]", header(part, "auto-submitted").strip().lower(), maxsplit=1)[0]
    if submitted == "auto-replied" or any(header(part, name) for name in REPLY_SIGNS):
        return "reply"
    suppressed = SUPPRESS.search(header(part, "x-auto-response-suppress"))
    if submitted not in {"", "no"} or suppressed or header(part, "return-path").strip() == "<>":
        return "reply" if header(part, "in-reply-to") else "generated"
    return ""
