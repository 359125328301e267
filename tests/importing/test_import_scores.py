"""Imports of documents in many layouts meet every threshold of scripts/score_import.py."""

import datetime as dt
import json
import shutil
import sys
from pathlib import Path

import pytest

import importing.reading
from dhr_xl.errors import Stop
from dhr_xl.front.documents import document
from dhr_xl.importing.sources.office import convert as convert_by_product
from importing.layouts.build import build
from importing.layouts.files import BY_OFFICE
from importing.reading import plan_in

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT.parent / "shared" / "examples"
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


def converting(shared_office):
    """LibreOffice's part in `importing.layouts.build`: False where its Writer is not here and would be needed."""

    def convert(paths, kind, folder):
        if kind not in {"ods", "xls"} and not shutil.which("lowriter"):
            return False
        with shared_office.lent() as office:
            for path in paths:
                office.convert(path, folder / f"{path.stem}.{kind}")
        return True

    return convert


@pytest.fixture(scope="module")
def layouts_by_office(shared_office, tmp_path_factory):
    folder = tmp_path_factory.mktemp("layouts_by_office")
    build(folder, convert=converting(shared_office), kinds=BY_OFFICE)
    return folder


@pytest.fixture
def by_shared_office(office, tmp_path, monkeypatch):
    """The second and later documents of an older kind are made .docx or .xlsx by the LibreOffice that is running.

    The first goes the product's own way, which starts a LibreOffice for each and asks it for the same filters.
    """
    converted = []

    def convert(data, name, to):
        converted.append(name)
        if len(converted) == 1:
            return convert_by_product(data, name, to)
        source = tmp_path / f"{len(converted)}{Path(name).suffix}"
        source.write_bytes(data)
        return office.convert(source, source.with_suffix(f".made.{to}")).read_bytes()

    monkeypatch.setattr(importing.reading, "convert", convert)
    return converted


@pytest.mark.parametrize("kind", [".docx", ".xlsx", ".html", ".csv", ".tsv"])
def test_layouts__meet_every_threshold(layouts, judge, kind):
    judge(layouts, kind)


@pytest.mark.office
@pytest.mark.parametrize("kind", [".pdf", ".odt", ".doc", ".rtf", ".ods", ".xls"])
def test_layouts__written_by_libreoffice_meet_every_threshold(layouts_by_office, judge, by_shared_office, kind):
    if not list(layouts_by_office.glob(f"*{kind}")):
        pytest.skip(f"LibreOffice, with Writer for all but .ods and .xls, is not here to write {kind}")
    judge(layouts_by_office, kind)
    assert (kind == ".pdf") != bool(by_shared_office)


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="../shared/examples is not here, so none of its documents were tried")
@pytest.mark.parametrize("kind", [".docx", ".xlsx", ".html", ".pdf"])
def test_examples__meet_every_threshold(judge, kind):
    judge(EXAMPLES, kind)
