"""Read the tables that cells refer to: shared strings and cell styles."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sized
from typing import Final, NamedTuple

from dhr_xl.workbooks.xlsx.numbers import BUILT_IN, NumberKind, kind_of_format
from dhr_xl.workbooks.xlsx.refusals import refuse
from dhr_xl.workbooks.xlsx.xml import MOST_DEPTH, local, parse_part

ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
SURROGATES: Final = re.compile("[\ud800-\udfff]+")
IN_STRING: Final = {
    "": {"t", "r", "rPh", "phoneticPr", "extLst"},
    "r": {"rPr", "t", "extLst"},
    "rPh": {"t"},
}
"""Elements within a string (ECMA-376 part 1, 18.4), within a run of it, and within a phonetic run."""
ANYTHING_IN: Final = {"rPr", "extLst"}
PLACES_OF_WORDS: Final[tuple[list[str], ...]] = ([], ["r"])
IN_TABLE: Final = 2
"""Depth of a string in its table, and of a table in the style sheet."""
MOST_STYLES: Final = 100_000
"""Cell styles, fonts, fills or number formats at most; Excel allows 65,490, and old workbooks come near that."""


class Text(NamedTuple):
    """A string. struck: the part of it that is struck out, or ''."""

    text: str
    struck: str = ""


class Style(NamedTuple):
    """The parts of a cell's style that matter to a reader of its value.

    number: kind of the number format; behind, letters: colour of the background and of the font, '' for the default.
    """

    number: NumberKind = "general"
    struck: bool = False
    behind: str = ""
    letters: str = ""


def unescape(text: str) -> str:
    """Decode ``_xHHHH_``, which stands for characters that XML cannot hold (ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    plain = ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return SURROGATES.sub(lambda found: found[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace"), plain)


def is_on(text: str | None) -> bool:
    """Whether a Boolean attribute is true; False where it is missing."""
    return text in {"1", "true", "on"}


def is_off(text: str | None) -> bool:
    """Whether a Boolean attribute is false; False where it is missing."""
    return text in {"0", "false", "off"}


class StringCollector:
    """Collects one string from its elements: joins runs, drops phonetic text, and keeps what is struck out apart."""

    def __init__(self) -> None:
        """Begin a string."""
        self.reset()

    def reset(self) -> None:
        """Begin the next string."""
        self._all: list[str] = []
        self._struck: list[str] = []
        self._path: list[str] = []
        self._strike = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins. Raises Refused for one that a string cannot hold: its words would be lost."""
        within = self._path[-1] if self._path else ""
        if name not in IN_STRING.get(within, ()) and within not in ANYTHING_IN:
            refuse("damaged")
        self._path.append(name if within not in ANYTHING_IN else within)
        if name == "r":
            self._strike = False
        elif name == "strike":
            self._strike = not is_off(attributes.get("val"))

    def end(self, name: str, words: list[str]) -> None:
        """An element ends. words: the characters since it began, kept for a ``t``."""
        self._path.pop()
        if name == "t" and self._path in PLACES_OF_WORDS:
            self._all += words
            if self._strike:
                self._struck += words
        elif name == "r":
            self._strike = False

    def result(self) -> Text:
        """The string collected since it began."""
        text = "".join(self._all)
        return Text(unescape(text), unescape("".join(self._struck)) if self._struck else "")


class _StringTable:
    """Parser handlers that collect the shared strings. words: characters since the last start tag."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.strings: list[Text] = []
        self.collector = StringCollector()
        self.depth = 0
        self.item = ""
        self.words: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth = depth = self.depth + 1
        if depth == IN_TABLE:
            self.refuse_words()
            self.item = local(name)
            if self.item not in {"si", "extLst"}:
                refuse("damaged")  # skipping it would shift the index of every later string
            self.collector.reset()
        elif depth > IN_TABLE:
            if depth > MOST_DEPTH:
                refuse("damaged")
            self.words.clear()
            if self.item == "si":
                self.collector.start(local(name), attributes)

    def end(self, name: str) -> None:
        depth = self.depth
        self.depth = depth - 1
        if self.item == "si" and depth > IN_TABLE:
            self.collector.end(local(name), self.words)
        elif self.item == "si" and depth == IN_TABLE:
            self.strings.append(self.collector.result())
            if len(self.strings) > self.most:
                refuse("too_big")
            self.words.clear()
        elif depth < IN_TABLE:
            self.refuse_words()

    def refuse_words(self) -> None:
        """Refuse words between two strings: a damaged tag is text now, and would shift every later string."""
        if "".join(self.words).strip():
            refuse("damaged")
        self.words.clear()


def read_strings(part: bytes | None, most: int) -> list[Text]:
    """The shared strings, in order. Raises Refused where there are more than `most`."""
    if part is None:
        return []
    table = _StringTable(most)
    parse_part(part, table.start, table.end, table.words.append)
    return table.strings


class _Font(NamedTuple):
    """The parts of a font that matter. letters: its colour."""

    struck: bool = False
    letters: str = ""


Handler = Callable[[dict[str, str]], None]
PLAIN_FONT: Final = _Font()


class _StyleTable:
    """Parser handlers that collect the styles; number formats, fonts and fills come before the cell formats."""

    def __init__(self) -> None:
        self.formats: dict[str, NumberKind] = {str(known): kind for known, kind in BUILT_IN.items()}
        self.fonts: list[_Font] = []
        self.fills: list[str] = []
        self.filled = False
        self.styles: list[Style] = []
        self.known_styles: dict[tuple[str, str, str], Style] = {}
        """(number format, font, fill) -> their Style: many cell formats differ in borders only."""
        self.depth = 0
        self.row = ""
        self.read: Mapping[str, Handler] = {}
        self.tables: dict[str, dict[str, Handler]] = {
            "numFmts": {"numFmt": self._number_format},
            "fonts": {"font": self._font, "strike": self._strike, "color": self._letters},
            "fills": {"fill": self._fill, "patternFill": self._pattern, "fgColor": self._behind},
            "cellXfs": {"xf": self._style},
        }
        """Table -> element -> its handler; the first element is the table's row."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth = depth = self.depth + 1
        if depth == IN_TABLE:
            space, short = name.removesuffix(local(name)), local(name)
            self.read = {f"{space}{row}": read for row, read in self.tables.get(short, {}).items()}
            self.row = next(iter(self.read), "")
        elif depth > MOST_DEPTH:
            refuse("damaged")
        elif self.read:
            if depth == IN_TABLE + 1 and name != self.row:
                refuse("damaged")  # skipping it would shift the index of every later style
            read = self.read.get(name)
            if read:
                read(attributes)

    def end(self, _: str) -> None:
        self.depth -= 1

    def text(self, words: str) -> None:
        if self.read and words.strip():
            refuse("damaged")  # a damaged tag that is text now

    def _number_format(self, attributes: dict[str, str]) -> None:
        self.formats[attributes.get("numFmtId", "")] = kind_of_format(attributes.get("formatCode", ""))
        _check_number(self.formats)

    def _font(self, _: dict[str, str]) -> None:
        self.fonts.append(PLAIN_FONT)
        _check_number(self.fonts)

    def _strike(self, attributes: dict[str, str]) -> None:
        if self.fonts:
            self.fonts[-1] = self.fonts[-1]._replace(struck=not is_off(attributes.get("val")))

    def _letters(self, attributes: dict[str, str]) -> None:
        if self.fonts:
            self.fonts[-1] = _Font(self.fonts[-1].struck, colour_of(attributes))

    def _fill(self, _: dict[str, str]) -> None:
        self.fills.append("")
        _check_number(self.fills)

    def _pattern(self, attributes: dict[str, str]) -> None:
        self.filled = attributes.get("patternType", "none") != "none"

    def _behind(self, attributes: dict[str, str]) -> None:
        if self.fills and self.filled:
            self.fills[-1] = colour_of(attributes)

    def _style(self, attributes: dict[str, str]) -> None:
        points_to = (attributes.get("numFmtId", "0"), attributes.get("fontId", "0"), attributes.get("fillId", "0"))
        self.styles.append(self.known_styles.get(points_to) or self._make_style(points_to))
        _check_number(self.styles)

    def _make_style(self, points_to: tuple[str, str, str]) -> Style:
        """Make the style of a combination that is met for the first time."""
        number, font, fill = self.formats.get(points_to[0], "general"), int(points_to[1]), int(points_to[2])
        struck, letters = self.fonts[font] if 0 <= font < len(self.fonts) else PLAIN_FONT
        behind = self.fills[fill] if 0 <= fill < len(self.fills) else ""
        return self.known_styles.setdefault(points_to, Style(number, struck, behind=behind, letters=letters))


def colour_of(attributes: Mapping[str, str]) -> str:
    """A colour as compared: six hexadecimal digits, or its number in the theme or palette; '' for the default."""
    if attributes.get("rgb"):
        return attributes["rgb"][-6:].upper()
    return next((f"{kind} {attributes[kind]}" for kind in ("theme", "indexed") if kind in attributes), "")


def _check_number(found: Sized) -> None:
    if len(found) > MOST_STYLES:
        refuse("too_big")


def read_styles(part: bytes | None) -> list[Style]:
    """The cell styles (``cellXfs``), in order. Raises Refused for a damaged part and for too many styles."""
    if part is None:
        return []
    table = _StyleTable()
    parse_part(part, table.start, table.end, table.text)
    return table.styles
