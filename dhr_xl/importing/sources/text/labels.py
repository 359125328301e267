"""Agencies' labels inside cells ("SMH: …"): which words are labels in this plan, and whose words are whose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from dhr_xl.dates import split_dates
from dhr_xl.importing.sources.text.columns import Role
from dhr_xl.importing.sources.text.rows import Row
from dhr_xl.importing.sources.text.sections import Section
from dhr_xl.importing.statuses import ends_with_status, is_bare_status
from dhr_xl.importing.words import is_acronym, names_body, read_label

_MOST: Final = 60
"""More words before colons than that name no agencies."""


class Share(NamedTuple):
    """One agency's share of a cell: its label as printed, '' where none, and its words with the label still there."""

    label: str
    text: str


def find_labels(items: Sequence[Section | Row]) -> frozenset[str]:
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
        own = any(item.get(role) for role in (Role.EVIDENCE, Role.TARGET, Role.PROGRESS))
        for place, label in enumerate(_labels_in(item.get(Role.ACTION))):
            (shared if everybody else single)[label] += 2 if own and not place else 1  # a row of its own counts twice
    known = {label for label, times in shared.items() if names_body(label) or times > 1}
    folded = {label.lower() for label in known}
    often = {label for label, times in single.items() if times > 2 and is_acronym(label)}  # noqa: PLR2004 - two rows
    found = known | often | {label for label in single if label.lower() in folded}
    return frozenset(found if len(found) <= _MOST else ())


def _labels_in(text: str) -> list[str]:
    """The label a text begins with, and those in capitals later in it."""
    first = read_label(text)
    later = re.findall(r"(?<=[.;!?a-z)] )([A-Z][A-Z0-9&]{2,11}):(?=\s)", text)
    return ([first] if first else []) + [label for label in later if label != first]


def label_of(text: str, labels: frozenset[str], *, loose: bool) -> str:
    """The known label a text begins with, or ''. loose: one in capitals counts without its colon."""
    for label in sorted(labels, key=len, reverse=True):
        mark = r"\s*(?::|-\s|[–—])" if not (loose and is_acronym(label)) else r"(?:\s*(?::|-\s|[–—])|\s+(?=[A-Z]))"
        flags = 0 if loose and is_acronym(label) else re.IGNORECASE
        if re.match(re.escape(label) + mark, text, flags):
            return label
    return ""


def split_shares(text: str, labels: frozenset[str]) -> tuple[Share, ...]:
    """A cell's words by agency, in order; words before the first label have none."""
    if not labels or not text:
        return (Share("", text),) if text else ()
    ordered = sorted(labels, key=len, reverse=True)
    names = "|".join(f"({re.escape(label)})" for label in ordered)
    matches = list(re.finditer(rf"(?:^|(?<=\s))(?:{names})\s*:", text, re.IGNORECASE))
    if not matches:
        return (Share("", text),)
    shares = [Share("", text[: matches[0].start()].strip())] if matches[0].start() else []
    ends = [match.start() for match in matches[1:]] + [len(text)]
    for match, end in zip(matches, ends, strict=True):
        shares.append(Share(ordered[(match.lastindex or 1) - 1], text[match.start() : end].strip()))
    return tuple(shares)


def allot(text: str, owners: Sequence[str], key: str, labels: frozenset[str]) -> tuple[str, ...]:
    """One cell's words for each of several agencies, by label, else by order of dates or reports, else to the first."""
    count = len(owners)
    first_alone = (text, *("",) * (count - 1))
    if not text:
        return first_alone
    shares = split_shares(text, labels)
    if any(share.label for share in shares):
        return _by_label(shares, owners)
    if key == Role.TARGET:
        dates = split_dates(text)
        return dates if len(dates) == count else (text,) * count if len(dates) <= 1 else first_alone
    if key in (Role.STATUS, Role.RAG) or is_bare_status(text):
        return (text,) * count
    return _by_report(text, count) or first_alone


def _by_label(shares: Sequence[Share], owners: Sequence[str]) -> tuple[str, ...]:
    named = {share.label for share in shares}
    free = [owner for owner in owners if owner not in named] or [owners[0]]
    given = dict.fromkeys(owners, "")
    for share in shares:
        owner = share.label if share.label in given else free[0]
        given[owner] = f"{given[owner]} {share.text}".strip()
    return tuple(given[owner] for owner in owners)


def _by_report(text: str, count: int) -> tuple[str, ...]:
    """The reports of several agencies one after another, each but the last ending in its status; () if they do not."""
    sentences = re.split(r"(?<=[.;])\s+(?=[A-Z])", text)
    pieces: list[str] = []
    current: list[str] = []
    for place, sentence in enumerate(sentences):
        current.append(sentence)
        if ends_with_status(sentence) and len(pieces) < count - 1 and place < len(sentences) - 1:
            pieces.append(" ".join(current))
            current = []
    pieces.append(" ".join(current))
    return tuple(pieces) if len(pieces) == count else ()
