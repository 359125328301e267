"""Plans that were cut, joined, slid and filled with rubbish: something is always imported, or one sentence says why not."""

import pytest
from hypothesis import HealthCheck, given, settings

from dhr_xl.importing import import_plan
from dhr_xl.stop import Stop
from importing.drawn_plans import NAMES
from importing.mangling import PRINTED, mangled
from importing.measuring import lost_words


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=mangled())
def test_mangled__no_word_is_lost(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "mangled.txt"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        plan = import_plan(path, title="Plan")
    except Stop:
        return
    assert lost_words(plan, text) == []
    refs = [action.ref for action in plan.actions]
    assert len(set(refs)) == len(refs)


@pytest.mark.parametrize("name", NAMES)
def test_mangled__every_line_dropped_once(tmp_path, name):
    lines = PRINTED[name, "rows"]
    for place in range(len(lines)):
        text = "\n".join(lines[:place] + lines[place + 1 :])
        path = tmp_path / "plan.txt"
        path.write_text(text, encoding="utf-8")
        try:
            plan = import_plan(path, title="Plan")
        except Stop:
            continue
        assert lost_words(plan, text) == []
