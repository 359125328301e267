"""A return as it is read, whatever was moved about in it: rows in, what each cell says out."""

import datetime as dt

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from dhr_xl.core.plan.columns import FIELDS
from dhr_xl.core.plan.model import CellRef
from dhr_xl.core.plan.shown_texts import CUT
from dhr_xl.core.returns.answers import tidy
from dhr_xl.core.returns.reading import is_as_sent, read_rows
from dhr_xl.core.views.names import column_name
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.xlsx.refusals import Refused
from workbooks.return_samples import (
    DONE,
    NOT_YET,
    ROWS,
    SENTENCE,
    TEMPLATE,
    TOO_LONG,
    answers,
    cell_of,
    changed,
    edited,
    filled,
    form,
    issued,
    row,
)  # fmt: skip

TWO = (row(1, **NOT_YET), row(2, **DONE))
ISSUED = issued(TWO)
FILLED = filled(
    ISSUED,
    {
        "G4": "In progress",
        "H4": "Staff were trained.",
        "K5": "Staff ask sooner.",
        "Start!B12": "Yes, on the sheet Return",
    },
)


def noted(data):
    return [(entry.ref.sheet, entry.ref.cell, entry.text) for entry in read_return(data).noted]


def move_columns(book, order, *, names, headings=True):
    """Put the columns of Return in another order; with or without their names."""
    sheet = book["Return"]
    values = {at: [sheet.cell(number, at).value for number in range(3, 7)] for at in range(1, len(FIELDS) + 1)}
    for new, old in enumerate(order, 1):
        for number, value in zip(range(3 if headings else 4, 7), values[old][0 if headings else 1 :], strict=True):
            sheet.cell(number, new).value = value
        if names:
            letter = openpyxl.utils.get_column_letter(new)
            book.defined_names[column_name(FIELDS[old - 1].key)].attr_text = f"Return!${letter}$3:${letter}$5"


def test_issued__comes_back_as_it_went():
    read = read_return(issued())
    for sent, came in zip(ROWS, read.rows, strict=True):
        assert came.ref.text == sent.ref
        for key, cell in came.cells.items():
            assert key == "needed" or is_as_sent(key, cell.text, sent.values.get(key, "")), (sent.ref, key)
    assert read.noted == ()
    assert read.missing == ()
    assert read.found_by == "names"


def test_issued__identity():
    read = read_return(ISSUED)
    assert (read.reference.text, read.reference.ref) == ("K7QM-4XWP-ZB2C-H9RT", CellRef("Start", "B11"))
    assert read.property_reference == "K7QM-4XWP-ZB2C-H9RT"
    assert (read.agency.text, read.plan.text, read.as_at.text) == ("EGH", "Eastmarch action plan", "2015-06-30")
    assert read.saved_at == dt.datetime(2015, 6, 30, tzinfo=dt.UTC)
    assert (read.anything_new.text, read.completed_by.text, read.remarks.text) == ("", "", "")


def test_issued__texts_too_long_for_their_row_are_read_as_they_were_sent():
    """They are cut on Return; a Reading has the whole of them, whichever was cut, and nothing is noted."""
    sent = {"recommendation": TOO_LONG, "action": SENTENCE * 9, "last_progress": SENTENCE * 12, "evidence": "x " * 900}
    made = row(7, **sent)
    data = issued([made])
    assert answers(data)["7-EGH"]["action"].endswith(CUT)
    read = read_rows(read_return(data, TEMPLATE), {made.ref: {field.key: "" for field in FIELDS} | made.values})
    assert {key: read.rows["7-EGH"][key].value for key in sent} == sent
    assert read.problems == ()


def test_filled__single_answers():
    read = read_return(
        filled(ISSUED, {"Start!B12": "No, nothing has changed", "Start!B13": "Matron", "Start!B14": "We have moved."})
    )
    assert (read.anything_new.text, read.completed_by.text, read.remarks.text) == (
        "No, nothing has changed", "Matron", "We have moved.",
    )  # fmt: skip


ANSWERS = {
    "a date": (dt.date(2015, 6, 3), ("2015-06-03", "date", "")),
    "a date as text": ("3rd June 2015", ("3rd June 2015", "text", "")),
    "a number where a day belongs": (42, ("42", "number", "")),
    "a formula without a value": ("=TODAY()", ("", "formula", "TODAY()")),
    "an error": ("#N/A", ("#N/A", "error", "")),
    "true": (True, ("TRUE", "boolean", "")),
    "blank": (None, ("", "blank", "")),
    "blanks": ("  ", ("  ", "text", "")),
}


@pytest.mark.parametrize(("value", "read"), ANSWERS.values(), ids=ANSWERS.keys())
def test_answer__as_it_stands(value, read):
    found = read_return(filled(ISSUED, {"I4": value})).rows[0].cells["completion_date"]
    assert (found.text, found.kind, found.formula) == read
    assert found.ref == CellRef("Return", "I4")


def test_answer__1904():
    def use_1904(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book["Return"]["I4"] = dt.date(2015, 6, 3)

    assert answers(edited(ISSUED, use_1904))["1-EGH"]["completion_date"] == "2015-06-03"


def test_answer__over_a_lost_validation():
    def paste(book):
        book["Return"].data_validations.dataValidation = []
        book["Return"]["G4"] = "Done, mostly"

    assert answers(edited(ISSUED, paste))["1-EGH"]["status"] == "Done, mostly"


@pytest.mark.parametrize("names", [True, False], ids=["with their names", "without their names"])
def test_columns__swapped(names):
    order = [1, 3, 2, 4, 5, 6, 7, 10, 9, 8, 11, 12, 13, 14, 15, 16]
    data = edited(FILLED, lambda book: move_columns(book, order, names=names))
    assert answers(data)["1-EGH"]["progress"] == "Staff were trained."
    assert answers(data)["2-EGH"]["evidence_given"] == DONE["evidence_given"]
    assert read_return(data).missing == ()
    assert noted(data) == []


def test_columns__inserted_one_is_noted():
    """A program that moves the names as well: a column of their own between Ref and Action."""

    def insert(book):
        sheet = book["Return"]
        sheet.insert_cols(2)
        for field in FIELDS[1:]:
            letter = openpyxl.utils.get_column_letter(FIELDS.index(field) + 2)
            book.defined_names[column_name(field.key)].attr_text = f"Return!${letter}$3:${letter}$5"
        sheet["B3"], sheet["B5"] = "Our own number", "X-17"

    data = edited(FILLED, insert)
    assert answers(data)["1-EGH"]["progress"] == "Staff were trained."
    assert read_return(data).anything_new.text == "Yes, on the sheet Return"
    assert noted(data) == [("Return", "B3", "Our own number"), ("Return", "B5", "X-17")]


def test_columns__removed_is_missing_not_blank():
    def remove(book):
        book.defined_names[column_name("outcome")].attr_text = "#REF!"
        for number in (3, 4, 5):
            book["Return"].cell(number, 11).value = None

    read = read_return(edited(FILLED, remove))
    assert read.missing == ("outcome",)
    assert all("outcome" not in found.cells for found in read.rows)


def test_columns__a_lost_name_is_no_lost_column():
    def lose(book):
        del book.defined_names[column_name("outcome")]

    read = read_return(edited(FILLED, lose))
    assert read.missing == ()
    assert read.found_by == "names"
    assert answers(edited(FILLED, lose))["2-EGH"]["outcome"] == "Staff ask sooner."


def test_rows__inserted_below_the_names():
    data = filled(FILLED, {"A6": "99-EGH", "H6": "A row of our own"})
    assert answers(data)["99-EGH"]["progress"] == "A row of our own"


def test_rows__inserted_above_the_headings():
    def insert(book):
        book["Return"].insert_rows(1, 2)
        for found in book.defined_names.values():
            if found.name.startswith("dhr_") and not found.name.startswith("dhr_list"):
                found.attr_text = openpyxl.formula.translate.Translator(f"={found.attr_text}", "A1").translate_formula(
                    "A1"
                )[1:]
                sheet, _, cells = found.attr_text.partition("!")
                moved = [f"${cell.split('$')[1]}${int(cell.split('$')[2]) + 2}" for cell in cells.split(":")]
                found.attr_text = f"{sheet}!{':'.join(moved)}"

    data = edited(FILLED, insert)
    assert answers(data)["1-EGH"]["progress"] == "Staff were trained."
    assert read_return(data).reference.text == "K7QM-4XWP-ZB2C-H9RT"


def test_rows__hidden_by_a_filter_are_read():
    def hide(book):
        book["Return"].row_dimensions[4].hidden = True
        book["Return"].column_dimensions["H"].hidden = True

    assert answers(edited(FILLED, hide))["1-EGH"]["progress"] == "Staff were trained."


def test_rows__heading_row_deleted():
    def delete(book):
        for column in range(1, 17):
            for number in (3, 4, 5):
                book["Return"].cell(number, column).value = book["Return"].cell(number + 1, column).value

    assert answers(edited(FILLED, delete))["1-EGH"]["progress"] == "Staff were trained."


def test_rows__of_blanks_are_passed_over():
    assert len(read_return(filled(FILLED, {"A20": "  ", "J30": "   "})).rows) == 2


def test_rows__without_a_ref_are_noted():
    data = filled(FILLED, {"A4": None, "H7": "Something else we did"})
    assert [found.ref.text for found in read_return(data).rows] == ["2-EGH"]
    assert ("Return", "H4", "Staff were trained.") in noted(data)
    assert ("Return", "H7", "Something else we did") in noted(data)


WORDS = {
    "beside the table": ("Return", "R4", "see my e-mail"),
    "beside the headings": ("Return", "R3", "our column"),
    "above the table": ("Return", "H2", "please call"),
    "over a label": ("Start", "A12", "wrong form!"),
    "over the day it is due": ("Start", "B6", "we need until August"),
    "over the marking": ("Start", "A4", "please call"),
    "beside the questions": ("Start", "C12", "nearly"),
    "over a heading": ("Return", "H3", "What we did"),
    "below the table": ("Return", "P38", "see page 2"),
    "on a sheet of their own": ("Sheet1", "B2", "our notes"),
    "on a sheet that is hidden": ("Hidden", "A1", "left over"),
    "beside the guidance": ("Guidance", "D9", "what about us?"),
    "beside the lists": ("Lists", "C4", "Nearly done"),
}


@pytest.mark.parametrize("where", WORDS.values(), ids=WORDS.keys())
def test_noted__word_for_word(where):
    sheet, cell, words = where

    def write(book):
        target = book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet)
        target[cell] = words
        target.sheet_state = "hidden" if sheet == "Hidden" else "visible"

    assert noted(edited(ISSUED, write)) == [where]


def test_noted__a_sheet_named_as_ours_that_is_not():
    def move(book):
        book["Return"].title = "Ward 4"
        for found in book.defined_names.values():
            found.attr_text = found.attr_text.replace("Return!", "'Ward 4'!")
        book.create_sheet("Return")["A1"] = "see the next sheet"

    assert noted(edited(ISSUED, move)) == [("Return", "A1", "see the next sheet")]


@pytest.mark.parametrize(
    "cell", ["Return!A4", "Return!P4", "Return!A1", "Start!B12", "Return!F3", "Start!A7", "Start!B7"]
)
def test_noted__notes_put_on_cells_that_are_not_answers(cell):
    def write(book):
        cell_of(book, cell).comment = Comment("This is not ours", "x")

    sheet, _, address = cell.partition("!")
    assert noted(edited(ISSUED, write)) == [(sheet, address, "has a note: This is not ours")]


def test_noted__a_note_on_an_answer_stays_with_it():
    def write(book):
        book["Return"]["H4"].comment = Comment("draft", "x")

    read = read_return(edited(ISSUED, write))
    assert read.rows[0].cells["progress"].remark == "has a note: draft"
    assert read.noted == ()


def test_noted__a_councils_own_words_on_its_template():
    own = changed(TEMPLATE, "xl/sharedStrings.xml", "Anything new to report?", "Has anything changed?")
    from dhr_xl.workbooks.return_form import write_return_form

    data = write_return_form(form(TWO), own)
    assert [entry.text for entry in read_return(data, own).noted] == []
    assert [entry.text for entry in read_return(data).noted] == ["1. Has anything changed? (fill in)"]


def drop_names(book):
    for name in list(book.defined_names):
        del book.defined_names[name]


def test_headings__when_all_names_are_lost():
    read = read_return(edited(FILLED, drop_names))
    assert read.found_by == "headings"
    assert read.rows[0].cells["progress"].text == "Staff were trained."
    assert (read.reference.text, read.agency.text, read.as_at.text) == ("K7QM-4XWP-ZB2C-H9RT", "EGH", "2015-06-30")
    assert read.anything_new.text == "Yes, on the sheet Return"
    assert read.noted == ()


def test_headings__any_case_and_blanks():
    def shout(book):
        drop_names(book)
        for cell in book["Return"][3]:
            cell.value = f" {cell.value.upper().replace(' ', '  ')} "

    assert answers(edited(FILLED, shout))["1-EGH"]["progress"] == "Staff were trained."


def test_headings__moved_columns_and_rows():
    def move(book):
        drop_names(book)
        book["Return"].insert_rows(1, 3)
        book["Return"].insert_cols(1, 2)

    data = edited(FILLED, move)
    assert answers(data)["1-EGH"]["progress"] == "Staff were trained."
    assert read_return(data).completed_by.text == ""


def test_names__dead_ones_are_ignored():
    def kill(book):
        for found in book.defined_names.values():
            found.attr_text = "#REF!"

    assert read_return(edited(FILLED, kill)).found_by == "headings"


def scope_names(book, sheet):
    for name in list(book.defined_names):
        found = book.defined_names.pop(name)
        if name.startswith("dhr_") and not name.startswith("dhr_list"):
            text = found.attr_text.replace("Return!", f"'{sheet}'!")
            book[sheet].defined_names[name] = DefinedName(name, attr_text=text)


def test_names__a_sheets_own_where_they_alone_live():
    def copy_and_delete(book):
        book.copy_worksheet(book["Return"]).title = "Return (2)"
        del book["Return"]
        scope_names(book, "Return (2)")

    read = read_return(edited(FILLED, copy_and_delete))
    assert read.found_by == "names"
    assert read.rows[0].cells["progress"] == ("Staff were trained.", CellRef("Return (2)", "H4"), "text", "", "")
    assert read.noted == ()


def copy_live(book, **cells):
    twin = book.copy_worksheet(book["Return"])
    twin.title = "Return (2)"
    for name, found in book.defined_names.items():
        if found.attr_text.startswith("Return!"):
            twin.defined_names[name] = DefinedName(name, attr_text=found.attr_text.replace("Return!", "'Return (2)'!"))
    for address, value in cells.items():
        twin[address] = value


def test_two_sheets__that_say_the_same_are_one():
    data = edited(FILLED, copy_live)
    assert answers(data)["1-EGH"]["progress"] == "Staff were trained."
    assert noted(data) == []


def test_two_sheets__that_differ_are_refused_by_name():
    with pytest.raises(Refused) as refused:
        read_return(edited(FILLED, lambda book: copy_live(book, H4="Something else")))
    assert refused.value.code == "two_forms"
    assert "'Return'" in str(refused.value)
    assert "'Return (2)'" in str(refused.value)


def test_no_form__a_workbook_of_something_else():
    def empty(book):
        drop_names(book)
        for sheet in book.sheetnames:
            if sheet != "Return":
                del book[sheet]
        book.custom_doc_props.props.clear()
        book["Return"].delete_rows(1, 50)

    with pytest.raises(Refused) as refused:
        read_return(edited(FILLED, empty))
    assert refused.value.code == "no_form"


def test_rows__headings_repeated_further_down_are_no_row():
    def repeat(book):
        for cell in book["Return"][3]:
            book["Return"].cell(8, cell.column).value = cell.value

    data = edited(FILLED, repeat)
    assert list(answers(data)) == ["1-EGH", "2-EGH"]
    assert noted(data) == []


def test_no_table__but_the_property_says_whose_it_is():
    def empty(book):
        drop_names(book)
        book["Return"].delete_rows(1, 50)
        book["Return"]["A1"] = "We have no time for this"

    read = read_return(edited(FILLED, empty))
    assert (read.reference.text, read.rows) == ("K7QM-4XWP-ZB2C-H9RT", ())
    assert set(read.missing) == {field.key for field in FIELDS}
    assert [entry.text for entry in read.noted] == ["We have no time for this"]


def test_reference__the_propertys_where_the_cell_is_blank():
    read = read_return(filled(FILLED, {"Start!B11": None}))
    assert (read.reference.text, read.reference.ref.sheet) == ("K7QM-4XWP-ZB2C-H9RT", "file properties")


def test_renamed__sheet():
    def rename(book):
        book["Return"].title = "Our answers"
        for found in book.defined_names.values():
            found.attr_text = found.attr_text.replace("Return!", "'Our answers'!")

    data = edited(FILLED, rename)
    assert answers(data)["1-EGH"]["progress"] == "Staff were trained."
    assert noted(data) == []


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(TEXT, TEXT, TEXT)
def test_any_text__goes_out_and_comes_back(recommendation, progress, evidence):
    came = answers(issued([row(1, recommendation=recommendation, last_progress=progress, evidence_given=evidence)]))
    assert tidy(came["1-EGH"]["evidence_given"]) == tidy(evidence)
    for key, sent in (("recommendation", recommendation), ("last_progress", progress)):
        assert is_as_sent(key, came["1-EGH"][key], sent), key


AWKWARD = [
    "=1+1", "+44 1926", "-5", "@SUM(A1)", "0123456789012345678", "_x0041_", "a\x0bb", "a\ufffeb", "a\r\nb",
    "]]>&<", "@LAST@", "{reference}", "<!--autoFilter-->", "\\1", "'", "½",
]  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_text__is_inert(text):
    data = issued([row(1, action=text)])
    assert tidy(answers(data)["1-EGH"]["action"]) == tidy(text)
    found = read_return(data).rows[0].cells["action"]
    assert (found.kind, found.formula) == ("text", "")


def test_half_a_pair__goes_out_visibly_changed():
    assert answers(issued([row(1, action="a\ud800b")]))["1-EGH"]["action"] == "a�b"
