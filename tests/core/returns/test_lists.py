"""Text pasted over a drop-down: used where it can only be one choice, else the row's group is held."""

import pytest

from core.returns.cases import answer, both, on_start
from dhr_xl.core.returns.problems import Code

TAKEN = {
    "as it is": "In progress",
    "capitals": "IN PROGRESS",
    "no capitals": "in progress",
    "blanks round it": "  In progress ",
    "a line end after it": "In progress\n",
    "two blanks inside": "In  progress",
    "a no-break space": "In\u00a0progress",
    "a zero-width space": "In pro\u200bgress",
    "a byte order mark": "\ufeffIn progress",
    "a direction mark": "\u200fIn progress",
    "a soft hyphen": "In pro\u00adgress",
    "a tab": "In\tprogress",
    "wide letters": "Ｉn progress",
}


@pytest.mark.parametrize("typed", TAKEN.values(), ids=TAKEN.keys())
def test_taken_as_the_list_spells_it(collected, typed):
    came = collected(answer("1-POLICE", status=typed))
    assert came.changed == {("1-POLICE", "status"): "in_progress"}
    assert came.codes in {(), (Code.CHOICE_SPELT,)}
    assert came.result.outcome == "merged"
    assert (came.codes == ()) == (typed.strip() == "In progress")


WRONG = {
    "a typo": ("In progres", "Did you mean 'In progress'?"),
    "a plural": ("Completes", "Did you mean 'Complete'?"),
    "a form of the word": ("Completed", "Did you mean 'Complete'?"),
    "a digit for a letter": ("Comp1ete", "Did you mean 'Complete'?"),
    "a Cyrillic letter": ("Сomplete", "letters are of another alphabet"),
    "mojibake": ("ComplÃ¨te", "Did you mean 'Complete'?"),
    "an accent": ("Complète", "Did you mean 'Complete'?"),
    "two values": ("Complete / In progress", "more than one of them: 'In progress', 'Complete'"),
    "the opposite": ("Not complete", None),
    "the opposite in one word": ("Incomplete", None),
    "less than it": ("Nearly complete", None),
    "a dash for a blank": ("In-progress", "Did you mean 'In progress'?"),
    "another column's value": ("Audit of 3 February", None),
    "a number": (3, None),
    "TRUE": (True, None),
    "N/A": ("N/A", None),
    "a dash": ("-", None),
    "a full stop": (".", None),
    "free text": ("We met on Tuesday and agreed", None),
    "a colour": ("Green", None),
    "the board's word": ("Signed off", None),
    "another list's word": ("Yes, on the sheet Return", None),
    "another list's earlier word": ("Yes, below", None),
    "On track": ("On track", None),
}


@pytest.mark.parametrize(("typed", "hint"), WRONG.values(), ids=WRONG.keys())
def test_held_with_the_choices_named(collected, typed, hint):
    came = collected(answer("1-POLICE", status=typed, reason="Because", progress="Words land all the same"))
    assert came.changed == {("1-POLICE", "progress"): "Words land all the same"}
    assert came.loud == (Code.CHOICE_WRONG,)
    [found] = [p for p in came.result.problems if p.code is Code.CHOICE_WRONG]
    assert (found.cell.sheet, found.cell.cell, found.ref) == ("Return", "G4", "1-POLICE")
    assert "Not started, In progress, Paused, Complete, Propose to close" in found.remedy
    assert (hint in found.message) if hint else ("Did you mean" not in found.message)
    assert came.result.held == ("1-POLICE",)
    assert came.waiting == ("1-POLICE:status",)


def test_the_lists_sheet_edited__decides_nothing_and_is_said(collected):
    def add(book):
        book["Lists"]["A9"] = "Nearly done"
        book["Lists"]["A4"] = "Under way"
        answer("1-POLICE", status="Nearly done")(book)

    came = collected(add)
    assert came.changed == {}
    assert set(came.loud) == {Code.CHOICE_WRONG, Code.WORDS_OUTSIDE}
    assert {text for _, text in came.result.notes} == {"Nearly done", "Under way"}


def test_a_dash_pasted_for_the_lists_own__counts_as_the_same(collected):
    assert collected(answer("2-POLICE", status="in  progress")).result.outcome == "no_change"


NEW = {
    "the list's": ("No, nothing has changed", "nothing_to_report", ()),
    "capitals": ("NO, NOTHING HAS CHANGED", "nothing_to_report", ()),
    "a plain no": ("No", "nothing_to_report", (Code.CHOICE_SPELT,)),
    "not sure": ("Not sure", "merged_with_problems", (Code.ANYTHING_NEW_UNCLEAR,)),
    "nothing yet": ("Nothing from Probation, ask them", "merged_with_problems", (Code.ANYTHING_NEW_UNCLEAR,)),
    "a plain yes": ("Yes", "no_change", (Code.CHOICE_SPELT,)),
    "a number": (0, "merged_with_problems", (Code.ANYTHING_NEW_UNCLEAR,)),
}


@pytest.mark.parametrize(("typed", "outcome", "codes"), NEW.values(), ids=NEW.keys())
def test_anything_new(collected, typed, outcome, codes):
    came = collected(on_start(anything_new=typed))
    assert (came.result.outcome, came.codes, came.changed) == (outcome, codes, {})


def test_nothing_has_changed_with_answers_below__the_answers_count(collected):
    came = collected(both(on_start(anything_new="No, nothing has changed"), answer("1-POLICE", progress="We met")))
    assert came.changed == {("1-POLICE", "progress"): "We met"}
    assert came.codes == (Code.NIL_WITH_EDITS,)


def test_what_would_follow_from_a_status_that_is_none__is_not_said(collected):
    came = collected(answer("3-POLICE", status="Nearly done"))
    assert came.codes == (Code.CHOICE_WRONG,)
