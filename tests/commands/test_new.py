"""new: what is made of an existing plan, whatever it lacks; a failure leaves nothing behind."""

import datetime as dt
import json

import openpyxl
import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.export import export
from dhr_xl.commands.history import history
from dhr_xl.commands.issue import issue
from dhr_xl.commands.new import new
from dhr_xl.commands.publish import publish
from dhr_xl.commands.status import status
from dhr_xl.errors import Stop
from dhr_xl.front.documents import document
from late_master import master_of
from plan_folder import rows_of_master

NOW = dt.datetime(2025, 7, 1, 9, 0)
HEADINGS = "Recommendation,Action,Lead agency,Target date,Progress,Cost centre,Risk owner (job title)"
WHOLE = f"""{HEADINGS}
1. Assess risk,Train staff,Northmoor Police,31 March 2025,In progress,Training,Chief Inspector
2. Ask about pets,Change the form,Hospitals Trust,May 2025,Complete,=1+1,
3. Share words,Write a protocol,Northmoor Police,as soon as possible,,2025-03-01,007
"""
LACKING = {
    "no dates": "Recommendation,Action,Lead agency,Progress\n1. Assess,Train staff,Police,Done\n2. Ask,Change forms,Health Trust,Begun\n",
    "no statuses": "Recommendation,Action,Lead agency,Target date\n1. Assess,Train staff,Police,31 March 2026\n2. Ask,Change forms,Health Trust,May 2026\n",
    "no agencies": "Recommendation,Action,Target date,Progress\n1. Assess,Train staff,31 March 2026,Begun\n2. Ask,Change forms,May 2026,\n",
    "one agency": "Recommendation,Action,Lead agency,Target date,Progress\n1. Assess,Train staff,Police,31 March 2026,Begun\n2. Ask,Change forms,Police,May 2026,\n",
}


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text(WHOLE, encoding="utf-8")
    return path


def files(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*"))


def test_columns_without_a_place__stand_at_the_right_of_actions_in_their_order(source, tmp_path):
    new(tmp_path / "plan", source, now=NOW)
    sheet = openpyxl.load_workbook(tmp_path / "plan" / "master.xlsx")["Actions"]
    headings = [cell.value for row in sheet.iter_rows() for cell in row if row[0].value == "Ref"]
    assert headings[-2:] == ["Cost centre", "Risk owner (job title)"]
    own = [dict(action.own) for action in export(tmp_path / "plan").actions]
    assert own == [
        {"Cost centre": "Training", "Risk owner (job title)": "Chief Inspector"},
        {"Cost centre": "=1+1"},
        {"Cost centre": "2025-03-01", "Risk owner (job title)": "007"},
    ]


def test_columns_without_a_place__come_back_from_master_as_they_went(source, tmp_path):
    folder = tmp_path / "plan"
    new(folder, source, now=NOW)
    before = document(export(folder))
    book = openpyxl.load_workbook(master_of(folder))
    book.save(master_of(folder))
    taken = collect(folder, now=NOW).master
    assert (taken.problems, taken.sheets, document(export(folder))) == ((), (), before)


def test_as_at__is_the_day_of_import_where_the_document_names_none(source, tmp_path):
    result = new(tmp_path / "plan", source, now=NOW)
    assert (export(tmp_path / "plan").as_at, result.as_at_from) == (NOW.date(), "today")
    given = new(tmp_path / "given", source, as_at=dt.date(2025, 3, 31), now=NOW)
    assert (export(tmp_path / "given").as_at, given.as_at_from) == (dt.date(2025, 3, 31), "given")


def test_as_at_printed__is_the_documents_and_stays_checked(source, tmp_path):
    source.write_text(WHOLE.replace("Progress", "Progress as at 30 April 2025"), encoding="utf-8")
    result = new(tmp_path / "plan", source, now=NOW)
    assert (export(tmp_path / "plan").as_at, result.as_at_from) == (dt.date(2025, 4, 30), "document")
    said = [words.checked for words in result.plan.unplaced if "30 April" in words.text]
    assert said == [words.checked for words in export(tmp_path / "plan").unplaced if "30 April" in words.text] != []


@pytest.mark.parametrize("lacking", LACKING)
def test_a_plan_that_lacks_something__goes_through_the_whole_round(run, tmp_path, lacking):
    source, folder = tmp_path / "plan.csv", tmp_path / "plan"
    source.write_text(LACKING[lacking], encoding="utf-8")
    assert run("new", folder, "--from", source)[0] in {0, 3}
    for command in (
        ("status",), ("issue", "--as-at", "2026-06-30", "--without-address"), ("collect",), ("email",), ("chase",), ("publish",),
        ("export",), ("export", "--format", "csv"), ("conflicts",), (),
    ):  # fmt: skip
        for json_too in ((), ("--json",)):
            code, _, err = run("--plan", folder, *json_too, *command)
            assert code in {0, 3}, (command, err)


def test_a_plan_without_agencies__says_that_nobody_can_be_sent_a_workbook_and_what_to_do(run, tmp_path):
    source, folder = tmp_path / "plan.csv", tmp_path / "plan"
    source.write_text(LACKING["no agencies"], encoding="utf-8")
    _, out, _ = run("new", folder, "--from", source, "--return-to", "r@csp.example", "--contact", "The team")
    assert "nobody can be sent a workbook" in " ".join(out.split())
    code, out, _ = run("--plan", folder, "issue", "--as-at", "2026-06-30")
    assert (code, "Nobody can be sent a workbook" in out) == (3, True)
    assert "dhr-xl email" not in out
    assert "choose one for each action on Actions" in run("--plan", folder)[1]
    assert issue(folder, dt.date(2026, 6, 30)).issued == ()


@pytest.mark.parametrize(
    ("name", "breaks"),
    [
        ("write_next", lambda *_: (_ for _ in ()).throw(Stop("The disk is full."))),
        ("write_next", lambda *_: "master.xlsx is open."),
        ("create_register", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))),
        ("save_plan", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)),
    ],
)
@pytest.mark.parametrize("made", [False, True])
def test_whatever_fails__nothing_is_left_behind(source, tmp_path, monkeypatch, name, breaks, made):
    folder = tmp_path / "council" / "reviews" / "plan"
    if made:
        folder.mkdir(parents=True)
    before = files(tmp_path)
    monkeypatch.setattr(f"dhr_xl.commands.new.{name}", breaks)
    with pytest.raises((Stop, KeyboardInterrupt)):
        new(folder, source, now=NOW)
    assert files(tmp_path) == before


def test_preview__writes_nothing_and_the_folder_may_be_there(run, source, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "mine.txt").write_text("mine")
    before = files(tmp_path)
    for folder in ("there", "fresh"):
        code, out, err = run("new", tmp_path / folder, "--from", source, "--preview")
        assert (code, err) == (3, "")
        assert "Nothing was written" in out
    assert files(tmp_path) == before


@pytest.mark.parametrize("columns", [80, 160])
def test_preview__shows_every_row_and_marks_what_was_guessed(run, source, tmp_path, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    _, out, _ = run("new", tmp_path / "fresh", "--from", source, "--preview")
    words = " ".join(out.split())
    for shown in (
        "Assess risk", "Train staff", "Northmoor Police", "31 March 2025", "31 May 2025 (?)", "as soon as possible (!)",
        "no status (?)",
    ):  # fmt: skip
        assert shown in words
    assert "31 March 2025 (?)" not in words
    assert max(map(len, out.splitlines())) <= columns


def test_preview_json__is_the_plan_as_export_gives_it(run, source, tmp_path):
    code, out, _ = run("new", tmp_path / "fresh", "--from", source, "--preview", "--json")
    shown = json.loads(out)
    made = document(new(tmp_path / "fresh", source, preview=True).plan)
    assert (code, shown["schema"], shown["recommendations"]) == (3, "dhr_xl/preview/1", made["recommendations"])
    assert shown["recommendations"][0]["actions"][0]["own"]["Cost centre"] == "Training"
    assert {"code", "where", "field", "guessed", "message", "source", "place"} <= set(shown["findings"][0])


def test_anyway__takes_in_what_reads_like_no_plan(run, tmp_path):
    source = tmp_path / "list.csv"
    rows = "\n".join(f"{n}. That something is done about the number {n},," for n in range(1, 7))
    source.write_text(
        f"Recommendation,Action,Target date\n{rows}\n7. That it is done,Do it,May 2026\n", encoding="utf-8"
    )
    code, out, err = run("new", tmp_path / "plan", "--from", source)
    assert (code, out, "--anyway" in err, (tmp_path / "plan").exists()) == (2, "", True, False)
    assert run("new", tmp_path / "plan", "--from", source, "--anyway")[0] == 3
    assert len(export(tmp_path / "plan").recommendations) == 7


def table_of(count):
    """A plan of this many actions, with many things to check."""
    dates = ("May 2025", "31 September 2025", "", "soon", "ongoing", "2025", "1 May 2025 2 June 2025")
    leads = ("Northmoor Police", "All agencies", "", "Hospitals Trust and Northmoor Police", "Director of Nursing")
    rows = (
        f"{n if n % 9 else n + 500}. A long recommendation about the matter {n} of this review,Train the staff of ward {n},"
        f"{leads[n % 5]},{dates[n % 7]},{('Complete', 'Training done and audit still to be completed', '')[n % 3]}"
        for n in range(1, count + 1)
    )
    return "Recommendation,Action,Lead agency,Target date,Progress\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize("count", [7, 200])
def test_summary__fits_a_screen_whatever_the_plan(run, tmp_path, count):
    source, folder = tmp_path / f"{'a long name ' * 9}.csv", tmp_path / "plan"
    source.write_text(table_of(count), encoding="utf-8")
    code, out, _ = run("new", folder, "--from", source, "--title", "A title of many words " * 20)
    lines = [line for line in out.splitlines() if str(folder) not in line]
    assert (code, len(out.splitlines()) <= 23, max(map(len, lines)) <= 79) == (3, True, True)
    for said in (
        "Needs you (",
        "For interest: ",
        "As at: ",
        f"{count} recommendations",
        f"--plan {folder} issue --as-at DATE --due DATE",
    ):
        assert said in out


@pytest.mark.parametrize(("given", "said"), [
    ((), "fill in return_to and contact in its"), (("--contact", "Us"), "fill in return_to in its"),
    (("--contact", "Us", "--return-to", "csp@a.example"), ""),
])  # fmt: skip
def test_next__names_what_issue_will_ask_for(run, source, tmp_path, given, said):
    _, out, _ = run("new", tmp_path / "plan", "--from", source, *given)
    assert ("Before issue, " in out, said in out) == (bool(said), True)


def test_findings__are_kept_with_their_place_and_nothing_is_history_yet(source, tmp_path):
    new(tmp_path / "plan", source, now=NOW)
    rows = [row for row in rows_of_master(tmp_path / "plan", "To check") if "-" in row["Where"]]
    assert all(row["Place in the document"] for row in rows)
    assert list(history(tmp_path / "plan")) == []
    assert status(tmp_path / "plan", NOW).today.needs_you[2][1] == 1
    publish(tmp_path / "plan", now=NOW)
