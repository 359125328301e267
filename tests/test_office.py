"""The LibreOffice that tests share: what goes wrong in it fails one test, and the next finds it alive."""

import os
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

import office
from office import OfficeError, SharedOffice

pytestmark = pytest.mark.office


@pytest.fixture
def shared():
    """One of the test's own, to be broken."""
    one = SharedOffice()
    yield one
    one.end()


@pytest.fixture
def book(tmp_path):
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


@pytest.fixture
def other(book):
    """A second workbook: one that was open in a LibreOffice that died is locked."""
    return shutil.copyfile(book, book.with_name("other.xlsx"))


def living(group):
    """The processes of a group that have not ended; one that has and was not waited for yet is none."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            state, _, of_group, *_ = path.read_text(errors="replace").rpartition(")")[2].split()
            found += [path] if int(of_group) == group and state not in "ZX" else []
    return found


def test_lent__the_same_one_again_with_nothing_left_open(shared, book):
    with shared.lent() as first:
        first.document(book)
        assert len(first.open_documents()) == 1
    with shared.lent() as second:
        assert second is first
        assert second.open_documents() == []


def test_lent__what_was_open_before_stays_open(shared, book, other):
    with shared.lent() as program:
        kept = program.document(book)
        with shared.lent() as again:
            again.document(other)
        assert len(kept.sheets()) == 1


def test_crashed__the_test_is_told_and_the_next_has_another(shared, book, other):
    with shared.lent() as first:
        document = first.document(book)
        os.killpg(first.groups[-1], signal.SIGKILL)
        with pytest.raises(OfficeError):
            document.sheets()
        with pytest.raises(OfficeError, match="has ended"):
            document.sheets()
    with shared.lent() as second:
        assert len(second.document(other).sheets()) == 1


def test_hung__is_given_up_and_nothing_of_it_is_left(shared, book, other, monkeypatch):
    with shared.lent() as first:
        groups = first.groups
        os.killpg(groups[-1], signal.SIGSTOP)
        monkeypatch.setattr(office, "SECONDS", 0.5)
        with pytest.raises(OfficeError, match="did not answer"):
            first.document(book)
    monkeypatch.undo()
    with shared.lent() as second:
        assert len(second.document(other).sheets()) == 1
    until = time.monotonic() + 20  # a kill takes effect when the system gets to it
    while (left := [group for group in groups if living(group)]) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []
