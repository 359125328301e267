"""Take in the sheet To check: the import's guesses that the coordinator has confirmed or corrected."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.master.edits import (
    EditedCopy,
    Edits,
    coordinator_sender,
    decide_edits,
    notes_for_issued,
    read_target_date,
    record_edits,
)
from dhr_xl.commands.master.unfit_rows import unfit_row
from dhr_xl.core.plan.cells import CellKey, cell_key
from dhr_xl.core.plan.columns import BY_KEY, YES, Row
from dhr_xl.core.plan.dates import DateKind, read_plan_date
from dhr_xl.core.plan.model import Entry, Finding, Unplaced
from dhr_xl.core.plan.records import FindingRecord, Issue
from dhr_xl.core.returns.answers import choice_of, fold, tidy
from dhr_xl.core.returns.left_out import UnfitCell
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.questions import heading_of, wording_of
from dhr_xl.core.views.to_check import WITHIN, unplaced_words
from dhr_xl.core.views.values import EntryRow
from dhr_xl.importing.terms.words import read_number
from dhr_xl.register.snapshot import take_snapshot

PLAN_WORDS: Final = ("action", "evidence", "recommendation")
ANSWERS: Final = ("status", "completion_date", "progress", "evidence_given", "outcome")
"""The lead agency's answers, as imported with the plan."""
REMARKS: Final = frozenset((
    "ok", "okay", "yes", "y", "no", "n", "right", "correct", "is correct", "fine", "checked", "agreed", "good", "wrong",
))  # fmt: skip
"""Words that comment on a guess, and so are not a correction."""
UNPLACED: Final = (
    "these words belong to no action, so there is nothing to correct here. Write them where they belong on Actions, "
    "clear this cell, and choose Yes under Checked."
)
HEADS: Final = (
    "this row heads the rows below it, which are corrected one by one. Clear this cell. Yes under Checked here ticks "
    "them all."
)


class Checks(NamedTuple):
    """What came of the sheet: whether anything changed, its problems, and the ids of the questions it raised."""

    changed: bool
    problems: list[Problem]
    questions: list[str]


def take_checks(ledger: Ledger, copy: EditedCopy, issue: Issue, rows: Sequence[EntryRow]) -> Checks:
    """Take in every new tick and correction; a row that cannot be taken in is left out.

    A tick on a row that heads others counts for each of them, except rows on which something was typed as well.
    """
    shown = {row.get("id", ""): row for row in issue.tables.get("To check", [])}
    records = {str(record.id): record for record in ledger.tx.findings()}
    unplaced = dict(unplaced_words(ledger.tx.unplaced(), records.values()))
    done, heads, own = Checks(changed=False, problems=[], questions=[]), dict[str, bool](), set[str]()
    for row in rows:
        name = row["id"].text.strip() if "id" in row else ""
        was = shown.get(name, {})
        if name in records or name in unplaced:
            own |= {name} if _typed_on(row, was) else set()
            with ledger.leaving_out(unfit_row("To check", row, was, name)):
                if name in records:
                    done = _take_check(ledger, copy, issue, records[name], row, was, done)
                else:
                    ticked = _take_unplaced(ledger, name, unplaced[name], row, was)
                    done = done._replace(changed=done.changed or ticked)
        elif was.get("head"):
            with ledger.leaving_out(unfit_row("To check", row, was, name)):
                heads |= _head_ticked(name, row, was)
    led = {name: _led(row, heads) for name, row in shown.items() if name not in own}
    return done._replace(changed=_tick_all(ledger, led) or done.changed)


def _typed_on(row: EntryRow, was: Row) -> bool:
    return any(tidy(row[key].text) != was.get(key, "") for key in ("checked", "correct") if key in row)


def _head_ticked(name: str, row: EntryRow, was: Row) -> dict[str, bool]:
    """Whether a row that heads others ticks them, by its name; empty where it is as it was shown."""
    if "correct" in row and tidy(row["correct"].text):
        raise UnfitCell(row["correct"].ref, HEADS, value=row["correct"].text)
    ticked = _ticked(row["checked"]) if "checked" in row else bool(was.get("checked"))
    return {} if ticked == bool(was.get("checked")) else {name: ticked}


def _led(row: Row, heads: Mapping[str, bool]) -> bool | None:
    """Whether a row is ticked by the nearest changed row that heads it; None where no such row was changed."""
    ticks = [heads[name] for name in row.get("within", "").split(WITHIN) if name in heads]
    return ticks[-1] if ticks and not row.get("head") else None


def _tick_all(ledger: Ledger, led: Mapping[str, bool | None]) -> bool:
    """Tick rows, or untick them, as the rows that head them say; returns whether any was changed."""
    changed = False
    for record in ledger.tx.findings():
        ticked = led.get(str(record.id))
        if ticked is not None and ticked != record.checked:
            ledger.tx.set_finding(record.id, checked=ticked or bool(record.correct), correct=record.correct)
            changed = True
    for number, words in enumerate(ledger.tx.unplaced(), start=1):
        ticked = led.get(f"words {number}")
        if ticked is not None and ticked != words.checked:
            ledger.tx.set_unplaced(number, checked=ticked)
            changed = True
    return changed


def _take_check(  # noqa: PLR0913 - a guess, in its surroundings
    ledger: Ledger, copy: EditedCopy, issue: Issue, record: FindingRecord, row: EntryRow, was: Row, done: Checks
) -> Checks:
    """Take in one guess. Raises UnfitCell naming the cell that cannot be taken in."""
    ticked = _ticked(row["checked"]) if "checked" in row else record.checked
    correct = tidy(row["correct"].text) if "correct" in row else record.correct
    if ticked == bool(was.get("checked")) and correct == was.get("correct", ""):
        return done
    questions: list[str] = []
    problems: list[Problem] = []
    if correct and correct not in {record.correct, was.get("correct", "")}:
        problems, questions = take_correction(ledger, copy, issue, record.finding, row["correct"])
    elif correct == was.get("correct", ""):
        correct = record.correct
    ledger.tx.set_finding(record.id, checked=ticked or bool(correct), correct=correct)
    return Checks(changed=True, problems=[*done.problems, *problems], questions=[*done.questions, *questions])


def _take_unplaced(ledger: Ledger, name: str, words: Unplaced, row: EntryRow, was: Row) -> bool:
    """Take in unplaced words; returns whether the tick is new. Raises UnfitCell for a correction here."""
    if "correct" in row and tidy(row["correct"].text):
        raise UnfitCell(row["correct"].ref, UNPLACED, value=row["correct"].text)
    ticked = _ticked(row["checked"]) if "checked" in row else words.checked
    if ticked == words.checked or ticked == bool(was.get("checked")):
        return False
    ledger.tx.set_unplaced(int(name.rpartition(" ")[2]), checked=ticked)
    return True


def _ticked(entry: Entry) -> bool:
    """Whether a guess is ticked. Raises UnfitCell for any word but Yes."""
    if entry.text.strip() and not choice_of(entry.text, YES):
        raise UnfitCell(entry.ref, f"'{entry.text}' is not Yes. Choose Yes, or leave it blank.", value=entry.text)
    return bool(entry.text.strip())


def take_correction(
    ledger: Ledger, copy: EditedCopy, issue: Issue, finding: Finding, entry: Entry
) -> tuple[list[Problem], list[str]]:
    """Merge a correction into the field that a finding is about; returns the problems and the questions' ids.

    Raises UnfitCell where it is not a value of that field.
    """
    if finding.field == "number":
        _renumber(ledger, finding, entry)
        return [], []
    ref, theirs = _correction(ledger, finding, entry)
    sender = coordinator_sender(ledger, copy, "put right on To check")
    if finding.field in ANSWERS:
        sender = sender._replace(agency=ledger.cells.get(CellKey(ref, "agency"), ""))
    keys = {field: cell_key(field, ref, sender.agency, "") for field in theirs}
    ours = {field: ledger.cells.get(key, "") for field, key in keys.items()}
    where = {(ref, field): entry.ref for field in theirs}
    shown = {field: _shown(ledger, issue, keys[field], ours[field], sender.agency) for field in theirs}
    decisions = decide_edits(copy, Edits(ref, shown, theirs, where), ours)
    taken = record_edits(ledger, sender, decisions, where)
    problems = notes_for_issued(take_snapshot(ledger.tx), ref, taken.changes, where)
    for key, before, after in taken.changes:
        if key.field in PLAN_WORDS:
            about = {"ref": ref, "field": key.field, "value": after, "other": before or "blank"}
            problems.append(problem(Code.WORDING_PUT_RIGHT, entry.ref, heading=heading_of(key.field), **about))
    return problems, taken.questions


def _shown(ledger: Ledger, issue: Issue, key: CellKey, ours: str, agency: str) -> str:
    """What the generation showed of a cell. Where it showed several agencies' words, the agency's own now."""
    rows = issue.as_issued
    if key.field == "recommendation":
        refs = [place.ref for place in ledger.places.values() if place.number == key.ref and place.ref in rows]
        return rows[refs[0]].get(key.field, ours) if refs else ours
    text = rows.get(key.ref, {}).get(key.field, ours)
    return ours if f"{agency}: {ours}" in text else text


def _renumber(ledger: Ledger, finding: Finding, entry: Entry) -> None:
    """Give a recommendation its printed number. Raises UnfitCell where it is not a number, or another one has it."""
    number, places = tidy(entry.text), ledger.tx.recommendation_places()
    read = read_number(number)
    if read is None or read.rest:
        raise _unfit(entry, f"'{number}' is not a recommendation's number, such as 9, 9a or R10.")
    place = next((p for p in places if finding.where == p.key), None)
    place = place or next((p for p in places if finding.where == p.number), None)
    if place is None:
        raise _unfit(entry, f"there is no recommendation {finding.where} in the plan. Add it in a new row of Actions.")
    if any(number in {p.key, p.number} for p in places if p != place):
        raise _unfit(entry, f"another recommendation has the number {number} already.")
    ledger.tx.set_recommendation(place._replace(number=number, number_inferred=False))


def _unfit(entry: Entry, why: str) -> UnfitCell:
    """The error for a correction that cannot be taken in; it says where a remark belongs."""
    why = f"{why} A remark is not kept here: if the guess is right, choose Yes under Checked."
    return UnfitCell(entry.ref, why, value=entry.text)


def _correction(ledger: Ledger, finding: Finding, entry: Entry) -> tuple[str, dict[str, str]]:
    """The ref a correction is for, and its values in the plan's terms. Raises UnfitCell where it is none there."""
    text, where, field = tidy(entry.text), finding.where, finding.field
    if entry.kind in {"error", "formula"}:
        raise _unfit(entry, "this is a formula or an error of Excel's. Type the words themselves.")
    places = ledger.tx.recommendation_places()
    numbers = {place.number: place.key for place in places} | {place.key: place.key for place in places}
    if field == "recommendation" and where in numbers:
        return numbers[where], {field: _wording(entry, field)}
    if where not in ledger.places:
        raise _unfit(entry, _elsewhere(ledger, where in numbers, where))
    if field == "agency":
        return where, {field: _agency(ledger, entry)}
    if field in {"target_date", "target_date_text"}:
        near = ledger.tx.head().as_at
        if read_plan_date(text, near=near).kind is DateKind.WORDS:
            raise _unfit(entry, f"'{text}' is not a date. Type the date that was agreed, in figures or words.")
        return where, read_target_date(entry, near)
    if field in PLAN_WORDS:
        return where, {field: _wording(entry, field)}
    if field in ANSWERS:
        value, wrong = wording_of(field, text)
        if wrong:
            raise _unfit(entry, wrong)
        return where, {field: _wording(entry, field) if BY_KEY[field].kind == "text" else value}
    why = f"this row is not about one field of {where}, so we cannot tell which to change. Correct {where} on Actions."
    raise _unfit(entry, why)


def _elsewhere(ledger: Ledger, recommendation: bool, where: str) -> str:  # noqa: FBT001 - a column's value
    if where in ledger.agencies:
        return "this one is about an agency. Correct it on Agencies, or for one action under Agency on Actions."
    if recommendation:
        return f"this one is about recommendation {where} as a whole. Change its actions, or add one, on Actions."
    return "this one is about words of the document. If they belong to an action, write them into it on Actions."


def _wording(entry: Entry, field: str) -> str:
    """A text as the new wording of a field. Raises UnfitCell for words that only comment on the guess."""
    text = tidy(entry.text)
    if fold(text).strip(" .!") in REMARKS or text.endswith("?"):
        raise _unfit(entry, f"'{text}' reads as a remark, not as the new wording of {heading_of(field)}.")
    return text


def _agency(ledger: Ledger, entry: Entry) -> str:
    """The code of the agency named by its code, name or alias. Raises UnfitCell for one the plan does not have."""
    said = fold(entry.text)
    for agency in ledger.agencies.values():
        if said in {fold(name) for name in (agency.code, agency.name, *agency.aliases)}:
            return agency.code
    raise _unfit(entry, f"there is no agency '{tidy(entry.text)}'. Add it on Agencies first.")
