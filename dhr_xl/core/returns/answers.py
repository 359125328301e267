"""Read the cells of a return: spelling, dates and typing mistakes become text in the plan's own terms, or problems."""

import difflib
import functools
import re
import unicodedata
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.columns import BY_KEY, MAX_TEXT, Field
from dhr_xl.core.plan.model import CellRef, Entry
from dhr_xl.core.returns.answer_dates import PLAIN, DateHints, read_day
from dhr_xl.core.returns.problems import Code, Problem, problem

DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
UNSEEN: Final = dict.fromkeys(
    (
        *range(9), *range(0x0E, 0x20), 0x7F, 0xAD, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
        *range(0x2060, 0x2070), 0xFE0E, 0xFE0F, 0xFEFF,
    )
)  # fmt: skip
"""Invisible characters: zero width, writing direction, variation selectors, controls."""
LOOK_ALIKE: Final = str.maketrans(
    "АВСЕНІЈКМОРЅТХУасеһіјорѕхуΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορ", "ABCEHIJKMOPSTXYacehijopsxyABEZHIKMNOPTYXaivop"
)
"""Cyrillic and Greek letters that look like Latin ones."""
STRUCK: Final = "struck out"
"""Begins the remark on a cell with struck-out text."""
STRUCK_REMARK: Final = re.compile(rf"{STRUCK}(?:: '(.*?)')?(?:; (.*))?", re.DOTALL)
"""Such a remark: the struck-out words (all where none are named), and the other marks."""
MOVES: Final = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY)\(", re.IGNORECASE)
"""Volatile functions: formulas with them show another value each time."""
DIGITS_KEPT: Final = 15
ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2,3}")
NOT_QUITE: Final = re.compile(r"\b(?:not|no|never|nearly|almost|partly|partially|part|mostly|half)\b|^(?:in|un)(?=c)")
"""Qualifiers that weaken or negate a choice; no choice is suggested beside them."""
DID_YOU_MEAN: Final = "Did you mean '{choice}'?"
"""Suggests the choice that was meant."""


class Answer(NamedTuple):
    """One cell as it was read. value: normalised text (dates as ISO text), or the raw text of one in error."""

    value: str
    cell: CellRef
    problems: tuple[Problem, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether one of its problems is an error, so that it cannot merge."""
        return any(found.severity == "error" for found in self.problems)


def tidy(text: str) -> str:
    """Text for comparison: line ends made alike, blanks at both ends removed. Nothing inside is changed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@functools.lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Text without differences that carry no meaning: case, kinds of space and dash, invisible characters.

    Cached, because most cells of a return hold what was sent, and are compared several times.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(UNSEEN)).translate(DASHES)
    return " ".join(text.split()).casefold()


def decoded(text: str) -> str:
    """A text as some programs save it: "A" for ``_x0041_``."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def text_or_formula(entry: Entry) -> str:
    """A cell's text, or its formula where the text is blank: '' only for an empty cell."""
    return f"={entry.formula}" if entry.formula and not entry.text.strip() else entry.text


def read_answer(ref: str, field: Field, entry: Entry, sense: DateHints = PLAIN) -> Answer:
    """Read one cell by its column: its value in the plan's terms, and its problems.

    sense: how the workbook's dates should be read.
    """
    text, said = tidy(entry.text), list[Problem]()
    about = {"ref": ref, "field": field.key, "heading": field.heading}
    if entry.kind == "error":
        return Answer(text, entry.ref, (problem(Code.CELL_ERROR, entry.ref, value=text, **about),))
    if entry.formula and (entry.kind == "formula" or not text):
        shown = f"={entry.formula}"
        return Answer(shown, entry.ref, (problem(Code.FORMULA_EMPTY, entry.ref, value=shown, **about),))
    if entry.formula:
        code = Code.FORMULA_MOVES if MOVES.search(entry.formula) else Code.FORMULA_TAKEN
        said.append(problem(code, entry.ref, value=text, formula=f"={entry.formula}", **about))
    said += marks_on_cell(ref, field, entry)
    if not text.translate(UNSEEN).strip():
        return Answer("", entry.ref, tuple(said))
    if field.kind == "choice":
        text, more = _read_choice(about, field, entry, text)
    elif field.kind == "date":
        text, more = _read_date(about, entry, text, sense)
    else:
        more = _check_text(about, entry, text)
    return Answer(text, entry.ref, (*said, *more))


def marks_on_cell(ref: str, field: Field, entry: Entry) -> list[Problem]:
    """The problems of marks on an answer's cell: a note, struck-out text, a colour."""
    if not entry.remark:
        return []
    about = {"ref": ref, "field": field.key, "heading": field.heading}
    if not entry.remark.startswith(STRUCK):
        return [problem(Code.CELL_REMARK, entry.ref, value=entry.remark, **about)]
    found = STRUCK_REMARK.fullmatch(entry.remark)
    words, more = (found[1], found[2]) if found else (None, None)
    said = [problem(Code.CELL_STRUCK, entry.ref, value=words or tidy(entry.text), **about)]
    return [*said, problem(Code.CELL_REMARK, entry.ref, value=more, **about)] if more else said


def _check_text(about: dict[str, str], entry: Entry, text: str) -> list[Problem]:
    """The problems of a text: digits that Excel may have dropped, and a length over MAX_TEXT."""
    more = []
    digits = sum(character.isdigit() for character in text)
    many = entry.kind == "number" and (digits >= DIGITS_KEPT or "e" in text.casefold())
    if many or SCIENTIFIC.fullmatch(text):
        more.append(problem(Code.NUMBER_LOST, entry.ref, value=text, **about))
    if len(text) > MAX_TEXT:
        more.append(problem(Code.TEXT_LONG, entry.ref, count=len(text), limit=MAX_TEXT, **about))
    return more


def _read_choice(about: dict[str, str], field: Field, entry: Entry, text: str) -> tuple[str, list[Problem]]:
    taken = choice_of(text, field.choices)
    if taken == text:
        return text, []
    if taken:
        return taken, [problem(Code.CHOICE_SPELT, entry.ref, value=text, taken=taken, **about)]
    choices, hint = ", ".join(field.choices), hint_of(text, field.choices)
    return text, [problem(Code.CHOICE_WRONG, entry.ref, value=text, hint=hint, choices=choices, **about)]


def choice_of(text: str, choices: tuple[str, ...]) -> str:
    """The choice that was typed, in the list's spelling; '' where it is not on the list."""
    return next((choice for choice in choices if fold(choice) == fold(text)), "")


def hint_of(text: str, choices: tuple[str, ...]) -> str:
    """A sentence suggesting which choice was meant; '' where none is similar."""
    folded = fold(text)
    inside = [choice for choice in choices if _holds(folded, choice)]
    if len(inside) > 1:
        return " It holds more than one of them: " + ", ".join(f"'{choice}'" for choice in inside) + "."
    near = near_choice(text, choices)
    if not near:
        return ""
    alike = choice_of(text.translate(LOOK_ALIKE), choices)
    return f" {DID_YOU_MEAN.format(choice=near)}{' Some of its letters are of another alphabet.' if alike else ''}"


def near_choice(text: str, choices: tuple[str, ...]) -> str:
    """The one choice that a text nearly is; '' where it is near none, holds several of them, or weakens one."""
    folded = fold(text)
    if sum(_holds(folded, choice) for choice in choices) > 1:
        return ""
    alike = choice_of(text.translate(LOOK_ALIKE), choices)
    if alike:
        return alike
    close = difflib.get_close_matches(folded, [fold(choice) for choice in choices], 1, 0.7)
    near = next((choice for choice in choices if close and fold(choice) == close[0]), "")
    return "" if NOT_QUITE.search(folded) and not NOT_QUITE.search(fold(near)) else near


def _holds(folded: str, choice: str) -> bool:
    """Whether a folded text holds a choice as words of its own."""
    return re.search(rf"\b{re.escape(fold(choice))}\b", folded) is not None


def _read_date(about: dict[str, str], entry: Entry, text: str, sense: DateHints) -> tuple[str, list[Problem]]:
    plain = text.translate(UNSEEN).translate(DASHES).strip()
    read = read_day(entry, plain, sense)
    shown = _as_typed(text) if entry.kind == "date" else text
    if read.value is None:
        return text, [problem(Code.DATE_WRONG, entry.ref, value=shown, why=read.why, **about)]
    taken = read.value.isoformat()
    words = {"value": shown, "taken": format_date(read.value), **about}
    if read.other is not None:
        said = problem(Code.DATE_TWO_WAYS, entry.ref, other=format_date(read.other), why=sense.turned, **words)
    elif sense.moved:
        said = problem(Code.DATE_SYSTEM, entry.ref, why=sense.moved, **words)
    elif read.said and taken != text:
        said = problem(Code.DATE_READ, entry.ref, why=read.why, **words)
    else:
        return taken, []
    return taken, [said]


def _as_typed(text: str) -> str:
    """An ISO day as day/month/year, followed by its time of day."""
    day, _, time = text.partition("T")
    return f"{day[8:10]}/{day[5:7]}/{day[:4]}{f' {time}' if time else ''}"


def same_answer(field_key: str, one: str, other: str) -> bool:
    """Whether two values of a field are equal; blanks at the ends, line ends and the case of choices do not count."""
    if one == other:
        return True
    field = BY_KEY.get(field_key)
    if field and field.kind == "choice":
        return fold(one) == fold(other)
    return tidy(one) == tidy(other)
