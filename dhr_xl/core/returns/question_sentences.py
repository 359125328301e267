"""The catalogue of questions: what is asked about each kind of decision, and what the coordinator is to do about it."""

from collections.abc import Mapping
from typing import Final

from dhr_xl.core.plan.kinds import SLIP_KINDS
from dhr_xl.core.plan.kinds import DecisionKind as Kind
from dhr_xl.core.returns.problems import Code

OF_RETURN: Final[Mapping[Kind, str]] = {
    Kind.EDIT: "{agency} says '{theirs}' under {heading}, but the plan was changed to '{ours}' after the workbook went "
    "out. Which stands?",
    Kind.TEAMS: "{teams}",
    Kind.COPIES: "Two copies of {agency}'s workbook differ under {heading}, and we cannot tell which was saved last. "
    "This one says '{theirs}', the plan '{ours}'. Which stands?",
    Kind.BACKWARDS: "The plan has {agency}'s answer as Complete; now {agency} says '{theirs}'. Is it open again?",
    Kind.ROW: "{agency}'s answers and the plan as it is now do not fit together. Should the answers stand?",
    Kind.BOARD: "{problem}",
    Kind.WITHDRAWN: "{agency} answered an action that was {left} after the workbook went out.",
    Kind.LOCKED_TEXT: "{agency} changed the plan's own words under {heading} to '{theirs}'. Should the plan be "
    "changed?",
    Kind.DATE: "{agency} asks for the new target date {theirs}; the date now is {ours}.{warning} Is it agreed?",
    Kind.QUERY: "{agency} says something is wrong with this action: '{theirs}'. What should happen?",
    Kind.WRONG: "{problem}",
    Kind.SHIFTED: "Part of {agency}'s sheet was sorted or moved, so we cannot tell if this answer is about this "
    "action.",
    Kind.TWICE: "This action is on more than one row of {agency}'s return, so none of them was taken in.",
    Kind.UNKNOWN: "{agency} sent back a row whose Ref was not on its workbook.",
    Kind.PRIVATE: "This row of {agency}'s return has a name on the private list, so all of it is held.",
    Kind.NOT_COMPLETE: "This action was signed off in {source}, but no agency calls it Complete.",
    Kind.NO_REASON: "This action was withdrawn in {source}, without a reason.",
    Kind.NO_EVIDENCE: "{agency}'s answer was entered as Complete in {source}, without evidence.",
    Kind.GROUP: "{agency}'s answer under {heading} waits with the rest of its row.",
}
"""What is so, in words that the agency may read too: they stand in its corrections copy and in letters to it."""
OF_MASTER: Final[Mapping[Kind, str]] = {
    **OF_RETURN,
    Kind.EDIT: "{source} says '{theirs}' under {heading}, but the plan was changed to '{ours}' after that copy was "
    "written. Which stands?",
    Kind.GROUP: "{source} says '{theirs}' under {heading}, which belongs with another cell of its row.",
}
"""The same of the coordinator's own edits, which no agency sent."""
OF_PUT_RIGHT: Final[Mapping[Kind, str]] = {
    **OF_RETURN,
    Kind.EDIT: "{source} puts {agency}'s answer under {heading} right to '{theirs}', but the plan was changed to "
    "'{ours}' after that copy was written. Which stands?",
    Kind.BACKWARDS: "The plan has {agency}'s answer as Complete; {source} puts it right to '{theirs}'. Is it open "
    "again?",
}
"""The same of an agency's answer that the coordinator put right on To check: nobody of the agency said it."""
OF_EDITION: Final[Mapping[Kind, str]] = {
    **dict.fromkeys(
        OF_RETURN,
        "The new edition {source} says '{theirs}' under {heading}, which belongs with another cell of its row.",
    ),
    Kind.EDIT: "The new edition {source} says '{theirs}' under {heading}, but the plan was changed to '{ours}' since "
    "the last edition. Which stands?",
    Kind.BACKWARDS: "The plan has {agency}'s answer as Complete; the new edition {source} says '{theirs}'. Is it open "
    "again?",
    Kind.WITHDRAWN: "The new edition {source} changes an action that was withdrawn from the plan: under {heading} it "
    "says '{theirs}'.",
    Kind.CLEARED: "The new edition {source} leaves {heading} blank, where the last one said '{base}'. Should it be "
    "blank?",
}
"""The same of a newer edition of the plan's document."""
OF_EDITION_ANSWER: Final[Mapping[Kind, str]] = {
    **OF_EDITION,
    Kind.EDIT: "The new edition {source} says '{theirs}' under {heading}, but {agency}'s answer in the plan is "
    "'{ours}'. Which stands?",
}
"""The same where it is about an agency's answer."""
ALSO: Final[Mapping[Kind, str]] = {
    Kind.EDIT: "Under {heading} it says '{theirs}', the plan '{ours}'.",
    Kind.COPIES: "They differ under {heading} too: this one says '{theirs}', the plan '{ours}'.",
    Kind.LOCKED_TEXT: "It changed {heading} too, to '{theirs}'.",
    Kind.QUERY: "It says too that something is wrong with this action: '{theirs}'.",
}
"""The same of a further cell of one matter, after a sentence of the same kind or of locked text. Kinds that are not
here repeat their own sentence."""
HINTS: Final[Mapping[Kind, str]] = {
    **dict.fromkeys(
        (
            Kind.EDIT, Kind.TEAMS, Kind.COPIES, Kind.BACKWARDS, Kind.ROW, Kind.LOCKED_TEXT, Kind.QUERY,
            Kind.CLEARED, Kind.AGENCIES, Kind.REPLY,
        ),
        "",
    ),
    Kind.DATE: "Leave it, and the board is asked at its meeting.",
    Kind.BOARD: "Use the return lets the board's decision stand; Keep the plan leaves the plan as it is.",
    Kind.WRONG: "What should the plan say?",
    Kind.WITHDRAWN: "Should its answers be taken in all the same?",
    Kind.SHIFTED: "Should it be taken in here?",
    Kind.TWICE: "Enter what counts on Actions, then choose Keep the plan.",
    Kind.UNKNOWN: "If its words are about another action, enter them there on Actions, then choose Keep the plan.",
    Kind.PRIVATE: "Look at the original, and say what the plan should say.",
    Kind.GROUP: "Should it be taken in?",
    **dict.fromkeys(SLIP_KINDS, "Use the return takes it in all the same; Keep the plan leaves the plan as it is."),
    Kind.WORDS: "Read it, do what it asks, then choose Read.",
}  # fmt: skip
"""What the coordinator is to do, said after the sentence; '' where the sentence asks it already."""
LEFT: Final[Mapping[Code, str]] = {
    Code.ROW_WITHDRAWN: "withdrawn",
    Code.ROW_MOVED: "moved to another agency",
    Code.ROW_CLOSED: "closed by the board",
}
"""How an action that an agency answers was ended or given away, where the problem of its row does not name it."""
LEFT_SOMEHOW: Final = "withdrawn, moved or closed"
LEFT_ALONE: Final = "{whose} was held with another of its row, which is settled. Should it stand?"
APART: Final = (
    "One decision counts for all of this. To decide them apart, choose Use my wording and write a line for each, such "
    "as '{heading}: …'."
)
UNNAMED: Final[Mapping[bool, str]] = {
    True: "{headings} as the plan has it",
    False: "{headings} as the return says",
}
"""What 'Use my wording' does with an answer it does not name, by whether that answer stays as the plan has it."""
ONLY_COMPLETE: Final = " (date and outcome only if the status is then Complete)"
"""Said of a date completed and an outcome that come in with the status they belong to."""
NOT_LATER: Final = " That is not later."
PAST: Final = " That day has passed."


def template_of(kind: Kind, *, agency: str, edition: bool, put_right: bool = False) -> str:
    """The sentence that asks about a decision of this kind, its words still to be put in.

    agency: whose answer it is about, '' for the plan's own words; edition: a newer edition of the plan's document says
    it; put_right: the coordinator put the agency's answer right. Raises KeyError for a kind that raises no question, or
    whose question is worded where it is put (an agency's reply without its workbook, words to read, agencies that
    contradict each other).
    """
    if edition:
        return (OF_EDITION_ANSWER if agency else OF_EDITION)[kind]
    if agency and put_right:
        return OF_PUT_RIGHT[kind]
    return (OF_RETURN if agency else OF_MASTER)[kind]
