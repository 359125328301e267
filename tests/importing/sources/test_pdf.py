"""PDFs made by word processors: every cell's words are read, over pages, with and without rules."""

import re
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from dhr_xl.errors import Stop
from dhr_xl.importing.sources.grid import LooseParagraph
from dhr_xl.importing.sources.pdf import read_pdf
from office import need_writer

EXAMPLES = Path(__file__).resolve().parents[4] / "shared" / "examples"
HEADINGS = ("Ref", "Recommendation", "Action", "Lead", "Target date")
LONG = "The partnership writes down who tells whom what was agreed at the meeting, and asks every month whether it was done. "


@pytest.fixture
def print_pdf(office, tmp_path):
    """A Word document as LibreOffice Writer prints it: the PDF's bytes."""
    need_writer()

    def print_it(document):
        document.save(tmp_path / "plan.docx")
        return office.convert(tmp_path / "plan.docx", tmp_path / "plan.pdf").read_bytes()

    return print_it


def plan(rows, *, style="Table Grid", size=9):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "OFFICIAL-SENSITIVE"
    document.add_paragraph("What the review asked for, and who does it.")
    table = document.add_table(rows=0, cols=len(HEADINGS), style=style)
    for row in (HEADINGS, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(size)
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    return document, table


def long_rows():
    lengths = (1, 7, 3, 12, 2, 5, 9, 4, 6, 11, 3, 8)
    return [
        (
            str(n),
            f"Recommendation {n}. {LONG * times}".strip(),
            f"Do {n}. {LONG * (times // 2)}".strip(),
            "Police",
            "31/03/2024",
        )
        for n, times in enumerate(lengths, start=1)
    ]


def texts(grid):
    return [[cell.text for cell in row.cells] for table in grid.tables for row in table.rows]


def test_pages__one_table_with_headings_once_and_cut_rows_rejoined(print_pdf):
    document, _ = plan(long_rows())
    grid = read_pdf(print_pdf(document), "plan.pdf")
    assert len(grid.tables) == 1
    assert texts(grid) == [list(HEADINGS), *map(list, long_rows())]
    asides = [block.paragraph.text for block in grid.blocks if isinstance(block, LooseParagraph) and block.aside]
    assert asides == ["OFFICIAL-SENSITIVE"]


def test_no_rules__columns_by_alignment(print_pdf):
    document, _ = plan(long_rows(), style="Normal Table")
    assert texts(read_pdf(print_pdf(document), "plan.pdf")) == [list(HEADINGS), *map(list, long_rows())]


def test_merged__origin_is_the_cell_above(print_pdf):
    rows = [("1", "Share what was learned", "Hold an event", "CSP", "May 2024"), ("", "", "Write a brief", "ICB", "")]
    document, table = plan(rows)
    table.cell(1, 1).merge(table.cell(2, 1))
    (found,) = read_pdf(print_pdf(document), "plan.pdf").tables
    assert found.rows[2].cells[1].origin == (1, 1)
    assert found.rows[2].cells[2].place == "page 1, table 1, row 3"


def test_narrow_column__broken_words_and_dates_are_whole(print_pdf):
    document, table = plan([("1", "A recommendation", "Done", "Police", "30/09/2025")], size=11)
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, (15, 25, 40, 60, 19), strict=True):
            cell.width = Mm(width)
    assert texts(read_pdf(print_pdf(document), "plan.pdf"))[1][4] == "30/09/2025"


def test_lines__a_break_not_made_by_the_width_begins_a_paragraph(print_pdf):
    document, _ = plan(
        [("1", "Learn", "1. Agree the form\n2. Train all staff who take calls at night", "A CSP\nB Trust", "")]
    )
    row = read_pdf(print_pdf(document), "plan.pdf").tables[0].rows[1]
    assert row.cells[2].lines == ("1. Agree the form", "2. Train all staff who take calls at night")
    assert row.cells[2].paragraphs[1].mark == "2."
    assert row.cells[3].lines == ("A CSP", "B Trust")


def test_lines__bodies_under_one_another_in_full_lines_stay_apart(print_pdf):
    bodies = "Adult Social Care\nChildren’s Services\nWomen’s Aid and Refuge Service"
    document, _ = plan([("1", LONG, LONG, bodies, "2024")])
    row = read_pdf(print_pdf(document), "plan.pdf").tables[0].rows[1]
    assert row.cells[3].lines == tuple(bodies.split("\n"))


def test_no_rules__words_over_several_rows_continue_over_the_page(print_pdf):
    rows = [("1", "", "Do this. " * 20, "CSP", ""), ("", "", "Then that. " * 20, "CSP", "")]
    document, table = plan([*long_rows()[:2], *rows, *rows], style="Normal Table")
    text = f"Learn. {LONG * 5}".strip()
    for top in (3, 5):
        table.cell(top, 1).merge(table.cell(top + 1, 1)).text = text
    cells = [row[1] for row in texts(read_pdf(print_pdf(document), "plan.pdf"))]
    assert sum(cell == text for cell in cells) == 2


def test_no_rules__a_cell_longer_than_a_page_is_one(print_pdf):
    rows = [
        *long_rows()[:3],
        ("4", "Tell all who ask.", (LONG * 30).strip(), "Police", "31/03/2024"),
        *long_rows()[4:6],
    ]
    document, _ = plan(rows, style="Normal Table")
    assert texts(read_pdf(print_pdf(document), "plan.pdf")) == [list(HEADINGS), *map(list, rows)]


def test_struck_and_filled(print_pdf):
    document, table = plan([("1", "Keep this ", "Do", "CSP", "Green")])
    struck = table.cell(1, 1).paragraphs[0].add_run("not that")
    struck.font.strike, struck.font.size = True, Pt(9)
    table.cell(1, 4)._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="92D050"/>'))
    row = read_pdf(print_pdf(document), "plan.pdf").tables[0].rows[1]
    assert (row.cells[1].paragraphs[0].text, row.cells[1].paragraphs[0].struck) == ("Keep this", "not that")
    assert row.cells[4].fill == "92D050"


def test_no_words__refused(print_pdf):
    with pytest.raises(Stop, match=r"plan\.pdf holds no words"):
        read_pdf(print_pdf(docx.Document()), "plan.pdf")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 and nothing"])
def test_damaged__refused(data):
    with pytest.raises(Stop, match=r"plan\.pdf is damaged or not a PDF"):
        read_pdf(data, "plan.pdf")


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the example plans are not beside this folder")
@pytest.mark.parametrize("source", sorted(EXAMPLES.glob("*.pdf")), ids=lambda path: path.stem)
def test_examples__every_text_of_the_same_sheet(source):
    grid = read_pdf(source.read_bytes(), source.name)
    held = {squash(cell.text) for table in grid.tables for row in table.rows for cell in row.cells}
    held |= {squash(block.paragraph.printed) for block in grid.blocks if isinstance(block, LooseParagraph)}
    sheet = max(
        openpyxl.load_workbook(source.with_suffix(".xlsx")),
        key=lambda sheet: sheet.max_row * (sheet.sheet_state == "visible"),
    )
    wanted = {
        cell.value
        for row in sheet.iter_rows()
        if not sheet.row_dimensions[row[0].row].hidden
        for cell in row
        if isinstance(cell.value, str)
    }
    assert {text for text in wanted if squash(text) not in held} == set()


def squash(text):
    return re.sub(r"\s+", "", text)
