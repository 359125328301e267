"""The records that the register stores and returns. Times are local, without a zone, and come from the caller."""

import datetime as dt
from typing import Any, Final, Literal, NamedTuple

from dhr_xl.core.plan import kinds
from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.model import Finding, Plan, Round

WITHDRAWN_AS: Final = "taken back"
"""The reason for withdrawing an action whose addition was undone."""

TAKEN_BACK: Final = "taken back by the coordinator"
"""`how` of the changes that undo writes."""
DECIDED: Final = "decided: "
"""`how` of a value that a decision wrote begins with this; the question's id follows."""


class Lock(NamedTuple):
    """A sheet password as Excel stores it (SHA-512); computed once a round."""

    hash_value: str
    salt_value: str
    spin_count: int


class PlanHead(NamedTuple):
    """A plan's own heading. id: its key in every table; noun: what a review is called ("review", "DARDR" …)."""

    id: str
    title: str
    reference: str
    marking: str
    as_at: dt.date | None
    noun: str


class Edition(NamedTuple):
    """One edition of the plan's document, as it was taken in.

    id: given by the register (0 before); run: the run that took it in, None for the one `new` began with; source: the
    document's name; sha256: of its bytes; plan: as imported, its actions under the refs the register gave them; keys:
    what the register knows each of its recommendations by.
    """

    id: int
    run: int | None
    source: str
    sha256: str
    day: dt.date
    plan: Plan
    keys: tuple[str, ...]


class Issue(NamedTuple):
    """One workbook that went out, or one generation of master.xlsx.

    reference: its return reference; agency, round_id: '' for a master; generation: 0 for a return form;
    lineage: the reference of the first workbook of its line; file: path within the plan folder; sha256: '' until
    it is written; extended: a later due date agreed with this agency alone; as_issued: ref -> field -> text shown;
    tables: what else was shown, sheet -> rows; valid: whether returns of it are still taken.
    """

    reference: str
    kind: kinds.IssueKind
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

    @property
    def is_correction(self) -> bool:
        """Whether it is a corrections copy and not the first workbook of its line."""
        return self.reference != self.lineage


class RoundRecord(NamedTuple):
    """One reporting period. password, lock: of the sheets issued in it, as typed and as Excel stores it."""

    id: str
    as_at: dt.date
    due: dt.date | None
    password: str
    lock: Lock
    opened_at: dt.datetime

    @property
    def round(self) -> Round:
        """The round without its secrets."""
        return Round(id=self.id, as_at=self.as_at, due=self.due)


class ReturnRecord(NamedTuple):
    """One file that came in.

    id: given by the register (0 before); reference, agency, round_id: of the issue it answers, '' where unknown;
    source: where it came from; stored: the original's path within the plan folder; saved_at: when its program saved it;
    nil: "nothing has changed" was said; outcome: what `collect` says of it, '' until it is worked out;
    answers: ref -> field -> text; result: what `collect` said of it, as its JSON shows it.
    """

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
    outcome: kinds.ReturnOutcome | Literal[""]
    state: kinds.ReturnState
    answers: dict[str, dict[str, str]]
    result: dict[str, Any]


class DecisionRecord(NamedTuple):
    """The merge's decision on one differing cell.

    field: '' for a whole row; return_id: None for master.xlsx; agency, round_id: of the sender whose cell it is, '' for
    the coordinator's own; undone: its return or its run was undone, so that it is no base any more.
    """

    run: int
    reference: str
    return_id: int | None
    ref: str
    field: str
    outcome: kinds.Outcome
    kind: kinds.DecisionKind
    base: str
    ours: str
    theirs: str
    cell: str
    why: str
    agency: str = ""
    round_id: str = ""
    undone: bool = False


class ChangeRecord(NamedTuple):
    """One change to one cell of the plan. before, after: '' is blank; undone: an inverse was appended later."""

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


class LastChange(NamedTuple):
    """The newest change of a cell that was not undone. after: its new value; how: the way it came in."""

    who: str
    when: dt.datetime
    after: str
    how: str = ""


class Question(NamedTuple):
    """One question on the sheet Decisions, open or settled.

    id: ``26-POLICE:status``, then ``…#2``; number: its number on the sheet; field: '' for a whole row;
    ours_by, theirs_by: who gave the value; cell: its place in the return; asked: the sentence that asks;
    decision, wording, why: what was decided; decided_at: when, or when it was put to the agency; seen_ours: the plan's
    value when it was decided; with_id: the question this one is decided together with, or ''; closed_run: the run that
    settled it.
    """

    id: str
    number: int
    outcome: kinds.Outcome
    kind: kinds.DecisionKind
    ref: str
    field: str
    agency: str
    round_id: str
    reference: str
    return_id: int | None = None
    base: str = ""
    ours: str = ""
    theirs: str = ""
    ours_by: str = ""
    theirs_by: str = ""
    cell: str = ""
    asked: str = ""
    state: kinds.QuestionState = kinds.QuestionState.OPEN
    decision: kinds.Take | Literal[""] = ""
    wording: str = ""
    why: str = ""
    decided_at: dt.datetime | None = None
    seen_ours: str = ""
    with_id: str = ""
    closed_run: int | None = None


class SideChange(NamedTuple):
    """A change of a run that is not of a plan's cell: of a question, or of one of the coordinator's lists.

    id: given by the register (0 before); return_id: the return it was for, if any; what, key: a question or a line of a
    list; before, after: its values, None where it was not there, of a question only the changed fields; undone: it was
    reversed by undo.
    """

    id: int
    run: int
    return_id: int | None
    what: kinds.SideKind
    key: str
    before: Any
    after: Any
    undone: bool = False


class FindingRecord(NamedTuple):
    """A finding of the import. checked: a person has looked; correct: their correction, or ''."""

    id: int
    finding: Finding
    checked: bool
    correct: str


class Message(NamedTuple):
    """One e-mail written.

    id: given by the register (0 before); file: its path within the plan folder; attachment: those of its files, one a
    line.
    """

    id: int
    what: kinds.MessageKind
    agency: str
    round_id: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    file: str
    attachment: str
    reference: str
    state: kinds.MessageState
    made_at: dt.datetime
    sent_at: dt.datetime | None


class Publication(NamedTuple):
    """One copy for the board, as it was published.

    id: given by the register (0 before); round_id: the round it was of, '' before the first; file: its path within the
    plan folder; last_change: the number of the newest change of the plan it shows, 0 where there was none;
    counts: standing -> number of actions; standings: ref -> standing.
    """

    id: int
    run: int
    published_at: dt.datetime
    as_at: dt.date
    round_id: str
    file: str
    sha256: str
    last_change: int
    counts: dict[str, int]
    standings: dict[str, str]


class Run(NamedTuple):
    """One run of a command that changed something. undone: it was taken back."""

    id: int
    when: dt.datetime
    command: str
    who: str
    undone: bool
    note: str
