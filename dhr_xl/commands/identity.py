"""Whose a returned workbook is: what its reference, its properties and its own words say, and where they disagree."""

from __future__ import annotations

from collections.abc import Iterator

from dhr_xl.answers import fold
from dhr_xl.cells import parse_date, said_date
from dhr_xl.model import AgencyReturn
from dhr_xl.problems import Code, Problem, problem
from dhr_xl.register.register import Tx
from dhr_xl.register.values import Issue


def find_issue(tx: Tx, found: AgencyReturn) -> tuple[Issue | None, Problem]:
    """The issue a return answers; else the problem that says why there is none, naming both sides.

    The reference on the sheet decides, and the file's own property where that is blank; never a file's name.
    """
    shown, kept = found.reference.text.strip(), found.property_reference.strip()
    if not shown and not kept:
        return None, problem(Code.NO_REFERENCE, found.reference.ref)
    by_cell, by_property = _sent(tx, shown), _sent(tx, kept)
    if by_property and shown and (by_cell is None or by_cell.reference != by_property.reference):
        whose, other = whose_is(tx, by_cell), whose_is(tx, by_property)
        about = {"whose": whose, "other": kept, "whose_other": other}
        return None, problem(Code.REFERENCE_DIFFERS, found.reference.ref, value=shown, **about)
    issue = by_cell or by_property
    if issue is None:
        says = ", ".join(text for text in (found.agency.text.strip(), found.plan.text.strip()) if text) or "nothing"
        about = {"plan": tx.head().reference or tx.head().title, "other": says}
        return None, problem(Code.UNKNOWN_REFERENCE, found.reference.ref, value=shown or kept, **about)
    said = fold(found.agency.text)
    if said and said not in names_of(tx, issue.agency):
        other_agency = next((a for a in tx.agencies() if said in names_of(tx, a.code)), None)
        if other_agency:
            return None, problem(Code.AGENCY_DIFFERS, found.agency.ref, value=found.agency.text, agency=issue.agency)
    return issue, problem(Code.NO_REFERENCE)


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


def names_of(tx: Tx, code: str) -> set[str]:
    """All that an agency is called, folded."""
    agency = next((a for a in tx.agencies() if a.code == code), None)
    return {fold(code)} | ({fold(agency.name), *(fold(alias) for alias in agency.aliases)} if agency else set())


def sheet_says(tx: Tx, issue: Issue, found: AgencyReturn, as_at: str) -> Iterator[Problem]:
    """Where the words of identity on the sheet are not those it was sent out with, though its reference is good."""
    day = parse_date(as_at)
    sent = (
        ("The agency", found.agency, issue.agency, names_of(tx, issue.agency)),
        ("The plan", found.plan, tx.head().title, {fold(tx.head().title)}),
        ("The as-at date", found.as_at, said_date(day) if day else "", {as_at}),
    )
    for what, entry, was, same in sent:
        if fold(entry.text) and fold(entry.text) not in same:
            yield problem(Code.SHEET_SAYS, entry.ref, value=entry.text.strip(), what=what, other=was)
