"""Drafts to a plan: numbers, agencies, refs, dates and statuses, each guess with its finding."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from dhr_xl.dates import DateKind, DateReading, read_plan_date
from dhr_xl.findings import Look, find
from dhr_xl.importing.bodies import Bodies, body_of_heading, fold, is_post, split_owner
from dhr_xl.importing.columns import Columns, Role
from dhr_xl.importing.drafts import ActionDraft, Draft, Seen
from dhr_xl.importing.numbering import Given, missing_numbers, number_all
from dhr_xl.importing.shapes import EVERYBODY
from dhr_xl.importing.statuses import OPEN, StatusReading, read_status
from dhr_xl.model import STATUS_WORDS, UNASSIGNED, Action, Finding, Recommendation, Status

_LONGEST_DAY: Final = 25
"""Characters a day has at most ("Wednesday 30 September 2015"): more, and other words stand before it."""
_TAKEN_DATES: Final = {
    DateKind.SEVERAL: Look.DATE_SEVERAL,
    DateKind.RANGE: Look.DATE_ASSUMED,
    DateKind.PART: Look.DATE_ASSUMED,
    DateKind.YEAR: Look.DATE_ASSUMED,
    DateKind.MONTH: Look.DATE_ASSUMED,
}
_NO_DATES: Final = {
    DateKind.BLANK: Look.DATE_NONE,
    DateKind.NONE: Look.DATE_NONE,
    DateKind.ONGOING: Look.DATE_ONGOING,
    DateKind.IMPOSSIBLE: Look.DATE_IMPOSSIBLE,
    DateKind.AMBIGUOUS: Look.DATE_IMPOSSIBLE,
}


class Made(NamedTuple):
    """Recommendations and what is to be said about them."""

    recommendations: tuple[Recommendation, ...]
    findings: tuple[Finding, ...]


class _Owned(NamedTuple):
    """Whose an action is: codes, the lead's first, and what is to be said about that."""

    codes: tuple[str, ...]
    seen: tuple[Seen, ...] = ()


def make_recommendations(drafts: Sequence[Draft], bodies: Bodies, columns: Columns, as_at: dt.date | None) -> Made:
    """Number the drafts, give every action its agency and ref, and read its date and status."""
    given = number_all([draft.number for draft in drafts])
    names = _names_alone(drafts)
    refs: set[str] = set()
    made: list[Recommendation] = []
    findings: list[Finding] = []
    for draft, number in zip(drafts, given, strict=True):
        findings.extend(_about_number(draft, number))
        owned = _owners(draft, bodies, names)
        actions: list[Action] = []
        for action, owner in zip(draft.actions, owned, strict=True):
            ref = _ref(draft.number or number.number, owner.codes[0], refs)
            whole, seen = _action(action, owner, ref, columns, as_at)
            actions.append(whole)
            findings.extend(_said(each, ref) for each in (*owner.seen, *action.seen, *seen))
        made.append(_recommendation(draft, number, bodies, actions, owners=columns.has(Role.OWNER)))
        if not actions:
            findings.append(find(Look.ACTION_NONE, number.number, source=draft.text))
    printed = [draft.number for draft in drafts]
    findings.extend(find(Look.NUMBER_GAP, number, guessed=number) for number in missing_numbers(printed, given))
    return Made(tuple(made), tuple(findings))


def _said(seen: Seen, where: str) -> Finding:
    return find(
        seen.look,
        where,
        guessed=seen.guessed,
        source=seen.source,
        why=seen.why,
        other=seen.other,
        line=seen.line,
        field=seen.field,
    )


def _about_number(draft: Draft, given: Given) -> list[Finding]:
    if given.inferred:
        return [find(Look.NUMBER_INFERRED, given.number, guessed=given.number, source=draft.text)]
    if given.repeats:
        return [find(Look.NUMBER_TWICE, given.number, guessed=given.number, other=given.repeats, source=draft.text)]
    return []


def _recommendation(
    draft: Draft, given: Given, bodies: Bodies, actions: Sequence[Action], *, owners: bool
) -> Recommendation:
    heading = draft.heading
    lead = bodies.code(body_of_heading(heading.text)) if heading and not heading.everybody else ""
    codes = {action.agency for action in actions}
    if (not lead or owners) and len(codes) == 1 and UNASSIGNED not in codes and not (heading and heading.everybody):
        lead = codes.pop()
    section = " – ".join(text for text in (heading.text if heading else "", draft.theme) if text)
    return Recommendation(
        number=given.number, number_inferred=given.inferred, text=draft.text, lead=lead or None, scope=draft.scope,
        section=section, actions=tuple(actions),
    )  # fmt: skip


def _ref(number: str, code: str, refs: set[str]) -> str:
    """A ref of its own: number and code, and a count for further ones."""
    base = f"{re.sub(r'[^A-Za-z0-9.]', '', number) or 'X'}-{code}"
    ref, count = base, 1
    while ref in refs:
        count += 1
        ref = f"{base}-{count}"
    refs.add(ref)
    return ref


def _names_alone(drafts: Sequence[Draft]) -> frozenset[str]:
    """Owners' cells that name one body each; by them a cell that lists several is told."""
    return frozenset(action.owner for draft in drafts for action in draft.actions if action.owner)


def owner_names(drafts: Sequence[Draft]) -> list[str]:
    """Every body that an agency column names, in order."""
    alone = _names_alone(drafts)
    return [
        name
        for draft in drafts
        for action in draft.actions
        for name in _bodies_of(draft, action, alone)
        if not EVERYBODY.match(name)
    ]


def _bodies_of(draft: Draft, action: ActionDraft, alone: frozenset[str]) -> tuple[str, ...]:
    """The bodies an action's agency cell names; its section's, where the cell is blank or names a post and no body."""
    section = body_of_heading(draft.heading.text) if draft.heading and not draft.heading.everybody else ""
    names = split_owner(action.owner, alone)
    return (section,) if section and (not names or is_post(names[0])) else names


def fuller_cells(drafts: Sequence[Draft]) -> dict[str, str]:
    """Agency cells that say more than their lead's name (a post, several bodies) -> that name."""
    alone = _names_alone(drafts)
    named = {
        action.owner: _bodies_of(draft, action, alone) for draft in drafts for action in draft.actions if action.owner
    }
    return {
        cell: names[0]
        for cell, names in named.items()
        if names
        and not EVERYBODY.match(names[0])
        and set(fold(cell).split()) - set(fold(" ".join(names)).split()) - {"and"}
    }


def _owners(draft: Draft, bodies: Bodies, alone: frozenset[str]) -> list[_Owned]:
    made: list[_Owned] = []
    for action in draft.actions:
        before = made[-1] if made else None
        made.append(_owner(draft, action, bodies, alone, before))
    return made


def _owner(draft: Draft, action: ActionDraft, bodies: Bodies, alone: frozenset[str], before: _Owned | None) -> _Owned:
    """Whose an action is: by its label, its agency column, its section, the row above, or its first words."""
    if action.label and bodies.code(action.label):
        return _Owned((bodies.code(action.label),))
    if action.owner:
        return _from_column(draft, action, bodies, alone)
    heading = draft.heading
    section = bodies.code(body_of_heading(heading.text)) if heading and not heading.everybody else ""
    if section:
        return _Owned((section,))
    if before is not None and UNASSIGNED not in before.codes:
        seen = Seen(
            Look.AGENCY_GUESSED,
            guessed=before.codes[0],
            why="the row above it is theirs",
            source=action.text(Role.ACTION),
        )
        return _Owned(before.codes, (seen,))
    for text in (action.text(Role.ACTION), draft.text):
        named = _named_first(text, bodies)
        if named:
            seen = Seen(Look.AGENCY_GUESSED, guessed=named, why="the words begin with its name", source=text)
            return _Owned((named,), (seen,))
    look = Look.AGENCY_EVERYBODY if heading and heading.everybody else Look.AGENCY_UNKNOWN
    return _Owned((UNASSIGNED,), (Seen(look, source=action.text(Role.ACTION) or draft.text),))


def _from_column(draft: Draft, action: ActionDraft, bodies: Bodies, alone: frozenset[str]) -> _Owned:
    names = _bodies_of(draft, action, alone)
    codes = tuple(dict.fromkeys(code for name in names if (code := bodies.code(name))))
    if not codes:
        look = Look.AGENCY_EVERYBODY if EVERYBODY.match(action.owner) else Look.AGENCY_UNKNOWN
        return _Owned((UNASSIGNED,), (Seen(look, source=action.owner),))
    if len(codes) > 1:
        return _Owned(codes, (Seen(Look.AGENCY_SEVERAL, guessed=codes[0], source=action.owner),))
    if is_post(names[0]):
        why = "it reads like a post and no body is named"
        return _Owned(codes, (Seen(Look.AGENCY_GUESSED, guessed=codes[0], why=why, source=action.owner),))
    if names[0] != action.owner.strip(" ."):
        section = fold(names[0]) not in fold(action.owner)
        why = "a post is named, in their section" if section else "its name stands beside other words"
        return _Owned(codes, (Seen(Look.AGENCY_GUESSED, guessed=codes[0], why=why, source=action.owner),))
    return _Owned(codes)


def _named_first(text: str, bodies: Bodies) -> str:
    start = re.sub(r"^(?:that\s+)?(?:the\s+)?", "", text, flags=re.IGNORECASE)
    for agency in bodies.agencies:
        for name in sorted((agency.name, *agency.aliases), key=len, reverse=True):
            if re.match(re.escape(name) + r"\b", start, re.IGNORECASE):
                return agency.code
    return ""


def _action(
    draft: ActionDraft, owner: _Owned, ref: str, columns: Columns, as_at: dt.date | None
) -> tuple[Action, list[Seen]]:
    """The action with its date and status read, and what is to be said about them."""
    target = draft.text(Role.TARGET)
    date = read_plan_date(target, near=as_at)
    completed = draft.text(Role.COMPLETED)
    report = draft.text(Role.PROGRESS) if columns.has(Role.PROGRESS) else completed
    reading = read_status(draft.text(Role.STATUS), _unlabelled(report, draft.label), target, completed)
    done_on = read_plan_date(completed) if _is_done_on(completed) else DateReading(None, DateKind.BLANK)
    seen = _about_date(date, target)
    if done_on.value and (reading.status is Status.UNKNOWN or _is_guess(reading, completed)):
        reading = StatusReading(Status.COMPLETE, Look.STATUS_FROM_DATE_COLUMN, completed)
    status = reading.status
    if reading.look:
        seen.append(Seen(reading.look, guessed=STATUS_WORDS[status], source=reading.source or completed))
    completion = done_on.value if done_on.kind is DateKind.DAY and status is Status.COMPLETE else None
    if completion:
        seen.append(Seen(Look.COMPLETION_DATE_READ, guessed=f"{completion:%d %B %Y}", source=completed))
    action = Action(
        ref=ref, agency=owner.codes[0], agencies=owner.codes, part=draft.part, action=draft.text(Role.ACTION),
        evidence=draft.text(Role.EVIDENCE), target_date_text=target, target_date=date.value,
        target_date_kind=date.kind.value,
        status=status, progress=_progress(draft, columns), completion_date=completion,
    )  # fmt: skip
    return action, seen


def _is_guess(reading: StatusReading, completed: str) -> bool:
    """Whether a status was read out of words beside the day it was done, which say nowhere that work is still open."""
    return reading.look is Look.STATUS_FROM_PROSE and not OPEN.search(completed)


def _unlabelled(text: str, label: str) -> str:
    """A report without the agency's label before it."""
    return re.sub(rf"^{re.escape(label)}\s*:\s*", "", text, flags=re.IGNORECASE) if label else text


def _is_done_on(text: str) -> bool:
    """Whether a completion column's words begin with the day it was done ("12 June 2018. …", "Completed 12/06/18")."""
    start = re.sub(r"^(?:(?:action|now)\s+)*(?:completed?|done|achieved)\W*(?:on\s+)?", "", text, flags=re.IGNORECASE)
    first = re.split(r"[.;:,(]\s|\s[-–—]\s", start)[0]
    return read_plan_date(first).kind is DateKind.DAY and len(first) <= _LONGEST_DAY


def _progress(draft: ActionDraft, columns: Columns) -> str:
    """The report, then the words of columns the form has no place for, each under its heading's name."""
    lines = [draft.text(Role.PROGRESS)]
    for role in (Role.COMPLETED, Role.STATUS, Role.RAG):
        text = draft.text(role)
        if not text:
            continue
        alone = not columns.has(Role.PROGRESS) and not lines[0]
        heading = columns.headings[columns.roles.index(role)] if columns.has(role) else ""
        lines.append(text if alone or not heading else f"{heading}: {text}")
    lines.append(draft.text(Role.OTHER))
    return "\n".join(line for line in lines if line)


def _about_date(reading: DateReading, text: str) -> list[Seen]:
    if reading.value is None:
        look = _NO_DATES.get(reading.kind, Look.DATE_NOT_UNDERSTOOD)
        return [Seen(look, source=text, why=reading.note)]
    guessed = f"{reading.value.day} {reading.value:%B %Y}"
    look_taken = _TAKEN_DATES.get(reading.kind)
    if look_taken is None and not reading.note:
        return []
    why = reading.note.split(":")[0] if look_taken is Look.DATE_SEVERAL else reading.note or "the last day of the month"
    return [Seen(look_taken or Look.DATE_ASSUMED, guessed=guessed, source=text, why=why)]
