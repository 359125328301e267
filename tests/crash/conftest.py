"""One driver and one undisturbed collect for all tests of crashes; skipped, in sight, where faults cannot be made."""

import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from crash.crash_plan import Expected, make_start
from crash.faults import Driver, Point, can_trace, points_of


class Scene(NamedTuple):
    """The collect that all faults befall.

    start: its folder before; finished: after an undisturbed run; expected: what may be found; points, reads: the calls
    that change the folder, and the openings of files only read; trace, said: what strace and the command wrote.
    """

    driver: Driver
    start: Path
    finished: Path
    expected: Expected
    points: list[Point]
    reads: list[Point]
    trace: str
    said: str

    def copy(self, place, name):
        """A folder of a test's own, just before the collect."""
        return shutil.copytree(self.start, place / str(name).replace("/", " "))


@pytest.fixture(scope="session")
def driver(tmp_path_factory):
    """A process to run commands in."""
    if sys.platform != "linux" or not can_trace():
        pytest.skip("faults are made with strace, which is not installed or may not trace here: see scripts/test.py")
    room = tmp_path_factory.mktemp("driver")
    one = Driver(make_start(room), room)
    yield one
    one.close()


@pytest.fixture(scope="session")
def scene(driver, tmp_path_factory):
    """The collect that all faults befall."""
    room = tmp_path_factory.mktemp("scene")
    start = make_start(room)
    finished = room / "finished"
    shutil.copytree(start, finished)
    ended = driver.run(finished, "collect", options=[])
    assert (ended.code, ended.err) == (3, "")
    points, reads = points_of(ended.trace, finished)
    return Scene(driver, start, finished, Expected(start, finished), points, reads, ended.trace, ended.out)
