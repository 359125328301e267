"""The values that the workbook writers draw and the reader of master.xlsx returns, in the words on the sheets."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from dhr_xl.core.plan.columns import ALL_COLUMNS, Row
from dhr_xl.core.plan.model import Entry
from dhr_xl.core.plan.records import Lock
from dhr_xl.core.plan.standing import AgencyState
from dhr_xl.core.returns.to_put_right import Mark


class FormRow(NamedTuple):
    """One action on an agency's form. values: key of a column -> text; locked: signed off, nothing to fill in.

    issued: the row as it was first sent out, where `values` are not that; evidence_asked: the board asked for more
    evidence; settled: of a copy to put right, words of what the row is not asked for though its cells lack it (see
    still_needed); shared: who shares the action and who leads it, as a sentence, or ''; kept_open: an update is
    owed whatever the agency said last: the board keeps the action open, or a question to the agency is unanswered.
    """

    ref: str
    values: Row
    locked: bool = False
    issued: Row | None = None
    evidence_asked: bool = False
    settled: frozenset[str] = frozenset()
    shared: str = ""
    kept_open: bool = False

    @property
    def before(self) -> Row:
        """The row as it was first sent out."""
        return self.values if self.issued is None else self.issued


class ReturnForm(NamedTuple):
    """One agency's workbook for one round, before it is drawn; with marks it is a corrections copy.

    columns: keys of the columns it has, which are those it had when it was issued.
    """

    reference: str
    review: str
    """The name of the review on the form: its reference, else its title."""
    plan_title: str
    agency_code: str
    agency_name: str
    as_at: dt.date
    due: dt.date | None
    return_to: str
    contact: str
    """The address for returns and whom to ask, or ''."""
    marking: str
    rows: tuple[FormRow, ...]
    lock: Lock
    marks: tuple[Mark, ...] = ()
    columns: tuple[str, ...] = ALL_COLUMNS
    anything_new: str = ""
    completed_by: str = ""
    """Answers on Start that a copy to put right begins with."""


class TodayAgency(NamedTuple):
    """One line of the table of agencies on Today."""

    agency: str
    sent: dt.date | None
    due: dt.date | None
    extended: dt.date | None
    state: AgencyState
    owed: int
    questions: int
    reminded: dt.date | None
    code: str = ""


class Need(NamedTuple):
    """Something that waits: what, in words; how many; the sheet it is on."""

    what: str
    how_many: int
    sheet: str


class BragCount(NamedTuple):
    """How many actions stand at a status word; change: since the board's last copy, None where there is none."""

    word: str
    how_many: int
    change: int | None


class Today(NamedTuple):
    """The sheet Today. needs_you: what waits for the coordinator; needs_nothing: what waits for others."""

    last_run: str
    do_next: str
    needs_you: tuple[Need, ...]
    agencies: tuple[TodayAgency, ...]
    brag: tuple[BragCount, ...]
    needs_nothing: tuple[Need, ...] = ()


class MasterView(NamedTuple):
    """master.xlsx before it is drawn. tables: sheet -> rows keyed by that sheet's columns.

    extra: ref -> heading -> text of the coordinator's own columns of Actions, in extra_headings' order; notes: (ref,
    column key) -> their note on a cell; own_answers: shared action -> agency -> field -> text; a row shows one.
    """

    title: str
    review: str
    marking: str
    reference: str
    generation: int
    agency_codes: tuple[str, ...]
    today: Today
    tables: Mapping[str, tuple[Row, ...]]
    extra_headings: tuple[str, ...] = ()
    extra: Mapping[str, Row] = {}
    notes: Mapping[tuple[str, str], str] = {}
    own_answers: Mapping[str, Mapping[str, Row]] = {}


EntryRow = Mapping[str, Entry]


class MasterRead(NamedTuple):
    """master.xlsx as it is on the disk. tables: as MasterView's, each cell an Entry; columns that are gone are absent.

    extra, notes: as MasterView's, an action that has no ref yet called "row 12"; foreign: sheets and drawings of
    theirs, listed; apart: those of them that are no part of our sheets' cells, and stay when an open book is painted;
    half_painted: it was saved while it was being painted. The row of each Entry is in its ref.
    """

    reference: str
    generation: int
    tables: Mapping[str, tuple[EntryRow, ...]]
    extra_headings: tuple[str, ...]
    extra: Mapping[str, Row]
    notes: Mapping[tuple[str, str], str]
    foreign: tuple[str, ...]
    half_painted: bool = False
    apart: frozenset[str] = frozenset()


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
    """A sentence saying which copy it is compared with."""
    bars: tuple[Bar, ...]
    agencies: tuple[Row, ...]
    """agency, name, actions, awaiting_board, return"""
    by_status: Mapping[str, Mapping[str, int]]
    trend: tuple[tuple[dt.date, Mapping[str, int]], ...]
    changed: tuple[Row, ...]
    """ref, agency, before, after, why"""
    plan: tuple[tuple[str, str, str, tuple[Row, ...]], ...]
    """rows: ref, agency, action, evidence, target_date, agreed_target_date, status, brag, progress, board_decision,
    and the answers of `columns.BOARD_LABELS`"""
    overdue: tuple[Row, ...]
    """ref, agency, action, target_date, days, slips, status, progress"""
    ages: tuple[Row, ...]
    """age, actions, refs"""
    returns: tuple[Row, ...]
    """agency, name, sent, due, received, outcome"""
    awaiting: tuple[Row, ...]
    """ref, agency, action, asked, status, evidence, outcome"""
