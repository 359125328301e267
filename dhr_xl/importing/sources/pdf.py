"""PDFs: ruled and aligned tables, over pages, and the words between them."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Any, Final, NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTPage
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from dhr_xl.importing.sources.grid import Grid, Paragraph, Table, Words
from dhr_xl.importing.sources.pdf_aligned import find_aligned
from dhr_xl.importing.sources.pdf_glyphs import Box, Sheet, read_sheet
from dhr_xl.importing.sources.pdf_lines import Line, Width, known_words, make_lines, make_paragraphs
from dhr_xl.importing.sources.pdf_pages import Long, finish, go_on, start, usual_slack
from dhr_xl.importing.sources.pdf_ruled import Piece, find_ruled
from dhr_xl.stop import Stop

_MARGIN: Final = 0.18
"""Running headers and footers stand in this share of a page's height."""
_PAGE_NUMBER: Final = re.compile(r"(page\s*)?\d{1,3}(\s*(of|/)\s*\d{1,3})?", re.IGNORECASE)
_UNMAPPED: Final = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
_BACKWARDS: Final = re.compile(r"\b(eht|dna|rof|fo|noitca)\b", re.IGNORECASE)
_FORWARDS: Final = re.compile(r"\b(the|and|for|of|action)\b", re.IGNORECASE)


class _Page(NamedTuple):
    """A page: its tables and lines in reading order, and the words that belong to none."""

    sheet: Sheet
    blocks: list[Piece | Line]
    notes: list[str]


def read_pdf(data: bytes, name: str) -> Grid:
    """The PDF's tables and words. Raises Stop where it cannot be read, or holds pictures of pages."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns on the screen of what it puts right itself
    try:
        pages = list(_read_pages(data))
    except Stop:
        raise
    except Exception as error:
        if isinstance(error, PDFPasswordIncorrect):
            message = f"{name} has a password. Open it, save a copy without one and import that."
            raise Stop(message) from error
        raise Stop(
            f"{name} is damaged or no PDF. Open it and print it to a new PDF, or ask for it as Word or Excel."
        ) from error
    _check(pages, name)
    return Grid("pdf", (*_assemble(pages), *_aside(pages, _running(pages))))


def _read_pages(data: bytes) -> Iterator[_Page]:
    """Each page's tables, with the places of their cells, and its lines."""
    fonts = PDFResourceManager()
    device = PDFPageAggregator(fonts, laparams=None)
    interpreter = PDFPageInterpreter(fonts, device)
    edges: tuple[float, ...] = ()
    for number, page in enumerate(PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(data)))), start=1):
        interpreter.process_page(page)
        layout = device.get_result()
        fields, notes = _annotations(page, layout)
        sheet = read_sheet(layout, number, fields)
        blocks = _blocks(sheet, edges)
        edges = next((b.edges for b in reversed(blocks) if isinstance(b, Piece) and not b.ruled), ())
        yield _Page(sheet, blocks, [*([sheet.askew] if sheet.askew else []), *notes])


def _blocks(sheet: Sheet, edges: Sequence[float]) -> list[Piece | Line]:
    """The page's tables and lines in reading order. edges: of the columns without rules on the page before."""
    ruled, loose = find_ruled(sheet)
    lines = make_lines(loose)
    blocks: list[Piece | Line] = []
    for piece in (*ruled, None):
        before = [line for line in lines if piece is None or line.base < (piece.top + piece.bottom) / 2]
        lines = lines[len(before) :]
        blocks += find_aligned(sheet, before, edges)
        blocks += [piece] if piece else []
    count = 0
    for i, block in enumerate(blocks):
        if isinstance(block, Piece):
            count += 1
            blocks[i] = _placed(block, f"page {sheet.number}, table {count}")
    return blocks


def _placed(piece: Piece, place: str) -> Piece:
    """The piece with each cell's place."""
    rows = tuple(
        tuple(part._replace(place=f"{place}, row {r}") for part in row) for r, row in enumerate(piece.rows, start=1)
    )
    return piece._replace(rows=rows)


def _annotations(page: PDFPage, layout: LTPage) -> tuple[list[tuple[str, Box]], list[str]]:
    """Values of form fields with their boxes, and what notes say."""
    fields: list[tuple[str, Box]] = []
    notes: list[str] = []
    for entry in resolve1(page.annots) or ():
        note = resolve1(entry) or {}
        kind = str(resolve1(note.get("Subtype"))).strip("/'")
        if kind == "Widget":
            value, box = _value(note), [float(resolve1(side)) for side in resolve1(note["Rect"])]
            if value:
                fields.append((value, _turned(box, page, layout)))
        elif kind not in {"Link", "Popup"}:
            contents = resolve1(note.get("Contents"))
            words = " ".join(decode_text(contents).split()) if isinstance(contents, bytes) else ""
            notes += [words] if words else []
    return fields, notes


def _turned(box: Sequence[float], page: PDFPage, layout: LTPage) -> Box:
    """A box of the page as its file gives it, where the page shows it."""
    left, foot, right, head = page.mediabox
    times = page.rotate // 90 % 4
    x0, y0, x1, y1 = box[0] - left, box[1] - foot, box[2] - left, box[3] - foot
    for _ in range(times):
        x0, y0, x1, y1, right, left, head, foot = y0, right - left - x1, y1, right - left - x0, head, foot, right, left
    return min(x0, x1), layout.height - max(y0, y1), max(x0, x1), layout.height - min(y0, y1)


def _value(data: Any) -> str:  # noqa: ANN401
    """A form field's value as printed: of a ticked box a cross."""
    while data and "V" not in data:
        data = resolve1(data.get("Parent"))
    value = resolve1(data["V"]) if data else None
    if isinstance(value, bytes):
        return " ".join(decode_text(value).split())
    return "" if value is None or "Off" in str(value) or isinstance(value, list | dict) else "☒"


def _check(pages: Sequence[_Page], name: str) -> None:
    """Raise Stop where the pages hold no words that can be taken."""
    if not pages:
        raise Stop(f"{name} has no pages. Ask for the plan again.")
    words = [" ".join(glyph.text for glyph in page.sheet.glyphs).split() for page in pages]
    pictures = [p.sheet.number for p, w in zip(pages, words, strict=True) if len(w) < 20 and p.sheet.pictures > 0.4]
    if len(pictures) * 2 > len(pages) or (pictures and pictures[-1] > 1 and pictures[-1] < len(pages)):
        raise Stop(
            f"{name} is a scan: page {pictures[0]} is a picture without words. Ask for the document that it was "
            "made from, as Word or Excel, or have the words recognised (OCR) and save it as Word."
        )
    letters = [letter for found in words for letter in found]
    if not letters:
        raise Stop(f"{name} holds no words. Ask for the plan as Word or Excel.")
    if sum(bool(_UNMAPPED.search(letter)) for letter in letters) > 0.1 * len(letters):
        raise Stop(
            f"{name} shows its words without saying which letters they are. Ask for the plan as Word or Excel, or "
            "print it to a new PDF, have the words recognised (OCR) and save it as Word."
        )
    text = " ".join(line.text for page in pages for line in _all_lines(page))
    if len(_BACKWARDS.findall(text)) > len(_FORWARDS.findall(text)):
        raise Stop(f"The words in {name} are stored backwards. Ask for the plan as Word or Excel.")


def _all_lines(page: _Page) -> Iterator[Line]:
    for block in page.blocks:
        if isinstance(block, Piece):
            yield from (line for row in block.rows for part in row for line in part.lines)
        else:
            yield block


def _assemble(pages: Sequence[_Page]) -> Iterator[Table | Words]:
    """The document's blocks in order, tables joined over pages."""
    usual = Width(0, 0, known_words(line for page in pages for line in _all_lines(page)))
    usual = usual._replace(
        slack=usual_slack(block for page in pages for block in page.blocks if isinstance(block, Piece))
    )
    running = _running(pages)
    bodies = [_body(page, running) for page in pages]
    levels = _levels([block for page in pages for block in page.blocks if isinstance(block, Line)])
    foot = {page.sheet.height: 0.0 for page in pages}
    for page, blocks in zip(pages, bodies, strict=True):
        foot[page.sheet.height] = max([foot[page.sheet.height], *map(_bottom, blocks)])
    table: Long | None = None
    room = 0.0
    for page, blocks in zip(pages, bodies, strict=True):
        for i, block in enumerate(blocks):
            if isinstance(block, Piece):
                longer = go_on(table, block, room, usual) if table and i == 0 else None
                if table and not longer:
                    yield finish(table, usual)
                table = longer or start(block)
                room = foot[page.sheet.height] - block.bottom
                continue
            if table:
                yield finish(table, usual)
                table = None
            if i == 0 or isinstance(blocks[i - 1], Piece):
                lines = takewhile(lambda block: isinstance(block, Line), blocks[i:])
                yield from _words([line for line in lines if isinstance(line, Line)], page, usual, levels)
    if table:
        yield finish(table, usual)


def _body(page: _Page, running: Container[tuple[str, int]]) -> list[Piece | Line]:
    return [block for block in page.blocks if _key(block, page.sheet) not in running]


def _aside(pages: Sequence[_Page], running: Container[tuple[str, int]]) -> Iterator[Words]:
    """Notes, and what stands on most pages, once."""
    said: set[str] = set()
    for page in pages:
        for text in (*page.notes, *(_text(block) for block in page.blocks if _key(block, page.sheet) in running)):
            if text and _counted(text) not in said:
                said.add(_counted(text))
                yield Words(Paragraph(text), f"page {page.sheet.number}", aside=True)


def _counted(text: str) -> str:
    """The text with every number alike, as page numbers are."""
    return re.sub(r"\d+", "#", text)


def _bottom(block: Piece | Line) -> float:
    return block.bottom if isinstance(block, Piece) else block.base


def _text(block: Piece | Line) -> str:
    return block.text if isinstance(block, Line) else " ".join(" ".join(filter(None, row)) for row in block.words)


def _key(block: Piece | Line, sheet: Sheet) -> tuple[str, int]:
    """What a running header or footer has in common on every page: its words, and how far from the page's end."""
    text = _counted(_text(block))
    top, bottom = (block.top, block.bottom) if isinstance(block, Piece) else (block.top, block.base)
    if isinstance(block, Line) and bottom > 0.9 * sheet.height and _PAGE_NUMBER.fullmatch(block.text):
        return "#", 0
    if bottom < _MARGIN * sheet.height:
        return text, round(bottom)
    if top > (1 - _MARGIN) * sheet.height:
        return text, round(bottom - sheet.height)
    return "", 0


def _running(pages: Sequence[_Page]) -> set[tuple[str, int]]:
    """What stands at the same place on most pages."""
    counts = Counter(key for page in pages for key in {_key(block, page.sheet) for block in page.blocks} if key[0])
    return {("#", 0), *(key for key, count in counts.items() if count >= max(2, 0.4 * len(pages)))}


def _levels(lines: Sequence[Line]) -> dict[int, int]:
    """The level of each letter size that is larger than most words outside tables."""
    sizes: Counter[int] = Counter()
    for line in lines:
        sizes[round(line.size)] += len(line.text)
    usual = min((size for size in sizes if sizes[size] * 4 >= sizes.total()), default=0)
    larger = sorted((size for size in sizes if size > 1.15 * usual), reverse=True)
    return {size: level for level, size in enumerate(larger, start=1)}


def _words(lines: Sequence[Line], page: _Page, usual: Width, levels: dict[int, int]) -> Iterator[Words]:
    """Lines outside tables as paragraphs."""
    loose = [block for block in page.blocks if isinstance(block, Line)]
    column = any(below.base < above.base for above, below in pairwise(loose))
    runs: list[list[Line]] = []
    for line in lines:
        if not runs or round(runs[-1][-1].size) != round(line.size) or line.base < runs[-1][-1].base:
            runs.append([])
        runs[-1].append(line)
    for run in runs:
        around = run if column else loose
        width = usual._replace(left=min(line.x0 for line in around), right=max(line.x1 for line in around))
        for paragraph in make_paragraphs(run, width, levels.get(round(run[0].size), 0)):
            yield Words(paragraph, f"page {page.sheet.number}")
