"""The catalogue of problems: what is wrong or worth a note in a return or in master.xlsx, and what to do."""

from enum import Enum
from typing import NamedTuple

from dhr_xl.core.plan.model import CellRef
from dhr_xl.core.sentences import AS_IT_STANDS, Sentence, Severity


# fmt: off
class Code(Enum):
    """The problems. The name is the code; tests quote codes, so the wording can improve without touching them."""

    # the file
    FILE_REFUSED = Sentence("error", "{why}", "{remedy}")
    NO_REFERENCE = Sentence(
        "error", "This workbook has no return reference of ours, so we cannot tell which agency it is from.",
        "Ask the agency to send back the workbook that was issued to it, filled in.")
    UNKNOWN_REFERENCE = Sentence(
        "error", "The return reference '{value}' was not issued for this plan, '{plan}'. The sheet says: {other}.",
        "Check that it belongs to this review; if the reference was retyped, ask for the workbook as it was sent.")
    REFERENCE_DIFFERS = Sentence(
        "error", "The return reference on the sheet is '{value}' ({whose}), but the file's own property says '{other}' "
        "({whose_other}).",
        "Two workbooks were mixed, or the reference was retyped. Ask the agency for the workbook as it was issued.")
    OTHER_WORKBOOK = Sentence(
        "error", "The return reference '{value}' is {whose}, but this is another kind of workbook.",
        "Two workbooks were mixed. Ask the sender for the workbook as it was sent; nothing was taken in.")
    AGENCY_DIFFERS = Sentence(
        "error", "The return reference belongs to {agency}, but the sheet says '{value}'.",
        "Ask the sender which agency the answers are from; nothing was taken in.")
    SHEET_SAYS = Sentence(
        "warning", "{what} on the sheet is '{value}'; this workbook was sent out with '{other}'.",
        "The return reference decides, so it was taken in as sent. Ask if the answers are meant for something else.")
    NO_ROWS = Sentence(
        "error", "No row of the table that was sent can be found in this workbook.",
        "Ask the agency for the workbook as it was issued; the Ref column and the headings are needed.")
    BLANKED = Sentence(
        "error", "Every answer that was filled in when this was sent is blank now ({count} cells).",
        "It looks like an accident. Ask the agency; nothing was taken in.")
    # rows and columns
    ROW_UNKNOWN = Sentence(
        "error", "'{value}' is not a Ref that was sent in this workbook.{hint}",
        "Nothing on this row was taken in. Check the Ref, or add the action to the plan in master.xlsx.")
    ROW_TWICE = Sentence(
        "error", "The same Ref is on more than one row: {cells}.",
        "Keep one of them; until then none of them is taken in.", "Please give the answers of this action once.")
    ROW_MISSING = Sentence(
        "warning", "This row was sent but is not in the return.", "It counts as not answered. Nothing was deleted.")
    ROW_WITHDRAWN = Sentence(
        "error", "This action has been withdrawn from the plan since the workbook was sent.",
        "Decide on Decisions whether its answers still matter.")
    ROW_MOVED = Sentence(
        "error", "This action has moved to {agency} since the workbook was sent.",
        "Decide on Decisions whether these answers should count.")
    ROW_CLOSED = Sentence(
        "error", "The board has decided on this action ({decision}), so it can no longer be changed by a return.",
        "Decide on Decisions whether it should be looked at again.")
    ROWS_SHIFTED = Sentence(
        "error", "The {heading} on the row of {ref} belongs to {other}: part of the table was sorted or moved.",
        "Both rows are held. Ask the agency to check which answers belong to which row.",
        "Please check that each answer stands beside its own action.")
    PASTED_ROWS = Sentence(
        "error", "{cells} ({refs}) seem to be filled in one paste: one answer may have run into the rows below it.",
        "Check that each paragraph belongs to its action, and decide on Decisions.",
        "Please check that this answer is about this action; what belongs to one action goes into one cell.")
    COLUMN_MISSING = Sentence(
        "warning", "The column '{heading}' is not in the return.",
        "What it would have said is not known; nothing was blanked.")
    FOUND_BY_HEADINGS = Sentence(
        "note", "The names in the workbook no longer fit, so the columns were found by their headings.",
        "Nothing to do, unless something below looks odd.")
    # cells
    CHOICE_WRONG = Sentence(
        "error", "'{value}' is not one of the choices for {heading}.{hint}", "Choose from the list: {choices}.",
        AS_IT_STANDS)
    CHOICE_SPELT = Sentence(
        "note", "'{value}' was taken as '{taken}' for {heading}.", "Nothing to do, if that is what was meant.")
    ANYTHING_NEW_UNCLEAR = Sentence(
        "warning", "'{value}' beside 'Anything new to report?' is not one of its choices: {choices}.",
        "It was not counted as 'nothing has changed'. Ask what was meant.")
    DATE_WRONG = Sentence(
        "error", "'{value}' cannot be read as one day for {heading}: {why}.",
        "Give one date as day/month/year, for example 30/06/2015.", AS_IT_STANDS)
    DATE_READ = Sentence(
        "note", "'{value}' was read as {taken} for {heading}{why}.", "Nothing to do, if that is what was meant.")
    DATE_TWO_WAYS = Sentence(
        "error", "'{value}' for {heading} can be {taken} or {other}: {why}.",
        "Ask which day is meant, and give it with the month in words.")
    DATE_SYSTEM = Sentence(
        "error", "{heading} is '{value}', but all dates of this workbook were moved by four years and a day: {why}.",
        "Another program changed how it counts days. Ask for the date with the month in words.")
    DATE_FUTURE = Sentence(
        "error", "The date completed, {value}, is after the day the return arrived ({received}).",
        "Give the day it was finished, or choose another status.", AS_IT_STANDS)
    DATE_LONG_AGO = Sentence(
        "error", "The date completed, {value}, is more than {years} years before the as-at date ({as_at}).",
        "Check the year. If it is right, decide so on Decisions.")
    DATE_AFTER_AS_AT = Sentence(
        "note", "Completed on {value}, after the as-at date ({as_at}).", "It is taken in; the board's copy says so.")
    DATE_NOT_LATER = Sentence(
        "warning", "The proposed new target date, {value}, is not later than the date it would replace ({target}).",
        "Check the year before the board sees it.")
    CELL_ERROR = Sentence(
        "error", "The cell shows the Excel error {value} instead of an answer for {heading}.",
        "Type the answer in place of the error.", AS_IT_STANDS)
    FORMULA_TAKEN = Sentence(
        "warning", "{heading} holds the formula {formula}; the value it showed, '{value}', was taken.",
        "Check it, and ask for typed answers.", "Please type the answer in place of the formula.")
    FORMULA_MOVES = Sentence(
        "error", "{heading} holds the formula {formula}, which shows another value each day; now it shows '{value}'.",
        "Type the answer in place of the formula.")
    FORMULA_EMPTY = Sentence(
        "error", "{heading} holds the formula {value}, whose result was not saved with the file.",
        "Type the answer in place of the formula.", AS_IT_STANDS)
    BLANKED_CELL = Sentence(
        "error", "{heading} was '{value}' when this was sent and is blank now.",
        "If it should be blank, say so on Decisions; otherwise fill it in again.",
        "Fill it in again; if it should be blank, please tell us so.")
    NUMBER_LOST = Sentence(
        "warning", "{heading} holds the number {value}; Excel keeps 15 digits of a number, so the last may be lost.",
        "Ask for it again, typed with an apostrophe before it.")
    TEXT_LONG = Sentence(
        "warning", "{heading} has {count} characters; {limit} is the most that can be read on a screen.",
        "It is kept whole. Ask for a shorter answer next time.")
    TEXT_CUT = Sentence(
        "error", "{heading} was too long for one cell when it was sent, and was changed: the rest of it would be lost.",
        "Ask for the whole answer anew, or decide on Decisions what it should say.")
    CELL_REMARK = Sentence(
        "warning", "{heading}: {value}.", "We do not interpret it. Look at the cell, and ask if it matters.")
    CELL_STRUCK = Sentence(
        "error", "{heading} holds words that are struck out: '{value}'.",
        "We cannot tell whether they still count. Ask the agency, or decide on Decisions.")
    # what the field's rules ask
    EVIDENCE_NEEDED = Sentence(
        "error", "The action is called Complete, with no evidence.", "Say what shows it is done, and where it is kept.",
        AS_IT_STANDS)
    COMPLETION_DATE_NEEDED = Sentence(
        "warning", "The action is called Complete, with no date completed.", "Ask for the date.",
        "Please give the day it was finished.")
    OUTCOME_NEEDED = Sentence(
        "warning", "The action is called Complete, but not what changed for people.", "Ask for the outcome.",
        "Please say what changed for people.")
    REASON_NEEDED = Sentence(
        "error", "The action is called {value}, with no reason.", "Give the reason in its column.", AS_IT_STANDS)
    REOPEN_REASON_NEEDED = Sentence(
        "error", "The action was Complete and is now called {value}, with no reason.", "Give the reason in its column.",
        AS_IT_STANDS)
    DATE_REASON_NEEDED = Sentence(
        "warning", "A new target date is proposed, with no reason.", "The board will ask why. Ask for the reason.",
        "Please give the reason in its column.")
    DATE_NOT_COMPLETE = Sentence(
        "warning", "There is a date completed, but the status is {value}.", "Check whether it is finished.",
        "Please take the date out, or choose Complete.")
    NIL_WITH_EDITS = Sentence(
        "note", "'No, nothing has changed' is chosen at the top, but there are answers below.",
        "The answers were taken in; for the other rows it counts as 'nothing has changed'.")
    NIL_SENT_BACK = Sentence(
        "note", "'No, nothing has changed' is no answer for what the board sent back: {refs}.",
        "{agency} still owes it an answer; the reminder asks for it.")
    NIL_ASKED = Sentence(
        "note", "'No, nothing has changed' is no answer to what {agency} was asked before: {refs}.",
        "It is asked again in its letters and on its next form.")
    UNCHANGED_SENT_BACK = Sentence(
        "note", "It says nothing new of what the board sent back: {refs}.",
        "{agency} still owes it an answer; the reminder asks for it.")
    PRIVATE_NAME = Sentence(
        "error", "{heading} holds a name on the plan's private list.",
        "The whole row is held. Look at the original in the folder 'returned'; ask for the pseudonym or a job title.",
        "Please write this answer again with the pseudonym or a job title.")
    PRIVATE_WORDS = Sentence(
        "warning", "{heading} holds a name on the plan's private list; it is left out here.",
        "Look at the original in the folder 'returned', and ask for the pseudonym or a job title.")
    PERSONAL_DETAIL = Sentence(
        "warning", "{heading} seems to hold {what}.", "Ask whether it should be there; answers use job titles only.",
        "Please take it out; answers use job titles only.")
    # what the board decided
    BOARD_MOVED = Sentence(
        "error", "The board decided '{value}', but since its workbook was made {what}.",
        "Decide on Decisions whether the board's decision stands.")
    DECISION_MISSING = Sentence(
        "error", "There is a note, '{value}', but no decision. {otherwise}", "Ask what was decided: {choices}.")
    DECISION_DAY_ONLY = Sentence(
        "note", "There is a day, {value}, but no decision, so nothing was done.",
        "Nothing to do: the action stays for the next meeting.")
    DECISION_NOTE_MISSING = Sentence(
        "warning", "'{value}' is chosen without a note, so the agency is not told what is wanted.",
        "Ask, and enter it under Board note on Actions.")
    DECISION_FUTURE = Sentence(
        "error", "The day of the decision, {value}, is after the day this came back ({received}).",
        "Check the year, and decide on Decisions which day it was.")
    DECISION_EARLY = Sentence(
        "warning", "The day of the decision, {value}, is before this workbook was made ({made}).",
        "Check the month and the year; correct Decided on if it is wrong.")
    DATES_DIFFER = Sentence(
        "error", "Two new dates of one action were agreed: {value} and {other}.",
        "Ask which one the board agreed, and decide on Decisions.")
    # locked text, copies, words elsewhere
    LOCKED_CHANGED = Sentence(
        "warning", "{heading} was changed to '{value}', which a return cannot do by itself.",
        "It is on Decisions as a proposal; the plan's own wording stays until you decide.")
    SHOWN_CHANGED = Sentence(
        "note", "{heading} was changed to '{value}'; it is only shown for information.", "Nothing to do.")
    COPY_OLDER = Sentence(
        "note", "{heading}: this copy was saved before one already taken in, so the later one counts.",
        "Nothing to do. What this copy said is kept in the register.")
    COPY_SET_BACK = Sentence(
        "warning", "{heading} was '{other}' in a copy taken in before and is as it was sent out in this later one.",
        "The later copy counts. Ask whether two people filled in copies at the same time.")
    DECIDED_BEFORE = Sentence(
        "note", "{heading}: '{value}' is an answer you have decided on before, so nothing was done with it.",
        "Nothing to do. Your decision is on Decisions.")
    COPY_TIME_UNKNOWN = Sentence(
        "error", "{heading}: two copies of this workbook differ, and we cannot tell which was saved last.",
        "Decide on Decisions which should count.", "Please give the answer that counts.")
    EARLIER_ROUND = Sentence(
        "note", "This is the form as at {then}, and its answers were taken in as of that day; the round now is as at "
        "{now}.", "Nothing to do: {agency} owes nothing as at {now}.")
    EARLIER_ROUND_OWED = Sentence(
        "note", "This is the form as at {then}, and its answers were taken in as of that day; they do not count for "
        "the round as at {now}.", "{agency} still owes {rows} as at {now}. Ask for that form.")
    WORDS_OUTSIDE = Sentence(
        "warning", "Words outside the table: '{value}'.",
        "Read them: nothing was done with them. They are kept with the return, word for word.")
    SENDER_DIFFERS = Sentence(
        "warning", "This workbook of {agency} was sent by {value}, a contact of {other}.",
        "It was taken in as {agency}'s, because the return reference decides. Ask if that is right.")
    NO_WORKBOOK = Sentence(
        "error", "There is no workbook in this e-mail, and its sender ({value}) is not on the sheet Agencies.",
        "Read it; if it is an answer, put the sender on Agencies and the e-mail into the inbox again.")
    MAIL_SAYS = Sentence("warning", "{why}", "{remedy}")
    MACROS = Sentence(
        "note", "The workbook holds macros. They were not run; only its cells were read.",
        "Nothing to do. If the agency did not put them there, ask who did before anyone opens it.")
    # the coordinator's own workbook
    GREY_CHANGED = Sentence(
        "warning", "{heading} is not changed here; '{value}' was put back to '{taken}'.",
        "The replaced workbook is in the folder 'previous'.")
    NOT_TAKEN = Sentence(
        "error", "{why}",
        "Nothing on this row was taken in; what was typed is still there. Correct it, save, and collect again.")
    CHANGED_WHILE_OUT = Sentence(
        "note", "{heading} was changed; the workbooks that are out with {agencies} show it as it was.",
        "Tell them if it matters to their answer, or send a new workbook with: dhr-xl issue --again.")
    MOVED_MEANWHILE = Sentence("warning", "Two copies of master.xlsx differ: {why}", "{remedy}")
    NOT_WAITING = Sentence(
        "warning", "{name} does not wait for a decision, so {typed} was not taken.",
        "If it should be otherwise, change it on Actions.")
    WORDING_PUT_RIGHT = Sentence(
        "note", "'{value}' is now the plan's wording for {heading}; it was '{other}'.",
        "If it was meant as a remark, write the plan's words back on Actions; both are in the history.")
    HALF_PAINTED = Sentence(
        "warning", "master.xlsx was saved while it was being painted, so nothing was taken in from it.",
        "Edits that were saved before are in the plan; for later ones look into the newest file of 'previous'.")
    FOREIGN_SHEET = Sentence(
        "note", "'{value}' is yours and is not kept when master.xlsx is written again.",
        "It is safe in the folder 'previous'; keep it in a workbook of its own.")
# fmt: on


class Problem(NamedTuple):
    """One problem at one place.

    cell: where it is, None for the file as a whole; ref: the row's action, or ''; field: key of the column, or '';
    value: what was found there.
    """

    code: Code
    message: str
    remedy: str
    cell: CellRef | None = None
    ref: str = ""
    field: str = ""
    value: str = ""

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return self.code.value.severity

    def __str__(self) -> str:
        cell = f"{self.cell.sheet} {self.cell.cell}" if self.cell else ""
        where = " ".join(part for part in (cell, self.ref) if part)
        return f"{where}: {self.message}" if where else self.message


def problem(
    code: Code, cell: CellRef | None = None, *, ref: str = "", field: str = "", value: str = "", **words: object
) -> Problem:
    """Make a problem: the sentence of `code` with its words put in. Raises KeyError where one is missing."""
    filled = code.value.fill(ref=ref, value=value, **words)
    return Problem(code, filled.message, filled.remedy, cell, ref, field, value)
