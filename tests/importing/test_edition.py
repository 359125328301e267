"""Which recommendations and actions of two editions are the same."""

import pytest

from dhr_xl.core.plan.model import Action, Agency, Recommendation
from dhr_xl.importing.edition import BaseRecommendation, find_reordered, has_same_words, match_edition
from dhr_xl.importing.edition_codes import match_agencies

RISK = "Officers should assess the risk to every victim at every call."
FORM = "The Trust should record who attends with a patient."
ASK = "Housing officers should ask about the safety of tenants."


def one(number, text, *actions, **more):
    """Make a recommendation. actions: "words" or "words @AGENCY"."""
    rows = []
    for place, words in enumerate(actions, start=1):
        text_of, _, agency = words.partition(" @")
        agency = agency or "POLICE"
        rows.append(Action(ref=f"{number}.{place}", agency=agency, agencies=(agency,), action=text_of))
    return Recommendation(number=number, text=text, actions=tuple(rows), **more)


def matched(base, newer):
    return match_edition([BaseRecommendation(r.number, r) for r in base], newer)


def test_match__the_same_words_anywhere():
    found = matched([one("1", RISK), one("2", FORM), one("3", ASK)], [one("1", ASK), one("2", RISK), one("3", FORM)])
    assert (found.keys, found.unsure) == (("3", "1", "2"), ())


def test_match__reworded_under_its_number():
    found = matched(
        [one("1", RISK), one("2", FORM)],
        [one("1", RISK), one("2", "The Trust should write down who comes with a patient.")],
    )
    assert found.keys == ("1", "2")


def test_match__other_words_under_its_number_are_a_new_one():
    found = matched(
        [one("1", RISK), one("2", FORM)], [one("1", RISK), one("2", "Schools need a list of telephone numbers.")]
    )
    assert found.keys == ("1", "")
    assert [(u.key, u.paired) for u in found.unsure] == [("2", False)]


def test_match__few_words_in_common_but_the_same_action():
    words = "Change the record form used in emergency care"
    found = matched([one("2", FORM, words)], [one("2", "Hospitals must know whom they see.", words)])
    assert (found.keys, found.refs, found.unsure) == (("2",), (("2.1",),), ())


def test_match__two_with_the_same_words_by_number_and_order():
    found = matched([one("1", RISK), one("2", RISK)], [one("1", RISK), one("2", RISK)])
    assert (found.keys, found.unsure) == (("1", "2"), ())


def test_match__one_of_two_alike_removed_is_reported():
    found = matched([one("1", RISK), one("2", f"{RISK} Always.")], [one("7", f"{RISK} Yes.")])
    assert [u.paired for u in found.unsure] == [True]


def test_match__without_a_text_by_number():
    found = matched(
        [one("1", "", "Train staff"), one("2", "", "Write it")], [one("2", "", "Write it"), one("1", "", "Train staff")]
    )
    assert found.keys == ("2", "1")


def test_match__a_corrected_plan_by_its_current_words():
    base = [
        BaseRecommendation(
            "1", one("1", FORM, "Do a thing that was misread"), {"1.1": "Train all staff in risk assessment"}
        )
    ]
    found = match_edition(base, [one("1", FORM, "Train all staff in risk assessment")])
    assert (found.refs, found.unsure) == ((("1.1",),), ())


def test_actions__by_words_though_the_agency_changed():
    base = [one("1", RISK, "Train all staff @POLICE", "Audit the calls @POLICE")]
    found = matched(base, [one("1", RISK, "Audit the calls @POLICE", "Train all staff @NHS")])
    assert (found.refs, found.unsure) == ((("1.2", "1.1"),), ())


def test_actions__reworded_by_agency():
    base = [one("1", RISK, "Train all response staff @POLICE", "Change the form @NHS")]
    found = matched(base, [one("1", RISK, "Train everyone on response teams @POLICE", "Change the form @NHS")])
    assert found.refs == (("1.1", "1.2"),)


def test_actions__different_words_of_one_agency_are_two():
    found = matched([one("1", RISK, "Train all response staff")], [one("1", RISK, "Publish a leaflet for families")])
    assert found.refs == (("",),)
    assert [(u.key, u.paired) for u in found.unsure] == [("1.1", False)]


def test_actions__blank_ones_by_agency_and_order():
    base = [one("1", RISK, "", "@NHS")]
    base[0] = base[0]._replace(actions=tuple(a._replace(action="") for a in base[0].actions))
    found = matched(base, [one("1", RISK, "Train all staff now")])
    assert found.refs == (("1.1",),)


def test_actions__moved_to_another_recommendation():
    words = "Write a protocol for sharing concerns"
    found = matched(
        [one("1", RISK, "Train them"), one("2", FORM, words)], [one("1", RISK, "Train them", words), one("2", FORM)]
    )
    assert found.refs == (("1.1", "2.1"), ())


def test_actions__few_words_do_not_move():
    found = matched([one("1", RISK, "As above"), one("2", FORM)], [one("1", RISK), one("2", FORM, "As above")])
    assert found.refs == ((), ("",))


def test_share__of_another_plan():
    assert matched([one("1", RISK), one("2", FORM)], [one("1", "Rivers must be clean for otters and fish.")]).share == 0
    assert matched([one("1", RISK), one("2", FORM)], [one("1", RISK)]).share == 1
    assert matched([], [one("1", RISK)]).share == 1


@pytest.mark.parametrize(("before", "after", "moved"), [
    ("abcde", "abcde", ""),
    ("abcde", "aecdb", "eb"),
    ("abcde", "bcdea", "a"),
    ("abc", "xcay", "c"),
    ("", "ab", ""),
])  # fmt: skip
def test_find_reordered__as_few_as_possible(before, after, moved):
    assert len(find_reordered(before, after)) == len(moved)
    assert set(find_reordered(before, after)) <= set(before)


@pytest.mark.parametrize(("a", "b", "same"), [
    ("One \u2018word\u2019 \u2013 two", "One 'word' - two", True),
    ("multi- agency\nwork", "multi-agency work", True),
    ("\u2022 One\n\u2022 Two", "One Two", True),
    ("Police", "police", False),
    ("must", "must not", False),
])  # fmt: skip
def test_has_same_words__ignores_spaces_quotes_dashes_and_bullets(a, b, same):
    assert has_same_words(a, b) is same


KNOWN = (
    Agency(code="POLICE", name="Northmoor Police", aliases=("NP",)),
    Agency(code="CSC", name="Children's Social Care"),
)


@pytest.mark.parametrize(("code", "name", "known"), [
    ("NP", "Northmoor Police", "POLICE"),
    ("NP", "NP", "POLICE"),
    ("POLICE", "Northmoor Police Force", "POLICE"),
    ("CSC", "County Safety Committee", "CSC2"),
    ("NHS", "Hospitals Trust", "NHS"),
])  # fmt: skip
def test_match_agencies__by_name_and_never_by_code_alone(code, name, known):
    codes, added = match_agencies(KNOWN, [Agency(code=code, name=name)])
    assert codes[code] == known
    assert [agency.code for agency in added] == ([] if known in {"POLICE", "CSC"} else [known])
