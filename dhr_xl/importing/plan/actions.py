"""Build an action from its draft: read its dates, status and report, with a finding for each guess."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

from dhr_xl.core.plan.dates import DateKind, DateReading, read_plan_date
from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.core.plan.model import STATUS_WORDS, Action, Status
from dhr_xl.importing.plan.colours import ColourKey, is_colour, is_tick, name_colour, read_colour_status
from dhr_xl.importing.plan.lists_in_step import ITEM_RANGE, read_marked_items
from dhr_xl.importing.plan.owners import ActionOwners
from dhr_xl.importing.plan.values import ActionDraft, PendingFinding, PlanCell
from dhr_xl.importing.sources.grid import GridCell
from dhr_xl.importing.terms.headings import Role
from dhr_xl.importing.terms.status_words import is_bare_status, read_bare_status
from dhr_xl.importing.terms.statuses import OPEN_WORK, StatusReading, read_status, split_parts

_FINDING_FOR_DATE: Final = {
    DateKind.SEVERAL: FindingCode.DATE_SEVERAL,
    **dict.fromkeys((DateKind.RANGE, DateKind.PART, DateKind.YEAR, DateKind.MONTH), FindingCode.DATE_ASSUMED),
}
_FINDING_FOR_NO_DATE: Final = {
    **dict.fromkeys((DateKind.BLANK, DateKind.NONE), FindingCode.DATE_NONE),
    **dict.fromkeys((DateKind.IMPOSSIBLE, DateKind.AMBIGUOUS), FindingCode.DATE_IMPOSSIBLE),
    DateKind.ONGOING: FindingCode.DATE_ONGOING,
}
_LONGEST_DAY: Final = 25
"""Characters of a whole date at most ("Wednesday 30 September 2015"); a longer text says more than a date."""
_END_OF_DAY: Final = re.compile(r"[.;:,(]\s|\s[-–—]\s|(?:(?<=\d{4})|(?<=[/.-]\d\d))\s+(?=[A-Z])")
"""Where the date at the start of a completion column ends and the account of the outcome begins."""
_WEAK_READINGS: Final = (FindingCode.STATUS_FROM_PROSE, FindingCode.STATUS_NONE, FindingCode.STATUS_FROM_DATE_COLUMN)
"""Readings of a status that the plan's own colour key, or a date of completion, overrides."""
_WELSH_MONTHS: Final = {
    "ionawr": "January", "chwefror": "February", "mawrth": "March", "ebrill": "April", "mai": "May", "mehefin": "June",
    "gorffennaf": "July", "awst": "August", "medi": "September", "hydref": "October", "tachwedd": "November",
    "rhagfyr": "December",
}  # fmt: skip
_WELSH_MONTH: Final = re.compile(rf"\b(?:{'|'.join(_WELSH_MONTHS)})\b", re.IGNORECASE)
_PHASE: Final = re.compile(r"\b(?:phase|stage|part|step)\s+\d+\b", re.IGNORECASE)
_FORMER_DATE: Final = re.compile(
    r"\(?\b(?:was|originally|previously|brought forward from|moved from)\b[^);,]{0,60}\)?", re.IGNORECASE
)
"""A date that is replaced by another ("was May 2025", "brought forward from June")."""
_RELATIVE_PERIOD: Final = re.compile(
    r"\W*(?:within\s+)?\w+\s+(?:day|week|month|year)s?\s+(?:of|from|after)\b", re.IGNORECASE
)
"""A period that counts from an event ("within six months of publication")."""
_NEWEST: Final = re.compile(r"\b(?:latest|current|most recent)\b", re.IGNORECASE)


class ReadingContext(NamedTuple):
    """What is known of the whole plan when an action is read.

    as_at: the date the plan prints, or None; key: its colours; dates: whether any action has a target date.
    """

    as_at: dt.date | None
    key: ColourKey
    dates: bool = True


def make_action(
    draft: ActionDraft, owned: ActionOwners, ref: str, ground: ReadingContext
) -> tuple[Action, list[PendingFinding]]:
    """Build the action, and list what to report about its dates and status."""
    revised = draft.text(Role.REVISED)
    target = revised or draft.text(Role.TARGET)
    date = read_plan_date(_normalise_date(target), near=ground.as_at)
    completed = draft.text(Role.COMPLETED)
    done_on = _read_completion_day(completed)
    reading, meant = _read_action_status(draft, done_on, ground.key)
    about = _report_date(date, target, draft.place_of(Role.TARGET)) if target or ground.dates else None
    pending = [about] if about else []
    if revised and draft.text(Role.TARGET) not in ("", revised):
        old = draft.text(Role.TARGET)
        pending.append(draft.report(FindingCode.DATE_REVISED, Role.REVISED, guessed=revised, other=old, source=old))
    if reading.code:
        guessed, source = STATUS_WORDS[reading.status], reading.source or completed
        role = Role.PROGRESS if draft.cells(Role.PROGRESS) else Role.STATUS
        pending.append(draft.report(reading.code, role, guessed=guessed, other=meant, source=source))
    completion = done_on if reading.status is Status.COMPLETE else None
    if completion and not is_whole_day(completed):
        day = f"{completion.day} {completion:%B %Y}"
        pending.append(draft.report(FindingCode.COMPLETION_DATE_READ, Role.COMPLETED, guessed=day, source=completed))
    action = Action(
        ref=ref, agency=owned.codes[0], agencies=owned.codes, part=draft.part, action=draft.text(Role.ACTION),
        evidence=_join_columns(draft, Role.EVIDENCE), target_date_text=target, target_date=date.value,
        target_date_kind=date.kind.value, status=reading.status, progress=_join_progress(draft, completion),
        completion_date=completion, own=_collect_own_columns(draft),
    )  # fmt: skip
    return action, pending


def _normalise_date(text: str) -> str:
    """Rewrite a date for `read_plan_date`: in English, without a phase's number or a date that was replaced."""
    text = _FORMER_DATE.sub(" ", _PHASE.sub(" ", text))
    if _RELATIVE_PERIOD.match(text):
        text = text.partition("(")[0]  # the date in brackets is the date it counts from
    return _WELSH_MONTH.sub(lambda match: _WELSH_MONTHS[match[0].lower()], text)


def _read_action_status(draft: ActionDraft, done_on: dt.date | None, key: ColourKey) -> tuple[StatusReading, str]:
    """Read the status and the colour: words that state it first, then the plan's colour key, then the report."""
    rating = " ".join(cell.text for cell in draft.cells(Role.RAG) if not is_colour(cell.text))
    words = _read_ticked_status(draft) or draft.text(Role.STATUS) or rating
    words = "" if is_colour(words) else words
    label = rf"^{re.escape(draft.label)}\s*:\s*" if draft.label else "^"
    report = re.sub(label, "", _read_latest_report(draft), flags=re.IGNORECASE)
    completed, target = draft.text(Role.COMPLETED), draft.text(Role.TARGET)
    reading = _read_list_status(draft, report) or read_status(words, report or completed, target, completed)
    colour = _find_colour(draft)
    meant = read_colour_status(colour, key) or read_colour_status(name_colour(colour), key)
    colour = name_colour(colour) or colour
    if done_on and reading.code in _WEAK_READINGS:
        return StatusReading(Status.COMPLETE, FindingCode.STATUS_FROM_COMPLETED, completed), colour
    # a colour for "late" or "at risk" does not contradict words that say nothing has begun
    late = (meant, reading.status) == (Status.IN_PROGRESS, Status.NOT_STARTED)
    if meant is not None and reading.code in _WEAK_READINGS and not late:
        return StatusReading(meant, FindingCode.STATUS_FROM_COLOUR, colour), colour
    return reading, colour


def _read_ticked_status(draft: ActionDraft) -> str:
    """Return the status whose own column is ticked or answered: the end of its heading ("Status: In progress")."""
    found: list[str] = []
    for piece in (piece for piece in draft.pieces if piece.role is Role.STATUS):
        heading = piece.heading.rstrip(" ?.:*")
        words = (heading.rpartition("(")[0] if heading.endswith(")") else heading).rstrip(" ?.:*").split()
        tails = (" ".join(words[-count:]) for count in (3, 2, 1))
        status = next(filter(is_bare_status, tails), "")
        if status and piece.cell.text.strip(" .").lower() in ("no", "n"):
            return f"Not {status.lower()}"
        if status and is_tick(piece.cell.text):
            found.append(status)
    return found[0] if found else ""


def _read_list_status(draft: ActionDraft, report: str) -> StatusReading | None:
    """Return the status of a numbered list of reports: the least advanced of its items. None where it is not a list."""
    cell = _find_latest_report(draft)
    items = read_marked_items(cell) if cell and report else []
    if len(items) < 2:  # noqa: PLR2004 - one item is not a list
        return None
    read = [read_status("", item.text, "", "").status for item in items]
    if all(status is Status.COMPLETE for status in read):
        return StatusReading(Status.COMPLETE, FindingCode.STATUS_OF_LIST, report)
    if Status.COMPLETE in read or Status.IN_PROGRESS in read:
        return StatusReading(Status.IN_PROGRESS, FindingCode.STATUS_PARTS_OPEN, report)
    return None


def _read_latest_report(draft: ActionDraft) -> str:
    """Return the words of the newest report."""
    cell = _find_latest_report(draft)
    if cell is None:
        return ""
    items = read_marked_items(cell)
    alone = len(items) == 1 and len(split_parts(cell.text)) == 1  # "(i) Complete (ii) …" is a list
    return items[0].text if alone else ITEM_RANGE.sub("", "\n".join(cell.lines), count=1)


def _find_latest_report(draft: ActionDraft) -> GridCell | None:
    """Return the newest report's cell, or None.

    The newest is the one whose heading says so, else the one with the latest date in its heading, else the rightmost.
    """
    found = [piece for piece in draft.pieces if piece.role is Role.PROGRESS and re.search(r"\w", piece.cell.text)]
    newest = [piece for piece in found if _NEWEST.search(piece.heading)]
    dated = [(day, piece) for piece in found if (day := read_plan_date(piece.heading).value)]
    if newest or not found:
        return newest[0].cell if newest else None
    if len(dated) == len(found) and len({day for day, _ in dated}) > 1:
        return max(dated, key=lambda each: each[0])[1].cell
    return found[-1].cell


def _find_colour(draft: ActionDraft) -> str:
    """Return the action's colour: the word in its RAG or status cell, or a cell's background as RRGGBB; else ''."""
    for role in (Role.RAG, Role.STATUS):
        for cell in draft.cells(role):
            if cell.text and is_colour(cell.text):
                return cell.text
            if name_colour(cell.fill):
                return cell.fill
    return next((cell.fill for cell in draft.cells(Role.PROGRESS) if name_colour(cell.fill)), "")


def _read_completion_day(text: str) -> dt.date | None:
    """Return the date that a completion column begins with ("12 June 2018. …", "Completed 12/06/18"), or None."""
    start = re.sub(r"^(?:(?:action|now)\s+)*(?:completed?|done|achieved)\W*(?:on\s+)?", "", text, flags=re.IGNORECASE)
    first = _END_OF_DAY.split(start, maxsplit=1)[0]
    return read_plan_date(first).value if is_whole_day(first) and not OPEN_WORK.search(text) else None


def is_whole_day(text: str) -> bool:
    """Tell whether a text is one whole date and nothing else."""
    return len(text) <= _LONGEST_DAY and read_plan_date(text).kind is DateKind.DAY


def _join_columns(draft: ActionDraft, role: Role) -> str:
    """Join the words of a role's columns; where there are several, each under its heading."""
    pieces = [piece for piece in draft.pieces if piece.role is role and piece.cell.text]
    several = len({piece.heading for piece in pieces}) > 1
    return "\n".join(_add_heading(piece) if several else piece.cell.text for piece in pieces)


def _add_heading(piece: PlanCell) -> str:
    return f"{piece.heading}: {piece.cell.text}" if piece.heading else piece.cell.text


def _join_progress(draft: ActionDraft, completion: dt.date | None) -> str:
    """Join the reports, and what the completion and status columns say beyond a date or a status."""
    lines = [_join_columns(draft, Role.PROGRESS)]
    for role in (Role.COMPLETED, Role.STATUS):
        for piece in (piece for piece in draft.pieces if piece.role is role and piece.cell.text):
            text = piece.cell.text
            # a bare status or colour is kept among the coordinator's own columns
            kept = role is Role.STATUS and (is_bare_status(text) or is_colour(text))
            if not kept and not (completion is not None and is_whole_day(text)):
                lines.append(_add_heading(piece) if lines[0] else text)
    return "\n".join(line for line in lines if line)


def _collect_own_columns(draft: ActionDraft) -> tuple[tuple[str, str], ...]:
    """Collect the words of columns that a plan has no field for, as (heading, words)."""
    kept: dict[str, str] = {}
    revised = draft.text(Role.REVISED)
    for piece in draft.pieces:
        text = piece.cell.text or name_colour(piece.cell.fill).capitalize()
        old = piece.role is Role.TARGET and bool(revised)
        bare = piece.role is Role.STATUS and (read_bare_status(text) is not None or is_colour(text))
        if text and (piece.role in (Role.OTHER, Role.OFFICER, Role.SUPPORT, Role.RAG, Role.PART) or bare or old):
            heading = " ".join(piece.heading.split()) or "Other"
            kept[heading] = f"{kept[heading]}\n{text}" if heading in kept and kept[heading] != text else text
    return tuple(kept.items())


def _report_date(reading: DateReading, text: str, place: str) -> PendingFinding | None:
    """Report a target date that is missing, unclear or assumed; None where the plan states it plainly."""
    if reading.value is None:
        missing = _FINDING_FOR_NO_DATE.get(reading.kind, FindingCode.DATE_NOT_UNDERSTOOD)
        return PendingFinding(missing, source=text, why=reading.note, place=place)
    guessed = f"{reading.value.day} {reading.value:%B %Y}"
    code = _FINDING_FOR_DATE.get(reading.kind)
    if code is None and not reading.note:
        return None
    several = code is FindingCode.DATE_SEVERAL
    why = reading.note.split(":")[0] if several else reading.note or "the last day of the month"
    return PendingFinding(code or FindingCode.DATE_ASSUMED, guessed=guessed, source=text, why=why, place=place)
