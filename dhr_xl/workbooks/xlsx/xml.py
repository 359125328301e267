"""Expat, with every name's namespace set apart and every fault of the XML turned into one refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple
from xml.parsers import expat

from dhr_xl.workbooks.xlsx.refusals import refuse

Attributes = Mapping[str, str]
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Words = Callable[[str], None]

MOST_DEPTH: Final = 64
"""Elements within elements; a drawing of groups in groups goes 20 deep, and every level costs expat 200 bytes."""
MOST_NAMES: Final = 5000
"""Different names of elements and attributes in one part, each kept by expat until the end; a sheet has 60."""
LONGEST_TAG: Final = 2**21
"""Bytes of one tag, comment or instruction: expat begins anew at its start with every piece that it is fed."""
new = tuple.__new__
"""Makes a named tuple from a tuple, in half the time that its own class takes."""
PIECE: Final = 2**18
"""Bytes fed at once: what a part may cost is looked at between two pieces."""


def local(name: str) -> str:
    """An element's or attribute's name without its namespace."""
    return name.rpartition(" ")[2]


def parse_part(data: bytes, start: Start, end: End, text: Words | None) -> None:
    """Run expat over one part; names come as ``namespace local``, or ``local`` alone where there is none.

    Raises Refused where the part is not well formed, declares a document type, or where a handler raises ValueError,
    KeyError or OverflowError: it tells of what cannot be.
    """
    for _ in _pieces(data, start, end, text):
        pass


def _pieces(data: bytes, start: Start, end: End, text: Words | None) -> Iterator[None]:
    """Parse piece by piece, a step after each."""
    names: dict[str, str] = {}
    parser = expat.ParserCreate(None, " ", names)
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    view = memoryview(data)
    try:
        for at in range(0, len(data), PIECE):
            last = at + PIECE >= len(data)
            parser.Parse(view[at : at + PIECE], last)
            if not last and (len(names) > MOST_NAMES or at + PIECE - parser.CurrentByteIndex > LONGEST_TAG):
                refuse("damaged")
            yield
        if not data:
            refuse("damaged")
    except (expat.ExpatError, LookupError, ValueError, OverflowError):
        # not well formed, in an encoding nobody knows, or telling of cells that cannot be
        refuse("damaged")


def _refuse_doctype(*_: object) -> None:
    refuse("doctype")


class Element(NamedTuple):
    """One element of a part. path: local names from the root; text: its own characters."""

    path: tuple[str, ...]
    attributes: Attributes
    text: str

    @property
    def name(self) -> str:
        """The element's own local name."""
        return self.path[-1]


def elements(data: bytes | None) -> Iterator[Element]:
    """Every element of a part in document order of its end; nothing for a part that is not there.

    Only what is open and what one piece closed is held at a time. Raises Refused as `parse_part` does.
    """
    if data is None:
        return
    done: list[Element] = []
    path: list[str] = []
    open_ones: list[tuple[dict[str, str], list[str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(name.rpartition(" ")[2])
        if len(path) > MOST_DEPTH:
            refuse("damaged")
        for key in attributes:
            if " " in key:
                attributes = {local(key): value for key, value in attributes.items()}
                break
        open_ones.append((attributes, []))

    def end(_: str) -> None:
        attributes, words = open_ones.pop()
        done.append(new(Element, (tuple(path), attributes, "".join(words) if words else "")))
        path.pop()

    def text(words: str) -> None:
        open_ones[-1][1].append(words)

    for _ in _pieces(data, start, end, text):
        yield from done
        done.clear()
