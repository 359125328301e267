"""What became of one difference between an issued and a returned workbook, by the register and by collect's result."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.columns import ANYTHING_NEW, BY_KEY
from dhr_xl.core.plan.kinds import OPEN_STATES
from dhr_xl.core.plan.model import STATUS_WORDS, Action, Agency
from dhr_xl.core.plan.records import ChangeRecord, DecisionRecord, Issue, Question, ReturnRecord
from dhr_xl.core.returns.privacy import HIDDEN
from differing import Difference
from sheets_seen import UNSEEN, fold, plain


class Facts(NamedTuple):
    """The register now, and what collect said of one file of `agency`.

    issue: the workbook it answers; record: its return; decisions: those taken on it when it was collected;
    made: the changes it made then; asked: the questions it raised then or since; changes, questions: all of them.
    """

    result: Any
    agency: str
    issue: Issue
    record: ReturnRecord | None
    decisions: list[DecisionRecord]
    made: list[ChangeRecord]
    asked: list[Question]
    returns: tuple[ReturnRecord, ...]
    changes: tuple[ChangeRecord, ...]
    questions: tuple[Question, ...]
    all_decisions: tuple[DecisionRecord, ...]
    cells: dict[CellKey, str]
    actions: tuple[Action, ...]
    agencies: tuple[Agency, ...] = ()


def become(facts: Facts, difference: Difference) -> tuple[str, str]:
    """The outcome of one difference, and what is wrong with it ('' if nothing)."""
    if difference.what == "cell":
        return _account_for_cell(facts, difference)
    if difference.what == "strange":
        return "held", _account_for_strange(facts, difference)
    return "noted", _account_for_words(facts, difference)


def _account_for_words(facts: Facts, difference: Difference) -> str:
    """Words that are no answer of the table are told where they stand; '' where they are."""
    assert facts.record
    here = [p for p in facts.result.problems if str(p.cell) == difference.place.words]
    said = {
        "dhr_completed_by": facts.record.completed_by,
        "dhr_anything_new": ANYTHING_NEW[1] if facts.record.nil else ANYTHING_NEW[0],
    }
    told = [plain(text) for where, text in facts.result.notes if where == difference.place.words]
    told += [plain(problem.value) for problem in here]
    cases = (
        (fold(said.get(difference.key, difference.now + " ")) == fold(difference.now) and difference.key in said, ""),
        (not difference.now, "" if difference.what == "single" else "it was blanked, and nothing says so"),
        (difference.what == "note", _account_for_note(facts, difference)),
        (not difference.key and _says_whose(facts, difference), ""),
        (any(HIDDEN in text for text in told), ""),  # a name of the private list stands there masked
        (any(problem.code.name == "PRIVATE_WORDS" for problem in here), ""),
        (difference.now in told, ""),
    )
    return next((why for fits, why in cases if fits), "these words are told nowhere")


def _account_for_note(facts: Facts, difference: Difference) -> str:
    told = [text for _, text in facts.result.notes] + [problem.value for problem in facts.result.problems]
    return "" if any(difference.now in text for text in told) else "this note on a cell is told nowhere"


def _says_whose(facts: Facts, difference: Difference) -> bool:
    """Whether a cell above the table says the same of whose the workbook is in other letters, so that nothing is new."""
    letters = re.sub(r"[^A-Z0-9]", "", facts.issue.reference)
    if letters in re.sub(r"[^A-Z0-9]", "", difference.now.upper()):
        return True
    names = next(({a.code, a.name, *a.aliases} for a in facts.agencies if a.code == facts.issue.agency), set())
    return difference.was in {facts.issue.agency, *names} and fold(difference.now) in {fold(name) for name in names}


def _account_for_cell(facts: Facts, difference: Difference) -> tuple[str, str]:
    decided = [d for d in facts.decisions if (d.ref, d.field) == (difference.ref, difference.key)]
    if len(decided) != 1:
        outcomes = ", ".join(d.outcome for d in decided)
        return "", f"decided {len(decided)} times ({outcomes})" if decided else "no decision was taken on it"
    [decision] = decided
    shifted = any(p.code.name == "ROWS_SHIFTED" and p.ref == difference.ref for p in facts.result.problems)
    if decision.outcome == "noted" and shifted:
        return "noted", ""  # its whole row is held, and said to be
    if not _says(facts, difference, decision.theirs):
        return decision.outcome, f"it was read as '{decision.theirs}', and no problem says so"
    if decision.outcome == "merged" and fold(decision.ours) not in _agreed(facts, difference):
        return decision.outcome, f"merged over '{decision.ours}', which somebody else had said, and nobody was asked"
    return decision.outcome, CHECKS[decision.outcome](facts, decision)


def _agreed(facts: Facts, difference: Difference) -> set[str]:
    """What a return may replace unasked: what was issued, and what came of returns of the same workbook."""
    own = [d for d in facts.all_decisions if d.reference == facts.issue.reference]
    own = [d for d in own if (d.ref, d.field) == (difference.ref, difference.key)]
    return {fold(difference.was)} | {fold(d.theirs) for d in own if d.outcome in {"merged", "already"}}


def _as_asked(now: str) -> str:
    """The day of a date as the form asks for it, day/month/year; '' for other text."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", "".join(now.translate(UNSEEN).split()))
    return "{2}-{1:0>2}-{0:0>2}".format(*found.groups()) if found else ""


def _says(facts: Facts, difference: Difference, theirs: str) -> bool:
    """Whether the register has what the cell says; a reading that is not word for word must be told as a problem."""
    now, field = difference.now, BY_KEY[difference.key]
    if field.kind == "date" and (now.startswith(("#", "1899")) or now < "1900-03"):
        return True  # openpyxl makes another day of it: Excel shows none
    if plain(theirs) == now or (field.kind == "date" and theirs in {now[:10], _as_asked(now)}):
        return True
    if field.who != "agency":
        return bool(theirs) and now.startswith("(Too long for this row") and now.endswith(plain(theirs))
    about = [p for p in facts.result.problems if (p.ref, p.field) == (difference.ref, difference.key)]
    return any(plain(problem.value) == now for problem in about)


def _account_for_strange(facts: Facts, difference: Difference) -> str:
    """A row that could not be used is held whole, its words kept for whoever decides."""
    if difference.key == "ref":
        told = any(fold(difference.now) in fold(f"{p.ref} {p.value}") for p in facts.result.problems)
        return "" if told else "no problem tells of a row with this Ref"
    held = [d for d in facts.decisions if d.outcome == "held" and not d.field and fold(d.ref) == fold(difference.ref)]
    words = f"{BY_KEY[difference.key].heading}: {difference.now}"
    if not any(words in plain(d.theirs) for d in held):
        return "its row could not be used, and these words are held nowhere"
    return next((why for d in held if words in plain(d.theirs) and (why := _check_held(facts, d))), "")


def _check_merged(facts: Facts, decision: DecisionRecord) -> str:
    made = [c for c in facts.made if (c.key.ref, c.key.field) == (decision.ref, decision.field)]
    if len(made) != 1:
        return f"merged, but the history holds {len(made)} changes of it"
    [change] = made
    kept = BY_KEY[decision.field].kept
    owner, round_id = "" if kept == "action" else facts.agency, facts.issue.round_id if kept == "round" else ""
    key = CellKey(decision.ref, decision.field, owner, round_id)
    told = (key.ref, key.field, change.before, change.after) in facts.result.changes
    later = any(other.key == key and other.id > change.id for other in facts.changes)
    cases = (
        (change.key != key, f"merged into another cell, {change.key}"),
        ((change.before, change.after) != (decision.ours, decision.theirs), "merged otherwise than was decided"),
        (not change.source.startswith(f"{facts.result.source}, "), f"its source is said to be {change.source}"),
        (not told, "merged, but it is not among the changes of the result"),
        (not later and not _stands(facts, key, change.after), "merged, and the plan does not say so"),
    )
    return next((why for wrong, why in cases if wrong), "")


def _stands(facts: Facts, key: CellKey, text: str) -> bool:
    """Whether the plan says it, in the register and as it is exported (of updates only the last is)."""
    action = next(action for action in facts.actions if action.ref == key.ref)
    if facts.cells.get(key, "") != text:
        return False
    answer = action.answer_of(key.agency) if key.agency else action
    if key.field == "status":
        return STATUS_WORDS[answer.status] == text
    if key.field == "completion_date":
        return str(answer.completion_date or "") == text
    if key.field in {"evidence_given", "outcome"}:
        return getattr(answer, key.field) == text
    others = [other for other in facts.cells if other[:3] == key[:3] and other != key]
    return bool(others) or text in getattr(action, key.field, text)


def _check_already(facts: Facts, decision: DecisionRecord) -> str:
    said = {c.after for c in facts.changes if (c.key.ref, c.key.field) == (decision.ref, decision.field)}
    known = {fold(text) for text in (*said, decision.ours)}
    return "" if fold(decision.theirs) in known else "called already so, and the plan never said it"


def _check_asked(facts: Facts, decision: DecisionRecord) -> str:
    """Someone is asked about it, or was (the same is never asked twice), and until they decide nothing has changed."""
    if any((c.key.ref, c.key.field) == (decision.ref, decision.field) for c in facts.made):
        return f"{decision.outcome}, and yet merged"
    key = ("ref", "field", "theirs")
    own = [q for q in facts.questions if q.agency == facts.agency]
    asked = [q for q in own if all(getattr(q, k) == getattr(decision, k) for k in key)]
    if not any(q.state in {*OPEN_STATES, "decided", "closed"} for q in asked):
        return f"{decision.outcome}, and nobody is asked about it"
    waiting = {q.id for q in facts.questions if q.state in OPEN_STATES}
    lost = [q for q in asked if q.id in waiting and q.with_id and q.with_id not in waiting]
    return f"{decision.outcome}, and waits with {lost[0].with_id}, which nobody is asked any more" if lost else ""


def _told_before(facts: Facts) -> bool:
    """Whether the same answers were saved again, so that nothing of them is told a second time."""
    return facts.result.outcome == "no_change"


def _check_conflict(facts: Facts, decision: DecisionRecord) -> str:
    name = f"{decision.ref}:{decision.field or 'row'}"
    told = any(q.split("#")[0] == name for q in facts.result.conflicts)
    return _check_asked(facts, decision) or (
        "" if told or _told_before(facts) else "in conflict, but not among the conflicts of the result"
    )


def _check_held(facts: Facts, decision: DecisionRecord) -> str:
    told = decision.ref in facts.result.held
    return _check_asked(facts, decision) or (
        "" if told or _told_before(facts) else "held, but its row is not among those of the result"
    )


def _check_proposal(facts: Facts, decision: DecisionRecord) -> str:
    told = any((p[0], p[1], p[3]) == (decision.ref, decision.field, decision.theirs) for p in facts.result.proposals)
    return _check_asked(facts, decision) or (
        "" if told or _told_before(facts) else "proposed, but not among the proposals of the result"
    )


def _check_noted(facts: Facts, decision: DecisionRecord) -> str:
    told = any((p.ref, p.field) == (decision.ref, decision.field) for p in facts.result.problems)
    return "" if told else "noted, and no problem tells of it"


CHECKS = {
    "merged": _check_merged,
    "already": _check_already,
    "conflict": _check_conflict,
    "held": _check_held,
    "proposal": _check_proposal,
    "noted": _check_noted,
}
