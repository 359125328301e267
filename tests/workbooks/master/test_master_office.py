"""LibreOffice judges the drop-downs of Decisions: each row takes the answers that fit its question, and no others."""

import pytest

from dhr_xl.core.plan.columns import MASTER_SHEETS
from dhr_xl.core.returns.fitting_answers import ANSWER_LISTS
from dhr_xl.core.views.canvas import letters
from dhr_xl.workbooks.master import layout
from dhr_xl.workbooks.master.writer import write_master
from workbooks.samples import decision_rows, master_view

pytestmark = pytest.mark.office

DECISION = letters(1 + [column.key for column in MASTER_SHEETS["Decisions"]].index("decision"))
FIRST = layout.HEADING_ROW + 2
OPEN = [(place, row["answers"]) for place, row in enumerate(decision_rows()) if not row["decision"]]
"""(place of its row, the list of its answers) of each open question."""


def test_drop_down__takes_what_fits_and_refuses_the_rest(opened):
    document = opened(write_master(master_view()))
    for place, key in OPEN[:5]:
        cell, fits = f"{DECISION}{FIRST + place}", list(ANSWER_LISTS[key])
        others = {words for answers in ANSWER_LISTS.values() for words in answers} - {*fits}
        typed = [words for words in fits if '"' not in words]
        assert [document.type("Decisions", cell, words) for words in typed] == typed
        left = {document.type("Decisions", cell, words) for words in sorted(others)[:6]}
        assert left == {typed[-1]}, key
        for words in {*fits} - {
            *typed
        }:  # LibreOffice turns the quotation marks that are typed; it is chosen, or pasted
            document.paste("Decisions", cell, words)
            assert document.ask("invalid_cells", sheet="Decisions") == []
