"""Agencies' labels inside cells ("SMH: …"): which words are labels in this plan, and whose words are whose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from dhr_xl.dates import split_dates
from dhr_xl.importing.headings import Role
from dhr_xl.importing.sources.text.sections import Item, Section
from dhr_xl.importing.statuses import ends_with_status, is_bare_status
from dhr_xl.importing.words import is_acronym, names_body, read_label

_MOST: Final = 60
"""More words before colons than that name no agencies."""
_LATER: Final = re.compile(r"(?<=[.;!?a-z)] )([A-Z][A-Z0-9&]{2,11}):(?=\s)")
_OFTEN: Final = 2


def find_labels(items: Sequence[Item]) -> frozenset[str]:
    """The labels used in the action column, as printed.

    A label under a heading for everybody (or none) names a body, is an acronym or is used again; elsewhere it must be
    known from there.
    """
    shared: Counter[str] = Counter()
    single: Counter[str] = Counter()
    everybody = True
    for item in items:
        if isinstance(item, Section):
            everybody = item.everybody
            continue
        text = item.get(Role.ACTION)
        first = read_label(text)
        own = any(item.get(role) for role in (Role.EVIDENCE, Role.TARGET, Role.PROGRESS))
        found = Counter({first: 1 + own} if first else {})  # a row of its own counts twice
        found.update(label for label in _LATER.findall(text) if label != first)
        (shared if everybody else single).update(found)
    known = {label for label, times in shared.items() if names_body(label) or times > 1}
    folded = {label.lower() for label in known}
    known |= {
        label for label, times in single.items() if label.lower() in folded or (times > _OFTEN and is_acronym(label))
    }
    return frozenset(known if len(known) <= _MOST else ())


def label_of(text: str, labels: frozenset[str], *, loose: bool) -> str:
    """The known label a text begins with, or ''. loose: one in capitals counts without its colon."""
    for label in sorted(labels, key=len, reverse=True):
        alone = loose and is_acronym(label)
        mark = r"\s*(?::|-\s|[–—])" + (r"|\s+(?=[A-Z])" if alone else "")
        if re.match(rf"{re.escape(label)}(?:{mark})", text, 0 if alone else re.IGNORECASE):
            return label
    return ""


def split_shares(text: str, labels: frozenset[str]) -> list[tuple[str, str]]:
    """A cell's words by agency, in order, each with its label; words before the first label have ''."""
    names = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    found = list(re.finditer(rf"(?:^|(?<=\s))({names})\s*:", text, re.IGNORECASE)) if labels else []
    printed = {label.lower(): label for label in labels}
    starts = [0, *(match.start() for match in found), len(text)]
    owners = ["", *(printed[match[1].lower()] for match in found)]
    pieces = (text[start:end].strip() for start, end in pairwise(starts))
    return [(owner, piece) for owner, piece in zip(owners, pieces, strict=True) if piece]


def allot(text: str, owners: Sequence[str], key: str, labels: frozenset[str]) -> Sequence[str]:
    """One cell's words for each of several agencies, by label, else by order of dates or reports, else to the first."""
    shares = split_shares(text, labels)
    named = {label for label, _ in shares if label}
    if named:
        free = next((owner for owner in owners if owner not in named), owners[0])
        given = dict.fromkeys(owners, "")
        for label, piece in shares:
            owner = label if label in given else free
            given[owner] = f"{given[owner]} {piece}".strip()
        return list(given.values())
    pieces = split_dates(text) if key == Role.TARGET else _reports(text, len(owners))
    if len(pieces) == len(owners):
        return pieces
    if (key == Role.TARGET and len(pieces) == 1) or key in (Role.STATUS, Role.RAG) or is_bare_status(text):
        return [text] * len(owners)
    return [text, *[""] * (len(owners) - 1)]


def _reports(text: str, count: int) -> list[str]:
    """The reports of so many agencies one after another, each but the last ending in its status."""
    pieces = [""]
    for sentence in re.split(r"(?<=[.;])\s+(?=[A-Z])", text):
        if len(pieces) < count and ends_with_status(pieces[-1].rpartition("\n")[2]):
            pieces.append("")
        pieces[-1] += f"\n{sentence}"
    return [" ".join(piece.split("\n")).strip() for piece in pieces]
