"""What XlsxWriter leaves out of a workbook: the language, heading styles for titles, row heights that may grow."""

import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Final

from lxml import etree

from dhr_xl.workbooks.xlsx.edit_package import MAIN, to_bytes
from dhr_xl.workbooks.xlsx.row_splice import Splices

ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every member, so that the same cells give the same bytes."""
CUSTOM_HEIGHT: Final = re.compile(rb'(<row [^<>]*?) customHeight="1"')
TITLE_CELL: Final = re.compile(rb'<c r="A1" s="(\d+)"')
TOP: Final = 20_000
"""Bytes of a sheet's part in which its cell A1 is looked for."""
CREATOR: Final = b"</dc:creator>"
LANGUAGE: Final = b"<dc:language>en-GB</dc:language>"
SHEETS, STYLES, CORE = "xl/worksheets/sheet", "xl/styles.xml", "docProps/core.xml"


def rewrite(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Write a package again with each part changed. change: called with a part's name and bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as drawn, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as changed:
        for info in drawn.infolist():
            member = zipfile.ZipInfo(info.filename, ZIP_DATE)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, info.external_attr
            changed.writestr(member, change(info.filename, drawn.read(info)))
    return buffer.getvalue()


def finish(data: bytes, spliced: Splices = MappingProxyType({})) -> bytes:
    """Say that the language is British English, make the style of every A1 a heading's, and free the rows' heights.

    XlsxWriter marks each height it is given as set by hand, so that no row would grow when somebody types more into it.
    spliced: rows that are put in as they are.
    """
    titles = _title_formats(data)

    def finished(name: str, part: bytes) -> bytes:
        if name.startswith(SHEETS):
            part = CUSTOM_HEIGHT.sub(rb"\1", part)
            return spliced[name].splice(part) if name in spliced else part
        if name == STYLES:
            return with_headings(part, titles)
        return part.replace(CREATOR, CREATOR + LANGUAGE, 1) if name == CORE else part

    return rewrite(data, finished)


def _title_formats(data: bytes) -> set[int]:
    """The numbers of the formats that the cells A1 have."""
    with zipfile.ZipFile(io.BytesIO(data)) as drawn:
        sheets = [drawn.read(name)[:TOP] for name in drawn.namelist() if name.startswith(SHEETS)]
    return {int(found[1]) for part in sheets if (found := TITLE_CELL.search(part))}


def with_headings(styles: bytes, formats: Iterable[int]) -> bytes:
    """Base these formats of a styles part on the style Heading 1, which looks like the first of them."""
    wanted = sorted(formats)
    if not wanted:
        return styles
    root = etree.fromstring(styles)
    bases, known, named = (root.find(f"{{{MAIN}}}{name}") for name in ("cellStyleXfs", "cellXfs", "cellStyles"))
    heading = copy.deepcopy(known[wanted[0]])
    del heading.attrib["xfId"]
    bases.append(heading)
    bases.set("count", str(len(bases)))
    for number in wanted:
        known[number].set("xfId", str(len(bases) - 1))
    style = f"{{{MAIN}}}cellStyle"
    etree.SubElement(named, style, name="Heading 1", xfId=str(len(bases) - 1), builtinId="16")
    named.set("count", str(len(named)))
    return to_bytes(root)
