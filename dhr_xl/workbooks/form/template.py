"""Split a template into parts, once: unchanged parts, and parts with placeholders for a form's rows and words."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from lxml import etree

from dhr_xl.core.plan.columns import ALL_COLUMNS, FIELDS, Field
from dhr_xl.core.views.names import (
    COLUMN_PREFIX,
    GUIDANCE,
    LISTS,
    RECOMMENDATIONS,
    RETURN,
    SINGLE_NAMES,
    START,
    column_name,
)
from dhr_xl.workbooks.form.fewer_columns import keep_columns
from dhr_xl.workbooks.form.headers import ensure_marking
from dhr_xl.workbooks.xlsx.addresses import SheetArea, column_letters, read_address, read_area
from dhr_xl.workbooks.xlsx.edit_package import (
    MAIN,
    WORKBOOK_PART,
    Node,
    blank_authors,
    blank_unused_strings,
    declare_properties,
    drop_parts,
    drop_telltales,
    local,
    read_members,
    related,
    sheet_paths,
    show_all_sheets,
)  # fmt: skip
from dhr_xl.workbooks.xlsx.workbook import Sheet, Workbook, read_workbook

LAST: Final = "@LAST@"
"""Stands in the prepared parts for the number of a form's last row."""
ORDER: Final = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
)  # fmt: skip
"""The first children of a worksheet in their required order (ECMA-376 part 1, 18.3.1.99)."""
OURS: Final = ("sheetData", "sheetProtection", "protectedRanges", "dataValidations", "hyperlinks")
"""The elements that the writer adds. Each is a comment of its name in the prepared part."""
SENSITIVITY: Final = "MSIP_Label_"
"""Begins the names of the custom properties that hold Microsoft's sensitivity label."""
SHEETS: Final = (START, RETURN, RECOMMENDATIONS, GUIDANCE, LISTS)
DRAWN: Final = (START, RETURN, RECOMMENDATIONS)
"""The sheets whose rows the writer draws."""
SAMPLES: Final = 3
"""Sample rows under the headings: an open row, a closed one, one whose locked texts are links."""
TABLE_ROW: Final = 3
"""The row of the headings on Recommendations."""


class TemplateCell(NamedTuple):
    """A cell of Start, or above a table. xml: the cell as the template has it; text: what it shows."""

    row: int
    column: int
    style: str
    text: str
    xml: str


class TemplateRow(NamedTuple):
    """A row of the template. attributes: those of its element, as XML; points: its height."""

    number: int
    attributes: str
    cells: tuple[TemplateCell, ...]
    points: float


class SheetLook(NamedTuple):
    """A sheet's part, prepared.

    links: its hyperlinks' own XML; widths: column number -> width; table: the name of its Excel table's part, or ''.
    """

    part: str
    xml: str
    rows: tuple[TemplateRow, ...]
    links: str
    widths: Mapping[int, float]
    table: str


class TemplateParts(NamedTuple):
    """A template, split into parts.

    members: the unchanged parts, in order; workbook: the workbook part, prepared; sheets: by name;
    columns: field key -> column number; singles: name -> its one cell; styles: (sample row, column) -> style id;
    labels: the custom properties of its sensitivity label.
    """

    members: tuple[tuple[str, bytes], ...]
    workbook: str
    sheets: Mapping[str, SheetLook]
    heading_row: int
    columns: Mapping[str, int]
    singles: Mapping[str, SheetArea]
    styles: Mapping[tuple[int, int], str]
    labels: Mapping[str, str]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The form's columns, in the order of FIELDS."""
        return tuple(field for field in FIELDS if field.key in self.columns)

    @property
    def first_row(self) -> int:
        """The first row of the table."""
        return self.heading_row + 1


@functools.lru_cache(maxsize=8)
def take_apart(template: bytes, *, columns: tuple[str, ...] = ALL_COLUMNS) -> TemplateParts:
    """Prepare the template for drawing forms.

    columns: keys of the form's columns; the template's others are left out. Raises ValueError where it lacks one of
    them, or another cell of the form.
    """
    template = keep_columns(template, columns)
    book = read_workbook(template)
    members = read_members(template)
    drop_parts(members)
    workbook = etree.fromstring(members[WORKBOOK_PART])
    areas = {known.name: known.area for known in book.names if known.name.startswith("dhr_") and known.area}
    lacking = [f"cells named {name}" for name in (*SINGLE_NAMES, *map(column_name, columns)) if name not in areas]
    lacking += [f"sheet {name}" for name in SHEETS if book.sheet(name) is None]
    if lacking:
        message = f"The template return.xlsx has no {lacking[0]}. Build it anew: python scripts/build_templates.py"
        raise ValueError(message)
    heading_row = areas[column_name("ref")].top
    paths = sheet_paths(workbook, members)
    tables = {name: related(members, path, "table") for name, path in paths.items()}
    sheets = {
        name: _sheet_look(members.pop(path), book, name, heading_row)._replace(part=path, table=tables[name])
        for name, path in paths.items()
    }
    kept = [cell.xml for name in DRAWN for row in sheets[name].rows for cell in row.cells if "{" not in cell.text]
    blank_unused_strings(members, [*kept, *(sheet.xml for sheet in sheets.values())])
    drop_telltales(workbook)
    show_all_sheets(workbook)
    blank_authors(members)
    _prepare_names(workbook, heading_row)
    _open_on_first_sheet(workbook)
    members.pop(WORKBOOK_PART)
    declare_properties(members)
    singles = {name: area for name, area in areas.items() if not name.startswith(COLUMN_PREFIX)}
    return TemplateParts(
        tuple(members.items()), _to_text(workbook), sheets, heading_row, _columns(areas), singles,
        _sample_styles(sheets[RETURN], heading_row),
        {name: text for name, text in book.properties.custom.items() if name.startswith(SENSITIVITY)},
    )  # fmt: skip


def _to_text(root: Node) -> str:
    return str(etree.tostring(root, encoding="unicode"))


def _columns(areas: Mapping[str, SheetArea]) -> dict[str, int]:
    named = {name: area for name, area in areas.items() if name.startswith(COLUMN_PREFIX)}
    return {name.removeprefix(COLUMN_PREFIX): area.left for name, area in named.items()}


def _sample_styles(sheet: SheetLook, heading_row: int) -> dict[tuple[int, int], str]:
    return {
        (cell.row - heading_row - 1, cell.column): cell.style
        for row in sheet.rows
        if heading_row < row.number <= heading_row + SAMPLES
        for cell in row.cells
    }


def _sheet_look(data: bytes, book: Workbook, name: str, heading_row: int) -> SheetLook:
    """Prepare a sheet: put a comment where each of OURS goes. heading_row: of the table on Return."""
    root = etree.fromstring(data)
    sheet = next(found for found in book.sheets if found.name == name)
    rows = tuple(_row(row, sheet) for row in root.find(f"{{{MAIN}}}sheetData"))
    links = "".join(_plain(link) for link in root.iter(f"{{{MAIN}}}hyperlink"))
    widths = {
        number: float(column.get("width", "9"))
        for column in root.iter(f"{{{MAIN}}}col")
        for number in range(int(column.get("min")), min(int(column.get("max")), 100) + 1)
    }
    data_rows = "" if name in DRAWN else "".join(_plain(row) for row in root.find(f"{{{MAIN}}}sheetData"))
    for child in list(root):
        if local(child) in {*OURS, "autoFilter", "dimension"}:
            root.remove(child)
    for view in root.iter(f"{{{MAIN}}}sheetView"):
        view.attrib.pop("tabSelected", None)
        if name == START:
            view.set("tabSelected", "1")
    for page in root.iter(f"{{{MAIN}}}pageSetup"):
        for key in [key for key in page.attrib if key.endswith("}id")]:
            del page.attrib[key]
    if name == RETURN:
        _stretch_marks(root, heading_row)
    ensure_marking(root)
    for ours in OURS:
        _put_in_order(root, etree.Comment(ours), ours)
    xml = _to_text(root)
    if data_rows:
        xml = xml.replace("<!--sheetData-->", f"<sheetData>{data_rows}</sheetData>")
    return SheetLook("", xml, rows, links, widths, "")


def _plain(element: Node) -> str:
    """Write an element as XML, without the namespaces its root declares and without the text after it."""
    element.tail = None
    return re.sub(r' xmlns(?::\w+)?="[^"]*"', "", _to_text(element))


def _row(row: Node, sheet: Sheet) -> TemplateRow:
    number = int(row.get("r"))
    kept = ("s", "customFormat", "ht", "customHeight")
    attributes = "".join(f' {key}="{row.get(key)}"' for key in kept if row.get(key) is not None)
    cells = []
    for cell in row:
        place = read_address(cell.get("r")) or (number, 1)
        cells.append(TemplateCell(*place, cell.get("s", "0"), sheet.entry(*place).text, _plain(cell)))
    return TemplateRow(number, attributes, tuple(cells), float(row.get("ht", "15")))


def _put_in_order(root: Node, child: Node, name: str) -> None:
    """Insert a child where the order of a worksheet's children requires it."""
    before = ORDER[: ORDER.index(name) + 1]
    at = sum(1 for known in root if local(known) in before or (not local(known) and known.text in before))
    root.insert(at, child)


def _stretch_marks(root: Node, heading_row: int) -> None:
    """Extend the conditional formats of the sample rows to all rows; remove lists that Excel stores a second time."""
    for element in list(root.iter()):
        name = local(element)
        if name == "conditionalFormatting" and element.get("sqref"):
            element.set("sqref", _stretch(element.get("sqref"), heading_row))
        elif name == "sqref" and element.text:
            element.text = _stretch(element.text, heading_row)
    for element in [found for found in root.iter() if local(found) == "ext"]:
        if any(local(child) == "dataValidations" for child in element):
            element.getparent().remove(element)


def _stretch(sqref: str, heading_row: int) -> str:
    stretched = []
    for text in sqref.split():
        area = read_area(text)
        if area is None or area.top <= heading_row:
            stretched.append(text)
        else:
            stretched.append(f"{column_letters(area.left)}{heading_row + 1}:{column_letters(area.right)}{LAST}")
    return " ".join(dict.fromkeys(stretched))


def _prepare_names(workbook: Node, heading_row: int) -> None:
    """Extend every name that covers the sample rows to the form's last row."""
    for name in workbook.iter(f"{{{MAIN}}}definedName"):
        area = read_area(name.text or "")
        if area and area.sheet == RETURN and area.bottom > heading_row and name.get("name") != "_xlnm.Print_Titles":
            name.text = re.sub(r"(?<!\d)\d+$", LAST, name.text)


def _open_on_first_sheet(workbook: Node) -> None:
    """Make the workbook open on its first sheet, and put a comment where the structure lock goes."""
    for view in workbook.iter(f"{{{MAIN}}}workbookView"):
        view.attrib.pop("activeTab", None)
        view.attrib.pop("firstSheet", None)
    for child in list(workbook):
        if local(child) == "workbookProtection":
            workbook.remove(child)
    properties = workbook.find(f"{{{MAIN}}}workbookPr")
    mark = etree.Comment("workbookProtection")
    if properties is not None:
        properties.addnext(mark)
    else:
        workbook.find(f"{{{MAIN}}}sheets").addprevious(mark)
    for child in [found for found in workbook if local(found) == "calcPr"]:
        child.attrib.pop("fullCalcOnLoad", None)
