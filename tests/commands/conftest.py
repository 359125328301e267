"""Fixtures of the commands' tests."""

import pytest

from dhr_xl.commands.issue import issue
from plan_folder import AS_AT, DAY, DUE, make_folder


@pytest.fixture
def folder(tmp_path):
    """A plan folder as `new` leaves it."""
    return make_folder(tmp_path)


@pytest.fixture
def issued(folder):
    """The same, with a round sent out."""
    issue(folder, AS_AT, due=DUE, now=DAY)
    return folder
