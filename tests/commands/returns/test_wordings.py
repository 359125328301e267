"""Use my wording on one of several answers: what happens to the answers that the wording does not name."""

import datetime as dt

from dhr_xl.commands.collect import collect
from dhr_xl.commands.export import export
from dhr_xl.commands.resolve import resolve
from plan_folder import DAY, edit_master, fill, form, rows_of_master

LATER = DAY + dt.timedelta(days=8)
RING = {"entered_for": "POLICE", "entered_from": "Telephone"}
DONE = {"status": "Complete", "evidence_given": "Rota", "completion_date": dt.date(2025, 6, 20), "outcome": "Seen"}


def send(folder, answers, name="a.xlsx", hour=12, **singles):
    saved = dt.datetime(2025, 7, 5, hour)
    fill(form(folder, "POLICE"), folder / "inbox" / name, {"1-POLICE": answers}, saved=saved, **singles)
    return collect(folder, now=LATER)


def now(folder):
    return next(action for action in export(folder).actions if action.ref == "1-POLICE")


def asked(folder):
    [row] = [row for row in rows_of_master(folder, "Decisions") if row["State"] == "Open"]
    return row["What is asked"]


def two_teams(folder):
    send(folder, {**DONE, "progress": "Shifts done."}, completed_by="Inspector")
    told = {"status": "In progress", "progress": "Two shifts still to do."}
    send(folder, told, "b.xlsx", hour=13, completed_by="Manager")


def test_of_a_conflict__what_is_not_named_stays_as_the_plan_has_it(issued):
    two_teams(issued)
    assert (
        "What your lines do not name is taken: 'Status now', 'Progress since last time' as the plan has it."
    ) in asked(issued)
    edit_master(issued, "Decisions", "id", {"1-POLICE:status": {"decision": "Use my wording", "wording": "Complete"}})
    assert collect(issued, now=LATER).waiting.to_decide == 0
    assert (now(issued).status, now(issued).progress) == ("complete", "Shifts done.")


def test_of_a_conflict__the_one_that_stands_for_the_others_stays_too_if_it_is_not_named(issued):
    two_teams(issued)
    resolve(issued, ["1-POLICE:status"], value="Progress since last time: Nearly there.", now=LATER)
    assert (now(issued).status, now(issued).progress) == ("complete", "Nearly there.")


def test_what_was_held_along__comes_in_as_the_return_says_and_that_is_reported(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"status": "In progress", **RING}})
    collect(issued, now=LATER)
    send(issued, DONE)
    assert "What your lines do not name is taken: " in asked(issued)
    assert "as the return says" in asked(issued)
    resolve(issued, ["1-POLICE:status"], value="Complete", now=LATER)
    assert (now(issued).status, now(issued).evidence_given) == ("complete", "Rota")


def test_a_heading_with_a_colon__names_its_cell(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"status": "In progress", **RING}})
    collect(issued, now=LATER)
    send(issued, DONE)
    wording = "Complete\nEvidence: what, and where held: The rota of June\nOutcome: All staff know: so they say"
    resolve(issued, ["1-POLICE:status"], value=wording, now=LATER)
    done = now(issued)
    assert (done.status, done.evidence_given, done.outcome) == (
        "complete", "The rota of June", "All staff know: so they say",
    )  # fmt: skip


def test_a_date_and_an_outcome__do_not_come_in_beside_a_status_less_than_complete(issued):
    send(issued, {"status": "In progress", "progress": "Two shifts to do."}, completed_by="Inspector")
    send(issued, {**DONE, "progress": "Shifts done."}, "b.xlsx", hour=13, completed_by="Manager")
    assert asked(issued).endswith(
        "'Date completed', 'Evidence: what, and where held', 'Outcome: what changed for people' as the return says "
        "(date and outcome only if the status is then Complete)."
    )
    resolve(issued, ["1-POLICE:status"], value="Status now: In progress", now=LATER)
    plan = now(issued)
    assert (plan.status, plan.completion_date, plan.outcome, plan.evidence_given) == ("in_progress", None, "", "Rota")


def test_a_date_that_is_named__comes_in_whatever_the_status(issued):
    send(issued, {"status": "In progress", "progress": "Two shifts to do."}, completed_by="Inspector")
    send(issued, {**DONE, "progress": "Shifts done."}, "b.xlsx", hour=13, completed_by="Manager")
    resolve(issued, ["1-POLICE:status"], value="Status now: In progress\nOutcome: Half are seen", now=LATER)
    assert (now(issued).completion_date, now(issued).outcome) == (None, "Half are seen")
