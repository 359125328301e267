"""Drafts to a plan: numbers, agencies, refs, dates and statuses, each guess with its finding."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from dhr_xl.dates import DateKind, DateReading, read_plan_date
from dhr_xl.findings import Look, find
from dhr_xl.importing.bodies import Bodies, body_of_heading
from dhr_xl.importing.colours import Key, status_of_colour
from dhr_xl.importing.columns import Columns, Role
from dhr_xl.importing.drafts import ActionDraft, Draft, Seen
from dhr_xl.importing.numbering import Given, missing_numbers, number_all
from dhr_xl.importing.owners import Owned, find_owners, names_alone
from dhr_xl.importing.statuses import OPEN, StatusReading, read_status
from dhr_xl.model import STATUS_WORDS, UNASSIGNED, Action, Finding, Recommendation, Status

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


_LONGEST_DAY: Final = 25
"""Characters a day has at most ("Wednesday 30 September 2015"): more, and other words stand before it."""


_FIRST_PIECE: Final = re.compile(r"[.;:,(]\s|\s[-–—]\s|(?:(?<=\d{4})|(?<=[/.-]\d\d))\s+(?=[A-Z])")
"""Where the words end with which a completion column's day stands apart from what came of it."""


class Ground(NamedTuple):
    """What every action of a plan is read on: the table's columns, the plan's date, and what its colours mean."""

    columns: Columns
    as_at: dt.date | None
    key: Key


class Made(NamedTuple):
    """Recommendations and what is to be said about them."""

    recommendations: tuple[Recommendation, ...]
    findings: tuple[Finding, ...]


def make_recommendations(drafts: Sequence[Draft], bodies: Bodies, ground: Ground) -> Made:
    """Number the drafts, give every action its agency and ref, and read its date and status."""
    columns = ground.columns
    given = number_all([draft.number for draft in drafts])
    names = names_alone(drafts)
    refs: set[str] = set()
    above: Owned | None = None
    merged = columns.is_before(Role.OWNER, Role.RECOMMENDATION)
    made: list[Recommendation] = []
    findings: list[Finding] = []
    for draft, number in zip(drafts, given, strict=True):
        findings.extend(_about_number(draft, number))
        owned = find_owners(draft, bodies, names, above, merged=merged)
        above = owned[-1] if owned else above
        actions: list[Action] = []
        for action, owner in zip(draft.actions, owned, strict=True):
            ref = _ref(draft.number or number.number, owner.codes[0], refs)
            whole, seen = _action(action, owner, ref, ground)
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


def _action(draft: ActionDraft, owner: Owned, ref: str, ground: Ground) -> tuple[Action, list[Seen]]:
    """The action with its date and status read, and what is to be said about them."""
    target = draft.text(Role.TARGET)
    date = read_plan_date(target, near=ground.as_at)
    completed = draft.text(Role.COMPLETED)
    report = draft.text(Role.PROGRESS) or ("" if ground.columns.has(Role.PROGRESS) else completed)
    reading = read_status(draft.text(Role.STATUS), _unlabelled(report, draft.label), target, completed)
    done_on = _done_on(completed)
    seen = _about_date(date, target)
    if done_on and (reading.status is Status.UNKNOWN or reading.look is Look.STATUS_FROM_PROSE):
        reading = StatusReading(Status.COMPLETE, Look.STATUS_FROM_DATE_COLUMN, completed)
    colour = draft.text(Role.RAG) or draft.text(Role.STATUS)
    meant = status_of_colour(colour, ground.key)
    if meant is not None and reading.status is Status.UNKNOWN:
        reading = StatusReading(meant, Look.STATUS_FROM_COLOUR, colour)
    status = reading.status
    if reading.look:
        seen.append(Seen(reading.look, guessed=STATUS_WORDS[status], source=reading.source or completed, other=colour))
    completion = done_on if status is Status.COMPLETE else None
    if completion:
        seen.append(Seen(Look.COMPLETION_DATE_READ, guessed=f"{completion:%d %B %Y}", source=completed))
    action = Action(
        ref=ref, agency=owner.codes[0], agencies=owner.codes, part=draft.part, action=draft.text(Role.ACTION),
        evidence=draft.text(Role.EVIDENCE), target_date_text=target, target_date=date.value,
        target_date_kind=date.kind.value,
        status=status, progress=_progress(draft, ground.columns), completion_date=completion,
    )  # fmt: skip
    return action, seen


def _unlabelled(text: str, label: str) -> str:
    """A report without the agency's label before it."""
    return re.sub(rf"^{re.escape(label)}\s*:\s*", "", text, flags=re.IGNORECASE) if label else text


def _done_on(text: str) -> dt.date | None:
    """The day a completion column's words begin with ("12 June 2018. …", "Completed 12/06/18"), when it was done."""
    start = re.sub(r"^(?:(?:action|now)\s+)*(?:completed?|done|achieved)\W*(?:on\s+)?", "", text, flags=re.IGNORECASE)
    first = _FIRST_PIECE.split(start, maxsplit=1)[0]
    reading = read_plan_date(first)
    return (
        reading.value if reading.kind is DateKind.DAY and len(first) <= _LONGEST_DAY and not OPEN.search(text) else None
    )


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
