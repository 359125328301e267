"""A whole round of returns at once, killed again and again on its way: the end is that of an undisturbed collect."""

import datetime as dt
import itertools
import shutil

from crash.crash_plan import Expected
from crash.faults import Fault, Point, points_of
from dhr_xl.commands.issue import issue
from dhr_xl.core.plan.model import Agency, Plan, Recommendation
from generated import ALL
from plan_folder import AS_AT, DAY, DUE, PLAN, action, edit_master, fill, form, make_folder

RETURNS = 200 if ALL else 40
CODES = [f"A{first}{second}" for first, second in itertools.product("BCDFGHJKLM", "PQRSTVWX")]
KILLS = (
    ("link", RETURNS // 4), ("link", RETURNS // 4),  # with a quarter of the originals kept, and with half
    ("pwrite64", 60), ("fdatasync", 3), ("rename", 1),  # in the merge, in its commit, at the new master.xlsx
    ("unlink", RETURNS // 4),  # with a part of the inbox removed
)  # fmt: skip
"""Where each collect in its turn is killed."""
DONE = {
    "status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes of 20 June",
    "outcome": "Every call assessed", "progress": "Instruction issued",
}  # fmt: skip


def a_plan(agencies):
    """One action for each agency alone, and one that each shares with the next."""
    alone = [action(f"1-{code}", code) for code in agencies]
    shared = [action(f"2-{a}", a, agencies=(b,)) for a, b in itertools.pairwise([*agencies, agencies[0]])]
    return Plan(
        title="A county's action plan", reference="DHR-40", as_at=PLAN.as_at,
        agencies=tuple(Agency(code=code, name=f"Agency {code}") for code in agencies),
        recommendations=tuple(
            Recommendation(number=number, text=f"Recommendation {number}.", actions=tuple(actions))
            for number, actions in (("1", alone), ("2", shared))
        ),
    )  # fmt: skip


def answers(code, number):
    """The answers of one return: of six kinds, good and bad ones among them."""
    kinds = (
        {f"1-{code}": DONE},
        {f"1-{code}": {"status": "In progress", "progress": f"Step {number}"}},
        {f"1-{code}": {"status": "Complete"}, f"2-{code}": {"progress": f"Met {number} times"}},
        {f"2-{code}": {"status": "Paused", "reason": "No staff"}},
        {f"2-{code}": {"status": "In progress", "progress": f"We met {number}"}, f"1-{code}": {"status": "Soon"}},
        {},
    )
    return kinds[number % len(kinds)]


def make_round(tmp_path):
    """A folder with that many returns in the inbox: two of each agency, duplicates and letters among them."""
    agencies = CODES[: RETURNS * 2 // 5]
    folder = make_folder(tmp_path, a_plan(agencies))
    issue(folder, AS_AT, due=DUE, now=DAY)
    inbox = folder / "inbox"
    for number, code in enumerate([*agencies, *agencies]):
        saved = dt.datetime(2025, 7, 2) + dt.timedelta(hours=number)
        sent = fill(form(folder, code), inbox / f"return {number:03}.xlsx", answers(code, number), saved=saved)
        if number % 10 == 0:
            shutil.copy(sent, inbox / f"sent again {number:03}.xlsx")
            (inbox / f"letter {number:03}.xlsx").write_bytes(f"Dear colleague, number {number}".encode())
    edit_master(folder, "Actions", "ref", {f"1-{agencies[0]}": {"board_note": "Asked for the minutes"}})
    shutil.rmtree(folder / "previous")
    shutil.rmtree(folder / "backups")
    return folder


def test_a_round__killed_again_and_again(driver, tmp_path):
    start = make_round(tmp_path)
    assert len(list((start / "inbox").iterdir())) >= RETURNS * 0.95
    finished = shutil.copytree(start, tmp_path / "finished")
    ended = driver.run(finished, "collect", options=[])
    assert (ended.code, ended.err) == (3, "")
    expected = Expected(start, finished)
    expected.check_finished(finished)
    assert len(expected.after["changes"]) > RETURNS / 2
    assert len(expected.after["questions"]) > RETURNS / 10
    points, _ = points_of(ended.trace, finished)
    folder = shutil.copytree(start, tmp_path / "killed")
    for call, number in KILLS:
        named = next(point.call for point in points if point.call.startswith(call))
        fault = Fault(Point(named, number, ""), "KILL")
        assert driver.run(folder, "collect", options=fault.options()).code is None, fault
        expected.check_whole(folder)
    again = driver.run(folder, "collect")
    assert (again.code, again.err) == (3, "")
    expected.check_finished(folder)
