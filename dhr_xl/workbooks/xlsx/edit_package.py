"""Edit the package of a template: remove parts and sheets with everything that refers to them, declare parts."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, Final

from lxml import etree

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES, WORKBOOK_RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
WORKBOOK_PART: Final = "xl/workbook.xml"
DROPPED_KINDS: Final = ("calcChain", "printerSettings")
"""Relationship types of parts that are removed: out of date once cells move, or naming a printer."""
TELLTALE: Final = ("absPath", "fileSharing", "revisionPtr")
"""Elements of the workbook part that name a folder, person or computer."""
OFFICE: Final = "application/vnd.openxmlformats-"
RELATION: Final = "http://schemas.openxmlformats.org/"
RELATIONS: Final = f"{RELATION}package/2006/relationships"
RELATION_KIND: Final = f"{RELATION}officeDocument/2006/relationships/"
PROPERTIES: Final = (
    ("docProps/core.xml", f"{OFFICE}package.core-properties+xml",
     f"{RELATION}package/2006/relationships/metadata/core-properties"),
    ("docProps/app.xml", f"{OFFICE}officedocument.extended-properties+xml",
     f"{RELATION}officeDocument/2006/relationships/extended-properties"),
    ("docProps/custom.xml", f"{OFFICE}officedocument.custom-properties+xml",
     f"{RELATION}officeDocument/2006/relationships/custom-properties"),
)  # fmt: skip
"""The parts of document properties, which the writer writes afresh: name, content type, relationship type."""

STRING_CELL: Final = re.compile(r'<c (?=[^<>]*\bt="s")[^<>]*+><v>(\d+)</v>')

Members = dict[str, bytes]
Node = Any
"""An element of lxml, which has no type hints."""


def read_members(package: bytes) -> Members:
    """Every part of a package by its name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def to_bytes(root: Node) -> bytes:
    """An element as the bytes of a part."""
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + bytes(etree.tostring(root, encoding="UTF-8"))


def local(element: Node) -> str:
    """The local name of an element; '' for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def relation_id(element: Node) -> str:
    """The ``r:id`` of an element, or ''."""
    return next((value for key, value in element.items() if key.endswith("}id")), "")


def target_of(name: str, relation: Node) -> str:
    """The target part of a relationship in the .rels part `name`."""
    folder = name.rpartition("_rels/")[0]
    return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")


def sheet_paths(workbook: Node, members: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet name -> the name of its part, in tab order."""
    relations = etree.fromstring(members[WORKBOOK_RELATIONS])
    targets = {relation.get("Id"): target_of(WORKBOOK_RELATIONS, relation) for relation in relations}
    return {sheet.get("name"): targets[relation_id(sheet)] for sheet in workbook.iter(f"{{{MAIN}}}sheet")}


def drop_parts(members: Members) -> None:
    """Remove the parts of DROPPED_KINDS and every relationship to them."""
    for name in [name for name in members if name.endswith(".rels")]:
        root = etree.fromstring(members[name])
        dropped = [found for found in root if found.get("Type", "").rpartition("/")[2] in DROPPED_KINDS]
        for relation in dropped:
            gone = target_of(name, relation)
            members.pop(gone, None)
            _undeclare(members, gone)
            root.remove(relation)
        if dropped:
            members[name] = to_bytes(root)


def blank_authors(members: Members) -> None:
    """Blank the names of those who wrote notes on the template."""
    for name in [name for name in members if name.startswith(("xl/comments", "xl/persons/"))]:
        root = etree.fromstring(members[name])
        for element in root.iter():
            if local(element) == "author":
                element.text = ""
            for key in [key for key in element.attrib if key in {"displayName", "userId"}]:
                element.set(key, "")
        members[name] = to_bytes(root)


def show_all_sheets(workbook: Node) -> None:
    """Make every sheet visible."""
    for sheet in workbook.iter(f"{{{MAIN}}}sheet"):
        sheet.attrib.pop("state", None)


def drop_telltales(workbook: Node) -> None:
    """Remove the elements of TELLTALE from the workbook part."""
    for element in [found for found in workbook.iter() if local(found) in TELLTALE]:
        outer = element
        while outer.getparent() is not None and outer.getparent() is not workbook:
            outer = outer.getparent()
        if outer.getparent() is workbook:
            workbook.remove(outer)


def blank_unused_strings(members: Members, sheets: Iterable[str]) -> None:
    """Blank the shared strings that no cell of the prepared sheets uses, so that they are not sent out."""
    name = "xl/sharedStrings.xml"
    if name not in members:
        return
    used = {int(index) for xml in sheets for index in STRING_CELL.findall(xml)}
    root = etree.fromstring(members[name])
    for at, item in enumerate(found for found in root if local(found) == "si"):
        if at not in used:
            for child in list(item):
                item.remove(child)
            etree.SubElement(item, f"{{{MAIN}}}t")
    members[name] = to_bytes(root)


def declare_properties(members: Members) -> None:
    """Declare the parts of document properties, which are added later."""
    types, relations = etree.fromstring(members[TYPES]), etree.fromstring(members["_rels/.rels"])
    for part, content_type, kind in PROPERTIES:
        members.pop(part, None)
        if not any(found.get("PartName") == f"/{part}" for found in types):
            etree.SubElement(
                types, types.tag.replace("Types", "Override"), PartName=f"/{part}", ContentType=content_type
            )
        for relation in [found for found in relations if found.get("Type", "") == kind]:
            relations.remove(relation)
        name = relations.tag.replace("Relationships", "Relationship")
        leaf = part.rpartition("/")[2].partition(".")[0]
        etree.SubElement(relations, name, Id=f"properties_{leaf}", Type=kind, Target=part)
    members[TYPES], members["_rels/.rels"] = to_bytes(types), to_bytes(relations)


def related(members: Members, part: str, kind: str = "", *, key: str = "") -> str:
    """The part that `part` is related to, by the last word of the relationship's type, or by its id; '' for none."""
    name = _relations_of(part)
    for found in etree.fromstring(members[name]) if name in members else ():
        if found.get("Id") == key or found.get("Type", "").rpartition("/")[2] == kind:
            return target_of(name, found)
    return ""


def relate(members: Members, part: str, kind: str, target: str) -> str:
    """Relate `part` to `target`, and return the relationship's id."""
    name = _relations_of(part)
    root = etree.fromstring(members.get(name, f'<Relationships xmlns="{RELATIONS}"/>'.encode()))
    known = {found.get("Id") for found in root}
    key = next(key for at in range(1, len(known) + 2) if (key := f"rIdC{at}") not in known)
    where = posixpath.relpath(target, part.rpartition("/")[0])
    etree.SubElement(root, f"{{{RELATIONS}}}Relationship", Id=key, Type=f"{RELATION_KIND}{kind}", Target=where)
    members[name] = to_bytes(root)
    return key


def _relations_of(part: str) -> str:
    folder, _, leaf = part.rpartition("/")
    return f"{folder}/_rels/{leaf}.rels"


def free_name(members: Members, pattern: str) -> str:
    """A name that no part has yet, whatever its case. pattern: with ``{}`` for a number."""
    taken = {name.lower() for name in members}
    return next(name for at in range(1, len(taken) + 2) if (name := pattern.format(at)).lower() not in taken)


def declare(members: Members, part: str, content_type: str) -> None:
    """Declare the content type of a part."""
    types = etree.fromstring(members[TYPES])
    etree.SubElement(types, types.tag.replace("Types", "Override"), PartName=f"/{part}", ContentType=content_type)
    members[TYPES] = to_bytes(types)


def _undeclare(members: Members, part: str) -> None:
    types = etree.fromstring(members[TYPES])
    for override in [found for found in types if found.get("PartName", "").lstrip("/") == part]:
        types.remove(override)
    members[TYPES] = to_bytes(types)
