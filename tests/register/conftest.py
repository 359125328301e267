import datetime as dt

import pytest

from dhr_xl.core.plan.cells import RecommendationPlace
from dhr_xl.core.plan.records import PlanHead
from dhr_xl.register import create_register

NOW = dt.datetime(2025, 7, 1, 9, 30, 15)
HEAD = PlanHead("DHR-07", "Northmoor action plan", "DHR-07", "OFFICIAL-SENSITIVE", dt.date(2025, 3, 31), "review")


@pytest.fixture
def register(tmp_path):
    """A register that holds one plan with one recommendation and one run, its number 1."""
    with create_register(tmp_path / "register.db") as register:
        with register.write() as tx:
            tx.add_plan(HEAD)
            tx.add_recommendation(RecommendationPlace("1", "1", False, "POLICE", "", "Section A"))
            assert tx.start_run("new", "coordinator", NOW) == 1
        yield register


@pytest.fixture
def do(register):
    """Write in one transaction."""

    def write(what):
        with register.write() as tx:
            what(tx)

    return write


@pytest.fixture
def look(register):
    """Read in one transaction: what was read."""

    def read(what):
        with register.read() as tx:
            return what(tx)

    return read


@pytest.fixture
def keep(do, look):
    """Write in one transaction and read in another: what was read."""

    def both(write, read):
        do(write)
        return look(read)

    return both
