"""The catalogue: every sentence that is said about a workbook, with its code, severity and remedy."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal, NamedTuple

from dhr_xl.model import CellRef

Severity = Literal["error", "warning", "note"]


class Said(NamedTuple):
    """One entry of the catalogue. An error holds what it is about; a warning merges and is shown; a note is for interest.

    message says what was found, remedy what to do about it; both are templates.
    """

    severity: Severity
    message: str
    remedy: str


class Code(Enum):
    """What can be said. The name is the code; tests quote these, so wording can improve without touching them."""

    # the file
    FILE_REFUSED = Said("error", "{why}", "{remedy}")
    NO_REFERENCE = Said(
        "error",
        "This workbook has no return reference of ours, so it cannot be told whose it is.",
        "Ask the agency to send back the workbook that was issued to it, filled in.",
    )
    UNKNOWN_REFERENCE = Said(
        "error",
        "The return reference '{value}' was not issued for this plan.",
        "Check that it belongs to this review; if the reference was retyped, ask for the workbook as it was sent.",
    )
    REFERENCE_DIFFERS = Said(
        "error",
        "The return reference on the sheet is '{value}', but the file's own property says '{other}'.",
        "Two workbooks were mixed. Ask the agency which one it meant, and to send that one as it was issued.",
    )
    AGENCY_DIFFERS = Said(
        "error",
        "The reference belongs to {agency}, but the sheet says '{value}'.",
        "Ask the sender which agency the answers are from; nothing was taken in.",
    )
    NO_ROWS = Said(
        "error",
        "No row of the table that was sent can be found in this workbook.",
        "Ask the agency for the workbook as it was issued; the Ref column and the headings are needed.",
    )
    BLANKED = Said(
        "error",
        "Every answer that was filled in when this was sent is blank now ({count} cells).",
        "It looks like an accident. Ask the agency; nothing was taken in.",
    )
    # rows
    ROW_UNKNOWN = Said(
        "error",
        "'{value}' is not a Ref that was sent in this workbook.",
        "Nothing on this row was taken in. Check the Ref, or add the action to the plan in master.xlsx.",
    )
    ROW_TWICE = Said(
        "error",
        "{ref} stands on more than one row: {cells}.",
        "Keep one of them; until then none of them is taken in.",
    )
    ROW_MISSING = Said(
        "warning",
        "{ref} was sent but is not in the return.",
        "It counts as not answered. Nothing was deleted.",
    )
    ROW_WITHDRAWN = Said(
        "error",
        "{ref} has been withdrawn from the plan since this was sent.",
        "Decide on Decisions whether its answers still matter.",
    )
    ROW_MOVED = Said(
        "error",
        "{ref} has moved to {agency} since this was sent.",
        "Decide on Decisions whether these answers should stand.",
    )
    ROW_CLOSED = Said(
        "error",
        "{ref} has been {decision} by the board, so it can no longer be changed by a return.",
        "Decide on Decisions whether it should be looked at again.",
    )
    ROWS_SHIFTED = Said(
        "error",
        "The {heading} beside {ref} belongs to {other}: part of the table was sorted or moved.",
        "Both rows are held. Ask the agency to check which answers belong to which row.",
    )
    COLUMN_MISSING = Said(
        "warning",
        "The column '{heading}' is not in the return.",
        "What it would have said is not known; nothing was blanked.",
    )
    FOUND_BY_HEADINGS = Said(
        "note",
        "The names in the workbook were lost, so the columns were found by their headings.",
        "Nothing to do, unless something below looks odd.",
    )
    # cells
    CHOICE_WRONG = Said(
        "error",
        "'{value}' is not one of the choices for {heading}.{hint}",
        "Choose from the list: {choices}.",
    )
    CHOICE_SPELT = Said(
        "note",
        "'{value}' was taken as '{taken}' for {heading}.",
        "Nothing to do, if that is what was meant.",
    )
    DATE_WRONG = Said(
        "error",
        "'{value}' cannot be read as one day for {heading}: {why}.",
        "Give one date as day/month/year, for example 30/06/2015.",
    )
    DATE_READ = Said(
        "note",
        "'{value}' was read as {taken} for {heading}{why}.",
        "Nothing to do, if that is what was meant.",
    )
    DATE_FUTURE = Said(
        "error",
        "The date completed, {value}, is after the day the return arrived ({received}).",
        "Give the day it was finished, or choose another status.",
    )
    DATE_AFTER_AS_AT = Said(
        "note",
        "Completed on {value}, after the as-at date ({as_at}).",
        "It is taken in and marked so.",
    )
    CELL_ERROR = Said(
        "error",
        "The cell shows the Excel error {value} instead of an answer for {heading}.",
        "Type the answer in place of the error.",
    )
    FORMULA_TAKEN = Said(
        "warning",
        "{heading} holds a formula; the value it showed, '{value}', was taken.",
        "Check it, and ask for typed answers.",
    )
    FORMULA_EMPTY = Said(
        "error",
        "{heading} holds a formula whose value was not saved with the file.",
        "Type the answer in place of the formula.",
    )
    BLANKED_CELL = Said(
        "error",
        "{heading} was '{value}' when this was sent and is blank now.",
        "If it should be blank, say so on Decisions; otherwise fill it in again.",
    )
    TEXT_LONG = Said(
        "warning",
        "{heading} has {count} characters; {limit} is the most that can be read on a screen.",
        "It is kept whole. Ask for a shorter answer next time.",
    )
    CELL_REMARK = Said(
        "warning",
        "{heading}: {value}.",
        "What it means is not guessed. Look at the cell, and ask if it matters.",
    )
    # what the field's rules ask
    EVIDENCE_NEEDED = Said(
        "error",
        "{ref} is called Complete, with no evidence.",
        "Say what shows it is done and where that is kept.",
    )
    COMPLETION_DATE_NEEDED = Said(
        "warning",
        "{ref} is called Complete, with no date completed.",
        "Ask for the date.",
    )
    OUTCOME_NEEDED = Said(
        "warning",
        "{ref} is called Complete, but not what changed for people.",
        "Ask for the outcome.",
    )
    REASON_NEEDED = Said(
        "error",
        "{ref} is called {value}, with no reason.",
        "Give the reason in its column.",
    )
    REOPEN_REASON_NEEDED = Said(
        "error",
        "{ref} was Complete and is now called {value}, with no reason.",
        "Give the reason in its column.",
    )
    DATE_REASON_NEEDED = Said(
        "warning",
        "A new target date is proposed for {ref}, with no reason.",
        "The board will ask why. Ask for the reason.",
    )
    DATE_NOT_COMPLETE = Said(
        "warning",
        "{ref} has a date completed, but its status is {value}.",
        "Check whether it is finished.",
    )
    NIL_WITH_EDITS = Said(
        "note",
        "'No, nothing has changed' is chosen at the top, but there are answers below.",
        "The answers were taken in.",
    )
    PRIVATE_NAME = Said(
        "error",
        "{heading} holds a name on the plan's private list.",
        "The whole row is held. Ask for the pseudonym or a job title instead.",
    )
    PERSONAL_DETAIL = Said(
        "warning",
        "{heading} seems to hold {what}.",
        "Ask whether it should be there; answers use job titles only.",
    )
    # locked text, copies, words elsewhere
    LOCKED_CHANGED = Said(
        "warning",
        "{heading} of {ref} was changed, which the return cannot do by itself.",
        "It is on Decisions as a proposal; the plan's own wording stands until you decide.",
    )
    SHOWN_CHANGED = Said(
        "note",
        "{heading} of {ref} was changed; it is only shown for information.",
        "Nothing to do.",
    )
    COPY_OLDER = Said(
        "note",
        "{ref}, {heading}: this copy was saved before one already taken in, so the later one stands.",
        "Nothing to do. What this copy said is kept in the history.",
    )
    COPY_TIME_UNKNOWN = Said(
        "error",
        "{ref}, {heading}: two copies of this workbook differ and it cannot be told which was saved last.",
        "Decide on Decisions which should stand.",
    )
    WORDS_OUTSIDE = Said(
        "warning",
        "Words outside the table: '{value}'.",
        "Read them; they are kept in the history word for word.",
    )
    MACROS = Said(
        "note",
        "The workbook holds macros. They were not run; only its cells were read.",
        "Nothing needs doing. If the agency did not put them there, ask who did before anyone opens it.",
    )
    # the coordinator's own workbook
    GREY_CHANGED = Said(
        "warning",
        "{heading} of {ref} is not changed here; '{value}' was put back to '{taken}'.",
        "The replaced workbook is in the folder 'previous'.",
    )
    FOREIGN_SHEET = Said(
        "note",
        "'{value}' is yours and is not kept when master.xlsx is written again.",
        "It is safe in the folder 'previous'; keep it in a workbook of its own.",
    )


class Problem(NamedTuple):
    """One thing said of one place. value is what was found there; field is a fields.py key or ''."""

    code: Code
    message: str
    remedy: str
    cell: CellRef | None = None
    ref: str = ""
    field: str = ""
    value: str = ""

    @property
    def severity(self) -> Severity:
        """Error (held), warning (merged and shown) or note."""
        return self.code.value.severity

    def __str__(self) -> str:
        return f"{self.cell.sheet} {self.cell.cell}: {self.message}" if self.cell else self.message


SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")
"""Worst first, the order in which they are shown."""


def problem(
    code: Code, cell: CellRef | None = None, *, ref: str = "", field: str = "", value: str = "", **words: object
) -> Problem:
    """The catalogue's sentence for `code`, with its words put in. Raises KeyError where one is not given."""
    said = {"ref": ref, "value": value, **words}
    return Problem(code, code.value.message.format(**said), code.value.remedy.format(**said), cell, ref, field, value)
