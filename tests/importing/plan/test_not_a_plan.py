"""A document that is no plan, or was not understood, is refused, saying what was found and what to do."""

import pytest

from dhr_xl.errors import Stop
from importing.grids import plan_of

HEADINGS = "Recommendation | Action | Lead agency | Target date"
LIST = "\n".join(f"{n}. Agencies should do thing {n} | | |" for n in range(1, 6))
LONG = f"1. Do it | {'The panel heard that staff were not told. ' * 100} | CSP | May 2016"
ROWS = "\n".join(f"{n}. Do it | Train | CSP | May 2016" for n in range(2, 5))
CASES = {
    "nothing": ("", "holds no words"),
    "prose": (
        "Dear all, the plan is attached.",
        "No action plan was found in plan.docx: it holds no table and 6 words",
    ),
    "another table": ("Name | Telephone | Post\nA Smith | 01234 | Nurse", "it holds one table"),
    "a form left blank": (f"{HEADINGS}\n | | |\n | | |", "a form left blank"),
    "a form with numbers": (f"No | {HEADINGS}\n1 | | | |\n2 | | | |", "a form left blank"),
    "minutes": ("Item | Discussion | Action | Owner\n1 | We talked | Send it | CSP", "reads like minutes of a meeting"),
    "a risk register": ("Risk | Likelihood | Impact | Action | Owner\nFire | 3 | 4 | Drill | CSP", "a risk register"),
    "a chronology": ("Date | Event | Agency | Action taken\n1 May | Call | Police | Visit", "a chronology"),
    "a list": (f"{HEADINGS}\n{LIST}", "a list of recommendations and not a plan yet"),
    "one long cell": (f"{HEADINGS}\n{LONG}\n{ROWS}", "was not understood: one cell of 1-CSP would hold"),
}


@pytest.mark.parametrize("case", CASES)
def test_refused(case):
    drawn, said = CASES[case]
    with pytest.raises(Stop) as stopped:
        plan_of(drawn)
    message = str(stopped.value)
    assert said in message
    assert "plan.docx" in message
    assert "\n" not in message
    assert message.endswith(".")
    assert len(message.split(". ")) > 1, "it says what to do as well"


@pytest.mark.parametrize("case", ["a list", "one long cell"])
def test_anyway__imports_what_would_be_refused(case):
    drawn, _ = CASES[case]
    with pytest.raises(Stop, match="--anyway"):
        plan_of(drawn)
    assert plan_of(drawn, anyway=True).recommendations


def test_accepted__a_short_plan_whose_actions_are_still_to_come():
    assert (
        len(
            plan_of(f"{HEADINGS}\n1. Do it | | |\n2. Do that | | |\n3. Do all | Train | CSP | May 2016").recommendations
        )
        == 3
    )
