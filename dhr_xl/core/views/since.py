"""What happened to each action since the board's last copy: its standing then and now, and who did what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import CellKey, format_date, status_word
from dhr_xl.core.plan.columns import Row
from dhr_xl.core.plan.model import UNASSIGNED, Action, AgencyAnswer, BoardDecision, Status
from dhr_xl.core.plan.records import DECIDED, TAKEN_BACK, ChangeRecord, Question
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.plan.standing import AT_RISK, NO_UPDATE, OVERDUE, SOON, Brag, brag
from dhr_xl.core.returns.round import ENTERED, RoundFacts
from dhr_xl.core.views.last_copy import LastSeen

NOT_THERE: Final = "Not in the plan"
"""The standing shown for an action that the last copy did not have."""
COORDINATOR: Final = "the coordinator"
BOARD_SAYS: Final[Mapping[BoardDecision, str]] = {
    BoardDecision.SIGNED_OFF: "Signed off by the board",
    BoardDecision.MORE_EVIDENCE: "More evidence asked for by the board",
    BoardDecision.NOT_ACCEPTED: "Closed by the board as not accepted",
    BoardDecision.SUPERSEDED: "Superseded by decision of the board",
}
WITH_REASON: Final = (Status.PAUSED, Status.PROPOSE_TO_CLOSE)


class _News(NamedTuple):
    """The changes since the last copy, the round's facts, and the as-at dates of this copy and the last."""

    snapshot: Snapshot
    here: RoundFacts | None
    changes: tuple[ChangeRecord, ...]
    as_at: dt.date
    was_at: dt.date

    def last(self, key: CellKey) -> ChangeRecord | None:
        """The change that gave a cell its value, if it was made since the last copy."""
        now = self.snapshot.cells.get(key, "")
        return next((c for c in reversed(self.changes) if c.key == key and c.after == now), None)

    def by(self, key: CellKey) -> str:
        """Who gave a cell its value: an agency's code, else the coordinator."""
        change = self.last(key)
        known = {agency.code for agency in self.snapshot.agencies}
        if change is None or change.how == TAKEN_BACK or change.who not in known:
            return COORDINATOR
        return change.who

    def asked(self, key: CellKey) -> Question | None:
        """The question whose decision gave a cell its value."""
        change = self.last(key)
        return next(
            (q for q in self.snapshot.questions if change and f"{change.how},".startswith(f"{DECIDED}{q.id},")), None
        )

    def reason(self, ref: str, agency: str) -> str:
        """The reason an agency gave since the last copy, as the end of a sentence."""
        keys = dict.fromkeys(c.key for c in self.changes if (c.key.ref, c.key.field) == (ref, "reason"))
        given = [key for key in keys if key.agency == agency]
        return self.reason_in(given[-1]) if given else ""

    def reason_in(self, key: CellKey) -> str:
        """The reason in a cell, as the end of a sentence; it names the coordinator where the agency did not word it."""
        reason = _plain(self.snapshot.cells.get(key, ""))
        own = self.last(key) is None or self.by(key) == key.agency
        return (f". Reason: {reason}" if own else f". Reason, as worded by the coordinator: {reason}") if reason else ""


def changes_since(
    snapshot: Snapshot, here: RoundFacts | None, seen: LastSeen, standings: Mapping[str, Brag], as_at: dt.date
) -> Iterator[Row]:
    """One row for each action whose standing changed or to which something was done: then, now, and what happened."""
    changes = tuple(change for change in snapshot.changes if change.id > seen.copy.last_change)
    news = _News(snapshot, here, changes, as_at, seen.copy.as_at)
    for action in snapshot.plan.actions:
        then, before = seen.actions.get(action.ref), seen.copy.standings.get(action.ref, NOT_THERE)
        now = standings[action.ref]
        told = list(_told(news, then, action))
        if before != now.word:
            told += list(_judged(news, action, before, now)) if then else []
        elif not told:
            continue
        told = told or [f"Judged as at {format_date(as_at)}, the copy before as at {format_date(news.was_at)}"]
        why = " ".join(map(_ended, told))
        yield {"ref": action.ref, "agency": action.agency, "before": before, "after": now.word, "why": why}


def _told(news: _News, then: Action | None, action: Action) -> Iterator[str]:
    """What people did to an action, as sentences without full stops."""
    if then is None:
        yield "Added to the plan by the coordinator"
        then = _as_added(action)
    for tell in TOLD:
        yield from (sentence.rstrip(".") for sentence in tell(news, then, action))


def _as_added(action: Action) -> Action:
    """An action as it was when it was added: without answers or decisions."""
    return action.model_copy(
        update={
            "answers": (),
            "status": Status.UNKNOWN,
            "board_decision": BoardDecision.NONE,
            "decided_on": None,
            "withdrawn": False,
            "agreed_target_date": None,
            "slips": 0,
            "stands": "",
        }
    )


def _decided(news: _News, then: Action, action: Action) -> Iterator[str]:
    """The board's decision, its date and its note."""
    if (then.board_decision, then.decided_on) == (action.board_decision, action.decided_on):
        return
    if not action.board_decision:
        if then.board_decision:
            yield f"The board's decision '{then.board_decision}' was taken out by the coordinator"
        return
    change = news.last(CellKey(action.ref, "board_decision"))
    entered = f", entered on {format_date(change.when.date())}" if change else ""
    day = f" on {format_date(action.decided_on)}" if action.decided_on else entered
    note = news.last(CellKey(action.ref, "board_note")) and action.board_note
    yield f"{BOARD_SAYS[action.board_decision]}{day}{f': {_plain(note)}' if note else ''}"


def _withdrawn(_: _News, then: Action, action: Action) -> Iterator[str]:
    if action.withdrawn and not then.withdrawn:
        reason = _plain(action.withdrawn_reason)
        yield f"Withdrawn by the coordinator: {reason or 'no reason was given'}"
    elif then.withdrawn and not action.withdrawn:
        yield "Put back into the plan by the coordinator"


def _moved(_: _News, then: Action, action: Action) -> Iterator[str]:
    """A new lead agency, and changes in who shares the action."""
    if then.agency != action.agency:
        yield f"Moved from {_agency(then.agency)} to {_agency(action.agency)} by the coordinator"
    joined = [code for code in action.agencies if code not in {*then.agencies, action.agency}]
    left = [code for code in then.agencies if code not in {*action.agencies, then.agency}]
    if joined:
        yield f"Shared with {' and '.join(joined)} too, by the coordinator"
    if left:
        yield f"No longer shared with {' and '.join(left)}, by the coordinator"


def _dated(news: _News, then: Action, action: Action) -> Iterator[str]:
    """A new target date: how often it slipped, the new day, who asked for it and why."""
    if (then.target_date, then.target_date_text) != (action.target_date, action.target_date_text):
        old, new = (_day(a.target_date) or a.target_date_text or "none" for a in (then, action))
        yield f"The plan's target date put right by the coordinator, from {old} to {new}"
    if then.agreed_target_date == action.agreed_target_date:
        return
    was, new_day = then.due, action.agreed_target_date
    if new_day is None:
        yield f"The agreed new target date {_day(then.agreed_target_date)} was taken back by the coordinator"
        return
    slips = action.slips - then.slips
    if was and new_day < was:
        said = f"Target date brought forward to {_day(new_day)}"
    else:
        before = f" more ({_times(action.slips)} in all)" if then.slips else ""
        slipped = f"Slipped {_times(slips)}{before}, to {_day(new_day)}"
        said = slipped if slips > 0 else f"New target date {_day(new_day)}"
    from_day = f" (from {_day(was)})" if was else ""
    asked, why = news.asked(CellKey(action.ref, "agreed_target_date")), ""
    if asked and asked.agency:
        reason = news.reason_in(CellKey(action.ref, "reason", asked.agency, asked.round_id))
        why = f", asked for by {asked.agency}{reason}"
    yield f"{said}{from_day}, agreed by the coordinator{why}"


def _answered(news: _News, then: Action, action: Action) -> Iterator[str]:
    """Each agency's new status or evidence."""
    for code in dict.fromkeys((*action.agencies, *then.agencies)):
        was, now = then.answer_of(code), action.answer_of(code)
        if was.status is not now.status:
            yield _status(news, action.ref, was, now)
        elif now.status is Status.COMPLETE and now.evidence_given and was.evidence_given != now.evidence_given:
            by = news.by(CellKey(action.ref, "evidence_given", code))
            yield f"New evidence from {code}" if by == code else f"{code}'s evidence was changed by {by}"


def _status(news: _News, ref: str, was: AgencyAnswer, now: AgencyAnswer) -> str:
    """One agency's new status, and who said or recorded it."""
    key = CellKey(ref, "status", now.agency)
    change, by, said = news.last(key), news.by(key), status_word(now.status) or "blank"
    if change and change.how == TAKEN_BACK:
        before = status_word(was.status) or "blank"
        return f"{now.agency}'s answer '{before}' was taken back by the coordinator, to '{said}'"
    reopened = was.status is Status.COMPLETE
    reason = news.reason(ref, now.agency) if reopened or now.status in WITH_REASON else ""
    entered = _entered(change.how) if change else ""
    done = _done_on(now.completion_date, news.as_at) if now.status is Status.COMPLETE else ""
    if by != now.agency:
        sentence = f"{now.agency}'s answer set to {said} by {by}{done}"
        return f"Reopened by {by}: {sentence}{reason}" if reopened else f"{sentence}{reason}"
    if reopened:
        return f"Reopened by {by}: now {said}{entered}{reason}"
    if now.status is Status.COMPLETE:
        return f"Called Complete by {by}{done}{entered}"
    if now.status is Status.PROPOSE_TO_CLOSE:
        return f"{by} proposes to close it{entered}{reason}"
    return f"{by} now says {said}{entered}{reason}"


def _done_on(day: dt.date | None, as_at: dt.date) -> str:
    """The date completed, marked where it is after the as-at date."""
    after = ", after the as-at date" if day and day > as_at else ""
    return f", done on {_day(day)}{after}" if day else ""


def _entered(how: str) -> str:
    """A note that the coordinator entered an answer, and its source. It names no person."""
    source = how.partition("from: ")[2]
    return f" ({ENTERED}{f', from: {source}' if source else ''})" if how.startswith(ENTERED) else ""


def _standing(news: _News, then: Action, action: Action) -> Iterator[str]:
    """A decision on whose answer counts for the whole action, or the end of such a decision."""
    if then.stands == action.stands:
        return
    key = CellKey(action.ref, "stands")
    change, decided = news.last(key), news.asked(key) is not None
    if action.stands or decided:
        whose = action.stands or action.agency
        yield f"The coordinator decided that the answer of {whose} stands for the whole action"
    elif then.stands:
        ended = f"The answer of {then.stands} stands for the whole action no longer"
        yield f"{ended}: the coordinator took that back" if change and change.how == TAKEN_BACK else ended


def _worded(news: _News, then: Action, action: Action) -> Iterator[str]:
    """Corrections of the plan's own words."""
    for field, what in (("action", "The action's words were"), ("evidence", "The evidence the plan asks for was")):
        if getattr(then, field) != getattr(action, field):
            asked = news.asked(CellKey(action.ref, field))
            yield f"{what} put right by the coordinator" + (f", as {asked.agency} proposed" if asked else "")


TOLD: Final[tuple[Callable[[_News, Action, Action], Iterator[str]], ...]] = (
    _decided, _withdrawn, _moved, _dated, _answered, _standing, _worded,
)  # fmt: skip
"""Everything that can happen to an action, in the order of the sentences."""


def _judged(news: _News, action: Action, before: str, now: Brag) -> Iterator[str]:
    """Changes of the standing that nobody made: a date that passed, an answer that came or did not come."""
    whose = action.stands or action.agency
    asked = news.here is not None and (action.ref, whose) in news.here.evidence_asked

    def judged(as_at: dt.date, *, updated: bool) -> Brag:
        return brag(action, as_at, updated=updated, evidence_asked=asked)

    updated, due = judged(news.as_at, updated=True) is now, action.due
    if due and judged(news.was_at, updated=updated) is not now:
        if now is OVERDUE:
            yield f"Its target date passed on {_day(due)}"
        elif now is AT_RISK:
            yield f"It is due on {_day(due)}, within {SOON.days} days"
    if news.here is None or judged(news.as_at, updated=not updated) is now:
        return
    if not updated:
        yield f"No update has come from {_agency(whose)} as at {format_date(news.as_at)}"
    elif before != NO_UPDATE.word:
        return
    elif (action.ref, whose) in news.here.answered:
        yield f"New words from {whose}"
    elif whose in news.here.nil:
        yield f"{whose} said that nothing has changed"


def _agency(code: str) -> str:
    """An agency's name in a sentence."""
    return "no agency" if code == UNASSIGNED else code


def _day(day: dt.date | None) -> str:
    return format_date(day) if day else ""


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _ended(sentence: str) -> str:
    """Add a full stop, except after a question or exclamation mark."""
    return sentence if sentence.endswith(("?", "!")) else f"{sentence}."


def _plain(text: str) -> str:
    """Text for use within a sentence: on one line, without a full stop."""
    return " ".join(text.split()).rstrip(".")
