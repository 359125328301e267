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

    # the plan as a whole
    AGENCIES_NONE = Sentence(
        "error", "agency", "The plan names no agency, so none of its {guessed} actions would be sent to anybody. Choose an "
        "agency for each on Actions; add agencies on Agencies first.",
    )
    AGENCIES_POSTS = Sentence(
        "warning", "agency", "The plan names people's posts and no bodies, so {guessed} posts stand as agencies. Where posts are of "
        "one body, give their actions to it on Actions.",
    )
    AS_AT_TODAY = Sentence(
        "note", "", "The document does not say which day its position is as at, so the day of import was taken: {guessed}."
    )
    DATES_NONE = Sentence(
        "note", "target_date", "The plan has no target dates, so none of its {guessed} actions can be overdue. Type those agreed."
    )
    ROWS_HIDDEN = Sentence(
        "warning", "", "{guessed} hidden rows of the document were taken in ({why}). Withdraw on Actions what is not of the plan."
    )
    SHEET_HIDDEN = Sentence("note", "", "What the document does not show was left out: {why}.")
    COLUMNS_KEPT = Sentence(
        "note", "", "The plan has no place for these columns, so they were kept as your own at the right of Actions: {why}."
    )
    # the agency
    AGENCY_NONE = Sentence("note", "agency", "No agency is named for this action. Choose its agency on Actions.")
    AGENCY_UNKNOWN = Sentence(
        "error", "agency", "No agency is named for this action, so it will be sent to nobody. Choose its agency."
    )
    AGENCY_FROM_ABOVE = Sentence(
        "note", "agency", "The agency's cell is blank, so this action was given to {guessed}, whose the row above is."
    )
    AGENCY_POST = Sentence(
        "note", "agency", "'{guessed}' reads like a person's post, and no body is named. It stands as an agency until you change it."
    )
    AGENCY_GUESSED = Sentence(
        "note", "agency", "This action was given to {guessed}, because {why}. Check that it is theirs."
    )
    AGENCY_SEVERAL = Sentence(
        "note", "agency", "Several agencies are named ({other}); {guessed} was taken as the lead, being named first."
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
    DATE_NONE = Sentence("note", "target_date", "There is no target date. Type one if one was agreed.")
    DATE_ONGOING = Sentence(
        "note", "target_date", "'Ongoing' is not an end, so this can never be overdue. Type a date if one was agreed."
    )
    DATE_SEVERAL = Sentence("note", "target_date", "There are {why}, so it is due on {guessed}. Correct it if need be.")
    DATE_ASSUMED = Sentence(
        "note", "target_date", "The target date was taken as {guessed} ({why}). Correct it if need be."
    )
    # the status
    STATUS_NONE = Sentence("note", "status", "No status can be told from the plan. The agency will be asked for it.")
    STATUS_WORDS_OPEN = Sentence(
        "warning", "status", "Taken as {guessed}, but other words say that work is still open. Check with the agency."
    )
    STATUS_SAID_LAST = Sentence(
        "note", "status", "{guessed} is the last word of the report, though words before it say that work was still open."
    )
    STATUS_PARTS_OPEN = Sentence(
        "note", "status", "Some parts are complete and others are not, so it was taken as {guessed}."
    )
    STATUS_OF_LIST = Sentence("note", "status", "Each report of the list says so, so it was taken as {guessed}.")
    STATUS_FROM_PROSE = Sentence("note", "status", "No status is given; {guessed} was read from the report. Check it.")
    STATUS_FROM_DATE_COLUMN = Sentence("warning", "status", "{guessed} was read from a date column. Check it.")
    STATUS_FROM_COMPLETED = Sentence("note", "status", "{guessed} was read from the date on which it was completed.")
    STATUS_FROM_COLOUR = Sentence(
        "note", "status", "{guessed} was read from the colour {other}, by the key the plan prints."
    )
    COMPLETION_DATE_READ = Sentence(
        "note", "completion_date", "The completion date was taken as {guessed} from the report. Correct it if need be."
    )
    # where words belong
    NUMBER_INFERRED = Sentence("note", "number", "No number is printed; {guessed} was inferred from its neighbours.")
    NUMBER_GAP = Sentence(
        "warning", "number", "The numbers printed leave some out: {guessed}. Look in the report whether they are missing here."
    )
    NUMBER_TWICE = Sentence(
        "warning", "number", "The number {other} is printed twice; the later one is called {guessed} here."
    )
    ACTION_NONE = Sentence(
        "warning", "action", "No action is written for this recommendation. Add one if there should be."
    )
    LIST_SPLIT = Sentence(
        "note", "action", "A list of {other} was split into as many actions, each with its own date and report."
    )
    LIST_KEPT = Sentence(
        "note", "action", "The action lists {other} things that do not pair with the other cells, so they stayed one action."
    )
    REPORT_SHARED = Sentence("note", "progress", "One report stands beside several actions, and was given to each.")
    ACTION_JOINED = Sentence(
        "note", "action", "Words from another line were joined to this action. Check that they belong to it."
    )
    ACTION_SEPARATED = Sentence(
        "warning", "action", "This line has its own dates and status, so it was made an action of its own. Check it."
    )
    ROW_SLID = Sentence("note", "", "Words of this row were put under other headings: {why}. Check them.")
    CELL_SHARED = Sentence(
        "warning", "{field}", "One cell held the words of {other}; they were split as well as we could. Check each."
    )
    STATUS_ROW_MOVED = Sentence(
        "warning", "status", "'{guessed}' stood alone on a line and was taken as this action's. Check it."
    )
    WORDS_BEFORE = Sentence(
        "warning", "{field}", "Words of this line were given to the action before ({other}). Check both."
    )
    HEADING_MENDED = Sentence(
        "note", "agency", "Its heading could not be read cleanly and was taken as '{guessed}'. Check that this is theirs."
    )
    LINE_GARBLED = Sentence(
        "warning", "", "This line cannot be read (perhaps a page's edge). Compare it with the report."
    )


_WHOLE: Final = frozenset({Look.LINE_GARBLED})
"""What is said of words that stand nowhere else: they are quoted whole."""


def find(  # noqa: PLR0913 - a sentence has many gaps to fill
    look: Look,
    where: str,
    *,
    guessed: str = "",
    source: str = "",
    why: str = "",
    other: str = "",
    place: str = "",
    field: str | None = None,
) -> Finding:
    """The finding with its sentence filled in; gaps for which nothing is given stay empty.

    where: a ref, a recommendation's number, or "plan"; place: where the words stand in the document; source: the document's words, cut where long.
    """
    sentence = look.value
    gaps = {"guessed": guessed, "why": why, "other": other, "field": field or ""}
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
        place=place,
    )
