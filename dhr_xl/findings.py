"""The catalogue: every sentence that is said about an imported plan, with its severity and what to do."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal, NamedTuple

from dhr_xl.model import Finding

_LONGEST_SOURCE: Final = 300
"""Characters of the document quoted in a finding; the plan itself has all of them."""


class Sentence(NamedTuple):
    """One entry: its severity, the field it is about (a fields.py key, "number" or ''), what was found, what to do."""

    severity: Literal["error", "warning", "note"]
    field: str
    message: str


class Look(Enum):
    """What a person should look at. The name is the finding's code; tests quote these, so wording can improve.

    In order of consequence: an action sent to the wrong agency, a wrong date, a wrong status, then wording.
    """

    # the agency
    AGENCY_UNKNOWN = Sentence(
        "error", "agency", "No agency is named for this action, so it will be sent to nobody. Choose its agency."
    )
    AGENCY_GUESSED = Sentence(
        "warning", "agency", "This action was given to {guessed}, because {why}. Check that it is theirs."
    )
    AGENCY_SEVERAL = Sentence(
        "warning", "agency", "Several agencies are named ({other}); {guessed} was taken as the lead. Check who leads."
    )
    AGENCY_EVERYBODY = Sentence(
        "error", "agency", "The plan gives this to all agencies and names none. Choose one, or add an action for each."
    )
    AGENCY_UNITED = Sentence(
        "note", "agency", "'{other}' and '{guessed}' were taken for the same body. Part them if they are not."
    )
    # the date
    DATE_NOT_UNDERSTOOD = Sentence(
        "warning", "target_date", "The target date is not understood: {why}. Type the date that was agreed."
    )
    DATE_IMPOSSIBLE = Sentence(
        "warning", "target_date", "The target date cannot be right: {why}. Type the date that was meant."
    )
    DATE_NONE = Sentence("warning", "target_date", "There is no target date. Type one if one was agreed.")
    DATE_ONGOING = Sentence(
        "note", "target_date", "'Ongoing' is not an end, so this can never be overdue. Type a date if one was agreed."
    )
    DATE_SEVERAL = Sentence("warning", "target_date", "There are {why}. Check that {guessed} is the last one.")
    DATE_ASSUMED = Sentence(
        "note", "target_date", "The target date was taken as {guessed} ({why}). Correct it if need be."
    )
    # the status
    STATUS_NONE = Sentence("warning", "status", "No status can be told from the plan. Choose one, or ask the agency.")
    STATUS_WORDS_OPEN = Sentence(
        "warning", "status", "Taken as {guessed}, but other words say that work is still open. Check with the agency."
    )
    STATUS_PARTS_OPEN = Sentence(
        "warning",
        "status",
        "Some parts are complete and others are not, so it was taken as {guessed}. Check each part.",
    )
    STATUS_FROM_PROSE = Sentence("note", "status", "No status is given; {guessed} was read from the report. Check it.")
    STATUS_FROM_DATE_COLUMN = Sentence("warning", "status", "{guessed} was read from a date column. Check it.")
    STATUS_FROM_COLOUR = Sentence(
        "warning", "status", "{guessed} was read from the colour {other}, by the key the plan prints. Check it."
    )
    COMPLETION_DATE_READ = Sentence(
        "note", "completion_date", "The completion date was taken as {guessed} from the report. Correct it if need be."
    )
    # where words belong
    NUMBER_INFERRED = Sentence("note", "number", "No number is printed; {guessed} was inferred from its neighbours.")
    NUMBER_GAP = Sentence(
        "warning", "number", "There is no recommendation {guessed} in the source. Look for it in the report."
    )
    NUMBER_TWICE = Sentence(
        "warning", "number", "The number {other} is printed twice; the later one is called {guessed} here."
    )
    NUMBER_ORDER = Sentence("note", "number", "The number {guessed} does not follow {other}. Check the order.")
    ACTION_NONE = Sentence(
        "warning", "action", "No action is written for this recommendation. Add one if there should be."
    )
    ACTION_JOINED = Sentence(
        "note", "action", "Words from line {line} were joined to this action. Check that they belong to it."
    )
    ACTION_SEPARATED = Sentence(
        "warning", "action", "Line {line} has its own dates and status, so it was made an action of its own. Check it."
    )
    ROW_SLID = Sentence("note", "", "Words of line {line} were put under other headings: {why}. Check them.")
    CELL_SHARED = Sentence(
        "warning", "{field}", "One cell held the words of {other}; they were parted as best could be. Check each."
    )
    STATUS_ROW_MOVED = Sentence(
        "warning", "status", "'{guessed}' stood alone on line {line} and was taken as this action's. Check it."
    )
    WORDS_BEFORE = Sentence(
        "warning", "{field}", "Words on line {line} were given to the action before ({other}). Check both."
    )
    HEADING_MENDED = Sentence(
        "note",
        "agency",
        "The heading on line {line} could not be read cleanly and was taken as '{guessed}'. Check that this is theirs.",
    )
    LINE_GARBLED = Sentence(
        "warning", "", "This line cannot be read (perhaps a page's edge). Compare it with the report."
    )
    WORDS_UNPLACED = Sentence(
        "note", "", "These words belong to no action and are listed with what could not be placed."
    )
    LINES_ABOVE = Sentence(
        "note", "", "{why} beside the plan's table were not read; they are listed with what could not be placed."
    )
    COLUMNS_READ = Sentence("note", "", "The columns were taken so: {why}. If one is wrong, correct what came of it.")


_WHOLE: Final = frozenset({Look.WORDS_UNPLACED, Look.LINE_GARBLED, Look.LINES_ABOVE})
"""What is said of words that stand nowhere else: they are quoted whole."""


def find(  # noqa: PLR0913 - a sentence has many gaps to fill
    look: Look,
    where: str,
    *,
    guessed: str = "",
    source: str = "",
    why: str = "",
    other: str = "",
    line: int = 0,
    field: str | None = None,
) -> Finding:
    """The finding with its sentence filled in; gaps for which nothing is given stay empty.

    where: a ref, a recommendation's number, or "line 12"; source: the document's words, cut where long.
    """
    sentence = look.value
    gaps = {"guessed": guessed, "why": why, "other": other, "line": str(line), "field": field or ""}
    about = field if field is not None else sentence.field.format_map(gaps)
    short = source if len(source) <= _LONGEST_SOURCE or look in _WHOLE else source[: _LONGEST_SOURCE - 1].rstrip() + "…"
    message = sentence.message.format_map(gaps)
    return Finding(
        code=look.name,
        severity=sentence.severity,
        where=where,
        field=about,
        guessed=guessed,
        message=message,
        source=short,
    )
