"""A whole return whose answers are long runs is judged, and a plan of such text imported, in time with its length."""

import datetime as dt
import re

import pytest

from dhr_xl.commands.check import check
from dhr_xl.commands.issue import issue
from dhr_xl.core.plan.columns import AGENCY_FIELDS
from dhr_xl.importing.plan_file import import_plan
from dhr_xl.settings import FILE
from generated import ALL
from linear.work import FOUR_TIMES, growth
from plan_folder import AS_AT, DAY, DUE, fill, form, make_folder

LONGEST = 32_767
"""Characters a cell holds at most."""
RUNS = ("a", "@a", "1 may ", "1", " .", "-_", ", ", "Mr A")[: None if ALL else 1]
WORDS = ("Ab ", "1 ", "POLICE: ", "a", "a) done ", '"', "Complete ")[: None if ALL else 1]
"""Three each time, all with --all: test_functions.py asks each function that reads them about all of them, each time."""


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    folder = make_folder(tmp_path_factory.mktemp("long"))
    settings = (folder / FILE).read_text(encoding="utf-8")
    named = re.sub(r"(?m)^#?\s*private_names.*$", 'private_names = ["Jane Smith", "a b"]', settings, count=1)
    assert named != settings
    (folder / FILE).write_text(named, encoding="utf-8")
    issue(folder, AS_AT, due=DUE, now=DAY)
    return folder


@pytest.mark.parametrize("unit", RUNS)
def test_check__of_a_return_full_of_one_run_takes_time_with_its_length(issued, tmp_path, unit):
    made = {}

    def returned(length):
        if length not in made:
            text = ("x" + unit * length)[: length - 1] + "!"
            answers = {ref: {field.key: text for field in AGENCY_FIELDS} for ref in ("1-POLICE", "2-POLICE")}
            single = dict.fromkeys(("anything_new", "completed_by", "remarks"), text)
            made[length] = fill(form(issued, "POLICE"), tmp_path / f"{length}.xlsx", answers, **single)
        return made[length]

    def judge(path):
        [result] = check(issued, [path], now=DAY + dt.timedelta(days=9)).returns
        assert result.outcome in {"merged", "merged_with_problems"}

    assert growth(judge, returned, LONGEST // 4) < FOUR_TIMES


@pytest.mark.parametrize("unit", WORDS)
def test_import__of_a_plan_of_one_run_takes_time_with_its_length(tmp_path, unit):
    def plan(length):
        text = (unit * length)[:length]
        path = tmp_path / f"{length}.txt"
        head = "Recommendation\tAction to take\tLead agency\tTarget date\tProgress report\n"
        path.write_text(
            head + f"1. {text}\t{text}\tPolice\t{text}\t{text}\n2. Ask\t{text}\t{text}\tMay 2015\t{text}\n",
            encoding="utf-8",
        )
        return path

    assert growth(lambda path: import_plan(path, title=None, as_at=None), plan, 2000) < FOUR_TIMES
