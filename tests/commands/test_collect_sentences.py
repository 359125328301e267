"""What collect says: it counts the edits that were typed, and reports each row once."""

import datetime as dt

from dhr_xl.commands.collect import collect
from dhr_xl.front.sentences.collect import tell_collect
from plan_folder import DAY, edit_master, fill, form

LATER = DAY + dt.timedelta(days=8)
RING = {"entered_for": "POLICE", "entered_from": "Telephone"}
DONE = {"status": "Complete", "evidence_given": "Rota", "completion_date": dt.date(2025, 6, 20), "outcome": "Seen"}


def told(folder):
    return list(tell_collect(collect(folder, now=LATER), dry=False))


def test_edits_taken_in__are_those_typed_and_not_what_follows_from_them(issued):
    edits = {
        "1-POLICE": {"agreed_target_date": dt.date(2025, 12, 31)},
        "3-NHS": {"board_decision": "More evidence needed", "board_note": "Which rota?"},
        "2-POLICE": {"target_date": dt.date(2025, 9, 30)},
    }
    edit_master(issued, "Actions", "ref", edits)
    assert "master.xlsx: 4 edits taken in" in told(issued)


def test_a_row_in_conflict__is_not_reported_again_as_held(issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"status": "In progress", **RING}})
    collect(issued, now=LATER)
    fill(form(issued, "POLICE"), issued / "inbox" / "a.xlsx", {"1-POLICE": DONE})
    assert told(issued)[0] == "a.xlsx: POLICE, merged with problems (1 row in conflict)"
