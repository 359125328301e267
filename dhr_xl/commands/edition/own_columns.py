"""Merge a newer edition's columns that the plan has no field for; they are kept as the coordinator's own."""

from collections.abc import Mapping
from typing import NamedTuple

from dhr_xl.commands.edition.base import Base, Newer
from dhr_xl.commands.edition.findings import about_own
from dhr_xl.commands.edition.rows import EditionChange
from dhr_xl.core.plan.kinds import Outcome
from dhr_xl.core.plan.model import Action, Finding
from dhr_xl.importing.edition import has_same_words
from dhr_xl.register.transaction import Tx


class OwnColumns(NamedTuple):
    """The cells that differ, and findings on those that the coordinator changed too, which stay."""

    changed: list[EditionChange]
    findings: list[Finding]


def own_changes(base: Base, newer: Newer, action: Action) -> dict[str, tuple[str, str]]:
    """Heading -> (before, after) of an action's cells that differ; columns the edition does not have are left out."""
    headings = {heading for one in newer.edition.plan.actions for heading, _ in one.own}
    known = base.actions.get(action.ref)
    before, after = dict(known.own if known else ()), dict(action.own)
    return {
        heading: (before.get(heading, ""), after.get(heading, ""))
        for heading in dict.fromkeys((*before, *after))
        if heading in headings and not has_same_words(before.get(heading, ""), after.get(heading, ""))
    }


def merge_own_columns(tx: Tx, base: Base, newer: Newer) -> OwnColumns:
    """Write what only the edition changed; what the coordinator changed too stays, with a finding."""
    headings, extra = tx.extras()
    known = set(headings)
    done = OwnColumns([], [])
    kept: dict[str, dict[str, str]] = {ref: dict(row) for ref, row in extra.items()}
    for action in newer.edition.plan.actions:
        for heading, (before, after) in own_changes(base, newer, action).items():
            row = kept.setdefault(action.ref, {})
            ours = row.get(heading, "") if heading in known else before
            outcome = _decide(before, ours, after)
            if outcome == Outcome.MERGED:
                row[heading] = after
            elif outcome == Outcome.NOTED:
                done.findings.append(about_own(action.ref, heading, ours, after))
            if action.ref not in newer.new:
                done.changed.append(EditionChange(action.ref, heading, before, after, outcome))
    if kept != extra:
        new = dict.fromkeys(heading for row in kept.values() for heading in row if heading not in known)
        tx.set_extras((*headings, *new), {ref: _filled(row) for ref, row in kept.items() if _filled(row)})
    return done


def _decide(before: str, ours: str, after: str) -> Outcome:
    if has_same_words(ours, after):
        return Outcome.ALREADY
    return Outcome.MERGED if has_same_words(ours, before) else Outcome.NOTED


def _filled(row: Mapping[str, str]) -> dict[str, str]:
    return {heading: text for heading, text in row.items() if text}
