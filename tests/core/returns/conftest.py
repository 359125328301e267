"""One plan folder, sent out once and copied for each test."""

import shutil

import pytest

from core.returns.cases import collect_bytes, edited, issued_bytes, make_issued


@pytest.fixture(scope="session")
def sent(tmp_path_factory):
    """The folder all tests begin from; nobody changes it."""
    return make_issued(tmp_path_factory.mktemp("returns") / "plan")


@pytest.fixture(autouse=True)
def _late_master(request):
    """master.xlsx is written at once only where a test looks at it (marked by asking for `master`)."""
    if "master" not in request.fixturenames:
        request.getfixturevalue("late_master")


@pytest.fixture
def master(folder):
    """Where master.xlsx is, for a test that looks at it."""
    return folder / "master.xlsx"


@pytest.fixture
def folder(sent, tmp_path):
    """A plan folder with a round sent out."""
    return shutil.copytree(sent, tmp_path / "plan")


@pytest.fixture
def collected(folder):
    """collected(change) -> what came of the POLICE form changed so; change takes an openpyxl book, or bytes."""

    def run(change, *, name="return.xlsx", agency="POLICE", as_bytes=False):
        data = issued_bytes(folder, agency)
        return collect_bytes(folder, change(data) if as_bytes else edited(data, change), name)

    return run
