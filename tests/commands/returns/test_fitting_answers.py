"""The drop-down of each question has the answers that fit it; what does not fit stays on its row."""

import datetime as dt
import json

import openpyxl
import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.issue import issue
from dhr_xl.commands.resolve import resolve
from dhr_xl.errors import Stop
from late_master import master_of
from plan_folder import DAY, edit_master, fill, form, make_issued, rows_of_master

LATER = DAY + dt.timedelta(days=8)
DONE = {"status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes", "outcome": "Used"}
NEW_DATE = {"proposed_target_date": dt.date(2026, 1, 31), "reason": "Staff"}
ASK = "Ask the agency"


def send(folder, answers, name="a.xlsx", **more):
    fill(form(folder, "POLICE"), folder / "inbox" / name, answers, **more)
    return collect(folder, now=LATER).returns[0]


def now(folder, ref="1-POLICE"):
    return next(action for action in export(folder).actions if action.ref == ref)


def decide(folder, question, words, **more):
    edit_master(folder, "Decisions", "id", {question: {"decision": words, **more}})
    return collect(folder, now=LATER)


def offered(folder, question):
    """The answers in the drop-down of a question's row."""
    book = openpyxl.load_workbook(master_of(folder))
    sheet = book["Decisions"]
    headings = next(row for row in sheet.iter_rows() if any(cell.value == "Your decision" for cell in row))
    left = {cell.value: cell.column for cell in headings}
    [at] = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, left["Question"]).value == question]
    place = sheet.cell(at, left["Your decision"]).coordinate
    [rule] = [one for one in sheet.data_validations.dataValidation if place in one.sqref]
    assert (rule.type, rule.showErrorMessage, rule.errorStyle or "stop") == ("list", True, "stop")
    ((title, area),) = book.defined_names[rule.formula1].destinations
    words = [cell[0].value for cell in book[title][area]] if ":" in area else [book[title][area].value]
    assert title == "Lists"
    assert all(word in rule.error for word in words)
    return words


@pytest.fixture
def backwards(tmp_path):
    """Complete in one round, In progress in the next."""
    folder = make_issued(tmp_path)
    send(folder, {"1-POLICE": DONE})
    issue(folder, dt.date(2025, 9, 30), now=LATER)
    path = folder / "issued" / "2025-09-30" / "POLICE.xlsx"
    fill(path, folder / "inbox" / "b.xlsx", {"1-POLICE": {"status": "In progress", "reason": "Audit failed"}})
    collect(folder, now=LATER)
    return folder


@pytest.fixture
def conflict(issued):
    """The coordinator and the agency have both changed the status."""
    edit_master(
        issued, "Actions", "ref",
        {"1-POLICE": {"status": "In progress", "entered_for": "POLICE", "entered_from": "Telephone"}},
    )  # fmt: skip
    collect(issued, now=LATER)
    send(issued, {"1-POLICE": {"status": "Paused", "reason": "Staff"}})
    return issued


def test_conflict__has_the_four_general_answers(conflict):
    assert offered(conflict, "1-POLICE:status") == ["Keep the plan", "Use the return", "Use my wording", ASK]


def test_new_date__agree_keep_another(issued):
    send(issued, {"1-POLICE": NEW_DATE})
    wanted = ["Agree the new date", "Keep the date", "Another date", ASK]
    assert offered(issued, "1-POLICE:proposed_target_date") == wanted


@pytest.mark.parametrize(
    ("words", "wording", "agreed"),
    [
        ("Agree the new date", "", "2026-01-31"), ("Keep the date", "", None),
        ("Another date", "15 December 2025", "2025-12-15"),
        ("Use the return", "", "2026-01-31"), ("Keep the plan", "", None),  # the words of masters written before
    ],
)  # fmt: skip
def test_new_date__each_answer_does_what_it_says(issued, words, wording, agreed):
    send(issued, {"1-POLICE": NEW_DATE})
    assert decide(issued, "1-POLICE:proposed_target_date", words, wording=wording).waiting.to_decide == 0
    day = now(issued).agreed_target_date
    assert (day and day.isoformat()) == agreed
    [row] = rows_of_master(issued, "Decisions")
    shown = {"Use the return": "Agree the new date", "Keep the plan": "Keep the date"}
    assert row["Your decision"] == shown.get(words, words)


def test_another_date__without_one_is_said_on_its_row(issued):
    send(issued, {"1-POLICE": NEW_DATE})
    [said] = decide(issued, "1-POLICE:proposed_target_date", "Another date").master.problems
    assert "'Another date' is chosen, but 'My wording' beside it is blank" in said.message


def test_backwards__reopen_or_leave_it_complete(backwards):
    assert offered(backwards, "1-POLICE:status") == ["Reopen", "Leave it complete", "Use my wording", ASK]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Reopen", "in_progress"), ("Leave it complete", "complete"),
        ("Use the return", "in_progress"), ("Keep the plan", "complete"),
    ],
)  # fmt: skip
def test_backwards__each_answer_does_what_it_says(backwards, words, status):
    assert decide(backwards, "1-POLICE:status", words).waiting.to_decide == 0
    assert now(backwards).status == status


def test_near_miss__typed_with_turned_quotation_marks(issued):
    send(issued, {"1-POLICE": {**DONE, "status": "Compleet"}})
    assert decide(issued, "1-POLICE:status", "yes, “Complete” is meant").waiting.to_decide == 0
    assert now(issued).status == "complete"


def test_near_miss__is_accepted_in_one_choice(issued):
    send(issued, {"1-POLICE": {**DONE, "status": "Compleet"}})
    yes = 'Yes, "Complete" is meant'
    assert offered(issued, "1-POLICE:status") == [yes, ASK, "Keep the plan", "Use my wording"]
    assert decide(issued, "1-POLICE:status", yes).waiting.to_decide == 0
    action = now(issued)
    assert (action.status, action.completion_date, action.outcome) == ("complete", dt.date(2025, 6, 20), "Used")
    [row] = rows_of_master(issued, "Decisions")
    assert (row["Your decision"], row["Return says"].splitlines()[0]) == (yes, "Status now: Compleet")


def test_near_miss__what_the_word_needs_is_asked_for(issued):
    """Rules of the field hold for the word that was meant, too."""
    send(issued, {"1-POLICE": {"status": "Compleet", "progress": "All trained"}})
    [said] = decide(issued, "1-POLICE:status", 'Yes, "Complete" is meant').master.problems
    assert "The action is called Complete, with no evidence." in said.message
    assert now(issued).status != "complete"


def test_near_miss__use_the_return_says_what_may_be_chosen(issued):
    send(issued, {"1-POLICE": {"status": "In progres", "progress": "Trained six"}})
    said = decide(issued, "1-POLICE:status", "Use the return").master.problems[0]
    assert 'Choose Yes, "In progress" is meant, Ask the agency, Keep the plan or Use my wording.' in said.message
    assert now(issued).status != "in_progress"


@pytest.mark.parametrize("typed", ["Nearly complete", "Complete or Paused", "Not started yet, see note"])
def test_near_miss__words_that_weaken_a_choice_are_none(issued, typed):
    send(issued, {"1-POLICE": {"status": typed}})
    assert offered(issued, "1-POLICE:status") == ["Keep the plan", "Use my wording", ASK]


def test_near_miss__by_name(issued):
    send(issued, {"1-POLICE": {"status": "In progres"}})
    assert resolve(issued, ["1-POLICE:status"], take="meant", now=LATER).waiting == ()
    assert now(issued).status == "in_progress"


def test_meant__only_where_a_word_is_near(conflict):
    with pytest.raises(Stop, match=r"not nearly one .* Choose Keep the plan \(--take ours\), Use the return"):
        resolve(conflict, ["1-POLICE:status"], take="meant", now=LATER)


def test_words_to_read__have_one_answer(issued):
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {}, remarks="We merged with SWPB")
    collect(issued, now=LATER)
    [question] = conflicts(issued)
    assert offered(issued, question.id) == ["Read"]


def test_what_does_not_fit__stays_on_its_row_and_the_rest_goes_on(conflict):
    send(conflict, {"2-POLICE": NEW_DATE}, name="b.xlsx")
    edit_master(
        conflict, "Decisions", "id",
        {
            "1-POLICE:status": {"decision": "Agree the new date", "why": "Rang them"},
            "2-POLICE:proposed_target_date": {"decision": "Agree the new date"},
        },
    )  # fmt: skip
    result = collect(conflict, now=LATER)
    [said] = result.master.problems
    assert said.message == (
        "'Agree the new date' is no answer to this question. Choose Keep the plan, Use the return, Use my wording or "
        "Ask the agency."
    )
    assert [one.id for one in result.master.resolved] == ["2-POLICE:proposed_target_date"]
    row = next(row for row in rows_of_master(conflict, "Decisions") if row["Question"] == "1-POLICE:status")
    assert (row["Your decision"], row["Why"], row["State"]) == ("Agree the new date", "Rang them", "Open")
    said_there, asked = row["What is asked"].split("\n")
    assert said_there == f"Not taken in: {said.message}"
    edit_master(conflict, "Decisions", "id", {"1-POLICE:status": {"decision": "Keep the plan"}})
    assert collect(conflict, now=LATER).master.problems == ()
    row = next(row for row in rows_of_master(conflict, "Decisions") if row["Question"] == "1-POLICE:status")
    assert (row["State"], row["What is asked"]) == ("Decided", asked)


def test_one_row_a_question(conflict):
    names = [row["Question"] for row in rows_of_master(conflict, "Decisions")]
    assert names == [question.id for question in conflicts(conflict)] == ["1-POLICE:status"]


def test_conflicts__say_the_answers_and_how_they_are_typed(run, backwards):
    _, out, _ = run("--plan", backwards, "conflicts")
    assert (
        "answer: Reopen (--take theirs), Leave it complete (--take ours), Use my wording (--value) or Ask the agency "
        "(--take ask)"
    ) in out
    _, out, _ = run("--plan", backwards, "conflicts", "--json")
    [question] = json.loads(out)["conflicts"]
    assert question["answers"][0] == {"take": "theirs", "words": "Reopen"}
