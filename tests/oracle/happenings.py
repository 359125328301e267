"""What may happen to a plan in the judge's generated histories, and how hypothesis makes lists of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from plan_folder import AS_AT

ROUNDS_AT: Final = (AS_AT, dt.date(2025, 9, 30), dt.date(2025, 12, 31), dt.date(2026, 3, 31))
"""The as-at dates of the rounds of a history."""
AGENCIES: Final = ("POLICE", "NHS", "MARAC")
ROWS: Final = {
    "POLICE": ("1-POLICE", "2-POLICE", "4-NHS"),
    "NHS": ("2-POLICE", "3-NHS", "4-NHS"),
    "MARAC": ("4-NHS",),
}
REFS: Final = ("1-POLICE", "2-POLICE", "3-NHS", "4-NHS")
LEADS: Final = {"1-POLICE": "POLICE", "2-POLICE": "POLICE", "3-NHS": "NHS", "4-NHS": "NHS"}
SHARED: Final = {ref: [code for code in AGENCIES if ref in ROWS[code]] for ref in REFS}
Row = Mapping[str, Any]


class Return(NamedTuple):
    """A workbook sent back. copy: "fresh" (filled in from the form), "later" (the last one filled in further), "bytes"
    (the last one again), "put right" (the copy to put right), "untouched" or "nil"; earlier: of the round before;
    hour: when it was saved, after or before the last one."""

    agency: str
    copy: str
    rows: Mapping[str, Row]
    hour: int = 0
    earlier: bool = False


class Telephone(NamedTuple):
    """An answer entered on Actions for an agency; stale: in a second copy of master.xlsx, put aside before."""

    agency: str
    ref: str
    row: Row
    stale: bool = False


class Board(NamedTuple):
    """A decision of the board entered on Actions."""

    ref: str
    decision: str
    stale: bool = False


class Resolve(NamedTuple):
    """The question that is so far down the list is decided."""

    which: int
    take: str


class NextRound(NamedTuple):
    """The next round is sent out."""


class PutAside(NamedTuple):
    """A second person takes a copy of master.xlsx."""


class Undo(NamedTuple):
    """The run that is so far back is taken back, 0 the last; again: its files are collected once more."""

    back: int
    again: bool = False


Happening = Return | Telephone | Board | Resolve | NextRound | PutAside | Undo

DAYS: Final = (dt.date(2025, 6, 20), dt.date(2025, 6, 2))
COMPLETE: Final = {"status": "Complete", "completion_date": DAYS[0], "evidence_given": "Minutes", "outcome": "Used"}
USUAL: Final = (
    {"progress": "We met"},
    {"progress": "Seen twice"},
    {"status": "In progress", "progress": "Begun"},
    {"status": "Not started", "progress": "Not yet"},
    {"status": "Paused", "reason": "Staff"},
    {"status": "Paused"},
    {"status": "Propose to close", "reason": "Audit", "progress": "No use"},
    COMPLETE,
    {**COMPLETE, "completion_date": DAYS[1], "evidence_given": "Log", "progress": "Done"},
    {"status": "Complete", "completion_date": DAYS[0], "outcome": "Used"},
    {"evidence_given": "Log", "outcome": "Calls fell"},
    {"status": "In progress", "reason": "Recall"},
    {"query": "Not ours"},
)
"""Rows as people fill them in, whole and with something left out."""
BACK: Final = {"status": None, "progress": None, "evidence_given": None, "reason": None, "outcome": None}
"""Set back as issued (None is what the form showed)."""

any_row = st.one_of(
    st.sampled_from(USUAL),
    st.fixed_dictionaries(
        {},
        optional={
            "status": st.sampled_from(["Not started", "In progress", "Paused", "Propose to close", "Complete", None]),
            "progress": st.sampled_from(["We met", "We did not", None]),
            "completion_date": st.sampled_from(DAYS),
            "evidence_given": st.sampled_from(["Minutes", "Log", None]),
            "outcome": st.sampled_from(["Used", None]),
            "reason": st.sampled_from(["Staff", "Audit", None]),
        },
    ),
)


COPIES: Final = (*["fresh"] * 6, *["later"] * 6, "put right", "put right", "bytes", "untouched", "nil")
NOW_AND_THEN: Final = st.sampled_from((False, False, True))


@st.composite
def happenings(draw: st.DrawFn, hot: str) -> Happening:
    """One thing that happens, most often to the row `hot`: what happens to rows apart is seldom at odds."""
    kind = draw(st.sampled_from((*[Return] * 8, *[Telephone] * 4, Board, *[Resolve] * 3, NextRound, PutAside, Undo)))
    if kind is Return:
        agency = draw(st.sampled_from(SHARED[hot]))
        rows = {hot: draw(any_row)}
        if draw(NOW_AND_THEN):
            rows[draw(st.sampled_from(ROWS[agency]))] = draw(any_row)
        hour = draw(st.sampled_from((1, 1, 2, -1, 0)))
        return Return(agency, draw(st.sampled_from(COPIES)), rows, hour, draw(NOW_AND_THEN))
    if kind is Telephone:
        agency = draw(st.sampled_from(SHARED[hot]))
        ref = draw(st.sampled_from(ROWS[agency])) if draw(NOW_AND_THEN) else hot
        return Telephone(agency, ref, draw(st.sampled_from(USUAL[:-1])), draw(NOW_AND_THEN))
    if kind is Board:
        return Board(hot, draw(st.sampled_from(("Signed off", "More evidence needed"))), draw(NOW_AND_THEN))
    if kind is Resolve:
        return Resolve(draw(st.integers(0, 3)), draw(st.sampled_from(("ours", "theirs", "base", "value"))))
    if kind is Undo:
        return Undo(draw(st.sampled_from((0, 0, 1, 2, 3))), draw(st.booleans()))
    return NextRound() if kind is NextRound else PutAside()


histories: Final = st.sampled_from(REFS).flatmap(lambda hot: st.lists(happenings(hot), min_size=5, max_size=10))
