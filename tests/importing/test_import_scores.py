"""Imports of documents in many layouts meet every threshold of scripts/score_import.py."""

import datetime as dt
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dhr_xl.errors import Stop
from dhr_xl.front.documents import document
from importing.reading import plan_in

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT.parent / "shared" / "examples"
BUILD = Path(__file__).parent / "layouts" / "build.py"
TODAY = dt.date(2025, 6, 1)


@pytest.fixture
def judge(monkeypatch):
    """Import each document of a folder with this ending, in this process, and assert that every threshold is met."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import _scoring
    import score_import

    def every_threshold_holds(folder, ending):
        scores = []
        for path, golden in score_import.documents_in(folder):
            if not path.name.endswith(ending):
                continue
            try:
                score = _scoring.score_plan(golden, exported(path))
            except Stop as stop:
                score = _scoring.score_refusal(golden, str(stop))
            scores.append({**score, "document": path.name})
        assert scores, f"no document in {folder} ends in {ending}"
        why = [f"{score['document']}: {line}" for score in scores for line in score["why"]]
        failed = _scoring.failures(_scoring.add_up(scores))
        assert not failed, "\n".join([*failed, *why])

    yield every_threshold_holds
    for name in ("_scoring", "score_import", "_environment"):
        sys.modules.pop(name, None)


def exported(path):
    """Return what export would say of the plan in a document."""
    plan = plan_in(path.read_bytes(), path.name, today=TODAY)
    return json.loads(json.dumps(document(plan)))


@pytest.fixture(scope="session")
def layouts(tmp_path_factory):
    pytest.importorskip("docx", reason="python-docx, to write the documents, is not installed")
    place = tmp_path_factory.mktemp("layouts")
    more = [] if shutil.which("soffice") else ["--without-office"]
    subprocess.run([sys.executable, str(BUILD), str(place), *more], check=True, capture_output=True)
    return place


@pytest.mark.parametrize("kind", [".docx", ".xlsx", ".html", ".csv", ".tsv"])
def test_layouts__meet_every_threshold(layouts, judge, kind):
    judge(layouts, kind)


@pytest.mark.office
@pytest.mark.parametrize("kind", [".pdf", ".odt", ".doc", ".rtf", ".ods", ".xls"])
def test_layouts__written_by_libreoffice_meet_every_threshold(layouts, judge, kind):
    if not list(layouts.glob(f"*{kind}")):
        pytest.skip(f"LibreOffice, with Writer for all but .ods and .xls, is not here to write {kind}")
    judge(layouts, kind)


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="../shared/examples is not here, so none of its documents were tried")
@pytest.mark.parametrize("kind", [".docx", ".xlsx", ".html", ".pdf"])
def test_examples__meet_every_threshold(judge, kind):
    judge(EXAMPLES, kind)
