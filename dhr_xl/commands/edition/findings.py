"""What a newer edition adds to the sheet To check: guesses on new and changed rows, removed rows, unsure matches."""

import re
from collections.abc import Container, Iterable, Mapping
from typing import Final

from dhr_xl.core.plan.model import Finding, Unplaced
from dhr_xl.core.returns.answers import fold
from dhr_xl.core.returns.questions import short
from dhr_xl.importing.edition import UncertainPair

WITHDRAWN: Final = (
    "{what} is no longer in the edition {source}. It stays in the plan. If it is withdrawn, choose Withdrawn on "
    "Actions and write the reason."
)
PAIRED: Final = (
    "The edition {source} says this in other words ('{after}'). We took both for the same. If they are two, take the "
    "edition back (dhr-xl undo), or correct the words on Actions and add the new ones in a row of their own."
)
NOT_PAIRED: Final = (
    "The edition {source} has '{after}' in the place of this one. We took it for a new one and kept both. If they are "
    "the same, correct this one on Actions and choose Withdrawn for the new one."
)
RENUMBERED: Final = "The edition {source} numbers this recommendation {after}; you numbered it {ours}, and that stays."
OWN: Final = (
    "The edition {source} says '{after}' under your column '{heading}', which you changed to '{ours}', and that stays."
)
WORDS: Final = (
    "These words of the edition {source} could not be placed. If they belong to an action, put them there on Actions."
)
LINE: Final = re.compile(r"line \d+")


def of_edition(finding: Finding, source: str) -> Finding:
    """A finding with the name of its edition, where its place is a place in the document."""
    where = f"{finding.where} of {source}" if LINE.fullmatch(finding.where) else finding.where
    return finding._replace(where=where, place=f"{source}, {finding.place}".removesuffix(", "))


def new_findings(
    found: Iterable[Finding],
    known: Iterable[Finding],
    names: Mapping[str, str],
    changed: Mapping[str, Container[str]],
    new: Container[str],
) -> list[Finding]:
    """The findings on new or changed rows that are not on To check already.

    names: ref, number or code in the newer edition -> in the register; changed: ref or key -> its changed fields; new:
    keys and refs that are new.
    """
    there = {_alike(finding) for finding in known}
    kept = []
    for one in found:
        where = names.get(one.where, one.where)
        fields = changed.get(where, ())
        if one.where in names and where not in new and not (one.field in fields or (not one.field and fields)):
            continue
        finding = one._replace(where=where)
        if _alike(finding) not in there:
            there.add(_alike(finding))
            kept.append(finding)
    return kept


def _alike(finding: Finding) -> tuple[str, ...]:
    """What identifies a finding; for one on the document, not its line or place, because these change."""
    if finding.where == "plan":
        return (finding.code,)
    of_line = finding.where.startswith("line ")
    where, guessed = ("", "") if of_line else (finding.where, finding.guessed)
    return (finding.code, where, finding.field, guessed, fold(finding.source))


def about_words(
    words: Iterable[Unplaced], before: Iterable[Unplaced], known: Iterable[Finding], source: str
) -> list[Finding]:
    """Findings on words placed nowhere and not known before: warnings in an action's row, else notes."""
    there = {fold(one.text) for one in before} | {fold(one.source) for one in known}
    message = WORDS.format(source=source)
    return [
        Finding(
            code="EDITION_WORDS", severity="warning" if one.ref else "note", where=f"line {one.line}", message=message,
            source=one.text, place=one.place,
        )
        for one in words
        if fold(one.text) not in there
    ]  # fmt: skip


def about_withdrawn(where: str, what: str, words: str, source: str) -> Finding:
    """The finding on a row that is not in the newer edition."""
    message = WITHDRAWN.format(what=what, source=source)
    return Finding(code="EDITION_WITHDRAWN", severity="warning", where=where, message=message, source=words)


def about_unsure(one: UncertainPair, source: str) -> Finding:
    """The finding on two rows that were matched, or not matched, without certainty."""
    code = "EDITION_PAIRED" if one.paired else "EDITION_NOT_PAIRED"
    message = (PAIRED if one.paired else NOT_PAIRED).format(after=short(one.after), source=source)
    return Finding(code=code, severity="warning", where=one.key, message=message, source=one.before)


def about_number(key: str, ours: str, after: str, source: str) -> Finding:
    """The finding on a number that both the coordinator and the edition changed."""
    message = RENUMBERED.format(ours=ours, after=after, source=source)
    return Finding(code="EDITION_NUMBER", severity="warning", where=key, field="number", guessed=ours, message=message)


def about_own(ref: str, heading: str, ours: str, after: str, source: str) -> Finding:
    """The finding on a cell of the coordinator's own columns that both the coordinator and the edition changed."""
    shown = {"ours": short(ours) or "blank", "after": short(after) or "blank"}
    message = OWN.format(heading=heading, source=source, **shown)
    return Finding(code="EDITION_OWN", severity="warning", where=ref, guessed=ours, message=message, source=after)
