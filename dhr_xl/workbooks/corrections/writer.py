"""Turn an ordinary form's parts into a corrections copy: add the list as first sheet, and marks and notes on Return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from lxml import etree

from dhr_xl.core.views.names import CORRECT, LIST_NAME, RETURN, START, TITLE_NAME
from dhr_xl.core.views.values import ReturnForm
from dhr_xl.workbooks.corrections.list_sheet import TABLE_PART, draw_list_table, list_area, print_titles
from dhr_xl.workbooks.corrections.marks import find_marks
from dhr_xl.workbooks.corrections.notes import CellNote, SheetSizes, add_comments, add_shapes, grid, used_numbers
from dhr_xl.workbooks.corrections.styles import add_marked_styles
from dhr_xl.workbooks.corrections.words import join_notes
from dhr_xl.workbooks.form.marking import Marked, Marking
from dhr_xl.workbooks.form.rows import CLOSED, LINKED, OPEN
from dhr_xl.workbooks.form.template import TemplateParts
from dhr_xl.workbooks.xlsx.addresses import address, read_address
from dhr_xl.workbooks.xlsx.cell_xml import escape_text
from dhr_xl.workbooks.xlsx.edit_package import (
    MAIN,
    OFFICE,
    RELATION_KIND,
    TYPES,
    WORKBOOK_PART,
    Members,
    Node,
    declare,
    free_name,
    local,
    relate,
    related,
    relation_id,
    to_bytes,
)  # fmt: skip

SHEET_TYPE: Final = f"{OFFICE}officedocument.spreadsheetml.worksheet+xml"
TABLE_TYPE: Final = f"{OFFICE}officedocument.spreadsheetml.table+xml"
COMMENTS_TYPE: Final = f"{OFFICE}officedocument.spreadsheetml.comments+xml"
BOXES_TYPE: Final = f"{OFFICE}officedocument.vmlDrawing"
AFTER_BOXES: Final = ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
                      "tableParts", "extLst")  # fmt: skip
"""The children of a worksheet that come after the reference to its note boxes."""


class Corrections(NamedTuple):
    """The marks of a form, ready to be drawn.

    styles: the styles part with the marked styles; undone: marked style -> the differential format that unmarks it.
    """

    marking: Marking
    styles_part: str
    styles: bytes
    undone: Mapping[str, str]


def plan_corrections(form: ReturnForm, look: TemplateParts) -> Corrections:
    """Place the marks of a form, and make the styles to draw them in."""
    marking, members = find_marks(form, look), dict(look.members)
    part = related(members, WORKBOOK_PART, "styles")
    columns = dict.fromkeys(look.columns[key] for _, key in marking.cells)
    plain = (look.styles.get((sample, column), "0") for column in columns for sample in (OPEN, CLOSED, LINKED))
    styles, marked, undone = add_marked_styles(members[part], plain)
    return Corrections(marking._replace(styles=marked), part, styles, undone)


def add_corrections(
    parts: Members, corrections: Corrections, look: TemplateParts, heights: Mapping[int, float], list_xml: str
) -> None:
    """Change a drawn form's parts, in place, to those of its corrections copy.

    heights: of the form's rows in points; list_xml: the drawn list, which becomes the first sheet.
    """
    parts[corrections.styles_part] = corrections.styles
    _put_list_first(parts, corrections, list_xml)
    _mark_form(parts, corrections, look, heights)


def _put_list_first(parts: Members, corrections: Corrections, list_xml: str) -> None:
    """Insert the list's sheet before all others, with its names; add one to every index of a sheet."""
    part = free_name(parts, "xl/worksheets/sheet{}.xml")
    parts[part] = b""
    declare(parts, part, SHEET_TYPE)
    table = free_name(parts, "xl/tables/table{}.xml")
    number = 1 + sum(name.startswith("xl/tables/") for name in parts)
    parts[table] = draw_list_table(corrections.marking.lines, number).encode()
    declare(parts, table, TABLE_TYPE)
    referring = TABLE_PART.replace("@TABLE@", relate(parts, part, "table", table))
    parts[part] = list_xml.replace(TABLE_PART, referring).encode()
    key = relate(parts, WORKBOOK_PART, "worksheet", part)
    root = etree.fromstring(parts[WORKBOOK_PART])
    sheets, names = root.find(f"{{{MAIN}}}sheets"), root.find(f"{{{MAIN}}}definedNames")
    number = 1 + max(int(sheet.get("sheetId")) for sheet in sheets)
    sheet = etree.Element(f"{{{MAIN}}}sheet", name=CORRECT, sheetId=str(number))
    sheet.set(f"{{{RELATION_KIND.rstrip('/')}}}id", key)
    sheets.insert(0, sheet)
    for name in names:
        if name.get("localSheetId"):
            name.set("localSheetId", str(int(name.get("localSheetId")) + 1))
    areas = ((TITLE_NAME, "$A$1"), (LIST_NAME, list_area(corrections.marking.lines)))
    for known, area in areas:
        etree.SubElement(names, f"{{{MAIN}}}definedName", name=known).text = f"'{CORRECT}'!{area}"
    titles = etree.SubElement(names, f"{{{MAIN}}}definedName", name="_xlnm.Print_Titles", localSheetId="0")
    titles.text = f"'{CORRECT}'!{print_titles()}"
    parts[WORKBOOK_PART] = to_bytes(root)


def _mark_form(parts: Members, corrections: Corrections, look: TemplateParts, heights: Mapping[int, float]) -> None:
    """Add notes and the unmarking formats to the form's table; Start is no longer the selected sheet."""
    start = look.sheets[START].part
    parts[start] = parts[start].replace(b' tabSelected="1"', b"")
    part, cells = look.sheets[RETURN].part, tuple(corrections.marking.cells.values())
    root = etree.fromstring(parts[part])
    if cells:
        _unmark_when_right(root, cells, corrections.undone, look.columns["needed"])
        _put_notes(parts, part, root, cells, grid(look.sheets[RETURN].widths, heights))
    parts[part] = to_bytes(root)


def _put_notes(parts: Members, part: str, root: Node, cells: tuple[Marked, ...], sizes: SheetSizes) -> None:
    """Put a note on each marked cell, beside the template's own notes. root: of the sheet's part."""
    notes = [CellNote(found.cell, join_notes(found.marks)) for found in cells]
    comments = related(parts, part, "comments")
    if not comments:
        comments = free_name(parts, "xl/comments{}.xml")
        relate(parts, part, "comments", comments)
        declare(parts, comments, COMMENTS_TYPE)
    parts[comments] = add_comments(parts.get(comments), notes)
    boxes = _boxes(parts, part, root)
    used = used_numbers(data for name, data in parts.items() if name.lower().endswith(".vml"))
    parts[boxes] = add_shapes(parts.get(boxes), notes, sizes, used)


def _boxes(parts: Members, part: str, root: Node) -> str:
    """Find the part with the sheet's note boxes; make one, and refer to it, if there is none."""
    known = next((found for found in root if local(found) == "legacyDrawing"), None)
    if known is not None:
        return related(parts, part, key=relation_id(known))
    name = free_name(parts, "xl/drawings/vmlDrawing{}.vml")
    drawing = etree.Element(f"{{{MAIN}}}legacyDrawing")
    drawing.set(f"{{{RELATION_KIND.rstrip('/')}}}id", relate(parts, part, "vmlDrawing", name))
    later = next((found for found in root if local(found) in AFTER_BOXES), None)
    if later is None:
        root.append(drawing)
    else:
        later.addprevious(drawing)
    types = etree.fromstring(parts[TYPES])
    if not any(found.get("Extension", "").lower() == "vml" for found in types):
        first = etree.Element(types.tag.replace("Types", "Default"), Extension="vml", ContentType=BOXES_TYPE)
        types.insert(0, first)
        parts[TYPES] = to_bytes(types)
    return name


def _unmark_when_right(root: Node, cells: tuple[Marked, ...], undone: Mapping[str, str], needed: int) -> None:
    """Show a marked cell in its own style once its word is gone from its row's Still needed."""
    styles = {cell.get("r"): cell.get("s") for cell in root.iter(f"{{{MAIN}}}c")}
    priority = max((int(rule.get("priority", "0")) for rule in root.iter(f"{{{MAIN}}}cfRule")), default=0)
    formats = root.findall(f"{{{MAIN}}}conditionalFormatting")
    before = formats[-1] if formats else root.find(f"{{{MAIN}}}sheetProtection")
    for marked in (found for found in cells if found.word):
        priority += 1
        row, _ = read_address(marked.cell) or (1, 1)
        where = f"${address(row, needed)}"
        rule = (
            f'<conditionalFormatting xmlns="{MAIN}" sqref="{marked.cell}"><cfRule type="expression"'
            f' dxfId="{undone[styles[marked.cell]]}" priority="{priority}">'
            f'<formula>ISERROR(SEARCH("{escape_text(marked.word)}",{where}))</formula></cfRule></conditionalFormatting>'
        )
        element = etree.fromstring(rule)
        before.addnext(element)
        before = element
