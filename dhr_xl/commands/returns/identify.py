"""Whose return a file is: by the return reference in it, never by its name; two that disagree are both named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.core.plan.cells import said_date
from dhr_xl.core.plan.model import Agency, AgencyReturn
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.returns.answers import fold
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.register.register import Tx


def identify(tx: Tx, agencies: Mapping[str, Agency], found: AgencyReturn) -> Issue | Problem:
    """The issue a return answers; else the problem that says why it cannot be told, or cannot be trusted.

    The reference on the sheet decides, and the file's own property where that is blank.
    """
    shown, kept = found.reference.text.strip(), found.property_reference.strip()
    if not shown and not kept:
        return problem(Code.NO_REFERENCE, found.reference.ref)
    by_cell, by_property = _sent(tx, shown), _sent(tx, kept)
    if by_property and shown and (by_cell is None or by_cell.reference != by_property.reference):
        about = {"whose": whose_is(tx, by_cell), "other": kept, "whose_other": whose_is(tx, by_property)}
        return problem(Code.REFERENCE_DIFFERS, found.reference.ref, value=shown, **about)
    issue = by_cell or by_property
    if issue is None:
        says = ", ".join(text for text in (found.agency.text.strip(), found.plan.text.strip()) if text) or "nothing"
        about = {"plan": tx.head().reference or tx.head().title, "other": says}
        return problem(Code.UNKNOWN_REFERENCE, found.reference.ref, value=shown or kept, **about)
    said = fold(found.agency.text)
    named = next((code for code, agency in agencies.items() if said in names_of(agency)), "")
    if said and named and said not in names_of(agencies[issue.agency]):
        return problem(Code.AGENCY_DIFFERS, found.agency.ref, value=found.agency.text, agency=issue.agency)
    return issue


def _as_sent(issue: Issue, key: str) -> tuple[str, set[str]]:
    """What a workbook was sent with, and the words that are the same; none where that is not known."""
    was = str(issue.tables.get(key, ""))
    return was, {fold(was)} if was else set()


def _sent(tx: Tx, reference: str) -> Issue | None:
    """The workbook that was sent to an agency under a reference; a generation of master.xlsx is none."""
    issue = tx.issue(reference) if reference else None
    return issue if issue is not None and issue.kind == "return" else None


def whose_is(tx: Tx, issue: Issue | None) -> str:
    """Whose a reference is, in words."""
    if issue is None:
        return "not one of this plan's"
    as_at = next((said_date(r.as_at) for r in tx.rounds() if r.id == issue.round_id), "")
    return f"{issue.agency}'s, as at {as_at}"


def names_of(agency: Agency) -> frozenset[str]:
    """Every name an agency is known by, folded."""
    return frozenset(fold(name) for name in (agency.code, agency.name, *agency.aliases))


def sheet_says(ledger: Ledger, issue: Issue, found: AgencyReturn) -> Iterator[Problem]:
    """Where the words of identity on the sheet are not those it was sent out with, though its reference is good."""
    day, title = ledger.rounds[issue.round_id].as_at, ledger.tx.head().title
    sent = (
        ("The agency", found.agency, issue.agency, names_of(ledger.agencies[issue.agency])),
        ("The plan", found.plan, title, {fold(title)}),
        ("The as-at date", found.as_at, said_date(day), {day.isoformat()}),
        ("The return-by date", found.due, *_as_sent(issue, "due")),
        ("The marking", found.marking, *_as_sent(issue, "marking")),
    )
    for what, entry, was, same in sent:
        if same and fold(entry.text) and fold(entry.text) not in same:
            yield problem(Code.SHEET_SAYS, entry.ref, value=entry.text.strip(), what=what, other=was)
