"""The board's last copy, and the changes since: which gave a cell what it says now, who made it, and how it is told."""

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import CellKey, format_date
from dhr_xl.core.plan.kinds import DecisionKind, QuestionState
from dhr_xl.core.plan.model import BOARD, UNASSIGNED, Action
from dhr_xl.core.plan.records import DECIDED, TAKEN_BACK, ChangeRecord, Publication, Question
from dhr_xl.core.plan.snapshot import Snapshot, plan_after
from dhr_xl.core.returns.questions import is_of_edition
from dhr_xl.core.returns.round import RoundFacts

COORDINATOR: Final = "the coordinator"
THE_BOARD: Final = "the board"
DOCUMENT: Final = "the document's newer edition"
"""Who changed what a newer edition of the plan's document changed, however it was taken in."""


class LastSeen(NamedTuple):
    """The board's last copy, and the actions as it showed them, by their refs."""

    copy: Publication
    actions: Mapping[str, Action]


def last_seen(snapshot: Snapshot) -> LastSeen | None:
    """The board's last copy with its actions; None where no copy was recorded."""
    if not snapshot.publications:
        return None
    copy = snapshot.publications[-1]
    plan = plan_after(snapshot, copy.last_change, copy.standings)
    return LastSeen(copy, {action.ref: action for action in plan.actions})


class News(NamedTuple):
    """The changes since the last copy, the round's facts, the as-at date of this copy, and the last copy."""

    snapshot: Snapshot
    here: RoundFacts | None
    changes: tuple[ChangeRecord, ...]
    as_at: dt.date
    copy: Publication

    def last(self, key: CellKey) -> ChangeRecord | None:
        """The change that gave a cell its value, if it was made since the last copy."""
        now = self.snapshot.cells.get(key, "")
        return next((c for c in reversed(self.changes) if c.key == key and c.after == now), None)

    def by(self, key: CellKey) -> str:
        """Who gave a cell its value: an agency's code, the board, the document, else the coordinator."""
        change = self.last(key)
        if change and change.who == BOARD and change.how != TAKEN_BACK:
            return THE_BOARD
        known = {agency.code for agency in self.snapshot.agencies}
        if change and change.how != TAKEN_BACK and change.run in self.editions:
            return DOCUMENT
        if change is None or change.how == TAKEN_BACK or change.who not in known:
            return COORDINATOR
        return change.who

    @property
    def editions(self) -> frozenset[int]:
        """The runs that took in a newer edition of the plan's document."""
        return frozenset(
            d.run for d in self.snapshot.decisions if is_of_edition(d.reference) and d.kind != DecisionKind.DECIDED
        )

    def decided_dates(self, ref: str) -> list[Question]:
        """The questions about new dates of an action that were decided since the last copy."""
        asked = [q for q in self.snapshot.questions if (q.ref, q.kind) == (ref, DecisionKind.DATE)]
        return [q for q in asked if q.state == QuestionState.DECIDED and (q.closed_run or 0) > self.copy.run]

    def taken_back(self, key: CellKey) -> bool:
        """Whether a cell says what it says because the coordinator took back what was said after it."""
        change = self.last(key)
        return change is not None and change.how == TAKEN_BACK

    def asked(self, key: CellKey) -> Question | None:
        """The question whose decision gave a cell its value, on Decisions or at the board's meeting."""
        change = self.last(key)
        if change is None:
            return None
        met = change.who == BOARD and key.field == "agreed_target_date"
        return next(
            (
                q
                for q in self.snapshot.questions
                if f"{change.how},".startswith(f"{DECIDED}{q.id},")
                or (met and (q.ref, q.kind, q.theirs) == (key.ref, DecisionKind.DATE, change.after))
            ),
            None,
        )

    def reason(self, ref: str, agency: str) -> str:
        """The reason an agency gave since the last copy, as the end of a sentence."""
        keys = dict.fromkeys(c.key for c in self.changes if (c.key.ref, c.key.field) == (ref, "reason"))
        given = [key for key in keys if key.agency == agency]
        return self.reason_in(given[-1]) if given else ""

    def reason_in(self, key: CellKey) -> str:
        """The reason that a cell holds, as the end of a sentence, with who worded it where its agency did not."""
        reason = plain_words(self.snapshot.cells.get(key, ""))
        own = self.last(key) is None or self.by(key) == key.agency
        return (f". Reason: {reason}" if own else f". Reason, as worded by the coordinator: {reason}") if reason else ""


def agency_said(code: str) -> str:
    """An agency's name in a sentence."""
    return "no agency" if code == UNASSIGNED else code


def day_said(day: dt.date | None) -> str:
    """A day in words; '' where there is none."""
    return format_date(day) if day else ""


def times(count: int) -> str:
    """How often, in words."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def plain_words(text: str) -> str:
    """Text for use within a sentence: on one line, without a full stop."""
    return " ".join(text.split()).rstrip(".")
