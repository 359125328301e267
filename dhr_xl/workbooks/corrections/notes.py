"""Write notes on cells as Excel stores them: the words in one part, their boxes in another (VML)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from lxml import etree

from dhr_xl.workbooks.corrections.words import AUTHOR
from dhr_xl.workbooks.fitting import DIGIT_PIXELS, FONT_POINTS, count_lines
from dhr_xl.workbooks.xlsx.addresses import read_address
from dhr_xl.workbooks.xlsx.cell_xml import escape_text
from dhr_xl.workbooks.xlsx.edit_package import MAIN, Node, local, to_bytes

FONT: Final = 11
"""Points of a note's letters."""
LINE: Final = 19
"""Pixels of one line of text."""
WIDTHS: Final = (320, 520)
"""Pixels a note is wide: the second where the first would make it higher than TALL."""
TALL: Final = 400
PADDING: Final = 14
BESIDE: Final = 14
"""Pixels between a cell's right edge and its note."""
DEFAULT_COLUMN, DEFAULT_ROW = 82, 20
"""Pixels of a column and a row of default size."""
IDS: Final = 1024
"""Shape numbers in one block; a drawing has blocks of its own."""
COMPANY: Final = "urn:schemas-microsoft-com:"
SHAPES, OFFICE, EXCEL = f"{COMPANY}vml", f"{COMPANY}office:office", f"{COMPANY}office:excel"
NO_COMMENTS: Final = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()
NO_SHAPES: Final = (
    f'<xml xmlns:v="{SHAPES}" xmlns:o="{OFFICE}" xmlns:x="{EXCEL}">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
).encode()
SHAPE: Final = (
    f'<v:shape xmlns:v="{SHAPES}" xmlns:o="{OFFICE}" xmlns:x="{EXCEL}" id="_x0000_s{{number}}" type="#_x0000_t202"'
    ' style="position:absolute;margin-left:{left:g}pt;margin-top:{top:g}pt;width:{width:g}pt;height:{height:g}pt;'
    'z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


class CellNote(NamedTuple):
    """One note on a cell."""

    cell: str
    text: str


class SheetSizes(NamedTuple):
    """The sizes of a sheet's columns and rows: number -> pixels."""

    columns: Mapping[int, int]
    rows: Mapping[int, int]


def grid(widths: Mapping[int, float], points: Mapping[int, float]) -> SheetSizes:
    """Convert a sheet's column widths (in characters) and row heights (in points) to pixels."""
    columns = {number: round(width * DIGIT_PIXELS) for number, width in widths.items()}
    return SheetSizes(columns, {number: round(height * 96 / 72) for number, height in points.items()})


def add_comments(part: bytes | None, notes: Iterable[CellNote]) -> bytes:
    """Add the notes' words to the part; they replace the template's notes on the same cells."""
    root = etree.fromstring(part or NO_COMMENTS)
    authors, comments = (root.find(f"{{{MAIN}}}{name}") for name in ("authors", "commentList"))
    author = len(authors)
    etree.SubElement(authors, f"{{{MAIN}}}author").text = AUTHOR
    ours = {note.cell: note for note in notes}
    for comment in [found for found in comments if found.get("ref") in ours]:
        comments.remove(comment)
    for note in ours.values():
        comments.append(etree.fromstring(_comment(note, author)))
    return to_bytes(root)


def _comment(note: CellNote, author: int) -> str:
    look = f'<rPr><sz val="{FONT}"/><color indexed="81"/><rFont val="Arial"/><family val="2"/></rPr>'
    words = f'<t xml:space="preserve">{escape_text(note.text)}</t>'
    return f'<comment xmlns="{MAIN}" ref="{note.cell}" authorId="{author}"><text><r>{look}{words}</r></text></comment>'


def used_numbers(shapes: Iterable[bytes]) -> set[int]:
    """Find the blocks of shape numbers that a workbook's drawings use."""
    return {int(number) for part in shapes for data in re.findall(rb'\bdata="([\d,]*)"', part)
            for number in data.split(b",") if number}  # fmt: skip


def add_shapes(part: bytes | None, notes: Iterable[CellNote], cells: SheetSizes, used: set[int]) -> bytes:
    """Add a box beside the cell of every note. used: blocks of shape numbers in use."""
    root = etree.fromstring(part or NO_SHAPES, etree.XMLParser(recover=True, resolve_entities=False))
    ours = {note.cell: note for note in notes}
    places = {read_address(cell) for cell in ours}
    for shape in [found for found in root if _place(found) in places]:
        root.remove(shape)
    first = max(used, default=0) + 1
    blocks = range(first, first + len(ours) // IDS + 1)
    mapped = next((found for found in root.iter() if local(found) == "idmap"), None)
    if mapped is not None:
        mapped.set("data", ",".join(filter(None, (mapped.get("data", ""), *map(str, blocks)))))
    for at, note in enumerate(ours.values(), 1):
        root.append(etree.fromstring(_shape(note, first * IDS + at, at, cells)))
    return to_bytes(root)


def _place(shape: Node) -> tuple[int, int] | None:
    """The cell whose note a shape is, None for any other shape."""
    said = {local(found): found.text for found in shape.iter()}
    row, column = said.get("Row"), said.get("Column")
    return (int(row) + 1, int(column) + 1) if row and column else None


def _shape(note: CellNote, number: int, order: int, cells: SheetSizes) -> str:
    row, column = read_address(note.cell) or (1, 1)
    width, height = size_of(note.text)
    left = sum(cells.columns.get(at, DEFAULT_COLUMN) for at in range(1, column + 1)) + BESIDE
    top = sum(cells.rows.get(at, DEFAULT_ROW) for at in range(1, row)) + 2
    ends = (
        *_reach(cells.columns, DEFAULT_COLUMN, left), *_reach(cells.rows, DEFAULT_ROW, top),
        *_reach(cells.columns, DEFAULT_COLUMN, left + width), *_reach(cells.rows, DEFAULT_ROW, top + height),
    )  # fmt: skip
    points = {"left": left * 0.75, "top": top * 0.75, "width": width * 0.75, "height": height * 0.75}
    anchor = ", ".join(map(str, ends))
    return SHAPE.format(number=number, order=order, anchor=anchor, row=row - 1, column=column - 1, **points)


def size_of(text: str) -> tuple[int, int]:
    """The width and height in pixels at which a note can be read in full."""
    sizes = [(width, _height(text, width)) for width in WIDTHS]
    return next((size for size in sizes if size[1] <= TALL), sizes[-1])


def _height(text: str, width: int) -> int:
    units = (width - PADDING) * FONT_POINTS / FONT / DIGIT_PIXELS
    return count_lines(text, units) * LINE + PADDING


def _reach(sizes: Mapping[int, int], default: int, pixels: int) -> tuple[int, int]:
    """Find the column or row (from 0) at a distance in pixels, and how far into it that is."""
    at, left = 1, pixels
    while left >= sizes.get(at, default):
        left -= sizes.get(at, default)
        at += 1
    return at - 1, left
