"""One question for each matter of a row: its words, what waits along with it, and how it is decided."""

import datetime as dt

import openpyxl
import pytest
from click.testing import CliRunner

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts, list_waiting
from dhr_xl.commands.export import export
from dhr_xl.commands.issue import issue
from dhr_xl.commands.resolve import resolve
from dhr_xl.core.returns.asking import rename_sender
from dhr_xl.errors import Stop
from dhr_xl.front.cli.main import main
from late_master import master_of
from plan_folder import DAY, edit_master, fill, form, rows_of_master

LATER = DAY + dt.timedelta(days=8)
RING = {"entered_for": "POLICE", "entered_from": "Telephone"}


def now(folder, ref):
    return next(action for action in export(folder).actions if action.ref == ref)


def send(folder, answers, name="a.xlsx", hour=12, **singles):
    fill(form(folder, "POLICE"), folder / "inbox" / name, answers, saved=dt.datetime(2025, 7, 5, hour), **singles)
    return collect(folder, now=LATER)


def waiting(folder):
    return [question.id for question in conflicts(folder)]


def test_two_answers_of_a_row_that_are_wrong__are_one_question(issued):
    result = send(issued, {"1-POLICE": {"status": "Nearly done", "completion_date": "31 September 2020"}})
    assert (waiting(issued), result.waiting.held) == (["1-POLICE:status"], 1)
    [row] = rows_of_master(issued, "Decisions")
    assert row["Return says"] == "Status now: Nearly done\nDate completed: 31 September 2020"
    assert "'Nearly done' is not one of the choices" in row["What is asked"]
    assert "'31 September 2020' cannot be read as one day" in row["What is asked"]
    assert "write a line for each, such as 'Date completed: …'" in row["What is asked"]


def test_two_answers_that_are_wrong__each_is_corrected_by_a_line_of_my_wording(issued):
    send(issued, {"1-POLICE": {"status": "Nearly done", "completion_date": "31 September 2020"}})
    with pytest.raises(Stop, match=r"waits with 1-POLICE:status: .* a line 'Date completed: …' under 'My wording'"):
        resolve(issued, ["1-POLICE:status"], value="In progress", now=LATER)
    wording = "Status now: In progress\nDate completed: blank"
    edit_master(issued, "Decisions", "id", {"1-POLICE:status": {"decision": "Use my wording", "wording": wording}})
    assert collect(issued, now=LATER).waiting.to_decide == 0
    assert (now(issued, "1-POLICE").status, now(issued, "1-POLICE").completion_date) == ("in_progress", None)


def test_answers_a_date_and_the_plans_words__are_three_matters_each_with_one_question(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"status": "In progress", "progress": "They rang", **RING}})
    collect(issued, now=LATER)
    answers = {
        "status": "Paused", "reason": "Staff", "completion_date": "soon", "query": "Not ours",
        "proposed_target_date": dt.date(2026, 1, 31),
    }  # fmt: skip
    path = fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {"1-POLICE": answers})
    book = openpyxl.load_workbook(path)
    book["Return"]["B4"], book["Return"]["O4"] = "Do it properly", "A report"
    book.save(path)
    result = collect(issued, now=LATER)
    assert sorted(waiting(issued)) == ["1-POLICE:action", "1-POLICE:proposed_target_date", "1-POLICE:status"]
    assert (result.waiting.conflicts, result.waiting.proposals, result.waiting.held) == (1, 2, 0)
    assert {row["Question"]: row["Return says"] for row in rows_of_master(issued, "Decisions")} == {
        "1-POLICE:status": "Status now: Paused\nDate completed: soon\nReason (date, paused, closing, reopened): Staff",
        "1-POLICE:proposed_target_date": "31 January 2026",
        "1-POLICE:action": "Action: Do it properly\nIs anything wrong with this action?: Not ours\n"
        "Evidence the plan asks for: A report",
    }
    resolve(issued, ["1-POLICE:action"], take="theirs", now=LATER)
    assert (now(issued, "1-POLICE").action, now(issued, "1-POLICE").evidence) == ("Do it properly", "A report")
    assert waiting(issued) == ["1-POLICE:status", "1-POLICE:proposed_target_date"]
    resolve(issued, ["1-POLICE:status"], value="Paused\nDate completed: blank", now=LATER)
    assert now(issued, "1-POLICE").status == "paused"
    assert waiting(issued) == ["1-POLICE:proposed_target_date"]


def test_several_conflicts_of_a_row__as_sent_puts_all_of_them_back(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"status": "In progress", "evidence_given": "Log", **RING}})
    collect(issued, now=LATER)
    send(issued, {"1-POLICE": {"status": "Paused", "reason": "Staff", "evidence_given": "Minutes"}})
    assert waiting(issued) == ["1-POLICE:status"]
    resolve(issued, ["1-POLICE:status"], take="base", now=LATER)
    assert (now(issued, "1-POLICE").status, now(issued, "1-POLICE").evidence_given) == ("not_started", "")


def test_a_day_in_question__is_decided_on_the_sheet_at_the_first_go(issued):
    told = {"status": "Complete", "completion_date": dt.date(2025, 6, 2), "evidence_given": "Log", "outcome": "Used"}
    edit_master(issued, "Actions", "ref", {"1-POLICE": {**told, **RING}})
    collect(issued, now=LATER)
    send(issued, {"1-POLICE": {**told, "completion_date": dt.date(2025, 6, 20)}})
    assert waiting(issued) == ["1-POLICE:completion_date"]
    edit_master(issued, "Decisions", "id", {"1-POLICE:completion_date": {"decision": "Use the return"}})
    [resolved] = collect(issued, now=LATER).master.resolved
    assert (resolved.state, resolved.message) == ("decided", "")
    assert now(issued, "1-POLICE").completion_date == dt.date(2025, 6, 20)


def dated(folder, day, **more):
    send(folder, {"1-POLICE": {"proposed_target_date": day, "reason": "Staff", **more}})
    [row] = rows_of_master(folder, "Decisions")
    return row


def test_a_new_date__stands_beside_the_plans_own(issued):
    row = dated(issued, dt.date(2026, 1, 31))
    assert row["What is asked"] == (
        "POLICE asks for the new target date 31 January 2026; the date now is 31 May 2025. Is it agreed? "
        "Leave it, and the board is asked at its meeting."
    )
    assert row["Plan now"] == "31 May 2025"


def test_a_new_date__stands_beside_the_one_agreed_before(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"agreed_target_date": dt.date(2025, 12, 31)}})
    collect(issued, now=LATER)
    row = dated(issued, dt.date(2025, 10, 31))
    assert (row["Plan now"], "the date now is 31 December 2025. That is not later." in row["What is asked"]) == (
        "31 December 2025", True,
    )  # fmt: skip
    assert row["Plan now: by whom, when"].startswith("coordinator")


def test_a_new_date_that_has_passed__is_said_to_have(issued):
    assert "That day has passed." in dated(issued, dt.date(2025, 7, 1))["What is asked"]


def test_a_new_date__if_another_was_agreed_meanwhile_it_is_shown_again(issued):
    dated(issued, dt.date(2026, 1, 31))
    edit_master(issued, "Decisions", "id", {"1-POLICE:proposed_target_date": {"decision": "Use the return"}})
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"agreed_target_date": dt.date(2025, 12, 31)}})
    [resolved] = collect(issued, now=LATER).master.resolved
    assert "has changed since and now says '31 December 2025'" in resolved.message
    [row] = rows_of_master(issued, "Decisions")
    assert (row["Plan now"], "the date now is 31 December 2025." in row["What is asked"]) == ("31 December 2025", True)
    edit_master(issued, "Decisions", "id", {"1-POLICE:proposed_target_date": {"decision": "Use the return"}})
    collect(issued, now=LATER)
    assert now(issued, "1-POLICE").agreed_target_date == dt.date(2026, 1, 31)


def test_a_new_date__the_same_is_not_asked_twice(issued):
    dated(issued, dt.date(2026, 1, 31))
    resolve(issued, ["1-POLICE:proposed_target_date"], take="ours", now=LATER)
    answers = {"proposed_target_date": dt.date(2026, 1, 31), "reason": "Staff", "outcome": "None yet"}
    send(issued, {"1-POLICE": answers}, "b.xlsx", hour=13)
    assert waiting(issued) == []


@pytest.mark.parametrize(
    ("one", "two", "said"),
    [
        (
            "Inspector",
            "Sergeant",
            "Inspector and Sergeant of POLICE answered differently. Inspector: {}. Sergeant: {}.",
        ),
        (
            "Inspector",
            " inspector",
            "Two copies of POLICE's workbook differ. The first (Inspector): {}. This one (inspector): {}.",
        ),
        ("", "", "Two copies of POLICE's workbook differ. The first: {}. This one: {}."),
    ],
)
def test_two_copies__are_two_peoples_only_where_their_names_say_so(issued, one, two, said):
    send(issued, {"1-POLICE": {"outcome": "Used"}}, completed_by=one)
    send(issued, {"1-POLICE": {"outcome": "Not used"}}, "b.xlsx", completed_by=two)
    [question] = conflicts(issued)
    answers = "Outcome 'Used'", "Outcome 'Not used'"
    assert (question.kind, question.asked) == ("teams", f"{said.format(*answers)} Which stands?")


def test_two_teams_that_differ_in_several_cells__are_told_person_by_person(issued):
    one = {"status": "In progress", "outcome": "None yet", "progress": "Drafted"}
    two = {"status": "Complete", "outcome": "Used", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Log"}
    send(issued, {"1-POLICE": one}, completed_by="Inspector")
    send(issued, {"1-POLICE": two}, "b.xlsx", completed_by="Sergeant")
    [question] = conflicts(issued)
    assert question.asked == (
        "Inspector and Sergeant of POLICE answered differently. Inspector: Status now 'In progress', Outcome 'None yet'. "
        "Sergeant: Status now 'Complete', Outcome 'Used'. Which stands?"
    )


def test_two_teams__asked_for_another_who_said_the_same_it_names_them():
    asked = (
        "Clerk and Sergeant of POLICE answered differently. Clerk: Outcome 'x'. Sergeant: Outcome 'y'. Which stands?"
    )
    assert rename_sender(asked, "Sergeant", "Major") == asked.replace("Sergeant", "Major")
    assert rename_sender(asked, "Nobody", "Major") == asked


def test_words_that_cannot_be_taken_as_they_stand__say_so(issued):
    path = fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {"1-POLICE": {"progress": "Trained six"}})
    book = openpyxl.load_workbook(path)
    [cell] = [c for row in book["Return"].iter_rows() for c in row if c.value == "1-POLICE"]
    cell.value = "99-POLICE"
    book.save(path)
    collect(issued, now=LATER)
    [name] = waiting(issued)
    with pytest.raises(Stop, match="cannot be taken in as they stand"):
        resolve(issued, [name], take="theirs", now=LATER)
    assert resolve(issued, [name], take="ours", now=LATER).waiting == ()


def test_after_ask_the_agency__it_waits_for_the_agency_and_not_for_you(run, issued):
    send(issued, {"1-POLICE": {"proposed_target_date": dt.date(2026, 1, 31), "reason": "Staff"}})
    assert run("--plan", issued, "collect")[0] == 3
    edit_master(issued, "Decisions", "id", {"1-POLICE:proposed_target_date": {"decision": "Ask the agency"}})
    code, out, _ = run("--plan", issued, "collect")
    assert (code, "Waiting for you" in out) == (0, False)
    assert "Waiting for an agency: 1 question you asked." in out
    code, out, _ = run("--plan", issued, "resolve")
    assert (code, "Waiting for you: 0. For an agency: 1" in out) == (0, True)
    _, out, _ = run("--plan", issued)
    assert "Questions to decide" not in out
    assert "Questions you put to an agency: 1" in out
    assert run("--plan", issued, "conflicts")[0] == 0
    page = openpyxl.load_workbook(master_of(issued))["Today"]
    words = [page.cell(row, 1).value for row in range(1, page.max_row + 1)]
    assert words.index("Questions you put to an agency") > words.index("Needs nothing from you now")
    _, out, _ = run("--plan", issued, "publish")
    assert "1 question waits for an agency's answer" in out


def test_last_rounds_form_returned_now__says_what_that_means(issued):
    old = form(issued, "POLICE")
    issue(issued, dt.date(2025, 9, 30), due=dt.date(2025, 10, 14), now=DAY + dt.timedelta(days=92))
    fill(old, issued / "inbox" / "late.xlsx", {"1-POLICE": {"progress": "Late"}})
    [result] = collect(issued, now=DAY + dt.timedelta(days=93)).returns
    [told] = [str(p) + " " + p.remedy for p in result.problems if p.code.name.startswith("EARLIER")]
    assert told == (
        "This is the form as at 30 June 2025, and its answers were taken in as of that day; they do not count for the "
        "round as at 30 September 2025. POLICE still owes 2 rows as at 30 September 2025. Ask for that form."
    )
    assert any(told.split(";")[0] in row["What to look at"] for row in rows_of_master(issued, "Returns"))


def test_conflicts__lists_what_is_decided_along_with_a_question(issued):
    said = {"status": "In progress", "entered_for": "POLICE", "entered_from": "Telephone"}
    edit_master(issued, "Actions", "ref", {"1-POLICE": said})
    collect(issued, now=LATER)
    answers = {"1-POLICE": {"status": "Paused", "reason": "Staff", "evidence_given": "Log"}}
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", answers)
    collect(issued, now=LATER)
    [listed] = list_waiting(issued)
    assert (listed.question.id, [(q.field, q.theirs) for q in listed.along]) == (
        "1-POLICE:status", [("evidence_given", "Log"), ("reason", "Staff")],
    )  # fmt: skip
    told = CliRunner().invoke(main, ["--plan", str(issued), "conflicts"]).output
    assert "with it, Evidence: what, and where held: plan now: blank; return says: Log" in told
