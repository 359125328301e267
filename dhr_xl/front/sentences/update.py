"""What `update` says of a newer edition: which rows are new, changed, gone or moved, and what to look at."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from dhr_xl.commands.edition.differences import PlanItem
from dhr_xl.commands.edition.rows import EditionChange
from dhr_xl.commands.edition.take_in import UpdateResult
from dhr_xl.core.plan.kinds import Outcome
from dhr_xl.core.plan.words import counted, listed
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.core.views.to_check import ChecksLeft
from dhr_xl.front.sentences.taken_in import tell_master
from dhr_xl.front.sentences.words import tell_stale

MOST: Final = 15
"""Rows named in one line; of more, only how many."""


def tell_update(result: UpdateResult) -> Iterator[str]:
    """What a newer edition changed, and the next step."""
    yield from tell_master(result.master)
    if result.nothing:
        yield f"{result.edition.source}: nothing has changed since the last edition."
        yield from tell_stale(result.master_stale)
        return
    merged = [one for one in result.changed if one.outcome == Outcome.MERGED]
    yield f"{result.edition.source} is taken in; {counted(result.unchanged, 'action')} as before."
    yield from _rows("New", result.new)
    yield from _named("Changed", _fields(merged))
    yield from _named("Moved or renumbered", [_moved(one) for one in result.reordered])
    yield from _rows("No longer in the document", result.withdrawn)
    if result.withdrawn:
        yield "  They stay in the plan. If they are withdrawn, choose Withdrawn on Actions and write the reason."
    yield from _named("New on Agencies", result.agencies)
    if result.no_column:
        headings = ", ".join(map(heading_of, result.no_column))
        yield f"The document has no column for: {headings}. What the plan has there stays."
    for finding in result.unsure:
        yield f"Not certain: {finding.where}. {finding.message}"
    yield from _to_do(result)


def _to_do(result: UpdateResult) -> Iterator[str]:
    if result.out:
        yield f"Out with agencies, whose workbooks show the old words: {_first(result.out)}"
    if result.questions:
        waiting = counted(len(result.questions), "question waits", "questions wait")
        yield f"{waiting} for you on Decisions: {_first(result.questions)}"
    if result.findings:
        needs = [finding.severity != "note" for finding in result.findings]
        yield f"New on To check of master.xlsx: {ChecksLeft(needs.count(True), needs.count(False))}."
    yield from tell_stale(result.master_stale)
    yield "To take all of it back: dhr-xl undo"


def _named(what: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{what}: {_first(names)}"


def _rows(what: str, rows: Sequence[PlanItem]) -> Iterator[str]:
    """Recommendations, each with its actions, then the other actions: ``recommendation 3 (3-NHS)``, ``4-POLICE``."""
    names: list[str] = []
    leads = [one for one in rows if one.what == "recommendation"]
    for one in rows:
        if one.what == "recommendation":
            own = [other.ref for other in rows if other.what == "action" and other.number == one.number]
            names.append(f"{_row(one)} ({', '.join(own)})" if own else _row(one))
        elif one.number not in {lead.number for lead in leads}:
            names.append(one.ref)
    counts = ((len(leads), "recommendation"), (len(rows) - len(leads), "action"))
    if names:
        yield f"{what}: {listed(counted(n, noun) for n, noun in counts if n)}: {_first(names)}"


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def _row(one: PlanItem) -> str:
    return f"recommendation {one.number}" if one.what == "recommendation" else one.ref


def _moved(one: PlanItem) -> str:
    if one.was in {"", one.number}:
        return _row(one)
    return f"{_row(one)} (was {one.was})" if one.what == "recommendation" else f"{one.ref} (was under {one.was})"


def _fields(changed: Iterable[EditionChange]) -> list[str]:
    """Rows with the headings of their changed fields: ``3-POLICE (Target date, Progress)``."""
    rows: dict[str, list[str]] = {}
    for one in changed:
        heading = heading_of(one.field.removesuffix("_text"))
        if heading not in rows.setdefault(one.ref, []):
            rows[one.ref].append(heading)
    return [f"{ref} ({', '.join(headings)})" for ref, headings in rows.items()]
