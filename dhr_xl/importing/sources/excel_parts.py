"""A workbook's package made safe and small for openpyxl: rows that hold nothing go, what it drops is kept beside."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from dhr_xl.stop import Stop

_MOST_CELLS: Final = 200_000
"""Cells that hold something, and cells that merges cover; a plan of 400 rows has 7,000."""
_LAST_BLANK: Final = 200
"""Columns; a blank cell further right says nothing by its fill."""
_WORKBOOK_KEEPS: Final = {"workbookPr", "sheets"}
_SHEET_KEEPS: Final = {"cols", "sheetData", "mergeCells"}
"""What is read of a sheet; a hyperlink or a validation over the whole sheet takes gigabytes."""
_STRICT: Final = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_NO_RELATIONS: Final = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
_ROOT: Final = re.compile(rb"<(?:\w+:)?(worksheet|workbook|chartsheet|dialogsheet)[\s>]")
_PAGE_CODE: Final = re.compile(r'&(?:[LCR]|"[^"]*"|K[0-9A-F]{6}|\d{1,3}|[^&])')
_THREADED: Final = re.compile(r"\[Threaded comment\].*?Comment:\s*", re.DOTALL)
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Parts(NamedTuple):
    """A workbook made safe. cleaned: its package; beside: sheet part -> place and text of what is in no cell."""

    cleaned: bytes
    beside: dict[str, list[tuple[str, str]]]


def read_parts(data: bytes, name: str) -> Parts:
    """The workbook without what no plan needs. Raises Stop where it is damaged, Strict Open XML or far too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {part: package.read(part) for part in package.namelist() if part.endswith((".xml", ".rels"))}
        return _clean(parts, name)
    except (Stop, MemoryError):
        raise
    except Exception as error:  # zipfile and the XML parser say in many ways that a workbook is damaged
        message = f"{name} is damaged and cannot be read. Open it in Excel, save it again as .xlsx, and import that."
        raise Stop(message) from error


def _clean(parts: dict[str, bytes], name: str) -> Parts:
    beside: dict[str, list[tuple[str, str]]] = {}
    made = io.BytesIO()
    roots = {part: found[1] for part, content in parts.items() if (found := _ROOT.search(content[:4096]))}
    with zipfile.ZipFile(made, "w") as package:
        for part, content in parts.items():
            kept = content
            root = roots.get(part)
            of_a_sheet = part.endswith(".rels") and roots.get(_owner(part), b"workbook") != b"workbook"
            if of_a_sheet or part.startswith("docProps/"):
                continue
            if root in {b"worksheet", b"chartsheet"}:
                package.writestr(_relations(part), _NO_RELATIONS)
            if root == b"workbook":
                kept = _workbook(content, name)
            elif root == b"worksheet":
                sheet = _Sheet(content, name)
                kept = sheet.cleaned()
                beside[part] = [*sheet.formulas, *sheet.page_words(), *_related_words(parts, part)]
            package.writestr(part, kept)
    return Parts(made.getvalue(), beside)


def _owner(relations: str) -> str:
    """The part whose relationships a part holds."""
    folder, leaf = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), leaf.removesuffix(".rels"))


def _relations(part: str) -> str:
    folder, leaf = posixpath.split(part)
    return f"{folder}/_rels/{leaf}.rels"


def _workbook(content: bytes, name: str) -> bytes:
    """The workbook part with its sheets alone."""
    root = _parse(content)
    if root.tag.startswith("{" + _STRICT):
        raise Stop(
            f"{name} is a 'Strict Open XML' workbook, which cannot be read here. "
            "Open it in Excel, save it as 'Excel Workbook (.xlsx)', and import that."
        )
    _keep(root, _WORKBOOK_KEEPS)
    return bytes(etree.tostring(root))


class _Sheet:
    """One worksheet part, cleaned while it is parsed.

    formulas: place and text of those without a result.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self._name = name
        self._filled = 0
        self.formulas: list[tuple[str, str]] = []
        self._columns = self._rows = number = 0
        waste = None
        events = etree.iterparse(io.BytesIO(content), tag="{*}row", resolve_entities=False, no_network=True)
        for _, row in events:
            if waste is not None:  # an element may go only after the parser has left it
                waste.getparent().remove(waste)
            number = int(row.get("r") or number + 1)
            row.set("r", str(number))
            waste = None if any(map(len, row)) and self._fill(row, number) else row
        self._root = events.root
        if waste is not None:
            waste.getparent().remove(waste)

    def _fill(self, row: etree._Element, number: int) -> bool:
        """Number the row's cells and drop far blank ones; whether any of them holds something."""
        used = self._filled
        column = 0
        for cell in list(row):
            ref = cell.get("r")
            column = column_index_from_string(coordinate_from_string(ref)[0]) if ref else column + 1
            names = {etree.QName(child).localname: child for child in cell}
            value = names.get("v") if "v" in names else names.get("is")
            if "f" in names and (value is None or not (value.text or len(value))) and cell.get("t") != "str":
                place = f"{get_column_letter(column)}{number}"
                self.formulas.append((f"{place}, a formula without a result", f"={names['f'].text or ''}"))
            if value is not None or "f" in names:
                self._count(1)
                self._columns = max(self._columns, column)
                self._rows = number
            elif column > _LAST_BLANK:
                row.remove(cell)
                continue
            cell.set("r", f"{get_column_letter(column)}{number}")
        return self._filled > used

    def _count(self, cells: int) -> None:
        """Count cells that hold something or that a merge covers."""
        self._filled += cells
        if self._filled > _MOST_CELLS:
            raise Stop(
                f"{self._name} has more than {_MOST_CELLS:,} filled or merged cells on a sheet, too many for an action "
                "plan. Copy the plan's table into a new workbook, and import that."
            )

    def cleaned(self) -> bytes:
        """The part as openpyxl is to read it, its merges cut to the used area."""
        kept = [child for child in self._root if etree.QName(child).localname in _SHEET_KEEPS]
        for merge in [merge for child in kept for merge in child if etree.QName(merge).localname == "mergeCell"]:
            left, top, right, bottom = range_boundaries(merge.get("ref"))
            right, bottom = min(right, max(self._columns, left)), min(bottom, max(self._rows, top))
            self._count((right - left + 1) * (bottom - top + 1))
            merge.set("ref", f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")
            if (right, bottom) == (left, top):
                merge.getparent().remove(merge)
        self._page = [child for child in self._root if etree.QName(child).localname == "headerFooter"]
        _keep(self._root, _SHEET_KEEPS)
        return bytes(etree.tostring(self._root))

    def page_words(self) -> list[tuple[str, str]]:
        """The headers and footers of the printed page, without their codes."""
        texts = [
            _PAGE_CODE.sub(lambda code: "\n" if code[0] in {"&L", "&C", "&R"} else "", part.text or "")
            for page in self._page
            for part in page
        ]
        return [("page header or footer", text) for text in dict.fromkeys(texts) if re.search(r"\w", text)]


def _related_words(parts: dict[str, bytes], sheet: str) -> Iterator[tuple[str, str]]:
    """The words of the notes and drawings that a sheet is related to."""
    relations = parts.get(_relations(sheet))
    for relation in _parse(relations) if relations else ():
        part = posixpath.normpath(posixpath.join("/", posixpath.dirname(sheet), relation.get("Target", ""))).lstrip("/")
        kind = relation.get("Type", "").rpartition("/")[2]
        if part in parts and kind == "comments":
            for note in _parse(parts[part]).iter("{*}comment"):
                text = "".join(run.text or "" for run in note.iter("{*}t"))
                yield f"{note.get('ref')}, note", _THREADED.sub("", unescape(text))
        elif part in parts and kind == "drawing":
            lines = [
                "".join(run.text or "" for run in line.iter("{*}t"))
                for line in _parse(parts[part]).iter("{http://schemas.openxmlformats.org/drawingml/2006/main}p")
            ]
            yield "text box", "\n".join(lines)


def unescape(text: str) -> str:
    """A part's text with the characters that Office writes as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def _parse(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _keep(root: etree._Element, names: set[str]) -> None:
    for child in list(root):
        if not isinstance(child.tag, str) or etree.QName(child).localname not in names:
            root.remove(child)
