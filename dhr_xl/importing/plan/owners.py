"""Assign each action to its agencies: by its agency column, its label, its section, or the row above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.core.plan.model import UNASSIGNED
from dhr_xl.importing.plan.organisations import Bodies, find_heading_body, is_body, is_post, normalise_name, split_owner
from dhr_xl.importing.plan.values import ActionDraft, PendingFinding, RecommendationDraft
from dhr_xl.importing.terms.headings import Role
from dhr_xl.importing.terms.words import DITTO, EVERYBODY, names_body, read_label

_NOBODY: Final = re.compile(
    r"\W*(?:t\W?b\W?[acd]\W?|to be (?:confirmed|agreed|identified|decided)"
    r"|not (?:yet )?(?:identified|known|agreed|allocated)"
    r"|unknown|none|n\W?a|not applicable|unallocated|vacant)?\W*",
    re.IGNORECASE,
)
"""How an agency cell says that nobody is named yet."""
_VARIOUS: Final = re.compile(
    r"(?:individual|relevant|respective|various|each|every|see action)\b"
    r"(?:\s+(?:relevant\s+)?(?:agenc|partner|organisation|bod)\w*)?\W*",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(r"(?:\b(?:and|of|the|for)|[&,–-])$", re.IGNORECASE)
_PERSON: Final = re.compile(r"[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){1,2}")
"""What may be a person's name where a post is on the line below."""


class ActionOwners(NamedTuple):
    """An action's owners. codes: of its agencies, the lead first; pending: what to report about them."""

    codes: tuple[str, ...]
    pending: tuple[PendingFinding, ...] = ()


class NamedOwners(NamedTuple):
    """The names of an action's owners, the lead first, and how they were found.

    by: "column", "label", "section", "post in section", "above" (the row above), "everybody" or "".
    """

    names: tuple[str, ...]
    by: str


def label_actions(drafts: Sequence[RecommendationDraft], *, owners: bool) -> tuple[RecommendationDraft, ...]:
    """Find the body named before an action's words ("POLICE: …"), where no column gives its agency.

    A label counts where it names a body. owners: the plan has an agency column; then the label counts only where that
    means all agencies.
    """

    def label_action(action: ActionDraft) -> ActionDraft:
        label = action.label or read_label(action.text(Role.ACTION))
        wanted = not owners or means_everybody(action.text(Role.OWNER))
        return action._replace(label=label) if wanted and is_body(label) else action

    return tuple(draft._replace(actions=tuple(map(label_action, draft.actions))) for draft in drafts)


def name_owners(drafts: Sequence[RecommendationDraft], *, leading: bool = False) -> list[list[NamedOwners]]:
    """Return for each recommendation the names of each of its actions' owners.

    leading: the agency column is to the left of the recommendations, so that a blank continues the row above.
    """
    cells = (join_owner_lines(action) for draft in drafts for action in draft.actions)
    alone = frozenset(lines[0] for lines in cells if len(lines) == 1)
    made: list[list[NamedOwners]] = []
    for draft in drafts:
        named: list[NamedOwners] = []
        for action in draft.actions:
            above = named[-1] if named else (made[-1][-1] if made and made[-1] else None)
            named.append(_name_owner(draft, action, alone, above, first=not named and not leading))
        made.append(named)
    return made


def _name_owner(  # noqa: PLR0911 - one return for each case
    draft: RecommendationDraft, action: ActionDraft, alone: frozenset[str], above: NamedOwners | None, *, first: bool
) -> NamedOwners:
    """Name an action's owners. The cases are asked in order:"""
    lines = join_owner_lines(action)
    text = " ".join(lines)
    section = find_heading_body(draft.section.text) if draft.section else ""
    if action.label:
        return NamedOwners((action.label,), "label")
    if text and DITTO.fullmatch(text) and above is not None:
        return NamedOwners(above.names, "above")
    if means_everybody(text):
        return NamedOwners((), "everybody")
    names = () if _NOBODY.fullmatch(text) else _read_names(lines, alone)
    if names and section and all(is_post(name) for name in names):
        return NamedOwners((section,), "post in section")
    if names:
        return NamedOwners(names, "column")
    if section:
        return NamedOwners((section,), "section")
    if above is not None and not first and above.names:
        return NamedOwners(above.names, "above")
    everybody = draft.section is not None and EVERYBODY.match(draft.section.text)
    return NamedOwners((), "everybody" if everybody else "")


def means_everybody(text: str) -> bool:
    """Tell whether a cell means all agencies, and no body whose name begins so ("Multi-Agency Safeguarding Hub")."""
    match = EVERYBODY.match(text)
    return bool(_VARIOUS.fullmatch(text)) or (match is not None and not names_body(text[match.end() :]))


def join_owner_lines(action: ActionDraft) -> tuple[str, ...]:
    """Return the lines of the agency cell, joining a name that runs over the end of a line."""
    made: list[str] = []
    for cell in action.cells(Role.OWNER):
        for line in (paragraph.text for paragraph in cell.paragraphs if paragraph.text):
            opened = bool(made) and made[-1].count("(") > made[-1].count(")")
            if opened or (made and (_GOES_ON.search(made[-1]) or re.match(r"[a-z(&]|and\b", line))):
                made[-1] = f"{made[-1]} {line}"
            else:
                made.append(line)
    return tuple(made)


def _read_names(lines: Sequence[str], alone: frozenset[str]) -> tuple[str, ...]:
    """Return the bodies an agency cell names, or its posts where it names no body. A person above a post is skipped."""
    names = [name for line in lines for name in split_owner(line, alone)]
    people = {
        line for line, below in pairwise(lines) if is_post(below) and _PERSON.fullmatch(line) and not is_body(line)
    }
    bodies = [name for name in names if not (is_post(name) or _is_person(name) or name in people)]
    return tuple(dict.fromkeys(bodies or names))


def _is_person(name: str) -> bool:
    return bool(re.match(r"(?:Dr|Mr|Mrs|Ms|Miss|Cllr|Prof)\b\.?|[A-Z]\.\s?[A-Z]", name)) and not names_body(name)


def assign_owners(
    drafts: Sequence[RecommendationDraft], named: Sequence[Sequence[NamedOwners]], bodies: Bodies, *, owners: bool
) -> list[list[ActionOwners]]:
    """Return the codes of every action's owners, and what to report. owners: the plan has an agency column."""
    return [
        [
            _assign_owner(draft, action, names, bodies, owners=owners)
            for action, names in zip(draft.actions, each, strict=True)
        ]
        for draft, each in zip(drafts, named, strict=True)
    ]


def _assign_owner(
    draft: RecommendationDraft, action: ActionDraft, named: NamedOwners, bodies: Bodies, *, owners: bool
) -> ActionOwners:
    """Return the codes of one action's owners, with a finding for each guess."""
    codes = tuple(dict.fromkeys(code for name in named.names if (code := bodies.code(name))))
    source = action.text(Role.OWNER) or (draft.section.text if draft.section else "")
    guess = PendingFinding(FindingCode.AGENCY_GUESSED, source=source, place=action.place_of(Role.OWNER))
    if not codes:
        first = _find_body_at_start(action.text(Role.ACTION) or draft.text, bodies) if not named.by else ""
        if first:
            return ActionOwners((first,), (guess._replace(guessed=first, why="the words begin with its name"),))
        missing = FindingCode.AGENCY_UNKNOWN if owners or source else FindingCode.AGENCY_NONE
        missing = FindingCode.AGENCY_EVERYBODY if named.by == "everybody" else missing
        return ActionOwners((UNASSIGNED,), (guess._replace(code=missing, source=source or action.text(Role.ACTION)),))
    pending: list[PendingFinding] = []
    lead = next(agency.name for agency in bodies.agencies if agency.code == codes[0])
    if named.by == "above":
        pending.append(guess._replace(code=FindingCode.AGENCY_FROM_ABOVE, guessed=lead))
    elif named.by == "post in section":
        pending.append(guess._replace(guessed=lead, why="the row names a post in its section"))
    elif named.by == "column" and all(is_post(name) for name in named.names):
        pending.append(guess._replace(code=FindingCode.AGENCY_POST, guessed=named.names[0]))
    elif named.by == "column" and _says_more(source, named.names):
        pending.append(guess._replace(guessed=lead, why="its name is in the cell among other words"))
    if len(codes) > 1:
        pending.append(guess._replace(code=FindingCode.AGENCY_SEVERAL, guessed=lead, other=source))
    folded = {normalise_name(name) for name in named.names}
    pending.extend(
        guess._replace(code=FindingCode.AGENCY_UNITED, guessed=name, other=other, source=other)
        for other, name, _ in bodies.united
        if normalise_name(other) in folded
    )
    more = tuple(code for name in split_owner(action.text(Role.SUPPORT)) if (code := bodies.code(name)))
    return ActionOwners(tuple(dict.fromkeys((*codes, *more))), tuple(pending))


def _says_more(text: str, names: Sequence[str]) -> bool:
    return bool(set(normalise_name(text).split()) - set(normalise_name(" ".join(names)).split()) - {"and"})


def find_supporting_bodies(drafts: Sequence[RecommendationDraft]) -> list[str]:
    """Return the bodies in the columns of supporting agencies."""
    texts = [action.text(Role.SUPPORT) for draft in drafts for action in draft.actions]
    return [name for text in texts for name in split_owner(text) if names_body(name) and not means_everybody(name)]


def find_fuller_cells(drafts: Sequence[RecommendationDraft], named: Sequence[Sequence[NamedOwners]]) -> dict[str, str]:
    """Return agency cells that say more than their lead's name (a post, several bodies) -> that name."""
    pairs = [
        (action.text(Role.OWNER), owners)
        for draft, each in zip(drafts, named, strict=True)
        for action, owners in zip(draft.actions, each, strict=True)
        if owners.names and owners.by in ("column", "post in section")
    ]
    return {text: owners.names[0] for text, owners in pairs if _says_more(text, owners.names)}


def _find_body_at_start(text: str, bodies: Bodies) -> str:
    """Return the code of the body that an action's words begin with, or ''."""
    start = re.sub(r"^(?:that\s+)?(?:the\s+)?", "", text, flags=re.IGNORECASE)
    for agency in bodies.agencies:
        for name in sorted((agency.name, *agency.aliases), key=len, reverse=True):
            if re.match(re.escape(name) + r"\b", start, re.IGNORECASE):
                return agency.code
    return ""
