"""Every member of an enumeration has an entry in each table that is keyed by it."""

import pytest

from dhr_xl.commands.collect import OUTCOME_WORDS
from dhr_xl.core.plan.columns import TAKE_WORDS
from dhr_xl.core.plan.kinds import (
    ASKED_OUTCOMES,
    SLIP_KINDS,
    TO_ENTER_KINDS,
    WAITING_KINDS,
    WHOLE_ROW_KINDS,
    DecisionKind,
    Outcome,
    QuestionState,
    ReturnOutcome,
    Take,
)
from dhr_xl.core.returns.asking import ask_coordinator, matter_of, stays_unnamed
from dhr_xl.core.returns.fitting_answers import ANSWER_LISTS, OF_KIND, TO_READ
from dhr_xl.core.returns.merge import CASES
from dhr_xl.core.returns.question_sentences import (
    ALSO,
    HINTS,
    OF_EDITION,
    OF_EDITION_ANSWER,
    OF_MASTER,
    OF_RETURN,
    template_of,
)
from dhr_xl.core.views.master import STATE_WORDS, TO_READ_WORDS

UNASKED_KINDS = {
    DecisionKind.NONE, DecisionKind.OLDER_COPY, DecisionKind.DECIDED, DecisionKind.SHOWN, DecisionKind.NEW_ACTION
}  # fmt: skip
"""Kinds of decision that raise no question."""
ASKED_KINDS = [kind for kind in DecisionKind if kind not in UNASKED_KINDS]
WORDED_ELSEWHERE = {DecisionKind.AGENCIES, DecisionKind.REPLY, DecisionKind.WORDS}
"""Kinds whose question is worded where it is put: it needs more than a decision has."""


@pytest.mark.parametrize("kind", ASKED_KINDS)
def test_kinds__each_that_is_asked_has_a_hint_and_a_matter(kind):
    assert ask_coordinator(kind, "Asked.").startswith("Asked.")
    assert matter_of("status", kind) in {"answers", "date", "plan"}


@pytest.mark.parametrize("kind", ASKED_KINDS)
@pytest.mark.parametrize("agency", ["", "POLICE"])
@pytest.mark.parametrize("edition", [False, True])
def test_template_of__each_kind_is_worded_for_each_sender(kind, agency, edition):
    if kind in WORDED_ELSEWHERE or (kind is DecisionKind.CLEARED and not edition):
        with pytest.raises(KeyError):
            template_of(kind, agency=agency, edition=edition)
    else:
        assert template_of(kind, agency=agency, edition=edition)


@pytest.mark.parametrize("kind", sorted(UNASKED_KINDS))
def test_template_of__what_raises_no_question_has_no_sentence(kind):
    for table in (OF_RETURN, OF_MASTER, OF_EDITION, OF_EDITION_ANSWER, ALSO, HINTS):
        assert kind not in table


def test_cases__name_kinds_that_fit_their_outcome():
    """What a person is asked has a sentence; what is not asked needs none."""
    for _, outcome, kind in CASES:
        asked = outcome in ASKED_OUTCOMES
        assert (kind in OF_RETURN) is asked
        assert asked or kind in UNASKED_KINDS


def test_sets_of_kinds__are_of_kinds_that_are_asked():
    assert {*WAITING_KINDS, *WHOLE_ROW_KINDS, *SLIP_KINDS, *TO_ENTER_KINDS} <= set(ASKED_KINDS)


@pytest.mark.parametrize("state", QuestionState)
def test_states__each_has_its_word_on_the_sheet(state):
    assert STATE_WORDS[state]
    assert TO_READ_WORDS[state]


def test_takes__each_is_a_decision_of_the_sheet():
    assert {take for answers in ANSWER_LISTS.values() for take in answers.values()} == set(Take) - {Take.BASE}
    assert set(TAKE_WORDS) == set(Take) - {Take.BASE, Take.MEANT}


def test_answers__every_kind_of_question_has_a_list():
    assert set(OF_KIND) | set(TO_READ) <= {*ASKED_KINDS, DecisionKind.WORDS, DecisionKind.REPLY}
    assert {*OF_KIND.values(), *TO_READ.values()} <= set(ANSWER_LISTS)


def test_outcomes__each_of_a_file_is_counted_on_today():
    assert list(OUTCOME_WORDS) == list(ReturnOutcome)


@pytest.mark.parametrize("outcome", [*sorted(ASKED_OUTCOMES), Outcome.TO_READ])
def test_stays_unnamed__says_of_each_outcome_that_is_asked(outcome):
    assert stays_unnamed(outcome) is (outcome is not Outcome.HELD)
