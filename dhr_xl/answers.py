"""What each cell of a return says, once spelling, dates and slips of the keyboard are read: text in the plan's own terms."""

from __future__ import annotations

import difflib
from typing import Final, NamedTuple

from dhr_xl.cells import said_date
from dhr_xl.dates import DateKind, read_answer_date
from dhr_xl.fields import BY_KEY, MAX_TEXT, Field
from dhr_xl.model import CellRef, Entry
from dhr_xl.problems import Code, Problem, problem

DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
UNSEEN: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None)
NOT_GIVEN: Final = "Excel error"


class Answer(NamedTuple):
    """One cell as understood. value: normalised text (dates ISO); wrong: an error was found, so it cannot merge."""

    value: str
    cell: CellRef
    problems: tuple[Problem, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether anything said of it holds it."""
        return any(found.severity == "error" for found in self.problems)


def tidy(text: str) -> str:
    """Text as it is compared: one kind of line end, no blanks round it. Nothing inside is changed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def fold(text: str) -> str:
    """Text with all that nobody can see or means to say taken out: case, odd spaces, kinds of dash."""
    if not text.isascii():
        text = text.translate(UNSEEN).translate(DASHES)
    return " ".join(text.split()).casefold()


def read_answer(ref: str, field: Field, entry: Entry) -> Answer:
    """What one cell says in the terms of its column, and everything there is to say about it."""
    text, said = tidy(entry.text), list[Problem]()
    about = {"ref": ref, "field": field.key, "heading": field.heading}
    if entry.kind == "error":
        return Answer(text, entry.ref, (problem(Code.CELL_ERROR, entry.ref, value=text, **about),))
    if entry.formula and entry.kind == "formula":
        shown = f"={entry.formula}"
        return Answer(shown, entry.ref, (problem(Code.FORMULA_EMPTY, entry.ref, value=shown, **about),))
    if entry.formula:
        said.append(problem(Code.FORMULA_TAKEN, entry.ref, value=text, **about))
    if entry.remark:
        said.append(problem(Code.CELL_REMARK, entry.ref, value=entry.remark, **about))
    if not text.translate(UNSEEN).strip():
        return Answer("", entry.ref, tuple(said))
    if field.kind == "choice":
        text, more = _read_choice(about, field, entry, text)
    elif field.kind == "date" and entry.kind != "date":
        text, more = _read_date(about, entry, text)
    elif field.kind == "date":
        text, more = text[:10], []
    else:
        more = []
        if len(text) > MAX_TEXT:
            more.append(problem(Code.TEXT_LONG, entry.ref, count=len(text), limit=MAX_TEXT, **about))
    return Answer(text, entry.ref, (*said, *more))


def _read_choice(about: dict[str, str], field: Field, entry: Entry, text: str) -> tuple[str, list[Problem]]:
    taken = choice_of(text, field.choices)
    if taken == text:
        return text, []
    if taken:
        return taken, [problem(Code.CHOICE_SPELT, entry.ref, value=text, taken=taken, **about)]
    close = difflib.get_close_matches(fold(text), [fold(choice) for choice in field.choices], 1, 0.7)
    near = next((choice for choice in field.choices if close and fold(choice) == close[0]), "")
    hint = f" Did you mean '{near}'?" if near else ""
    choices = ", ".join(field.choices)
    return text, [problem(Code.CHOICE_WRONG, entry.ref, value=text, hint=hint, choices=choices, **about)]


def choice_of(text: str, choices: tuple[str, ...]) -> str:
    """The list's own spelling of what was typed, or '' where it is not on the list."""
    return next((choice for choice in choices if fold(choice) == fold(text)), "")


def _read_date(about: dict[str, str], entry: Entry, text: str) -> tuple[str, list[Problem]]:
    read = read_answer_date(text)
    if read.value is None or read.kind is not DateKind.DAY:
        why = read.note or WHY_NOT.get(read.kind, "it is not a date")
        return text, [problem(Code.DATE_WRONG, entry.ref, value=text, why=why, **about)]
    taken = read.value.isoformat()
    if taken == text:
        return taken, []
    why = f" ({read.note})" if read.note else ""
    said = problem(Code.DATE_READ, entry.ref, value=text, taken=said_date(read.value), why=why, **about)
    return taken, [said]


WHY_NOT: Final = {
    DateKind.MONTH: "no day is given",
    DateKind.ONGOING: "it is not an end",
    DateKind.SEVERAL: "it holds more than one date",
    DateKind.IMPOSSIBLE: "there is no such day",
    DateKind.AMBIGUOUS: "it can be read two ways",
}


def same_answer(field_key: str, one: str, other: str) -> bool:
    """Whether two values of a field say the same. Only blanks round a text and kinds of line end are looked past."""
    field = BY_KEY.get(field_key)
    if field and field.kind == "choice":
        return fold(one) == fold(other)
    return tidy(one) == tidy(other)
