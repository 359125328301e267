"""Draw the first sheet of a corrections copy: everything to put right, each line with a link to its cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dhr_xl.core.views.names import RETURN, START
from dhr_xl.core.views.values import ReturnForm
from dhr_xl.workbooks.corrections.marks import FIRST_LINE
from dhr_xl.workbooks.corrections.words import HEADINGS, describe_mark, list_title, what_to_do
from dhr_xl.workbooks.fitting import fit_row
from dhr_xl.workbooks.form.headers import FOOTER, HEADER
from dhr_xl.workbooks.form.marking import ListLine
from dhr_xl.workbooks.form.rows import LINKED, OPEN
from dhr_xl.workbooks.form.template import TemplateParts
from dhr_xl.workbooks.xlsx.addresses import LAST_COLUMN, address, column_letters
from dhr_xl.workbooks.xlsx.cell_xml import escape_attribute, escape_text, text_cell
from dhr_xl.workbooks.xlsx.edit_package import MAIN

WIDTHS: Final = (6, 14, 34, 36, 52)
"""The sum is the length of the second line; on A4 landscape letters are just under 10 points. LibreOffice does not
wrap links, so the third is wide enough for a heading on one line."""
PLAIN: Final = "Enable Editing"
"""Words of the cell of Start whose style plain lines take."""
HEADING_LINE: Final = FIRST_LINE - 1
TABLE_PART: Final = '<tablePart r:id="@TABLE@"/>'
"""Refers to the list's table: the writer puts in the relationship's id."""
MOST_RIGHT: Final = column_letters(len(HEADINGS))
TITLE_POINTS, LINE_POINTS, HEADING_POINTS = 24.0, 18.0, 24.0
HEAD: Final = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
)
PANE: Final = (
    '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
    f'<pane ySplit="{HEADING_LINE}" topLeftCell="A{FIRST_LINE}" activePane="bottomLeft" state="frozen"/>'
    f'<selection pane="bottomLeft" activeCell="B{FIRST_LINE}" sqref="B{FIRST_LINE}"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/>'
)
PAGE: Final = (
    '<pageMargins left="0.25" right="0.25" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
    f"<headerFooter><oddHeader>{escape_text(HEADER.code())}</oddHeader>"
    f"<oddFooter>{escape_text(FOOTER.code())}</oddFooter>"
    "</headerFooter>"
)


def draw_list(form: ReturnForm, lines: tuple[ListLine, ...], look: TemplateParts, lock: str) -> str:
    """Draw the sheet's part in the template's cell styles. lock: the ``sheetProtection`` of the other sheets.

    Header and footer keep the template's placeholders; the writer fills them as on every sheet.
    """
    last = HEADING_LINE + len(lines)
    style = f' style="{_locked_style(look)}"'
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width + 0.7109375}"{style} customWidth="1"/>'
        for at, width in enumerate(WIDTHS, 1)
    )  # fmt: skip
    columns += f'<col min="{len(WIDTHS) + 1}" max="{LAST_COLUMN}" width="9"{style}/>'
    rows = _draw_top(form, look) + "".join(_draw_line(line, look) for line in lines)
    return (
        f'{HEAD}<dimension ref="A1:{MOST_RIGHT}{last}"/>{PANE}<cols>{columns}</cols><sheetData>{rows}</sheetData>'
        f"{lock}{_draw_links(lines)}{PAGE}"
        f'<tableParts count="1">{TABLE_PART}</tableParts></worksheet>'
    )


def _locked_style(look: TemplateParts) -> str:
    """The style of the template's empty cells, which are locked: those of a workbook's Normal style are not."""
    found = re.search(r'<col [^>]*\bstyle="(\d+)"', look.sheets[START].xml)
    return found[1] if found else "0"


def print_titles() -> str:
    """The rows repeated on every printed page: the headings."""
    return f"${HEADING_LINE}:${HEADING_LINE}"


def list_area(lines: tuple[ListLine, ...]) -> str:
    """The table, headings included."""
    return f"$A${HEADING_LINE}:${MOST_RIGHT}${HEADING_LINE + len(lines)}"


def draw_list_table(lines: tuple[ListLine, ...], number: int) -> str:
    """Draw the part that marks the list as an Excel table; TABLE_PART refers to it."""
    area = list_area(lines).replace("$", "")
    columns = "".join(f'<tableColumn id="{at}" name="{heading}"/>' for at, heading in enumerate(HEADINGS, 1))
    return (
        f'<table xmlns="{MAIN}" id="{number}" name="dhr_to_correct" displayName="dhr_to_correct" ref="{area}"'
        f' totalsRowShown="0"><tableColumns count="{len(HEADINGS)}">{columns}</tableColumns></table>'
    )


def _draw_top(form: ReturnForm, look: TemplateParts) -> str:
    heading = _style_at(look, look.heading_row, look.columns["ref"])
    tops = (
        (TITLE_POINTS, (list_title(form),), _style_of(look, "{review}")),
        (LINE_POINTS, (what_to_do(form),), _style_of(look, PLAIN)),
        (LINE_POINTS, (form.marking.upper(),), _style_of(look, "{marking}")),
        (HEADING_POINTS, HEADINGS, heading),
    )
    return "".join(
        _row(number, points, _texts(number, [style] * len(texts), texts))
        for number, (points, texts, style) in enumerate(tops, 1)
    )


def _style_at(look: TemplateParts, row: int, column: int) -> str:
    """The style of a cell above the form's table."""
    cells = (cell for line in look.sheets[RETURN].rows if line.number == row for cell in line.cells)
    return next((cell.style for cell in cells if cell.column == column), "0")


def _style_of(look: TemplateParts, words: str) -> str:
    """The style of the first cell of Start that holds these words."""
    cells = (cell for line in look.sheets[START].rows for cell in line.cells)
    return next((cell.style for cell in cells if words in cell.text), "0")


def _draw_line(line: ListLine, look: TemplateParts) -> str:
    words = look.styles.get((OPEN, look.columns["recommendation"]), "0")
    ref = look.styles.get((OPEN, look.columns["ref"]), "0")
    link = look.styles.get((LINKED, look.columns["ref"]), ref) if line.cell else ref
    texts = (line.mark.ref, line.heading, line.wrote, describe_mark(line.mark))
    height = fit_row(zip(texts, WIDTHS[1:], strict=True), LINE_POINTS).height
    number = f'<c r="A{line.number}" s="{words}"><v>{line.number - HEADING_LINE}</v></c>'
    return _row(line.number, height, number + _texts(line.number, (link, link, words, words), texts, 2))


def _texts(number: int, styles: Sequence[str], texts: Sequence[str], first: int = 1) -> str:
    """Draw the cells of one row, starting at the column `first`."""
    cells = enumerate(zip(styles, texts, strict=True), first)
    return "".join(text_cell(address(number, column), style, text) for column, (style, text) in cells)


def _row(number: int, points: float, cells: str) -> str:
    return f'<row r="{number}" ht="{points:g}">{cells}</row>'


def _draw_links(lines: tuple[ListLine, ...]) -> str:
    links = "".join(
        f'<hyperlink ref="{column}{line.number}" location="{RETURN}!{line.cell}"'
        f' tooltip="{escape_attribute(f"Go to {line.cell} on the sheet {RETURN}")}"/>'
        for line in lines
        if line.cell
        for column in "BC"
    )
    return f"<hyperlinks>{links}</hyperlinks>" if links else ""
