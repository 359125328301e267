"""Fixtures of the commands' tests."""

import datetime as dt

import pytest

from board_rounds import BOARD_PLAN, JUNE, SENT
from dhr_xl.commands.issue import issue
from plan_folder import make_folder, make_issued


@pytest.fixture
def folder(tmp_path):
    """A plan folder as `new` leaves it."""
    return make_folder(tmp_path)


@pytest.fixture
def issued(tmp_path):
    """The same, with a round sent out."""
    return make_issued(tmp_path)


@pytest.fixture
def played(tmp_path):
    """A plan of eight actions of four agencies, its first round sent out."""
    folder = make_folder(tmp_path, BOARD_PLAN)
    issue(folder, JUNE, due=JUNE + dt.timedelta(days=14), now=SENT)
    return folder


@pytest.fixture(autouse=True)
def _late_master(late_master):
    """Whoever looks at master.xlsx asks `master_of` for it."""
