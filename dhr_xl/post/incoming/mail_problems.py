"""The catalogue of mails: why one or its attachment cannot be read, and what a person must know of one that can."""

from collections.abc import Mapping
from typing import Final, NamedTuple, NoReturn

from dhr_xl.core.sentences import FileRefused, Sentence, error, warning

ATTACH: Final = "Ask for the workbook by itself, attached to an ordinary e-mail."
SAVE_AGAIN: Final = "Save the e-mail from Outlook again (File, Save As, .msg), or save only the workbook in it."
TAKE_OUT: Final = "Open the e-mail, save the workbook in it, and put that into the inbox."
MAIL_SENTENCES: Final[Mapping[str, Sentence]] = {
    # the whole file
    "empty": error("The file is empty (0 bytes).", SAVE_AGAIN),
    "not_mail": error(
        "This is not an e-mail.", "Give the e-mail as Outlook (.msg) or another program (.eml) saves it."
    ),
    "too_big": error("The e-mail is far larger than mail servers let through, so it was not opened.", TAKE_OUT),
    "too_many_parts": error(
        "The e-mail has more parts than an e-mail that a person writes, so it was not opened.", TAKE_OUT
    ),
    "too_deep": error("The e-mail is inside too many forwarded e-mails, so it was not opened.", TAKE_OUT),
    "damaged": error("The e-mail is damaged and cannot be read whole.", SAVE_AGAIN),
    "no_parts": error("The e-mail says that it has parts, but they are not in it or cannot be told apart.", SAVE_AGAIN),
    "several": error(
        "The file holds several e-mails one after another (a mail folder).", "Save each e-mail as a file of its own."
    ),
    "encrypted": error("The e-mail is encrypted: only the mail program it was sent to can open it.", TAKE_OUT),
    "signed": error("The e-mail is signed in a form that only a mail program can open.", TAKE_OUT),
    # one attachment
    "tnef": error(
        "This is winmail.dat, Outlook's own wrapping, and the attachments are inside it.",
        "Ask the sender to send it again as HTML or plain text (in Outlook: Format Text), not as Rich Text.",
    ),
    "protected": error(
        "The e-mail is protected (Microsoft Purview): its words and files open in a mail program only.", TAKE_OUT
    ),
    "broken": error("The attachment was damaged on the way.", "Ask the sender to send it again."),
    "elsewhere": error("The attachment is not in the e-mail: it is only named there.", ATTACH),
    # the mail is read, and a person must know
    "cut_short": warning("The e-mail breaks off before its end, so the last attachment may not be whole.", SAVE_AGAIN),
    "rtf_only": warning(
        "The words of this e-mail are in a form (RTF) that is not read here.", "Open the e-mail and read them."
    ),
    "long_words": warning("This e-mail is longer than can be read here.", "Open the e-mail and read the rest."),
    "link_only": warning(
        "There is no workbook in this e-mail, but a link to where a file lies: {services}.",
        "Open the link if you trust the sender, save the workbook, and put it into the inbox.",
    ),
    "delivery_report": warning(
        "This is a report about an e-mail of yours: it may not have arrived.",
        "Read it, and check the address on the sheet Agencies; what it holds is what you sent.",
    ),
    "receipt": warning("This is a receipt: your e-mail was opened or deleted.", "Nothing to do."),
    "reply": warning(
        "This is an automatic reply, such as out of office.", "Read it: it may name someone else to write to."
    ),
    "generated": warning("This e-mail seems to have been sent by a program.", "Read it, if you do not know it."),
    "no_workbook": warning("There is no workbook in this e-mail.", "Read it; if it should have had one, ask for it."),
}
"""Every sentence about a mail, by code."""
WHOLE_FILE: Final = {"too_big", "too_many_parts"}
"""Codes of limits that count over a whole file: met in a mail within it, they refuse the file."""


class MailProblem(NamedTuple):
    """One thing that is wrong with a mail or its attachment. message and remedy: one plain sentence each."""

    code: str
    message: str
    remedy: str


def mail_problem(code: str, **words: str) -> MailProblem:
    """The sentence of `code` with its words put in."""
    sentence = MAIL_SENTENCES[code].fill(**words)
    return MailProblem(code, sentence.message, sentence.remedy)


class MailRefused(FileRefused):
    """The file cannot be read as a mail. code: a key of MAIL_SENTENCES."""

    def __init__(self, code: str) -> None:
        """Take the sentence of `code`."""
        super().__init__(code, MAIL_SENTENCES[code])


def refuse(code: str) -> NoReturn:
    """Refuse the file for a reason of the catalogue. Raises MailRefused."""
    raise MailRefused(code)
