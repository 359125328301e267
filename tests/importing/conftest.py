"""Import plans drawn as text in a test, as a coordinator would import them."""

import re
from pathlib import Path

import pytest

from importing.layouts.build import build
from importing.reading import plan_in

WARWICKSHIRE = Path(__file__).resolve().parents[3] / "shared" / "plans" / "warwickshire-2015.txt"


@pytest.fixture(scope="session")
def warwickshire_text():
    """Return the text of the published plan that the import must read first; skip where it is not."""
    if not WARWICKSHIRE.is_file():
        pytest.skip(f"the real plan is not here: {WARWICKSHIRE}")
    return WARWICKSHIRE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def warwickshire(warwickshire_text):
    """Return the same as a plan."""
    return plan_in(warwickshire_text.encode(), WARWICKSHIRE.name)


@pytest.fixture(scope="session")
def layouts(tmp_path_factory):
    """A folder of every invented plan in the kinds that are made without LibreOffice."""
    folder = tmp_path_factory.mktemp("layouts")
    build(folder, convert=None)
    return folder


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
