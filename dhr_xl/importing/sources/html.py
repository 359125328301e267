"""A council's web page, as a browser saved it, as a grid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree, html

from dhr_xl.importing.sources.decoding import decode
from dhr_xl.importing.sources.frames import Blocks, RawCell, RawRow, RawTable, flatten
from dhr_xl.importing.sources.grid import Grid, Paragraph
from dhr_xl.importing.sources.marks import paragraph, tidy
from dhr_xl.importing.sources.word_numbers import numeral
from dhr_xl.importing.sources.word_parts import Element
from dhr_xl.stop import Stop

DROPPED: Final = frozenset({"script", "style", "template", "datalist", "caption", "col", "colgroup"})
INLINE: Final = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del", "dfn", "em", "font",
        "i", "ins", "kbd", "label", "mark", "nobr", "o:p", "option", "output", "q", "s", "samp", "small", "span",
        "strike", "strong", "sub", "sup", "textarea", "time", "tt", "u", "var",
    )
)  # fmt: skip
"""Elements that begin no line of their own; all others do."""
FURNITURE: Final = {
    "nav": "menu",
    "header": "page header",
    "footer": "page footer",
    "aside": "beside the page",
    "title": "page title",
}
MAIN: Final = frozenset({"main", "article", "td", "th"})
"""Inside these, a header or footer is the document's own."""
HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE)
UNSEEN: Final = re.compile(r"(?:^|\s|-)(?:visually-?hidden|sr-only|screen-reader-text)(?:\s|$)", re.IGNORECASE)
"""Classes that sites give to words for screen readers alone."""
STRUCK: Final = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
FORMS: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal"}
LIST_STYLE: Final = re.compile(r"list-style[^;]*\b(?:(lower|upper)-(alpha|latin|roman)|(none))", re.IGNORECASE)
COLOUR: Final = re.compile(r"background(?:-color)?\s*:\s*([^;!]*)", re.IGNORECASE)
COLOURS: Final = {
    "red": "FF0000", "green": "008000", "lime": "00FF00", "lightgreen": "90EE90", "yellow": "FFFF00", "gray": "808080",
    "orange": "FFA500", "blue": "0000FF", "lightblue": "ADD8E6", "grey": "808080", "purple": "800080", "gold": "FFD700",
}  # fmt: skip
MOST_COLUMNS: Final = 100
MOST_ROWS: Final = 20_000


class _State(NamedTuple):
    """What holds inside an element. aside: where it stands beside the page; level: of the heading it is in."""

    aside: str = ""
    hidden: bool = False
    struck: bool = False
    in_main: bool = False
    in_cell: bool = False
    level: int = 0


def read_html(data: bytes, name: str) -> Grid:
    """The grid of a web page (.html, .htm). Raises Stop where it is none, or too large."""
    try:
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
        page = html.document_fromstring(decode(data).encode("utf-8", "replace"), parser)
        reader = _Reader()
        reader.read(page, _State())
    except (etree.LxmlError, RecursionError) as error:
        message = (
            f"{name} cannot be read as a web page. Open it in a browser, copy the plan's table "
            "into a new Word document, and import that."
        )
        raise Stop(message) from error
    blocks = Blocks()
    for item, aside in reader.made:
        blocks.add(flatten([item]) if aside and not getattr(item, "hidden", False) else [item], aside=aside)
    return Grid("html", tuple(blocks.made))


class _Reader:
    """Reads elements in order. made: paragraphs and tables, and where those are that stand aside."""

    def __init__(self) -> None:
        self.made: list[tuple[Paragraph | RawTable, str]] = []
        self._words = ["", ""]
        self._mark = ""
        self._marks: dict[Element, str] = {}

    def read(self, parent: Element, state: _State) -> None:
        """Read what stands inside an element."""
        self._write(parent.text, state)
        for child in parent:
            if isinstance(child.tag, str) and child.tag not in DROPPED:
                self._read_element(child, state)
            self._write(child.tail, state)

    def _write(self, words: str | None, state: _State) -> None:
        gone = state.struck or (state.hidden and state.in_cell)
        self._words[gone] += words or ""
        self._words[1] += "" if gone else " "

    def _end(self, state: _State, *, with_mark: bool = False) -> None:
        """End the line. A blank one is none; the list mark then waits for the next line of its item."""
        text, struck = map(tidy, self._words)
        if text or struck or (with_mark and self._mark):
            made = (
                Paragraph(text, self._mark, struck, state.level) if self._mark else paragraph(text, struck, state.level)
            )
            self.made.append((made, state.aside))
            self._mark = ""
        self._words = ["", ""]

    def _read_element(self, element: Element, outer: _State) -> None:
        state, tag = _state(element, outer), element.tag
        if tag in {"img", "input", "select", "wbr"}:
            self._write(_shown(element) if tag != "img" or state.in_cell else "", state)
        elif tag in INLINE:
            self.read(element, state)
        else:
            self._end(outer, with_mark=tag == "li")
            if tag == "table":
                for caption in element.iterchildren("caption"):
                    self.read(caption, state)
                    self._end(state)
                self.made.append((self._table(element, state), state.aside))
            elif tag != "br":
                if tag in {"ol", "ul"}:
                    self._marks.update(_marks(element))
                self._mark = self._marks.get(element, "•") if tag == "li" else self._mark
                self.read(element, state)
                self._end(state, with_mark=tag == "li")

    def _table(self, table: Element, state: _State) -> RawTable:
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table][:MOST_ROWS]
        rows.sort(key=lambda row: {"thead": 0, "tfoot": 2}.get(row.getparent().tag, 1))
        made, spans, section = [], dict[int, tuple[int, int]](), None
        headings = [_is_heading(row) for row in rows]
        for row in rows:
            spans = spans if row.getparent() is section else {}
            section = row.getparent()
            cells = tuple(self._cells(row, spans, state))
            made.append(RawRow(cells, hidden=_is_hidden(row)))
        return RawTable(tuple(made), [*headings, False].index(False), hidden=state.hidden or _is_hidden(table))

    def _cells(self, row: Element, spans: dict[int, tuple[int, int]], state: _State) -> Iterator[RawCell]:
        """A row's cells and those that come down into it. spans: column -> rows left and width; kept up to date."""
        column, begun = 0, dict[int, tuple[int, int]]()
        cells = [cell for cell in row.iter("td", "th") if next(cell.iterancestors("tr")) is row]
        for cell in cells:
            while column in spans:
                column += spans[column][1]
            width = min(_number(cell.get("colspan"), 1) or 1, MOST_COLUMNS)
            width = min([width, *(at - column for at in spans if at > column)])
            if column + width > MOST_COLUMNS:
                break
            inner = _Reader()
            inside = _state(cell, state._replace(in_cell=True, in_main=True, hidden=False, level=0))
            inner.read(cell, inside)
            inner._end(inside)
            yield RawCell(column, width, content=tuple(item for item, _ in inner.made), fill=_fill(cell) or _fill(row))
            begun[column] = (_number(cell.get("rowspan"), 1) or MOST_ROWS, width)
            column += width
        for at, (left, width) in list(spans.items()):
            yield RawCell(at, width, down=True)
            spans[at] = (left - 1, width)
        spans.update({at: (left - 1, width) for at, (left, width) in begun.items()})
        for at in [at for at, (left, _) in spans.items() if left < 1]:
            del spans[at]


def _state(element: Element, outer: _State) -> _State:
    """What holds inside an element."""
    tag, style = element.tag, element.get("style") or ""
    aside = outer.aside
    if tag in FURNITURE and not outer.in_cell and (tag in {"nav", "title"} or not outer.in_main):
        aside = aside or FURNITURE[tag]
    hidden = outer.hidden or _is_hidden(element)
    return outer._replace(
        aside=aside or ("hidden" if hidden and not outer.in_cell else ""),
        hidden=hidden,
        struck=outer.struck or tag in {"del", "s", "strike"} or bool(STRUCK.search(style)),
        in_main=outer.in_main or tag in MAIN,
        level=int(tag[1]) if re.fullmatch("h[1-6]", tag) else outer.level,
    )


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None or element.tag == "noscript" or element.get("type") == "hidden":
        return True
    return bool(HIDDEN.search(element.get("style") or "") or UNSEEN.search(element.get("class") or ""))


def _is_heading(row: Element) -> bool:
    """Whether a row is one of headings: in the table's head, or of heading cells alone."""
    tags = {cell.tag for cell in row}
    return row.getparent().tag == "thead" or tags == {"th"}


def _shown(element: Element) -> str:
    """What a picture's description, a tick box, a field or a drop-down list shows."""
    kind = (element.get("type") or "text").lower()
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return " ".join(option.text_content() for option in chosen)
    if kind in {"checkbox", "radio"}:
        return "☒" if element.get("checked") is not None else "☐"
    return f" {element.get('alt') or element.get('value') or ''} " if kind != "hidden" else ""


def _marks(listed: Element) -> Iterator[tuple[Element, str]]:
    """The items of a list, each with the number, letter or bullet that a browser prints before it."""
    items, numbered = list(listed.iterchildren("li")), listed.tag == "ol"
    step = -1 if listed.get("reversed") is not None else 1
    number = _number(listed.get("start"), len(items) if step < 0 else 1) - step
    for item in items:
        number = _number(item.get("value"), number + step)
        style = LIST_STYLE.search(item.get("style") or "") or LIST_STYLE.search(listed.get("style") or "")
        kind = listed.get("type") or "1"
        if style and style[1]:
            kind = "i" if style[2].lower() == "roman" else "a"
            kind = kind.upper() if style[1].lower() == "upper" else kind
        mark = f"{numeral(number, FORMS.get(kind, 'decimal'))}." if numbered else "•"
        yield item, "" if style and style[3] else mark


def _fill(element: Element) -> str:
    """The background of a cell or row as RRGGBB, '' for none, white or one that is not known by name."""
    found = COLOUR.search(element.get("style") or "")
    named = (found[1] if found else element.get("bgcolor") or "").strip().lower()
    numbers = re.findall(r"[\d.]+", named) if named.startswith("rgb") else []
    short = re.match(r"#?([0-9a-f])([0-9a-f])([0-9a-f])(?![0-9a-f])", named)
    long = re.match(r"#?([0-9a-f]{6})(?![0-9a-f])", named)
    if len(numbers) == len("RGB"):
        colour = "".join(f"{min(int(float(number)), 255):02X}" for number in numbers)
    elif short:
        colour = "".join(digit * 2 for digit in short.groups()).upper()
    else:
        colour = long[1].upper() if long else COLOURS.get(named.split()[0] if named else "", "")
    return "" if colour == "FFFFFF" else colour


def _number(value: str | None, default: int) -> int:
    found = re.fullmatch(r"\s*(-?\d{1,5})\s*", value or "")
    return int(found[1]) if found else default
