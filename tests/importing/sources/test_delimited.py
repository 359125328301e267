"""Text with columns separated by commas, semicolons, tabs or bars becomes a table, in any encoding; prose does not."""

import pytest

from dhr_xl.errors import Stop
from dhr_xl.importing.sources.decoding import decode, read_text
from dhr_xl.importing.sources.delimited import read_delimited

PLAN = 'Ref,Recommendation,Action\n1,Train staff,"1. Write, and\n2. Deliver"\n2,Audit,Dip sample\n'


def rows_of(text, name="plan.csv"):
    grid = read_delimited(text, name)
    return grid and [[cell.lines for cell in row.cells] for row in grid.tables[0].rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_table__with_each_delimiter(delimiter):
    text = PLAN.replace("Write, and", "Write and").replace(",", delimiter)
    assert rows_of(text, "plan.txt") == [
        [("Ref",), ("Recommendation",), ("Action",)],
        [("1",), ("Train staff",), ("1. Write and", "2. Deliver")],
        [("2",), ("Audit",), ("Dip sample",)],
    ]


def test_table__places_are_the_lines_on_which_rows_begin():
    grid = read_delimited(PLAN, "plan.csv")
    assert [row.cells[0].place for row in grid.tables[0].rows] == ["line 1", "line 2", "line 4"]


def test_table__a_sep_line_is_not_part_of_it():
    assert rows_of("sep=;\nRef;Rec;Action\n1;a,b,c,d;x\n")[1] == [("1",), ("a,b,c,d",), ("x",)]


def test_table__titles_above_and_ragged_rows_are_padded():
    text = "Action plan\nAs at 1 May 2020\n\nRef\tRec\tAction\tProgress\n1\tTrain\tWrite\n2\tAudit\tSample\tDone\n3\tX\tY\tZ\n"
    assert rows_of(text, "plan.tsv") == [
        [("Action plan",), (), (), ()],
        [("As at 1 May 2020",), (), (), ()],
        [("Ref",), ("Rec",), ("Action",), ("Progress",)],
        [("1",), ("Train",), ("Write",), ()],
        [("2",), ("Audit",), ("Sample",), ("Done",)],
        [("3",), ("X",), ("Y",), ("Z",)],
    ]


def test_table__quotation_marks_among_the_words_stay():
    text = 'Ref\tRec\tAction\n1\tThe "duty"\t"Duty" is explained\n2\t"Open\tx\n3\ta\tb\n'
    assert rows_of(text, "plan.tsv")[1:3] == [
        [("1",), ('The "duty"',), ('"Duty" is explained',)],
        [("2",), ('"Open',), ("x",)],
    ]


def test_drawn__the_line_under_the_headings_is_not_a_row():
    text = "| Ref | Rec | Action |\n|---|:-:|--:|\n| 1 | a | c |\n"
    assert rows_of(text, "plan.md") == [[(), ("Ref",), ("Rec",), ("Action",), ()], [(), ("1",), ("a",), ("c",), ()]]


@pytest.mark.parametrize(
    "text",
    [
        "Prose, with commas, here.\nMore of it, with some, commas.\nAnd here, there.\nA line without.\nThat, too.",
        "One line, with two, commas",
        "Ref\tRec\tAction\n1\tTrain\tWrite a\n\n\tstaff\tpolicy\n2\tAudit\tSample",  # cut by a page break
        "Ref\tRec\tAction\n1\tTrain\tWrite a\n\tstaff and\tpolicy\n2\tAudit\tSample",
        "Ref\tRec\tAction\n1\tTrain\tWrite\nRef\tRec\tAction\n2\tAudit\tSample",
        "Ref\tRec\tAction\n1\tTrain\tWrite\f2\tAudit\tSample\n3\tX\tY",
        "",
    ],
)
def test_plain_text__is_left_to_its_own_reader(text):
    assert read_delimited(text, "plan.txt") is None


@pytest.mark.parametrize(
    "alphabet", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"]
)  # fmt: skip
def test_decode__every_encoding_that_excel_writes(alphabet):
    words = "Ref,Rec\n1,It’s £5 – “done” at the café\n"
    assert decode(words.replace("\n", "\r\n").encode(alphabet)) == words


def test_decode__old_mac_line_ends():
    assert decode(b"a\rb\r") == "a\nb\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b" \n\t\n", "is empty"),
        (b"\x01\x02\x03\x04\x05 and words", "is not text"),
        (b"line\n" * 60_000, "too large"),
        (b"a" * 9_000_000, "too large"),
    ],
)
def test_read_text__what_is_not_text_is_refused(data, said):
    with pytest.raises(Stop, match=said):
        read_text(data, "plan.txt")


def test_table__far_too_wide_is_refused():
    with pytest.raises(Stop, match="too large for an action plan"):
        read_delimited("a,b,c\n" * 5000 + ",x" * 5000, "plan.csv")
