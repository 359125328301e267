"""Whose return a file is: by the return reference in it, never by its name."""

from __future__ import annotations

from collections.abc import Mapping

from dhr_xl.answers import fold
from dhr_xl.model import Agency, AgencyReturn
from dhr_xl.problems import Code, Problem, problem
from dhr_xl.register.register import Tx
from dhr_xl.register.values import Issue


def identify(tx: Tx, agencies: Mapping[str, Agency], found: AgencyReturn) -> Issue | Problem:
    """The issue a return answers; else the problem that says why it cannot be told, or cannot be trusted."""
    shown, kept = found.reference.text.strip(), found.property_reference.strip()
    if not shown and not kept:
        return problem(Code.NO_REFERENCE, found.reference.ref)
    by_cell, by_property = tx.issue(shown) if shown else None, tx.issue(kept) if kept else None
    issue = by_cell or (by_property if not shown else None)
    if issue is None or issue.kind != "return":
        return problem(Code.UNKNOWN_REFERENCE, found.reference.ref, value=shown or kept)
    if by_cell and by_property and by_cell.reference != by_property.reference:
        return problem(Code.REFERENCE_DIFFERS, found.reference.ref, value=shown, other=kept)
    said = fold(found.agency.text)
    named = next((code for code, agency in agencies.items() if said in names_of(agency)), "")
    if said and named and said not in names_of(agencies[issue.agency]):
        return problem(Code.AGENCY_DIFFERS, found.agency.ref, value=found.agency.text, agency=issue.agency)
    return issue


def names_of(agency: Agency) -> frozenset[str]:
    """Every name an agency is known by, folded."""
    return frozenset(fold(name) for name in (agency.code, agency.name, *agency.aliases))
