"""The next thing to do, as one sentence: it fits every state of a plan and is never something already done."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.kinds import MessageKind, MessageState, QuestionState, ReturnState
from dhr_xl.core.plan.model import BOARD, UNASSIGNED
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import AgencyStanding, AgencyState, is_closed
from dhr_xl.core.plan.words import counted, listed
from dhr_xl.core.returns.round import RoundFacts, due_of, owes, waiting_copy
from dhr_xl.core.returns.to_put_right import still_open
from dhr_xl.core.views.waiting import count_waiting

REMIND_AGAIN: Final = dt.timedelta(days=7)
"""Least time between two reminders."""
NAMED: Final = 4
"""Most agencies named in the sentence; more are counted."""
COLLECT: Final = "save, then run: dhr-xl collect"
ISSUE: Final = "dhr-xl issue --as-at DATE --due DATE"
UNFINISHED: Final = (AgencyState.PART_DONE, AgencyState.TO_CORRECT)
"""States of an agency that has sent something back and owes more."""


class Stand(NamedTuple):
    """The facts the steps are chosen by. needs: what waits for the coordinator -> count; here: the current round, None
    before the first; standings, states: of each agency in it.
    """

    snapshot: Snapshot
    today: dt.date
    needs: Mapping[str, int]
    here: RoundFacts | None
    standings: Mapping[str, AgencyStanding]
    states: Mapping[str, AgencyState]

    def posted(self, *kinds: MessageKind) -> list[str]:
        """The agencies for which messages of these kinds were made in this round."""
        made = self.snapshot.messages
        return [m.agency for m in made if self.here and m.round_id == self.here.record.id and m.what in kinds]

    @property
    def to_come(self) -> list[str]:
        """Codes of the agencies from which something is still expected. One that is late and owes no row is not."""
        coming = {AgencyState.WAITING, *UNFINISHED}
        return [
            code for code, s in self.standings.items()
            if s.sent and (s.owed or self.states[code] in coming)
        ]  # fmt: skip


def next_step(stand: Stand) -> str:
    """The sentence of the first step that is still to be done."""
    return next(said for step in STEPS if (said := step(stand)))


def _decide(stand: Stand) -> str:
    waiting = count_waiting(stand.snapshot.questions)
    decide, read = counted(waiting.to_decide, "question"), counted(waiting.to_read, "remark")
    if not waiting.to_decide:
        return f"Read {read} on Decisions, {COLLECT}" if waiting.to_read else ""
    return f"Decide {decide}{f' and read {read}' if waiting.to_read else ''} on Decisions, {COLLECT}"


def _give_out(stand: Stand) -> str:
    """A step where no open action has an agency, so that nobody can be asked."""
    still = [action for action in stand.snapshot.actions if not action.withdrawn and not is_closed(action)]
    if not still or any(action.agency != UNASSIGNED for action in still):
        return ""
    return f"Add the agencies on Agencies and choose one for each action on Actions, {COLLECT}"


def _begin(stand: Stand) -> str:
    if stand.here is not None:
        return ""
    if not stand.snapshot.actions:
        return f"Add the plan's actions on Actions, {COLLECT}"
    parts = ["Look through To check"] if stand.needs.get("Guesses to check") else []
    if stand.needs.get("Contacts missing"):
        parts.append(f"{'put' if parts else 'Put'} contacts on Agencies")
    parts += ["save, then send the first round out"] if parts else ["Send the first round out"]
    return f"{', '.join(parts)}: {ISSUE}"


def _issue_again(stand: Stand) -> str:
    here, standings = stand.here, stand.standings
    without = [code for code, standing in standings.items() if standing.owed and standing.sent is None]
    if here is None or not without:
        return ""
    asked = f"Write the workbook of {_names(without)}, to whom the board sent actions back"
    return f"{asked}: dhr-xl issue --as-at {here.record.as_at}"


def _hand_over(stand: Stand) -> str:
    """A step where actions moved to an agency after its workbook, or another's, was sent out."""
    here = stand.here
    if here is None:
        return ""
    sent = {(ref, code) for code, issues in here.issues.items() for issue in issues for ref in issue.as_issued}
    out = {ref for ref, _ in sent}
    moved = {
        code: None
        for action in stand.snapshot.actions if action.ref in out
        for code in action.agencies if (action.ref, code) not in sent and owes(here, action, code)
    }  # fmt: skip
    again = "".join(f" --again {code}" for code in moved)
    words = f"Write a workbook for {_names(moved)} with the actions that moved there"
    return f"{words}: dhr-xl issue --as-at {here.record.as_at}{again}" if moved else ""


def _send_out(stand: Stand) -> str:
    here, drafted = stand.here, set(stand.posted(MessageKind.WORKBOOKS))
    if here is None:
        return ""
    silent = [code for code in stand.to_come if not here.returns.get(code) and code not in here.replied]
    if not drafted:  # they may have been sent by hand: then something has come
        return (
            "Send the workbooks out: dhr-xl email"
            if silent and not (here.returns or here.empty or here.replied)
            else ""
        )
    without = [code for code in silent if code not in drafted and _contact(stand, code)]
    return f"Send the workbooks of {_names(without)} out: dhr-xl email" if without else ""


def _correct(stand: Stand) -> str:
    here, snapshot = stand.here, stand.snapshot
    if here is None:
        return ""
    sent = {m.reference for m in snapshot.messages}
    copies = {code: waiting_copy(issues, snapshot.returns) for code, issues in here.issues.items()}
    fresh = [
        code for code, copy in copies.items()
        if copy and copy.reference not in sent and still_open(snapshot, here, code).put_right
    ]  # fmt: skip
    return f"Send {_names(fresh)} what is to be put right: dhr-xl email" if fresh else ""


def _remind(stand: Stand) -> str:
    owing = [
        code for code in stand.to_come
        if (stand.states[code] in UNFINISHED or _is_late(stand, code))
        and not _has_longer(stand, code) and not _reminded(stand, code) and not _corrects(stand, code)
    ]  # fmt: skip
    return f"Remind {_names(owing)}: dhr-xl email" if owing else ""


def _wait(stand: Stand) -> str:
    asked = [q for q in stand.snapshot.open_questions if q.state == QuestionState.ASKED and not q.with_id]
    if not stand.to_come and not asked:
        return ""
    drafts = stand.here and any(
        m.state == MessageState.DRAFT and m.round_id == stand.here.record.id and m.agency in stand.to_come
        for m in stand.snapshot.messages
    )
    first = "Send the drafts that are still in the folder outbox, and put" if drafts else "Put"
    return f"{first} returns into the folder inbox as they come, then run: dhr-xl collect"


def _publish(stand: Stand) -> str:
    snapshot, last = stand.snapshot, next(iter(reversed(stand.snapshot.publications)), None)
    newest = max((change.id for change in snapshot.changes), default=0)
    if last and snapshot.current and last.round_id == snapshot.current.id and last.last_change >= newest:
        return ""
    return "Nothing more is to come. Draw the board's copy: dhr-xl publish"


def _tell_board(stand: Stand) -> str:
    last = stand.snapshot.publications[-1]
    made = [m for m in stand.snapshot.messages if m.what == MessageKind.CONSOLIDATED and m.made_at >= last.published_at]
    if made:
        return ""
    first = "" if _contact(stand, BOARD) else "Put the board's contact on Agencies (BOARD), save, then send"
    return f"{first or 'Send'} the board its copy: dhr-xl email --what consolidated"


def _enter(stand: Stand) -> str:
    waiting, snapshot = stand.needs.get("Awaiting the board", 0), stand.snapshot
    if not waiting:
        return ""
    out = [one for one in snapshot.meetings if snapshot.current and one.round_id == snapshot.current.id]
    came = {r.reference for r in snapshot.returns if r.state == ReturnState.STANDING}
    actions = counted(waiting, "action")
    if out and out[-1].reference not in came:
        back = f"Put the board's workbook into the folder inbox when it is back ({actions})"
        return f"{back}, or enter what it decides on Actions, {COLLECT}"
    return f"Enter what the board decides on Actions ({actions}), {COLLECT}"


def _next_round(stand: Stand) -> str:
    if all(is_closed(action) for action in stand.snapshot.actions):
        return "Nothing is left to do: every action is closed."
    return f"Nothing is left to do in this round. Send the next one out when it is time: {ISSUE}"


STEPS: Final[Sequence[Callable[[Stand], str]]] = (
    _decide, _give_out, _begin, _issue_again, _hand_over, _send_out, _correct, _remind, _wait, _publish, _tell_board,
    _enter, _next_round,
)  # fmt: skip
"""The steps in order; each gives '' where it is done or not due."""


def _is_late(stand: Stand, code: str) -> bool:
    last = stand.standings[code].last_day
    return last is not None and stand.today > last


def _has_longer(stand: Stand, code: str) -> bool:
    extended = stand.standings[code].extended
    return extended is not None and stand.today <= extended


def _corrects(stand: Stand, code: str) -> bool:
    """Whether a corrections letter was made whose date has not passed; it lists all that is open."""
    issues = stand.here.issues.get(code, ()) if stand.here else ()
    copy = waiting_copy(issues, stand.snapshot.returns)
    day = due_of(copy) if copy else None
    made = {m.reference for m in stand.snapshot.messages if m.what == MessageKind.CORRECTIONS}
    return bool(copy and copy.reference in made and day and stand.today <= day)


def _reminded(stand: Stand, code: str) -> bool:
    last = last_reminder(stand.snapshot, code, stand.here.record.id if stand.here else "")
    return last is not None and stand.today < last + REMIND_AGAIN


def last_reminder(snapshot: Snapshot, code: str, round_id: str) -> dt.date | None:
    """The day of an agency's last reminder in a round; None where there was none."""
    sent = [
        (m.sent_at or m.made_at).date()
        for m in snapshot.messages
        if m.what == MessageKind.CHASE and m.agency == code and m.round_id == round_id
    ]
    return max(sent, default=None)


def _contact(stand: Stand, code: str) -> bool:
    """Whether an agency has a contact with an address who is in post today."""
    return bool(stand.snapshot.in_post(code, stand.today))


def _names(codes: Iterable[str]) -> str:
    several = list(codes)
    return f"{len(several)} agencies" if len(several) > NAMED else listed(several)
