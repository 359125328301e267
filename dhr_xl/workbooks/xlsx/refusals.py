"""What a file that is no workbook is called and how to send it right: one catalogue, and what quotes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, NoReturn


class Refusal(NamedTuple):
    """why: what the file is; remedy: how to send it right. One plain sentence each."""

    why: str
    remedy: str


AS_XLSX: Final = "Open it in Excel, choose Save As, 'Excel Workbook (.xlsx)', and send that file."
AS_ISSUED: Final = "Send the .xlsx workbook that was issued, filled in."
AGAIN: Final = "Save it again in Excel as 'Excel Workbook (.xlsx)' and send it again."

REFUSALS: Final[Mapping[str, Refusal]] = {
    "empty": Refusal("The file is empty (0 bytes).", "Send the workbook again; it was lost on the way."),
    "password": Refusal(
        "The workbook is encrypted: it needs a password to be opened.",
        "In Excel choose File, Info, Protect Workbook, Encrypt with Password, clear the password, save and send it.",
    ),
    "rights_managed": Refusal(
        "The workbook is restricted (rights management): only people it was shared with can open it.",
        "In Excel choose File, Info, Protect Workbook, Restrict Access, Unrestricted Access, save and send it; "
        "where a sensitivity label does this, choose one without encryption.",
    ),
    "old_excel": Refusal("This is a workbook in the old Excel format (.xls).", AS_XLSX),
    "ole": Refusal("This is an old Office file, not an .xlsx workbook.", AS_ISSUED),
    "pdf": Refusal("This is a PDF, not a workbook.", AS_ISSUED),
    "image": Refusal("This is a picture, not a workbook.", AS_ISSUED),
    "html": Refusal("This is a web page, not a workbook.", AS_XLSX),
    "rtf": Refusal("This is a word processor's document (RTF), not a workbook.", AS_ISSUED),
    "xml_spreadsheet": Refusal("This is an XML file, not an .xlsx workbook.", AS_XLSX),
    "text": Refusal("This is plain text (such as CSV), not a workbook.", AS_ISSUED),
    "unknown": Refusal("This is not an .xlsx workbook.", AS_ISSUED),
    "word": Refusal("This is a Word document, not a workbook.", AS_ISSUED),
    "powerpoint": Refusal("This is a PowerPoint presentation, not a workbook.", AS_ISSUED),
    "opendocument": Refusal("This is an OpenDocument file (.ods), not an .xlsx workbook.",
                            "Open it, choose Save As, 'Excel 2007-365 (.xlsx)', and send that file."),
    "opendocument_other": Refusal("This is an OpenDocument file that is not a spreadsheet.", AS_ISSUED),
    "numbers": Refusal("This is an Apple Numbers file, not an .xlsx workbook.",
                       "In Numbers choose File, Export To, Excel, and send that file."),
    "zip": Refusal("This is a zip folder, not a workbook.",
                   "Take the workbook out of it and send the .xlsx by itself."),
    "archive": Refusal("This is a packed folder (such as .7z or .rar), not a workbook.",
                       "Take the workbook out of it and send the .xlsx by itself."),
    "mail": Refusal("This is an e-mail, not a workbook.", "Send the workbook that is attached to it by itself."),
    "winmail": Refusal("This is Outlook's winmail.dat, not a workbook.",
                       "Send the workbook again in a message whose format is HTML or plain text, not Rich Text."),
    "shortcut": Refusal("This is a link to a file, not the file itself.",
                        "Open the link, choose File, Download or Save a Copy, as .xlsx, and send that file."),
    "binary_workbook": Refusal("This is a binary workbook (.xlsb).", AS_XLSX),
    "damaged": Refusal("The workbook is damaged and cannot be read whole.", AGAIN),
    "too_big": Refusal(
        "The workbook is far larger than any form of ours, so it was not opened.",
        "Copy the answers into the workbook that was issued and send that.",
    ),
    "bomb": Refusal("The workbook unpacks to far more than its size, so it was not opened.", AGAIN),
    "too_many_parts": Refusal("The workbook has more parts than any form of ours, so it was not opened.", AGAIN),
    "unsafe_part": Refusal("The workbook holds a part whose name is not allowed in a workbook.", AGAIN),
    "same_part_twice": Refusal("The workbook holds two parts of one name, so it can be read two ways.", AGAIN),
    "doctype": Refusal("The workbook holds a document type declaration, which no spreadsheet program writes.", AGAIN),
    "two_forms": Refusal(
        "Two sheets of the workbook are filled-in copies of the form and they differ: {first} and {second}.",
        "Delete the one that should not count and send the workbook again.",
    ),
    "no_form": Refusal(
        "The workbook opens, but the table of the form is not in it: there is no Ref column and no headings.", AS_ISSUED
    ),
}  # fmt: skip
"""Every reason to turn a file away, by code."""


class Refused(Exception):
    """The file cannot be read as a workbook of ours. Its text says what it is and how to send it right.

    code: a key of REFUSALS; why and remedy: the two sentences its text is made of.
    """

    def __init__(self, code: str, message: str = "", **words: str) -> None:
        """Take the sentences of `code`; `message` adds what was found, in brackets."""
        self.code = code
        said = REFUSALS[code]
        why = said.why.format(**words) if words else said.why
        self.why = f"{why[:-1]} ({message})." if message else why
        self.remedy = said.remedy
        super().__init__(f"{self.why} {self.remedy}")


def refuse(code: str, **words: str) -> NoReturn:
    """Turn the file away for a reason of the catalogue, its words filled in."""
    raise Refused(code, **words)
