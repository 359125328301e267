"""A row's action cells: an action of its own, or more words of the one before, though a page cut it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from dhr_xl.importing.findings import Look
from dhr_xl.importing.sources.text.columns import Role
from dhr_xl.importing.sources.text.drafts import SHARED, Action, Known, Reading, see
from dhr_xl.importing.sources.text.labels import allot, label_of, split_shares
from dhr_xl.importing.sources.text.rows import Row
from dhr_xl.importing.statuses import has_status, is_bare_status
from dhr_xl.importing.words import is_closed, list_letter, names_body, starts_mid_sentence

_END: Final = 500
"""Characters at the end of a report in which its status is looked for."""
_OWN: Final = (Role.ACTION, Role.EVIDENCE, Role.TARGET, Role.PROGRESS)


def take_action(reading: Reading, row: Row, part: str) -> None:
    """A row's action cells: a new action of this recommendation, or more of the last one.

    part: the number the plan prints for the action itself, or ''.
    """
    last, known = reading.last, reading.known
    text, owner = row.get(Role.ACTION), row.get(Role.OWNER)
    loose = last.section is None or last.section.everybody
    label = label_of(text, known.labels, loose=loose)
    if not set(row.cells) - {*SHARED, Role.RECOMMENDATION}:
        return
    if not last.actions:
        _add(reading, row, label, owner)
    elif label or part:
        _add(reading, _give_back(reading, row), label, owner)
    elif _is_lone_status(row) and _says(reading.action):
        give_waiting(reading)
        reading.waiting = row
    elif owner and not _is_cut(row, known):
        _add(reading, row, "", owner)
    elif text and _is_apart(row, reading.action, known):
        _add_apart(reading, row, owner)
    else:
        reading.put_action(_join(reading.action, row, owner))


def _add_apart(reading: Reading, row: Row, owner: str) -> None:
    """An action that nothing names as its own but its date and status: it is the agency's of the row above."""
    before = reading.action
    _add(reading, row, before.label, owner or before.owner)
    text = row.get(Role.ACTION)
    if before.label:
        why = "the row above it is theirs"
        reading.put_action(reading.action.see(see(Look.AGENCY_GUESSED, guessed=before.label, why=why, source=text)))
    if row.after_break or row.get(Role.RECOMMENDATION):
        reading.put_action(reading.action.see(see(Look.ACTION_SEPARATED, line=str(row.line), source=text)))


def _is_cut(row: Row, known: Known) -> bool:
    """Whether a row's words in the agency column are no new action's: they, or its action's, run on from above."""
    alone = not any(row.get(role) for role in (Role.ACTION, Role.TARGET, Role.PROGRESS, Role.STATUS))
    return alone or known.goes_on(row, Role.OWNER) or (row.after_break and known.goes_on(row, Role.ACTION))


def _is_apart(row: Row, action: Action, known: Known) -> bool:
    """Whether a row without a label is an action of its own: whole cells, and a date or a status where there is one."""
    text, target = row.get(Role.ACTION), row.get(Role.TARGET)
    if not target or not action.get(Role.ACTION) or known.goes_on(row, *_OWN):
        return False
    both_say = _says(row) and _says(action)
    if row.get(Role.RECOMMENDATION) or row.after_break:
        return both_say and not list_letter(text)
    return known.owners or both_say or bool(row.get(Role.EVIDENCE)) or bool(action.get(Role.TARGET))


def _says(each: Row | Action) -> bool:
    """Whether a row or an action says its status outright."""
    return any(has_status(each.get(role)[-_END:]) for role in (Role.PROGRESS, Role.STATUS))


def _is_lone_status(row: Row) -> bool:
    return len(row.cells) == 1 and any(is_bare_status(row.get(role)) for role in (Role.PROGRESS, Role.STATUS))


def _join(action: Action, row: Row, owner: str) -> Action:
    text, before = row.get(Role.ACTION), action.get(Role.ACTION)
    sure = not text or starts_mid_sentence(text) or (not is_closed(before) and not list_letter(text))
    joined = action.add(row.cells)
    if owner and owner != action.owner:
        several = names_body(owner) and " " in owner and not row.after_break and not starts_mid_sentence(owner)
        joined = joined._replace(owner=f"{action.owner}{' / ' if several else ' '}{owner}".strip(" /"))
    joined = _see_slid(joined, row)
    return joined if sure else joined.see(see(Look.ACTION_JOINED, line=str(row.line), source=text))


def _see_slid(action: Action, row: Row) -> Action:
    if not row.slid:
        return action
    return action.see(see(Look.ROW_SLID, line=str(row.line), why=row.slid, source=row.words))


def _give_back(reading: Reading, row: Row) -> Row:
    """The row without words at the top of its cells that finish the sentence of the action before a page's end."""
    for role in (Role.EVIDENCE, Role.PROGRESS):
        text, before = row.get(role), reading.action.get(role)
        if not (row.after_break and text and before and starts_mid_sentence(text) and not is_closed(before)):
            continue
        first, rest = split_tail(text, reading.known.words)
        seen = see(
            Look.WORDS_BEFORE,
            line=str(row.line),
            source=text,
            field=role.name.lower(),
            other="they finish its sentence",
        )
        reading.put_action(reading.action.add({role: first}).see(seen))
        row = row.put(role, rest)
    return row


def split_tail(text: str, words: Mapping[str, int]) -> tuple[str, str]:
    """A text cut before its last sentence: at a full stop, or at a capital on a word elsewhere written small."""
    tokens = text.split()
    for place in range(len(tokens) - 1, 0, -1):
        token, before = tokens[place], tokens[place - 1]
        if not re.match(r"[A-Z][a-z]+", token):
            continue
        if before[-1] in ".;!?" or (before[-1].isalpha() and not before.istitle() and words.get(token.lower(), 0) > 1):
            return " ".join(tokens[:place]), " ".join(tokens[place:])
    return text, ""


def _add(reading: Reading, row: Row, label: str, owner: str) -> None:
    """The new action of a row, or one for each label where several share its cell."""
    shares = split_shares(row.get(Role.ACTION), reading.known.labels)
    owned = list(dict.fromkeys(share.label for share in shares if share.label))
    made = [Action(label, owner, line=row.line).add(row.cells)]
    if len(owned) > 1:
        made = _shared(row, owned, reading.known.labels)
    made = [_see_slid(each, row) for each in made]
    waiting = reading.waiting
    if waiting and (made[0].get(Role.PROGRESS) or made[0].get(Role.STATUS)):
        give_waiting(reading)
    elif waiting:
        # the action before has a status of its own: this one, which has none, is whose it is
        seen = see(Look.STATUS_ROW_MOVED, guessed=waiting.words, line=str(waiting.line), source=waiting.words)
        made[0] = made[0].add(waiting.cells).see(seen)
        reading.waiting = None
    reading.done[-1] = reading.last._replace(actions=(*reading.last.actions, *made))


def _shared(row: Row, owners: Sequence[str], labels: frozenset[str]) -> list[Action]:
    """An action for each label of a shared cell; the other cells' words are shared out between them."""
    given: list[dict[str, str]] = [{} for _ in owners]
    for key, text in row.cells.items():
        shares = [text] * len(owners) if key in SHARED else allot(text, owners, key, labels)
        for cells, share in zip(given, shares, strict=True):
            cells[key] = share
    seen = see(
        Look.CELL_SHARED,
        other=" and ".join(owners),
        source=row.get(Role.PROGRESS),
        line=str(row.line),
        field="progress",
    )
    return [Action(owner, line=row.line).add(cells).see(seen) for owner, cells in zip(owners, given, strict=True)]


def give_waiting(reading: Reading) -> None:
    """A status that stood alone and fits no later action stays with the one before it."""
    row, reading.waiting = reading.waiting, None
    if row is None:
        return
    place = max(place for place, draft in enumerate(reading.done) if draft.actions)
    actions = reading.done[place].actions
    reading.done[place] = reading.done[place]._replace(actions=(*actions[:-1], _join(actions[-1], row, "")))
