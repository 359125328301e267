"""Plans that were cut, joined, shifted and filled with rubbish: they are imported, or one sentence says why not."""

import pytest
from hypothesis import given

from dhr_xl.errors import Stop
from dhr_xl.importing.plan import ImportOptions, make_plan
from dhr_xl.importing.plan.rows import find_rows
from generated import ALL, part
from importing.drawn_plans import NAMES
from importing.mangling import PRINTED, mangled
from importing.measuring import lost_words
from importing.reading import grid_in


def check(text):
    """Check that every word outside headings is in the plan or listed, unless the text is refused."""
    try:
        grid = grid_in(text.encode(), "plan.txt")
        plan = make_plan(grid, "plan.txt", ImportOptions(title="Plan"))
    except Stop:
        return
    heads = [beside.text for beside in find_rows(grid).outside if beside.what == "headings"]
    lost = lost_words(plan, text, heads)
    assert [word for word in lost if not word.isdigit()] == []  # a list mark may disappear with its list
    refs = [action.ref for action in plan.actions]
    assert len(set(refs)) == len(refs)


@part(2)
@given(text=mangled())
def test_mangled__no_word_is_lost(text):
    check(text)


@pytest.mark.parametrize("name", NAMES[:3])
def test_mangled__every_line_dropped_once(name):
    lines = PRINTED[name, "rows"]
    for place in range(0, len(lines), 1 if ALL or name == NAMES[0] else 5):
        check("\n".join(lines[:place] + lines[place + 1 :]))
