"""Changed sheets: rows are found by Ref, columns by name or heading, and nothing is lost."""

import openpyxl
import pytest

from core.returns.cases import (
    COLUMN,
    ROW,
    SHEET,
    answer,
    both,
    collect_bytes,
    edited,
    issued_bytes,
    on,
    on_start,
    put,
    xml,
)
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.core.returns.problems import Code
from dhr_xl.core.views.master import decision_rows
from dhr_xl.register.snapshot import take_snapshot

SAID = both(
    answer("1-POLICE", status="In progress", progress="We met"), answer("4-POLICE", progress="Policy signed"),
    on_start(anything_new="Yes, on the sheet Return"),
)  # fmt: skip
CHANGED = {
    ("1-POLICE", "status"): "in_progress",
    ("1-POLICE", "progress"): "We met",
    ("4-POLICE", "progress"): "Policy signed",
}


def sheet(do):
    """A change of the sheet Return, after the answers were put in."""

    def change(book):
        SAID(book)
        do(book["Return"])

    return change


def whole(do):
    """A change of the workbook, after the answers were put in."""
    return both(SAID, do)


def rows_in_order(page, order, columns="ABCDEFGHIJKLMNOP"):
    """Put rows in another order, in some columns only."""
    values = {row: {letter: page[f"{letter}{row}"].value for letter in columns} for row in range(4, 8)}
    for place, row in enumerate(order, 4):
        for letter in columns:
            page[f"{letter}{place}"].value = values[row][letter]


def swap_columns(page, one, other, *, headings=True):
    for row in range(3 if headings else 4, 8):
        first, second = page[f"{one}{row}"], page[f"{other}{row}"]
        first.value, second.value = second.value, first.value


def unprotect(page):
    page.protection.sheet = False


def rename(book):
    book["Return"].title = "Our answers"


def rename_with_names(book):
    book["Return"].title = "Our answers"
    for name in book.defined_names.values():
        name.attr_text = name.attr_text.replace("Return!", "'Our answers'!")


def drop(*names):
    def do(book):
        for name in names:
            del book[name]

    return do


def drop_names(book):
    for name in list(book.defined_names):
        del book.defined_names[name]


def hide_and_filter(page):
    page.row_dimensions[4].hidden = True
    page.column_dimensions["H"].hidden = True
    page.auto_filter.ref = "A3:P7"
    page.auto_filter.add_filter_column(0, ["2-POLICE"])


def strip_lists(page):
    page.data_validations.dataValidation = []
    page.conditional_formatting._cf_rules.clear()


def headings_again(page):
    page.insert_rows(6)
    for column in range(1, 17):
        page.cell(6, column).value = page.cell(3, column).value


def every_row_formatted(page):
    for row in range(8, 3000):
        page.row_dimensions[row].height = 20
        page.cell(row, 1).fill = openpyxl.styles.PatternFill("solid", fgColor="FFFFF9C4")


def tall(page):
    page["XFD1048576"] = " "


HARMLESS = {
    "protection off": sheet(unprotect),
    "sorted whole": sheet(lambda page: rows_in_order(page, [7, 5, 6, 4])),
    "hidden and filtered": sheet(hide_and_filter),
    "blank rows inserted": sheet(lambda page: page.insert_rows(6, 3)),
    "blank rows above": sheet(lambda page: page.insert_rows(1, 2)),
    "blank rows under the headings": sheet(lambda page: page.insert_rows(4, 2)),
    "a column inserted": sheet(lambda page: page.insert_cols(2)),
    "columns inserted at the front": sheet(lambda page: page.insert_cols(1, 2)),
    "a column inserted among the answers": sheet(lambda page: page.insert_cols(9)),
    "columns swapped with their headings": sheet(lambda page: swap_columns(page, "H", "J")),
    "a locked and an answer column swapped": sheet(lambda page: swap_columns(page, "P", "H")),
    "drop-downs stripped": sheet(strip_lists),
    "headings repeated": sheet(headings_again),
    "headings in capitals": sheet(lambda page: [setattr(c, "value", c.value.upper()) for c in page[3]]),
    "a blank in the last cell of all": sheet(tall),
    "every row formatted": sheet(every_row_formatted),
    "sheet renamed, names left behind": whole(rename),
    "sheet renamed with its names": whole(rename_with_names),
    "names dropped": whole(drop_names),
    "other sheets deleted": whole(drop("Recommendations", "Guidance", "Lists")),
    "sheets in another order": whole(lambda book: book.move_sheet("Return", 2)),
    "a copy that says the same": whole(lambda book: setattr(book.copy_worksheet(book["Return"]), "title", "Copy")),
    "a blank sheet more": whole(lambda book: book.create_sheet("Sheet1")),
    "a hidden sheet": whole(lambda book: setattr(book.create_sheet("Sheet1"), "sheet_state", "hidden")),
    "Still needed pasted as values": sheet(
        lambda page: [setattr(page[f"C{row}"], "value", "OK") for row in range(4, 8)]
    ),
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS.keys())
def test_harmless(collected, change):
    came = collected(change)
    assert came.changed == CHANGED
    assert came.loud == ()
    assert came.result.outcome == "merged"
    assert came.result.notes == ()


WORDS = {
    "a note beside the table": (put(R5="see e-mail"), {"see e-mail"}),
    "a note far to the right": (put(XFD5="see e-mail"), {"see e-mail"}),
    "a note below, in the first column": (put(A10="Please ring the control room"), {"Please ring the control room"}),
    "a note below, elsewhere": (put(P38="see page 2"), {"see page 2"}),
    "a note above": (put(H2="please call"), {"please call"}),
    "a totals line": (put(A9="Total", C9="=COUNTA(A4:A7)"), {"Total", "=COUNTA(A4:A7)"}),
    "over the title": (put(A1="WRONG FORM"), {"WRONG FORM"}),
    "after the title": (
        put(A1="Your actions: Northmoor Police, as at 30 June 2025. We will be late"),
        {"Your actions: Northmoor Police, as at 30 June 2025. We will be late"},
    ),
    "over the title of Start": (on("Start", A1="WRONG FORM"), {"WRONG FORM"}),
    "a formula over a label": (on("Start", A9="=R1"), {"=R1"}),
    "over the day it is due": (on_start(due="We need until August"), {"We need until August"}),
    "over the marking": (on_start(marking="See our letter"), {"See our letter"}),
    "beside a question": (on("Start", C13="and the nurse"), {"and the nurse"}),
    "under the questions": (on("Start", A18="see e-mail"), {"see e-mail"}),
    "over a heading": (put(H3="What we did"), {"What we did"}),
    "over Still needed": (put(C4="Done, see e-mail"), {"Done, see e-mail"}),
    "on a sheet of its own": (lambda book: book.create_sheet("Notes").append(["Our notes"]), {"Our notes"}),
    "on the guidance": (on("Guidance", B20="What about us?"), {"What about us?"}),
    "beside the guidance": (on("Guidance", D9="What about us?"), {"What about us?"}),
    "an answer on a row without a Ref": (put(H9="And we did this"), {"And we did this"}),
    "a formula beside the table": (put(R5='=HYPERLINK("http://x.invalid","us")'), {'=HYPERLINK("http://x.invalid","us")'}),
}  # fmt: skip


@pytest.mark.parametrize(("change", "words"), WORDS.values(), ids=WORDS.keys())
def test_words_outside_the_table__are_shown_word_for_word(collected, change, words):
    came = collected(both(SAID, change))
    assert came.changed == CHANGED
    assert came.loud == (Code.WORDS_OUTSIDE,)
    assert {text for _, text in came.result.notes} == words


def test_the_remarks_cell__is_a_note(collected):
    came = collected(both(SAID, on_start(remarks="We have moved office")))
    assert (came.loud, came.result.notes) == ((), (("sheet 'Start', cell B14", "We have moved office"),))


LOCKED = {
    "a word": (put(B4="Something else is to be done"), ("1-POLICE", "action", "Something else is to be done")),
    "blanked": (put(B4=None), ("1-POLICE", "action", "")),
    "a date": (put(D4="31 May 2026"), ("1-POLICE", "target_date", "31 May 2026")),
    "a formula": (put(O4="=A1"), ("1-POLICE", "evidence", "=A1")),
}


@pytest.mark.parametrize(("change", "proposal"), LOCKED.values(), ids=LOCKED.keys())
def test_locked_text_changed__is_a_proposal(collected, change, proposal):
    came = collected(both(SAID, change))
    assert came.changed == CHANGED
    assert came.loud == (Code.LOCKED_CHANGED,)
    [(ref, field, _, said)] = came.result.proposals
    assert (ref, field, said) == proposal


def test_a_shown_cell_changed__is_only_said(collected):
    came = collected(both(SAID, put(E4="Complete")))
    assert (came.changed, came.codes) == (CHANGED, (Code.SHOWN_CHANGED,))


SORTED = {
    "only the Refs": "A",
    "only the locked columns": "ABCDEFOP",
    "only the words of the plan": "BDOP",
    "only the actions": "B",
    "only what was said last time": "F",
    "only the answers": "GHIJKLMN",
    "only the evidence": "J",
}


@pytest.mark.parametrize("columns", SORTED.values(), ids=SORTED.keys())
def test_sorted_in_part__both_rows_are_held(collected, columns):
    order = [4, 7, 6, 5] if columns == "F" else [4, 5, 7, 6]  # rows whose words of last time tell them apart
    rows = {"2-POLICE", "4-POLICE"} if columns == "F" else {"3-POLICE", "4-POLICE"}
    change = both(
        answer("1-POLICE", progress="We met"), answer("3-POLICE", progress="Third"), answer("4-POLICE", progress="Fourth"),
        answer("2-POLICE", progress="Second"), lambda book: rows_in_order(book["Return"], order, columns),
    )  # fmt: skip
    came = collected(change)
    assert {found.ref for found in came.result.problems if found.code is Code.ROWS_SHIFTED} == rows
    assert came.loud == (Code.ROWS_SHIFTED,)
    assert not {ref for ref, _ in came.changed} & rows
    assert came.changed["1-POLICE", "progress"] == "We met"
    assert {"3-POLICE": "Third", "4-POLICE": "Fourth"}.keys() & rows <= set(came.result.held)


def test_evidence_filled_down__is_a_copy_and_nothing_moved(collected):
    came = collected(answer("4-POLICE", evidence_given="Audit of 3 February, held by the control room"))
    assert came.changed == {("4-POLICE", "evidence_given"): "Audit of 3 February, held by the control room"}
    assert came.loud == ()


def delete_row(row):
    return sheet(lambda page: page.delete_rows(row))


def test_a_row_deleted__is_not_returned_and_blanks_nothing(collected):
    came = collected(delete_row(ROW["3-POLICE"]))
    assert came.changed == CHANGED
    assert came.loud == (Code.ROW_MISSING,)
    assert [p.ref for p in came.result.problems] == ["3-POLICE"]


COLUMNS = {
    "deleted": lambda page: page.delete_cols(11),
    "deleted, its name dead": None,
}


@pytest.mark.parametrize("change", list(COLUMNS))
def test_a_column_deleted__says_nothing_of_its_values(collected, change):
    def dead(book):
        SAID(book)
        book.defined_names["dhr_col_outcome"].attr_text = "#REF!"
        for row in range(3, 8):
            book["Return"][f"K{row}"].value = None

    came = collected(dead if COLUMNS[change] is None else sheet(COLUMNS[change]))
    assert came.changed == CHANGED
    assert came.loud == (Code.COLUMN_MISSING,)


def test_the_ref_column_deleted__nothing_is_guessed(collected):
    came = collected(sheet(lambda page: page.delete_cols(1)))
    assert came.changed == {}
    assert came.result.outcome == "rejected"
    assert {"We met", "Policy signed"} <= {text for _, text in came.result.notes}


UNKNOWN = {
    "a ref of nobody": (put(A9="9-POLICE", H9="We did this"), Code.ROW_UNKNOWN, "We did this"),
    "another agency's": (put(A9="5-NHS", H9="We did this"), Code.ROW_UNKNOWN, "We did this"),
    "a ref retyped": (put(A4="l-POLICE"), Code.ROW_UNKNOWN, "Did you mean '1-POLICE'?"),
    "a formula for an answer": (put(A9="NEW", H9="=R1"), Code.ROW_UNKNOWN, "=R1"),
    "a new action": (put(A9="NEW", B9="Train the volunteers"), Code.ROW_UNKNOWN, "Train the volunteers"),
    "the same ref twice": (put(A9="1-POLICE", H9="We did more"), Code.ROW_TWICE, "A4, A9"),
    "the same ref twice, in another case": (put(A9="1-police ", H9="We did more"), Code.ROW_TWICE, "A4, A9"),
}


@pytest.mark.parametrize(("change", "code", "words"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_a_row_that_was_not_sent_or_stands_twice__is_held_with_its_words(collected, change, code, words):
    came = collected(both(answer("1-POLICE", progress="We met"), answer("4-POLICE", progress="Fourth"), change))
    assert code in came.loud
    with open_workspace(came.folder) as workspace, workspace.register.read() as tx:
        asked = "\n".join(row["theirs"] for row in decision_rows(take_snapshot(tx)))
    assert words in came.words + asked
    assert came.changed["4-POLICE", "progress"] == "Fourth"
    if code is Code.ROW_TWICE:
        assert ("1-POLICE", "progress") not in came.changed
        assert "We did more" in asked
        assert "We met" in asked


@pytest.mark.parametrize("spelt", ["1-police", " 1-POLICE ", "1–POLICE", "1-POLICE\u200b", "1\u00a0-POLICE"])
def test_a_ref_in_another_spelling(collected, spelt):
    came = collected(both(SAID, put(A4=spelt)))
    known = fold_known(spelt)
    assert (came.changed == CHANGED) is known
    assert (Code.ROW_UNKNOWN in came.codes) is not known


def fold_known(spelt):
    return " -" not in spelt.replace("\u00a0", " ")


MERGED = {
    "an answer down": ("H4:H5", answer("1-POLICE", progress="Both met"), {("1-POLICE", "progress"): "Both met"}),
    "an answer across": ("H4:J4", answer("1-POLICE", progress="See e-mail"), {("1-POLICE", "progress"): "See e-mail"}),
}


@pytest.mark.parametrize(("area", "change", "changed"), MERGED.values(), ids=MERGED.keys())
def test_merged_cells__count_for_the_first_and_that_is_said(collected, area, change, changed):
    came = collected(both(change, lambda book: book["Return"].merge_cells(area)))
    assert came.changed == changed
    assert came.loud == (Code.CELL_REMARK,)
    assert area in came.words


def test_a_status_merged_down__blanks_nothing(collected):
    came = collected(both(answer("1-POLICE", progress="x"), lambda book: book["Return"].merge_cells("G4:G5")))
    assert came.changed == {("1-POLICE", "progress"): "x"}
    assert {Code.BLANKED_CELL, Code.CELL_REMARK} == set(came.loud)


def test_a_filled_in_copy_of_the_sheet__is_refused_naming_both(collected):
    def copy(book):
        book.copy_worksheet(book["Return"]).title = "Ward 4"
        answer("1-POLICE", progress="We met")(book)

    came = collected(copy)
    assert (came.result.outcome, came.codes) == ("rejected", (Code.FILE_REFUSED,))
    assert "'Return'" in came.words
    assert "'Ward 4'" in came.words


def test_words_on_a_copy_that_says_the_same__are_shown(collected):
    def copy(book):
        SAID(book)
        book.copy_worksheet(book["Return"]).title = "Ward 4"
        book["Ward 4"]["R5"] = "from the ward"

    came = collected(copy)
    assert (came.changed, [text for _, text in came.result.notes]) == (CHANGED, ["from the ward"])


def test_the_form_deleted__is_refused_with_its_words_shown(collected):
    def clear(book):
        drop_names(book)
        book["Return"].delete_rows(1, 50)
        book["Return"]["A1"] = "We have no time for this"

    came = collected(clear)
    assert (came.result.outcome, came.result.agency, came.codes) == ("rejected", "POLICE", (Code.NO_ROWS,))
    assert [text for _, text in came.result.notes] == ["We have no time for this"]


def test_swapped_cells_of_two_columns_without_headings__are_read_where_they_stand(collected):
    came = collected(sheet(lambda page: swap_columns(page, "G", "H", headings=False)))
    assert Code.CHOICE_WRONG in came.codes
    assert ("1-POLICE", "status") not in came.changed


def test_a_million_formatted_rows__are_read_in_time(folder):
    data = edited(issued_bytes(folder), SAID)
    rows = "".join(f'<row r="{row}" ht="20" customHeight="1"/>' for row in range(9, 120_000))
    came = collect_bytes(folder, xml(data, SHEET, "</sheetData>", f"{rows}</sheetData>"))
    assert came.changed == CHANGED


def test_columns_are_where_the_form_has_them():
    assert (COLUMN["status"], COLUMN["query"]) == ("G", "N")
