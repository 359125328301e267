"""The answers that fit a question: the words of its drop-down on Decisions, and the way of deciding each stands for."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import BY_KEY, COMPLETE, STATUS_CHOICES, TAKE_WORDS
from dhr_xl.core.plan.kinds import DecisionKind, Take
from dhr_xl.core.plan.meeting import CHOICES
from dhr_xl.core.plan.model import BOARD
from dhr_xl.core.plan.records import Question
from dhr_xl.core.plan.words import alternatives
from dhr_xl.core.returns.answers import DID_YOU_MEAN, choice_of, near_choice
from dhr_xl.core.returns.questions import holds_day, wording_of

Words = Mapping[str, Take]
"""Answers as they are listed: the words of each -> its way of deciding."""


def _general(*takes: Take) -> dict[str, Take]:
    return {TAKE_WORDS[take]: take for take in takes}


BOARD_WORDS: Final = tuple(dict.fromkeys(word for words in CHOICES.values() for word in words))
"""Every word of the drop-downs in the board's workbook."""
DATE_WORDS: Final[Words] = {
    "Agree the new date": Take.THEIRS,
    "Keep the date": Take.OURS,
    "Another date": Take.VALUE,
}
BACKWARDS_WORDS: Final[Words] = {"Reopen": Take.THEIRS, "Leave it complete": Take.OURS}
GENERAL_WORDS: Final[Words] = _general(*TAKE_WORDS)
"""The words that were listed for every question once; each is still understood beside the words of its question."""
CONFLICT: Final = "decision"
"""Names the list of most questions: that of the column itself."""
WORDING, QUERY, ENTER, DATE, BACKWARDS, MEANT = (
    f"{CONFLICT}_{kind}" for kind in ("wording", "query", "enter", "date", "backwards", "meant")
)
REPLY, READ = f"{CONFLICT}_reply", f"{CONFLICT}_read"
NOBODY_ASKED: Final = "_own"
"""Ends the name of a list for questions about the plan's own words: there is no agency to ask."""


def meant_words(choice: str) -> str:
    """The answer that takes a near miss of a drop-down word as that word."""
    return f'Yes, "{choice}" is meant'


def _lists() -> Iterator[tuple[str, Words]]:
    """Every list: those of questions that an agency may be asked, each again without that."""
    keep_or_word, ask = _general(Take.OURS, Take.VALUE), _general(Take.ASK)
    own: dict[str, Words] = {
        CONFLICT: _general(Take.OURS, Take.THEIRS, Take.VALUE),
        WORDING: keep_or_word,
        QUERY: keep_or_word,
        ENTER: _general(Take.OURS),
        DATE: DATE_WORDS,
        BACKWARDS: {**BACKWARDS_WORDS, **_general(Take.VALUE)},
    }
    for key, words in own.items():
        yield key, {**words, **ask}
        yield f"{key}{NOBODY_ASKED}", words
    for choice in STATUS_CHOICES:
        yield _meant_key(choice), {meant_words(choice): Take.MEANT, **ask, **keep_or_word}
    for choice in BOARD_WORDS:
        yield _meant_key(choice), {meant_words(choice): Take.MEANT, **keep_or_word}
    yield REPLY, _general(Take.READ, Take.ASK)
    yield READ, _general(Take.READ)


def _meant_key(choice: str) -> str:
    return f"{MEANT}_{choice.lower().replace(' ', '_')}"


LIST_TITLES: Final[Mapping[str, str]] = {
    CONFLICT: "plan and return differ",
    WORDING: "cannot be taken as it is",
    QUERY: "something is wrong",
    ENTER: "to enter by hand",
    DATE: "a new date",
    BACKWARDS: "no longer Complete",
    **{_meant_key(choice): f"nearly {choice}" for choice in (*STATUS_CHOICES, *BOARD_WORDS)},
    REPLY: "an e-mail",
    READ: "words to read",
}
"""What the questions of a list are about, in words; of a list without an agency to ask, by the key of the other."""
ANSWER_LISTS: Final[Mapping[str, Words]] = dict(_lists())
"""Key of a list -> its answers."""


STRAIGHT: Final = str.maketrans("“”„«»", '"' * 5)
"""Quotation marks as a program may turn them while they are typed."""
TO_READ: Final[Mapping[DecisionKind, str]] = {DecisionKind.WORDS: READ, DecisionKind.REPLY: REPLY}
"""Kinds of question about words that are no answer to a row -> their list."""
OF_KIND: Final[Mapping[DecisionKind, str]] = {
    DecisionKind.DATE: DATE,
    DecisionKind.BACKWARDS: BACKWARDS,
    DecisionKind.QUERY: QUERY,
    **dict.fromkeys((DecisionKind.TWICE, DecisionKind.UNKNOWN), ENTER),
}
"""Kinds of question with answers of their own -> their list; the others have that of a conflict."""


class Fitting(NamedTuple):
    """The answers that fit one question. key: of its list in ANSWER_LISTS; also: further words that are understood."""

    key: str
    also: Words = GENERAL_WORDS

    @property
    def words(self) -> Words:
        """The answers, as they are listed."""
        return ANSWER_LISTS[self.key]

    @property
    def sentence(self) -> str:
        """What may be chosen, as a sentence."""
        return f"Choose {alternatives(self.words)}."

    def take_of(self, typed: str) -> Take | None:
        """The way of deciding that was typed; None for words that are no answer to this question."""
        understood = {**self.also, **self.words}
        words = choice_of(typed.translate(STRAIGHT), tuple(understood))
        return understood[words] if words else None

    def words_of(self, take: Take) -> str:
        """How a way of deciding is shown on Decisions; what its drop-down lacks is shown by the general words."""
        shown = Take.VALUE if take is Take.BASE else take
        return next((words for words, one in self.words.items() if one is shown), "") or TAKE_WORDS.get(shown, "")


def answers_to(question: Question) -> Fitting:
    """The answers that fit a question."""
    backwards = question.kind is DecisionKind.BACKWARDS  # understood also where the plan is not Complete any more
    return Fitting(_key_of(question), {**GENERAL_WORDS, **BACKWARDS_WORDS} if backwards else GENERAL_WORDS)


def _key_of(question: Question) -> str:
    """The key of the list of a question's answers."""
    if question.kind in TO_READ:
        return TO_READ[question.kind]
    if choice := meant_choice(question):
        return _meant_key(choice)
    key = OF_KIND.get(question.kind, CONFLICT)
    if key == BACKWARDS and question.ours != COMPLETE:
        key = CONFLICT
    if key == CONFLICT and not _can_be_used(question):
        key = WORDING
    return key if question.agency not in {"", BOARD} else f"{key}{NOBODY_ASKED}"


def meant_choice(question: Question) -> str:
    """The drop-down word that an answer in error nearly is, as its question asks; '' where none is near."""
    if question.kind is DecisionKind.WRONG and question.agency == BOARD:
        return next((word for word in BOARD_WORDS if f" {DID_YOU_MEAN.format(choice=word)}" in question.asked), "")
    field = BY_KEY.get(question.field)
    if question.kind is not DecisionKind.WRONG or field is None or field.kind != "choice":
        return ""
    return "" if choice_of(question.theirs, field.choices) else near_choice(question.theirs, field.choices)


def _can_be_used(question: Question) -> bool:
    """Whether what the return says can be written into the plan as it stands."""
    if question.kind is not DecisionKind.WRONG and not holds_day(question.field):
        return True
    return not wording_of(question.field, question.theirs)[1]
