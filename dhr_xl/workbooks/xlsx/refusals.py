"""The catalogue of refusals: why a file is not read as a workbook of ours, and how to send it right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NoReturn

from dhr_xl.core.sentences import FileRefused, Sentence, error

AS_XLSX: Final = "Open it in Excel, choose Save As, 'Excel Workbook (.xlsx)', and send that file."
AS_ISSUED: Final = "Send the .xlsx workbook that was issued, filled in."
AGAIN: Final = "Save it again in Excel as 'Excel Workbook (.xlsx)' and send it again."

REFUSALS: Final[Mapping[str, Sentence]] = {
    "empty": error("The file is empty (0 bytes).", "Send the workbook again; it was lost on the way."),
    "password": error(
        "The workbook is encrypted: it needs a password to be opened.",
        "In Excel choose File, Info, Protect Workbook, Encrypt with Password, clear the password, save and send it.",
    ),
    "rights_managed": error(
        "The workbook is restricted (rights management): only people it was shared with can open it.",
        "In Excel choose File, Info, Protect Workbook, Restrict Access, Unrestricted Access, save and send it; "
        "where a sensitivity label does this, choose one without encryption.",
    ),
    "old_excel": error("This is a workbook in the old Excel format (.xls).", AS_XLSX),
    "ole": error("This is an old Office file, not an .xlsx workbook.", AS_ISSUED),
    "pdf": error("This is a PDF, not a workbook.", AS_ISSUED),
    "image": error("This is a picture, not a workbook.", AS_ISSUED),
    "html": error("This is a web page, not a workbook.", AS_XLSX),
    "rtf": error("This is a word processor's document (RTF), not a workbook.", AS_ISSUED),
    "xml_spreadsheet": error("This is an XML file, not an .xlsx workbook.", AS_XLSX),
    "text": error("This is plain text (such as CSV), not a workbook.", AS_ISSUED),
    "unknown": error("This is not an .xlsx workbook.", AS_ISSUED),
    "word": error("This is a Word document, not a workbook.", AS_ISSUED),
    "powerpoint": error("This is a PowerPoint presentation, not a workbook.", AS_ISSUED),
    "opendocument": error(
        "This is an OpenDocument file (.ods), not an .xlsx workbook.",
        "Open it, choose Save As, 'Excel 2007-365 (.xlsx)', and send that file.",
    ),
    "opendocument_other": error("This is an OpenDocument file that is not a spreadsheet.", AS_ISSUED),
    "numbers": error(
        "This is an Apple Numbers file, not an .xlsx workbook.",
        "In Numbers choose File, Export To, Excel, and send that file.",
    ),
    "zip": error("This is a zip folder, not a workbook.", "Take the workbook out of it and send the .xlsx by itself."),
    "archive": error(
        "This is a packed folder (such as .7z or .rar), not a workbook.",
        "Take the workbook out of it and send the .xlsx by itself.",
    ),
    "mail": error("This is an e-mail, not a workbook.", "Send the workbook that is attached to it by itself."),
    "winmail": error(
        "This is Outlook's winmail.dat, not a workbook.",
        "Send the workbook again in a message whose format is HTML or plain text, not Rich Text.",
    ),
    "shortcut": error(
        "This is a link to a file, not the file itself.",
        "Open the link, choose File, Download or Save a Copy, as .xlsx, and send that file.",
    ),
    "binary_workbook": error("This is a binary workbook (.xlsb).", AS_XLSX),
    "damaged": error("The workbook is damaged and cannot be read whole.", AGAIN),
    "too_big": error(
        "The workbook is far larger than any form of ours, so it was not opened.",
        "Copy the answers into the workbook that was issued and send that.",
    ),
    "bomb": error("The workbook unpacks to far more than its size, so it was not opened.", AGAIN),
    "too_many_parts": error("The workbook has more parts than any form of ours, so it was not opened.", AGAIN),
    "unsafe_part": error("The workbook holds a part whose name is not allowed in a workbook.", AGAIN),
    "same_part_twice": error("The workbook holds two parts of one name, so it can be read two ways.", AGAIN),
    "doctype": error("The workbook holds a document type declaration, which no spreadsheet program writes.", AGAIN),
    "two_forms": error(
        "Two sheets of the workbook are filled-in copies of the form and they differ: {first} and {second}.",
        "Delete the one that should not count and send the workbook again.",
    ),
    "no_form": error(
        "The workbook opens, but the table of the form is not in it: there is no Ref column and no headings.", AS_ISSUED
    ),
    "no_master": error(
        "The workbook opens, but it has no master reference, so it is no master.xlsx of this program.",
        "Put the master.xlsx of this plan back (the folder 'previous' has earlier ones).",
    ),
}
"""Every reason to refuse a file, by code."""


class Refused(FileRefused):
    """The file cannot be read as a workbook of ours. code: a key of REFUSALS."""

    def __init__(self, code: str, found: str = "", **words: str) -> None:
        """Take the sentence of `code` with its words put in. found: a detail, added to it in brackets."""
        sentence = REFUSALS[code].fill(**words)
        if found:
            sentence = sentence._replace(message=f"{sentence.message[:-1]} ({found}).")
        super().__init__(code, sentence)


def refuse(code: str, **words: str) -> NoReturn:
    """Refuse the file for a reason of the catalogue, with its words put in. Raises Refused."""
    raise Refused(code, **words)
