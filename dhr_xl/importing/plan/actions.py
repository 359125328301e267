"""A draft action to an action: its dates, its status and its report read, each guess with its finding."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

from dhr_xl.core.plan.dates import DateKind, DateReading, read_plan_date
from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.core.plan.model import STATUS_WORDS, Action, Status
from dhr_xl.importing.plan.colours import Key, colour_of_fill, is_colour, is_tick, status_of_colour
from dhr_xl.importing.plan.owners import Owned
from dhr_xl.importing.plan.steps import RANGE, marked_items
from dhr_xl.importing.plan.values import ActionDraft, Piece, Remark
from dhr_xl.importing.sources.grid import Cell
from dhr_xl.importing.terms.headings import Role
from dhr_xl.importing.terms.status_words import is_bare_status, status_of_words
from dhr_xl.importing.terms.statuses import OPEN, StatusReading, read_status, split_parts

_TAKEN_DATES: Final = {
    DateKind.SEVERAL: FindingCode.DATE_SEVERAL,
    DateKind.RANGE: FindingCode.DATE_ASSUMED,
    DateKind.PART: FindingCode.DATE_ASSUMED,
    DateKind.YEAR: FindingCode.DATE_ASSUMED,
    DateKind.MONTH: FindingCode.DATE_ASSUMED,
}
_NO_DATES: Final = {
    DateKind.BLANK: FindingCode.DATE_NONE,
    DateKind.NONE: FindingCode.DATE_NONE,
    DateKind.ONGOING: FindingCode.DATE_ONGOING,
    DateKind.IMPOSSIBLE: FindingCode.DATE_IMPOSSIBLE,
    DateKind.AMBIGUOUS: FindingCode.DATE_IMPOSSIBLE,
}
_LONGEST_DAY: Final = 25
"""Characters a day has at most ("Wednesday 30 September 2015"): more, and other words stand before it."""
_FIRST_PIECE: Final = re.compile(r"[.;:,(]\s|\s[-–—]\s|(?:(?<=\d{4})|(?<=[/.-]\d\d))\s+(?=[A-Z])")
"""Where the words end with which a completion column's day stands apart from what came of it."""
_GUESSES: Final = (FindingCode.STATUS_FROM_PROSE, FindingCode.STATUS_NONE, FindingCode.STATUS_FROM_DATE_COLUMN)
"""Readings that the plan's own key of colours, or a date of completion, is better than."""


_MONTHS: Final = {
    "ionawr": "January", "chwefror": "February", "mawrth": "March", "ebrill": "April", "mai": "May", "mehefin": "June",
    "gorffennaf": "July", "awst": "August", "medi": "September", "hydref": "October", "tachwedd": "November",
    "rhagfyr": "December",
}  # fmt: skip
_WELSH: Final = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b", re.IGNORECASE)


_PHASE: Final = re.compile(r"\b(?:phase|stage|part|step)\s+\d+\b", re.IGNORECASE)
_GIVEN_UP: Final = re.compile(
    r"\(?\b(?:was|originally|previously|brought forward from|moved from)\b[^);,]{0,60}\)?", re.IGNORECASE
)
_COUNTED: Final = re.compile(r"\W*(?:within\s+)?\w+\s+(?:day|week|month|year)s?\s+(?:of|from|after)\b", re.IGNORECASE)
_NEWEST: Final = re.compile(r"\b(?:latest|current|most recent)\b", re.IGNORECASE)


class Ground(NamedTuple):
    """What every action is read on: the plan's own date (None: it prints none), its colours, whether it has dates."""

    as_at: dt.date | None
    key: Key
    dates: bool = True


def make_action(draft: ActionDraft, owned: Owned, ref: str, ground: Ground) -> tuple[Action, list[Remark]]:
    """The action, and what is to be said about its date and status."""
    revised = draft.text(Role.REVISED)
    target = revised or draft.text(Role.TARGET)
    date = read_plan_date(_in_english(target), near=ground.as_at)
    completed = draft.text(Role.COMPLETED)
    done_on = _done_on(completed)
    reading, meant = _status(draft, done_on, ground.key)
    about = _about_date(date, target, draft.place_of(Role.TARGET)) if target or ground.dates else None
    seen = [about] if about else []
    if revised and draft.text(Role.TARGET) not in ("", revised):
        said = draft.text(Role.TARGET)
        seen.append(
            Remark(
                FindingCode.DATE_REVISED, guessed=revised, other=said, source=said, place=draft.place_of(Role.REVISED)
            )
        )
    if reading.look:
        source = reading.source or completed
        place = draft.place_of(Role.PROGRESS if draft.cells(Role.PROGRESS) else Role.STATUS)
        seen.append(Remark(reading.look, guessed=STATUS_WORDS[reading.status], source=source, other=meant, place=place))
    completion = done_on if reading.status is Status.COMPLETE else None
    if completion and not is_day(completed):
        said = f"{completion.day} {completion:%B %Y}"
        seen.append(
            Remark(
                FindingCode.COMPLETION_DATE_READ, guessed=said, source=completed, place=draft.place_of(Role.COMPLETED)
            )
        )
    action = Action(
        ref=ref, agency=owned.codes[0], agencies=owned.codes, part=draft.part, action=draft.text(Role.ACTION),
        evidence=_joined(draft, Role.EVIDENCE), target_date_text=target, target_date=date.value,
        target_date_kind=date.kind.value, status=reading.status, progress=_progress(draft, completion),
        completion_date=completion, own=_own(draft),
    )  # fmt: skip
    return action, seen


def _in_english(text: str) -> str:
    """A date's words as read_plan_date knows them: in English, without a phase's number or a date given up."""
    text = _GIVEN_UP.sub(" ", _PHASE.sub(" ", text))
    if _COUNTED.match(text):
        text = text.partition("(")[0]  # the day in brackets is that of what it counts from
    return _WELSH.sub(lambda match: _MONTHS[match[0].lower()], text)


def _status(draft: ActionDraft, done_on: dt.date | None, key: Key) -> tuple[StatusReading, str]:
    """The status, and the colour it was read from: outright words, then the plan's key of colours, then prose."""
    words = _ticked(draft) or draft.text(Role.STATUS) or _words(draft, Role.RAG)
    words = "" if is_colour(words) else words
    report = _unlabelled(_latest(draft), draft.label)
    completed, target = draft.text(Role.COMPLETED), draft.text(Role.TARGET)
    reading = _of_list(draft, report) or read_status(words, report or completed, target, completed)
    colour = _colour(draft)
    meant = status_of_colour(colour, key) or status_of_colour(colour_of_fill(colour), key)
    colour = colour_of_fill(colour) or colour
    if done_on and reading.look in _GUESSES:
        return StatusReading(Status.COMPLETE, FindingCode.STATUS_FROM_COMPLETED, completed), colour
    if meant is not None and (reading.look in _GUESSES) and not (meant is Status.IN_PROGRESS and _unstarted(reading)):
        return StatusReading(meant, FindingCode.STATUS_FROM_COLOUR, colour), colour
    return reading, colour


def _ticked(draft: ActionDraft) -> str:
    """The status whose own column is ticked, or answered: the last words of its heading ("Status: In progress")."""
    found: list[str] = []
    for piece in (piece for piece in draft.pieces if piece.role is Role.STATUS):
        heading = piece.heading.rstrip(" ?.:*")
        words = (heading.rpartition("(")[0] if heading.endswith(")") else heading).rstrip(" ?.:*").split()
        tails = (" ".join(words[-count:]) for count in (3, 2, 1))
        said = next(filter(is_bare_status, tails), "")
        if said and piece.cell.text.strip(" .").lower() in ("no", "n"):
            return f"Not {said.lower()}"
        if said and is_tick(piece.cell.text):
            found.append(said)
    return found[0] if found else ""


def _unstarted(reading: StatusReading) -> bool:
    """Whether the words say that nothing has begun, which a colour for "late" or "at risk" does not gainsay."""
    return reading.status is Status.NOT_STARTED


def _of_list(draft: ActionDraft, report: str) -> StatusReading | None:
    """The status of a numbered list of reports, which is the least of its items; None where the report is no list."""
    cell = _latest_cell(draft)
    items = marked_items(cell) if cell and report else []
    if len(items) < 2:  # noqa: PLR2004 - no list
        return None
    read = [read_status("", item.text, "", "").status for item in items]
    if all(status is Status.COMPLETE for status in read):
        return StatusReading(Status.COMPLETE, FindingCode.STATUS_OF_LIST, report)
    if Status.COMPLETE in read or Status.IN_PROGRESS in read:
        return StatusReading(Status.IN_PROGRESS, FindingCode.STATUS_PARTS_OPEN, report)
    return None


def _latest(draft: ActionDraft) -> str:
    """The words of the newest report."""
    cell = _latest_cell(draft)
    if cell is None:
        return ""
    items = marked_items(cell)
    alone = len(items) == 1 and len(split_parts(cell.text)) == 1  # "(i) Complete (ii) …" is no item alone
    return items[0].text if alone else RANGE.sub("", "\n".join(cell.lines), count=1)


def _latest_cell(draft: ActionDraft) -> Cell | None:
    """The newest report: by the word or date in its heading, else the one furthest right; None where there is none."""
    found = [piece for piece in draft.pieces if piece.role is Role.PROGRESS and re.search(r"\w", piece.cell.text)]
    newest = [piece for piece in found if _NEWEST.search(piece.heading)]
    dated = [(day, piece) for piece in found if (day := read_plan_date(piece.heading).value)]
    if newest or not found:
        return newest[0].cell if newest else None
    if len(dated) == len(found) and len({day for day, _ in dated}) > 1:
        return max(dated, key=lambda each: each[0])[1].cell
    return found[-1].cell


def _words(draft: ActionDraft, role: Role) -> str:
    return " ".join(cell.text for cell in draft.cells(role) if not is_colour(cell.text))


def _colour(draft: ActionDraft) -> str:
    """The colour an action stands in: in words, or as the background of its cell."""
    for role in (Role.RAG, Role.STATUS):
        for cell in draft.cells(role):
            if cell.text and is_colour(cell.text):
                return cell.text
            if colour_of_fill(cell.fill):
                return cell.fill
    return next((cell.fill for cell in draft.cells(Role.PROGRESS) if colour_of_fill(cell.fill)), "")


def _unlabelled(text: str, label: str) -> str:
    """A report without the agency's label before it."""
    return re.sub(rf"^{re.escape(label)}\s*:\s*", "", text, flags=re.IGNORECASE) if label else text


def _done_on(text: str) -> dt.date | None:
    """The day a completion column's words begin with ("12 June 2018. …", "Completed 12/06/18"), when it was done."""
    start = re.sub(r"^(?:(?:action|now)\s+)*(?:completed?|done|achieved)\W*(?:on\s+)?", "", text, flags=re.IGNORECASE)
    first = _FIRST_PIECE.split(start, maxsplit=1)[0]
    return read_plan_date(first).value if is_day(first) and not OPEN.search(text) else None


def is_day(text: str) -> bool:
    """Whether a text is one whole day and nothing else."""
    return len(text) <= _LONGEST_DAY and read_plan_date(text).kind is DateKind.DAY


def _joined(draft: ActionDraft, role: Role) -> str:
    """The words of a role; of a second column on, each under its heading."""
    pieces = [piece for piece in draft.pieces if piece.role is role and piece.cell.text]
    several = len({piece.heading for piece in pieces}) > 1
    return "\n".join(_headed(piece) if several else piece.cell.text for piece in pieces)


def _headed(piece: Piece) -> str:
    return f"{piece.heading}: {piece.cell.text}" if piece.heading else piece.cell.text


def _progress(draft: ActionDraft, completion: dt.date | None) -> str:
    """The reports, and the words of the columns of completion and status that say more than a day or a status."""
    lines = [_joined(draft, Role.PROGRESS)]
    for role in (Role.COMPLETED, Role.STATUS):
        for piece in (piece for piece in draft.pieces if piece.role is role and piece.cell.text):
            text = piece.cell.text
            kept = role is Role.STATUS and (
                is_bare_status(text) or is_colour(text)
            )  # with the coordinator's own columns
            if not kept and not (completion is not None and is_day(text)):
                lines.append(_headed(piece) if lines[0] else text)
    return "\n".join(line for line in lines if line)


def _own(draft: ActionDraft) -> tuple[tuple[str, str], ...]:
    """Words of columns that a plan has no place for: (heading, words)."""
    kept: dict[str, str] = {}
    revised = draft.text(Role.REVISED)
    for piece in draft.pieces:
        text = piece.cell.text or colour_of_fill(piece.cell.fill).capitalize()
        old = piece.role is Role.TARGET and bool(revised)
        bare = piece.role is Role.STATUS and (status_of_words(text) is not None or is_colour(text))
        if text and (piece.role in (Role.OTHER, Role.OFFICER, Role.SUPPORT, Role.RAG, Role.PART) or bare or old):
            heading = " ".join(piece.heading.split()) or "Other"
            kept[heading] = f"{kept[heading]}\n{text}" if heading in kept and kept[heading] != text else text
    return tuple(kept.items())


def _about_date(reading: DateReading, text: str, place: str) -> Remark | None:
    if reading.value is None:
        look = _NO_DATES.get(reading.kind, FindingCode.DATE_NOT_UNDERSTOOD)
        return Remark(look, source=text, why=reading.note, place=place)
    guessed = f"{reading.value.day} {reading.value:%B %Y}"
    look_taken = _TAKEN_DATES.get(reading.kind)
    if look_taken is None and not reading.note:
        return None
    why = (
        reading.note.split(":")[0]
        if look_taken is FindingCode.DATE_SEVERAL
        else reading.note or "the last day of the month"
    )
    return Remark(look_taken or FindingCode.DATE_ASSUMED, guessed=guessed, source=text, why=why, place=place)
