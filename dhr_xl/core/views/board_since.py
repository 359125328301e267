"""What happened to each action since the board's last copy: its standing then and now, and who did what."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from dhr_xl.core.plan.cells import CellKey, format_date, iso, status_word
from dhr_xl.core.plan.columns import Row
from dhr_xl.core.plan.kinds import Take
from dhr_xl.core.plan.model import Action, AgencyAnswer, BoardDecision, Status
from dhr_xl.core.plan.records import TAKEN_BACK
from dhr_xl.core.plan.snapshot import Snapshot, with_its_note
from dhr_xl.core.plan.standing import AT_RISK, NO_UPDATE, OVERDUE, SOON, Brag, brag
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.board_said import decision_of_date
from dhr_xl.core.returns.questions import display_value
from dhr_xl.core.returns.round import ENTERED, RoundFacts
from dhr_xl.core.sentences import ended as with_stop
from dhr_xl.core.views.board_changes import LastSeen, News, agency_said, day_said, plain_words, times

NOT_THERE: Final = "Not in the plan"
"""The standing shown for an action that the last copy did not have."""
BOARD_SAYS: Final[Mapping[BoardDecision, str]] = {
    BoardDecision.SIGNED_OFF: "Signed off by the board",
    BoardDecision.MORE_EVIDENCE: "More evidence asked for by the board",
    BoardDecision.NOT_AGREED: "Not agreed by the board to be done",
    BoardDecision.KEEP_OPEN: "Kept open by the board",
    BoardDecision.CLOSED: "Closed without completion, as agreed by the board",
    BoardDecision.NOT_ACCEPTED: "Closed by the board as not accepted",
    BoardDecision.SUPERSEDED: "Superseded by decision of the board",
}
WITH_REASON: Final = (Status.PAUSED, Status.PROPOSE_TO_CLOSE)


def changes_since(
    snapshot: Snapshot, here: RoundFacts | None, seen: LastSeen, standings: Mapping[str, Brag], as_at: dt.date
) -> Iterator[Row]:
    """One row for each action whose standing changed or to which something was done: then, now, and what happened."""
    changes = tuple(change for change in snapshot.changes if change.id > seen.copy.last_change)
    news = News(snapshot, here, changes, as_at, seen.copy)
    for action in snapshot.actions:
        then, before = seen.actions.get(action.ref), seen.copy.standings.get(action.ref, NOT_THERE)
        now = standings[action.ref]
        sentences = list(_events(news, then, action))
        if before != now.word:
            sentences += list(_other_changes(news, action, before, now)) if then else []
        elif not sentences:
            continue
        sentences = sentences or [
            f"Judged as at {format_date(as_at)}, the copy before as at {format_date(news.copy.as_at)}"
        ]
        why = " ".join(map(with_stop, sentences))
        yield {"ref": action.ref, "agency": action.agency, "before": before, "after": now.word, "why": why}


def _events(news: News, then: Action | None, action: Action) -> Iterator[str]:
    """What people did to an action, as sentences without full stops."""
    if then is None:
        yield f"Added to the plan by {news.by(CellKey(action.ref, 'agency'))}"
        then = _as_added(action)
    for tell in EVENTS:
        yield from (sentence.rstrip(".") for sentence in tell(news, then, action))


def _as_added(action: Action) -> Action:
    """An action as it was when it was added: without answers or decisions."""
    return action._replace(
        answers=(),
        status=Status.UNKNOWN,
        board_decision=BoardDecision.NONE,
        decided_on=None,
        withdrawn=False,
        agreed_target_date=None,
        slips=0,
        stands="",
    )


def _decided(news: News, then: Action, action: Action) -> Iterator[str]:
    """The board's decision, its date and its note."""
    if (then.board_decision, then.decided_on) == (action.board_decision, action.decided_on):
        yield from _noted(news, then, action)
        return
    if not action.board_decision:
        if then.board_decision:
            yield f"The board's decision '{then.board_decision}' was taken out by the coordinator"
        return
    change = news.last(CellKey(action.ref, "board_decision"))
    if news.taken_back(CellKey(action.ref, "board_decision")):
        stands = f"'{action.board_decision}'{f' of {day}' if (day := day_said(action.decided_on)) else ''} stands again"
        yield f"The board's decision '{then.board_decision}' was taken back by the coordinator, so {stands}"
        return
    entered = f", entered on {format_date(change.when.date())}" if change else ""
    day = f" on {format_date(action.decided_on)}" if action.decided_on else entered
    note = news.last(CellKey(action.ref, "board_note")) and with_its_note(news.snapshot, action).board_note
    yield f"{BOARD_SAYS[action.board_decision]}{day}{f': {plain_words(note)}' if note else ''}"


def _noted(news: News, then: Action, action: Action) -> Iterator[str]:
    """A note of the board's without a new decision."""
    key = CellKey(action.ref, "board_note")
    if action.board_note and then.board_note != action.board_note and news.last(key) and not news.taken_back(key):
        yield f"Noted by the board: {plain_words(with_its_note(news.snapshot, action).board_note)}"


def _withdrawn(_: News, then: Action, action: Action) -> Iterator[str]:
    if action.withdrawn and not then.withdrawn:
        reason = plain_words(action.withdrawn_reason)
        yield f"Withdrawn by the coordinator: {reason or 'no reason was given'}"
    elif then.withdrawn and not action.withdrawn:
        yield "Put back into the plan by the coordinator"


def _moved(news: News, then: Action, action: Action) -> Iterator[str]:
    """A new lead agency, and changes in who shares the action."""
    if then.agency != action.agency:
        called, now = then.answer_of(then.agency).status, action.answer_of(action.agency).status
        done = called is Status.COMPLETE and now is Status.UNKNOWN
        was = f"{agency_said(then.agency)}{', which had called it Complete,' if done else ''}"
        yield f"Moved from {was} to {agency_said(action.agency)} by {news.by(CellKey(action.ref, 'agency'))}"
    joined = [code for code in action.agencies if code not in {*then.agencies, action.agency}]
    left = [code for code in then.agencies if code not in {*action.agencies, then.agency}]
    by = news.by(CellKey(action.ref, "supporting"))
    if joined:
        yield f"Shared with {' and '.join(joined)} too, by {by}"
    if left:
        yield f"No longer shared with {' and '.join(left)}, by {by}"


def _dated(news: News, then: Action, action: Action) -> Iterator[str]:
    """A new target date: how often it slipped, the new day, who asked for it and why."""
    if (then.target_date, then.target_date_text) != (action.target_date, action.target_date_text):
        old, new = (day_said(a.target_date) or a.target_date_text or "none" for a in (then, action))
        field = "target_date" if then.target_date_text == action.target_date_text else "target_date_text"
        yield f"The plan's target date put right by {news.by(CellKey(action.ref, field))}, from {old} to {new}"
    if then.agreed_target_date == action.agreed_target_date:
        return
    was, new_day = then.due, action.agreed_target_date
    if new_day is None:
        yield f"The agreed new target date {day_said(then.agreed_target_date)} was taken back by the coordinator"
        return
    if news.taken_back(CellKey(action.ref, "agreed_target_date")):
        old = day_said(then.agreed_target_date) or "none"
        yield f"The agreed new target date was taken back by the coordinator, from {old} to {day_said(new_day)}"
        return
    slips = action.slips - then.slips
    if was and new_day < was:
        said = f"Target date brought forward to {day_said(new_day)}"
    else:
        before = f" more ({times(action.slips)} in all)" if then.slips else ""
        slipped = f"Slipped {times(slips)}{before}, to {day_said(new_day)}"
        said = slipped if slips > 0 else f"New target date {day_said(new_day)}"
    from_day = f" (from {day_said(was)})" if was else ""
    asked, why = news.asked(CellKey(action.ref, "agreed_target_date")), ""
    if asked and asked.agency:
        reason = news.reason_in(CellKey(action.ref, "reason", asked.agency, asked.round_id))
        other = (
            ""
            if asked.theirs == iso(new_day)
            else f"; {asked.agency} asked for {display_value(asked.field, asked.theirs)}"
        )
        why = f"{other or f', asked for by {asked.agency}'}{reason}"
    yield f"{said}{from_day}, agreed by {news.by(CellKey(action.ref, 'agreed_target_date'))}{why}"


def _dates_not_agreed(news: News, _: Action, action: Action) -> Iterator[str]:
    """New dates that were asked for and not agreed since the last copy: who decided, when, and with which note."""
    for question in news.decided_dates(action.ref):
        if question.decision in {Take.OURS, Take.BASE}:
            who, day, note = decision_of_date(question)
            asked = f"The new date {display_value(question.field, question.theirs)}, asked for by {question.agency},"
            on = f" on {day}" if day else ""
            yield f"{asked} was not agreed by {who}{on}{f': {plain_words(note)}' if note else ''}"


def _answered(news: News, then: Action, action: Action) -> Iterator[str]:
    for code in dict.fromkeys((*action.agencies, *then.agencies)):
        was, now = then.answer_of(code), action.answer_of(code)
        if was.status is not now.status:
            yield _status(news, action.ref, was, now)
        elif now.status is Status.COMPLETE and now.evidence_given and was.evidence_given != now.evidence_given:
            by = news.by(CellKey(action.ref, "evidence_given", code))
            yield f"New evidence from {code}" if by == code else f"{code}'s evidence was changed by {by}"


def _status(news: News, ref: str, was: AgencyAnswer, now: AgencyAnswer) -> str:
    """One agency's new status, and who said or recorded it."""
    key = CellKey(ref, "status", now.agency)
    change, by, said = news.last(key), news.by(key), status_word(now.status) or "blank"
    if change and change.how == TAKEN_BACK:
        before = status_word(was.status) or "blank"
        return f"{now.agency}'s answer '{before}' was taken back by the coordinator, to '{said}'"
    reopened = was.status is Status.COMPLETE
    reason = news.reason(ref, now.agency) if reopened or now.status in WITH_REASON else ""
    entered = _entered(change.how) if change else ""
    done = _done_on(news, ref, now, by) if now.status is Status.COMPLETE else ""
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


def _done_on(news: News, ref: str, now: AgencyAnswer, by: str) -> str:
    """The day it was done, whether it is after the as-at date, and who gave it where another called it Complete."""
    day, key = now.completion_date, CellKey(ref, "completion_date", now.agency)
    if not day:
        return ""
    after = ", after the as-at date" if day > news.as_at else ""
    dated = news.by(key) if news.last(key) else by
    return f", done on {day_said(day)}{after}{f' (as dated by {dated})' if dated != by else ''}"


def _entered(how: str) -> str:
    """A note that the coordinator entered an answer, and its source. It names no person."""
    source = how.partition("from: ")[2]
    return f" ({ENTERED}{f', from: {source}' if source else ''})" if how.startswith(ENTERED) else ""


def _standing(news: News, then: Action, action: Action) -> Iterator[str]:
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


def _worded(news: News, then: Action, action: Action) -> Iterator[str]:
    for field, what in (("action", "The action's words were"), ("evidence", "The evidence the plan asks for was")):
        if getattr(then, field) != getattr(action, field):
            by = news.by(CellKey(action.ref, field))
            yield f"{what} put right by {by}{_proposed(news, action, field)}"


def _proposed(news: News, action: Action, field: str) -> str:
    """Whose proposal or query the plan's new words follow, and whether they are the words proposed."""
    asked = news.asked(CellKey(action.ref, field))
    if not asked:
        return ""
    if asked.field != field:
        return f", after {asked.agency} said that something was wrong"
    same = same_answer(field, asked.theirs, getattr(action, field))
    return f", {'as' if same else 'in other words than'} {asked.agency} proposed"


EVENTS: Final[tuple[Callable[[News, Action, Action], Iterator[str]], ...]] = (
    _decided, _withdrawn, _moved, _dated, _dates_not_agreed, _answered, _standing, _worded,
)  # fmt: skip
"""Everything that can happen to an action, in the order of the sentences."""


def _other_changes(news: News, action: Action, before: str, now: Brag) -> Iterator[str]:
    """Changes of the standing that nobody made: a date that passed, an answer that came or did not come."""
    whose = action.stands or action.agency
    asked = news.here is not None and (action.ref, whose) in news.here.evidence_asked

    def standing_at(as_at: dt.date, *, updated: bool) -> Brag:
        return brag(action, as_at, updated=updated, evidence_asked=asked)

    updated, due = standing_at(news.as_at, updated=True) is now, action.due
    if due and standing_at(news.copy.as_at, updated=updated) is not now:
        if now is OVERDUE:
            yield f"Its target date passed on {day_said(due)}"
        elif now is AT_RISK:
            yield f"It is due on {day_said(due)}, within {SOON.days} days"
    if news.here is None or standing_at(news.as_at, updated=not updated) is now:
        return
    if not updated:
        none = f"No update has come from {agency_said(whose)} as at {format_date(news.as_at)}"
        yield f"{agency_said(whose)} has not answered the board yet" if asked else none
    elif before != NO_UPDATE.word:
        return
    elif (action.ref, whose) in news.here.answered:
        yield f"New words from {whose}"
    elif (action.ref, whose) in news.here.unchanged:
        yield f"{whose} said that nothing has changed"
