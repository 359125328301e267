"""Plans of other counties, printed in every way, are read as well as the first one, and no word is lost."""

import pytest

from dhr_xl.errors import Stop
from importing.drawn_plans import NAMES, read_drawn
from importing.measuring import lost_words, measure
from importing.printed import OFFICE, REFUSED, TEXTS, shown
from importing.reading import plan_in


@pytest.mark.parametrize("layout", TEXTS)
@pytest.mark.parametrize("name", NAMES)
def test_text(name, layout, request):
    if (name, layout) == ("oakhaven", "with_headers"):
        reason = "a footer that one page alone prints, in the middle of a row, is read as words of the row"
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    drawn = read_drawn(name)
    text = TEXTS[layout](drawn)
    plan = plan_in(text.encode(), f"plan.{'csv' if layout == 'commas' else 'txt'}")
    measured = measure(plan, drawn)
    assert not measured.short, "\n".join(measured.wrong)
    heads = [*drawn.headings, *(cell for kind, cells in drawn.lines if kind == "?" for cell in cells)]
    assert lost_words(plan, text, heads) == []


@pytest.mark.parametrize("layout", REFUSED)
@pytest.mark.parametrize("name", NAMES)
def test_text__without_recognisable_columns_is_refused(name, layout):
    with pytest.raises(Stop, match=r"plan\.txt.*Import the plan's Word, Excel or PDF file instead") as stopped:
        plan_in(REFUSED[layout](read_drawn(name)).encode())
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize("layout", OFFICE)
@pytest.mark.parametrize("name", NAMES)
def test_office(name, layout):
    drawn = read_drawn(name)
    plan = plan_in(OFFICE[layout](drawn), f"plan.{layout}")
    measured = measure(plan, drawn)
    assert not measured.short, "\n".join(measured.wrong)
    assert lost_words(plan, shown(drawn, layout), drawn.headings) == []


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_encodings__give_the_same_plan(encoding):
    text = TEXTS["with_headers"](read_drawn("fenmoor")).replace("\n", "\r\n").replace("domestic", "dome\u00adstic")
    plans = [plan_in(text.encode(name), title="Plan") for name in ("utf-8", encoding)]
    assert plans[0] == plans[1]


@pytest.mark.parametrize("name", NAMES)
def test_guesses__each_is_reported_for_its_action(name):
    plan = plan_in(TEXTS["rows"](read_drawn(name)).encode())
    refs = {action.ref for action in plan.actions}
    about = [finding for finding in plan.findings if finding.field in ("agency", "target_date", "status", "action")]
    assert {finding.where for finding in about} <= refs | {r.number for r in plan.recommendations}
