"""What a document says about itself: its title, and the date its position is as at."""

import datetime as dt

import pytest

from importing.grids import codes_of, plan_of

TABLE = "Recommendation | Action | Lead | {progress}\n1. Do it | Train | CSP | Begun"


def made(above, progress="Progress", **wanted):
    return plan_of(f"{above}\n{TABLE.format(progress=progress)}", **wanted)


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("# Eastmoor DHR action plan", "Eastmoor DHR action plan"),
        ("Version 3\nEastmoor homicide review – Rowan", "Eastmoor homicide review – Rowan"),
        ("@ Eastmoor DHR action plan", "Eastmoor DHR action plan"),
        ("Agreed by the board", "Plan"),
    ],
)
def test_title(above, title):
    assert made(above).title == title


def test_title__is_the_file_name_where_the_document_has_none():
    assert plan_of(TABLE.format(progress="Progress"), name="brackshire_plan.docx").title == "Brackshire plan"


@pytest.mark.parametrize(
    ("above", "progress", "as_at"),
    [
        ("As at 31 March 2019", "Progress", dt.date(2019, 3, 31)),
        ("Last updated: 4 May 2019", "Progress", dt.date(2019, 5, 4)),
        ("Published May 2019 // as at April 2019", "Progress", dt.date(2019, 4, 30)),
        ("Date of this version:\n4 May 2019", "Progress", dt.date(2019, 5, 4)),
        ("", "Progress report as at 30 June 2015", dt.date(2015, 6, 30)),
        ("The panel met on 3 May 2019", "Progress", None),
    ],
)
def test_as_at__from_the_document(above, progress, as_at):
    assert made(above, progress).as_at == as_at


def test_as_at__not_printed_is_the_day_of_import_and_is_reported():
    plan = made("", today=dt.date(2020, 5, 4))
    assert plan.as_at == dt.date(2020, 5, 4)
    assert ("plan", "AS_AT_TODAY") in codes_of(plan)


def test_options__override_what_is_printed():
    plan = made("# Eastmoor DHR action plan\nAs at 31 March 2019", title="Review of Rose", as_at=dt.date(2020, 1, 1))
    assert (plan.title, plan.as_at) == ("Review of Rose", dt.date(2020, 1, 1))
