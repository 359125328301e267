"""Translate a newer edition into the register's own agency codes and action refs."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Final

from dhr_xl.core.plan.model import UNASSIGNED, Action, Agency, Plan, Recommendation
from dhr_xl.core.returns.answers import fold

ONE_BODY: Final = 0.6
"""Similarity from 0 to 1 from which two names under one code are taken for one body."""


def match_agencies(known: Sequence[Agency], newer: Sequence[Agency]) -> tuple[dict[str, str], tuple[Agency, ...]]:
    """Map the newer edition's agency codes to the register's.

    Return the mapping, and the agencies that the register does not know; one whose code another body has there gets a
    new code. Agencies match by any name they go by; a code alone is not proof, because another body may have it.
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
            added.append(agency._replace(code=f"{agency.code}{count}"))
        codes[agency.code] = found.code if found else added[-1].code
    return codes, tuple(added)


def _is_same_body(known: Agency, other: Agency) -> bool:
    names = {fold(name) for name in (known.code, known.name, *known.aliases) if name}
    others = {fold(name) for name in (other.name, *other.aliases) if name}
    if names & others:
        return True
    alike = difflib.SequenceMatcher(None, fold(known.name), fold(other.name)).ratio() >= ONE_BODY
    return known.code == other.code and (alike or not known.name or not other.name)


def replace_codes(plan: Plan, codes: Mapping[str, str]) -> Plan:
    """Return the plan with its agency codes replaced. codes: old -> new; a code that is not in it stays."""

    def of_action(action: Action) -> Action:
        shared = tuple(dict.fromkeys(codes.get(code, code) for code in action.agencies))
        return action._replace(agency=codes.get(action.agency, action.agency), agencies=shared)

    def of_recommendation(one: Recommendation) -> Recommendation:
        lead = codes.get(one.lead, one.lead) if one.lead else None
        return one._replace(lead=lead, actions=tuple(map(of_action, one.actions)))

    return plan._replace(recommendations=tuple(map(of_recommendation, plan.recommendations)))


def replace_refs(plan: Plan, refs: Sequence[Sequence[str]]) -> Plan:
    """Return the plan with its action refs replaced. refs: for each recommendation in turn, the refs of its actions."""

    def of_recommendation(one: Recommendation, refs: Sequence[str]) -> Recommendation:
        actions = (action._replace(ref=ref) for action, ref in zip(one.actions, refs, strict=True))
        return one._replace(actions=tuple(actions))

    made = (of_recommendation(one, of_one) for one, of_one in zip(plan.recommendations, refs, strict=True))
    return plan._replace(recommendations=tuple(made))
