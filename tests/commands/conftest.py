"""Fixtures of the commands' tests."""

import pytest

from plan_folder import make_folder, make_issued


@pytest.fixture
def folder(tmp_path):
    """A plan folder as `new` leaves it."""
    return make_folder(tmp_path)


@pytest.fixture
def issued(tmp_path):
    """The same, with a round sent out."""
    return make_issued(tmp_path)
