"""Rows cut by pages to whole recommendations with whole actions; nothing is named or numbered here yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.findings import Look
from dhr_xl.importing import labels as label_tools
from dhr_xl.importing.columns import Role
from dhr_xl.importing.numbering import Room, natural_key, room_after
from dhr_xl.importing.rows import Row
from dhr_xl.importing.sections import Heading
from dhr_xl.importing.shapes import (
    Numbered,
    is_closed,
    likeness,
    list_letter,
    names_body,
    read_number,
    starts_mid_sentence,
)
from dhr_xl.importing.statuses import has_status, is_bare_status

_SAME: Final = 0.95
_OWN: Final = (Role.ACTION, Role.EVIDENCE, Role.TARGET, Role.PROGRESS)
_KEPT: Final = (Role.EVIDENCE, Role.TARGET, Role.PROGRESS, Role.STATUS, Role.RAG, Role.COMPLETED, Role.OTHER)
_FURTHEST: Final = 60
"""By how much a printed number may jump and still be a recommendation's."""


class Seen(NamedTuple):
    """Something to be said about an action or a recommendation once it has its ref."""

    look: Look
    guessed: str = ""
    source: str = ""
    why: str = ""
    other: str = ""
    line: int = 0
    field: str | None = None


class ActionDraft(NamedTuple):
    """An action as its rows give it. label: the agency's label in its cell; owner: the agency column's words."""

    line: int
    label: str = ""
    owner: str = ""
    part: str = ""
    pieces: tuple[tuple[Role, str], ...] = ()
    seen: tuple[Seen, ...] = ()

    def text(self, role: Role) -> str:
        """All its words under one heading."""
        return " ".join(text for given, text in self.pieces if given is role)

    def add(self, cells: Mapping[Role, str]) -> ActionDraft:
        """The same action with a further row's words."""
        more = tuple((role, text) for role, text in cells.items() if text and role in (Role.ACTION, *_KEPT))
        return self._replace(pieces=self.pieces + more)

    def see(self, seen: Seen) -> ActionDraft:
        """The same action with something more to be said about it."""
        return self._replace(seen=(*self.seen, seen))


class Draft(NamedTuple):
    """A recommendation as its rows give it. number: as printed, '' where it is not."""

    line: int
    number: str
    text: str
    heading: Heading | None
    scope: str = ""
    theme: str = ""
    actions: tuple[ActionDraft, ...] = ()
    seen: tuple[Seen, ...] = ()


class _Current(NamedTuple):
    """Where the reading stands: what is done, the heading it stands under, and a status waiting for its action."""

    done: tuple[Draft, ...] = ()
    heading: Heading | None = None
    fresh: bool = True
    waiting: Row | None = None

    @property
    def last(self) -> Draft | None:
        return self.done[-1] if self.done else None

    def put(self, draft: Draft) -> _Current:
        return self._replace(done=(*self.done[:-1], draft))

    def put_action(self, action: ActionDraft) -> _Current:
        last = self.done[-1]
        return self.put(last._replace(actions=(*last.actions[:-1], action)))


def draft_plan(
    items: Sequence[Heading | Row], labels: frozenset[str], words: Mapping[str, int], *, owners: bool
) -> tuple[Draft, ...]:
    """Put rows together to recommendations and actions, in the plan's order.

    labels: agencies' labels used in the action column; words: how often each word stands in the table;
    owners: whether the table has a column for the agency.
    """
    rooms = room_after([_printed(item) if isinstance(item, Row) else None for item in items])
    current = _Current()
    for place, item in enumerate(items):
        if isinstance(item, Heading):
            current = current._replace(heading=item, fresh=True)
            continue
        current = _take(current, item, rooms[place], labels, words, owners=owners)
    return _give_waiting(current).done


def _printed(row: Row) -> str | None:
    numbered = _numbered(row)
    return numbered.number if numbered else None


def _numbered(row: Row) -> Numbered | None:
    """The number printed for this row: in its own column, else before the recommendation's words."""
    own = row.get(Role.NUMBER)
    text = row.get(Role.RECOMMENDATION)
    if own:
        read = read_number(own)
        if read and not read.rest:
            again = read_number(text)
            same = again is not None and again.number == read.number
            return Numbered(read.number, own, again.rest if again and same else text)
        return Numbered(own, own, text) if len(own) <= 8 and " " not in own else None  # noqa: PLR2004 - "A", "iv"
    return read_number(text) if text else None


def _take(  # noqa: PLR0913
    current: _Current, row: Row, room: Room, labels: frozenset[str], words: Mapping[str, int], *, owners: bool
) -> _Current:
    """One row: a new recommendation, or more of the one before."""
    numbered = _numbered(row)
    last = current.last
    if last is None or _begins(current, last, row, numbered, room):
        return _begin(current, row, numbered, labels, words, owners=owners)
    text = row.get(Role.RECOMMENDATION)
    if numbered and numbered.number == last.number:
        text = numbered.rest
    if text and likeness(text, last.text) < _SAME:
        current = current.put(last._replace(text=f"{last.text} {text}".strip()))
    part = row.get(Role.NUMBER) if numbered and numbered.number != last.number else ""
    return _take_action(current, row, labels, words, owners=owners, part=part)


def _begins(current: _Current, last: Draft, row: Row, numbered: Numbered | None, room: Room) -> bool:  # noqa: PLR0911
    """Whether this row begins a recommendation. The cases, in the order they are asked:"""
    text = row.get(Role.RECOMMENDATION)
    if numbered and row.get(Role.NUMBER):
        # 1. a number of its own column: new, unless it is the same again, or numbers an action of the same one
        return numbered.number != last.number and (bool(text) or not last.text or not last.actions)
    if numbered:
        # 2. a number before the words: new where it follows, else it numbers a list inside the words
        return current.fresh or _follows(last.number, numbered.number)
    if not text or text == last.text:
        return False
    if starts_mid_sentence(text) and not current.fresh:
        # 3. a sentence going on
        return False
    if current.fresh:
        # 4. the first words under a heading
        return True
    if likeness(text, last.text) >= _SAME or not _is_free(current, room):
        # 5. the same words again, or no number left before the next printed one
        return False
    letter = list_letter(text)
    if letter > "a" and re.search(rf"(?:^|\s)\(?{chr(ord(letter) - 1)}[.)]", last.text):
        # 6. the next item of its list
        return False
    if row.after_break and not is_closed(last.text) and room.free is None:
        # 7. cut by a page in mid-sentence
        return False
    # 8. words with an action of their own, or whole sentences
    return bool(row.get(Role.ACTION)) or (is_closed(last.text) and not row.after_break)


def _is_free(current: _Current, room: Room) -> bool:
    """Whether a number is left for another recommendation without one."""
    numbered = [place for place, draft in enumerate(current.done) if draft.number]
    taken = len(current.done) - (numbered[-1] + 1 if numbered else 0)
    return room.free is None or room.free > taken


def _follows(before: str, number: str) -> bool:
    if not before:
        return True
    if before.isdigit() and number.isdigit():
        return int(before) < int(number) <= int(before) + _FURTHEST
    return natural_key(number) >= natural_key(before) or number[0].isalpha() != before[0].isalpha()


def _begin(  # noqa: PLR0913
    current: _Current,
    row: Row,
    numbered: Numbered | None,
    labels: frozenset[str],
    words: Mapping[str, int],
    *,
    owners: bool,
) -> _Current:
    text = numbered.rest if numbered else row.get(Role.RECOMMENDATION)
    draft = Draft(
        row.line, numbered.number if numbered else "", text, current.heading, row.get(Role.SCOPE), row.get(Role.THEME)
    )
    if row.get(Role.NUMBER) and not numbered:
        draft = draft._replace(text=f"{row.get(Role.NUMBER)} {text}".strip())
    begun = current._replace(done=(*current.done, draft), fresh=False)
    if not any(row.get(role) for role in (Role.ACTION, Role.OWNER, *_KEPT)):
        return begun
    return _take_action(begun, row, labels, words, owners=owners, part="")


def _take_action(  # noqa: PLR0913
    current: _Current, row: Row, labels: frozenset[str], words: Mapping[str, int], *, owners: bool, part: str
) -> _Current:
    """A row's action cells: a new action of this recommendation, or more of the last one."""
    last = current.done[-1]
    text, owner = row.get(Role.ACTION), row.get(Role.OWNER)
    loose = last.heading is None or last.heading.everybody
    label = label_tools.label_of(text, labels, loose=loose)
    if not any(row.get(role) for role in (Role.ACTION, Role.OWNER, *_KEPT)):
        return current
    if not last.actions:
        return _add_actions(current, row, label, owner, labels, part)
    action = last.actions[-1]
    if label or part:
        current, row = _give_back(current, row, words)
        return _add_actions(current, row, label, owner, labels, part)
    if _is_lone_status(row) and has_status(action.text(Role.PROGRESS) or action.text(Role.STATUS)):
        return _give_waiting(current)._replace(waiting=row)
    if owners and owner and _is_own_owner(row, owner, action):
        cells = row.cells if text else {**row.cells, Role.ACTION: action.text(Role.ACTION)}
        return _add_actions(current, row._replace(cells=cells), "", owner, labels, part)
    if text and _is_apart(row, action, owners=owners):
        current = _add_actions(current, row, action.label, owner or action.owner, labels, part)
        added = current.done[-1].actions[-1]
        if not (row.after_break or row.get(Role.RECOMMENDATION)):
            return current
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
    return bool(row.get(Role.TARGET)) and (both_say or bool(row.get(Role.EVIDENCE)))


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


def _give_back(current: _Current, row: Row, words: Mapping[str, int]) -> tuple[_Current, Row]:
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
    """A text cut before its last sentence: at a full stop, or at a capital on a word that is elsewhere written small."""
    tokens = text.split()
    for place in range(len(tokens) - 1, 0, -1):
        token, before = tokens[place], tokens[place - 1]
        if not re.match(r"[A-Z][a-z]+", token):
            continue
        if before[-1] in ".;!?" or (before[-1].isalpha() and not before.istitle() and words.get(token.lower(), 0) > 1):
            return " ".join(tokens[:place]), " ".join(tokens[place:])
    return text, ""


def _add_actions(  # noqa: PLR0913
    current: _Current, row: Row, label: str, owner: str, labels: frozenset[str], part: str
) -> _Current:
    """The new action of a row, or one for each label where several share its cell."""
    shares = label_tools.split_shares(row.get(Role.ACTION), labels)
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
    for role in (Role.ACTION, *_KEPT):
        for owner, text in zip(owners, label_tools.allot(row.get(role), owners, role, labels), strict=True):
            given[owner][role] = text
    seen = Seen(
        Look.CELL_SHARED, other=" and ".join(owners), source=row.get(Role.PROGRESS), line=row.line, field="progress"
    )
    return tuple(ActionDraft(row.line, owner).add(given[owner]).see(seen) for owner in owners)


def _take_waiting(current: _Current, made: tuple[ActionDraft, ...]) -> tuple[_Current, tuple[ActionDraft, ...]]:
    """A status that stood alone goes to the next action where that has no report, and the one before had its own."""
    row = current.waiting
    if row is None:
        return current, made
    if made[0].text(Role.PROGRESS) or made[0].text(Role.STATUS):
        return _give_waiting(current), made
    seen = Seen(Look.STATUS_ROW_MOVED, guessed=" ".join(row.filled), line=row.line, source=" ".join(row.filled))
    return current._replace(waiting=None), (made[0].add(row.cells).see(seen), *made[1:])


def _give_waiting(current: _Current) -> _Current:
    """A status that stood alone and fits no later action stays with the one before it."""
    row = current.waiting
    if row is None:
        return current
    return current._replace(waiting=None).put_action(_join(current.done[-1].actions[-1], row, ""))


__all__ = ["ActionDraft", "Draft", "Seen", "draft_plan", "split_tail"]
