"""Every number and sentence of the board's copies, checked against what was typed and against the export."""

from collections import Counter

import pytest

from board_rounds import JUNE, SEPTEMBER, TARGETS, read_copy, three_copies
from dhr_xl.core.plan.standing import STILL_TO_DO

AS_AT = (JUNE, JUNE, SEPTEMBER)
COPIES = (0, 1, 2)
SPOKE = (
    {"1-POLICE", "2-SWPB", "3-NHS", "4-POLICE", "5-NHS", "6-MARAC", "7-SWPB", "8-NHS"},
    {"1-POLICE", "2-SWPB", "3-NHS", "4-POLICE", "5-NHS", "6-MARAC", "7-SWPB"},
    {"4-POLICE", "5-NHS", "6-MARAC"},
)
"""For each copy, the actions whose lead gave news in the round: by workbook, telephone or nil return."""
WITHDRAWN = (set(), {"7-SWPB"}, {"7-SWPB"})
IN_SHORT = (
    (
        (
            "1 of 8 actions is called complete; the board has signed off none. "
            "On 1 shared action one agency says Complete and another does not."
        ),
        "1 action is overdue, led by 1 agency.",
        "Every agency that was asked has answered.",
    ),
    (
        (
            "1 of 7 actions is called complete; the board has signed off 1. "
            "On 1 shared action one agency says Complete and another does not. Counted apart: 1 withdrawn."
        ),
        "1 action is overdue, led by 1 agency.",
        "Every agency that was asked has answered.",
    ),
    (
        "1 of 7 actions is called complete; the board has signed off 1. Counted apart: 1 withdrawn.",
        "2 actions are overdue, led by 2 agencies.",
        (
            "No return of this round has come from Women's Board. "
            "Answers are still owed by Hospitals Trust (1 action) and MARAC team (1 action)."
        ),
    ),
)
CHANGED = (
    [],
    [
        ("1-POLICE", "Signed off by the board on 14 July 2025: Good work."),
        ("7-SWPB", "Withdrawn by the coordinator: Covered by 2."),
        ("8-NHS", "Moved from NHS to MARAC by the coordinator. No update has come from MARAC as at 30 June 2025."),
    ],
    [
        (
            "2-SWPB",
            (
                "Reopened by MARAC: now In progress. Reason: The paper was refused. "
                "No update has come from SWPB as at 30 September 2025."
            ),
        ),
        ("3-NHS", "Its target date passed on 15 September 2025."),
        (
            "5-NHS",
            (
                "Slipped once, to 31 December 2026 (from 30 June 2026), agreed by the coordinator, asked for by NHS. "
                "Reason: Two teams merge."
            ),
        ),
    ],
)
RETURNS = (
    {"POLICE": "Returned", "NHS": "Nothing to report", "SWPB": "Returned", "MARAC": "Returned"},
    {"POLICE": "Returned", "NHS": "Nothing to report", "SWPB": "Returned", "MARAC": "Returned"},
    {
        "POLICE": "Returned; something is being checked", "NHS": "Returned; 1 action still owed", "SWPB": "No return",
        "MARAC": "Returned; 1 action still owed",
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """The three copies as openpyxl reads them, and the export made at the time of each."""
    _, copies, plans = three_copies(tmp_path_factory.mktemp("board"))
    return [read_copy(copy.file) for copy in copies], plans, copies


def standing(action, number):
    """An action's status word, in the order of docs/field.md, from the export and what was typed."""
    as_at, due = AS_AT[number], action.agreed_target_date or action.target_date
    closer = (due - as_at).days <= 30 or action.slips > 0
    words = (
        (action.ref in WITHDRAWN[number], "Withdrawn"),
        (action.board_decision == "Signed off", "Signed off"),
        (action.status == "complete", "Complete awaiting sign-off"),
        (due < as_at, "Overdue"),
        (action.status == "paused", "Paused"),
        (action.ref not in SPOKE[number], "No update"),
        (closer, "At risk"),
    )
    return next((word for fits, word in words if fits), "On track")


@pytest.mark.parametrize("number", COPIES)
def test_plan__every_action_stands_as_it_should(story, number):
    copies, plans, _ = story
    shown = {row["Ref"]: row["Standing"] for row in copies[number].table("Plan") if row["Ref"] in TARGETS}
    assert shown == {action.ref: standing(action, number) for action in plans[number].actions}


@pytest.mark.parametrize("number", COPIES)
def test_status_words__now_as_the_board_last_saw_it_and_the_change(story, number):
    copies, plans, _ = story
    counts = Counter(standing(action, number) for action in plans[number].actions)
    last = {row["Status"]: row["Now"] for row in copies[number - 1].table("Status_words")} if number else {}
    for row in copies[number].table("Status_words"):
        now = sum(counts.values()) if row["Status"] == "Total" else counts[row["Status"]]
        was = last.get(row["Status"], "–")
        moved = "–" if was == "–" else "none" if now == was else f"{'up' if now > was else 'down'} {abs(now - was)}"
        assert (row["Now"], row["As the board last saw it"], row["Change"]) == (now, was, moved)


@pytest.mark.parametrize("number", COPIES)
def test_agencies__each_number_is_of_the_actions_it_leads(story, number):
    copies, plans, _ = story
    for row in copies[number].table("Agencies"):
        led = Counter(standing(a, number) for a in plans[number].actions if a.agency == row["Agency"])
        led["Counted apart"] = led.pop("Withdrawn", 0)
        words = [heading for heading in row if heading in led]
        assert {word: row[word] for word in words} == {word: led[word] for word in words}
        assert row["Actions it leads"] == sum(led.values()) == sum(row[word] for word in words)
        assert row["For the board to decide"] == led["Complete awaiting sign-off"]


@pytest.mark.parametrize("number", COPIES)
def test_ages__each_open_action_once_by_the_date_the_plan_first_gave(story, number):
    copies, plans, _ = story
    done = {"Signed off", "Withdrawn", "Complete awaiting sign-off", "Propose to close"}
    open_now = {a.ref for a in plans[number].actions if standing(a, number) not in done}
    rows = copies[number].table("Ages")
    refs = [ref for row in rows if row["Which"] != "–" for ref in row["Which"].split(", ")]
    assert (sorted(refs), sum(row["Open actions"] for row in rows)) == (sorted(open_now), len(open_now))
    summary = {row["Status"]: row["Now"] for row in copies[number].table("Status_words")}
    assert len(open_now) == sum(summary[standing.word] for standing in STILL_TO_DO)


@pytest.mark.parametrize("number", COPIES)
def test_what_changed__says_what_happened_who_did_it_and_why(story, number):
    copies, plans, _ = story
    rows = copies[number].table("Changed")
    assert [(row["Ref"], row["What happened, who did it and why"]) for row in rows] == CHANGED[number]
    now = {a.ref: standing(a, number) for a in plans[number].actions}
    was = {a.ref: standing(a, number - 1) for a in plans[number - 1].actions} if number else now
    assert {row["Ref"]: (row["From"], row["To"]) for row in rows} == {
        ref: (was[ref], now[ref]) for ref, _ in CHANGED[number]
    }
    assert {ref for ref in now if was[ref] != now[ref]} <= {row["Ref"] for row in rows}


@pytest.mark.parametrize("number", COPIES)
def test_in_short__each_sentence_is_true(story, number):
    copies, _, results = story
    assert results[number].in_short == IN_SHORT[number]
    said = " ".join(line.strip() for line in copies[number].words[2:])
    assert all(sentence in said for sentence in IN_SHORT[number])


@pytest.mark.parametrize("number", COPIES)
def test_returns__something_is_being_checked_only_while_it_is(story, number):
    copies, _, _ = story
    assert {row["Agency"]: row["What happened"] for row in copies[number].table("Returns")} == RETURNS[number]


@pytest.mark.parametrize("number", COPIES)
def test_overdue_and_for_the_board__are_the_actions_that_stand_so(story, number):
    copies, plans, _ = story
    stand = {action.ref: standing(action, number) for action in plans[number].actions}
    late = {row["Ref"]: row["Days overdue"] for row in copies[number].table("Overdue")}
    assert late == {ref: (AS_AT[number] - TARGETS[ref]).days for ref, word in stand.items() if word == "Overdue"}
    waiting = [ref for ref, word in stand.items() if word == "Complete awaiting sign-off"]
    assert [row["Ref"] for row in copies[number].table("For_decision")] == waiting


def test_a_shared_action__says_what_each_agency_said(story):
    copies, _, _ = story
    first = next(row for row in copies[0].table("Plan") if row["Ref"] == "2-SWPB")
    assert first["Progress"].startswith("SWPB: In progress. MARAC: Complete\n")
    assert "Evidence given: MARAC: Minutes" in first["Evidence and outcome"]
    assert first["Standing"] == "On track"
    last = next(row for row in copies[2].table("Plan") if row["Ref"] == "2-SWPB")
    assert last["Progress"].startswith("In progress\n")
    assert "Completed" not in last["Evidence and outcome"]
