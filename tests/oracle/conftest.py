"""A plan folder with three agencies and two shared actions, made once and copied for each test."""

import shutil

import pytest

from oracle.acts import PLAN
from plan_folder import make_issued


@pytest.fixture(scope="session")
def issued_once(tmp_path_factory):
    """The folder all begin from, its first round sent out; nobody changes it."""
    return make_issued(tmp_path_factory.mktemp("oracle"), PLAN)


@pytest.fixture
def issued(issued_once, tmp_path):
    """A copy of it."""
    return shutil.copytree(issued_once, tmp_path / "plan")


@pytest.fixture(autouse=True)
def _late_master(late_master):
    """Whoever looks at master.xlsx asks `master_of` for it."""
