"""Whose an action is: by its agency column, its label, its section, or the row above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.core.plan.model import UNASSIGNED
from dhr_xl.importing.plan.bodies import Bodies, body_of_heading, fold, is_body, is_post, split_owner
from dhr_xl.importing.plan.values import ActionDraft, RecommendationDraft, Remark
from dhr_xl.importing.terms.headings import Role
from dhr_xl.importing.terms.words import DITTO, EVERYBODY, names_body, read_label

_NOBODY: Final = re.compile(
    r"\W*(?:t\W?b\W?[acd]\W?|to be (?:confirmed|agreed|identified|decided)"
    r"|not (?:yet )?(?:identified|known|agreed|allocated)"
    r"|unknown|none|n\W?a|not applicable|unallocated|vacant)?\W*",
    re.IGNORECASE,
)
"""How an agency's cell says that nobody is named yet."""
_VARIOUS: Final = re.compile(
    r"(?:individual|relevant|respective|various|each|every|see action)\b"
    r"(?:\s+(?:relevant\s+)?(?:agenc|partner|organisation|bod)\w*)?\W*",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(r"(?:\b(?:and|of|the|for)|[&,–-])$", re.IGNORECASE)
_PERSON: Final = re.compile(r"[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){1,2}")
"""What may be a person's name where a post stands on the line below it."""


class Owned(NamedTuple):
    """Whose an action is: codes, the lead's first, and what is to be said about that."""

    codes: tuple[str, ...]
    seen: tuple[Remark, ...] = ()


class OwnerNames(NamedTuple):
    """The names an action is known to be somebody's by, the lead's first, and how they were told.

    by: "column", "label", "section", "post in section", "above" (the row above), "everybody" or "".
    """

    names: tuple[str, ...]
    by: str


def label_all(drafts: Sequence[RecommendationDraft], *, owners: bool) -> tuple[RecommendationDraft, ...]:
    """The drafts with the body named before an action's words ("POLICE: …"), where no column says whose it is.

    A label counts where it names a body, and the agency's column is missing or says that all agencies are meant.
    """
    made: list[RecommendationDraft] = []
    for draft in drafts:
        actions: list[ActionDraft] = []
        for action in draft.actions:
            label = action.label or read_label(action.text(Role.ACTION))
            wanted = not owners or is_everybody(action.text(Role.OWNER))
            actions.append(action._replace(label=label if wanted and is_body(label) else action.label))
        made.append(draft._replace(actions=tuple(actions)))
    return tuple(made)


def name_owners(drafts: Sequence[RecommendationDraft], *, leading: bool = False) -> list[list[OwnerNames]]:
    """For each recommendation, the names of each of its actions' owners.

    leading: the agency's column stands left of the recommendations', so that a blank in it goes on from the row above.
    """
    cells = (owner_lines(action) for draft in drafts for action in draft.actions)
    alone = frozenset(lines[0] for lines in cells if len(lines) == 1)
    made: list[list[OwnerNames]] = []
    for draft in drafts:
        named: list[OwnerNames] = []
        for action in draft.actions:
            named.append(
                _named(
                    draft,
                    action,
                    alone,
                    named[-1] if named else (made[-1][-1] if made and made[-1] else None),
                    first=not named and not leading,
                )
            )
        made.append(named)
    return made


def _named(  # noqa: PLR0911 - a case each
    draft: RecommendationDraft, action: ActionDraft, alone: frozenset[str], above: OwnerNames | None, *, first: bool
) -> OwnerNames:
    """Whose an action is, in names. The cases, in the order they are asked:"""
    lines = owner_lines(action)
    text = " ".join(lines)
    section = body_of_heading(draft.section.text) if draft.section else ""
    if action.label:
        return OwnerNames((action.label,), "label")
    if text and DITTO.fullmatch(text) and above is not None:
        return OwnerNames(above.names, "above")
    if is_everybody(text):
        return OwnerNames((), "everybody")
    names = () if _NOBODY.fullmatch(text) else _names_of(lines, alone)
    if names and section and all(is_post(name) for name in names):
        return OwnerNames((section,), "post in section")
    if names:
        return OwnerNames(names, "column")
    if section:
        return OwnerNames((section,), "section")
    if above is not None and not first and above.names:
        return OwnerNames(above.names, "above")
    everybody = draft.section is not None and EVERYBODY.match(draft.section.text)
    return OwnerNames((), "everybody" if everybody else "")


def is_everybody(text: str) -> bool:
    """Whether a cell means all agencies, and is no body's name that begins so ("Multi-Agency Safeguarding Hub")."""
    match = EVERYBODY.match(text)
    if _VARIOUS.fullmatch(text):
        return True
    return match is not None and not names_body(text[match.end() :])


def owner_lines(action: ActionDraft) -> tuple[str, ...]:
    """The lines of the agency column's cell; a name that runs on over a line's end is one."""
    made: list[str] = []
    for cell in action.cells(Role.OWNER):
        for line in (paragraph.text for paragraph in cell.paragraphs if paragraph.text):
            opened = bool(made) and made[-1].count("(") > made[-1].count(")")
            if opened or (made and (_GOES_ON.search(made[-1]) or re.match(r"[a-z(&]|and\b", line))):
                made[-1] = f"{made[-1]} {line}"
            else:
                made.append(line)
    return tuple(made)


def _names_of(lines: Sequence[str], alone: frozenset[str]) -> tuple[str, ...]:
    """The bodies an agency's cell names; where it names posts only, those. A person's line above a body's is left."""
    names = [name for line in lines for name in split_owner(line, alone)]
    people = {
        line for line, below in pairwise(lines) if is_post(below) and _PERSON.fullmatch(line) and not is_body(line)
    }
    bodies = [name for name in names if not (is_post(name) or _is_person(name) or name in people)]
    return tuple(dict.fromkeys(bodies or names))


def _is_person(name: str) -> bool:
    return bool(re.match(r"(?:Dr|Mr|Mrs|Ms|Miss|Cllr|Prof)\b\.?|[A-Z]\.\s?[A-Z]", name)) and not names_body(name)


def own_all(
    drafts: Sequence[RecommendationDraft], named: Sequence[Sequence[OwnerNames]], bodies: Bodies, *, owners: bool
) -> list[list[Owned]]:
    """The codes of every action's owners, and what is to be said of each. owners: the plan has an agency column."""
    return [
        [_owned(draft, action, names, bodies, owners=owners) for action, names in zip(draft.actions, each, strict=True)]
        for draft, each in zip(drafts, named, strict=True)
    ]


def _owned(
    draft: RecommendationDraft, action: ActionDraft, named: OwnerNames, bodies: Bodies, *, owners: bool
) -> Owned:
    codes = tuple(dict.fromkeys(code for name in named.names if (code := bodies.code(name))))
    source = action.text(Role.OWNER) or (draft.section.text if draft.section else "")
    place = action.place_of(Role.OWNER)
    if not codes:
        first = _named_first(action.text(Role.ACTION) or draft.text, bodies) if not named.by else ""
        if first:
            return Owned(
                (first,),
                (
                    Remark(
                        FindingCode.AGENCY_GUESSED,
                        guessed=first,
                        why="the words begin with its name",
                        source=source,
                        place=place,
                    ),
                ),
            )
        look = (
            FindingCode.AGENCY_EVERYBODY
            if named.by == "everybody"
            else (FindingCode.AGENCY_UNKNOWN if owners or source else FindingCode.AGENCY_NONE)
        )
        return Owned((UNASSIGNED,), (Remark(look, source=source or action.text(Role.ACTION), place=place),))
    seen: list[Remark] = []
    lead = next(agency.name for agency in bodies.agencies if agency.code == codes[0])
    if named.by == "above":
        seen.append(Remark(FindingCode.AGENCY_FROM_ABOVE, guessed=lead, source=source, place=place))
    elif named.by == "post in section":
        seen.append(
            Remark(
                FindingCode.AGENCY_GUESSED,
                guessed=lead,
                why="a post is named, in their section",
                source=source,
                place=place,
            )
        )
    elif named.by == "column" and all(is_post(name) for name in named.names):
        seen.append(Remark(FindingCode.AGENCY_POST, guessed=named.names[0], source=source, place=place))
    elif named.by == "column" and set(fold(source).split()) - set(fold(" ".join(named.names)).split()) - {"and"}:
        seen.append(
            Remark(
                FindingCode.AGENCY_GUESSED,
                guessed=lead,
                why="its name stands beside other words",
                source=source,
                place=place,
            )
        )
    if len(codes) > 1:
        seen.append(Remark(FindingCode.AGENCY_SEVERAL, guessed=lead, other=source, source=source, place=place))
    folded = {fold(name) for name in named.names}
    seen.extend(
        Remark(FindingCode.AGENCY_UNITED, guessed=name, other=other, source=other, place=place)
        for other, name, _ in bodies.united
        if fold(other) in folded
    )
    more = tuple(code for name in split_owner(action.text(Role.SUPPORT)) if (code := bodies.code(name)))
    return Owned(tuple(dict.fromkeys((*codes, *more))), tuple(seen))


def support_names(drafts: Sequence[RecommendationDraft]) -> list[str]:
    """The bodies that a column of supporting agencies names."""
    texts = [action.text(Role.SUPPORT) for draft in drafts for action in draft.actions]
    return [name for text in texts for name in split_owner(text) if names_body(name) and not is_everybody(name)]


def fuller_cells(drafts: Sequence[RecommendationDraft], named: Sequence[Sequence[OwnerNames]]) -> dict[str, str]:
    """Agency cells that say more than their lead's name (a post, several bodies) -> that name."""
    return {
        action.text(Role.OWNER): names.names[0]
        for draft, each in zip(drafts, named, strict=True)
        for action, names in zip(draft.actions, each, strict=True)
        if names.names
        and names.by in ("column", "post in section")
        and set(fold(action.text(Role.OWNER)).split()) - set(fold(" ".join(names.names)).split()) - {"and"}
    }


def _named_first(text: str, bodies: Bodies) -> str:
    start = re.sub(r"^(?:that\s+)?(?:the\s+)?", "", text, flags=re.IGNORECASE)
    for agency in bodies.agencies:
        for name in sorted((agency.name, *agency.aliases), key=len, reverse=True):
            if re.match(re.escape(name) + r"\b", start, re.IGNORECASE):
                return agency.code
    return ""
