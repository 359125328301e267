"""A mail that came in, as values: what it holds, how much it may hold, and every reason it cannot be read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple, NoReturn

from dhr_xl.post.names import ENDING, one_line, safe_name

Automatic = Literal["", "delivery_report", "receipt", "reply", "generated"]
"""What a program sent rather than a person; '' for a person's mail.

delivery_report: about a mail that did not arrive (or did); receipt: somebody opened one; reply: out of office and the
like; generated: by another program.
"""
Service = Literal["OneDrive", "SharePoint", "Google Drive", "WeTransfer", "Dropbox"]
"""Where files lie that are sent as a link."""


class MailLimits(NamedTuple):
    """How much a mail may be.

    size: bytes of a file; Exchange stops at 36 MB unless told otherwise, at 150 MB at most, and a form has 0.1.
    unpacked: bytes of all that is taken out of one file, mails within mails included.
    parts: of one file; a mail with ten pictures has 15, a forwarded folder of 100 mails 500.
    mails: one within another; a mail forwarded by each of five people has six.
    nested: parts one within another; three are usual for each mail that holds one.
    lines: the parser looks at each line once for every part around it (1,200,000 in 30 parts: 3 s).
    header, headers: characters read of one header and of all; a file's name of 255 emoji takes 3,100.
    marks: of quotation, escape and comment in one header; twenty people have 40, and the parser's work grows with the
    square of them (4,000 take 0.2 s).
    words: characters of the texts and pages of one file; a novel has 600,000, a reply above years of history a million.
    entries: of an Outlook file; one with 200 recipients and 20 files has 4,500, and 9,000 side by side take 10 s.
    """

    size: int = 64 * 2**20
    unpacked: int = 128 * 2**20
    parts: int = 1000
    mails: int = 10
    nested: int = 30
    lines: int = 1_200_000
    header: int = 4000
    headers: int = 400_000
    marks: int = 200
    words: int = 6_000_000
    entries: int = 6000


LIMITS: Final = MailLimits()
SHOWN: Final = 300
"""Characters shown of a subject, a person's name or a name as sent."""
INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters that turn the direction of what follows, or are nothing: a name with them is not what it seems."""
FORMULA: Final = re.compile(r"[=+@-]")
"""How a text begins that a spreadsheet program may take for a formula."""


class Trouble(NamedTuple):
    """One thing that is wrong. why: what it is; remedy: what to do about it. One plain sentence each."""

    code: str
    why: str
    remedy: str


ATTACH: Final = "Ask for the workbook by itself, attached to an ordinary e-mail."
SAVE_AGAIN: Final = "Save the e-mail from Outlook again (File, Save As, .msg), or save the workbook out of it."
TAKE_OUT: Final = "Open the e-mail, save the workbook out of it, and put that into the inbox."
SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # the whole file
    "empty": ("The file is empty (0 bytes).", SAVE_AGAIN),
    "not_mail": ("This is not an e-mail.", "Give the e-mail as Outlook (.msg) or another program (.eml) saves it."),
    "too_big": ("The e-mail is far larger than mail servers let through, so it was not opened.", TAKE_OUT),
    "too_many_parts": ("The e-mail has more parts than any that people write, so it was not opened.", TAKE_OUT),
    "too_deep": ("The e-mail lies too many forwarded e-mails deep, so it was not opened.", TAKE_OUT),
    "damaged": ("The e-mail is damaged and cannot be read whole.", SAVE_AGAIN),
    "no_parts": ("The e-mail says that it has parts, but they are not in it or cannot be told apart.", SAVE_AGAIN),
    "several": ("The file holds several e-mails one after another (a mail folder).",
                "Save each e-mail as a file of its own."),
    "encrypted": ("The e-mail is encrypted: only the mail program it was sent to can open it.", TAKE_OUT),
    "signed": ("The e-mail is signed in a form that only a mail program can open.", TAKE_OUT),
    # one attachment
    "tnef": ("This is winmail.dat, Outlook's own wrapping, and the attachments are inside it.",
             "Ask the sender to send it again as HTML or plain text (in Outlook: Format Text), not as Rich Text."),
    "protected": ("The e-mail is protected (Microsoft Purview): its words and files open in a mail program only.",
                  TAKE_OUT),
    "broken": ("The attachment was damaged on the way.", "Ask the sender to send it again."),
    "elsewhere": ("The attachment is not in the e-mail: it is only named there.", ATTACH),
    # the mail is read, and a person must know
    "cut_short": ("The e-mail breaks off before its end, so the last attachment may not be whole.", SAVE_AGAIN),
    "rtf_only": ("The words of this e-mail are in a form (RTF) that is not read here.",
                 "Open the e-mail and read them."),
    "long_words": ("The words of this e-mail go on beyond what is read here.", "Open the e-mail and read the rest."),
    "link_only": ("There is no workbook in this e-mail, but a link to where a file lies: {services}.",
                  "Open the link if you trust the sender, save the workbook, and put it into the inbox."),
    "delivery_report": ("This is a report about an e-mail of yours: it may not have arrived.",
                        "Read it, and check the address on the sheet Agencies; what it holds is what you sent."),
    "receipt": ("This is a receipt: your e-mail was opened or deleted.", "Nothing to do."),
    "reply": ("This is an automatic reply, such as out of office.", "Read it: it may name someone else to write to."),
    "generated": ("This e-mail seems to have been sent by a program.", "Read it, if you do not know it."),
    "no_workbook": ("There is no workbook in this e-mail.", "Read it; if it should have had one, ask for it."),
}  # fmt: skip
"""Every sentence about a mail, by code: what it is, what to do."""


def trouble(code: str, **words: str) -> Trouble:
    """The sentences of `code`, their words filled in."""
    why, remedy = SENTENCES[code]
    return Trouble(code, why.format(**words), remedy)


class MailRefused(Exception):
    """The file cannot be read as a mail. Its text says what it is and what to do.

    code: a key of SENTENCES; why and remedy: the two sentences its text is made of.
    """

    def __init__(self, code: str) -> None:
        """Take the sentences of `code`."""
        self.code, self.why, self.remedy = trouble(code)
        super().__init__(f"{self.why} {self.remedy}")


def refuse(code: str) -> NoReturn:
    """Turn the file away for a reason of the catalogue."""
    raise MailRefused(code)


class Person(NamedTuple):
    """Whom a mail says it is from: nothing proves it. address: ``name@place``, '' where there is none."""

    name: str = ""
    address: str = ""


class FileLink(NamedTuple):
    """A link to a file that was not attached, never followed. quoted: it stands in the quoted history alone.

    address: as it stands in the mail, a mail gateway's wrapping included.
    """

    service: Service
    address: str
    quoted: bool = False


class Attachment(NamedTuple):
    """A file in a mail. Its name is for showing and never for writing: what it is, its bytes say.

    name: one line without folders, control or invisible characters, told apart from others of the same mail;
    sent_as: the name on one line as the sender's program wrote it, '' where it had none;
    content_type: lower case, as claimed; path: ``mail.eml/name.xlsx``, ``mail.eml/message.eml/name.xlsx``;
    trouble: why the bytes are missing or may not be whole; a workbook that opens all the same is whole.
    """

    name: str
    sent_as: str
    content_type: str
    data: bytes
    path: str
    trouble: Trouble | None = None


class Mail(NamedTuple):
    """A mail as it was read.

    path: the file's name, and for a mail in a mail the names above it; kind: what the bytes are, eml or msg;
    sender: the first who is named, Person() where nobody is; senders: all of them; sent: with its zone, None where the
    date is missing or absurd; subject: one line;
    text: its words with line feeds (HTML turned to text where there is nothing else), quoted history included;
    attachments: at every depth, in order; inline: the logos and pictures of its layout, and signatures' proofs;
    links: of this mail and those in it; mails: the mails attached to this one, each with its own words;
    automatic: what a program sent; faults: what a person must know although it could be read.
    """

    path: str
    kind: Literal["eml", "msg"]
    sender: Person
    senders: tuple[Person, ...]
    sent: dt.datetime | None
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    inline: tuple[Attachment, ...] = ()
    links: tuple[FileLink, ...] = ()
    mails: tuple[Mail, ...] = ()
    automatic: Automatic = ""
    faults: tuple[Trouble, ...] = ()


WHOLE_FILE: Final = {"too_big", "too_many_parts"}
"""Refusals that end the reading of a file wherever in it the limit was met."""


class MailPiece(NamedTuple):
    """One thing in a mail as a reader finds it. content_id: without its brackets; layout: it is part of the look.

    address: where its file lies instead; inside: the mail it holds, if it is one; trouble: a code of SENTENCES, or ''.
    """

    sent_as: str
    content_type: str
    data: bytes = b""
    content_id: str = ""
    layout: bool = False
    address: str = ""
    inside: RawMail | None = None
    trouble: str = ""


class RawMail(NamedTuple):
    """A mail as a reader finds it.

    page: the words of its HTML, for the links; pictures: Content-IDs shown in it; mime: a signed mail's own bytes;
    faults: codes of SENTENCES.
    """

    kind: Literal["eml", "msg"]
    senders: tuple[Person, ...]
    sent: dt.datetime | None
    subject: str
    text: str
    page: str
    pictures: frozenset[str]
    pieces: tuple[MailPiece, ...]
    automatic: Automatic = ""
    faults: tuple[str, ...] = ()
    mime: bytes = b""


class Budget:
    """What may still be taken out of one file. Each method raises MailRefused where it is too much."""

    def __init__(self, limits: MailLimits) -> None:
        """Begin with everything."""
        self.limits = limits
        self._parts, self._bytes = limits.parts, limits.unpacked
        self._headers, self._words = limits.headers, limits.words

    def part(self, nested: int = 0) -> None:
        """One more part, `nested` deep."""
        self._parts -= 1
        if self._parts < 0:
            refuse("too_many_parts")
        if nested > self.limits.nested:
            refuse("too_deep")

    def take(self, size: int) -> None:
        """So many more bytes."""
        self._bytes -= size
        if self._bytes < 0:
            refuse("too_big")

    def header(self, size: int) -> None:
        """So many more characters of headers."""
        self._headers -= size
        if self._headers < 0:
            refuse("too_many_parts")

    def words(self, text: str) -> str:
        """Text cut where there is no more room for it: the one limit that turns nothing away."""
        kept = text[: self._words]
        self._words -= len(kept)
        return kept


def shown(text: str) -> str:
    """Text from a header as it is shown: one line, nothing invisible, not too long."""
    line = one_line(INVISIBLE.sub("", text[: 4 * SHOWN]))
    return f"{line[:SHOWN]}…" if len(line) > SHOWN else line


def shown_names(sent_as: Iterable[str]) -> tuple[str, ...]:
    """The names under which files are shown: safe, without folders, told apart by a number."""
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    names = []
    for bare in map(_bare, sent_as):
        name = bare
        while name.casefold() in taken:
            numbers[bare] = numbers.get(bare, 1) + 1
            name = ENDING.sub(rf" ({numbers[bare]})\g<0>", bare) if ENDING.search(bare) else f"{bare} ({numbers[bare]})"
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _bare(name: str) -> str:
    """A name without its folders, that no spreadsheet program takes for a formula."""
    last = re.split(r"[\\/]", INVISIBLE.sub("", name).rstrip("\\/"))[-1]
    safe = safe_name(last)
    return f"_{safe}" if FORMULA.match(safe) else safe
