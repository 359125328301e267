"""What a returned workbook says that the issued one did not, cell by cell, as a person who lays them side by side sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from dhr_xl.core.plan.columns import AGENCY_FIELDS, BY_KEY
from sheets_seen import FILL_IN, Form, Place, find_single, fold, plain, unescaped

ANSWERS = frozenset(field.key for field in AGENCY_FIELDS)
SINGLES = ("dhr_anything_new", "dhr_completed_by", "dhr_remarks")
FORM_SAYS = ("ok", "update", "status", "evidence", "date completed", "outcome", "reason", "question 1")
"""All that 'Still needed' can show: a program may have put what a formula showed in its place."""


COUNTED = re.compile(r"still needed:.*|ready to send|not yet: [^.]*")
"""What the counts on Start and above the table can show, folded."""


class Difference(NamedTuple):
    """One value that was not issued so.

    what: a "cell" of a row that was issued; "strange" in a row that was not, or stands twice; a "single" answer of the
    form; "words" outside the table; a "note" on a cell. ref, key: '' outside the table (a single has its name as key).
    """

    what: Literal["cell", "strange", "single", "words", "note"]
    place: Place
    ref: str
    key: str
    was: str
    now: str

    def __str__(self) -> str:
        heading = BY_KEY[self.key].heading if self.key in BY_KEY else self.key
        where = f"{self.place.words} ({heading} of {self.ref})" if self.ref else self.place.words
        return f"{where}: issued '{self.was}', returned '{self.now}'"


def differences(issued: Form, returned: Form) -> list[Difference]:
    """Every value of a return that was not issued so, wherever it stands; a row or column that is gone says nothing."""
    was = {fold(issued.book.text(row["ref"])): row for row in issued.rows().values()}
    by_ref: dict[str, list[dict[str, Place]]] = {}
    for row in returned.rows().values():
        if "ref" in row and fold(returned.book.text(row["ref"])):
            by_ref.setdefault(fold(returned.book.text(row["ref"])), []).append(row)
    known = {key: {plain(issued.book.text(row.get(key))) for row in was.values()} for key in BY_KEY}
    found, placed = [], set[Place]()
    for folded, rows in by_ref.items():
        usable = folded in was and len(rows) == 1
        for row in rows:
            placed |= set(row.values())
            base = was.get(folded, {})
            found += _in_row(issued, returned, base, row) if usable else _spoilt(issued, returned, base, row, known)
    for name in SINGLES:
        place = find_single(issued, returned, name)
        now, then = plain(returned.book.text(place)), plain(issued.book.text(issued.book.names[name]))
        placed |= {place} if place else set()
        found += [Difference("single", place, "", name, then, now)] if place and now != then else []
    found += _words_outside(issued, returned, placed)
    notes = returned.book.comments.items()
    return found + [Difference("note", p, "", "", "", t) for p, t in notes if issued.book.comments.get(p) != t]


def _in_row(issued: Form, returned: Form, base: dict[str, Place], row: dict[str, Place]) -> Iterator[Difference]:
    """What differs in a row that was issued."""
    ref = issued.book.text(base["ref"])
    for key, place in row.items():
        was, now = plain(issued.book.text(base.get(key))), plain(returned.book.text(place))
        if now == plain(unescaped(was)) and now != was:
            continue  # a program that cannot write _x0041_ in a text wrote the letter: is_as_sent
        if key == "needed":
            if now and place not in returned.book.formulas and not fold(now).startswith(FORM_SAYS):
                yield Difference("words", place, ref, key, was, now)
        elif key != "ref" and not _same(key, was, now):
            yield Difference("cell", place, ref, key, was, now)


def headings_of(key: str) -> set[str]:
    """The heading of a column, as it is and as the form shows one to be filled in, folded."""
    return {fold(BY_KEY[key].heading + end) for end in ("", FILL_IN)}


def _spoilt(
    issued: Form, returned: Form, base: dict[str, Place], row: dict[str, Place], known: dict[str, set[str]]
) -> Iterator[Difference]:
    """What stands in a row that cannot be used, its Ref being unknown or there twice.

    It may be any row with its Ref spoilt, so a locked text that was issued in its column says nothing.
    """
    ref = issued.book.text(base.get("ref")) or plain(returned.book.text(row["ref"]))
    if all(fold(returned.book.text(place)) in {"", *headings_of(key)} for key, place in row.items()):
        return  # the headings once more
    for key, place in row.items():
        was, now = plain(issued.book.text(base.get(key))), plain(returned.book.text(place))
        if now and key != "needed" and now not in ({was} if key in ANSWERS else known[key]):
            yield Difference("strange", place, ref, key, was, now)


def _same(key: str, was: str, now: str) -> bool:
    return fold(was) == fold(now) if BY_KEY[key].kind == "choice" else was == now


def _words_outside(issued: Form, returned: Form, placed: set[Place]) -> list[Difference]:
    """Words that are in no row with a Ref and no answer of the form: all but the form's own, wherever it has them.

    On the table's sheet only what was issued on that sheet is taken for the form's, in the agency's columns only what
    was issued in that very column.
    """
    here = {fold(text) for place, text in issued.book.texts.items() if place.sheet == issued.sheet}
    own = {fold(shown) for text in issued.book.texts.values() for shown in (text, unescaped(text))}
    own_in = {
        key: {fold(issued.book.text(row[key])) for row in issued.rows().values()} for key in ANSWERS & {*issued.columns}
    }
    key_at = {column: key for key, column in returned.columns.items()}
    found = []
    for place, text in returned.book.texts.items():
        key = key_at.get(place.column, "") if returned.holds(place) else ""
        counted = COUNTED.fullmatch(fold(text)) or (key == "needed" and place in returned.book.formulas)
        formula = place in returned.book.formulas and any(
            words in text for words in ("Still needed: ", '"Ready to send"')
        )
        forms = own_in.get(key, here if place.sheet == returned.sheet else own)
        again = returned.book.text(place._replace(sheet=returned.sheet)) == text and place.sheet != returned.sheet
        if place in placed or counted or formula or again or not fold(text) or fold(text) in forms:
            continue
        found.append(Difference("words", place, "", "", plain(issued.book.text(place)), plain(text)))
    return found
