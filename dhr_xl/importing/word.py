"""A Word document's tables to lines of cells, and its other words to lines that stand beside them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from dhr_xl.importing.headings import read_headings
from dhr_xl.importing.text import SourceLine, tidy

DOCUMENT: Final = "word/document.xml"
_FURTHER: Final = re.compile(r"word/(?:header\d*|footer\d*|footnotes|endnotes)\.xml")
"""Parts whose words stand on every page or below it."""
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE: Final = frozenset({_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}instrText"})
"""What is printed elsewhere or no longer: a drawing's second copy, changes that took words away."""
_MOST_CELLS: Final = 60
_WORDS_OF_HEADING: Final = 15


class _Block(NamedTuple):
    """A table's rows, or a paragraph as its only cell."""

    rows: tuple[tuple[str, ...], ...]
    is_table: bool

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


def read_word(package: zipfile.ZipFile) -> tuple[SourceLine, ...]:
    """The lines of a document. Raises what zipfile and ElementTree raise of a damaged one."""
    document = fromstring(package.read(DOCUMENT))
    blocks = [block for body in document.iter(f"{_W}body") for block in _blocks(body)]
    made = [(cells, aside) for cells, aside in _lines(blocks) if any(cells)]
    for name in sorted(package.namelist()):
        if _FURTHER.fullmatch(name):
            text = tidy(_text(fromstring(package.read(name))))
            made += [((text,), True)] if text else []
    return tuple(SourceLine(number, cells, aside=aside) for number, (cells, aside) in enumerate(made, start=1))


def _lines(blocks: Sequence[_Block]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Every line and whether it stands beside the plan's table: a long paragraph does, and a table of another shape."""
    tables = [place for place, block in enumerate(blocks) if block.is_table]
    headed = [place for place in tables if _is_headed(blocks[place])]
    first = headed[0] if headed else (tables[0] if tables else len(blocks))
    last = tables[-1] if tables else len(blocks)
    width = 0
    for place, block in enumerate(blocks):
        if block.is_table:
            width = block.width if place in headed else width
            aside = place > first and place not in headed and bool(headed) and block.width != width
        else:
            aside = place > first and (place > last or len(block.rows[0][0].split()) > _WORDS_OF_HEADING)
        yield from ((cells, aside) for cells in block.rows)


def _is_headed(block: _Block) -> bool:
    lines = [SourceLine(number, cells) for number, cells in enumerate(block.rows)]
    return any(read_headings(lines, place) for place in range(len(lines)))


def _blocks(parent: Element) -> Iterator[_Block]:
    """The tables and paragraphs of a body or a cell, in order; what content controls hold is taken out of them."""
    for child in parent:
        if child.tag == f"{_W}tbl":
            yield from _table_blocks(child)
        elif child.tag == f"{_W}sdt":
            for content in child.findall(f"{_W}sdtContent"):
                yield from _blocks(content)
        elif child.tag not in _GONE:
            text = tidy(_text(child))
            if text:
                yield _Block(((text,),), is_table=False)


def _table_blocks(table: Element) -> Iterator[_Block]:
    """A table, parted where one of its rows is nothing but a cell with another table in it."""
    rows: list[tuple[str, ...]] = []
    for row in _inside(table, f"{_W}tr"):
        cells = list(_inside(row, f"{_W}tc"))
        inner = [cell for cell in cells if any(len(list(_inside(t, f"{_W}tr"))) > 1 for t in cell.findall(f"{_W}tbl"))]
        if len(cells) == 1 and inner:
            if rows:
                yield _Block(tuple(rows), is_table=True)
            rows = []
            yield from _blocks(cells[0])
        else:
            rows.append(_cells(row, cells))
    if rows:
        yield _Block(tuple(rows), is_table=True)


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """The children of this kind, those in content controls too."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent"}:
            yield from _inside(child, tag)


def _cells(row: Element, cells: Sequence[Element]) -> tuple[str, ...]:
    """A table row's cells; one that spans several columns is followed by blanks, so that the others stand right."""
    made: list[str] = [""] * min(_number(row.find(f"{_W}trPr/{_W}gridBefore"), 0), _MOST_CELLS)
    for cell in cells:
        made.append(tidy(_text(cell)))
        made.extend([""] * min(_number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1) - 1, _MOST_CELLS))
    return tuple(made)


def _number(element: Element | None, default: int) -> int:
    value = element.get(f"{_W}val", "") if element is not None else ""
    return int(value) if value.isdigit() else default


def _text(element: Element) -> str:
    """The words of an element: paragraphs and breaks part them; what was deleted with changes tracked is gone."""
    if element.tag in _GONE:
        return ""
    if element.tag == f"{_W}t":
        return element.text or ""
    if element.tag == f"{_W}noBreakHyphen":
        return "-"
    inside = "".join(_text(part) for part in element)
    return f" {inside}" if element.tag in {f"{_W}p", f"{_W}br", f"{_W}tab", f"{_W}cr"} else inside
