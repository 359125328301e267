"""A plan folder with three agencies and two shared actions, made once and copied for each test."""

import shutil

import pytest

from dhr_xl.commands.issue import issue
from oracle.acts import PLAN
from plan_folder import AS_AT, DAY, DUE, make_folder


@pytest.fixture(scope="session")
def issued_once(tmp_path_factory):
    """The folder all begin from, its first round sent out; nobody changes it."""
    folder = make_folder(tmp_path_factory.mktemp("oracle"), PLAN)
    issue(folder, AS_AT, due=DUE, now=DAY)
    return folder


@pytest.fixture
def issued(issued_once, tmp_path):
    """A copy of it."""
    return shutil.copytree(issued_once, tmp_path / "plan")
