"""The catalogue of findings about an imported plan: each sentence, its severity, and what to do."""

from enum import Enum
from typing import Final

from dhr_xl.core.plan.model import Finding
from dhr_xl.core.sentences import Sentence

_LONGEST_QUOTE: Final = 300
"""Characters of the document quoted in a finding at most; the plan itself has all of them."""


class FindingCode(Enum):
    """The codes of findings, each with its sentence. Tests use the codes, so the wording can change.

    In order of consequence: an action sent to the wrong agency, a wrong date, a wrong status, then wording.
    """

    # fmt: off
    # the plan as a whole
    AGENCIES_NONE = Sentence(
        "error", "The plan names no agency, so nobody can be sent a workbook. Add the agencies on Agencies, then "
        "choose one for each action on Actions.", field="agency")
    AGENCIES_POSTS = Sentence(
        "warning", "The plan names people's posts and not the bodies they work for, so the posts were taken as "
        "agencies. Where several posts belong to one body, give their actions to that body on Actions.", field="agency")
    AS_AT_TODAY = Sentence("note", "The document gives no 'as at' date, so the day of import was taken: {guessed}.")
    DATES_NONE = Sentence(
        "note",
        "The plan has no target dates, so no action can become overdue. If dates were agreed, type them on Actions.",
        field="target_date")
    ROWS_HIDDEN = Sentence(
        "warning",
        "Hidden rows of the document were imported: {why}. On Actions, withdraw those that are not part of the plan.")
    SHEET_HIDDEN = Sentence("note", "Hidden parts of the document were left out: {why}.")
    COLUMNS_KEPT = Sentence(
        "note", "A plan has no place for these columns, so they were kept as your own, at the right of Actions: {why}.")
    # the agency
    AGENCY_UNKNOWN = Sentence(
        "error", "No agency is named for this action, so nobody can be sent it. Choose its agency.", field="agency",
        several="{count} actions have no agency, so nobody can be sent them. Choose an agency for each.")
    AGENCY_EVERYBODY = Sentence(
        "error", "The plan gives this action to all agencies and names none, so nobody can be sent it. Choose one, or "
        "add an action for each.", field="agency",
        several="{count} actions are for all agencies and name none, so nobody can be sent them.")
    AGENCY_NONE = Sentence(
        "note", "No agency is named for this action. Choose its agency on Actions.", field="agency",
        several="{count} actions have no agency.")
    AGENCY_GUESSED = Sentence(
        "note", "This action was given to {guessed}, because {why}. Check that it is theirs.", field="agency",
        several="{count} actions were given to an agency that the plan does not name outright.")
    AGENCY_FROM_ABOVE = Sentence(
        "note", "This row names no agency, so its action was given to {guessed}, the agency of the row above.",
        field="agency",
        several="{count} rows name no agency, so their actions were given to the agency of the row above.")
    AGENCY_POST = Sentence(
        "note", "'{guessed}' seems to be a person's post, and no body is named. It was taken as the agency.",
        field="agency", several="{count} actions name a person's post and no body; the post was taken as the agency.")
    AGENCY_SEVERAL = Sentence(
        "note", "Several agencies are named ({other}). {guessed} is named first, so it was taken as the lead.",
        field="agency", several="{count} actions name several agencies; the one named first was taken as the lead.")
    AGENCY_UNITED = Sentence(
        "note",
        "'{other}' and '{guessed}' were taken as one body. If they are two, give this action to the other on Actions.",
        field="agency",
        several="{count} actions write an agency's name in another way; both names were taken as one body.")
    HEADING_MENDED = Sentence(
        "note",
        "The heading above this action is garbled and was read as '{guessed}'. Check that the action is theirs.",
        field="agency",
        several="{count} actions are under a garbled heading; check that they belong to the agency it was read as.")
    # the date
    DATE_NOT_UNDERSTOOD = Sentence(
        "warning", "The target date could not be read: {why}. Type the date that was agreed.", field="target_date",
        several="{count} target dates could not be read. Type the dates that were agreed.")
    DATE_IMPOSSIBLE = Sentence(
        "warning", "The target date cannot be right: {why}. Type the date that was meant.", field="target_date",
        several="{count} target dates cannot be right. Type the dates that were meant.")
    DATE_REVISED = Sentence(
        "note", "The revised date {guessed} was used; the original, {other}, is among your own columns.",
        field="target_date")
    DATE_SEVERAL = Sentence(
        "note", "The plan gives {why}; {guessed} is the latest, and was taken as the target date.",
        field="target_date", several="{count} actions have several dates; the latest was taken as the target date.")
    DATE_ASSUMED = Sentence(
        "note", "The target date was read as {guessed} ({why}).", field="target_date",
        several="{count} target dates name no exact day; the last day of the month or period was taken.")
    DATE_ONGOING = Sentence(
        "note", "The target date is 'ongoing', so this action can never be overdue. If a date was agreed, type it.",
        field="target_date", several="{count} target dates are 'ongoing', so these actions can never be overdue.")
    DATE_NONE = Sentence(
        "note", "There is no target date. If one was agreed, type it.", field="target_date",
        several="{count} actions have no target date.")
    # the status
    STATUS_WORDS_OPEN = Sentence(
        "warning",
        "The status was read as {guessed}, but other words say that work is still to do. Check with the agency.",
        field="status", several="{count} statuses are contradicted by words which say that work is still to do.")
    STATUS_FROM_DATE_COLUMN = Sentence(
        "warning", "{guessed} was read from a column of dates. Check that it is the status.", field="status",
        several="{count} statuses were read from a column of dates.")
    STATUS_ROW_MOVED = Sentence(
        "warning", "'{guessed}' stands on a line by itself and was taken as the status of this action. Check it.",
        field="status",
        several="{count} statuses stand on lines by themselves; check that each is of the action it was given to.")
    STATUS_NONE = Sentence(
        "note", "The plan gives no status for this action. The agency will be asked.", field="status",
        several="{count} actions have no status; their agencies will be asked.")
    STATUS_FROM_PROSE = Sentence(
        "note", "No status is given; {guessed} was read from the words of the report.", field="status",
        several="{count} statuses were read from the words of reports.")
    STATUS_SAID_LAST = Sentence(
        "note", "The report ends with {guessed}, though earlier words speak of work still to do.", field="status",
        several="{count} reports end with their status, though earlier words speak of work still to do.")
    STATUS_PARTS_OPEN = Sentence(
        "note", "Some parts are complete and others are not, so the status was read as {guessed}.", field="status",
        several="{count} actions are complete in part, so their status was read as still open.")
    STATUS_OF_LIST = Sentence(
        "note", "Every item of the list is {guessed}, so the action was taken as {guessed} too.", field="status",
        several="{count} statuses are those of every item of a list.")
    STATUS_FROM_COMPLETED = Sentence(
        "note", "{guessed} was read from the date of completion.", field="status",
        several="{count} statuses were read from a date of completion.")
    STATUS_FROM_COLOUR = Sentence(
        "note", "{guessed} was read from the colour {other}, by the plan's own key of colours.", field="status",
        several="{count} statuses were read from colours, by the plan's own key.")
    COMPLETION_DATE_READ = Sentence(
        "note", "The date of completion was read as {guessed}.", field="completion_date",
        several="{count} dates of completion were read from reports.")
    # numbers
    NUMBER_GAP = Sentence(
        "warning", "The printed numbers leave out {guessed}. Check in the report whether anything is missing here.",
        field="number")
    NUMBER_TWICE = Sentence(
        "warning", "The number {other} is printed twice, so the later recommendation was called {guessed}.",
        field="number", several="{count} recommendations have a number that is printed more than once.")
    NUMBER_INFERRED = Sentence(
        "note", "No number is printed; {guessed} was taken from the recommendations around it.", field="number",
        several="{count} recommendations have no printed number; they were numbered from those around them.")
    # where words belong
    ACTION_NONE = Sentence(
        "warning", "This recommendation has no action. If it should have one, add it on Actions.", field="action",
        several="{count} recommendations have no action.")
    ACTION_SEPARATED = Sentence(
        "warning", "This line has dates and a status of its own, so it was made a separate action. Check it.",
        field="action",
        several="{count} lines have dates and a status of their own, so they were made separate actions.")
    CELL_SHARED = Sentence(
        "warning", "One cell holds the words of {other}; they were divided as well as possible. Check each part.",
        field="{field}",
        several="{count} actions take their words from a cell that they share with others. Check each part.")
    WORDS_BEFORE = Sentence(
        "warning", "Some words of this line were given to the action before it ({other}). Check both.",
        field="{field}", several="{count} lines hold words that were given to the action before. Check both.")
    LINE_GARBLED = Sentence(
        "warning", "This line cannot be read (perhaps the edge of a page). Compare it with the document.",
        several="{count} lines cannot be read. Compare them with the document.")
    LIST_SPLIT = Sentence(
        "note", "A list of {other} was split into as many actions, each with its own date and report.", field="action",
        several="{count} lists were split into separate actions.")
    LIST_KEPT = Sentence(
        "note", "This action lists {other} things that do not pair with the other cells, so they stayed one action.",
        field="action",
        several="{count} actions hold a list that does not pair with the other cells, so each stayed one action.")
    ACTION_JOINED = Sentence(
        "note", "Words of another line were added to this action. Check that they belong to it.", field="action",
        several="{count} actions were given words of another line.")
    REPORT_SHARED = Sentence(
        "note", "One report stands beside several actions, so each of them was given it.", field="progress",
        several="{count} actions share a report with others; each was given it.")
    ROW_SLID = Sentence(
        "note", "Words of this row were moved under other headings: {why}. Check them.",
        several="{count} rows had words moved under other headings.")
    # fmt: on


_QUOTED_WHOLE: Final = frozenset({FindingCode.LINE_GARBLED})
"""Findings that quote the document in full, because the words are nowhere else."""


def make_finding(  # noqa: PLR0913 - a sentence has many gaps to fill
    code: FindingCode,
    where: str,
    *,
    guessed: str = "",
    source: str = "",
    why: str = "",
    other: str = "",
    place: str = "",
    field: str | None = None,
) -> Finding:
    """Make a finding from its code, filling the gaps of its sentence; a gap without a value stays empty.

    where: a ref, a recommendation's number, "line 12" or "plan"; place: where the words are in the document;
    source: the document's words, shortened where long; field: replaces the sentence's own.
    """
    sentence = code.value
    gaps = {"guessed": guessed, "why": why, "other": other, "field": field or ""}
    about = field if field is not None else sentence.field.format_map(gaps)
    whole = len(source) <= _LONGEST_QUOTE or code in _QUOTED_WHOLE
    short = source if whole else source[: _LONGEST_QUOTE - 1].rstrip() + "…"
    return Finding(
        code=code.name,
        severity=sentence.severity,
        where=where,
        field=about,
        guessed=guessed,
        message=sentence.fill(**gaps).message,
        source=short,
        place=place,
    )


def say_several(code: str, count: int) -> str:
    """Return the sentence for a number of findings of one code together; '' where the code is not in this catalogue."""
    return FindingCode[code].value.several.format(count=count) if code in FindingCode.__members__ else ""
