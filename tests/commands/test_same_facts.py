"""Letter, form and board's copy, each read as a file, say the same: who owes which row, and what the board decided."""

import datetime as dt
import email as mail
import email.policy
import io
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from board_rounds import BACK, BOARD_PLAN, DONE, FIRST, JUNE, MET, NAMES, SENT, board, decide, read_copy, send
from dhr_xl.commands.collect import collect
from dhr_xl.commands.email import email
from dhr_xl.commands.issue import issue
from dhr_xl.commands.publish import publish
from plan_folder import edit_master, make_folder

LATE, NEXT = dt.datetime(2025, 7, 21, 9), dt.datetime(2025, 10, 1, 9)
STILL, DECIDED = "Still to be answered", "What has been decided"
TARGET, AGREED = dt.date(2026, 9, 30), dt.date(2026, 12, 31)
WHO = ("the board ", "the coordinator ")
IN_COPY = {
    "signed it off": "Signed off by the board",
    "asked for more evidence": "More evidence asked for by the board",
    "agreed the new target date": "Slipped once, to 31 December 2026",
}
"""What letter and form say was decided, and how the board's copy says it."""
NOTES = {"1-POLICE": "Good work.", "7-SWPB": "Show the minutes", "6-MARAC": "31 December 2026"}


def _due_later(recommendation):
    """No action is overdue, so that the board's copy names each that is owed: No update."""
    later = {"target_date": TARGET, "target_date_text": TARGET.isoformat()}
    return recommendation._replace(actions=tuple(action._replace(**later) for action in recommendation.actions))


class Said(NamedTuple):
    """What the files say. letters: agency -> heading of a list -> ref -> words; attached, forms: agency -> ref ->
    (Still needed, Last time); copy: the board's.
    """

    letters: dict
    attached: dict
    forms: dict
    copy: object


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """A round with its meeting, the letters after it, the board's copy, and the forms of the round after."""
    plan = {"recommendations": tuple(map(_due_later, BOARD_PLAN.recommendations))}
    folder = make_folder(tmp_path_factory.mktemp("facts"), BOARD_PLAN._replace(**plan))
    people = {code: {"email": f"{code.lower()}@{code.lower()}.example", "role": "To"} for code in NAMES}
    edit_master(folder, "Agencies", "code", people)
    collect(folder, now=SENT)
    issue(folder, JUNE, due=JUNE + dt.timedelta(days=14), now=SENT)
    send(folder, JUNE, "POLICE", {"1-POLICE": DONE}, BACK)
    send(folder, JUNE, "SWPB", {"2-SWPB": {"progress": "On"}, "7-SWPB": DONE}, BACK)
    date = {"proposed_target_date": AGREED, "reason": "Staff", "progress": "Slow"}
    send(folder, JUNE, "MARAC", {"2-SWPB": {"progress": "On"}, "6-MARAC": date}, BACK)
    publish(folder, FIRST)
    decide(folder, "6-MARAC", MET, take="theirs")
    decisions = {"1-POLICE": ("Signed off", "Good work."), "7-SWPB": ("More evidence needed", "Show the minutes.")}
    day = dt.date(2025, 7, 14)
    board(
        folder,
        {
            ref: {"board_decision": word, "board_note": note, "decided_on": day}
            for ref, (word, note) in decisions.items()
        },
        MET,
    )
    letters, attached = {}, {}
    for one in email(folder, now=LATE).messages:
        message = mail.message_from_bytes(Path(one.file).read_bytes(), policy=mail.policy.default)
        letters[one.agency] = listed(message.get_body(("plain",)).get_content())
        for part in message.iter_attachments():
            attached[one.agency] = rows_of(io.BytesIO(part.get_content()))
    copy = read_copy(publish(folder, LATE).file)
    again = issue(folder, dt.date(2025, 9, 30), due=dt.date(2025, 10, 14), include_done=True, everyone=True, now=NEXT)
    return Said(letters, attached, {one.agency: rows_of(one.file) for one in again.issued}, copy)


def listed(body):
    """The lists of a letter: the beginning of the heading -> ref -> what is said of it."""
    lists = {}
    for paragraph in body.replace("\r\n", "\n").split("\n\n"):
        heading, *lines = paragraph.strip().split("\n")
        for start in (STILL, DECIDED):
            if heading.startswith(start):
                lists[start] = dict(line.removeprefix("- ").split(": ", 1) for line in lines)
    return lists


def rows_of(workbook):
    """The rows of a form as Excel shows them: ref -> (Still needed, Last time)."""
    sheet = openpyxl.load_workbook(workbook, data_only=True)["Return"]
    return {row[0]: (row[2], row[5]) for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]}


def owed(said):
    """(agency, ref) of every row that a letter says is owed."""
    return {(code, ref) for code, lists in said.letters.items() for ref in lists.get(STILL, ())}


def decided(said):
    """(agency, ref) -> the decision as the agency's letter says it, in whichever of its lists."""
    lines = {
        (code, ref): words for code, one in said.letters.items() for part in one.values() for ref, words in part.items()
    }
    return {key: words for key, words in lines.items() if words.startswith(WHO)}


def test_who_owes_what__the_letter_and_the_workbook_it_brings(said):
    needed = {
        (code, ref)
        for code, rows in said.attached.items()
        for ref, (word, _) in rows.items()
        if not word.startswith("OK")
    }
    assert owed(said) == needed == {
        ("POLICE", "4-POLICE"), ("SWPB", "7-SWPB"), ("NHS", "3-NHS"), ("NHS", "5-NHS"), ("NHS", "8-NHS"),
    }  # fmt: skip


def test_who_owes_what__the_letter_and_the_boards_copy(said):
    silent = {(row["Agency"], row["Ref"]) for row in said.copy.tables["Plan"] if row["Standing"] == "No update"}
    assert owed(said) == silent
    for row in said.copy.tables["Returns"]:
        here = sum(code == row["Agency"] for code, _ in owed(said))
        came = f"Returned; {here} action still owed" if here else "Returned"
        assert row["What happened"] == ("No return" if row["Agency"] == "NHS" else came)


def test_what_was_decided__the_letter_the_next_form_and_the_boards_copy(said):
    happened = {
        (row["Agency"], row["Ref"]): row["What happened, who did it and why"] for row in said.copy.table("Changed")
    }
    shown = {
        (code, ref): last.split("\n")[0]
        for code, rows in said.forms.items()
        for ref, (_, last) in rows.items()
        if last.lower().startswith(WHO)
    }
    letters = decided(said)
    assert set(letters) == set(happened) == set(shown) == {
        ("POLICE", "1-POLICE"), ("SWPB", "7-SWPB"), ("MARAC", "6-MARAC"),
    }  # fmt: skip
    for key, words in letters.items():
        assert shown[key].removesuffix(".").lower() == words.removesuffix(".").lower()
        [in_copy] = [copy for form, copy in IN_COPY.items() if form in words]
        assert in_copy in happened[key]
        assert all(NOTES[key[1]] in text for text in (words, shown[key], happened[key]))
