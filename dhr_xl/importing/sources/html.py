"""Read a council's web page as a browser saved it."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree, html
from lxml.html import defs

from dhr_xl.errors import Stop
from dhr_xl.importing.sources.decoding import decode
from dhr_xl.importing.sources.grid import Grid
from dhr_xl.importing.sources.nested_tables import RawCell, RawItem, RawRow, RawTable, make_blocks, make_line
from dhr_xl.importing.sources.word_numbers import format_numeral
from dhr_xl.importing.sources.word_parts import Element

DROPPED: Final = {"script", "style", "template", "datalist", "caption"}
"""Elements whose content is not read; a caption is read before its table."""
INLINE: Final = (
    defs.phrase_tags | defs.font_style_tags | defs.special_inline_tags | {"bdi", "data", "label", "mark", "nobr", "o:p"}
    | {"time", "wbr"}
) - {"br"}  # fmt: skip
"""Elements that do not begin a new line; all others do."""
FURNITURE: Final = {
    "nav": "menu", "title": "page title", "noscript": "without scripts", "header": "page header",
    "footer": "page footer", "aside": "beside the page",
}  # fmt: skip
"""Elements around the document, and the place name that their words get."""
MAIN: Final = {"main", "article"}
OF_MAIN: Final = {"header", "footer", "aside"}
"""Inside an element of `MAIN`, these belong to the document."""
HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE)
UNSEEN: Final = re.compile(r"(?:^|\s|-)(?:visually-?hidden|sr-only|screen-reader-text)(?:\s|$)", re.IGNORECASE)
"""Classes that sites give to words for screen readers only."""
STRUCK: Final = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
LIST_STYLE: Final = re.compile(r"list-style[^;]*?\b((?:lower|upper)-(?:alpha|latin|roman)|none)", re.IGNORECASE)
FORMS: Final = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
"""The type of an HTML list -> the form of its numbers in CSS."""
COLOUR: Final = re.compile(r"background(?:-color)?\s*:\s*(rgb\([^)]*\)|#?\w+)", re.IGNORECASE)
COLOURS: Final = {
    "red": "FF0000", "green": "008000", "lime": "00FF00", "lightgreen": "90EE90", "yellow": "FFFF00", "gray": "808080",
    "orange": "FFA500", "blue": "0000FF", "lightblue": "ADD8E6", "grey": "808080", "purple": "800080", "gold": "FFD700",
}  # fmt: skip


class _HtmlState(NamedTuple):
    """What applies inside an element.

    aside: its place around the page; gone: it is struck out, or hidden in a cell; level: of the heading it is in.
    """

    aside: str = ""
    gone: bool = False
    in_main: bool = False
    in_cell: bool = False
    level: int = 0

    def inside(self, element: Element) -> _HtmlState:
        """Return what applies inside a child element."""
        tag, hidden, aside = element.tag, _is_hidden(element), self.aside
        if not (aside or self.in_cell) and (hidden or tag in FURNITURE) and not (self.in_main and tag in OF_MAIN):
            aside = FURNITURE.get(tag, "hidden")
        struck = tag in {"del", "s", "strike"} or STRUCK.search(element.get("style") or "")
        return self._replace(
            aside=aside,
            gone=bool(self.gone or struck or (hidden and self.in_cell)),
            in_main=self.in_main or tag in MAIN,
            level=int(tag[1]) if re.fullmatch("h[1-6]", tag) else self.level,
        )


def read_html(data: bytes, name: str) -> Grid:
    """Read a web page (.html, .htm, .mht). Raises Stop where it cannot be parsed, or is too large."""
    try:
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
        page = html.document_fromstring(decode(_unpack_archive(data)).encode("utf-8", "replace"), parser)
        reader = _HtmlReader()
        reader.read(page, _HtmlState())
    except (etree.LxmlError, RecursionError) as error:
        raise Stop(
            f"{name} cannot be read as a web page. Open it in a browser, copy the plan's table "
            "into a new Word document, and import that."
        ) from error
    return Grid("html", tuple(make_blocks(reader.made)))


def _unpack_archive(data: bytes) -> bytes:
    """Return the page in an archive that a browser saved as a single file (.mht); other bytes unchanged."""
    if b"mime-version:" not in data[:4096].lower():
        return data
    pages = (part for part in email.message_from_bytes(data).walk() if part.get_content_type() == "text/html")
    return next((bytes(page.get_payload(decode=True)) for page in pages), data)


class _HtmlReader:
    """Reads elements in order. made: paragraphs and tables, each with its place around the page ('': in the page)."""

    def __init__(self) -> None:
        self.made: list[tuple[RawItem, str]] = []
        self._words = ["", ""]
        self._mark = ""
        self._marks: dict[Element, str] = {}

    def read(self, parent: Element, state: _HtmlState) -> None:
        """Read the content of an element."""
        self._write(parent.text, state)
        for child in parent:
            if isinstance(child.tag, str) and child.tag not in DROPPED:
                self._read_element(child, state)
            self._write(child.tail, state)

    def end(self, state: _HtmlState, *, with_mark: bool = False) -> None:
        """End the line. A blank line is dropped; its list mark waits for the next line of the item."""
        if any(words.strip() for words in self._words) or (with_mark and self._mark):
            self.made.append((make_line(self._words, state.level, self._mark), state.aside))
            self._mark = ""
        self._words = ["", ""]

    def _write(self, words: str | None, state: _HtmlState) -> None:
        self._words[state.gone] += words or ""
        self._words[1] += "" if state.gone else " "

    def _read_element(self, element: Element, outer: _HtmlState) -> None:
        state, tag = outer.inside(element), element.tag
        if tag == "img" and state.in_cell:
            self._write(f" {element.get('alt') or ''} ", state)
        elif tag in INLINE:
            self.read(element, state)
        else:
            self.end(outer, with_mark=tag == "li")
            if tag in {"ol", "ul"}:
                self._marks.update(_mark_items(element))
            self._mark = self._marks.get(element, "•") if tag == "li" else self._mark
            for caption in element.iterchildren("caption"):
                self.read(caption, state)
                self.end(state)
            if tag == "table" and not state.aside:
                # misplaced words between its cells; a browser shows them above the table
                self._write(" ".join(element.xpath("text() | *[not(self::caption)]/text() | */tr/text()")), state)
                self.end(state)
                self.made.append((_read_table(element, state), ""))
            else:
                self.read(element, state)
                self.end(state, with_mark=tag == "li")


def _read_table(table: Element, state: _HtmlState) -> RawTable:
    """Read a table; a cell that spans rows is repeated in each of them."""
    made, spans = [], dict[int, tuple[int, int]]()  # column -> the first row below it, width
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    for number, row in enumerate(rows):
        spans = {at: span for at, span in spans.items() if span[0] > number}
        cells = [RawCell(at, width, down=True) for at, (_, width) in spans.items()]
        column = 0
        for cell in [cell for cell in row.iter("td", "th") if next(cell.iterancestors("tr")) is row]:
            while column in spans:
                column += spans[column][1]
            height, width = (max(1, _parse_integer(cell.get(name), 1)) for name in ("rowspan", "colspan"))
            spans[column] = number + height, width
            reader, inside = _HtmlReader(), state._replace(in_cell=True, level=0).inside(cell)
            reader.read(cell, inside)
            reader.end(inside)
            content = tuple(item for item, _ in reader.made)
            cells.append(RawCell(column, width, content=content, fill=_read_fill(cell) or _read_fill(row)))
        heading = row.getparent().tag == "thead" or {cell.tag for cell in row} == {"th"}
        made.append(RawRow(tuple(cells), heading, _is_hidden(row)))
    return RawTable(tuple(made))


def _is_hidden(element: Element) -> bool:
    """Tell whether a browser hides an element for good; words that unfold on request count as shown."""
    if element.get("hidden", "until-found") != "until-found":
        return True
    return bool(HIDDEN.search(element.get("style") or "") or UNSEEN.search(element.get("class") or ""))


def _mark_items(listed: Element) -> Iterator[tuple[Element, str]]:
    """Yield the items of a list, each with the number, letter or bullet that a browser prints before it."""
    number = _parse_integer(listed.get("start"), 1) - 1
    for item in listed.iterchildren("li"):
        number = _parse_integer(item.get("value"), number + 1)
        style = LIST_STYLE.search(f"{item.get('style')};{listed.get('style')}")
        form = style[1].lower() if style else FORMS.get(listed.get("type"), "decimal")
        mark = f"{format_numeral(number, form)}." if listed.tag == "ol" else "•"
        yield item, "" if form == "none" else mark


def _read_fill(element: Element) -> str:
    """Return the background of a cell or row as RRGGBB; '' for none, white, or a name that is not in `COLOURS`."""
    found = COLOUR.search(element.get("style") or "")
    named = (found[1] if found else element.get("bgcolor") or "").strip().lower()
    digits = COLOURS.get(named) or named.removeprefix("#").upper()
    if named.startswith("rgb"):
        digits = "".join(f"{min(int(number), 255):02X}" for number in re.findall(r"\d+", named))
    elif re.fullmatch("[0-9A-F]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    return digits if re.fullmatch("[0-9A-F]{6}", digits) and digits != "FFFFFF" else ""


def _parse_integer(value: str | None, default: int) -> int:
    found = re.fullmatch(r"\s*(-?\d{1,5})\s*", value or "")
    return int(found[1]) if found else default
