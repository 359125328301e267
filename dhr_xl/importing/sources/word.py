"""A Word document (.docx, .docm) as a grid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from dhr_xl.importing.sources.frames import Blocks, RawCell, RawRow, RawTable, align, flatten
from dhr_xl.importing.sources.grid import Grid, Paragraph
from dhr_xl.importing.sources.marks import paragraph, tidy
from dhr_xl.importing.sources.word_numbers import Numbers, Styles
from dhr_xl.importing.sources.word_parts import Document, Element, attribute, is_on, number, open_document
from dhr_xl.stop import Stop

SYMBOLS: Final = {"FC": "✓", "FE": "☑", "FD": "☒", "FB": "✗", "A8": "☐", "6F": "☐", "B7": "•", "A7": "•", "E0": "→"}
"""Characters of Wingdings and Symbol that plans hold, by the last two digits of their number."""
DROPPED: Final = frozenset({"instrText", "delInstrText", "tcPr", "trPr", "tblPr", "pPr", "rPr", "sdtPr", "tblGrid"})
ASIDES: Final = {
    "hdr": "header", "ftr": "footer", "footnote": "footnote", "endnote": "endnote", "comment": "comment",
    "dataModel": "diagram",
}  # fmt: skip
MOST_COLUMNS: Final = 63
"""Word's own limit."""


def read_word(data: bytes, name: str) -> Grid:
    """The grid of a Word document. Raises Stop where the bytes are not one, damaged, too large or unsafe."""
    document = open_document(data, name)
    try:
        return Grid("docx", _Reader(document).read())
    except RecursionError as error:
        message = (
            f"{name} has tables nested too deeply to read. Copy the plan's table into a new document, and import that."
        )
        raise Stop(message) from error


class _Reader:
    """Reads one document from its beginning: lists are counted, text boxes wait for the end of what they stand in."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._styles = Styles(document)
        self._numbers = Numbers(document, self._styles)
        self._boxes: list[Element] = []

    def read(self) -> tuple[Any, ...]:
        blocks = Blocks()
        for item in self._content(self._document.body):
            blocks.add([item])
            self._add_boxes(blocks)
        said = set[str]()
        for _, part in self._document.related:
            for note in list(part.iter(*ASIDES)):
                for line in flatten(self._content(note)):
                    if line.printed not in said:
                        said.add(line.printed)
                        blocks.add([line], aside=ASIDES[note.tag])
            self._add_boxes(blocks)
        return tuple(blocks.made)

    def _add_boxes(self, blocks: Blocks) -> None:
        """Add the text boxes met so far; they may hold further ones."""
        while self._boxes:
            blocks.add(list(self._content(self._boxes.pop(0))), aside="text box")

    def _content(self, parent: Element, *, gone: bool = False) -> Iterator[Paragraph | RawTable]:
        """The paragraphs and tables of a body, cell, note or text box."""
        lines: list[list[str]] = []
        for element, lost in _inside(parent, {"p", "tbl"}, gone=gone):
            if element.tag == "tbl":
                yield self._table(element, gone=lost)
                continue
            style = attribute(element.find("pPr/pStyle"))
            begun = lines or [["", ""]]
            self._read_words(element, begun, style, gone=lost)
            hidden = lost or is_on(self._styles.find(element, "pPr/rPr/vanish", style))
            if element.find("pPr/rPr/del") is not None and element.getnext() is not None:
                lines = begun  # its end was deleted: it goes on in the next paragraph
                continue
            lines = []
            mark = "" if hidden else self._numbers.mark(element, style)
            level = self._styles.level(element, style)
            for place, (text, struck) in enumerate(begun):
                typed = place or not mark
                yield paragraph(text, struck, level) if typed else Paragraph(tidy(text), mark, tidy(struck), level)
        yield from (paragraph(text, struck) for text, struck in lines)

    def _read_words(self, parent: Element, lines: list[list[str]], style: str, *, gone: bool) -> None:
        """Add the words inside an element to the last of `lines`, each [words, struck words]; a break begins one."""
        for element, lost in _inside(parent, None, gone=gone):
            tag = element.tag
            if tag == "r":
                self._read_words(element, lines, style, gone=lost or self._is_struck(element, style))
            elif tag == "txbxContent":
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
        """Whether a run is struck out or hidden, by itself, its own style or its paragraph's."""
        own = attribute(run.find("rPr/rStyle"))
        for path in ("rPr/strike", "rPr/dstrike", "rPr/vanish"):
            found = self._styles.find(run, path, own) if own else run.find(path)
            if is_on(self._styles.find(run, path, style) if found is None else found):
                return True
        return False

    def _table(self, table: Element, *, gone: bool) -> RawTable:
        rows = []
        headings: list[bool] = []
        for row, lost in _inside(table, {"tr"}, gone=gone):
            deleted = lost or row.find("trPr/del") is not None
            rows.append(RawRow(tuple(self._cells(row, gone=deleted)), is_on(row.find("trPr/hidden"))))
            headings.append(is_on(row.find("trPr/tblHeader")))
        widths = [number(column, "w") for column in table.iterfind("tblGrid/gridCol")]
        return RawTable(tuple(align(rows, widths)), [*headings, False].index(False))

    def _cells(self, row: Element, *, gone: bool) -> Iterator[RawCell]:
        column = min(number(row.find("trPr/gridBefore")), MOST_COLUMNS)
        for cell, lost in _inside(row, {"tc"}, gone=gone):
            width = min(number(cell.find("tcPr/gridSpan")) or 1, MOST_COLUMNS)
            merged = cell.find("tcPr/vMerge")
            down = merged is not None and attribute(merged) != "restart"
            deleted = lost or cell.find("tcPr/cellDel") is not None
            content = tuple(self._content(cell, gone=deleted))
            yield RawCell(column, width, down, content, _fill(cell), _date(cell, content))
            column += width


def _inside(parent: Element, wanted: set[str] | None, *, gone: bool) -> Iterator[tuple[Element, bool]]:
    """The elements wanted (None: all) inside another, and whether they are deleted.

    Content controls, tracked changes and such are looked into; of two drawings of one thing, the first is taken.
    """
    for child in parent:
        lost = gone or child.tag in {"del", "moveFrom"} or is_on(child.find("sdtPr/showingPlcHdr"))
        if child.tag == "AlternateContent":
            yield from _inside(child[:1], wanted, gone=lost)
        elif wanted is None or child.tag in wanted:
            yield child, lost
        elif child.tag not in DROPPED:
            yield from _inside(child, wanted, gone=lost)


def _form_field(field: Element) -> str:
    """What an old form's drop-down list or tick box shows; a text field's words stand beside it."""
    choices = [attribute(entry) for entry in field.iterfind("ddList/listEntry")]
    if choices:
        chosen = field.find("ddList/result")
        number = attribute(field.find("ddList/default") if chosen is None else chosen) or "0"
        return choices[int(number)] if number.isdecimal() and int(number) < len(choices) else ""
    box = field.find("checkBox")
    if box is None:
        return ""
    ticked = box.find("checked")
    return "☒" if is_on(box.find("default") if ticked is None else ticked) else "☐"


PRINTED: Final[dict[str, Callable[[Element], str]]] = {
    "t": lambda element: element.text or "",
    "delText": lambda element: element.text or "",
    **dict.fromkeys(("tab", "ptab", "br", "cr"), lambda _: " "),
    "noBreakHyphen": lambda _: "-",
    "sym": lambda element: SYMBOLS.get(attribute(element, "char")[-2:].upper(), "•"),
    "textpath": lambda element: attribute(element, "string"),
    "ffData": _form_field,
}
"""What stands in a run -> what it prints."""


def _fill(cell: Element) -> str:
    """The background of a cell; a pattern that covers it wholly has its own colour."""
    shading = cell.find("tcPr/shd")
    colour = attribute(shading, "color" if attribute(shading) == "solid" else "fill").upper()
    return colour if len(colour) == len("RRGGBB") and colour != "FFFFFF" else ""


def _date(cell: Element, content: Iterable[Paragraph | RawTable]) -> dt.date | None:
    """The date of the one date control that is all of a cell's words."""
    words = [line.text for line in flatten(content) if line.text]
    controls = [control for control in cell.iter("sdt") if control.find("sdtPr/date") is not None]
    if len(words) != 1 or len(controls) != 1 or tidy("".join(t.text or "" for t in controls[0].iter("t"))) != words[0]:
        return None
    try:
        return dt.date.fromisoformat(attribute(controls[0].find("sdtPr/date"), "fullDate")[:10])
    except ValueError:
        return None
