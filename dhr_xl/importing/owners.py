"""Whose an action is: by its label, its agency column, its section, the row above, or its first words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from dhr_xl.findings import Look
from dhr_xl.importing.bodies import Bodies, body_of_heading, fold, is_post, split_owner
from dhr_xl.importing.columns import Role
from dhr_xl.importing.drafts import ActionDraft, Draft, Seen
from dhr_xl.importing.shapes import DITTO, EVERYBODY
from dhr_xl.model import UNASSIGNED


class Owned(NamedTuple):
    """Whose an action is: codes, the lead's first, and what is to be said about that."""

    codes: tuple[str, ...]
    seen: tuple[Seen, ...] = ()


def names_alone(drafts: Sequence[Draft]) -> frozenset[str]:
    """Owners' cells that name one body each; by them a cell that lists several is told."""
    return frozenset(action.owner for draft in drafts for action in draft.actions if action.owner)


def owner_names(drafts: Sequence[Draft]) -> list[str]:
    """Every body that an agency column names, in order."""
    alone = names_alone(drafts)
    return [
        name
        for draft in drafts
        for action in draft.actions
        for name in _bodies_of(draft, action, alone)
        if not EVERYBODY.match(name) and not DITTO.fullmatch(name)
    ]


def _bodies_of(draft: Draft, action: ActionDraft, alone: frozenset[str]) -> tuple[str, ...]:
    """The bodies an action's agency cell names; its section's, where the cell is blank or names a post and no body."""
    section = body_of_heading(draft.heading.text) if draft.heading and not draft.heading.everybody else ""
    names = split_owner(action.owner, alone)
    return (section,) if section and (not names or is_post(names[0])) else names


def fuller_cells(drafts: Sequence[Draft]) -> dict[str, str]:
    """Agency cells that say more than their lead's name (a post, several bodies) -> that name."""
    alone = names_alone(drafts)
    named = {
        action.owner: _bodies_of(draft, action, alone) for draft in drafts for action in draft.actions if action.owner
    }
    return {
        cell: names[0]
        for cell, names in named.items()
        if names
        and not DITTO.fullmatch(cell)
        and not EVERYBODY.match(names[0])
        and set(fold(cell).split()) - set(fold(" ".join(names)).split()) - {"and"}
    }


def find_owners(
    draft: Draft, bodies: Bodies, alone: frozenset[str], above: Owned | None, *, merged: bool
) -> list[Owned]:
    """The owners of a recommendation's actions, in order.

    alone: see names_alone; above: whose the action above them is; merged: the agency's cell may be merged down from it.
    """
    made: list[Owned] = []
    for action in draft.actions:
        same = made or merged or DITTO.fullmatch(action.owner)
        before = made[-1] if made else (above if same else None)
        owned = _owner(draft, action, bodies, alone, before)
        made.append(owned._replace(seen=(*owned.seen, *_about_name(draft, action, bodies, alone))))
    return made


def _about_name(draft: Draft, action: ActionDraft, bodies: Bodies, alone: frozenset[str]) -> list[Seen]:
    """What is to be said of the name an agency was told by: taken for another's, or read in a heading hard to read."""
    heading = draft.heading
    section = body_of_heading(heading.text) if heading else ""
    names = (action.label,) if action.label else _bodies_of(draft, action, alone) or (section,)
    folded = {fold(name) for name in names if name}
    said = [
        Seen(Look.AGENCY_UNITED, guessed=name, other=other, source=other)
        for other, name, _ in bodies.united
        if fold(other) in folded
    ]
    if heading and heading.mended and fold(section) in folded:
        said.append(Seen(Look.HEADING_MENDED, guessed=heading.text, source=heading.mended, line=heading.line))
    return said


def _owner(draft: Draft, action: ActionDraft, bodies: Bodies, alone: frozenset[str], before: Owned | None) -> Owned:  # noqa: PLR0911 - a case each
    """Whose an action is: by its label, its agency column, its section, the row above, or its first words."""
    if action.label and bodies.code(action.label):
        return Owned((bodies.code(action.label),))
    if DITTO.fullmatch(action.owner) and before is not None and UNASSIGNED not in before.codes:
        why = "its cell says that it is the same as above"
        return Owned(before.codes, (Seen(Look.AGENCY_GUESSED, guessed=before.codes[0], why=why, source=action.owner),))
    if action.owner:
        return _from_column(draft, action, bodies, alone)
    heading = draft.heading
    section = bodies.code(body_of_heading(heading.text)) if heading and not heading.everybody else ""
    if section:
        return Owned((section,))
    if before is not None and UNASSIGNED not in before.codes:
        seen = Seen(
            Look.AGENCY_GUESSED,
            guessed=before.codes[0],
            why="the row above it is theirs",
            source=action.text(Role.ACTION),
        )
        return Owned(before.codes, (seen,))
    for text in (action.text(Role.ACTION), draft.text):
        named = _named_first(text, bodies)
        if named:
            seen = Seen(Look.AGENCY_GUESSED, guessed=named, why="the words begin with its name", source=text)
            return Owned((named,), (seen,))
    look = Look.AGENCY_EVERYBODY if heading and heading.everybody else Look.AGENCY_UNKNOWN
    return Owned((UNASSIGNED,), (Seen(look, source=action.text(Role.ACTION) or draft.text),))


def _from_column(draft: Draft, action: ActionDraft, bodies: Bodies, alone: frozenset[str]) -> Owned:
    names = _bodies_of(draft, action, alone)
    codes = tuple(dict.fromkeys(code for name in names if (code := bodies.code(name))))
    if not codes:
        look = Look.AGENCY_EVERYBODY if EVERYBODY.match(action.owner) else Look.AGENCY_UNKNOWN
        return Owned((UNASSIGNED,), (Seen(look, source=action.owner),))
    if len(codes) > 1:
        return Owned(codes, (Seen(Look.AGENCY_SEVERAL, guessed=codes[0], other=action.owner, source=action.owner),))
    if is_post(names[0]):
        why = "it reads like a post and no body is named"
        return Owned(codes, (Seen(Look.AGENCY_GUESSED, guessed=codes[0], why=why, source=action.owner),))
    if names[0] != action.owner.strip(" ."):
        section = fold(names[0]) not in fold(action.owner)
        why = "a post is named, in their section" if section else "its name stands beside other words"
        return Owned(codes, (Seen(Look.AGENCY_GUESSED, guessed=codes[0], why=why, source=action.owner),))
    return Owned(codes)


def _named_first(text: str, bodies: Bodies) -> str:
    start = re.sub(r"^(?:that\s+)?(?:the\s+)?", "", text, flags=re.IGNORECASE)
    for agency in bodies.agencies:
        for name in sorted((agency.name, *agency.aliases), key=len, reverse=True):
            if re.match(re.escape(name) + r"\b", start, re.IGNORECASE):
                return agency.code
    return ""
