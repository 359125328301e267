"""Open a Word document as trees with plain local names, so that strict and transitional files read alike."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from lxml import etree

from dhr_xl.core.zips.parts import checked_members, fold_name, unpack_parts

Element: TypeAlias = Any
"""An lxml element; lxml has no types."""
READ: Final = {
    "officeDocument", "numbering", "styles", "header", "footer", "footnotes", "endnotes", "comments", "diagramData",
}  # fmt: skip
"""Kinds of relation whose parts are read."""


class WordParts(NamedTuple):
    """The parts of a document. body: the main part's tree; related: (kind, tree) of the others ("header" …)."""

    body: Element
    related: tuple[tuple[str, Element], ...]

    def part(self, kind: str) -> Element:
        """Return the first part of a kind; an empty element where there is none."""
        return next((tree for found, tree in self.related if found == kind), etree.Element("none"))


def read_attribute(element: Element, name: str = "val") -> str:
    """Return an attribute by its local name; '' where it, or the element, is missing."""
    found = {} if element is None else element.attrib
    return next((str(found[key]) for key in found if key.rpartition("}")[2] == name), "")


def is_on(element: Element) -> bool:
    """Tell whether a property is present and not switched off."""
    return element is not None and read_attribute(element) not in {"0", "false", "off", "none"}


def read_integer(element: Element, name: str = "val") -> int:
    """Return an attribute as a whole number; 0 where it is not a number, or has more than five digits."""
    value = read_attribute(element, name)
    return int(value) if value.isdecimal() and len(value) < len("100000") else 0


def open_document(data: bytes) -> WordParts:
    """Open the bytes of a .docx or .docm. Raises Unsafe, and what Python and lxml raise for a damaged file."""
    parts = unpack_parts(data, checked_members(data))
    main = next(target for kind, target in _iterate_relations(parts, "") if kind == "officeDocument")
    related = tuple(
        (kind, _parse_tree(parts[target])) for kind, target in _iterate_relations(parts, main) if target in parts
    )
    return WordParts(_parse_tree(parts[main]), related)


def _iterate_relations(parts: Mapping[str, bytes], name: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the target's part name of each relation that is read."""
    folder, leaf = posixpath.split(name)
    path = posixpath.join(folder, "_rels", f"{leaf}.rels")
    for relation in _parse_tree(parts[path]) if path in parts else ():
        kind = read_attribute(relation, "Type").rpartition("/")[2]
        if kind in READ:
            yield kind, fold_name(posixpath.normpath(posixpath.join("/", folder, read_attribute(relation, "Target"))))


def _parse_tree(part: bytes) -> Element:
    """Parse a part and strip the namespaces from its tags."""
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, remove_comments=True, remove_pis=True))
    for element in root.iter():
        element.tag = etree.QName(element).localname
    return root
