"""The judge of imports is judged: each kind of wrong answer is seen, and a right one is not complained of."""

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAN = """A plan of two
Number\tRecommendation\tAction\tLead agency\tTarget date\tProgress report
1\tNurses ask about safety.\tAdd a question to the form\tOldmere Hospitals NHS Trust\t30 June 2024\tComplete. The form is in use.
2a\tOfficers record who was there.\tChange the log\tOldmere Police\t31 July 2024\tIn progress. Being built.
"""
GOLDEN = {
    "title": "A plan of two",
    "recommendations": [
        {
            "number": "1", "text": "Nurses ask about safety.",
            "actions": [{
                "agency": "Oldmere Hospitals NHS Trust", "agencies": ["Oldmere Hospitals NHS Trust"],
                "action": "Add a question to the form", "target_date": "2024-06-30", "status": "complete",
                "progress": "The form is in use.",
            }],
        },
        {
            "number": "2a", "text": "Officers record who was there.",
            "actions": [{
                "agency": "Oldmere Police", "agencies": ["Oldmere Police"], "action": "Change the log",
                "target_date": "2024-07-31", "status": "in_progress", "progress": "Being built.",
            }],
        },
    ],
}  # fmt: skip
EXPORT = {
    "title": "A plan of two",
    "agencies": [
        {"code": "NHS", "name": "Oldmere Hospitals NHS Trust", "aliases": ["OHT"]},
        {"code": "POLICE", "name": "The Oldmere Police", "aliases": []},
    ],
    "recommendations": [
        {
            "number": 1, "number_inferred": False, "text": "Nurses ask about safety.",
            "actions": [{
                "ref": "1-NHS", "agency": "NHS", "agencies": ["NHS"], "action": "Add a question to the form",
                "target_date": "2024-06-30", "status": "complete", "completion_date": None, "progress": "The form is in use.",
            }],
        },
        {
            "number": "2a", "number_inferred": False, "text": "Officers record who was there.",
            "actions": [{
                "ref": "2a-POLICE", "agency": "POLICE", "agencies": ["POLICE"], "action": "1. Change the  log",
                "target_date": "2024-07-31", "status": "in_progress", "completion_date": None, "progress": "Being built.",
            }],
        },
    ],
    "unplaced": [],
    "findings": [],
}  # fmt: skip


@pytest.fixture
def scoring(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import _scoring

    yield _scoring
    sys.modules.pop("_scoring", None)


@pytest.fixture
def golden():
    return copy.deepcopy(GOLDEN)


@pytest.fixture
def export():
    return copy.deepcopy(EXPORT)


def first(plan, number=0):
    return plan["recommendations"][number]["actions"][0]


def test_score_plan__all_right(scoring, golden, export):
    score = scoring.score_plan(golden, export)
    assert score["why"] == []
    assert score["recommendations"] == score["references"] == score["actions"] == score["agency"] == [2, 2]
    assert scoring.failures(scoring.add_up([score])) == []


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        (lambda e: e["recommendations"][0].update(number=7), "references", "7"),
        (lambda e: e["recommendations"][0].update(text="Something else altogether"), "recommendations", "Something"),
        (lambda e: e["recommendations"].pop(), "recommendations", "not found"),
        (lambda e: first(e).update(action="Buy a printer"), "actions", "no action"),
        (lambda e: first(e).update(agency="POLICE"), "agency", "The Oldmere Police"),
        (lambda e: first(e).update(agency="UNASSIGNED"), "agency", "None"),
        (lambda e: first(e).update(target_date="2024-06-03"), "target_date", "2024-06-03"),
        (lambda e: first(e).update(target_date=None), "target_date", "None"),
        (lambda e: first(e).update(status="in_progress"), "status", "in_progress"),
    ],
)
def test_score_plan__a_wrong_answer_is_seen(scoring, golden, export, change, key, says):
    change(export)
    score = scoring.score_plan(golden, export)
    right, of = score[key]
    assert right < of
    assert any(says in line for line in score["why"])
    assert score["silent"] > 0
    assert scoring.failures(scoring.add_up([score]))


def test_score_plan__a_wrong_field_with_a_finding_on_it_is_not_silent(scoring, golden, export):
    first(export).update(status="unknown")
    for where in ("1-NHS", "1"):
        export["findings"] = [{"where": where, "severity": "warning"}]
        score = scoring.score_plan(golden, export)
        assert score["silent"] == 0
        assert score["status"] == [1, 2]
        assert score["person"] == 1
    export["findings"] = [{"where": "2a-POLICE", "severity": "note"}]
    score = scoring.score_plan(golden, export)
    assert (score["silent"], score["person"]) == (1, 0)


def test_score_plan__an_invented_action_and_an_invented_recommendation(scoring, golden, export):
    export["recommendations"][0]["actions"].append({**first(export), "ref": "1-NHS-2", "action": "Never written"})
    export["recommendations"].append({**export["recommendations"][1], "number": 3, "text": "Heading"})
    score = scoring.score_plan(golden, export)
    assert score["actions"] == [2, 3]
    assert score["recommendations"] == [2, 3]
    assert score["silent"] == 2


def test_score_plan__what_is_also_fair_counts(scoring, golden, export):
    first(golden).update(agency=None, agency_also_fair=["OHT"], status="unknown", status_also_fair=["complete"])
    first(golden).update(target_date="2024-06-01", target_date_also_fair=["2024-06-30"])
    assert scoring.score_plan(golden, export)["why"] == []


def test_score_plan__a_completion_date_only_where_the_answer_has_one(scoring, golden, export):
    assert scoring.score_plan(golden, export)["completion_date"] == [0, 0]
    first(golden)["completion_date"] = "2024-06-20"
    assert scoring.score_plan(golden, export)["completion_date"] == [0, 1]
    first(export)["completion_date"] = "2024-06-20"
    assert scoring.score_plan(golden, export)["completion_date"] == [1, 1]


def test_score_plan__a_list_is_right_as_its_parts_and_as_the_whole(scoring, golden, export):
    parts = [{**first(golden), "action": words} for words in ("Add a question to the form", "Print the form again")]
    first(golden).update(action="Add a question to the form Print the form again", parts=parts)
    first(export).update(action="1. Add a question to the form\n2. Print the form again")
    whole = scoring.score_plan(golden, export)
    assert (whole["split"], whole["actions"], whole["why"]) == ([0, 1], [2, 2], [])
    first(export).update(action="Add a question to the form")
    export["recommendations"][0]["actions"].append(
        {**first(export), "ref": "1-NHS-2", "action": "Print the form again"}
    )
    split = scoring.score_plan(golden, export)
    assert (split["split"], split["actions"], split["why"]) == ([1, 1], [3, 3], [])


def test_score_plan__a_lost_word_and_one_that_stands_elsewhere(scoring, golden, export):
    golden["other_words"] = ["Quorate at noon"]
    export["unplaced"] = [{"line": 3, "text": "quorate, at"}]
    first(golden)["progress"] = "The form is in daily use."
    assert scoring.score_plan(golden, export)["why"] == ["words lost: daily noon"]


def test_score_plan__words_in_findings_are_not_kept_words(scoring, golden, export):
    golden["other_words"] = ["Quorate"]
    export["findings"] = [{"where": "line 3", "severity": "note", "message": "Quorate was not understood"}]
    assert scoring.score_plan(golden, export)["lost"] == 1


def test_score_plan__several_agencies_in_one_cell(scoring, golden, export):
    first(golden)["agencies"] = ["Oldmere Hospitals NHS Trust", "Oldmere Police"]
    assert scoring.score_plan(golden, export)["joint"] == [0, 1]
    first(export)["agencies"] = ["NHS", "POLICE"]
    assert scoring.score_plan(golden, export)["joint"] == [1, 1]


def test_score_plan__no_plan_taken_for_one(scoring, export):
    score = scoring.score_plan({"refused": True}, export)
    assert score["taken_wrongly"] == 1
    assert scoring.failures(scoring.add_up([score])) == ["what is no plan is refused: 1"]


@pytest.mark.parametrize(
    ("golden", "as_text", "wrongly"),
    [
        ({"refused": True}, False, 0),
        (GOLDEN, False, 1),
        ({**GOLDEN, "refusal_also_fair": True}, False, 0),
        ({**GOLDEN, "text_as_found": "this plan, or a polite refusal"}, True, 0),
        ({**GOLDEN, "text_as_found": "this plan, or a polite refusal"}, False, 1),
    ],
)
def test_score_refusal__right_or_wrong(scoring, golden, as_text, wrongly):
    score = scoring.score_refusal(golden, "It is a picture.", as_text=as_text)
    assert (score["refused"], score["refused_wrongly"], score["why"]) == (1, wrongly, ["It is a picture."])
    assert score["actions"] == [0, 2 * wrongly]


def test_score_refusal__what_broke_is_never_right(scoring):
    score = scoring.score_refusal({"refused": True}, "Traceback", crashed=True)
    assert scoring.failures(scoring.add_up([score])) == ["no import breaks: 1"]


def test_failures__more_findings_than_a_person_can_settle(scoring, golden, export):
    export["findings"] = [{"where": "1-NHS", "severity": "warning"}, {"where": "1", "severity": "error"}]
    score = scoring.score_plan(golden, export)
    assert scoring.failures(scoring.add_up([score])) == ["one finding for a person on every two actions: 2 on 2"]


def test_score_import__a_tiny_folder(tmp_path, golden):
    (tmp_path / "two-shouting.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "letter.txt").write_text("Dear colleague,\nThank you for your letter.\n", encoding="utf-8")
    (tmp_path / "letter.json").write_text('{"refused": true}', encoding="utf-8")
    (tmp_path / "no answer.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "two.json").write_text(json.dumps(golden), encoding="utf-8")
    right = run(tmp_path, "--json")
    assert json.loads(right.stdout)["failed"] == []
    assert [score["document"] for score in json.loads(right.stdout)["documents"]] == ["letter.txt", "two-shouting.txt"]
    assert right.returncode == 0
    first(golden)["target_date"] = "2024-06-29"
    (tmp_path / "two.json").write_text(json.dumps(golden), encoding="utf-8")
    wrong = run(tmp_path, "--why")
    assert wrong.returncode == 3
    assert "date 1/2" in wrong.stdout
    assert "target_date '2024-06-30', to be ['2024-06-29']" in wrong.stdout
    assert "not held: target_date" in wrong.stdout


def test_score_import__nothing_to_score(tmp_path):
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "golden answer" in done.stderr


def run(*arguments):
    command = [sys.executable, str(ROOT / "scripts" / "score_import.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONUTF8": "1"}, check=False)
