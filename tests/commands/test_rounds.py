"""Several rounds: late returns merge against their own base; changes of the counts, and the trend."""

import datetime as dt

from dhr_xl.commands.collect import collect
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.publish import publish
from dhr_xl.core.views.board import consolidated_view
from dhr_xl.register.snapshot import take_snapshot
from plan_folder import DAY, edit_master, fill, form

AUTUMN, WINTER = DAY + dt.timedelta(days=92), DAY + dt.timedelta(days=184)
DONE = {"status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes", "outcome": "Used"}


def view(folder, now):
    with open_workspace(folder, now) as workspace, workspace.register.read() as tx:
        return consolidated_view(take_snapshot(tx), issued=now.date(), contact="")


def test_a_return_of_an_earlier_round__merges_against_its_own_base(issued):
    old = form(issued, "POLICE")
    fill(old, issued / "inbox" / "first.xlsx", {"1-POLICE": {"status": "In progress", "progress": "June"}})
    collect(issued, now=DAY)
    issue(issued, dt.date(2025, 9, 30), now=AUTUMN)
    fill(old, issued / "inbox" / "late.xlsx", {"2-POLICE": {"status": "Paused", "reason": "Staff", "progress": "Late"}})
    [result] = collect(issued, now=AUTUMN).returns
    assert (result.round, result.outcome) == ("2025-06-30", "merged")
    actions = {a.ref: a for a in export(issued).actions}
    assert (actions["1-POLICE"].status, actions["2-POLICE"].status) == ("in_progress", "paused")


def test_the_next_form__shows_the_last_words_beside_an_empty_cell(issued):
    fill(form(issued, "POLICE"), issued / "inbox" / "first.xlsx", {"1-POLICE": {"progress": "June"}})
    collect(issued, now=DAY)
    issue(issued, dt.date(2025, 9, 30), now=AUTUMN)
    with open_workspace(issued, AUTUMN) as workspace, workspace.register.read() as tx:
        [new] = [i for i in tx.issues() if i.agency == "POLICE" and i.issued_at == AUTUMN]
    assert (new.as_issued["1-POLICE"]["last_progress"], new.as_issued["1-POLICE"]["progress"]) == ("June", "")


def test_movement_and_trend__count_what_changed_between_the_copies_the_board_received(issued):
    fill(form(issued, "POLICE"), issued / "inbox" / "first.xlsx", {"1-POLICE": DONE})
    collect(issued, now=DAY)
    publish(issued, DAY)
    issue(issued, dt.date(2025, 9, 30), now=AUTUMN)
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "Signed off"}})
    collect(issued, now=AUTUMN + dt.timedelta(days=1))
    seen = view(issued, AUTUMN + dt.timedelta(days=2))
    bars = {bar.word: (bar.now, bar.last) for bar in seen.bars}
    assert (bars["Signed off"], bars["Complete awaiting sign-off"]) == ((1, 0), (0, 1))
    assert [(row["ref"], row["after"]) for row in seen.changed] == [("1-POLICE", "Signed off")]
    assert seen.trend == ()
    publish(issued, AUTUMN + dt.timedelta(days=2))
    issue(issued, dt.date(2025, 12, 31), now=WINTER)
    trend = view(issued, WINTER).trend
    assert [as_at.month for as_at, _ in trend] == [6, 9, 12]
    assert [counts["Signed off"] for _, counts in trend] == [0, 1, 1]
