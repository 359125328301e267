"""Read what is drawn over the cells of a sheet: notes, threaded comments, and text boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dhr_xl.workbooks.xlsx.addresses import read_address
from dhr_xl.workbooks.xlsx.cells import CellBudget, Place
from dhr_xl.workbooks.xlsx.package import Package
from dhr_xl.workbooks.xlsx.refusals import refuse
from dhr_xl.workbooks.xlsx.strings_and_styles import unescape
from dhr_xl.workbooks.xlsx.xml import Element, elements

KINDS: Final = frozenset(("comments", "threadedComment"))
NOTES: Final = re.compile(r"comment[^/]*\.xml$")
"""The name of a part of notes, in every program."""


def read_notes(package: Package, part: str, budget: CellBudget) -> dict[Place, str]:
    """The notes of a sheet. A threaded comment replaces the note that Excel writes beside it for older versions."""
    lost = (known for known in package.relationships(part) if known.kind not in KINDS and NOTES.search(known.target))
    if any(lost):
        refuse("damaged")
    notes: dict[Place, str] = {}
    threads: dict[Place, list[str]] = {}
    for found in package.all_related(part, "comments"):
        for place, words in _legacy_notes(found):
            budget.take(1, len(words))
            notes[place] = f"{notes[place]}\n{words}" if place in notes else words
    for found in package.all_related(part, "threadedComment"):
        for place, words in _threaded_comments(found):
            budget.take(1, len(words))
            threads.setdefault(place, []).append(words)
    return {**notes, **{place: "\n".join(words) for place, words in threads.items()}}


def _threaded_comments(data: bytes) -> Iterator[tuple[Place, str]]:
    words = ""
    for element in elements(data):
        if element.name == "text":
            words = element.text
        elif element.name == "threadedComment":
            yield _place(element), words
            words = ""


def _legacy_notes(data: bytes) -> Iterator[tuple[Place, str]]:
    words: list[str] = []
    for element in elements(data):
        if element.name == "t" and "rPh" not in element.path:
            words.append(element.text)
        elif element.path[-2:-1] == ("commentList",):
            yield _place(element), unescape("".join(words))
            words = []


def _place(element: Element) -> Place:
    """The cell of a note. Raises Refused where it has none: the note would be lost."""
    place = read_address(element.attributes.get("ref", ""))
    if place is None:
        refuse("damaged")
    return place


def read_shapes(package: Package, part: str, budget: CellBudget) -> tuple[bool, tuple[str, ...]]:
    """Whether anything is drawn on a sheet, and the text of its text boxes and other shapes.

    LibreOffice saves a drawing part for every sheet, mostly an empty one.
    """
    drawn = False
    shapes: list[str] = []
    for found in package.all_related(part, "drawing"):
        lines: list[str] = []
        line: list[str] = []
        for element in elements(found):
            drawn = drawn or element.name.endswith("Anchor")
            if "Fallback" in element.path or "txBody" not in element.path:
                continue
            if element.name in {"t", "br"}:
                line.append(element.text if element.name == "t" else "\n")
            elif element.name == "p":
                lines.append("".join(line))
                line = []
            elif element.name == "txBody":
                words = "\n".join(lines).strip()
                if words:
                    budget.take(1, len(words))
                    shapes.append(words)
                lines = []
    return drawn, tuple(shapes)
