"""Plans drawn as tables in the test, imported as a coordinator would import them."""

import re

import pytest

from dhr_xl.importing import import_plan


@pytest.fixture
def read(tmp_path):
    """Import a plan drawn with bars between its cells; a line without bars is a line of one cell, <page> a page's end."""

    def plan_of(drawn, name="plan.txt", **given):
        path = tmp_path / name
        path.write_text(tabbed(drawn), encoding="utf-8")
        return import_plan(path, **given)

    return plan_of


def tabbed(drawn):
    lines = [re.sub(r"\s*\|\s*", "\t", line.strip()) for line in drawn.strip("\n").splitlines()]
    return "\n".join("\f" if line == "<page>" else line for line in lines) + "\n"


@pytest.fixture
def actions(read):
    """The same, as a dictionary of its actions by ref."""

    def actions_of(drawn, **given):
        return {action.ref: action for action in read(drawn, **given).actions}

    return actions_of
