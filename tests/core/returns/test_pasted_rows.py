"""Answers of several rows that came in one paste are held; typing, filling down and other programs are not."""

import openpyxl
import pytest

from core.returns.cases import LATER, answer, both, edited, issued_bytes, pasted, put
from dhr_xl.commands.check import check
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.core.returns.problems import Code

THREE = pasted("progress", r1_POLICE="First.", r2_POLICE="Second.", r3_POLICE="Third.")


def held(found):
    return [(p.ref, p.field) for p in found.result.problems if p.code is Code.PASTED_ROWS]


MOVED = put(H4="First.\nSecond.\nThird.", H5=None, H6=None)


def test_paragraphs__over_three_rows_are_held_in_one_sentence(collected):
    found = collected(THREE)
    assert held(found) == [(ref, "progress") for ref in ("1-POLICE", "2-POLICE", "3-POLICE")]
    said = {p.message for p in found.result.problems}
    about = "H4:H6 (1-POLICE, 2-POLICE and 3-POLICE)"
    assert said == {f"{about} seem to be filled in one paste: one answer may have run into the rows below it."}
    assert found.changed == {}
    assert found.waiting == ("1-POLICE:progress", "2-POLICE:progress", "3-POLICE:progress")


def test_paragraphs__a_blank_one_between(collected):
    found = collected(pasted("progress", r1_POLICE="First.", r2_POLICE=None, r3_POLICE="Second."))
    assert held(found) == [("1-POLICE", "progress"), ("3-POLICE", "progress")]


def test_table__over_rows_and_columns(collected):
    found = collected(
        both(
            pasted("progress", r1_POLICE="We met", r2_POLICE="We wrote"),
            pasted("outcome", r1_POLICE="Safer", r2_POLICE="Sooner"),
        )
    )
    assert held(found) == [(f"{n}-POLICE", key) for key in ("progress", "outcome") for n in (1, 2)]


def test_other_answers__of_the_same_rows_are_collected(collected):
    found = collected(both(THREE, answer("1-POLICE", status="In progress"), answer("4-POLICE", progress="Signed")))
    assert found.changed == {("1-POLICE", "status"): "in_progress", ("4-POLICE", "progress"): "Signed"}


NOT_ONE = {
    "one cell": pasted("progress", r1_POLICE="First."),
    "the same on each row": pasted("progress", r1_POLICE="None held.", r2_POLICE="None held."),
    "rows apart": pasted("progress", r1_POLICE="First.", r3_POLICE="Third."),
    "side by side": both(pasted("evidence_given", r1_POLICE="Log"), pasted("outcome", r1_POLICE="Safer")),
    "blank": pasted("progress", r1_POLICE=None, r2_POLICE=None),
    "typed": both(answer("1-POLICE", progress="First."), answer("2-POLICE", progress="Second.")),
    "one pasted, one typed": both(pasted("progress", r1_POLICE="First."), answer("2-POLICE", progress="Second.")),
}


@pytest.mark.parametrize("change", NOT_ONE.values(), ids=NOT_ONE.keys())
def test_no_alarm(collected, change):
    assert held(collected(change)) == []


def test_no_alarm__where_a_program_kept_no_validations(collected):
    def without(book):
        THREE(book)
        book["Return"].data_validations.dataValidation = []

    assert held(collected(without)) == []


def test_no_alarm__where_a_program_kept_lists_alone(collected):
    def lists_alone(book):
        THREE(book)
        rules = book["Return"].data_validations
        rules.dataValidation = [rule for rule in rules.dataValidation if rule.type == "list"]

    assert held(collected(lists_alone)) == []


def test_later_copy__with_the_same_paste_is_not_asked_about_again(collected):
    first = collected(THREE).waiting
    assert collected(both(THREE, answer("4-POLICE", query="Not ours")), name="b.xlsx").waiting[:3] == first


def test_check__says_it_and_changes_nothing(folder, tmp_path):
    (tmp_path / "return.xlsx").write_bytes(edited(issued_bytes(folder), THREE))
    (came,) = check(folder, [tmp_path / "return.xlsx"], now=LATER).returns
    assert [p.ref for p in came.problems if p.code is Code.PASTED_ROWS] == ["1-POLICE", "2-POLICE", "3-POLICE"]


def test_corrections_copy__asks_about_each_cell_and_its_answers_are_taken(folder, collected):
    collected(THREE)
    (copy,) = (folder / "returned").rglob("POLICE to correct.xlsx")
    book = openpyxl.load_workbook(copy)
    words = [str(cell.value) for row in book["To correct"].iter_rows() for cell in row if cell.value]
    assert sum("filled in one paste" in text for text in words) == 3
    (folder / "inbox" / "put right.xlsx").write_bytes(edited(copy.read_bytes(), MOVED))
    (again,) = collect(folder, now=LATER).returns
    assert again.changes == (("1-POLICE", "progress", "", "First.\nSecond.\nThird."),)
    assert again.problems == ()
    assert conflicts(folder) == ()
