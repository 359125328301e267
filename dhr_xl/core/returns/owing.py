"""Who owes what in the current round, and who is not reminded yet: the letters of `chase` and the demo ask here."""

import datetime as dt
from collections.abc import Container
from typing import Final, NamedTuple

from dhr_xl.core.plan.kinds import MessageKind, MessageState
from dhr_xl.core.plan.snapshot import Snapshot, agencies_with_actions
from dhr_xl.core.plan.standing import AgencyState, agency_state
from dhr_xl.core.returns.round import RoundFacts, agency_standing, due_of, round_facts, waiting_copy
from dhr_xl.core.returns.to_put_right import owed_words, still_open
from dhr_xl.errors import Stop

SILENT: Final = (AgencyState.WAITING, AgencyState.LATE)
"""States of an agency that has sent nothing back."""


class OwedRow(NamedTuple):
    """One row that is still owed. what: what is missing or wrong, in words that follow "26-POLICE: "."""

    ref: str
    what: str


class AgencyOwes(NamedTuple):
    """What one agency owes.

    last_day: its return-by date, as extended; returned: something has come back; nil: it said that nothing has changed;
    empty: only an empty form came back; lines: the rows to answer; corrections: the answers to put right.
    """

    agency: str
    state: AgencyState
    last_day: dt.date | None
    returned: bool
    nil: bool
    empty: bool
    lines: tuple[OwedRow, ...]
    corrections: tuple[OwedRow, ...]


class ChaseResult(NamedTuple):
    """Who owes what.

    not_yet: agencies whose extended date, or the date in their corrections letter, has not passed; silent: agencies
    that have not answered but owe no row, so that they are not reminded.
    """

    as_at: dt.date
    owed: tuple[AgencyOwes, ...]
    not_yet: tuple[str, ...]
    silent: tuple[str, ...]


def who_owes(snapshot: Snapshot, today: dt.date, drafts: Container[str]) -> ChaseResult:
    """What each agency owes in the current round. An extended agency is not reminded before its new date has passed.

    drafts: files of messages, as the register names them, that are still in the outbox. Raises Stop before the first
    round.
    """
    record = snapshot.current
    if record is None:
        raise Stop(
            "No round has been sent out yet, so nobody owes anything. Begin with: dhr-xl issue --as-at DATE --due DATE"
        )
    here = round_facts(snapshot, record)
    owed, not_yet, silent = [], [], []
    for code in agencies_with_actions(snapshot):
        standing = agency_standing(snapshot, here, code)
        if standing.sent is None:
            continue
        extended = standing.extended is not None and today <= standing.extended
        if extended or _asked_already(snapshot, here, code, today, drafts):
            not_yet.append(code)
            continue
        one = _owed(snapshot, here, code, agency_state(standing, today), standing.last_day)
        if one.lines or one.corrections:
            owed.append(one)
        elif one.state in SILENT:
            silent.append(code)
    return ChaseResult(record.as_at, tuple(owed), tuple(not_yet), tuple(silent))


def _owed(snapshot: Snapshot, here: RoundFacts, code: str, state: AgencyState, last_day: dt.date | None) -> AgencyOwes:
    still = still_open(snapshot, here, code)
    lines = tuple(OwedRow(mark.ref, owed_words(mark)) for mark in still.to_answer)
    wrong = tuple(OwedRow(mark.ref, f"{mark.message} {mark.remedy}".strip()) for mark in still.put_right)
    returns = here.returns.get(code, ())
    nil, empty = any(came.nil for came in returns), not returns and code in here.empty
    return AgencyOwes(code, state, last_day, bool(returns), nil, empty, lines, wrong)


def _asked_already(snapshot: Snapshot, here: RoundFacts, code: str, today: dt.date, drafts: Container[str]) -> bool:
    """Whether an agency has a corrections letter, drafted or sent, whose date has not passed. That letter lists all
    that is open, so until then a reminder has nothing to add.
    """
    copy = waiting_copy(here.issues.get(code, ()), here.returns.get(code, ()))
    day = due_of(copy) if copy else None
    if copy is None or day is None or day < today:
        return False
    letters = [m for m in snapshot.messages if (m.what, m.reference) == (MessageKind.CORRECTIONS, copy.reference)]
    return any(m.state != MessageState.DRAFT or m.file in drafts for m in letters)
