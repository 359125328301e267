"""Read a PDF: ruled and aligned tables, joined over pages, and the words between them."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from dhr_xl.errors import Stop
from dhr_xl.importing.sources.grid import Grid, GridTable, LooseParagraph, Paragraph
from dhr_xl.importing.sources.pdf_aligned import find_aligned
from dhr_xl.importing.sources.pdf_glyphs import DrawnPage, find_rotation, read_page
from dhr_xl.importing.sources.pdf_lines import LineWidth, PdfLine, collect_known_words, make_lines, make_paragraphs
from dhr_xl.importing.sources.pdf_pages import continue_table, make_table, measure_usual_width
from dhr_xl.importing.sources.pdf_ruled import TablePiece, find_ruled

_MARGIN: Final = 0.18
"""Share of a page's height, at the top and at the bottom, in which running headers and footers stand."""
_PAGE_NUMBER: Final = re.compile(r"(page\s*)?\d{1,3}(\s*(of|/)\s*\d{1,3})?", re.IGNORECASE)
_UNMAPPED: Final = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
"""Characters for which the PDF's font does not say which letter they are."""
_RunningKey = tuple[str, int]
"""The words of a running header or footer with numbers masked, and its distance from the edge in points."""


class _PdfPage(NamedTuple):
    """A page: its tables and lines in reading order, and its notes."""

    drawn: DrawnPage
    blocks: list[TablePiece | PdfLine]
    notes: list[str]

    @property
    def pieces(self) -> list[TablePiece]:
        """The pieces of tables on it."""
        return [block for block in self.blocks if isinstance(block, TablePiece)]

    @property
    def lines(self) -> list[PdfLine]:
        """Its lines outside tables."""
        return [block for block in self.blocks if isinstance(block, PdfLine)]


def read_pdf(data: bytes, name: str) -> Grid:
    """Read the tables and words of a PDF. Raises Stop where it is damaged, has a password, or is a scan."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # its warnings are about faults it repairs itself
    try:
        pages = list(_read_pages(data))
    except PDFPasswordIncorrect as error:
        raise Stop(f"{name} has a password. Open it, save a copy without one and import that.") from error
    except Exception as error:
        raise Stop(
            f"{name} is damaged or not a PDF. Open it and print it to a new PDF, or ask for it as Word or Excel."
        ) from error
    _check_readable(pages, name)
    running = _find_running_text(pages)
    return Grid("pdf", (*_assemble(pages, running), *_collect_asides(pages, running)))


def _read_pages(data: bytes) -> Iterator[_PdfPage]:
    """Yield each page's tables, with the places of their rows, and its lines."""
    fonts = PDFResourceManager()
    device = PDFPageAggregator(fonts, laparams=None)
    interpreter = PDFPageInterpreter(fonts, device)
    edges: tuple[float, ...] = ()
    for number, page in enumerate(PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(data)))), start=1):
        interpreter.process_page(page)
        turn = find_rotation(device.get_result())
        if turn:
            page.rotate += 90 * turn
            interpreter.process_page(page)
        drawn = read_page(device.get_result(), number)
        found = _PdfPage(drawn, _find_blocks(drawn, edges), [drawn.askew, *_read_notes(page)])
        edges = next((piece.edges for piece in reversed(found.pieces) if not piece.ruled), ())
        yield found


def _find_blocks(drawn: DrawnPage, edges: Sequence[float]) -> list[TablePiece | PdfLine]:
    """Find the page's tables and lines in reading order.

    edges: the column edges of an unruled table at the end of the page before; () where there is none.
    """
    ruled, loose = find_ruled(drawn)
    lines = make_lines(loose)
    blocks: list[TablePiece | PdfLine] = []
    for piece in (*ruled, None):
        before = [line for line in lines if piece is None or line.base < (piece.top + piece.base) / 2]
        lines = lines[len(before) :]
        blocks += find_aligned(drawn, before, edges)
        blocks += [piece] if piece else []
    count = 0
    for i, block in enumerate(blocks):
        if isinstance(block, TablePiece):
            count += 1
            place = f"page {drawn.number}, table {count}"
            blocks[i] = block._replace(places=tuple(f"{place}, row {r + 1}" for r, _ in enumerate(block.places)))
    return blocks


def _read_notes(page: PDFPage) -> Iterator[str]:
    """Yield what notes say, and what form fields contain."""
    for entry in resolve1(page.annots) or ():
        note = resolve1(entry) or {}
        for text in (resolve1(note.get("Contents")), resolve1(note.get("V"))):
            if isinstance(text, bytes) and "Link" not in str(note.get("Subtype")):
                yield " ".join(decode_text(text).split())


def _check_readable(pages: Sequence[_PdfPage], name: str) -> None:
    """Raise Stop where the pages hold no text that can be read."""
    if not pages:
        raise Stop(f"{name} has no pages. Ask for the plan again.")
    words = [" ".join(glyph.text for glyph in page.drawn.glyphs).split() for page in pages]
    pictures = [p.drawn.number for p, w in zip(pages, words, strict=True) if len(w) < 20 and p.drawn.pictures > 0.4]
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
            f"{name} shows words, but its fonts do not say which letters they are. Ask for it as Word or Excel, or "
            "print it to a new PDF, have the words recognised (OCR) and save it as Word."
        )


def _assemble(pages: Sequence[_PdfPage], running: set[_RunningKey]) -> Iterator[GridTable | LooseParagraph]:
    """Yield the document's blocks in order, with tables joined over pages. running: headers and footers to skip."""
    pieces = [piece for page in pages for piece in page.pieces]
    loose = [line for page in pages for line in page.lines]
    known = collect_known_words([*loose, *(line for piece in pieces for line in piece.lines)])
    usual = measure_usual_width(pieces, known)
    bodies = [[block for block in page.blocks if _make_running_key(block, page.drawn) not in running] for page in pages]
    foot = dict.fromkeys((page.drawn.height for page in pages), 0.0)
    for page, blocks in zip(pages, bodies, strict=True):
        foot[page.drawn.height] = max([foot[page.drawn.height], *(block.base for block in blocks)])
    levels = _find_heading_levels(loose)
    table: TablePiece | None = None
    room = 0.0
    for page, blocks in zip(pages, bodies, strict=True):
        for i, block in enumerate(blocks):
            longer = None
            if table and i == 0 and isinstance(block, TablePiece):
                longer = continue_table(table, block, room, usual)
            if table and not longer:
                yield make_table(table, usual)
            table = None
            if isinstance(block, TablePiece):
                table = longer or block
                room = foot[page.drawn.height] - block.base
            elif i == 0 or isinstance(blocks[i - 1], TablePiece):
                after = next((j for j in range(i, len(blocks)) if isinstance(blocks[j], TablePiece)), len(blocks))
                lines = [line for line in blocks[i:after] if isinstance(line, PdfLine)]
                yield from _make_loose_paragraphs(lines, page, usual, levels)
    if table:
        yield make_table(table, usual)


def _make_loose_paragraphs(
    lines: Sequence[PdfLine], page: _PdfPage, usual: LineWidth, levels: dict[int, int]
) -> Iterator[LooseParagraph]:
    width = usual._replace(left=min(line.x0 for line in page.lines), right=max(line.x1 for line in page.lines))
    for size, run in groupby(lines, lambda line: round(line.size)):
        for paragraph in make_paragraphs(list(run), width, levels.get(size, 0)):
            yield LooseParagraph(paragraph, f"page {page.drawn.number}")


def _find_heading_levels(lines: Sequence[PdfLine]) -> dict[int, int]:
    """Return the heading level of each letter size that is larger than that of most words outside tables."""
    sizes: Counter[int] = Counter()
    for line in lines:
        sizes[round(line.size)] += len(line.text)
    usual = min((size for size in sizes if sizes[size] * 4 >= sizes.total()), default=0)
    larger = sorted((size for size in sizes if size > 1.15 * usual), reverse=True)
    return {size: level for level, size in enumerate(larger, start=1)}


def _find_running_text(pages: Sequence[_PdfPage]) -> set[_RunningKey]:
    """Return the keys of what stands at the same place on most pages."""
    found = ({_make_running_key(block, page.drawn) for block in page.blocks} for page in pages)
    counts = Counter(key for keys in found for key in keys if key[0])
    return {("#", 0), *(key for key, count in counts.items() if count >= max(2, 0.4 * len(pages)))}


def _make_running_key(block: TablePiece | PdfLine, drawn: DrawnPage) -> _RunningKey:
    """Return what a running header or footer has in common on every page: its words, and its distance from the edge."""
    if block.base > 0.9 * drawn.height and _PAGE_NUMBER.fullmatch(block.text):
        return "#", 0
    if block.base < _MARGIN * drawn.height:
        return _mask_numbers(block.text), round(block.base)
    if block.top > (1 - _MARGIN) * drawn.height:
        return _mask_numbers(block.text), round(block.base - drawn.height)
    return "", 0


def _collect_asides(pages: Sequence[_PdfPage], running: set[_RunningKey]) -> Iterator[LooseParagraph]:
    """Yield notes, and each running header or footer once."""
    seen = {""}
    for page in pages:
        repeated = (block.text for block in page.blocks if _make_running_key(block, page.drawn) in running)
        for text in (*page.notes, *repeated):
            if _mask_numbers(text) not in seen:
                seen.add(_mask_numbers(text))
                yield LooseParagraph(Paragraph(text), f"page {page.drawn.number}", aside=True)


def _mask_numbers(text: str) -> str:
    """Replace every number by the same sign, because page numbers differ."""
    return re.sub(r"\d+", "#", text)
