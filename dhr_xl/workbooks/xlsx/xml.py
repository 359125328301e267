"""Parse XML parts with Expat: namespaces split from names, and every error turned into a refusal."""

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
"""Depth of elements at most; nested groups of a drawing reach 20, and Expat keeps 200 bytes for each level."""
MOST_NAMES: Final = 5000
"""Distinct names of elements and attributes in one part at most; Expat keeps them all, and a sheet has 60."""
LONGEST_TAG: Final = 2**21
"""Bytes of one tag, comment or instruction at most; Expat starts it again with every piece that it is fed."""
new = tuple.__new__
"""Make a named tuple from a tuple, in half the time of calling its class."""
PIECE: Final = 2**18
"""Bytes fed to Expat at once; the limits above are checked between two pieces."""


def local(name: str) -> str:
    """The local name of an element or attribute."""
    return name.rpartition(" ")[2]


def parse_part(data: bytes, start: Start | None, end: End | None, text: Words | None) -> None:
    """Parse one part; without handlers it is only checked.

    Handlers get names as ``namespace local``, or ``local`` where there is no namespace.

    Raises Refused where the part is not well formed or declares a document type, and where a handler raises ValueError,
    LookupError or OverflowError for contents that cannot be.
    """
    for _ in _pieces(data, start, end, text):
        pass


def _pieces(data: bytes, start: Start | None, end: End | None, text: Words | None) -> Iterator[None]:
    """Parse piece by piece, yielding after each."""
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
        # not well formed, in an unknown encoding, or with contents that cannot be
        refuse("damaged")


def _refuse_doctype(*_: object) -> None:
    refuse("doctype")


class Element(NamedTuple):
    """One element of a part. path: local names from the root down; text: its own characters."""

    path: tuple[str, ...]
    attributes: Attributes
    text: str

    @property
    def name(self) -> str:
        """The element's own local name."""
        return self.path[-1]


def elements(data: bytes | None) -> Iterator[Element]:
    """Yield every element of a part in the order in which they end; none for None, a part that is missing.

    Only open elements, and those that ended in one piece, are held at a time. Raises Refused as `parse_part` does.
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
