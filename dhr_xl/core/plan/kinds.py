"""The words that the register or a JSON document stores and the program decides on. Their values never change.

Code names a member, never its word, so that a misspelt one is found before it runs. Every table keyed by one of these
has an entry for each member it can meet; tests/core/plan/test_kinds.py walks them.
"""

from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """What became of one differing cell (docs/merge.md has the table of cases), or what a question is about."""

    MERGED = "merged"
    ALREADY = "already"
    """Both sides say the same already."""
    CONFLICT = "conflict"
    HELD = "held"
    """Not merged: something is wrong with it, or it waits with another cell of its row."""
    PROPOSAL = "proposal"
    """A change of what the plan or the board says: someone has to agree to it."""
    NOTED = "noted"
    """Recorded, and nothing else: it says nothing new."""
    TO_READ = "to_read"
    """Of a question only: words that are no answer to a row and wait to be read."""


ASKED_OUTCOMES: Final = frozenset({Outcome.CONFLICT, Outcome.HELD, Outcome.PROPOSAL})
"""Outcomes of a cell that a person decides."""


class DecisionKind(StrEnum):
    """Why a cell has its outcome, and so why a question is asked."""

    NONE = ""
    """Of what merged, or said the same already: no reason is needed."""

    # conflicts
    EDIT = "edit"
    """The plan and the sender both changed the cell."""
    AGENCIES = "agencies"
    """The agencies that share an action contradict each other."""
    TEAMS = "teams"
    """Two teams of one agency filled in copies of one workbook in different ways."""
    BACKWARDS = "backwards"
    """An answer goes from Complete to something less."""
    ROW = "row"
    """The row is consistent on either side and would not be once merged."""

    BOARD = "board"
    """The board decided on an action that the plan has changed since the board's workbook was made."""

    # held
    WITHDRAWN = "withdrawn"
    """The action was withdrawn, moved to another agency or closed by the board since the workbook was sent."""
    COPIES = "copies"
    """Two saves of one workbook differ, and which was saved last is not known."""
    WRONG = "wrong"
    """The cell is in error."""
    GROUP = "group"
    """Another cell of its group is held or in conflict."""
    SHIFTED = "shifted"
    """Part of the sheet was sorted or moved, so the row's answers may be another's."""
    TWICE = "twice"
    """The Ref is on more than one row."""
    UNKNOWN = "unknown"
    """The Ref was not on the workbook that was sent."""
    PRIVATE = "private"
    """The row holds a name of the private list."""
    REPLY = "reply"
    """An agency answered by e-mail, without its workbook."""
    CLEARED = "cleared"
    """A newer edition of the document leaves blank what the last one said."""
    NOT_COMPLETE = "not_complete"
    """The coordinator signed off an action that no agency calls Complete."""
    NO_REASON = "no_reason"
    """The coordinator withdrew an action without a reason."""
    NO_EVIDENCE = "no_evidence"
    """The coordinator entered Complete without evidence."""

    # proposals
    LOCKED_TEXT = "locked_text"
    """The plan's own words were changed in a return."""
    DATE = "date"
    """A new target date is asked for."""
    QUERY = "query"
    """The agency says that something is wrong with the action."""

    # noted
    OLDER_COPY = "older copy"
    """An earlier save of a workbook that was taken in already."""
    DECIDED = "decided"
    """A person has decided this very answer before. Of a merged cell: a decision on Decisions wrote it."""
    SHOWN = "shown"
    """A cell that is only shown for information was changed."""

    # not of a cell
    WORDS = "words"
    """Words that wait to be read."""
    NEW_ACTION = "new action"
    """The coordinator, or a newer edition, added the action."""


WAITING_KINDS: Final = frozenset({DecisionKind.GROUP, DecisionKind.ROW})
"""Kinds of a cell that only waits with another cell of its row."""
WHOLE_ROW_KINDS: Final = frozenset(
    {DecisionKind.WITHDRAWN, DecisionKind.SHIFTED, DecisionKind.PRIVATE, DecisionKind.TWICE, DecisionKind.UNKNOWN}
)
"""Kinds that hold every cell of a row for one reason."""
SLIP_KINDS: Final = (DecisionKind.NOT_COMPLETE, DecisionKind.NO_REASON, DecisionKind.NO_EVIDENCE)
"""Kinds of what only a slip would enter in master.xlsx."""
TO_ENTER_KINDS: Final = (DecisionKind.REPLY, DecisionKind.TWICE, DecisionKind.UNKNOWN)
"""Kinds of question whose words cannot be written into the plan as they stand."""


class Take(StrEnum):
    """How a question is decided: the word of ``dhr-xl resolve --take``."""

    OURS = "ours"
    THEIRS = "theirs"
    BASE = "base"
    VALUE = "value"
    MEANT = "meant"
    """The return's value, read as the drop-down word that it nearly is."""
    ASK = "ask"
    READ = "read"


class QuestionState(StrEnum):
    """The state of a question."""

    OPEN = "open"
    ASKED = "asked"
    """The coordinator has put it to the agency."""
    DECIDED = "decided"
    CLOSED = "closed"
    """It answered itself."""
    TAKEN_BACK = "taken back"


OPEN_STATES: Final = (QuestionState.OPEN, QuestionState.ASKED)


class ReturnState(StrEnum):
    """The state of a file that came in."""

    STANDING = "standing"
    TAKEN_BACK = "taken back"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    REPLY = "reply"
    """An e-mail of an agency without its workbook."""


class ReturnOutcome(StrEnum):
    """What ``collect`` says of a file as a whole."""

    MERGED = "merged"
    MERGED_WITH_PROBLEMS = "merged_with_problems"
    NOTHING_TO_REPORT = "nothing_to_report"
    NO_CHANGE = "no_change"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


class IssueKind(StrEnum):
    """What was sent out."""

    RETURN = "return"
    MASTER = "master"
    BOARD = "board"
    """The workbook in which the board decides."""


class MessageState(StrEnum):
    """How far a message got."""

    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"


class MessageKind(StrEnum):
    """What a message is about: the word of ``dhr-xl email --what``, and how its file's name begins."""

    LETTERS = "letters"
    """For each agency the one of the next three that it needs, else what the board decided; no message is of it."""
    WORKBOOKS = "workbooks"
    CORRECTIONS = "corrections"
    CHASE = "chase"
    DECISIONS = "decisions"
    """Only what the board decided about an agency's actions."""
    ESCALATION = "escalation"
    """To the contacts "Escalate to" of an agency that has long been late."""
    CONSOLIDATED = "consolidated"
    PLEASE_ATTACH = "please attach"
    """To an agency that sent a link instead of its workbook; written by ``collect``."""


ANSWERED_FOR: Final = (MessageKind.WORKBOOKS, MessageKind.CORRECTIONS, MessageKind.CHASE, MessageKind.DECISIONS)
"""The letters to those who answer for an agency. Each says what was decided since the one before."""
LETTERS: Final = (*ANSWERED_FOR, MessageKind.CONSOLIDATED)
"""The messages whose day is shown and entered as Letter sent on: an agency's letters, and the board's."""


class MarkKind(StrEnum):
    """Why a cell of a corrections copy is marked."""

    WRONG = "wrong"
    """A problem was found in it."""
    ASKED = "asked"
    """The coordinator asks about it."""
    OWED = "owed"
    """It has no answer yet."""


class SideKind(StrEnum):
    """What a run changed beside the plan's cells: a question, or a line of one of these lists."""

    QUESTION = "question"
    CONTACT = "contact"
    AGENCY = "agency"
    RECOMMENDATION = "recommendation"
    """The number of a recommendation."""
    ABOUT = "about"
    """The lead, scope or section of a recommendation."""
    PLACE = "place"
    """The place of an action in the plan."""
    ORDER = "order"
    EDITION = "edition"
    AS_AT = "as at"
    FINDING = "finding"
    UNPLACED = "unplaced"
    EXTENDED = "extended"
    NOTE = "note"
    COLUMN = "column"
    """A column of the coordinator's own."""
    EXTRA = "extra"
    """A text in one of these columns."""
