"""Which rows are headings of sections, which are a page's leavings, and which hold the plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.importing.sources.text.columns import Role
from dhr_xl.importing.sources.text.lines import is_soup
from dhr_xl.importing.sources.text.rows import Row
from dhr_xl.importing.statuses import is_bare_status
from dhr_xl.importing.words import (
    EVERYBODY,
    is_closed,
    is_title,
    likeness,
    names_body,
    read_label,
    read_number,
    starts_mid_sentence,
)

_GOES_ON: Final = re.compile(r"(?:\b(?:and|of|the|for|with|in|to)|[,&–-])$", re.IGNORECASE)
_ALIKE: Final = 0.85
"""From this likeness on, a heading that stands on a row is the next row's heading, printed over the edge."""
_ALIKE_TAIL: Final = 0.62
"""The same for the last words of a recommendation, which a scan has spoilt in one of the two places."""
_WORDS_OF_HEADING: Final = 25


class Section(NamedTuple):
    """The heading of a section: whom its recommendations are for.

    everybody: they are for several bodies; mended: how it is printed, where that could not be read cleanly.
    """

    line: int
    text: str
    everybody: bool = False
    mended: str = ""


class Aside(NamedTuple):
    """Words that belong to no row. garbled: they cannot be read."""

    line: int
    text: str
    garbled: bool = False


def sort_rows(rows: Sequence[Row]) -> tuple[list[Section | Row], list[Aside]]:
    """The sections and the plan's rows in order, and the words that are neither. Headings a scan spoilt are mended."""
    words = count_words(rows)
    items: list[Section | Row] = []
    asides: list[Aside] = []
    for place, row in enumerate(rows):
        if is_soup(row.raw):
            asides.append(Aside(row.line, row.words, garbled=True))
        elif text := _heading_text(row, items, words):
            items.append(_section(row, text, items, words, asides))
        else:
            following = rows[place + 1] if place + 1 < len(rows) else None
            items.append(_without_fragment(row, following, asides))
    return items, asides


def count_words(rows: Sequence[Row]) -> Counter[str]:
    """How often each word stands in the table, in small letters."""
    return Counter(word.lower() for row in rows for cell in row.raw for word in re.findall(r"[^\W\d_]+", cell))


def _heading_text(row: Row, items: Sequence[Section | Row], words: Mapping[str, int]) -> str:
    """The words of a heading, where this row is one; '' where it is not."""
    cells = [cell for cell in row.raw if re.search(r"\w", cell)]
    if not cells or not (row.raw[0] or row.get(Role.RECOMMENDATION)):
        return ""
    if len(set(cells)) == 1 and (len(cells) == 1 or len(cells) >= len(row.raw) - 1 > 1):
        text = cells[0]
    elif len(cells) == 2 and cells == [cell for cell in row.raw[:2] if cell] and _runs_over(cells[0], cells[1], words):  # noqa: PLR2004
        text = _join_cut(cells[0], cells[1], words)
    else:
        return ""
    return text if _is_heading(text, row, items) else ""


def _is_heading(text: str, row: Row, items: Sequence[Section | Row]) -> bool:  # noqa: PLR0911 - a rule each
    count = len(text.split())
    if EVERYBODY.match(text) and not text.endswith(".") and count <= _WORDS_OF_HEADING + 15:
        return is_title(text) or text.split(maxsplit=1)[0].isupper() or count <= 4  # noqa: PLR2004
    if count > _WORDS_OF_HEADING or starts_mid_sentence(text) or is_bare_status(text):
        return False
    if read_label(text) and not is_title(text):
        return False
    numbered = read_number(text)
    if numbered:
        return bool(numbered.rest) and is_title(numbered.rest) and count <= 9 and names_body(numbered.rest)  # noqa: PLR2004
    if not row.get(Role.RECOMMENDATION) and row.get(Role.NUMBER) and text[0].isupper():
        return True
    short_body = count <= 5 and names_body(text) and text[0].isupper() and not text.endswith(".")  # noqa: PLR2004
    if not (is_title(text) or short_body):
        return False
    last = items[-1] if items else None
    before = last.get(Role.RECOMMENDATION) if isinstance(last, Row) else ""
    return names_body(text) or not (before and not is_closed(before) and row.after_break)


def _runs_over(one: str, other: str, words: Mapping[str, int]) -> bool:
    """Whether a heading's words run over into the next column."""
    if _GOES_ON.search(one):
        return is_title(f"{one} {other}") and len(other.split()) <= 8  # noqa: PLR2004
    fragment = " " not in other and other.islower() and len(other) <= 8  # noqa: PLR2004
    return fragment and is_title(one) and _join_cut(one, other, words) != f"{one} {other}"


def _join_cut(one: str, other: str, words: Mapping[str, int]) -> str:
    """Two pieces of a cut text as one: with a space, or as one word where that is a word of the document."""
    left, right = one.rsplit(maxsplit=1)[-1], other.split(maxsplit=1)[0]
    if words.get(left.lower().strip(".,"), 0) > 1 or words.get(right.lower().strip(".,"), 0) > 1:
        return f"{one} {other}"
    for shared in range(min(len(left), len(right), 3) + 1):
        whole = left + right[shared:]
        if left[len(left) - shared :].lower() == right[:shared].lower() and words.get(whole.lower(), 0) > 0:
            return one[: len(one) - len(left)] + whole + other[len(right) :]
    return f"{one} {other}"


def _without_fragment(row: Row, following: Row | None, asides: list[Aside]) -> Row:
    """The row without the next section's heading, where that was printed over its edge."""
    text = row.get(Role.RECOMMENDATION)
    if following is None or not text or not following.raw[0] or read_number(text) or not row.get(Role.ACTION):
        return row
    if not is_title(text) or likeness(text, following.raw[0]) < _ALIKE:
        return row
    asides.append(Aside(row.line, text))
    return row.put(Role.RECOMMENDATION, "")


def _section(row: Row, text: str, items: list[Section | Row], words: Mapping[str, int], asides: list[Aside]) -> Section:
    """The section, its heading mended by a cleaner copy at the end of the row above; the spoilt copy is kept aside."""
    clean = text
    last = items[-1] if items else None
    if isinstance(last, Row):
        shorter, tail = _cut_tail(last.get(Role.RECOMMENDATION), text)
        if tail:
            items[-1] = last.put(Role.RECOMMENDATION, shorter)
            clean = tail if _strangers(text, words) > _strangers(tail, words) else text
            if clean == text:
                asides.append(Aside(last.line, tail))
    if EVERYBODY.match(clean):
        left_over = " ".join(cell for cell in row.filled if not re.search(r"\w", cell))
    else:
        left_over = "" if clean in (row.words, row.filled[0]) and len(set(row.filled)) == 1 else row.words
        left_over = "" if left_over.split() == clean.split() else left_over
    if left_over:
        asides.append(Aside(row.line, left_over))
    mended = row.words if re.search(r"\w", left_over) else ""
    return Section(row.line, clean, bool(EVERYBODY.match(clean)), mended)


def _cut_tail(text: str, heading: str) -> tuple[str, str]:
    """A text without its last words where they are this heading, and those words."""
    tokens = text.split()
    size = len(heading.split())
    best = max(
        (count for count in range(2, size + 2) if count < len(tokens) and tokens[-count][0].isupper()),
        key=lambda count: likeness(" ".join(tokens[-count:]), heading),
        default=0,
    )
    tail = " ".join(tokens[-best:]) if best else ""
    if not tail or not names_body(tail) or is_closed(tail) or likeness(tail, heading) < _ALIKE_TAIL:
        return text, ""
    return " ".join(tokens[:-best]), tail


def _strangers(text: str, words: Mapping[str, int]) -> int:
    """How many words of a text stand nowhere else in the document."""
    return sum(1 for word in re.findall(r"[^\W\d_]+", text) if words.get(word.lower(), 0) <= 1)
