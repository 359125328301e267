"""A renewed corrections copy asks only for what is still open, and says the same in its list, marks and letter."""

import datetime as dt

import pytest

from copy_seen import asked_in, copy, copy_path, counts, letter, said_in
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.email import email as post
from dhr_xl.commands.export import export
from dhr_xl.commands.resolve import resolve
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.errors import Stop
from plan_folder import DAY, chase, edit_master, fill, form, rows_of_master

LATER = DAY + dt.timedelta(days=8)
LATE = DAY + dt.timedelta(days=20)
WRONG = {
    "1-POLICE": {"status": "Nearly done!", "progress": "Drafted"},
    "2-POLICE": {"status": "Complete", "outcome": "Used", "completion_date": dt.date(2025, 6, 20)},
}


@pytest.fixture
def known(issued):
    """An issued round, with a contact for each agency."""
    addresses = {"POLICE": "ppu@police.example", "NHS": "nurse@nhs.example"}
    edit_master(issued, "Agencies", "code", {code: {"email": one, "role": "To"} for code, one in addresses.items()})
    collect(issued, now=DAY)
    return issued


def send(folder, answers, name="a.xlsx", now=LATER, **more):
    fill(form(folder, "POLICE"), folder / "inbox" / name, answers, **more)
    return collect(folder, now=now).returns[0]


@pytest.fixture
def wrong(known):
    """The police's return with two rows to put right."""
    send(known, WRONG)
    return known


def drafts(folder):
    return sorted(path.stem for path in (folder / "outbox").glob("*.eml"))


def test_list_marks_and_letter__are_as_many(wrong):
    post(wrong, "corrections", now=LATER)
    assert counts(wrong) == (2, 2, 2)


def test_two_problems_of_one_cell__are_one_thing_to_correct(known):
    words = "Ring 01926 415000 or write to a.person@police.example"
    send(known, {"1-POLICE": {"progress": words}, "2-POLICE": {"progress": "Met"}})
    post(known, "corrections", now=LATER)
    subject, body, _ = letter(known)
    assert counts(known) == (1, 1, 1)
    assert "1 thing to put right" in subject
    assert "telephone" in body
    assert "e-mail address" in body


def test_a_detail_of_a_person_in_words_that_were_taken_in__is_asked_for_beside_what_is_held(known):
    answers = {"1-POLICE": {"status": "Nearly done!", "progress": "Ring 01926 415000"}, "2-POLICE": {"progress": "Met"}}
    send(known, answers)
    post(known, "corrections", now=LATER)
    assert counts(known) == (2, 2, 2)
    assert "telephone" in letter(known)[1]


def test_evidence_the_board_asks_for__is_asked_for_in_its_own_cell(known):
    done = {"status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes", "outcome": "X"}
    send(known, {"1-POLICE": done, "2-POLICE": {**done, "evidence_given": None}})
    edit_master(
        known, "Actions", "ref", {"1-POLICE": {"board_decision": "More evidence needed", "board_note": "Which?"}}
    )
    collect(known, now=LATER)
    post(known, "corrections", now=LATER)
    evidence = "Evidence: what, and where held"
    assert said_in(copy(known)) == [("1-POLICE", evidence), ("2-POLICE", evidence)]


def test_what_to_look_at_on_returns__is_what_is_still_to_be_looked_at(wrong):
    def look_at():
        [row] = [row for row in rows_of_master(wrong, "Returns") if row["Agency"] == "POLICE"]
        return row["What to look at"]

    assert ("1-POLICE 'Nearly done!'" in look_at(), "2-POLICE The action is called Complete" in look_at()) == (
        True,
        True,
    )
    resolve(wrong, ["1-POLICE:status"], value="In progress", now=LATER)
    assert ("1-POLICE" in look_at(), "2-POLICE" in look_at()) == (False, True)
    fill(copy_path(wrong), wrong / "inbox" / "b.xlsx", {"2-POLICE": {"evidence_given": "Minutes"}})
    collect(wrong, now=LATER)
    assert look_at() == ""


def test_what_was_decided_meanwhile__drops_out(wrong):
    resolve(wrong, ["1-POLICE:status"], value="In progress", now=LATER)
    post(wrong, "corrections", now=LATER)
    subject, body, _ = letter(wrong)
    assert "1 thing to put right" in subject
    assert "Nearly done!" not in body
    assert [ref for ref, _ in said_in(copy(wrong))] == ["2-POLICE"]
    assert counts(wrong) == (1, 1, 1)


def test_nothing_left_open__is_not_drafted_and_its_draft_and_list_are_set_aside(wrong):
    post(wrong, "corrections", now=LATER)
    assert drafts(wrong) == ["corrections POLICE"]
    for _ in conflicts(wrong):
        for waiting in conflicts(wrong)[:1]:
            resolve(wrong, [waiting.id], take="ours", now=LATER)
    assert post(wrong, "corrections", now=LATER).messages == ()
    assert drafts(wrong) == []
    earlier = {path.name for path in (wrong / "outbox" / "earlier").iterdir()}
    assert earlier == {"corrections POLICE.eml", "To send.xlsx"}
    assert not (wrong / "outbox" / "To send.xlsx").exists()


def test_a_warning__is_asked_for_until_somebody_puts_it_right(known):
    done = {"status": "Complete", "evidence_given": "Minutes", "completion_date": dt.date(2025, 6, 20)}
    send(known, {"1-POLICE": done, "2-POLICE": {"progress": "Met"}})
    post(known, "corrections", now=LATER)
    assert [ref for ref, _ in said_in(copy(known))] == ["1-POLICE"]
    edit_master(
        known, "Actions", "ref",
        {"1-POLICE": {"outcome": "Fewer waits", "entered_for": "POLICE", "entered_from": "Telephone"}},
    )  # fmt: skip
    assert post(known, "corrections", now=LATER).messages == ()


def test_what_the_coordinator_asks_the_agency__is_in_the_letter_and_on_the_copy(known):
    said = {"status": "In progress", "entered_for": "POLICE", "entered_from": "Telephone"}
    edit_master(known, "Actions", "ref", {"1-POLICE": said})
    collect(known, now=LATER)
    send(known, {"1-POLICE": {"status": "Paused", "reason": "Staff"}, "2-POLICE": {"progress": "Met"}})
    assert post(known, "corrections", now=LATER).messages == ()
    resolve(known, ["1-POLICE:status"], take="ask", now=LATER)
    post(known, "corrections", now=LATER)
    subject, body, _ = letter(known)
    assert "1 thing to put right" in subject
    assert counts(known) == (1, 1, 1)
    assert "Please tell us which is right." in body


def test_the_day_it_is_due__is_in_a_week_where_the_rounds_has_passed(wrong):
    post(wrong, "corrections", now=LATE)
    _, body, data = letter(wrong)
    assert "by 28 July 2025" in body
    assert "by 28 July 2025" in copy(wrong)["To correct"]["A2"].value
    assert data == (wrong / "returned" / "2025-06-30" / "POLICE to correct.xlsx").read_bytes()


def test_the_day_it_is_due__is_never_moved_before_it_has_passed(wrong):
    post(wrong, "corrections", now=LATER)
    post(wrong, "corrections", now=LATER + dt.timedelta(days=3))
    assert "by 16 July 2025" in letter(wrong)[1]


def test_the_day_it_is_due__can_be_given(wrong):
    post(wrong, "corrections", due=dt.date(2025, 8, 8), now=LATE)
    assert "by 8 August 2025" in letter(wrong)[1]
    assert "by 8 August 2025" in copy(wrong)["To correct"]["A2"].value
    post(wrong, "chase", due=dt.date(2025, 9, 9), now=dt.datetime(2025, 8, 20))
    assert "by 9 September 2025" in letter(wrong, "chase")[1]


@pytest.mark.parametrize(
    ("what", "day", "said"),
    [
        ("corrections", dt.date(2025, 7, 1), "has passed"),
        ("workbooks", dt.date(2025, 9, 1), "is for copies to put right only"),
    ],
)
def test_a_day_that_cannot_be__is_reported_and_nothing_is_written(wrong, what, day, said):
    with pytest.raises(Stop, match=said):
        post(wrong, what, due=day, now=LATE)
    assert drafts(wrong) == []


def test_rows_not_answered_yet__are_in_the_same_letter_and_list(known):
    send(known, {"1-POLICE": WRONG["1-POLICE"]})
    post(known, "corrections", now=LATER)
    subject, body, _ = letter(known)
    assert "1 thing to put right and 1 row to answer" in subject
    assert counts(known) == (2, 2, 2)
    assert [line.partition(":")[0] for line in asked_in(body)] == ["- 1-POLICE", "- 2-POLICE"]


def test_a_reminder__leaves_out_what_a_corrections_letter_says_until_its_day_has_passed(known):
    send(known, {"1-POLICE": WRONG["1-POLICE"]})
    post(known, "corrections", now=LATE)
    result = post(known, "chase", now=LATE + dt.timedelta(days=7))
    assert ([m.agency for m in result.messages], result.not_yet) == (["NHS"], ("POLICE",))
    result = post(known, "chase", now=LATE + dt.timedelta(days=8))
    assert [m.agency for m in result.messages] == ["POLICE", "NHS"]
    assert drafts(known) == ["chase NHS", "chase POLICE"]
    assert counts(known, "chase") == (2, 2, 2)


def test_corrections__take_the_place_of_a_reminder_of_the_same_matter(wrong):
    post(wrong, "chase", now=LATE)
    assert drafts(wrong) == ["chase NHS", "chase POLICE"]
    post(wrong, "corrections", now=LATE)
    assert drafts(wrong) == ["chase NHS", "corrections POLICE"]


def test_a_reminder__says_nothing_of_what_only_the_coordinator_can_decide(known):
    said = {"withdrawn": "Yes", "withdrawn_reason": "Merged into another"}
    edit_master(known, "Actions", "ref", {"2-POLICE": said})
    collect(known, now=LATER)
    send(known, {"1-POLICE": {"progress": "Drafted"}, "2-POLICE": {"progress": "Met"}})
    assert [m.agency for m in post(known, "chase", now=LATE).messages] == ["NHS"]


def test_a_copy_that_was_removed__is_written_again(wrong):
    (wrong / "returned" / "2025-06-30" / "POLICE to correct.xlsx").unlink()
    post(wrong, "corrections", now=LATER)
    assert counts(wrong) == (2, 2, 2)


def test_the_due_option__is_on_both_commands(wrong, run):
    assert run("--plan", wrong, "email", "--what", "corrections", "--due", "2099-01-31")[0] == 0
    assert "by 31 January 2099" in letter(wrong)[1]
    (wrong / "outbox" / "corrections POLICE.eml").unlink()
    assert run("--plan", wrong, "chase", "--due", "2099-02-28")[0] == 0
    assert "by 28 February 2099" in letter(wrong, "chase")[1]


def put_right(folder, answers, now=LATER):
    source = folder / "returned" / "2025-06-30" / "POLICE to correct.xlsx"
    fill(source, folder / "inbox" / "back.xlsx", answers, saved=dt.datetime(2025, 7, 10))
    return collect(folder, now=now).returns[0]


def test_a_copy_that_asks_for_both__comes_back_and_nothing_is_left(known):
    send(known, {"1-POLICE": WRONG["1-POLICE"]})
    post(known, "corrections", now=LATER)
    result = put_right(known, {"1-POLICE": {"status": "In progress"}, "2-POLICE": {"progress": "We met"}})
    assert (result.outcome, result.held, conflicts(known)) == ("merged", (), ())
    assert post(known, "corrections", now=LATE).messages == ()
    assert [m.agency for m in post(known, "chase", now=LATE).messages] == ["NHS"]


def test_a_copy_to_correct__leaves_what_another_teams_copy_brought_in(known):
    send(known, {"1-POLICE": WRONG["1-POLICE"]})
    brought = {"2-POLICE": {"status": "In progress", "progress": "Met"}}
    send(known, brought, "b.xlsx", saved=dt.datetime(2025, 7, 6))
    put_right(known, {"1-POLICE": {"status": "Paused", "reason": "Staff"}})
    now = {action.ref: action for action in export(known).actions}
    assert (str(now["1-POLICE"].status), str(now["2-POLICE"].status)) == ("paused", "in_progress")
    assert (now["2-POLICE"].progress, conflicts(known)) == ("Met", ())


def test_what_was_answered_by_telephone_meanwhile__is_not_asked_of_the_agency(wrong):
    said = {"status": "In progress", "entered_for": "POLICE", "entered_from": "Telephone"}
    edit_master(wrong, "Actions", "ref", {"1-POLICE": said})
    post(wrong, "corrections", now=LATER)
    assert [ref for ref, _ in said_in(copy(wrong))] == ["2-POLICE"]


def test_two_teams_with_mistakes__are_in_one_letter_each_with_what_it_wrote(known):
    send(known, {"1-POLICE": WRONG["1-POLICE"]})
    send(known, {"2-POLICE": {"status": "Almost", "progress": "Met"}}, saved=dt.datetime(2025, 7, 6))
    post(known, "corrections", now=LATER)
    assert counts(known) == (2, 2, 2)
    wrote = [row[3] for row in copy(known)["To correct"].iter_rows(min_row=5, values_only=True)]
    assert wrote == ["Nearly done!", "Almost"]


def test_what_was_given_meanwhile_and_waits_for_the_coordinator__is_not_asked_of_the_agency(known):
    send(known, {"1-POLICE": {"status": "Paused", "progress": "Waiting"}})
    copy = known / "returned" / "2025-06-30" / "POLICE to correct.xlsx"
    resolve(
        known, ["1-POLICE:reason"], value=f"{heading_of('status')}: Paused\n{heading_of('reason')}: No staff", now=LATER
    )
    answers = {"1-POLICE": {"status": "Paused", "reason": "The courts wrote"}}
    fill(copy, known / "inbox" / "b.xlsx", answers, saved=dt.datetime(2025, 7, 8))
    collect(known, now=LATER)
    assert [q.id for q in conflicts(known)] == ["1-POLICE:reason#2"]
    [police] = [one for one in chase(known, now=LATE).owed if one.agency == "POLICE"]
    assert police.corrections == ()


def test_a_new_dates_reason_that_came_on_the_copy__is_not_asked_again(known):
    late = {"2-POLICE": {"proposed_target_date": dt.date(2026, 9, 30), "progress": "Begun"}}
    send(known, {"1-POLICE": WRONG["1-POLICE"], **late})
    assert ("2-POLICE", "Reason") in said_in(copy(known))
    put_right(known, {"2-POLICE": {"reason": "Tender late"}})
    post(known, "corrections", now=LATE)
    assert [ref for ref, _ in said_in(copy(known))] == ["1-POLICE"]
    assert "2-POLICE" not in letter(known)[1]
