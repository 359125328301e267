"""The records the register gives and takes beside the core's own values. Times are local, to the second."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, NamedTuple

from dhr_xl.cells import CellKey
from dhr_xl.forms import Lock
from dhr_xl.model import Finding


class PlanHead(NamedTuple):
    """What a plan is called. id keys every table; noun: what a review is called here."""

    id: str
    title: str
    reference: str
    marking: str
    as_at: dt.date | None
    noun: str


class RoundRecord(NamedTuple):
    """One round, with the password of its sheets."""

    id: str
    as_at: dt.date
    due: dt.date | None
    password: str
    lock: Lock
    opened_at: dt.datetime


class Issue(NamedTuple):
    """One workbook's rows for one sender, known by its reference.

    kind: an agency's form, or a generation of master.xlsx; as_issued: ref -> field -> text shown, the base;
    tables: what else it showed, sheet -> rows (for a form: which refs are locked); extended: a later return-by date.
    """

    reference: str
    kind: Literal["return", "master"]
    agency: str
    round_id: str
    generation: int
    lineage: str
    issued_at: dt.datetime
    file: str
    sha256: str
    extended: dt.date | None
    as_issued: dict[str, dict[str, str]]
    tables: dict[str, Any]
    valid: bool


class ReturnRecord(NamedTuple):
    """One return as it was taken in. answers: ref -> field -> text; result: what was told of it, as JSON."""

    id: int
    run: int
    reference: str
    agency: str
    round_id: str
    sha256: str
    source: str
    stored: str
    received_at: dt.datetime
    saved_at: dt.datetime | None
    completed_by: str
    remarks: str
    nil: bool
    outcome: str
    state: Literal["standing", "taken back", "rejected", "duplicate"]
    answers: dict[str, dict[str, str]]
    result: dict[str, Any]


class DecisionRecord(NamedTuple):
    """What became of one differing cell. field is '' for a row as a whole; cell: sheet and cell it came from."""

    run: int
    reference: str
    return_id: int | None
    ref: str
    field: str
    outcome: str
    kind: str
    base: str
    ours: str
    theirs: str
    cell: str
    why: str


class ChangeRecord(NamedTuple):
    """One change of one cell: from, to, by whom, how, and from which file and cell. undone: taken back since."""

    id: int
    run: int
    when: dt.datetime
    key: CellKey
    before: str
    after: str
    who: str
    how: str
    source: str
    return_id: int | None
    undone: bool


class Question(NamedTuple):
    """What waits on Decisions, or was decided there. with_id: the question it is decided together with, or ''."""

    id: str
    number: int
    outcome: str
    kind: str
    ref: str
    field: str
    agency: str
    round_id: str
    reference: str
    return_id: int | None
    base: str
    ours: str
    theirs: str
    ours_by: str
    theirs_by: str
    cell: str
    asked: str
    state: str
    decision: str
    wording: str
    why: str
    decided_at: dt.datetime | None
    seen_ours: str
    with_id: str


class FindingRecord(NamedTuple):
    """A guess of the import and what a person said of it."""

    id: int
    finding: Finding
    checked: bool
    correct: str


class Message(NamedTuple):
    """An e-mail drafted or sent. file: the draft; attachment: the file in it; reference: that file's return reference."""

    id: int
    what: str
    agency: str
    round_id: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    file: str
    attachment: str
    reference: str
    state: Literal["draft", "sending", "sent"]
    made_at: dt.datetime
    sent_at: dt.datetime | None


class Run(NamedTuple):
    """One command that wrote."""

    id: int
    when: dt.datetime
    command: str
    who: str
    undone: bool
    note: str
