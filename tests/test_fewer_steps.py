"""A whole round with a meeting of the board on a real plan: eight commands, and master.xlsx opened three times at most."""

import datetime as dt
from pathlib import Path

import pytest

from board_meeting import decide_rows
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.email import email
from dhr_xl.commands.export import export
from dhr_xl.commands.issue import issue
from dhr_xl.commands.new import new
from dhr_xl.commands.publish import publish
from plan_folder import edit_master, fill, rows_of_master

SOURCE = Path(__file__).resolve().parents[2] / "shared" / "plans" / "warwickshire-2015.txt"
AS_AT, DUE = dt.date(2015, 6, 30), dt.date(2015, 7, 14)
SENT, BACK, LATE, MET = (dt.datetime(2015, 7, day, 9) for day in (1, 9, 20, 28))
MOST_COMMANDS, MOST_OPENINGS = 8, 3
DONE = {
    "status": "Complete", "completion_date": dt.date(2015, 6, 1), "evidence_given": "Minutes", "outcome": "Used",
    "progress": "Finished",
}  # fmt: skip


class Coordinator:
    """What a coordinator does to one plan, counted."""

    def __init__(self, folder):
        self.folder, self.commands, self.openings = folder, 0, 0

    def run(self, command, *args, **more):
        self.commands += 1
        return command(self.folder, *args, **more)

    def edit(self, *edits):
        """Open master.xlsx once and type on its sheets. edits: (sheet, key, changes)."""
        self.openings += 1
        for sheet, key, changes in edits:
            edit_master(self.folder, sheet, key, changes)

    def letters_sent(self, day, *codes):
        """The entry on Returns of the day on which letters to these agencies, or the board, were sent."""
        rows = {row["Agency"]: row["Return reference"] for row in rows_of_master(self.folder, "Returns")}
        return "Returns", "reference", {rows[code]: {"letter_sent": day.date()} for code in codes}


@pytest.fixture
def plan(tmp_path):
    """The plan as imported, with a contact for every agency and the board."""
    if not SOURCE.is_file():
        pytest.skip(f"the real plan is not here: {SOURCE}")
    folder = tmp_path / "warwickshire"
    made = new(folder, SOURCE, review_ref="DHR-07", return_to="returns@example.org", contact="Team", now=SENT).plan
    people = {one.code: {"email": f"lead@{one.code.lower()}.example", "role": "To"} for one in made.agencies}
    edit_master(folder, "Agencies", "code", {**people, "BOARD": {"email": "chair@board.example", "role": "To"}})
    collect(folder, now=SENT)
    return folder


def test_a_round_with_a_meeting__takes_eight_commands_and_three_openings(plan):
    desk = Coordinator(plan)
    sent = desk.run(issue, AS_AT, due=DUE, now=SENT).issued
    forms = {one.agency: one.file for one in sent}
    assert len(desk.run(email, now=SENT).messages) == len(forms)

    owed = {
        code: [a.ref for a in export(plan).actions if a.agency == code and a.status != "complete"] for code in forms
    }
    late, *others = sorted(forms, key=lambda code: -len(owed[code]))
    for code in others:
        fill(forms[code], plan / "inbox" / f"{code}.xlsx", {}, anything_new="No, nothing has changed")
    first, second, third, *_ = owed[late]
    fill(forms[late], plan / "inbox" / "late.xlsx", {first: DONE, second: {"status": "Complete", "progress": "Done"}})
    desk.run(collect, now=BACK)
    [held] = conflicts(plan)
    assert held.ref == second

    desk.edit(("Decisions", "id", {held.id: {"decision": "Ask the agency"}}), desk.letters_sent(SENT, *forms))
    letters = desk.run(email, now=LATE)
    assert [message.agency for message in letters.messages] == [late]
    assert set(letters.nothing) == set(others)

    copy = next((plan / "returned").rglob(f"{late} to correct.xlsx"))
    asked = {second: {"evidence_given": "Letter of 2 June", "completion_date": dt.date(2015, 6, 2), "outcome": "Used"}}
    fill(copy, plan / "inbox" / "again.xlsx", {**asked, third: {"status": "In progress", "progress": "We met"}})
    desk.run(collect, now=LATE)
    assert conflicts(plan) == ()
    assert {a.ref for a in export(plan).actions if a.status == "complete"} >= {first, second}

    published = desk.run(publish, now=LATE)
    assert [m.agency for m in desk.run(email, "consolidated", now=LATE).messages] == ["BOARD"]
    agenda = next(published.file.parent.glob("Board decisions*.xlsx"))
    desk.edit(desk.letters_sent(LATE, late, "BOARD"))
    decided = {"decision": "Signed off", "decided_on": dt.date(2015, 7, 27)}
    decide_rows(agenda, plan / "inbox" / "board.xlsx", {first: decided, second: decided}, saved=MET)
    desk.run(collect, now=MET)
    signed = {a.ref for a in export(plan).actions if str(a.board_decision) == "Signed off"}
    assert signed == {first, second}

    assert desk.commands <= MOST_COMMANDS
    assert desk.openings <= MOST_OPENINGS
    entered = {row["Agency"]: row["Letter sent on"].date() for row in rows_of_master(plan, "Returns")}
    assert entered == {**dict.fromkeys(others, SENT.date()), late: LATE.date(), "BOARD": LATE.date()}
    news = email(plan, now=MET)
    assert late in {message.agency for message in news.messages}
