"""Every job of the bench runs, so that it cannot break unseen; nothing is said of how fast."""

import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))

import _bench  # noqa: E402 - its folder is no package


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """Two agencies that have sent their returns."""
    return _bench.make_bench(tmp_path_factory.mktemp("bench"), 2)


@pytest.mark.parametrize("job", _bench.JOBS, ids=[job.what for job in _bench.JOBS])
def test_job__runs_and_its_outputs_are_whole(job, bench, monkeypatch):
    for name in ("TIMES", "READS", "STARTS"):
        monkeypatch.setattr(_bench, name, 1)
    monkeypatch.setattr(_bench, "ROUNDS", 3)
    assert str(job.measure(bench))


def test_main__runs_the_jobs_that_are_named(monkeypatch, capsys):
    monkeypatch.setattr(_bench, "READS", 1)
    _bench.main(2, "answer")
    assert capsys.readouterr().out.count("\n") == 3
