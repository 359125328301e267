"""Word's automatic numbers and bullets as they are printed, and what else a paragraph has from its style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dhr_xl.importing.sources.word_parts import Document, Element, attribute, is_on, number

ROMAN: Final = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
BODY_TEXT: Final = 9
"""The outline level that is none."""
HIGHEST: Final = 9999
"""A number that is larger is not shown: a letter would be printed hundreds of times."""


class Styles:
    """The styles of a document, each with those it is based on."""

    def __init__(self, document: Document) -> None:
        self._styles = {attribute(style, "styleId"): style for style in document.part("styles").iter("style")}
        paragraphs = [key for key, style in self._styles.items() if attribute(style, "type") == "paragraph"]
        self._default = next(
            (key for key in paragraphs if attribute(self._styles[key], "default") in {"1", "true"}), ""
        )
        self._found: dict[tuple[str, str], Element] = {}

    def chain(self, name: str) -> Iterator[tuple[str, Element]]:
        """A style and those it is based on, nearest first, by id; the default paragraph style for ''."""
        name, seen = name or self._default, set[str]()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield name, self._styles[name]
            name = attribute(self._styles[name].find("basedOn"))

    def find(self, element: Element, path: str, style: str) -> Element:
        """The nearest `path` (such as "pPr/numPr"): the element's own, else its style's; None where there is none."""
        own = element.find(path)
        if own is None and (style, path) not in self._found:
            found = (above.find(path) for _, above in self.chain(style))
            self._found[style, path] = next((one for one in found if one is not None), None)
        return self._found[style, path] if own is None else own

    def level(self, paragraph: Element, style: str) -> int:
        """The level of a heading, 1 for a title; 0 for ordinary words."""
        outline = self.find(paragraph, "pPr/outlineLvl", style)
        if outline is not None:
            return number(outline) + 1 if number(outline) < BODY_TEXT else 0
        name = attribute(self.find(paragraph, "name", style)) or style
        heading = re.fullmatch(r"heading ?([1-9])|title()", name, re.IGNORECASE)
        return int(heading[1] or 1) if heading else 0


class Numbers:
    """Counts the paragraphs of a document's lists, in the order they are asked for."""

    def __init__(self, document: Document, styles: Styles) -> None:
        numbering = document.part("numbering")
        self._styles = styles
        self._lists = {attribute(one, "numId"): one for one in numbering.iterchildren("num")}
        self._kinds = {attribute(one, "abstractNumId"): one for one in numbering.iterchildren("abstractNum")}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def mark(self, paragraph: Element, style: str) -> str:
        """The number or bullet printed before a paragraph, '' for none; asked once for each, it counts."""
        own, level = self._place(paragraph, style)
        kind = self._kind(own)
        if kind is None:
            return ""
        levels = {number(one, "ilvl"): one for one in kind.iterchildren("lvl")}
        for override in self._lists[own].iterchildren("lvlOverride"):
            levels.update({number(one, "ilvl"): one for one in override.iterchildren("lvl")})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(attribute(kind, "abstractNumId"), {})
        self._count(counts, levels, own, level)
        return _printed(counts, levels, level)

    def _place(self, paragraph: Element, style: str) -> tuple[str, int]:
        """The list and the level that a paragraph stands in; its style may name either."""
        own = self._styles.find(paragraph, "pPr/numPr/numId", style)
        level = paragraph.find("pPr/numPr/ilvl")
        if level is None and paragraph.find("pPr/numPr/numId") is None:
            level = self._styles.find(paragraph, "pPr/numPr/ilvl", style)
            kind = self._kind(attribute(own)) if level is None and own is not None else None
            named = {name for name, _ in self._styles.chain(style)} if kind is not None else {}
            for one in kind.iterchildren("lvl") if kind is not None else ():
                if attribute(one.find("pStyle")) in named:
                    return attribute(own), number(one, "ilvl")
        return attribute(own), number(level)

    def _kind(self, own: str, deep: int = 3) -> Element:
        """The definition of a list, through the style that it may be linked to; None where there is none."""
        if own not in self._lists:
            return None
        kind = self._kinds.get(attribute(self._lists[own].find("abstractNumId")))
        link = attribute(kind.find("numStyleLink")) if kind is not None and deep else ""
        for _, style in self._styles.chain(link) if link else ():
            return self._kind(attribute(style.find("pPr/numPr/numId")), deep - 1) if deep else kind
        return kind

    def _count(self, counts: dict[int, int], levels: dict[int, Element], own: str, level: int) -> None:
        """Count a paragraph at a level. A list begins again where it says so, and below a level that went on."""
        for override in self._lists[own].iterchildren("lvlOverride"):
            start, at = override.find("startOverride"), number(override, "ilvl")
            if start is not None and (own, at) not in self._begun:
                self._begun.add((own, at))
                counts[at] = number(start) - 1
        counts[level] = counts.get(level, _start(levels[level]) - 1) + 1
        for above in range(level):
            if above in levels:
                counts.setdefault(above, _start(levels[above]))
        for below in [one for one in counts if one > level]:
            restart = levels[below].find("lvlRestart") if below in levels else None
            if restart is None or level < number(restart):
                del counts[below]


def _printed(counts: dict[int, int], levels: dict[int, Element], level: int) -> str:
    """A level's text with the numbers of the levels it names."""
    here = levels[level]
    text, form = attribute(here.find("lvlText")), attribute(here.find("numFmt"))
    if form == "bullet":
        return "◦" if text == "o" else "•" if not text.isprintable() or not text.strip() else text.strip()
    legal = is_on(here.find("isLgl"))

    def shown(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        form = attribute(levels[at].find("numFmt")) if at in levels else ""
        return numeral(counts.get(at, 0), "decimal" if legal else form)

    return re.sub(r"%([1-9])", shown, text).strip()


def numeral(count: int, form: str) -> str:
    """A number in one of Word's forms ("lowerLetter", "upperRoman" …); in figures for those met nowhere."""
    if form == "none":
        return ""
    if form[5:] == "Letter" and 0 < count < HIGHEST:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if form.startswith("upper") else letters
    if form[5:] == "Roman" and 0 < count < HIGHEST:
        letters = ""
        for value, sign in ROMAN:
            letters += sign * (count // value)
            count %= value
        return letters.upper() if form.startswith("upper") else letters
    if form == "ordinal":
        last = "th" if count % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
        return f"{count}{last}"
    return f"{count:02}" if form == "decimalZero" else str(count)


def _start(level: Element) -> int:
    start = level.find("start")
    return 1 if start is None else number(start)
