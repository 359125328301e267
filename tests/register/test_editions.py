"""Editions of the plan's document, and registers from before they were kept."""

import datetime as dt

from dhr_xl.core.plan.model import Finding, Plan, Recommendation, Unplaced
from dhr_xl.core.plan.records import Edition
from dhr_xl.register import open_register
from dhr_xl.register.editions import read_editions
from tests.register.upgrades.test_to_2_answers import as_of_version_2

FIRST = Edition(
    1, None, "plan.docx", "ab", dt.date(2025, 7, 1), Plan(title="A", recommendations=(Recommendation(number="9a", text="T"),)), ("9",),
)  # fmt: skip
SECOND = FIRST._replace(id=2, run=1, source="plan 2.docx")


def test_editions__as_they_were_taken_in(do, keep):
    do(lambda tx: tx.add_edition(FIRST))
    assert keep(lambda tx: tx.add_edition(SECOND), read_editions) == (FIRST, SECOND)


def test_editions__one_that_was_taken_back_is_none(do, keep):
    do(lambda tx: [tx.add_edition(FIRST), tx.add_edition(SECOND)])
    assert keep(lambda tx: tx.set_edition_undone(2), read_editions) == (FIRST,)


def test_upgrade__of_version_2(register, do, look, tmp_path):
    found = Finding(code="date", severity="warning", where="line 7", message="Look.")
    do(lambda tx: [tx.add_findings([found]), tx.add_unplaced(Unplaced(line=3, text="Words"))])
    register.close()
    as_of_version_2(tmp_path)
    with open_register(tmp_path) as again:
        with again.write() as tx:
            assert (read_editions(tx), [r.finding for r in tx.findings()]) == ((), [found])
            assert tx.unplaced() == (Unplaced(line=3, text="Words"),)
            tx.add_edition(FIRST)
            tx.add_findings([found._replace(place="page 3")])
        with again.read() as tx:
            assert read_editions(tx) == (FIRST,)
            assert [r.finding.place for r in tx.findings()] == ["", "page 3"]
