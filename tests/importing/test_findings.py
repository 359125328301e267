"""The catalogue of findings about an imported plan."""

import re

import pytest

from dhr_xl.core.plan.columns import BY_KEY
from dhr_xl.core.plan.findings import FindingCode, make_finding

GAPS = {"guessed": "G", "why": "W", "other": "O", "source": "S"}


@pytest.mark.parametrize("look", FindingCode)
def test_sentence__has_no_empty_gap_and_a_full_stop(look):
    said = make_finding(look, "9-GEH", **GAPS)
    assert not re.search(r"[{}]", said.message + said.field)
    assert said.message.endswith(".")
    assert said.message[0].isupper() or said.message[0] in "'GW"


@pytest.mark.parametrize("look", FindingCode)
def test_sentence__is_about_a_known_column(look):
    field = make_finding(look, "9-GEH", **GAPS, field="progress" if "{field}" in look.value.field else None).field
    assert field in {*BY_KEY, "agency", "number", "recommendation", ""}


def test_make_finding__shortens_long_sources():
    said = make_finding(FindingCode.STATUS_NONE, "line 3", source="word " * 200)
    assert len(said.source) <= 300
    assert said.source.endswith("…")


def test_make_finding__keeps_where_and_guess():
    said = make_finding(
        FindingCode.DATE_ASSUMED, "3-NMFT", guessed="31 May 2016", why="the last day of the month", source="May 2016"
    )
    assert (said.code, said.where, said.guessed, said.field) == ("DATE_ASSUMED", "3-NMFT", "31 May 2016", "target_date")
    assert "31 May 2016" in said.message
