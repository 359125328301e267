"""A newer edition put in the register's own names: its agencies' codes, its actions' refs."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Final

from dhr_xl.core.plan.model import UNASSIGNED, Action, Agency, Plan, Recommendation
from dhr_xl.core.returns.answers import fold

ONE_BODY: Final = 0.6
"""How alike two names under one code are, from 0 to 1, for them to be of one body."""


def match_agencies(known: Sequence[Agency], newer: Sequence[Agency]) -> tuple[dict[str, str], tuple[Agency, ...]]:
    """The newer edition's codes -> the register's, and the agencies the register does not know, under codes of theirs.

    An agency is known by its code and name, else by a name it goes by; a code alone may be another body's.
    """
    codes, added = {UNASSIGNED: UNASSIGNED}, list[Agency]()
    taken = {agency.code for agency in known} | {agency.code for agency in newer}
    for agency in newer:
        found = next((one for one in known if _is_same_body(one, agency)), None)
        clash = next((one for one in known if one.code == agency.code), None)
        if found is None and clash is None:
            added.append(agency)
        elif found is None:
            count = 2
            while f"{agency.code}{count}" in taken:
                count += 1
            taken.add(f"{agency.code}{count}")
            added.append(agency.model_copy(update={"code": f"{agency.code}{count}"}))
        codes[agency.code] = found.code if found else added[-1].code
    return codes, tuple(added)


def _is_same_body(known: Agency, other: Agency) -> bool:
    """Whether two are one body."""
    names = {fold(name) for name in (known.code, known.name, *known.aliases) if name}
    others = {fold(name) for name in (other.name, *other.aliases) if name}
    if names & others:
        return True
    alike = difflib.SequenceMatcher(None, fold(known.name), fold(other.name)).ratio() >= ONE_BODY
    return known.code == other.code and (alike or not known.name or not other.name)


def replace_codes(plan: Plan, codes: Mapping[str, str]) -> Plan:
    """The plan with other codes for its agencies."""

    def of_action(action: Action) -> Action:
        shared = tuple(dict.fromkeys(codes.get(code, code) for code in action.agencies))
        return action.model_copy(update={"agency": codes.get(action.agency, action.agency), "agencies": shared})

    def of_recommendation(one: Recommendation) -> Recommendation:
        lead = codes.get(one.lead, one.lead) if one.lead else None
        return one.model_copy(update={"lead": lead, "actions": tuple(map(of_action, one.actions))})

    return plan.model_copy(update={"recommendations": tuple(map(of_recommendation, plan.recommendations))})


def replace_refs(plan: Plan, refs: Sequence[Sequence[str]]) -> Plan:
    """The plan with other refs for its actions, recommendation by recommendation."""
    recommendations = tuple(
        one.model_copy(
            update={
                "actions": tuple(
                    action.model_copy(update={"ref": ref}) for action, ref in zip(one.actions, of_one, strict=True)
                )
            }
        )
        for one, of_one in zip(plan.recommendations, refs, strict=True)
    )
    return plan.model_copy(update={"recommendations": recommendations})
