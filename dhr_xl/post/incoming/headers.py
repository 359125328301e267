"""Read the headers of a mail, within limits and without raising: people, date, file names, and automatic mails."""

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

from dhr_xl.core.plan.date_values import is_likely_year
from dhr_xl.post.incoming.values import Automatic, Budget, Person, display_text
from dhr_xl.post.incoming.words import decode

FAULTS: Final = (
    MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError,
)  # fmt: skip
"""Everything the email package raises on damaged headers and parts (found by fuzzing)."""
LONGEST: Final = 4000
"""Characters of a header searched for a file name without quotation marks."""
PEOPLE: Final = 20
"""People read from one header at most."""
ADDRESS: Final = re.compile(r"[^\s<>()\[\],;:\"]{1,100}@[^\s<>()\[\],;:\"]{1,255}")
"""An address in a header that cannot be parsed."""
REPLY_SIGNS: Final = ("x-autoreply", "x-autorespond", "x-autoresponse")
"""Headers of automatic replies in use before RFC 3834."""
SUPPRESS: Final = re.compile(r"\b(?:all|oof|autoreply)\b", re.IGNORECASE)
"""Values of X-Auto-Response-Suppress that Exchange puts on automatic mails ([MS-OXCMAIL] 2.2.3.2.14)."""
MARKS: Final = re.compile(r'["\\()<>\[\]]')
FIRST_FIELD: Final = re.compile(r"^[!-9;-~]{1,76}:", re.MULTILINE)
BARE_NAME: Final = re.compile(r"""\b(?:file)?name\s*=\s*([^\s";][^";\r\n]*)""", re.IGNORECASE)
"""A file name without the quotation marks it should have."""


class _BoundedHeaders:
    """Makes the email package's header objects, each cut to its limit and parsed once; str where parsing fails."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.standard = HeaderRegistry()
        self.known: dict[tuple[str, str], str] = {}

    def __call__(self, name: str, value: str) -> str:
        """The header as the email package's object, a subclass of str."""
        raw = value[: self.budget.limits.header]
        key = (name.lower(), raw)
        if key not in self.known:
            self.budget.take_header(len(raw))
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
    """The email package's default policy, with headers limited by `budget`."""
    return email.policy.EmailPolicy(header_factory=_BoundedHeaders(budget))


def read_headers(text: str, budget: Budget) -> EmailMessage:
    """Parse the headers in `text` as Outlook keeps them, skipping its own first line."""
    first = FIRST_FIELD.search(text[: budget.limits.headers])
    wanted = text[first.start() : budget.limits.headers].partition("\n\n")[0] if first else ""
    return email.message_from_bytes(wanted.encode(), _class=EmailMessage, policy=bounded_policy(budget))


def header(part: EmailMessage, name: str) -> str:
    """The decoded text of a header; '' where it is missing."""
    return str(part.get(name, ""))


def parameter(part: EmailMessage, header_name: str, name: str) -> str:
    """A parameter of a header; '' where it is missing."""
    return str(getattr(part.get(header_name, ""), "params", {}).get(name, ""))


def file_name(part: EmailMessage) -> str:
    """The file name of a part, from either header and in any encoding (RFC 2231, 2047 or none); '' where missing."""
    return next(filter(None, _file_names(part)), "")


def _file_names(part: EmailMessage) -> Iterator[str]:
    for header_name, name in (("content-disposition", "filename"), ("content-type", "name")):
        given, bare = parameter(part, header_name, name), BARE_NAME.search(_raw_header(part, header_name))
        yield _decoded(bare[1].strip()) if bare and (not given or bare[1].startswith(f"{given} ")) else given


def _raw_header(part: EmailMessage, name: str) -> str:
    """The text of a header as it is in the file, at most LONGEST characters; '' where it is missing."""
    raw = next((str(value) for found, value in part.raw_items() if found.lower() == name), "")
    return _text(raw[:LONGEST])


def _text(raw: str) -> str:
    """Decode the raw characters of a header, which may stand for bytes that are not ASCII."""
    return decode(raw.encode("utf-8", "surrogateescape")).replace("\n", " ")


def _decoded(text: str) -> str:
    """Decode the encoded words of a text (RFC 2047)."""
    try:
        return str(make_header(decode_header(text))) if "=?" in text else text
    except FAULTS:
        return text


def sent_date(text: str) -> dt.datetime | None:
    """The moment of a Date header, with its time zone (UTC where it has none); None where missing or absurd."""
    try:
        moment = email.utils.parsedate_to_datetime(text[:200])
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        zoned.astimezone(dt.UTC)
    except FAULTS:
        return None
    return zoned if is_likely_year(zoned.year) else None


def people(part: EmailMessage, name: str) -> tuple[Person, ...]:
    """The people a header names, each once; entries without name and address are left out."""
    value: Any = part.get(name, "")
    try:
        found = [_person(one.display_name, one.addr_spec) for one in value.addresses[:PEOPLE]]
    except FAULTS:
        found = [_person("", address) for address in ADDRESS.findall(str(value))[:PEOPLE]]
    return tuple(person for person in dict.fromkeys(found) if any(person))


def _person(name: str, address: str) -> Person:
    """A person from the two parts of a header's entry; an address without @ is taken as a name."""
    bare = display_text(address).strip("<>\"' ")
    return Person(display_text(name), bare) if "@" in bare else Person(display_text(name) or bare)


def automatic_from(part: EmailMessage) -> Automatic:
    """The kind of automatic mail by its headers (RFC 3834, 3464, 8098; Exchange's own and older ones); '' for none."""
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
