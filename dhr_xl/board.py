"""The board's workbook before it is drawn: values, already in the words a person sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from dhr_xl.forms import Row


class Bar(NamedTuple):
    """One row of the Summary's status table. last: as the board last saw it, None where it saw nothing."""

    word: str
    colour: str
    now: int
    last: int | None


class ConsolidatedView(NamedTuple):
    """The board's workbook before it is drawn; every table a tuple of Rows keyed by the writer's own column tables.

    by_status: agency -> status word -> count of the actions it leads, for the stacked bar; trend: (as-at date, status
    word -> count) of the last copy of each round and of this one, only drawn from the third round;
    plan: (section, recommendation number, recommendation, rows of its actions).
    """

    title: str
    review: str
    marking: str
    as_at: dt.date
    issued: dt.date
    contact: str
    in_short: tuple[str, str, str]
    since: str
    """What it is compared with, in a sentence."""
    bars: tuple[Bar, ...]
    agencies: tuple[Row, ...]
    """agency, name, actions, signed_off, awaiting_board, overdue, other_open, closed, return"""
    by_status: Mapping[str, Mapping[str, int]]
    trend: tuple[tuple[dt.date, Mapping[str, int]], ...]
    for_board: tuple[Row, ...]
    """ref, agency, asked, evidence, outcome"""
    changed: tuple[Row, ...]
    """ref, agency, before, after, why"""
    plan: tuple[tuple[str, str, str, tuple[Row, ...]], ...]
    """rows: ref, agency, action, evidence, target_date, agreed_target_date, status, brag, progress, evidence_given,
    outcome, completion_date, board_decision"""
    overdue: tuple[Row, ...]
    """ref, agency, action, target_date, days, slips, status, progress"""
    returns: tuple[Row, ...]
    """agency, name, sent, due, received, outcome"""
    awaiting: tuple[Row, ...]
    """ref, agency, action, asked, status, evidence, outcome"""
