"""Plans of other counties in every way they are printed: read as well as the first one, and no word of them lost."""

import pytest

from dhr_xl.importing import import_plan
from importing.drawn_plans import NAMES, read_drawn
from importing.layouts import OFFICE, TEXTS, shown
from importing.measuring import lost_words, measure


@pytest.mark.parametrize("layout", TEXTS)
@pytest.mark.parametrize("name", NAMES)
def test_text(tmp_path, name, layout):
    drawn = read_drawn(name)
    text = TEXTS[layout](drawn)
    path = tmp_path / "plan.txt"
    path.write_text(text, encoding="utf-8", newline="")
    plan = import_plan(path)
    measured = measure(plan, drawn)
    assert not measured.short, "\n".join(measured.wrong)
    assert lost_words(plan, text) == []


@pytest.mark.parametrize("layout", OFFICE)
@pytest.mark.parametrize("name", NAMES)
def test_office(tmp_path, name, layout):
    drawn = read_drawn(name)
    path = tmp_path / f"plan.{layout}"
    path.write_bytes(OFFICE[layout](drawn))
    plan = import_plan(path)
    measured = measure(plan, drawn)
    assert not measured.short, "\n".join(measured.wrong)
    assert lost_words(plan, shown(drawn, layout)) == []


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_alphabets__the_same_plan(tmp_path, encoding):
    text = TEXTS["with_headers"](read_drawn("fenmoor")).replace("\n", "\r\n").replace("domestic", "dome\u00adstic")
    plans = []
    for name in ("utf-8", encoding):
        path = tmp_path / f"{name}.txt"
        path.write_bytes(text.encode(name))
        plans.append(import_plan(path, title="Plan"))
    assert plans[0] == plans[1]


@pytest.mark.parametrize("name", NAMES)
def test_guesses__each_is_said_of_its_action(tmp_path, name):
    path = tmp_path / "plan.txt"
    path.write_text(TEXTS["rows"](read_drawn(name)), encoding="utf-8")
    plan = import_plan(path)
    refs = {action.ref for action in plan.actions}
    about = [finding for finding in plan.findings if finding.field in ("agency", "target_date", "status", "action")]
    assert {finding.where for finding in about} <= refs | {r.number for r in plan.recommendations}
