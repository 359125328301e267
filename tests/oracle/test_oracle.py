"""Generated histories of a plan, each step held against the ledger of what was typed."""

import datetime as dt
import shutil
import tempfile
from pathlib import Path

from hypothesis import example, given

from generated import part
from late_master import late_master
from oracle.happenings import COMPLETE, Board, NextRound, PutAside, Resolve, Return, Telephone, Undo, histories
from oracle.playing import Game

A_YEAR = [
    Return("NHS", "fresh", {"2-POLICE": COMPLETE}),
    Return("POLICE", "fresh", {"2-POLICE": {"progress": "Still at it"}}),
    Telephone("POLICE", "1-POLICE", COMPLETE),
    Return("POLICE", "later", {"1-POLICE": {"progress": "We met"}}, 1),
    PutAside(),
    Resolve(0, "ours"),
    Resolve(0, "theirs"),
    NextRound(),
    Board("2-POLICE", "More evidence needed"),
    Return("NHS", "fresh", {"3-NHS": {"status": "Paused"}}),
    Return("NHS", "put right", {"3-NHS": {"reason": "Staff"}}, 1),
    Return("NHS", "fresh", {"4-NHS": {"status": "Paused", "reason": "Audit"}}, 2),
    Telephone("NHS", "3-NHS", {"status": "Complete", "evidence_given": "Log", "completion_date": dt.date(2025, 6, 2)}, stale=True),
    Undo(2),
    Undo(0, again=True),
    Return("MARAC", "nil", {}),
    Return("POLICE", "later", {"2-POLICE": {"evidence_given": "Log"}}, 1, earlier=True),
    NextRound(),
]  # fmt: skip
"""Two rounds with what the judge is about: an owner and its helper, a telephone answer against a form, a row put right,
two teams, a second copy of master.xlsx, a late return, and runs taken back."""


@part(6)
@example(history=A_YEAR)
@given(history=histories)
def test_whatever_happens__the_plan_the_questions_and_what_is_owed_are_as_the_ledger_says(issued_once, history):
    with tempfile.TemporaryDirectory() as place, late_master():
        Game(shutil.copytree(issued_once, Path(place) / "plan")).play(history)
