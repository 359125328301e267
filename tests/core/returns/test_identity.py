"""A return is identified by its reference, never by its file's name; where two marks disagree, both are named."""

import datetime as dt

import openpyxl
import pytest

from core.returns.cases import (
    LATER,
    PLAN,
    answer,
    both,
    collect_bytes,
    edited,
    issued_bytes,
    make_issued,
    no_property,
    on_start,
    plan_of,
)  # fmt: skip
from dhr_xl.commands.collect import collect
from dhr_xl.commands.issue import issue
from dhr_xl.core.returns.problems import Code
from plan_folder import AS_AT, DUE, form

SAID = answer("1-POLICE", status="In progress", progress="We met")


def reference_of(folder, agency="POLICE"):
    return openpyxl.load_workbook(form(folder, agency))["Start"]["B11"].value


SPELT = {
    "as it was": lambda text: text,
    "no capitals": str.lower,
    "blanks round it": lambda text: f"  {text}\u00a0",
    "blanks for dashes": lambda text: text.replace("-", " "),
    "long dashes": lambda text: text.replace("-", "–"),
    "no dashes": lambda text: text.replace("-", ""),
    "a zero-width space": lambda text: text.replace("-", "\u200b-"),
    "with words": lambda text: f"Return reference: {text} (do not change)",
    "blank": lambda _: None,
    "a blank": lambda _: " ",
}


@pytest.mark.parametrize("spell", SPELT.values(), ids=SPELT.keys())
def test_a_reference_in_another_spelling__is_the_same(collected, folder, spell):
    came = collected(both(SAID, on_start(return_reference=spell(reference_of(folder)))))
    assert (came.result.agency, came.result.outcome) == ("POLICE", "merged")
    assert came.codes == ()


def test_a_file_name__decides_nothing(collected):
    assert collected(SAID, name="NHS.xlsx").result.agency == "POLICE"


REFUSED = {
    "retyped": (
        on_start(return_reference="AAAA-BBBB-CCCC-DDDD"),
        Code.REFERENCE_DIFFERS,
        ("AAAA-BBBB-CCCC-DDDD", "POLICE's, as at 30 June 2025"),
    ),
    "written over": (
        on_start(return_reference="see e-mail"),
        Code.REFERENCE_DIFFERS,
        ("see e-mail", "POLICE's, as at 30 June 2025"),
    ),
    "another agency on the sheet": (on_start(agency="NHS"), Code.AGENCY_DIFFERS, ("POLICE", "NHS")),
    "another agency by name": (
        on_start(agency="hospitals  trust"),
        Code.AGENCY_DIFFERS,
        ("POLICE", "hospitals  trust"),
    ),
}


@pytest.mark.parametrize(("change", "code", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_two_sides_that_disagree__are_both_named(collected, change, code, words):
    came = collected(both(SAID, change))
    assert (came.result.outcome, came.codes) == ("rejected", (code,))
    assert all(word in came.words for word in words)


def test_another_agencys_reference_pasted_in__is_refused_naming_both(collected, folder):
    came = collected(both(SAID, on_start(return_reference=reference_of(folder, "NHS"))))
    assert (came.result.outcome, came.codes) == ("rejected", (Code.REFERENCE_DIFFERS,))
    assert "NHS's, as at 30 June 2025" in came.words
    assert "POLICE's, as at 30 June 2025" in came.words


def test_another_agencys_reference_and_no_property__the_agency_on_the_sheet_is_asked(folder):
    data = no_property(edited(issued_bytes(folder), both(SAID, on_start(return_reference=reference_of(folder, "NHS")))))
    came = collect_bytes(folder, data)
    assert (came.result.outcome, came.codes) == ("rejected", (Code.AGENCY_DIFFERS,))


def test_no_reference_at_all__is_refused(folder):
    came = collect_bytes(folder, no_property(edited(issued_bytes(folder), both(SAID, on_start(return_reference=None)))))
    assert (came.result.outcome, came.codes) == ("rejected", (Code.NO_REFERENCE,))


def test_another_plans_return__is_refused_naming_both_plans(folder, tmp_path):
    other = make_issued(tmp_path / "other", PLAN._replace(title="Southmoor plan", reference="DHR-99"))
    came = collect_bytes(folder, edited(issued_bytes(other), SAID))
    assert (came.result.outcome, came.codes) == ("rejected", (Code.UNKNOWN_REFERENCE,))
    assert "DHR-07" in came.words
    assert "Southmoor plan" in came.words


SAYS = {
    "the plan": (on_start(plan="Southmoor plan"), "Southmoor plan"),
    "the as-at date": (on_start(as_at=dt.date(2025, 9, 30)), "30 June 2025"),
    "the return-by date": (on_start(due=dt.date(2025, 8, 31)), "2025-07-14"),
    "the marking": (on_start(marking="PUBLIC"), "OFFICIAL-SENSITIVE"),
    "an agency nobody knows": (on_start(agency="Police, north"), "Police, north"),
}


@pytest.mark.parametrize(("change", "words"), SAYS.values(), ids=SAYS.keys())
def test_words_of_identity_changed__are_said_and_the_reference_decides(collected, change, words):
    came = collected(both(SAID, change))
    assert came.changed == {("1-POLICE", "status"): "in_progress", ("1-POLICE", "progress"): "We met"}
    assert came.codes == (Code.SHEET_SAYS,)
    assert words in came.words


def test_an_alias_of_the_agency__is_its_name(collected):
    assert collected(both(SAID, on_start(agency="CONSTABULARY"))).codes == ()


def test_an_unrelated_workbook__is_refused(folder):
    book = openpyxl.Workbook()
    book.active.append(["Date", "Amount"])
    book.save(folder / "POLICE.xlsx")
    came = collect_bytes(folder, (folder / "POLICE.xlsx").read_bytes(), "POLICE.xlsx")
    assert (came.result.outcome, came.codes, came.result.agency) == ("rejected", (Code.FILE_REFUSED,), "")


def test_untouched__is_no_change_and_says_so(folder):
    came = collect_bytes(folder, issued_bytes(folder))
    assert (came.result.outcome, came.codes) == ("no_change", ())
    assert "nothing was filled in" in came.result.message


def test_the_same_bytes_twice__the_second_changes_nothing_and_says_so(folder):
    data = edited(issued_bytes(folder), SAID)
    for name in ("a.xlsx", "b.xlsx"):
        (folder / "inbox" / name).write_bytes(data)
    first, second = collect(folder, now=LATER).returns
    assert (first.outcome, second.outcome) == ("merged", "duplicate")
    assert "a.xlsx" in second.message


def test_the_same_answers_saved_again__change_nothing_and_say_so(folder):
    collect_bytes(folder, edited(issued_bytes(folder), SAID))
    came = collect_bytes(folder, edited(issued_bytes(folder), SAID, saved=dt.datetime(2025, 7, 7)), "again.xlsx")
    assert (came.result.outcome, came.codes) == ("no_change", ())
    assert "taken in before" in came.result.message


def test_another_rounds_return__merges_against_its_own_base(folder):
    old = issued_bytes(folder)
    issue(folder, dt.date(2025, 9, 30), due=dt.date(2025, 10, 14), now=dt.datetime(2025, 10, 1))
    came = collect_bytes(folder, edited(old, SAID), now=dt.datetime(2025, 10, 2))
    assert (came.result.outcome, came.result.round) == ("merged", "2025-06-30")
    assert came.changed == {("1-POLICE", "status"): "in_progress", ("1-POLICE", "progress"): "We met"}


def test_an_older_workbook_of_the_same_rows__is_asked_where_it_differs(folder):
    old = issued_bytes(folder)
    issue(folder, AS_AT, due=DUE, again=["POLICE"], now=LATER)
    second = folder / "issued" / "2025-06-30" / "POLICE (2).xlsx"
    collect_bytes(folder, edited(second.read_bytes(), SAID), "new.xlsx", issued_path=second)
    came = collect_bytes(folder, edited(old, answer("1-POLICE", status="Paused", reason="No staff")), "old.xlsx")
    assert came.changed == {}
    assert came.result.conflicts == ("1-POLICE:status",)


def two(folder, first, second, *, later=True):
    """Two copies of one workbook, the second saved later, or earlier."""
    one = edited(issued_bytes(folder), first, saved=dt.datetime(2025, 7, 5))
    other = edited(issued_bytes(folder), second, saved=dt.datetime(2025, 7, 6 if later else 4))
    collect_bytes(folder, one, "one.xlsx")
    return collect_bytes(folder, other, "two.xlsx")


def test_two_copies_that_edit_different_cells__both_count(folder):
    came = two(folder, SAID, answer("2-POLICE", progress="South met"))
    assert plan_of(folder)["1-POLICE"].progress == "We met"
    assert plan_of(folder)["2-POLICE"].progress == "South met"
    assert came.result.outcome == "merged"


def test_two_copies_that_disagree__are_asked_naming_both_people(folder):
    came = two(
        folder,
        both(SAID, on_start(completed_by="North team")),
        both(answer("1-POLICE", progress="Never met"), on_start(completed_by="South team")),
    )
    assert came.changed == {}
    assert came.result.conflicts == ("1-POLICE:status", "1-POLICE:progress")


def test_an_older_copy_arriving_later__undoes_nothing(folder):
    came = two(
        folder, answer("1-POLICE", status="In progress", progress="Corrected", query="Not ours"),
        answer("1-POLICE", status="Nearly", progress="Wrong", query="Not ours"), later=False,
    )  # fmt: skip
    assert came.changed == {}
    assert set(came.codes) == {Code.COPY_OLDER}


def test_a_later_copy_that_takes_an_answer_back__counts_and_says_what_was_there(folder):
    came = two(
        folder, answer("1-POLICE", outcome="Fewer waits", progress="We met"), answer("1-POLICE", outcome="Fewer waits")
    )
    assert came.codes == (Code.COPY_SET_BACK,)
    assert "We met" in came.words


def test_two_copies_of_unknown_age__are_held(folder):
    first = both(answer("1-POLICE", status="In progress", progress="A", outcome="Seen"))
    second = answer("1-POLICE", status="In progress", progress="B", outcome="Seen")
    collect_bytes(folder, edited(issued_bytes(folder), first), "one.xlsx")
    came = collect_bytes(folder, edited(issued_bytes(folder), second), "two.xlsx")
    assert came.changed == {}
    assert came.codes == (Code.COPY_TIME_UNKNOWN,)
    assert came.waiting == ("1-POLICE:progress",)


def test_a_form_of_master__is_no_return(folder, master):
    came = collect_bytes(folder, master.read_bytes())
    assert came.result.outcome == "rejected"
