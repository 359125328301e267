"""A column is added to the agency's form by one line, and a rule by a function and a sentence: all else follows."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dhr_xl.commands.issue import issue
from plan_folder import AS_AT, DAY, DUE, make_folder

ROOT = Path(__file__).resolve().parent.parent
COLUMNS, RULES, PROBLEMS = (
    f"dhr_xl/core/{name}.py" for name in ("plan/columns", "returns/rules", "returns/problems")
)  # fmt: skip
LINE = """\
    Field("risk", "Risk if not done", 16, "choice", ("Low", "Medium", "High"), prompt="What it would mean for people."),
"""
RULE = '''\
def need_risk(row: RowToCheck) -> Iterator[Problem]:
    """An action that is paused says what that may cost."""
    if row.values.get("status") == "Paused" and "status" in row.changed and not row.values.get("risk"):
        yield problem(Code.RISK_NEEDED, row.cells.get("risk"), ref=row.ref, field="risk")


ROW_RULES: Final = (need_risk, '''
SENTENCE = """\
    RISK_NEEDED = Sentence(
        "error", "The action is called Paused, without its risk.", "Choose the risk.", AS_IT_STANDS)
"""


def put_in(tree, file, before, text, *, instead=False):
    """Write text into a module of the copy, before some words of it or in their place."""
    path = tree / file
    whole = path.read_text(encoding="utf-8")
    assert whole.count(before) == 1, f"{file} does not have {before!r} once"
    path.write_text(whole.replace(before, text if instead else f"{text}{before}"), encoding="utf-8")


@pytest.fixture(scope="module", params=["in the middle", "last"])
def seen(request, tmp_path_factory):
    """What is seen in a round with the new column, which stands among the agency's columns where `param` says."""
    tmp_path = tmp_path_factory.mktemp("column")
    folder = make_folder(tmp_path)
    issue(folder, AS_AT, due=DUE, now=DAY)
    tree = tmp_path / "project"
    for name in ("dhr_xl", "scripts", "workbook_templates"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    before = {
        "in the middle": '    Field(\n        "outcome",',
        "last": ')  # fmt: skip\n"""The form\'s columns',
    }  # fmt: skip
    put_in(tree, COLUMNS, before[request.param], LINE)
    put_in(tree, RULES, "ROW_RULES: Final = (", RULE, instead=True)
    put_in(tree, PROBLEMS, "    REASON_NEEDED = ", SENTENCE)
    paths = os.pathsep.join(map(str, (tree, ROOT / "tests" / "helpers")))
    run = [sys.executable, tree / "scripts" / "build_templates.py"], [sys.executable, "-m", "new_column_round", folder]
    for command in run:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=tree, env={**os.environ, "PYTHONPATH": paths}
        )
        assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_form__has_it_with_its_list_its_prompt_and_its_line_of_guidance(seen):
    assert seen["issued"] == {
        "heading": "Risk if not done (fill in)", "choices": ["Low", "Medium", "High"],
        "prompt": "What it would mean for people.", "guidance": "What it would mean for people.", "locked": False,
    }  # fmt: skip


def test_answers__are_merged_and_shown_and_may_be_entered_for_an_agency(seen):
    answered = seen["answered"]
    assert answered["entered"] == "Low"
    assert (answered["merged"]["1-POLICE"], answered["merged"]["2-POLICE"]) == ("Low", "Medium")


def test_a_conflict__waits_on_decisions_until_it_is_decided(seen):
    answered = seen["answered"]
    assert answered["conflict"]["outcome"] == "merged_with_problems"
    assert answered["asked"].startswith("POLICE says 'High' under Risk if not done, but the plan was changed to 'Low'")
    assert answered["decided"] == "High"


def test_a_wrong_choice__is_held_and_goes_back_to_its_agency(seen):
    answered = seen["answered"]
    [said] = [one for one in answered["wrong"]["problems"] if "Huge" in one]
    assert said == (
        "3-NHS 'Huge' is not one of the choices for Risk if not done. Choose from the list: Low, Medium, High."
    )
    assert ["3-NHS", "Risk if not done", "Huge"] in [row[:3] for row in answered["to correct"]]
    assert not answered["merged"]["3-NHS"]


def test_the_board_export_and_history__show_it(seen):
    elsewhere = seen["elsewhere"]
    assert "Risk if not done: High" in elsewhere["board"]["1-POLICE"]
    assert "Risk if not done: POLICE: Medium\nNHS: Low" in elsewhere["board"]["2-POLICE"]
    assert elsewhere["csv"] == elsewhere["json"] == {"1-POLICE": "High", "2-POLICE": "Medium", "3-NHS": ""}
    assert elsewhere["answers"] == {"POLICE": "Medium", "NHS": "Low"}
    assert ["POLICE", "Low", "High"] in elsewhere["history"]
    assert "High" in elsewhere["sheet"]


def test_undo__takes_it_back(seen):
    assert not seen["undone"]["2-POLICE"]


def test_a_rule__is_asked_and_sent_back_by_its_function_and_its_sentence(seen):
    missing = seen["missing"]
    assert "3-NHS The action is called Paused, without its risk. Choose the risk." in missing["problems"]
    assert ["3-NHS", "Risk if not done", "(blank)"] in [row[:3] for row in missing["to correct"]]


def test_a_form_issued_before__comes_back_without_a_complaint(seen):
    assert seen["older"]["clean"] == {"outcome": "merged", "problems": []}


def test_a_form_issued_before__is_drawn_again_as_it_was_and_put_right_without_the_column(seen):
    older = seen["older"]
    assert older["again"] == older["before"]
    assert not any("Risk" in heading for heading in older["to correct"])
    assert [said.split(" ", 1)[0] for said in older["wrong"]["problems"]] == ["1-POLICE"]
    assert older["asked"] == ["Evidence: what, and where held"]
