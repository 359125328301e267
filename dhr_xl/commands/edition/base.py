"""What a newer edition is compared with: the last edition, and the plan as it is now."""

import re
from collections.abc import Iterable, Mapping
from itertools import count
from typing import NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.master.new_actions import NEW_RECOMMENDATION, new_ref
from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.kinds import DecisionKind
from dhr_xl.core.plan.model import Action, Agency, Plan, Recommendation
from dhr_xl.core.plan.records import WITHDRAWN_AS, Edition
from dhr_xl.core.plan.snapshot import Snapshot, plan_after
from dhr_xl.importing.edition import BaseRecommendation, EditionMatch, match_edition
from dhr_xl.importing.edition_codes import match_agencies, replace_codes, replace_refs
from dhr_xl.register.editions import read_editions


class Base(NamedTuple):
    """The last edition, and from earlier editions what is no longer in it.

    keys, refs: of the last edition's recommendations and actions, in its order; recommendations, actions: key or ref ->
    as in the newest edition that has it; of: ref -> the key of its recommendation there; listed: everything that a
    newer edition may hold again, including what the coordinator added; last: the last edition.
    """

    keys: tuple[str, ...]
    refs: tuple[str, ...]
    recommendations: Mapping[str, Recommendation]
    actions: Mapping[str, Action]
    of: Mapping[str, str]
    listed: tuple[BaseRecommendation, ...]
    last: Edition


class Newer(NamedTuple):
    """A newer edition, with the register's keys, refs and codes.

    new: the keys and refs that are new; agencies: those that are new; imported: ref, number or code as the import gave
    it -> the register's.
    """

    edition: Edition
    matching: EditionMatch
    new: frozenset[str]
    agencies: tuple[Agency, ...]
    imported: Mapping[str, str]


def base_of(ledger: Ledger, snapshot: Snapshot) -> Base:
    """The base of the next edition; in a register without editions it is worked out from the history."""
    editions = read_editions(ledger.tx) or (_first_edition(ledger, snapshot),)
    last = editions[-1]
    recommendations: dict[str, Recommendation] = {}
    actions: dict[str, Action] = {}
    of: dict[str, str] = {}
    for edition in editions:
        for key, one in zip(edition.keys, edition.plan.recommendations, strict=True):
            recommendations[key] = one
            actions |= {action.ref: action for action in one.actions}
            of |= {action.ref: key for action in one.actions}
    refs = tuple(action.ref for action in last.plan.actions)
    return Base(last.keys, refs, recommendations, actions, of, _listed(ledger, snapshot, last), last)


def _listed(ledger: Ledger, snapshot: Snapshot, last: Edition) -> tuple[BaseRecommendation, ...]:
    """The last edition's recommendations with their further actions, then the plan's own; none that was undone."""
    cells, places = ledger.cells, ledger.places
    known = {action.ref for action in last.plan.actions}
    others: dict[str, list[Action]] = {}
    for action in snapshot.actions:
        gone = action.withdrawn and action.withdrawn_reason == WITHDRAWN_AS
        if action.ref not in known and not gone:
            others.setdefault(places[action.ref].number, []).append(action)
    listed = []
    now = {key.ref: text for key, text in cells.items() if key.field in {"action", "recommendation"}}
    for key, one in zip(last.keys, last.plan.recommendations, strict=True):
        actions = (*one.actions, *others.get(key, ()))
        listed.append(BaseRecommendation(key, one._replace(actions=actions), now))
    for place in snapshot.recommendations:
        if place.key not in last.keys:
            text = cells.get(CellKey(place.key, "recommendation"), "")
            one = Recommendation(
                number=place.number, number_inferred=place.number_inferred, text=text, lead=place.lead,
                scope=place.scope, section=place.section, actions=tuple(others.get(place.key, ())),
            )  # fmt: skip
            listed.append(BaseRecommendation(place.key, one, now))
    return tuple(listed)


def _first_edition(ledger: Ledger, snapshot: Snapshot) -> Edition:
    """The plan as imported: the oldest value of each cell, without what was added since."""
    added = {d.ref for d in snapshot.decisions if d.kind == DecisionKind.NEW_ACTION}
    added |= {change.key.ref for change in snapshot.changes if change.how == NEW_RECOMMENDATION}
    refs = [place.ref for place in snapshot.places if place.ref not in added]
    plan = plan_after(snapshot, 0, refs)
    pairs = zip(snapshot.recommendations, plan.recommendations, strict=True)
    kept = [(place.key, one) for place, one in pairs if place.key not in added]
    numbered = tuple(one._replace(number=key) for key, one in kept)
    plan = plan._replace(recommendations=numbered)
    return Edition(0, None, "", "", ledger.workspace.today, plan, tuple(key for key, _ in kept))


def name_edition(ledger: Ledger, base: Base, edition: Edition) -> Newer:
    """Give a newer edition the register's codes, keys and refs; new items get names that were never used before."""
    codes, agencies = match_agencies(tuple(ledger.agencies.values()), edition.plan.agencies)
    plan = replace_codes(edition.plan, codes)
    matching = match_edition(base.listed, plan.recommendations)
    keys, refs, new = [], [], list[str]()
    taken_keys = {place.key for place in ledger.tx.recommendation_places()}
    taken_refs = set(ledger.places)
    for one, known, found in zip(plan.recommendations, matching.keys, matching.refs, strict=True):
        key = known or _new_key(one.number, taken_keys)
        taken_keys.add(key)
        keys.append(key)
        of_one = []
        for action, given in zip(one.actions, found, strict=True):
            number = re.sub(r"[^A-Za-z0-9.]", "", one.number) or "X"
            ref = given or new_ref(number, action.agency, taken_refs)
            taken_refs.add(ref)
            of_one.append(ref)
            new += [] if given else [ref]
        refs.append(of_one)
        new += [] if known else [key]
    named = edition._replace(plan=replace_refs(plan, refs), keys=tuple(keys))
    imported = codes | {one.number: key for one, key in zip(plan.recommendations, keys, strict=True)}
    imported |= {old.ref: now.ref for old, now in zip(plan.actions, named.plan.actions, strict=True)}
    return Newer(named, matching, frozenset(new), agencies, imported)


def _new_key(number: str, taken: Iterable[str]) -> str:
    """``37``, then ``37 (2)``: a recommendation's key is never reused."""
    used = set(taken)
    return number if number not in used else next(k for n in count(2) if (k := f"{number} ({n})") not in used)


def with_kept(plan: Plan, base: Base, no_column: Iterable[str]) -> Plan:
    """The plan to store: fields that the document has no column for any more are kept from the last edition."""
    fields = tuple(no_column)
    headings = {heading for action in plan.actions for heading, _ in action.own}

    def with_last(action: Action) -> Action:
        last = base.actions.get(action.ref)
        if last is None:
            return action
        own = (*action.own, *(cell for cell in last.own if cell[0] not in headings))
        return action._replace(**{**{field: getattr(last, field) for field in fields}, "own": own})

    recommendations = tuple(one._replace(actions=tuple(map(with_last, one.actions))) for one in plan.recommendations)
    return plan._replace(recommendations=recommendations)
