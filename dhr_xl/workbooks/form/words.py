"""The form's own words: the template is built from them, and the reader tells them from an agency's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import ANYTHING_NEW, FIELDS, Field
from dhr_xl.core.views.names import (
    AGENCY_CELL,
    ANYTHING_NEW_CELL,
    AS_AT_CELL,
    COMPLETED_BY_CELL,
    CONTACT_CELL,
    CORRECT,
    DUE_CELL,
    GUIDANCE,
    IN_FULL,
    LISTS,
    MARKING_CELL,
    PLAN_CELL,
    RECOMMENDATIONS,
    REMARKS_CELL,
    RETURN,
    RETURN_REFERENCE,
    RETURN_TO_CELL,
    START,
    list_name,
)

HEADING_ROW: Final = 3
FILL_IN: Final = " (fill in)"
"""Ends the heading of a column that the agency fills in."""


class FormCell(NamedTuple):
    """One cell of Start, or above the table of Return.

    text: what the template holds, with ``{placeholders}``, '' for an answer; look: its style's name in the template;
    name: its defined name, or ''; link: where in the workbook it leads, or ''.
    """

    sheet: str
    address: str
    text: str
    look: str
    name: str = ""
    link: str = ""


FORM_CELLS: Final = (
    FormCell(START, "A1", "Update from {agency}: review {review}", "title"),
    FormCell(
        START, "A2",
        "We ask how your actions stand. Answer the questions below and fill in the sheet Return, then send this back.",
        "plain",
    ),
    FormCell(START, "A3", "If Excel shows a yellow bar, press Enable Editing.", "plain"),
    FormCell(START, "A4", "{marking}", "marking", MARKING_CELL),
    FormCell(START, "A5", "As at", "label"),
    FormCell(START, "B5", "{as_at_day}", "day", AS_AT_CELL),
    FormCell(START, "A6", "Return by", "label"),
    FormCell(START, "B6", "{due_day}", "day", DUE_CELL),
    FormCell(START, "A7", "Send it to", "label"),
    FormCell(START, "B7", "{return_to}", "value", RETURN_TO_CELL),
    FormCell(START, "A8", "Questions? Ask", "label"),
    FormCell(START, "B8", "{contact}", "value", CONTACT_CELL),
    FormCell(START, "A9", "Agency", "label"),
    FormCell(START, "B9", "{agency_code}", "value", AGENCY_CELL),
    FormCell(START, "A10", "Plan", "label"),
    FormCell(START, "B10", "{plan}", "value", PLAN_CELL),
    FormCell(START, "A11", "Return reference (leave as it is)", "label"),
    FormCell(START, "B11", "{reference}", "value", RETURN_REFERENCE),
    FormCell(START, "A12", "1. Anything new to report? (fill in)", "question"),
    FormCell(START, "B12", "", "answer", ANYTHING_NEW_CELL),
    FormCell(START, "A13", "2. Completed by (job title) (fill in)", "question"),
    FormCell(START, "B13", "", "answer", COMPLETED_BY_CELL),
    FormCell(START, "A14", "3. Anything else to tell us? (fill in if so)", "question"),
    FormCell(START, "B14", "", "answer", REMARKS_CELL),
    FormCell(START, "A15", "Ready to send?", "question"),
    FormCell(START, "B15", "{ready}", "ready"),
    FormCell(START, "A16", "Go to your actions", "link", link=f"{RETURN}!A1"),
    FormCell(START, "B16", "How to fill this in", "link", link=f"{GUIDANCE}!A1"),
    FormCell(RETURN, "A1", "Your actions: {agency}, as at {as_at}", "title"),
    FormCell(RETURN, "A2", "{still_needed}", "count"),
    FormCell(RETURN, "D2", "Back to Start", "link", link=f"{START}!A1"),
)  # fmt: skip
"""The cells of Start, and of the two rows above the table of Return; docs/forms.md draws them."""
EARLIER_WORDS: Final = (
    "As at {as_at}. {return_by}", "How to fill this in", "Anything new to report?", "Completed by (job title)",
    "Anything else to tell us?", "Yellow: yours to fill in. Orange: still needs something. All else is locked.",
    "Yes, below", "Texts that are too long for their row, in full", "Back to the form", "Text",
)  # fmt: skip
"""Words of forms issued by earlier versions, which had no sheet Start."""
PLACEHOLDER: Final = re.compile(r"\{[a-z_]+\}")
LABELS: Final[Mapping[str, str]] = {
    RETURN_REFERENCE: "Return reference (leave as it is)",
    PLAN_CELL: "Plan",
    AGENCY_CELL: "Agency",
    AS_AT_CELL: "As at",
    DUE_CELL: "Return by",
    RETURN_TO_CELL: "Send it to",
    CONTACT_CELL: "Questions? Ask",
    ANYTHING_NEW_CELL: "Anything new to report?",
    COMPLETED_BY_CELL: "Completed by (job title)",
    REMARKS_CELL: "Anything else to tell us?",
}
"""The label to the left of each single cell, without its number, used where its defined name is lost."""
FORM_LISTS: Final = (
    *((field.heading, list_name(field.key), field.choices) for field in FIELDS if field.choices),
    (LABELS[ANYTHING_NEW_CELL], list_name("anything_new"), ANYTHING_NEW),
)
"""The columns of the sheet Lists: heading, the defined name of the choices, and these."""
RECOMMENDATION_HEADINGS: Final = ("Number or Ref", "Column", "Whole text")
"""The columns of the sheet Recommendations."""
OWN_COLUMNS: Final = {GUIDANCE: 3, LISTS: len(FORM_LISTS), RECOMMENDATIONS: 3, IN_FULL: 3, CORRECT: 5}
"""How many columns of each of the form's other sheets hold its own words."""
GOES_ON: Final = "(Too long for this row: click the Ref to read it whole.)\n"
"""Put before a locked text that was too long for a row on forms of earlier versions; the reader removes it."""
STILL_NEEDED: Final = r"still needed: \d+ of \d+ rows"
"""What the formula above the table shows, folded."""
COUNTING: Final = r'"still needed: "&countif\(.*|if\(.*"ready to send".*'
"""The formulas of the two counts, folded: a program that does not calculate saves them without a value."""
READY: Final = "Ready to send"
_LACKING: Final = r"(?:question 1|\d+ rows?|your job title)"
READY_WORDS: Final = rf"{READY.casefold()}|not yet: {_LACKING}(?:(?:, | and ){_LACKING})*"
"""What the formula on Start shows, folded."""


def heading_of(field: Field) -> str:
    """The heading of a column as the form shows it."""
    return f"{field.heading}{FILL_IN}" if field.who == "agency" else field.heading


def fold_words(text: str) -> str:
    """Normalise words for comparing: case and kinds of blank do not count."""
    return " ".join(text.split()).casefold()


DAY: Final = r"\d{1,2} [a-z]+ \d{4}"
FILLED_IN: Final = re.compile(r"columns [a-z]+ to [a-z]+")
"""The columns an agency fills in, folded: others on forms issued before one was added."""
IN_PLACE_OF: Final[Mapping[str, str]] = {
    "as_at": DAY,
    "filled_in": FILLED_IN.pattern,
    "return_by": rf"(?:return(?: by {DAY})?(?: to \S+)?\.)?",
}
"""What stands for a placeholder, folded; ``.*`` for any other."""


class OwnWords(NamedTuple):
    """The form's own lines. whole: as they are; said: a line without its blanks -> the places of these; filled: those
    with placeholders.

    Hundreds of lines are looked up, and a dozen are patterns: one pattern of all takes 30 ms to make.
    """

    whole: frozenset[str]
    said: Mapping[str, list[frozenset[int]]]
    filled: re.Pattern[str]

    def hold(self, line: str) -> bool:
        """Whether a folded line is one of the form's own; blanks between its words may be missing."""
        if line in self.whole:
            return True
        places = _places_of_blanks(line)
        same = any(places <= known for known in self.said.get("".join(line.split()), ()))
        return same or bool(self.filled.fullmatch(line))


def _places_of_blanks(line: str) -> frozenset[int]:
    return frozenset(accumulate(map(len, line.split())))


def own_words(texts: Iterable[str] = ()) -> OwnWords:
    """The folded lines of the form itself. texts: further lines, of a council's template."""
    written = [*(cell.text for cell in FORM_CELLS), *EARLIER_WORDS, *texts]
    lines = dict.fromkeys(
        FILLED_IN.sub("{filled_in}", fold_words(text)) for text in written if PLACEHOLDER.sub("", text).strip()
    )
    said: dict[str, list[frozenset[int]]] = {}
    for line in lines:
        said.setdefault("".join(line.split()), []).append(_places_of_blanks(line))
    patterns = [STILL_NEEDED, COUNTING, READY_WORDS, *(_pattern_of(line) for line in lines if PLACEHOLDER.search(line))]
    return OwnWords(frozenset(lines), said, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.DOTALL))


def _pattern_of(text: str) -> str:
    """Make a pattern for one folded text of the form, whatever its placeholders were filled with.

    A piece between two placeholders is matched at its first place only (atomic group), so matching takes linear time.
    """
    pieces = [""]
    for at, piece in enumerate(re.split(r"\{([a-z_]+)\}", text)):
        if at % 2 and piece not in IN_PLACE_OF:
            pieces.append("")
        else:
            pieces[-1] += IN_PLACE_OF[piece] if at % 2 else re.escape(piece)
    first, *rest = (re.sub(r"(?:\\ )+", lambda _: r"\s*", piece) for piece in pieces)
    between = "".join(f"(?>.*?{piece})" for piece in rest[:-1])
    return f"{first}{between}.*{rest[-1]}\\s*" if rest else f"{first}\\s*"
