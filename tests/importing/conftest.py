"""Import plans drawn as text in a test, as a coordinator would import them."""

import re

import pytest

from importing.reading import plan_in


@pytest.fixture
def read():
    """Import a plan drawn with bars between cells. A line without bars is a line of one cell, <page> a page break."""

    def plan_of(drawn, name="plan.txt", **wanted):
        return plan_in(tabbed(drawn).encode(), name, **wanted)

    return plan_of


def tabbed(drawn):
    lines = [re.sub(r"\s*\|\s*", "\t", line.strip()) for line in drawn.strip("\n").splitlines()]
    return "\n".join("\f" if line == "<page>" else line for line in lines) + "\n"


@pytest.fixture
def actions(read):
    """Return a function that imports a drawn plan and returns its actions by ref."""

    def actions_of(drawn, **wanted):
        return {action.ref: action for action in read(drawn, **wanted).actions}

    return actions_of
