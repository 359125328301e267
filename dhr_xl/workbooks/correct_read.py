"""What a corrections copy that came back had on its cells when it was sent, told from its own list alone."""

from __future__ import annotations

from dhr_xl.workbooks.correct_words import LIST_NAME, notes_listed
from dhr_xl.workbooks.form_words import CORRECT
from dhr_xl.workbooks.sheets import Sheet, Workbook


def sheet_of_list(book: Workbook) -> Sheet | None:
    """The list's sheet, by its defined name, and where that is lost by the sheet's own; None in any other workbook."""
    named = (book.sheet(name.area.sheet) for name in book.names if name.name == LIST_NAME and name.area)
    return next((sheet for sheet in named if sheet), book.sheet(CORRECT))


def our_notes(book: Workbook) -> tuple[str, ...]:
    """Every note we may have put on the form: what the list says, wherever on its sheet it stands now.

    `words_left(note, our_notes(book))` is then what is the agency's in a note.
    """
    sheet = sheet_of_list(book)
    return notes_listed(entry.text for entry in sheet.cells.values() if entry.text) if sheet else ()
