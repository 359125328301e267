"""Every workbook prints on A4 in letters of nine points or more, with its marking on each page and nothing cut."""

import pytest
from openpyxl.styles import Font
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar

from dhr_xl.workbooks import look, printing
from dhr_xl.workbooks.board.writer import write_consolidated
from printed import faults
from workbooks.every_workbook import WORKBOOKS
from workbooks.return_samples import edited, issued
from workbooks.samples import consolidated_view

NAMES = [*(name for name in WORKBOOKS if name != "template"), "master"]
"""The template itself is not sent: the form is drawn on it."""
LONG = {
    "agency_name": "Northmoor and Westmarch Community Rehabilitation Company Ltd",
    "review": "Northmoor and Westmarch Safer Communities Partnership DHR 2015/07",
}
MARKING = "OFFICIAL-SENSITIVE"


@pytest.mark.parametrize("name", NAMES)
def test_printed__on_a4_large_enough_and_marked(small_master, name):
    data = small_master if name == "master" else WORKBOOKS[name]()
    assert list(faults(data, MARKING)) == []


@pytest.mark.parametrize(
    "data", [lambda: issued(**LONG), lambda: write_consolidated(consolidated_view(review=LONG["review"]))]
)
def test_printed__long_names_stay_clear_of_the_marking(data):
    assert [said for said in faults(data(), MARKING) if "marking" in said] == []


def test_printed__agencies_of_every_status_word_on_one_page():
    view = consolidated_view()
    words = [word for word in look.STANDINGS if word not in look.APART]
    counted = {code: dict.fromkeys((*words, *look.APART), 1) for code in view.by_status}
    data = write_consolidated(view._replace(by_status=counted))
    assert [said for said in faults(data, MARKING) if said.startswith("Agencies")] == []


SPOILT = {
    "runs into the marking": lambda book: setattr(book["Return"].oddHeader.left, "text", "Long names " * 10),
    "no marking": lambda book: setattr(book["Return"].oddFooter.center, "text", "OFFICIAL"),
    "print at 8.2": lambda book: setattr(book["Return"]["B5"], "font", Font(name="Arial", sz=11)),
    "not on A4": lambda book: setattr(book["Return"].page_setup, "paperSize", 8),
    "wider than the paper": lambda book: setattr(book["Return"].column_dimensions["H"], "width", 60),
    "too narrow for its word": lambda book: setattr(book["Return"].column_dimensions["G"], "width", 5),
    "past the edge": lambda book: book["Start"].__setitem__("A2", "One long line. " * 20),
}


@pytest.mark.parametrize("words", SPOILT)
def test_printed__what_is_spoilt_is_seen(words):
    assert any(words in said for said in faults(edited(issued(), SPOILT[words]), MARKING))


def test_pages__columns_are_kept_together_as_far_as_they_fit():
    starts = printing.page_starts([10, 40, 40, 30, 20, 60], 100, keep=1, starts=frozenset({5}))
    assert list(starts) == [3, 5]


@pytest.mark.parametrize(
    ("text", "lines", "shown"),
    [
        ("DHR & 7", 1, "DHR && 7"),
        ("Northmoor and Westmarch Partnership", 1, "Northmoor an…"),
        ("Northmoor and Westmarch Partnership", 2, "Northmoor and\nWestmarch…"),
        ("Northmoor and Westmarch", 2, "Northmoor and\nWestmarch"),
    ],
)
def test_running_text__wrapped_then_cut(text, lines, shown):
    assert printing.running_text(text, 90, lines) == shown


def letters(item):
    if isinstance(item, LTChar):
        yield item
    elif hasattr(item, "__iter__"):
        for inner in item:
            yield from letters(inner)


@pytest.mark.office
@pytest.mark.parametrize("name", ["form", "board's copy"])
def test_printed__on_paper_as_planned(office, tmp_path, name):
    """LibreOffice's own pages: nine points and more, the marking above and below, nothing past the paper's edge."""
    path = tmp_path / "printed.xlsx"
    path.write_bytes(WORKBOOKS[name]())
    pages = list(extract_pages(office.convert(path, tmp_path / "printed.pdf")))
    assert pages
    for page in pages:
        found = list(letters(page))
        assert min(letter.size for letter in found) >= 8.95
        assert max(letter.x1 for letter in found) <= page.width
        ends = (
            "".join(one.get_text() for one in found if test(one.y0)) for test in (lambda y: y > 540, lambda y: y < 55)
        )
        assert all(MARKING in words.replace(" ", "") for words in ends)
