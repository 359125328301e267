"""Rows cut by pages to whole recommendations: where one begins, and which words go on with the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dhr_xl.importing.actions import give_waiting, take_action
from dhr_xl.importing.columns import Role
from dhr_xl.importing.drafts import KEPT, Current, Draft, Known
from dhr_xl.importing.numbering import Room, natural_key, room_after
from dhr_xl.importing.rows import Row
from dhr_xl.importing.sections import Heading
from dhr_xl.importing.shapes import Numbered, is_closed, likeness, list_letter, read_number, starts_mid_sentence

_SAME: Final = 0.95
"""From this likeness on, two texts are the same one printed twice."""
_FURTHEST: Final = 60
"""By how much a printed number may jump and still be a recommendation's."""


def draft_plan(items: Sequence[Heading | Row], known: Known) -> tuple[Draft, ...]:
    """Put rows together to recommendations and actions, in the plan's order."""
    rooms = room_after([_printed(item) if isinstance(item, Row) else None for item in items])
    current = Current()
    for place, item in enumerate(items):
        if isinstance(item, Heading):
            current = current._replace(heading=item, fresh=True)
            continue
        current = _take(current, item, rooms[place], known)
    return give_waiting(current).done


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
            if again is not None and read.number.startswith(f"{again.number}."):
                return Numbered(again.number, own, again.rest)  # the column numbers actions: 3.1 of recommendation 3
            same = again is not None and again.number == read.number
            return Numbered(read.number, own, again.rest if again and same else text)
        return Numbered(own, own, text) if len(own) <= 8 and " " not in own else None  # noqa: PLR2004 - "A", "iv"
    return read_number(text) if text else None


def _take(current: Current, row: Row, room: Room, known: Known) -> Current:
    """One row: a new recommendation, or more of the one before."""
    numbered = _numbered(row)
    last = current.last
    if last is None or _begins(current, last, row, numbered, room, known):
        return _begin(current, row, numbered, known)
    text = row.get(Role.RECOMMENDATION)
    if numbered and numbered.number == last.number:
        text = numbered.rest
    if text and likeness(text, last.text) < _SAME:
        current = current.put(last._replace(text=f"{last.text} {text}".strip()))
    return take_action(current, row, known, _part(row, last.number))


def _part(row: Row, number: str) -> str:
    """The number printed for the action itself, in a column that numbers actions within recommendations; or ''."""
    own = read_number(row.get(Role.NUMBER))
    return row.get(Role.NUMBER) if own and not own.rest and own.number != number else ""


def _begins(  # noqa: PLR0911, PLR0913 - a case each
    current: Current, last: Draft, row: Row, numbered: Numbered | None, room: Room, known: Known
) -> bool:
    """Whether this row begins a recommendation. The cases, in the order they are asked:"""
    text = row.get(Role.RECOMMENDATION)
    if numbered and row.get(Role.NUMBER):
        # 1. a number of its own column: new, unless it is the same again, or numbers an action of the same one
        part = not text and bool(last.number) and numbered.number.startswith(f"{last.number}.")
        return numbered.number != last.number and not part and (bool(text) or not last.text or not last.actions)
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
    numberless = known.numbers and bool(last.number)
    if (row.after_break or numberless) and not is_closed(last.text) and room.free is None:
        # 7. cut by a page in mid-sentence, or without a number where the others have one
        return False
    # 8. words with an action of their own, or whole sentences
    return bool(row.get(Role.ACTION)) or (is_closed(last.text) and not row.after_break)


def _is_free(current: Current, room: Room) -> bool:
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


def _begin(current: Current, row: Row, numbered: Numbered | None, known: Known) -> Current:
    text = numbered.rest if numbered else row.get(Role.RECOMMENDATION)
    draft = Draft(
        row.line, numbered.number if numbered else "", text, current.heading, row.get(Role.SCOPE), row.get(Role.THEME)
    )
    if row.get(Role.NUMBER) and not numbered:
        draft = draft._replace(text=f"{row.get(Role.NUMBER)} {text}".strip())
    begun = current._replace(done=(*current.done, draft), fresh=False)
    if not any(row.get(role) for role in (Role.ACTION, Role.OWNER, *KEPT)):
        return begun
    return take_action(begun, row, known, _part(row, draft.number))
