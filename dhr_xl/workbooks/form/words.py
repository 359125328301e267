"""The form's own words: the template is built from them, and the reader tells them from an agency's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import ANYTHING_NEW, FIELDS
from dhr_xl.core.views.names import (
    AGENCY_CELL,
    ANYTHING_NEW_CELL,
    AS_AT_CELL,
    COMPLETED_BY_CELL,
    CORRECT,
    DUE_CELL,
    GUIDANCE,
    IN_FULL,
    LISTS,
    MARKING_CELL,
    PLAN_CELL,
    REMARKS_CELL,
    RETURN_REFERENCE,
    list_name,
)

HEADING_ROW: Final = 5


class FormCell(NamedTuple):
    """One cell above the table.

    text: what the template holds, with ``{placeholders}``, '' for an answer; look: its style's name in the template;
    name: its defined name, or ''.
    """

    address: str
    text: str
    look: str
    name: str = ""


FORM_CELLS: Final = (
    FormCell("A1", "Update from {agency}: review {review}", "title"),
    FormCell("E1", "Agency", "label"),
    FormCell("F1", "{agency_code}", "value", AGENCY_CELL),
    FormCell("G1", "Plan", "label"),
    FormCell("H1", "{plan}", "value", PLAN_CELL),
    FormCell("A2", "As at {as_at}. {return_by}", "plain"),
    FormCell("D2", "Return reference (leave as it is)", "label"),
    FormCell("E2", "{reference}", "value", RETURN_REFERENCE),
    FormCell("F2", "As at", "label"),
    FormCell("G2", "{as_at_day}", "day", AS_AT_CELL),
    FormCell("H2", "{due_day}", "due", DUE_CELL),
    FormCell("C3", "Anything new to report?", "question"),
    FormCell("D3", "", "answer", ANYTHING_NEW_CELL),
    FormCell("E3", "Completed by (job title)", "question"),
    FormCell("G3", "", "answer_short", COMPLETED_BY_CELL),
    FormCell("I3", "Anything else to tell us?", "question"),
    FormCell("J3", "", "answer", REMARKS_CELL),
    FormCell("A4", "{still_needed}", "count"),
    FormCell("C4", "{marking}", "marking", MARKING_CELL),
    FormCell("D4", "How to fill this in", "link"),
    FormCell("E4", "Yellow: yours to fill in. Orange: still needs something. All else is locked.", "plain"),
)  # fmt: skip
"""Rows 1 to 4 of the form; docs/forms.md draws them."""
PLACEHOLDER: Final = re.compile(r"\{[a-z_]+\}")
LABELS: Final[Mapping[str, str]] = {
    RETURN_REFERENCE: "Return reference (leave as it is)",
    PLAN_CELL: "Plan",
    AGENCY_CELL: "Agency",
    AS_AT_CELL: "As at",
    ANYTHING_NEW_CELL: "Anything new to report?",
    COMPLETED_BY_CELL: "Completed by (job title)",
    REMARKS_CELL: "Anything else to tell us?",
}
"""The label to the left of each single cell, used where its defined name is lost."""
FORM_LISTS: Final = (
    *((field.heading, list_name(field.key), field.choices) for field in FIELDS if field.choices),
    (LABELS[ANYTHING_NEW_CELL], list_name("anything_new"), ANYTHING_NEW),
)
"""The columns of the sheet Lists: heading, the defined name of the choices, and these."""
OWN_COLUMNS: Final = {GUIDANCE: 2, LISTS: len(FORM_LISTS), IN_FULL: 3, CORRECT: 5}
"""How many columns of each of the form's other sheets hold its own words."""
GOES_ON: Final = "(Too long for this row: click the Ref to read it whole.)\n"
"""Put before a locked text that is too long for a row; the reader removes it."""
STILL_NEEDED: Final = r"still needed: \d+ of \d+ rows"
"""What the formula of A4 shows, folded."""
COUNTING: Final = r'"still needed: "&countif\(.*'
"""The formula of A4, folded: a program that does not calculate saves it without a value."""


def fold_words(text: str) -> str:
    """Normalise words for comparing: case and kinds of blank do not count."""
    return " ".join(text.split()).casefold()


DAY: Final = r"\d{1,2} [a-z]+ \d{4}"
IN_PLACE_OF: Final[Mapping[str, str]] = {"as_at": DAY, "return_by": rf"(?:return(?: by {DAY})?(?: to \S+)?\.)?"}
"""What stands for a placeholder, folded; ``.*`` for any other."""


def own_words(texts: Iterable[str] = ()) -> re.Pattern[str]:
    """Make a pattern that matches any folded line of the form itself. texts: further lines, of a council's template."""
    written = [cell.text for cell in FORM_CELLS] + list(texts)
    said = [_pattern_of(fold_words(text)) for text in written if PLACEHOLDER.sub("", text).strip()]
    patterns = [STILL_NEEDED, COUNTING, *said]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.DOTALL)


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
