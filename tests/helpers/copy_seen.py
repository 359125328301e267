"""A copy to put right and the letter that brings it, as Police find them: what they ask for, and what each row says."""

from __future__ import annotations

import email.policy
from email.parser import BytesParser

import openpyxl

from dhr_xl.core.views.names import column_name
from dhr_xl.workbooks.corrections.words import FILL
from plan_folder import place


def letter(folder, what="corrections"):
    message = BytesParser(policy=email.policy.default).parsebytes(
        (folder / "outbox" / f"{what} POLICE.eml").read_bytes()
    )
    return message["Subject"], message.get_body().get_content(), attached(message)


def attached(message):
    [file] = list(message.iter_attachments())
    return file.get_content()


def copy_path(folder):
    return folder / "returned" / "2025-06-30" / "POLICE to correct.xlsx"


def copy(folder):
    return openpyxl.load_workbook(copy_path(folder))


def said_in(book):
    """What the list asks for: (ref, column) of each line."""
    return [(row[1], row[2]) for row in book["To correct"].iter_rows(min_row=5, values_only=True) if row[0]]


def marked_in(book):
    return [c for row in book["Return"].iter_rows() for c in row if c.fill.fgColor.rgb == FILL and c.comment]


def asked_in(body):
    """The lines of a letter that ask for something: not those that tell what the board has decided."""
    asked, _, told = body.partition("What has been decided")
    lines = (asked + told.partition("\n\n")[2]).splitlines()
    return [line for line in lines if line.startswith("- ")]


def counts(folder, what="corrections"):
    _, body, _ = letter(folder, what)
    return len(said_in(copy(folder))), len(marked_in(copy(folder))), len(asked_in(body))


def column(book, key):
    """Ref -> what stands in a column of the copy's own sheet, rows without a Ref left out."""
    sheet, (letters, first) = book["Return"], place(book, column_name(key))
    refs, _ = place(book, column_name("ref"))
    rows = range(first + 1, sheet.max_row + 1)
    return {ref: sheet[f"{letters}{row}"].value or "" for row in rows if (ref := sheet[f"{refs}{row}"].value)}


def needed_in(folder):
    """The rows of which the copy's own sheet says that something is still needed, as it comes."""
    said = column(openpyxl.load_workbook(copy_path(folder), data_only=True), "needed")
    return [ref for ref, needed in said.items() if needed and not needed.startswith("OK")]
