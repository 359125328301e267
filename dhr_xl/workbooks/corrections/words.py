"""The words of a corrections copy: its list and notes, and how to tell them from an agency's words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Final

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.returns.to_put_right import Mark
from dhr_xl.core.views.values import ReturnForm

PUT_RIGHT: Final = "To put right: "
"""Every note of a corrections copy begins so."""
FILL: Final = "FFFFD8A8"
"""The colour behind a cell that is to be put right."""
AUTHOR: Final = "Coordinator"
"""Who the notes say they are from: nobody by name."""
HEADINGS: Final = ("No.", "Ref", "Column", "What you wrote", "What to do")
WHOLE_ROW, BLANK = "Whole row", "(blank)"
SENTENCE_MOST: Final = 600
"""Characters of what is wrong, and of what to do: a note is read on a screen, beside its cell."""
WROTE_MOST: Final = 300
"""Characters of an answer that the list repeats; the cell has it whole."""
GOES_ON: Final = " … (goes on in the cell)"


def list_title(form: ReturnForm) -> str:
    """The first line of the list's sheet."""
    return f"To put right: {form.agency_name}, review {form.review}"


def what_to_do(form: ReturnForm) -> str:
    """The second line: what an officer is asked to do."""
    by = f" by {format_date(form.due)}" if form.due else ""
    return (
        f"As at {format_date(form.as_at)}. Please correct the orange cells on the sheet Return, save, and send this "
        f"workbook back{by}. What was clear has been taken in already."
    )


def describe_mark(mark: Mark) -> str:
    """What is wrong and what to do, on one line: the list's last column."""
    return " ".join(filter(None, (_one_line(mark.message), _one_line(mark.remedy))))


def write_note(mark: Mark) -> str:
    """The text of a mark's note: the list's words, with a beginning that shows the note is ours."""
    return f"{PUT_RIGHT}{describe_mark(mark)}"


def join_notes(marks: Iterable[Mark]) -> str:
    """Join the notes of a cell's marks, each once, with an empty line between them."""
    return "\n\n".join(dict.fromkeys(write_note(mark) for mark in marks))


def rebuild_notes(said: Iterable[str]) -> tuple[str, ...]:
    """Rebuild the notes from the texts of the list's last column as they came back."""
    return tuple(f"{PUT_RIGHT}{text}" for text in said)


def remove_our_words(note: str, ours: Iterable[str]) -> str:
    """Remove `ours` from a note, however its blanks and line ends were saved; '' if nothing else is left."""
    if not note.strip():
        return ""
    pattern = _any_of(tuple(ours))
    return pattern.sub("", note).strip() if pattern else note.strip()


@functools.lru_cache(maxsize=8)
def _any_of(texts: tuple[str, ...]) -> re.Pattern[str] | None:
    """Make a pattern for any of these texts, longest first, with any blanks between words; None if there are none."""
    said = sorted({tuple(text.split()) for text in texts if text.strip()}, key=lambda words: -sum(map(len, words)))
    return re.compile("|".join(r"\s+".join(map(re.escape, words)) for words in said)) if said else None


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SENTENCE_MOST else f"{line[: SENTENCE_MOST - 1]}…"
