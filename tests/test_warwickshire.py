"""The real plan through all nine steps, as a coordinator goes through them."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.email import email
from dhr_xl.commands.export import export
from dhr_xl.commands.issue import issue
from dhr_xl.commands.new import new
from dhr_xl.commands.publish import publish
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.status import status
from dhr_xl.commands.undo import undo
from plan_folder import chase, edit_master, fill

SOURCE = Path(__file__).resolve().parents[2] / "shared" / "plans" / "warwickshire-2015.txt"
AS_AT, DUE = dt.date(2015, 6, 30), dt.date(2015, 7, 14)
SENT, BACK = dt.datetime(2015, 7, 1, 9, 0), dt.datetime(2015, 7, 9, 14, 0)


@pytest.mark.skipif(not SOURCE.is_file(), reason=f"the real plan is not here: {SOURCE}")
def test_the_whole_round(tmp_path):
    folder = tmp_path / "warwickshire"
    plan = new(folder, SOURCE, review_ref="DHR-07", return_to="returns@example.org", contact="Team", now=SENT).plan
    assert (len(plan.recommendations), plan.as_at) == (36, AS_AT)
    assert 63 <= len(plan.actions) <= 73
    edit_master(
        folder, "Agencies", "code",
        {a.code: {"job_title": "Lead", "email": f"lead@{a.code.lower()}.example", "role": "To"} for a in plan.agencies},
    )  # fmt: skip
    sent = issue(folder, AS_AT, due=DUE, now=SENT)
    owing = {a.agency for a in plan.actions if a.status not in {"complete", "propose_to_close"}}
    assert {one.agency for one in sent.issued} == owing
    assert set(sent.nothing_to_send) == {a.agency for a in plan.actions} - owing
    assert sum(one.rows for one in sent.issued) == sum(a.agency in owing for a in plan.actions)
    assert len(email(folder, "workbooks", now=SENT).messages) == len(sent.issued)

    forms = {one.agency: one for one in sent.issued}
    refs = {code: [a.ref for a in plan.actions if a.agency == code and a.status != "complete"] for code in forms}
    late = next(code for code, mine in refs.items() if len(mine) > 1)
    done = {
        "status": "Complete", "completion_date": dt.date(2015, 6, 1), "evidence_given": "Minutes", "outcome": "Used",
        "progress": "Finished",
    }  # fmt: skip
    fill(forms[late].file, folder / "inbox" / "back.xlsx", {refs[late][0]: done, refs[late][1]: {"status": "Complete"}})
    other = next(code for code in forms if code != late)
    fill(forms[other].file, folder / "inbox" / "nil.xlsx", {}, anything_new="No, nothing has changed")
    result = collect(folder, now=BACK)
    assert {r.agency: r.outcome for r in result.returns} == {late: "merged_with_problems", other: "nothing_to_report"}
    assert next(a for a in export(folder).actions if a.ref == refs[late][0]).evidence_given == "Minutes"

    [held] = conflicts(folder)
    assert held.ref == refs[late][1]
    assert resolve(folder, [held.id], value="Letter of 2 June, on file", now=BACK).waiting == ()
    assert next(a for a in export(folder).actions if a.ref == refs[late][1]).status == "complete"

    states = {line.agency: line.state for line in status(folder, BACK).today.agencies}
    assert "Nothing to report" in states.values()
    owing = chase(folder, dt.datetime(2015, 7, 20)).owed
    assert other not in {one.agency for one in owing}
    assert all(one.lines or one.corrections for one in owing)
    board = publish(folder, BACK)
    assert openpyxl.load_workbook(board.file).sheetnames == [
        "Summary",
        "For decision",
        "What changed",
        "Agencies",
        "Plan",
        "Overdue",
        "Age of open actions",
        "Returns",
        "Status words",
    ]
    undone = undo(folder, now=BACK)
    assert ({change.key.ref for change in undone.undone}, undone.opened) == ({refs[late][1]}, (held.id,))
    assert next(a for a in export(folder).actions if a.ref == refs[late][0]).status == "complete"
    undo(folder, now=BACK)
    restored = next(a for a in export(folder).actions if a.ref == refs[late][0])
    assert restored.status != "complete"
