"""Read a Word document (.docx, .docm) into a grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from dhr_xl.errors import Stop
from dhr_xl.importing.sources.grid import Grid, Paragraph
from dhr_xl.importing.sources.nested_tables import RawCell, RawItem, RawRow, RawTable, flatten, make_blocks, make_line
from dhr_xl.importing.sources.word_numbers import ListCounter, WordStyles
from dhr_xl.importing.sources.word_parts import Element, WordParts, is_on, open_document, read_attribute, read_integer

SYMBOLS: Final = {"FC": "✓", "FE": "☑", "FD": "☒", "FB": "✗", "A8": "☐", "6F": "☐", "E0": "→"}
"""Characters of Wingdings and Symbol in plans, by the last two hex digits of their code; others count as bullets."""
DROPPED: Final = frozenset({"instrText", "delInstrText", "tcPr", "trPr", "tblPr", "pPr", "rPr", "sdtPr", "tblGrid"})
"""Elements whose content is not text of the document."""
ASIDES: Final = {
    "hdr": "header", "ftr": "footer", "footnote": "footnote", "endnote": "endnote", "comment": "comment",
    "dataModel": "diagram",
}  # fmt: skip
"""Elements of text outside the body -> the place name they get."""
EMBEDDED: Final = Paragraph(
    "A document that is embedded here was not read. If it holds a part of the plan, copy its words into this document."
)


def read_word(data: bytes, name: str) -> Grid:
    """Read a Word document. Raises Stop where the bytes are damaged, not a Word document, too large or unsafe."""
    try:
        return Grid("docx", tuple(make_blocks(_WordReader(open_document(data)).read())))
    except MemoryError:
        raise
    except Exception as error:  # the zip and XML libraries raise many types for a damaged document
        raise Stop(
            f"{name} does not open as a Word document: it is damaged, or far larger than an action plan. "
            "Open it in Word, copy the plan's table into a new document, and import that."
        ) from error


class _WordReader:
    """Reads one document from start to end, counting its lists; text boxes are read after the item they are in."""

    def __init__(self, document: WordParts) -> None:
        self._document = document
        self._styles = WordStyles(document)
        self._numbers = ListCounter(document, self._styles)
        self._boxes: list[Element] = []

    def read(self) -> Iterator[tuple[RawItem, str]]:
        """Yield the paragraphs and tables, each with its place outside the body ("footnote"), '' for the body."""
        for item in self._read_content(self._document.body):
            yield item, ""
            yield from self._read_boxes()
        seen = set[Paragraph]()
        for _, part in self._document.related:
            for note in part.iter(*ASIDES):
                for line in flatten(self._read_content(note)):
                    if line not in seen:
                        seen.add(line)
                        yield line, ASIDES[note.tag]
        yield from self._read_boxes()

    def _read_boxes(self) -> Iterator[tuple[RawItem, str]]:
        """Yield the content of text boxes met so far, and of boxes in them; a note for each embedded document."""
        while self._boxes:
            box = self._boxes.pop(0)
            if box.tag == "txbxContent":
                yield from ((item, "text box") for item in self._read_content(box))
            else:
                yield EMBEDDED, "embedded document"

    def _read_content(self, parent: Element, *, gone: bool = False) -> Iterator[RawItem]:
        """Yield the paragraphs and tables of a body, cell, note or text box."""
        lines: list[list[str]] = []
        for element, lost in _iterate_inside(parent, {"p", "tbl", "altChunk"}, gone=gone):
            if element.tag == "tbl":
                yield self._read_table(element, gone=lost)
            elif element.tag == "altChunk":
                self._boxes.append(element)
            else:
                style = read_attribute(element.find("pPr/pStyle"))
                lines = lines or [["", ""]]
                self._read_words(element, lines, style, gone=lost)
                if element.find("pPr/rPr/del") is not None:
                    continue  # the paragraph mark was deleted: it continues in the next paragraph
                hidden = lost or is_on(self._styles.find(element, "pPr/rPr/vanish", style))
                mark = "" if hidden else self._numbers.mark(element, style)
                level = self._styles.level(element, style)
                yield make_line(lines[0], level, mark)
                yield from (make_line(words, level) for words in lines[1:])
                lines = []
        yield from map(make_line, lines)

    def _read_words(self, parent: Element, lines: list[list[str]], style: str, *, gone: bool) -> None:
        """Add the words of an element to the last of `lines`, each [words, struck words]; a line break adds a line."""
        for element, lost in _iterate_inside(parent, None, gone=gone):
            tag = element.tag
            if tag == "r":
                self._read_words(element, lines, style, gone=lost or self._is_struck(element, style))
            elif tag in {"txbxContent", "OLEObject"}:
                self._boxes.append(element)
            elif tag in {"br", "cr"} and not lost:
                lines.append(["", ""])
            elif tag in PRINTED:
                words, gone_too = PRINTED[tag](element), lost or tag == "delText"
                lines[-1][gone_too] += words
                lines[-1][1] += "" if gone_too else " "
            elif tag not in DROPPED:
                self._read_words(element, lines, style, gone=lost)

    def _is_struck(self, run: Element, style: str) -> bool:
        """Tell whether a run is struck out or hidden: by itself, its own style or its paragraph's."""
        named = read_attribute(run.find("rPr/rStyle")) or style
        return any(is_on(self._styles.find(run, f"rPr/{look}", named)) for look in ("strike", "dstrike", "vanish"))

    def _read_table(self, table: Element, *, gone: bool) -> RawTable:
        """Read a table; rows and cells deleted in a tracked change keep their place and lose their words."""
        rows = []
        for row, lost in _iterate_inside(table, {"tr"}, gone=gone):
            deleted = lost or row.find("trPr/del") is not None
            cells = tuple(self._read_cells(row, gone=deleted))
            rows.append(RawRow(cells, is_on(row.find("trPr/tblHeader")), is_on(row.find("trPr/hidden"))))
        return RawTable(tuple(rows), tuple(read_integer(column, "w") for column in table.iterfind("tblGrid/gridCol")))

    def _read_cells(self, row: Element, *, gone: bool) -> Iterator[RawCell]:
        column = read_integer(row.find("trPr/gridBefore"))
        for cell, lost in _iterate_inside(row, {"tc"}, gone=gone):
            width = read_integer(cell.find("tcPr/gridSpan")) or 1
            merged = cell.find("tcPr/vMerge")
            down = merged is not None and read_attribute(merged) != "restart"
            yield RawCell(column, width, down, tuple(self._read_content(cell, gone=lost)), _read_fill(cell))
            column += width


def _iterate_inside(parent: Element, wanted: set[str] | None, *, gone: bool) -> Iterator[tuple[Element, bool]]:
    """Yield the wanted elements (None: all) inside another, and whether each is deleted.

    Look into content controls, tracked changes and the like; of two drawings of one thing, take the first.
    """
    for child in parent:
        lost = gone or child.tag in {"del", "moveFrom"} or is_on(child.find("sdtPr/showingPlcHdr"))
        if child.tag == "AlternateContent":
            yield from _iterate_inside(child[:1], wanted, gone=lost)
        elif wanted is None or child.tag in wanted:
            yield child, lost
        elif child.tag not in DROPPED:
            yield from _iterate_inside(child, wanted, gone=lost)


def _read_form_field(field: Element) -> str:
    """Return what a legacy form's tick box or drop-down list shows; the words of a text field are separate."""
    box = field.find("checkBox")
    if box is not None:
        return "☒" if is_on(box.find("checked")) else "☐"
    chosen = read_integer(field.find("ddList/result"))
    return "".join(map(read_attribute, field.findall("ddList/listEntry")[chosen : chosen + 1]))


PRINTED: Final[dict[str, Callable[[Element], str]]] = {
    **dict.fromkeys(("t", "delText"), lambda element: element.text or ""),
    **dict.fromkeys(("tab", "ptab", "br", "cr"), lambda _: " "),
    "noBreakHyphen": lambda _: "-",
    "sym": lambda element: SYMBOLS.get(read_attribute(element, "char")[-2:].upper(), "•"),
    "textpath": lambda element: read_attribute(element, "string"),
    "ffData": _read_form_field,
}
"""Elements of a run -> a function that returns what they print."""


def _read_fill(cell: Element) -> str:
    """Return the background of a cell as RRGGBB, '' for none or white; a solid pattern has a colour of its own."""
    shading = cell.find("tcPr/shd")
    colour = read_attribute(shading, "color" if read_attribute(shading) == "solid" else "fill").upper()
    return colour if len(colour) == len("RRGGBB") and colour != "FFFFFF" else ""
