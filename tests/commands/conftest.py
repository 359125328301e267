"""Fixtures of the commands' tests."""

import datetime as dt
import shutil

import pytest

from board_rounds import BOARD_PLAN, JUNE, SENT
from dhr_xl.commands.issue import issue
from plan_folder import copy_of, make_folder, make_issued


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
    return copy_of(_played, tmp_path / "plan", BOARD_PLAN)


def _played(folder, plan):
    shutil.copytree(make_folder(folder.with_suffix(".plan"), plan), folder)
    issue(folder, JUNE, due=JUNE + dt.timedelta(days=14), now=SENT)


@pytest.fixture(autouse=True)
def _late_master(late_master):
    """Whoever looks at master.xlsx asks `master_of` for it."""
