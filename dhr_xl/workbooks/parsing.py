"""Expat, with names freed of their prefixes and every fault of the XML turned into one refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from dhr_xl.workbooks.refusals import refuse

Attributes = Mapping[str, str]


def local(name: str) -> str:
    """An element's or attribute's name without its prefix."""
    return name.rpartition(":")[2]


def parse_part(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Run expat over one part. Raises Refused where it is not well formed or declares a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, ValueError):
        # not well formed, in an encoding nobody knows, or telling of cells that cannot be
        refuse("damaged")


def _refuse_doctype(*_: object) -> None:
    refuse("doctype")


class Element(NamedTuple):
    """One element of a small part. path: local names from the root; text: its own characters."""

    path: tuple[str, ...]
    attributes: Attributes
    text: str

    @property
    def name(self) -> str:
        """The element's own local name."""
        return self.path[-1]


def elements(data: bytes | None) -> Iterator[Element]:
    """Every element of a small part in document order of its end; nothing for a part that is not there."""
    done: list[Element] = []
    if data is None:
        return iter(done)
    path: list[str] = []
    open_ones: list[tuple[dict[str, str], list[str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(local(name))
        open_ones.append(({local(key): value for key, value in attributes.items()}, []))

    def end(_: str) -> None:
        attributes, words = open_ones.pop()
        done.append(Element(tuple(path), attributes, "".join(words)))
        path.pop()

    def text(words: str) -> None:
        if open_ones:
            open_ones[-1][1].append(words)

    parse_part(data, start, end, text)
    return iter(done)
