"""What the board decided, in every place that tells of it: the letter, the next form and the board's next copy."""

import datetime as dt

import pytest

from board_meeting import MET, ask_board, meet, snapshot_of
from board_rounds import DONE, JUNE, SEPTEMBER, read_copy, send
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.issue import issue
from dhr_xl.commands.publish import publish
from dhr_xl.commands.resolve import resolve
from dhr_xl.core.plan.model import BOARD
from dhr_xl.core.returns.board_said import said_by_board
from dhr_xl.core.returns.round import round_facts, standings_of
from dhr_xl.core.returns.to_put_right import owed_words, still_open
from plan_folder import edit_master

NEXT, AUTUMN = MET + dt.timedelta(days=1), dt.datetime(2025, 10, 1, 9)
WHY = "What happened, who did it and why"


def said_to(folder, agency):
    return {one.ref: one.words for one in said_by_board(snapshot_of(folder), agency)}


def test_closed__as_its_agency_proposed_is_nowhere_called_not_accepted(asked):
    publish(asked, MET)
    meet(asked, {"3-NHS": {"decision": "Closed", "note": "Overtaken"}})
    assert standings_of(snapshot_of(asked))["3-NHS"].word == "Closed – agreed"
    assert said_to(asked, "NHS")["3-NHS"] == (
        "the board agreed to close it without completion on 16 July 2025: Overtaken"
    )
    [row] = read_copy(publish(asked, NEXT).file).table("Changed")
    assert row["To"] == "Closed – agreed"
    assert row[WHY] == "Closed without completion, as agreed by the board on 16 July 2025: Overtaken."


@pytest.mark.parametrize("who", ["the board", "the coordinator"])
def test_a_date_not_agreed__is_on_the_boards_next_copy_with_its_note(asked, who):
    publish(asked, MET)
    if who == "the board":
        row = {"decision": "Not agreed", "note": "Far too late", "decided_on": dt.date(2025, 7, 15)}
        meet(asked, {"2-SWPB": row})
    else:
        resolve(asked, ["2-SWPB:proposed_target_date"], take="ours", why="Far too late", now=NEXT)
    [row] = read_copy(publish(asked, NEXT).file).table("Changed")
    on = " on 15 July 2025" if who == "the board" else ""
    assert row["Ref"] == "2-SWPB"
    assert row[WHY] == (
        f"The new date 30 September 2026, asked for by SWPB, was not agreed by {who}{on}: Far too late."
    )
    assert read_copy(publish(asked, NEXT + dt.timedelta(days=1)).file).table("Changed") == []


def test_a_note_without_a_decision__that_is_let_stand_is_told_to_its_agency_and_the_board(asked):
    publish(asked, MET)
    result = meet(asked, {"1-POLICE": {"note": "Ask how many were trained."}})
    assert result.problems[0].message.endswith("Used as it is, its agency is told the note alone.")
    assert said_to(asked, "POLICE") == {}
    resolve(asked, ["1-POLICE:board_note"], take="theirs", now=NEXT)
    assert said_to(asked, "POLICE") == {"1-POLICE": "the board noted: Ask how many were trained."}
    [row] = read_copy(publish(asked, NEXT).file).table("Changed")
    assert (row["Ref"], row[WHY]) == ("1-POLICE", "Noted by the board: Ask how many were trained.")


def test_a_note_beside_a_decision_that_stands__is_told_with_it(asked):
    meet(asked, {"1-POLICE": {"decision": "More evidence needed", "note": "Send the audit"}})
    edit_master(asked, "Actions", "ref", {"1-POLICE": {"board_note": "Send the log"}})
    collect(asked, now=NEXT)
    words = [one.words for one in said_by_board(snapshot_of(asked), "POLICE", MET)]
    assert words == ["the board asked for more evidence: Send the log"]


@pytest.fixture
def backwards(asked):
    """1-POLICE, which was Complete, comes back as In progress in the next round."""
    issue(asked, SEPTEMBER, now=AUTUMN)
    send(asked, SEPTEMBER, "POLICE", {"1-POLICE": {"status": "In progress", "reason": "Audit failed"}}, AUTUMN)
    return asked


@pytest.mark.parametrize(
    ("take", "said", "shown"),
    [
        (
            "ours",
            {"1-POLICE": "the coordinator left it Complete; 'In progress' was not taken in: It is in use"},
            "In progress (left Complete by the coordinator)",
        ),
        ("theirs", {}, None),
    ],
)
def test_left_complete__is_told_to_its_agency_and_the_board_reads_what_the_agency_says(backwards, take, said, shown):
    [question] = [q for q in conflicts(backwards) if q.kind == "backwards"]
    resolve(backwards, [question.id], take=take, why="It is in use", now=AUTUMN)
    told = {one.ref: one.words for one in said_by_board(snapshot_of(backwards), "POLICE", MET)}
    assert told == said
    rows = {row["Ref"]: row for row in read_copy(publish(backwards, AUTUMN).file).table("For_decision")}
    assert rows.get("1-POLICE", {}).get("Agency says") == shown


def test_a_query__that_changes_nothing_is_answered_in_the_next_letter(asked):
    send(asked, JUNE, "POLICE", {"4-POLICE": {"query": "This is NHS's"}}, MET)
    resolve(asked, ["4-POLICE:query"], take="ours", why="It is yours", now=NEXT)
    told = [one.words for one in said_by_board(snapshot_of(asked), "POLICE", MET)]
    assert told == ["the coordinator kept the action as it is, having read: 'This is NHS's': It is yours"]


def test_decisions_on_one_action__are_told_in_the_order_in_which_they_were_taken(asked):
    send(asked, JUNE, "POLICE", {"4-POLICE": {"query": "This is NHS's"}}, MET)
    resolve(asked, ["4-POLICE:query"], take="ours", why="It is yours", now=NEXT)
    edit_master(asked, "Actions", "ref", {"4-POLICE": {"board_decision": "Superseded"}})
    collect(asked, now=NEXT + dt.timedelta(hours=1))
    told = [one.words for one in said_by_board(snapshot_of(asked), "POLICE", MET)]
    assert [words.partition(",")[0].partition(" on ")[0] for words in told] == [
        "the coordinator kept the action as it is", "the board closed it as superseded",
    ]  # fmt: skip


def test_a_note_that_asks__is_followed_by_no_full_stop(asked):
    meet(asked, {"1-POLICE": {"decision": "More evidence needed", "note": "Which page?"}})
    snapshot = snapshot_of(asked)
    [mark] = [
        m
        for m in still_open(snapshot, round_facts(snapshot, snapshot.current), "POLICE").to_answer
        if m.ref == "1-POLICE"
    ]
    assert mark.message.endswith("the board asked for more evidence: Which page?")
    assert owed_words(mark) == "the board asked for more evidence: Which page?"


def test_an_answer_that_the_coordinator_worded__is_told_with_both_wordings(asked):
    issue(asked, SEPTEMBER, now=AUTUMN)
    done = {"status": "Complete", "completion_date": "June 2025", "evidence_given": "Minutes", "outcome": "Used"}
    send(asked, SEPTEMBER, "POLICE", {"4-POLICE": done}, AUTUMN)
    resolve(asked, ["4-POLICE:completion_date"], value="2025-06-30", now=AUTUMN)
    told = [one.words for one in said_by_board(snapshot_of(asked), "POLICE", MET)]
    assert told == ["the coordinator put '30 June 2025' under Date completed in place of 'June 2025'"]


@pytest.mark.parametrize(
    ("word", "asked_about"),
    [
        ("Signed off", None),
        (
            "Not agreed",
            (
                "The board decided 'Not agreed', but since its workbook was made Board decision was changed to "
                "'Signed off' by BOARD."
            ),
        ),
    ],
)
def test_an_older_workbook__says_nothing_with_the_cells_the_board_left_blank(asked, word, asked_about):
    older = ask_board(asked)
    send(asked, JUNE, "POLICE", {"4-POLICE": DONE}, MET)
    newer = {"1-POLICE": {"decision": "Signed off", "note": "Good", "decided_on": dt.date(2025, 7, 15)}}
    meet(asked, newer, source=ask_board(asked, MET), name="newer.xlsx")
    meet(asked, {"1-POLICE": {"decision": word}}, source=older, now=NEXT)
    said = [q.asked.strip() for q in conflicts(asked) if q.agency == BOARD]
    assert said == ([asked_about] if asked_about else [])
    action = snapshot_of(asked).action("1-POLICE")
    assert (action.board_note, action.decided_on) == ("Good", dt.date(2025, 7, 15))


def test_a_near_miss_of_the_boards__is_taken_in_one_choice_as_the_word_that_is_meant(asked):
    rows = {
        "1-POLICE": {"decision": "Signed of", "note": "Good", "decided_on": dt.date(2025, 7, 15)},
        "2-SWPB": {"decision": "Date agred"},
        "3-NHS": {"decision": "Closd"},
    }
    meet(asked, rows)
    chosen = {
        "1-POLICE:board_decision": 'Yes, "Signed off" is meant',
        "2-SWPB:agreed_target_date": 'Yes, "Date agreed" is meant',
        "3-NHS:board_decision": 'Yes, "Closed" is meant',
    }
    edit_master(asked, "Decisions", "id", {name: {"decision": words} for name, words in chosen.items()})
    collect(asked, now=NEXT)
    snapshot = snapshot_of(asked)
    signed, moved, closed = (snapshot.action(ref) for ref in rows)
    assert (signed.board_decision, signed.board_note, signed.decided_on) == (
        "Signed off", "Good", dt.date(2025, 7, 15),
    )  # fmt: skip
    assert (moved.agreed_target_date, moved.slips) == (dt.date(2026, 9, 30), 1)
    assert str(closed.board_decision) == "Closed – agreed"
    assert snapshot.open_questions == ()
    taken = {c.who for c in snapshot.changes if c.key.field in {"board_decision", "agreed_target_date"}}
    assert taken == {BOARD}


def test_a_question__has_one_stop_after_words_that_end_with_one(asked):
    send(asked, JUNE, "POLICE", {"4-POLICE": {"query": "CAADA is now called SafeLives."}}, MET)
    [question] = [q for q in conflicts(asked) if q.field == "query"]
    assert question.asked.strip() == (
        "POLICE says something is wrong with this action: 'CAADA is now called SafeLives.' What should happen?"
    )


def test_a_status_that_the_coordinator_set__is_told_to_its_agency(backwards):
    [question] = [q for q in conflicts(backwards) if q.kind == "backwards"]
    resolve(backwards, [question.id], value="Paused", now=AUTUMN)
    told = {one.ref: one.words for one in said_by_board(snapshot_of(backwards), "POLICE", MET)}
    assert told == {"1-POLICE": "the coordinator reopened it and set its status to 'Paused'"}
