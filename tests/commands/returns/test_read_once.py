"""A collect reads and identifies each return once, however many steps use the result."""

import datetime as dt
import sys
from collections import Counter
from pathlib import Path

import pytest

from dhr_xl.commands.collect import collect
from dhr_xl.commands.returns.identify import identify
from dhr_xl.workbooks.returned.reader import read_return
from mailed_in import XLSX, mail, workbook
from plan_folder import DAY, fill, form

LATER = DAY + dt.timedelta(days=8)
COUNTED = {function.__code__: function.__name__ for function in (read_return, identify)}


@pytest.fixture
def calls():
    """How often each of these functions runs, whoever calls it."""
    counts = Counter()

    def count(frame, event, _):
        if event == "call" and frame.f_code in COUNTED:
            counts[COUNTED[frame.f_code]] += 1

    sys.setprofile(count)
    yield counts
    sys.setprofile(None)


@pytest.fixture
def opened(monkeypatch):
    """How often each file of the inbox is opened for reading."""
    counts, real = Counter(), Path.open

    def counting(path, mode="r", *args, **options):
        if path.parent.name == "inbox" and "r" in mode:
            counts[path.name] += 1
        return real(path, mode, *args, **options)

    monkeypatch.setattr(Path, "open", counting)
    return counts


def test_a_return__is_read_and_identified_once(issued, calls):
    fill(form(issued, "POLICE"), issued / "inbox" / "police.xlsx", {"1-POLICE": {"progress": "Trained six"}})
    mail(issued, files=[("nhs.xlsx", workbook(issued, "NHS", {"3-NHS": {"progress": "Asked"}}), XLSX)])
    results = collect(issued, now=LATER).returns
    assert [result.outcome for result in results] == ["merged", "merged"]
    assert calls == {"read_return": 2, "identify": 2}


def test_a_file__is_opened_once_to_be_read_and_once_before_it_is_removed(issued, opened):
    """The second time its hash is taken, so that a file that has replaced it in the meantime is not removed."""
    fill(form(issued, "POLICE"), issued / "inbox" / "police.xlsx", {"1-POLICE": {"progress": "Trained six"}})
    opened.clear()
    collect(issued, now=LATER)
    assert opened == {"police.xlsx": 2}
