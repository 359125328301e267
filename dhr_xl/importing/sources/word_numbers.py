"""Work out Word's automatic numbers and bullets as printed, and what a paragraph inherits from its style."""

from __future__ import annotations

import re
from typing import Final

from dhr_xl.importing.sources.word_parts import Element, WordParts, read_attribute, read_integer

ROMAN: Final = {
    1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v",
    4: "iv", 1: "i",
}  # fmt: skip
BODY_TEXT: Final = 9
"""The outline level of ordinary text."""


class WordStyles:
    """The styles of a document, each with the styles it is based on."""

    def __init__(self, document: WordParts) -> None:
        self._styles = {read_attribute(style, "styleId"): style for style in document.part("styles").iter("style")}
        defaults = (key for key, style in self._styles.items() if read_attribute(style, "default") in {"1", "true"})
        self._default = next((key for key in defaults if read_attribute(self._styles[key], "type") == "paragraph"), "")
        self._found: dict[tuple[str, str], Element] = {}

    def find(self, element: Element, path: str, style: str) -> Element:
        """Return the nearest `path` (such as "pPr/numPr"): the element's own, else its style's, else None."""
        own = element.find(path)
        if own is None and (style, path) not in self._found:
            name, seen, found = style or self._default, set[str](), None
            while found is None and name in self._styles and name not in seen:
                seen.add(name)
                found = self._styles[name].find(path)
                name = read_attribute(self._styles[name].find("basedOn"))
            self._found[style, path] = found
        return self._found[style, path] if own is None else own

    def level(self, paragraph: Element, style: str) -> int:
        """Return the level of a heading, 1 for a title; 0 for ordinary text."""
        outline = self.find(paragraph, "pPr/outlineLvl", style)
        if outline is not None:
            return read_integer(outline) + 1 if read_integer(outline) < BODY_TEXT else 0
        name = read_attribute(self.find(paragraph, "name", style)) or style
        heading = re.fullmatch(r"heading ?([1-9])|title()", name, re.IGNORECASE)
        return int(heading[1] or 1) if heading else 0


class ListCounter:
    """Counts the paragraphs of a document's lists. Ask for each paragraph once, in the document's order."""

    def __init__(self, document: WordParts, styles: WordStyles) -> None:
        numbering = document.part("numbering")
        self._styles = styles
        self._lists = {read_attribute(one, "numId"): one for one in numbering.iterchildren("num")}
        self._kinds = {read_attribute(one, "abstractNumId"): one for one in numbering.iterchildren("abstractNum")}
        self._linked = {read_attribute(one.find("styleLink")): one for one in self._kinds.values()}
        self._linked.pop("", None)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def mark(self, paragraph: Element, style: str) -> str:
        """Return the number or bullet printed before a paragraph, '' for none, and count the paragraph."""
        own = read_attribute(self._styles.find(paragraph, "pPr/numPr/numId", style))
        level = read_integer(self._styles.find(paragraph, "pPr/numPr/ilvl", style))
        kind = self._kinds.get(read_attribute(self._lists[own].find("abstractNumId"))) if own in self._lists else None
        if kind is None:
            return ""
        kind = self._linked.get(read_attribute(kind.find("numStyleLink")), kind)
        overrides = list(self._lists[own].iterchildren("lvlOverride"))
        levels = {read_integer(one, "ilvl"): one for holder in (kind, *overrides) for one in holder.iterchildren("lvl")}
        if level not in levels:
            return ""
        counts = self._counts.setdefault(read_attribute(kind, "abstractNumId"), {})
        for override in overrides:
            start, at = override.find("startOverride"), read_integer(override, "ilvl")
            if start is not None and (own, at) not in self._begun:
                self._begun.add((own, at))
                counts[at] = read_integer(start) - 1
        counts[level] = counts.get(level, _read_start(levels[level]) - 1) + 1
        for below in [one for one in counts if one > level]:
            del counts[below]
        return _format_mark(counts, levels, level)


def _format_mark(counts: dict[int, int], levels: dict[int, Element], level: int) -> str:
    """Fill a level's text with the numbers of the levels it names; a level without a paragraph yet starts counting."""
    text = read_attribute(levels[level].find("lvlText"))
    if read_attribute(levels[level].find("numFmt")) == "bullet":
        is_letter = not text.isprintable() or text.isalnum()  # a symbol font draws a bullet for it
        return "•" if is_letter or not text.strip() else text.strip()

    def shown(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        if at not in levels:
            return ""
        return format_numeral(counts.setdefault(at, _read_start(levels[at])), read_attribute(levels[at].find("numFmt")))

    return re.sub(r"%([1-9])", shown, text).strip()


def _read_start(level: Element) -> int:
    start = level.find("start")
    return 1 if start is None else read_integer(start)


def format_numeral(count: int, form: str) -> str:
    """Format a number in one of Word's forms ("lowerLetter", "upperRoman" …) or CSS's; in figures for unknown forms."""
    made = f"{count:02}" if form == "decimalZero" else "" if form == "none" else str(count)
    if form.endswith(("Letter", "alpha", "latin")) and count > 0:
        made = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif form.endswith(("Roman", "roman")) and count > 0:
        made = ""
        for value, sign in ROMAN.items():
            made += sign * (count // value)
            count %= value
    return made.upper() if form.startswith("upper") else made
