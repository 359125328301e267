"""A corrections copy that came back: its own notes told from the agency's."""

from __future__ import annotations

from dhr_xl.core.views.names import CORRECT, LIST_NAME
from dhr_xl.workbooks.corrections.words import rebuild_notes, remove_our_words
from dhr_xl.workbooks.xlsx.workbook import HAS_A_NOTE, Sheet, Workbook


def sheet_of_list(book: Workbook) -> Sheet | None:
    """Find the list's sheet by its defined name, else by the sheet's name; None in any other workbook."""
    named = (book.sheet(name.area.sheet) for name in book.names if name.name == LIST_NAME and name.area)
    return next((sheet for sheet in named if sheet), book.sheet(CORRECT))


def our_notes(book: Workbook) -> tuple[str, ...]:
    """Give every note we may have put on the form, as the list says it, wherever on its sheet it stands now.

    `remove_our_words(note, our_notes(book))` is then the agency's part of a note.
    """
    sheet = sheet_of_list(book)
    return rebuild_notes(entry.text for entry in sheet.cells.values() if entry.text) if sheet else ()


def without_our_notes(book: Workbook) -> Workbook:
    """Remove our own notes from a corrections copy, and keep the agency's; any other workbook is unchanged."""
    ours = our_notes(book)
    if not ours:
        return book
    return book._replace(sheets=tuple(_without(sheet, ours) for sheet in book.sheets))


def _without(sheet: Sheet, ours: tuple[str, ...]) -> Sheet:
    cells, notes = dict(sheet.cells), dict(sheet.notes)
    for place, note in sheet.notes.items():
        left = remove_our_words(note, ours)
        if left == note.strip():
            continue
        notes.pop(place)
        said = f"{HAS_A_NOTE}{left}" if left else ""
        if left:
            notes[place] = left
        if place in cells:
            remark = cells[place].remark.replace(f"{HAS_A_NOTE}{note.strip()}", said).strip("; ")
            cells[place] = cells[place]._replace(remark=remark)
            if cells[place].kind == "blank" and not remark:
                del cells[place]
    return sheet._replace(cells=cells, notes=notes)
