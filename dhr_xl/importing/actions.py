"""A row's action cells: an action of its own, or more words of the one before, though a page cut it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from dhr_xl.findings import Look
from dhr_xl.importing.columns import Role
from dhr_xl.importing.drafts import KEPT, ActionDraft, Current, Known, Seen
from dhr_xl.importing.labels import allot, label_of, split_shares
from dhr_xl.importing.rows import Row
from dhr_xl.importing.shapes import is_closed, list_letter, names_body, starts_mid_sentence
from dhr_xl.importing.statuses import has_status, is_bare_status

_OWN: Final = (Role.ACTION, Role.EVIDENCE, Role.TARGET, Role.PROGRESS)


def take_action(current: Current, row: Row, known: Known, part: str) -> Current:  # noqa: PLR0911 - a case each
    """A row's action cells: a new action of this recommendation, or more of the last one.

    part: the number the plan prints for the action itself, or ''.
    """
    last = current.done[-1]
    text, owner = row.get(Role.ACTION), row.get(Role.OWNER)
    loose = last.heading is None or last.heading.everybody
    label = label_of(text, known.labels, loose=loose)
    if not any(row.get(role) for role in (Role.ACTION, Role.OWNER, *KEPT)):
        return current
    if not last.actions:
        return _add_actions(current, row, label, owner, known.labels, part)
    action = last.actions[-1]
    if label or part:
        current, row = _give_back(current, row, known.words)
        return _add_actions(current, row, label, owner, known.labels, part)
    if _is_lone_status(row) and has_status(action.text(Role.PROGRESS) or action.text(Role.STATUS)):
        return give_waiting(current)._replace(waiting=row)
    words = row.get(Role.RECOMMENDATION)
    going_on = bool(words) and last.text.endswith(words) and last.text != words and not row.get(Role.TARGET)
    if known.owners and owner and not going_on and _is_own_owner(row, owner, action):
        cells = row.cells if text else {**row.cells, Role.ACTION: action.text(Role.ACTION)}
        return _add_actions(current, row._replace(cells=cells), "", owner, known.labels, part)
    if text and _is_apart(row, action, owners=known.owners):
        current = _add_actions(current, row, action.label, owner or action.owner, known.labels, part)
        added = current.done[-1].actions[-1]
        if action.label:
            why = "the row above it is theirs"
            added = added.see(Seen(Look.AGENCY_GUESSED, guessed=action.label, why=why, source=text))
        if not (row.after_break or row.get(Role.RECOMMENDATION)):
            return current.put_action(added)
        return current.put_action(added.see(Seen(Look.ACTION_SEPARATED, line=row.line, source=text)))
    return current.put_action(_join(action, row, owner))


def _is_own_owner(row: Row, owner: str, action: ActionDraft) -> bool:
    """Whether words in the agency column begin an action: not where they run on from the row before."""
    if not row.get(Role.ACTION):
        reports = any(row.get(role) for role in (Role.TARGET, Role.PROGRESS, Role.STATUS))
        return reports and bool(action.owner) and owner != action.owner and not starts_mid_sentence(owner)
    cut = starts_mid_sentence(row.get(Role.ACTION)) and (row.after_break or starts_mid_sentence(owner))
    return not cut


def _is_apart(row: Row, action: ActionDraft, *, owners: bool) -> bool:
    """Whether a row without a label is an action of its own: whole cells, and a date or a status where there is one."""
    text = row.get(Role.ACTION)
    going_on = any(starts_mid_sentence(row.get(role)) for role in _OWN)
    if going_on or not action.text(Role.ACTION):
        return False
    both_say = all(
        any(has_status(text) for text in texts)
        for texts in (
            (row.get(Role.PROGRESS), row.get(Role.STATUS)), (action.text(Role.PROGRESS), action.text(Role.STATUS))
        )
    )  # fmt: skip
    own = bool(row.get(Role.TARGET)) and both_say
    if row.get(Role.RECOMMENDATION) or row.after_break:
        return own and not list_letter(text)
    if owners:
        return bool(row.get(Role.TARGET) or row.get(Role.STATUS) or row.get(Role.PROGRESS)) and bool(
            row.get(Role.TARGET)
        )
    return bool(row.get(Role.TARGET)) and (both_say or bool(row.get(Role.EVIDENCE)) or bool(action.text(Role.TARGET)))


def _is_lone_status(row: Row) -> bool:
    filled = [role for role in row.cells if row.get(role)]
    return len(filled) == 1 and filled[0] in (Role.PROGRESS, Role.STATUS) and is_bare_status(row.get(filled[0]))


def _join(action: ActionDraft, row: Row, owner: str) -> ActionDraft:
    text, before = row.get(Role.ACTION), action.text(Role.ACTION)
    sure = not text or starts_mid_sentence(text) or (not is_closed(before) and not list_letter(text))
    joined = action.add(row.cells)
    if owner and owner != action.owner:
        both = (
            " / "
            if names_body(owner) and " " in owner and not row.after_break and not starts_mid_sentence(owner)
            else " "
        )
        joined = joined._replace(owner=f"{action.owner}{both}{owner}".strip(" /"))
    if row.slid:
        joined = joined.see(Seen(Look.ROW_SLID, line=row.line, why=row.slid, source=" ".join(row.filled)))
    return joined if sure else joined.see(Seen(Look.ACTION_JOINED, line=row.line, source=text))


def _give_back(current: Current, row: Row, words: Mapping[str, int]) -> tuple[Current, Row]:
    """Words at the top of a new action's cell that finish the sentence of the action before a page's end."""
    action = current.done[-1].actions[-1]
    for role in (Role.EVIDENCE, Role.PROGRESS):
        text, before = row.get(role), action.text(role)
        if not (row.after_break and text and before and starts_mid_sentence(text) and not is_closed(before)):
            continue
        first, rest = split_tail(text, words)
        seen = Seen(Look.WORDS_BEFORE, line=row.line, source=text, field=role.value, other="they finish its sentence")
        action = action.add({role: first}).see(seen)
        row = row._replace(cells={**row.cells, role: rest})
    return current.put_action(action), row


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


def _add_actions(  # noqa: PLR0913 - what an action is made of
    current: Current, row: Row, label: str, owner: str, labels: frozenset[str], part: str
) -> Current:
    """The new action of a row, or one for each label where several share its cell."""
    shares = split_shares(row.get(Role.ACTION), labels)
    owned = [share.label for share in shares if share.label]
    if len(set(owned)) > 1:
        made = _shared(row, owned, labels)
    else:
        made = (ActionDraft(row.line, label, owner, part).add(row.cells),)
    if row.slid:
        made = tuple(
            each.see(Seen(Look.ROW_SLID, line=row.line, why=row.slid, source=" ".join(row.filled))) for each in made
        )
    current, made = _take_waiting(current, made)
    last = current.done[-1]
    return current.put(last._replace(actions=(*last.actions, *made)))


def _shared(row: Row, owned: Sequence[str], labels: frozenset[str]) -> tuple[ActionDraft, ...]:
    """An action for each label of a shared cell; the other cells' words are shared out between them."""
    owners = list(dict.fromkeys(owned))
    given: dict[str, dict[Role, str]] = {owner: {} for owner in owners}
    for role in (Role.ACTION, *KEPT):
        for owner, text in zip(owners, allot(row.get(role), owners, role, labels), strict=True):
            given[owner][role] = text
    seen = Seen(
        Look.CELL_SHARED, other=" and ".join(owners), source=row.get(Role.PROGRESS), line=row.line, field="progress"
    )
    return tuple(ActionDraft(row.line, owner).add(given[owner]).see(seen) for owner in owners)


def _take_waiting(current: Current, made: tuple[ActionDraft, ...]) -> tuple[Current, tuple[ActionDraft, ...]]:
    """A status that stood alone goes to the next action where that has no report, and the one before had its own."""
    row = current.waiting
    if row is None:
        return current, made
    if made[0].text(Role.PROGRESS) or made[0].text(Role.STATUS):
        return give_waiting(current), made
    seen = Seen(Look.STATUS_ROW_MOVED, guessed=" ".join(row.filled), line=row.line, source=" ".join(row.filled))
    return current._replace(waiting=None), (made[0].add(row.cells).see(seen), *made[1:])


def give_waiting(current: Current) -> Current:
    """A status that stood alone and fits no later action stays with the one before it."""
    row = current.waiting
    if row is None:
        return current
    place = max(place for place, draft in enumerate(current.done) if draft.actions)
    draft = current.done[place]
    whole = draft._replace(actions=(*draft.actions[:-1], _join(draft.actions[-1], row, "")))
    return current._replace(waiting=None, done=(*current.done[:place], whole, *current.done[place + 1 :]))
