"""The demo: every kind of return that agencies send, and files to open at the end."""

import re

from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.demo import demo
from dhr_xl.commands.status import status
from dhr_xl.core.views.to_check import ChecksLeft


def test_demo__goes_the_whole_round(tmp_path):
    result = demo(tmp_path / "demo")
    assert all(path.exists() for path in result.to_open)
    assert {q.kind for q in conflicts(result.folder)} == {"wrong", "agencies", "date"}
    [late] = [step for step in result.steps if "7 changes merged" in step]
    waiting = map(int, re.findall(r"\d+", late.partition("on Decisions:")[2]))
    assert sum(waiting) == len(conflicts(result.folder)) + 1, "one was decided since"
    today = status(result.folder).today
    left = {need.what: need.how_many for need in (*today.needs_you, *today.needs_nothing)}
    counts = int(left["Guesses to check"]), int(left["More to check, for interest only"])
    assert str(ChecksLeft(*counts)) in result.steps[0], "the number on Today"
    states = {line.state for line in status(result.folder).today.agencies}
    assert {"Returned", "Nothing to report", "Part-done", "To correct", "Late"} <= states
    assert list((result.folder / "outbox").glob("chase *.eml"))
