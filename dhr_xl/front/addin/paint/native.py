"""What xlwings has no function for, done through Excel's own interfaces: COM on Windows, AppleScript on a Mac."""

import atexit
import contextlib
import sys
from collections.abc import Callable
from typing import Any, Final

import xlwings as xw

from dhr_xl.core.views.canvas import EntryRule

MAC: Final = sys.platform == "darwin"
LIST, WARNING, STOP = 3, 2, 1
"""Excel's constants: validation by a list, and its two kinds of alert."""
RETURNS: Final = "Returns (*.xlsx;*.eml;*.msg),*.xlsx;*.eml;*.msg,All files (*.*),*.*"
"""The file types offered in the dialog."""
UNDERLINED, NOT_UNDERLINED = 2, -4142


def _words() -> Any:  # noqa: ANN401 - appscript's own, which exists on a Mac only
    from appscript import k  # noqa: PLC0415 - as above

    return k


def take_filter_off(sheet: xw.Sheet) -> None:
    """Remove a sheet's filter, and show the rows it hid."""
    if MAC:
        if sheet.api.autofilter_mode.get():
            sheet.api.autofilter_mode.set(False)
    elif sheet.api.AutoFilterMode:
        sheet.api.AutoFilterMode = False


def put_filter_on(area: xw.Range) -> None:
    """Put filter arrows on the first row of an area, nothing filtered."""
    if MAC:
        area.api.autofilter_range(field=1)
    else:
        area.api.AutoFilter(1)


def take_outline_off(area: xw.Range) -> None:
    """Remove the groups from the rows of an area; hidden rows stay hidden."""
    if MAC:
        area.api.clear_outline()
    else:
        area.api.ClearOutline()


def take_links_off(area: xw.Range) -> None:
    """Remove the links from all cells of an area; text and formats stay."""
    if MAC:
        area.api.clear_hyperlinks()
    else:
        area.api.ClearHyperlinks()


def underline(area: xw.Range, *, on: bool) -> None:
    """Underline the words of an area, or do not."""
    if MAC:
        words = _words()
        area.api.font_object.underline.set(words.underline_style_single if on else words.underline_style_none)
    else:
        area.api.Font.Underline = UNDERLINED if on else NOT_UNDERLINED


def set_alert(area: xw.Range, rule: EntryRule) -> None:
    """Set what an area's validation says of a wrong entry, and whether it refuses it."""
    if MAC:
        found, words = area.api.validation, _words()
        if not rule.stop:
            found.modify(type=words.validate_list, alert_style=words.valid_alert_warning, formula1=f"={rule.list_name}")
        found.error_title.set(rule.title)
        found.error_message.set(rule.message)
        found.show_error.set(True)
    else:
        found = area.api.Validation
        if not rule.stop:
            found.Modify(Type=LIST, AlertStyle=WARNING, Formula1=f"={rule.list_name}")
        found.ErrorTitle, found.ErrorMessage, found.ShowError = rule.title, rule.message, True


def set_page_header(sheet: xw.Sheet, text: str) -> None:
    """Put a text at the right of the head of each printed page."""
    if MAC:
        sheet.api.page_setup_object.right_header.set(text)
    else:
        sheet.api.PageSetup.RightHeader = text


def freeze(sheet: xw.Sheet, rows: int, columns: int) -> None:
    """Freeze the first rows and columns of a sheet. It is the active sheet afterwards."""
    sheet.activate()
    if MAC:
        window = sheet.book.api.windows[1]
        window.freeze_panes.set(False)
        window.scroll_row.set(1)
        window.scroll_column.set(1)
        window.split_column.set(columns)
        window.split_row.set(rows)
        window.freeze_panes.set(True)
    else:
        window = sheet.book.api.Windows(1)
        window.FreezePanes = False
        window.ScrollRow = window.ScrollColumn = 1
        window.SplitColumn, window.SplitRow = columns, rows
        window.FreezePanes = True


def set_property(book: xw.Book, name: str, text: str) -> None:
    """Set a custom property that the workbook has, if this Excel can; a cell holds the same."""
    with contextlib.suppress(Exception):
        if MAC:
            book.api.custom_document_properties[name].value.set(text)
        else:
            book.api.CustomDocumentProperties(name).Value = text


def full_name(book: xw.Book) -> str:
    """Where Excel says a workbook is: a path, an address in OneDrive or SharePoint, or its title if never saved.

    Not xlwings' own `fullname`, which reads a sheet of the workbook to find synced folders.
    """
    return str(book.api.full_name.get() if MAC else book.api.FullName)


def is_read_only(book: xw.Book) -> bool:
    """Whether Excel has the workbook open for reading only."""
    return bool(book.api.read_only.get() if MAC else book.api.ReadOnly)


def keep_other_excels_open() -> None:
    """Keep xlwings from closing every Excel without a window when Python ends: one may belong to another program."""
    if sys.platform == "win32":
        from xlwings import _xlwindows  # noqa: PLC0415 - exists on Windows only

        atexit.unregister(_xlwindows.cleanup)


def is_saved(book: xw.Book) -> bool:
    """Whether a workbook has no unsaved edits."""
    return bool(book.api.saved.get() if MAC else book.api.Saved)


def ask_for_file(app: xw.App, title: str) -> str:
    """Ask the person for a returned workbook or e-mail; its path, or '' if they chose none."""
    if MAC:
        from xlwings import _xlmac  # noqa: PLC0415 - exists on a Mac only

        chosen = app.api.get_open_filename()
        to_posix: Callable[[str], str] = _xlmac.hfs_to_posix_path
        return to_posix(chosen) if isinstance(chosen, str) else ""
    chosen = app.api.GetOpenFilename(RETURNS, 1, title)
    return chosen if isinstance(chosen, str) else ""
