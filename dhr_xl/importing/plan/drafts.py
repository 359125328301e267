"""Group rows into draft recommendations and actions. Rows are never merged for their words; they stay rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.importing.plan.values import ActionDraft, PendingFinding, PlanCell, PlanRow, RecommendationDraft
from dhr_xl.importing.sources.grid import GridCell, Paragraph, ReaderGuess
from dhr_xl.importing.terms.headings import Role
from dhr_xl.importing.terms.words import RECOMMENDATION_WORD, compare_texts, read_number

ACTION_COLUMNS: Final = (
    Role.ACTION, Role.OWNER, Role.EVIDENCE, Role.TARGET, Role.PROGRESS, Role.STATUS, Role.RAG, Role.COMPLETED,
)  # fmt: skip
"""Columns whose words show that a row holds an action."""
_ALMOST_SAME: Final = 0.95
"""Similarity from 0 to 1 from which two texts under one number are one recommendation."""
_NUMBER_WORD: Final = re.compile(
    r"(?:recommendation|rec|action|finding|argymhelliad)s?\b\.?\s*(?:(?:no\b\.?|number|#)\s*)?[:.]?\s*", re.IGNORECASE
)
_SCOPE: Final = re.compile(r"\((local|regional|national)\)\s*[:–-]?\s*", re.IGNORECASE)
"""A scope printed between a recommendation's number and its words."""
_SCOPE_ALONE: Final = re.compile(r"(local|regional|national)(?:\s+recommendations?)?\W*", re.IGNORECASE)
"""A scope as a section heading."""
_NAMED_NUMBER: Final = re.compile(
    r"((?:[A-Z][A-Za-z]{1,14}\s){1,2}(?:\([A-Za-z ]{2,30}\)\s)?[A-Z]{0,2}\d{1,3}(?:\.\d{1,2})*[a-z]?)"
    r"\s*[.:)]\s+(?=[A-Z])"
)
"""A number with a word or two before it: "National 1.", "ASC R2.", "Health 1.1:"."""
_SPELT_NUMBERS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_SPELT_NUMBER: Final = re.compile(rf"Recommendation ({'|'.join(_SPELT_NUMBERS)})\b\s*[:.–-]?\s*", re.IGNORECASE)
_LONGEST_NUMBER: Final = 20


def make_drafts(rows: Sequence[PlanRow], guesses: Sequence[ReaderGuess] = ()) -> tuple[RecommendationDraft, ...]:
    """Group the rows of a plan into recommendations, in order, each with its actions.

    guesses: what the reader of the file guessed about rows; each becomes a pending finding of its row's action.
    """
    by_row: dict[int, list[PendingFinding]] = {}
    for guess in guesses:
        by_row.setdefault(guess.row, []).append(convert_guess(guess))
    has_actions = any(piece.role is Role.ACTION for row in rows for piece in row.pieces)
    has_recommendations = any(row.text(Role.RECOMMENDATION) for row in rows)
    done: list[RecommendationDraft] = []
    at = -1
    for row in rows:
        number, text = _read_number_and_text(row, recommendations=has_recommendations)
        last = done[at] if done else None
        goes_on = _continues(row, number, text, last)
        known = None if goes_on else _find_earlier(done, number, text)
        if last is not None and last.number and not (last.text or last.actions or number) and text:
            done[at] = last._replace(text=text)  # the number has a row of its own, above the words
        elif known is not None:
            at = known
        elif not goes_on:
            at = len(done)
            scope = _SCOPE.match(text)
            text = text[scope.end() :] if scope else text
            scope = scope or (_SCOPE_ALONE.fullmatch(row.section.text) if row.section else None)
            said_scope = scope[1].capitalize() if scope else ""
            told = row.text(Role.SCOPE) or said_scope
            done.append(RecommendationDraft(row.place, number, text, row.section, told, row.text(Role.THEME)))
        done[at] = _add_action(done[at], row, number, by_row.get(row.number, ()), actions=has_actions)
    return tuple(done)


def convert_guess(guess: ReaderGuess) -> PendingFinding:
    """Convert a reader's guess into a pending finding of the action that its row became."""
    gaps = dict(guess.gaps)
    gaps.setdefault("place", f"line {gaps['line']}" if "line" in gaps else "")
    known = {name: gaps[name] for name in gaps if name in PendingFinding._fields}
    return PendingFinding(FindingCode[guess.code], **known)


def _read_number_and_text(row: PlanRow, *, recommendations: bool) -> tuple[str, str]:
    """Return the number and the words of this row's recommendation; '' for each that is merged down or missing."""
    own = _clean_number(row.own(Role.NUMBER))
    piece = row.piece(Role.RECOMMENDATION)
    if piece is None or not piece.own:
        text = "" if recommendations or piece else row.own(Role.ACTION)
        return own, text
    again, rest = _split_number(piece.cell)
    if not own:
        return again, rest
    repeated = again and (again == own or own.startswith(f"{again}."))
    return own, rest if repeated else piece.cell.text


def _clean_number(text: str) -> str:
    """Return a number without the word Recommendation before it and without a full stop after it."""
    return _NUMBER_WORD.sub("", text, count=1).strip(" .:-–") if len(text) > len("Re") else text.strip(" .:")


def _split_number(cell: GridCell) -> tuple[str, str]:
    """Split a recommendation's cell into the number it begins with ("Recommendation 1", a list mark) and its words."""
    paragraphs = [paragraph for paragraph in cell.paragraphs if paragraph.printed]
    if not paragraphs:
        return "", ""
    first, rest = paragraphs[0], paragraphs[1:]
    if first.mark and re.search(r"\w", first.mark) and not any(paragraph.mark for paragraph in rest):
        return first.mark.strip("() .:"), " ".join([first.text, *(paragraph.printed for paragraph in rest)])
    alone = _clean_number(first.text)
    named = RECOMMENDATION_WORD.match(first.text) or read_number(alone)
    if rest and named and len(alone) <= _LONGEST_NUMBER and re.search(r"\d", alone):
        whole = read_number(first.text)
        if whole is None or not whole.rest:
            return alone, " ".join(paragraph.printed for paragraph in rest)
    read = read_number(cell.text)
    worded = _NAMED_NUMBER.match(cell.text) if read is None else None
    if worded:
        return " ".join(_NUMBER_WORD.sub("", worded[1]).split()), cell.text[worded.end() :]
    spelt = _SPELT_NUMBER.match(cell.text)
    if spelt:
        return str(_SPELT_NUMBERS.index(spelt[1].lower()) + 1), cell.text[spelt.end() :]
    return (read.number, read.rest) if read else ("", cell.text)


def _continues(row: PlanRow, number: str, text: str, last: RecommendationDraft | None) -> bool:
    """Tell whether a row continues the recommendation above it. The cases are asked in order:"""
    if last is None or (row.section != last.section and (number or text)):
        return False
    if not number and not text:
        # 1. its number and recommendation are blank or merged down
        return True
    if text and text == last.text and number in ("", last.number):
        # 2. the same words are repeated
        return True
    if number and number == last.number and (not text or _is_same(last, text)):
        # 3. the same number is repeated
        return True
    # 4. the number stands alone beside an action: it numbers an action of the recommendation above
    return bool(number) and not text and bool(last.text) and bool(row.own(Role.ACTION) or _is_part(number, last.number))


def _is_part(number: str, of: str) -> bool:
    """Tell whether a number is a part of another ("3a" and "3.1" of "3")."""
    return bool(of) and number.startswith(of) and not number[len(of) : len(of) + 1].isdigit()


def _find_earlier(done: Sequence[RecommendationDraft], number: str, text: str) -> int | None:
    """Return the index of the same recommendation printed earlier, in a list above the table or on another sheet."""
    same = (n for n, draft in enumerate(done) if text and draft.number == number and _is_same(draft, text))
    return next(same, None)


def _is_same(draft: RecommendationDraft, text: str) -> bool:
    """Tell whether a text is a recommendation's. Where that has no number, every word must be the same."""
    figures = re.findall(r"\d+", draft.text) == re.findall(r"\d+", text)
    return draft.text == text or (bool(draft.number) and figures and compare_texts(text, draft.text) >= _ALMOST_SAME)


def _add_action(
    draft: RecommendationDraft, row: PlanRow, number: str, findings: Sequence[PendingFinding], *, actions: bool
) -> RecommendationDraft:
    """Add a row's action to the recommendation, or its words to the action above."""
    coloured = any(piece.own and piece.role is Role.RAG and piece.cell.fill for piece in row.pieces)
    if not (coloured or any(row.own(role) for role in ACTION_COLUMNS)):
        return draft
    part = row.own(Role.PART) or (number if number != draft.number and not row.own(Role.RECOMMENDATION) else "")
    pieces = tuple(
        piece for piece in row.pieces if piece.role not in (Role.RECOMMENDATION, Role.SCOPE, Role.THEME, Role.NUMBER)
    )
    last = draft.actions[-1] if draft.actions else None
    own = row.own(Role.ACTION)
    if last is not None and not own and not part and not _starts_action(row, last, actions=actions):
        longer = last._replace(pieces=(*last.pieces, *(piece for piece in pieces if piece.own)))
        return draft._replace(actions=(*draft.actions[:-1], longer.with_findings(*findings)))
    if last is not None and not own and not row.text(Role.ACTION) and actions:
        pieces = (*pieces, *(piece for piece in last.pieces if piece.role is Role.ACTION))
    if not actions and draft.text:
        pieces = (*pieces, PlanCell(Role.ACTION, "", GridCell((Paragraph(draft.text),), place=row.place)))
    action = ActionDraft(row.place, pieces, part, pending=tuple(findings))
    return draft._replace(actions=(*draft.actions, action))


def _starts_action(row: PlanRow, last: ActionDraft, *, actions: bool) -> bool:
    """Tell whether a row without words in the action column holds a new action.

    It does where it names another agency, or, in a plan without that column, where it has an owner, date or status.
    """
    owner = row.own(Role.OWNER)
    if not actions:
        return bool(owner or row.own(Role.TARGET) or row.own(Role.STATUS))
    return bool(owner) and owner != last.text(Role.OWNER) and bool(row.own(Role.TARGET) or row.own(Role.PROGRESS))
