"""Style a cell to put right in orange with a thick edge, and in its own style again once it is put right."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Final

from lxml import etree

from dhr_xl.workbooks.corrections.words import FILL
from dhr_xl.workbooks.xlsx.edit_package import MAIN, Node, to_bytes

EDGE = "FFC2410C"
SIDES: Final = ("left", "right", "top", "bottom")


def add_marked_styles(part: bytes, styles: Iterable[str]) -> tuple[bytes, Mapping[str, str], Mapping[str, str]]:
    """Add a marked copy of each of `styles` to the styles part.

    Returns the part, style -> marked style, and marked style -> the differential format with the original fill.
    """
    root = etree.fromstring(part)
    fill = _append(root, "fills", _fill())
    edge = _append(root, "borders", _border())
    formats = root.find(f"{{{MAIN}}}cellXfs")
    marked, undone = dict[str, str](), dict[str, str]()
    for style in dict.fromkeys(styles):
        plain = formats[int(style)]
        changed = copy.deepcopy(plain)
        for key, value in (("fillId", fill), ("borderId", edge), ("applyFill", "1"), ("applyBorder", "1")):
            changed.set(key, str(value))
        marked[style] = str(_append(root, "cellXfs", changed))
        undone[marked[style]] = str(_append(root, "dxfs", _as_before(root, plain)))
    return to_bytes(root), marked, undone


def _append(root: Node, table: str, item: Node) -> int:
    """Append an item to one of the tables and return its number; make the table if there is none."""
    found = root.find(f"{{{MAIN}}}{table}")
    if found is None:
        found = etree.Element(f"{{{MAIN}}}{table}")
        before = root.find(f"{{{MAIN}}}cellStyles")
        (root.find(f"{{{MAIN}}}cellXfs") if before is None else before).addnext(found)
    found.append(item)
    found.set("count", str(len(found)))
    return len(found) - 1


def _fill() -> Node:
    return etree.fromstring(
        f'<fill xmlns="{MAIN}"><patternFill patternType="solid"><fgColor rgb="{FILL}"/><bgColor indexed="64"/>'
        "</patternFill></fill>"
    )


def _border() -> Node:
    sides = "".join(f'<{side} style="medium"><color rgb="{EDGE}"/></{side}>' for side in SIDES)
    return etree.fromstring(f'<border xmlns="{MAIN}">{sides}<diagonal/></border>')


def _as_before(root: Node, plain: Node) -> Node:
    """Make a differential format with the fill of a style: in one, a solid fill's colour is its bgColor."""
    dxf = etree.Element(f"{{{MAIN}}}dxf")
    pattern = etree.SubElement(etree.SubElement(dxf, f"{{{MAIN}}}fill"), f"{{{MAIN}}}patternFill", patternType="solid")
    colour = root.find(f"{{{MAIN}}}fills")[int(plain.get("fillId", "0"))].find(f".//{{{MAIN}}}fgColor")
    for name in ("fgColor", "bgColor"):
        given = dict(colour.attrib) if colour is not None else {"rgb": "FFFFFFFF"}
        etree.SubElement(pattern, f"{{{MAIN}}}{name}", given)
    return dxf
