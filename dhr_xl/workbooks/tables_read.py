"""The tables that cells point into: shared strings and styles, with what text alone does not show."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dhr_xl.workbooks.numbers_read import BUILT_IN, NumberKind, kind_of_format
from dhr_xl.workbooks.parsing import elements, local, parse_part

ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
SURROGATES: Final = re.compile("[\ud800-\udfff]+")


class Text(NamedTuple):
    """A string as shown. struck: the words of it that are struck out, '' where none are."""

    text: str
    struck: str = ""


class Style(NamedTuple):
    """What of a cell's style changes what its value means."""

    number: NumberKind = "general"
    struck: bool = False
    locked: bool = True


def unescape(text: str) -> str:
    """Undo ``_xHHHH_``, which is how a workbook writes characters that XML cannot hold, and ``_`` before such a run."""
    if "_x" not in text and "_X" not in text:
        return text
    plain = ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return SURROGATES.sub(lambda found: found[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace"), plain)


class StringCollector:
    """Collects one rich string from its elements: runs joined, phonetic help dropped, struck runs kept apart."""

    def __init__(self) -> None:
        """Begin with nothing collected."""
        self.reset()

    def reset(self) -> None:
        """Forget everything, before the next string."""
        self._all: list[str] = []
        self._struck: list[str] = []
        self._in_text = self._phonetic = self._strike = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element of the string begins."""
        if name == "t":
            self._in_text = not self._phonetic
        elif name == "r":
            self._strike = False
        elif name == "strike":
            self._strike = attributes.get("val", "1") not in {"0", "false"}
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        """An element of the string ends."""
        if name == "t":
            self._in_text = False
        elif name == "r":
            self._strike = False
        elif name == "rPh":
            self._phonetic = False

    def text(self, words: str) -> None:
        """Characters within the string."""
        if self._in_text:
            self._all.append(words)
            if self._strike:
                self._struck.append(words)

    def result(self) -> Text:
        """The string collected since the last reset."""
        return Text(unescape("".join(self._all)), unescape("".join(self._struck)))


def read_strings(part: bytes | None) -> list[Text]:
    """The shared strings, in order."""
    strings: list[Text] = []
    if part is None:
        return strings
    collector = StringCollector()

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            collector.reset()
        else:
            collector.start(name, attributes)

    def end(name: str) -> None:
        name = local(name)
        if name == "si":
            strings.append(collector.result())
        else:
            collector.end(name)

    parse_part(part, start, end, collector.text)
    return strings


def read_styles(part: bytes | None) -> list[Style]:
    """The cell styles (``cellXfs``), in order."""
    formats: dict[str, NumberKind] = {str(known): kind for known, kind in BUILT_IN.items()}
    struck_fonts: list[bool] = []
    strike = False
    styles: list[Style] = []
    locked = True
    for element in elements(part):
        path, given = element.path, element.attributes
        if element.name == "numFmt" and "numFmts" in path:
            formats[given.get("numFmtId", "")] = kind_of_format(given.get("formatCode", ""))
        elif element.name == "strike" and "fonts" in path:
            strike = given.get("val", "1") not in {"0", "false"}
        elif element.name == "font" and "fonts" in path:
            struck_fonts.append(strike)
            strike = False
        elif element.name == "protection" and "cellXfs" in path:
            locked = given.get("locked", "1") not in {"0", "false"}
        elif element.name == "xf" and "cellXfs" in path:
            font = int(given.get("fontId", "0"))
            struck = font < len(struck_fonts) and struck_fonts[font]
            styles.append(Style(formats.get(given.get("numFmtId", "0"), "general"), struck, locked))
            locked = True
    return styles
