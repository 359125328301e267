"""A corrections copy's own words, told from the agency's when it comes back."""

import io

import openpyxl
import pytest

from dhr_xl.core.returns.to_put_right import Mark
from dhr_xl.core.views.names import CORRECT
from dhr_xl.workbooks.corrections.came_back import our_notes, sheet_of_list
from dhr_xl.workbooks.corrections.words import (
    SENTENCE_MOST,
    describe_mark,
    join_notes,
    rebuild_notes,
    remove_our_words,
    write_note,
)
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.corrections_samples import COPY, DATE, MARKS, NAME, NUMBER, RETURN, notes_of
from workbooks.return_samples import changed, edited, issued, row


def test_note__is_the_lists_own_words():
    assert write_note(DATE) == "To put right: 'TBC' cannot be read as one day. Give one date as day/month/year."
    assert rebuild_notes([describe_mark(DATE), describe_mark(NAME)]) == (write_note(DATE), write_note(NAME))
    assert join_notes([NAME, NUMBER, NAME]) == f"{write_note(NAME)}\n\n{write_note(NUMBER)}"


def test_note__on_one_line_and_not_endless():
    said = write_note(Mark("1-EGH", "", "Two\nlines,\tand  more.", ""))
    assert said == "To put right: Two lines, and more."
    assert len(write_note(Mark("1-EGH", "", "x" * 9000, "Do it."))) == len("To put right: ") + SENTENCE_MOST + len(
        " Do it."
    )


LEFT = {
    "ours alone": (join_notes([NAME, NUMBER]), ""),
    "saved with other line ends": (join_notes([NAME, NUMBER]).replace("\n", "\r\n").replace("job ", "job\n"), ""),
    "theirs below": (f"{write_note(NAME)}\nWe do not agree.", "We do not agree."),
    "no note": ("", ""),
    "theirs alone": ("Please telephone.", "Please telephone."),
}


@pytest.mark.parametrize(("note", "left"), LEFT.values(), ids=LEFT.keys())
def test_words_left__of_a_note_without_ours(note, left):
    assert remove_our_words(note, ("", *rebuild_notes(describe_mark(mark) for mark in MARKS))) == left


LISTS = {
    "as it was sent": lambda _: None,
    "its names lost": lambda book: [book.defined_names.pop(name) for name in ("dhr_correct_title", "dhr_correct_list")],
    "a column put in": lambda book: book[CORRECT].insert_cols(1),
}


@pytest.mark.parametrize("do", LISTS.values(), ids=LISTS.keys())
def test_our_notes__from_the_list_that_came_back(do):
    """All a reader needs is in the workbook: the list's last column says what our notes say."""
    read = read_workbook(edited(COPY, do))
    assert {remove_our_words(note, our_notes(read)) for note in read.sheet(RETURN).notes.values()} == {""}


def test_our_notes__the_sheet_renamed():
    data = changed(COPY, "xl/workbook.xml", "To correct", "Done with")
    read = read_workbook(data)
    assert sheet_of_list(read).name == "Done with"
    assert {remove_our_words(note, our_notes(read)) for note in read.sheet(RETURN).notes.values()} == {""}


def test_our_notes__none_on_an_ordinary_form():
    assert our_notes(read_workbook(issued())) == ()


ODD = ("=1+1", "+44", "a_x0041_b", "\x01bell", 'say "no" & <b>', "{MARKING} {review} @LAST@", "<!--autoFilter-->", "🙂" * 200,
       "line\nline", "'", "&amp;", " blanks ")  # fmt: skip


@pytest.mark.parametrize("words", ODD)
def test_odd_words__are_only_words(words):
    marks = [Mark("1-EGH", "progress", words, words, words), Mark("1-EGH", "status", words, words)]
    data = issued([row(1, progress=words, status=words)], marks=marks)
    read = read_workbook(data)
    assert read.sheet(RETURN).entry(4, 8).text == words
    assert not read.sheet(RETURN).entry(4, 8).formula
    assert read.sheet(CORRECT).entry(6, 4).text == words
    assert read.sheet(CORRECT).entry(6, 5).text == describe_mark(marks[0])
    assert notes_of(data) == {(4, 8): write_note(marks[0]), (4, 7): write_note(marks[1])}
    openpyxl.load_workbook(io.BytesIO(data))


def test_half_a_letter__comes_as_the_sign_for_one():
    data = issued([row(1, progress="\ud800 half")], marks=[Mark("1-EGH", "progress", "\ud800", "")])
    assert notes_of(data) == {(4, 8): "To put right: \ufffd"}
    openpyxl.load_workbook(io.BytesIO(data))
