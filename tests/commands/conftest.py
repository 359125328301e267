"""Fixtures of the commands' tests."""

import datetime as dt
import shutil

import pytest

from board_meeting import make_asked
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


@pytest.fixture(scope="module")
def asked_once(tmp_path_factory):
    """A plan of which three things wait for the board."""
    return make_asked(tmp_path_factory.mktemp("asked"))


@pytest.fixture
def asked(asked_once, tmp_path):
    """A copy of it."""
    return shutil.copytree(asked_once, tmp_path / "plan")


@pytest.fixture(autouse=True)
def _late_master(late_master):
    """Whoever looks at master.xlsx asks `master_of` for it."""
