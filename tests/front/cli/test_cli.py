"""The command line: exit codes, one clear sentence for bad input, and JSON whose keys others rely on."""

import datetime as dt
import io
import json

import pytest

from plan_folder import fill, form, make_issued


@pytest.fixture
def folder(tmp_path):
    return make_issued(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("new", "there", "--from", "plan.txt"), "exists already"),
        (("new", "fresh", "--from", "nowhere.txt"), "nowhere.txt"),
        (("--plan", "nowhere", "status"), "There is no folder"),
        (("--plan", "empty", "status"), "not a plan folder"),
        (("--plan", "plan", "issue", "--as-at", "soon"), "it is not a date"),
        (("--plan", "plan", "issue", "--as-at", "2025-09-30", "--due", "2025-09-01"), "before the as-at date"),
        (("--plan", "plan", "issue", "--as-at", "2025-09-30", "--agency", "GHOST"), "no agency GHOST"),
        (("--plan", "plan", "resolve", "9-X:status", "--take", "ours"), "no question '9-X:status'"),
        (("--plan", "plan", "history", "9-X"), "no action '9-X'"),
        (("--plan", "plan", "collect", "gone.xlsx"), "There is no file"),
        (("--plan", "plan", "email", "--what", "consolidated"), "dhr-xl publish"),
        (("--plan", "plan", "undo"), "nothing to take back"),
        (("nonsense",), "nonsense"),
    ],
)
def test_bad_input__is_one_sentence_exit_2_and_nothing_changed(run, folder, monkeypatch, arguments, words):
    monkeypatch.chdir(folder.parent)
    (folder.parent / "there").mkdir()
    (folder.parent / "there" / "mine.txt").write_text("mine")
    (folder.parent / "empty").mkdir()
    before = {p: p.read_bytes() for p in folder.parent.rglob("*") if p.is_file()}
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err
    assert {p: p.read_bytes() for p in folder.parent.rglob("*") if p.is_file()} == before


def test_collect_json__has_the_keys_others_rely_on_and_exit_3_where_a_person_must_look(run, folder):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"status": "Complete"}})
    code, out, _ = run("--plan", folder, "collect", "--json")
    document = json.loads(out)
    assert code == 3
    assert set(document) >= {"schema", "returns", "master", "skipped", "conflicts_open", "held_open", "master_stale"}
    [result] = document["returns"]
    assert set(result) >= {
        "source", "sha256", "agency", "round", "outcome", "changes", "conflicts", "held", "proposals", "notes", "problems",
    }  # fmt: skip
    assert (result["agency"], result["round"], result["outcome"]) == ("POLICE", "2025-06-30", "merged_with_problems")
    problem = next(p for p in result["problems"] if p["severity"] == "error")
    assert set(problem) == {"code", "severity", "sheet", "cell", "ref", "field", "value", "message", "remedy"}
    assert document["held_open"] == 1


def test_conflicts_json__says_what_waits(run, folder):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"status": "Complete"}})
    run("--plan", folder, "collect")
    code, out, _ = run("--plan", folder, "conflicts", "--json")
    [question] = json.loads(out)["conflicts"]
    assert (code, question["ref"], question["state"]) == (3, "1-POLICE", "open")
    assert set(question) >= {"id", "kind", "ref", "field", "base", "ours", "theirs", "ours_by", "theirs_by", "state"}


def test_export_json__uses_status_codes_and_iso_dates(run, folder):
    code, out, _ = run("--plan", folder, "export")
    action = json.loads(out)["recommendations"][0]["actions"][0]
    assert (code, action["status"], action["target_date"], action["agencies"]) == (
        0,
        "not_started",
        "2025-05-31",
        ["POLICE"],
    )


def test_export_csv__holds_nothing_a_spreadsheet_would_run(run, folder):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"progress": "'=1+1"}})
    run("--plan", folder, "collect")
    assert ",=1+1" not in run("--plan", folder, "export", "--format", "csv")[1]


def test_every_command__shows_something_and_alone_it_says_the_next_step(run, folder):
    for command in (("status",), ("conflicts",), ("history",), ("publish",), ("chase",), ("email",), ("collect",)):
        code, out, err = run("--plan", folder, *command)
        assert (code in {0, 3}, bool(out), err) == (True, True, ""), command
    code, out, _ = run("--plan", folder)
    assert (code, "Next: " in out) == (0, True)


def test_a_date_as_people_write_it__is_understood(run, folder):
    assert run("--plan", folder, "issue", "--as-at", "30 September 2025")[0] == 0
    assert (folder / "issued" / dt.date(2025, 9, 30).isoformat()).is_dir()


def answered(folder):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"progress": "We met"}})
    return folder


def test_undo__says_what_it_takes_back_and_asks(run, folder, monkeypatch):
    run("--plan", answered(folder), "collect")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    code, out, err = run("--plan", folder, "undo")
    assert (code, out) == (2, "")
    assert "1-POLICE, Progress" in err
    assert "from 'We met' back to 'blank'" in err
    assert "Nothing was taken back" in err
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    code, out, _ = run("--plan", folder, "undo")
    assert (code, "Taken back: the collect of" in out) == (0, True)


@pytest.mark.parametrize("options", [("--json",), ()])
def test_undo__with_nobody_to_ask_changes_nothing(run, folder, monkeypatch, options):
    run("--plan", answered(folder), "collect")
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    code, out, err = run("--plan", folder, "undo", *options)
    assert (code, out, "add --yes" in err) == (2, "", True)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_undo_json__says_what_was_taken_back_by_the_number_of_history(run, folder):
    run("--plan", answered(folder), "collect")
    listed = json.loads(run("--plan", folder, "history", "--json")[1])
    [change] = listed["changes"]
    assert change["run"] in {one["run"] for one in listed["runs"]}
    assert f"run {change['run']}" in run("--plan", folder, "history")[1]
    code, out, _ = run("--plan", folder, "undo", "--run", change["run"], "--yes", "--json")
    document = json.loads(out)
    assert (code, document["run"], [c["ref"] for c in document["undone"]]) == (0, change["run"], ["1-POLICE"])
    assert set(document) >= {
        "schema",
        "collected_at",
        "undone",
        "left",
        "files",
        "master_stale",
        "opened",
        "closed",
        "look",
    }
    assert run("--plan", folder, "undo", "--return", document["files"][0], "--yes")[0] == 2
