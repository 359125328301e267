"""The published plan as a Word table, a sheet and a PDF of that table: read as well as from its text."""

from collections import Counter

import pytest

from importing.reading import plan_in
from importing.tabled import SHAPES, WRITERS, rows_of, without_label, words
from office import need_writer

ACTIONS, AGENCY, DATE, STATUS = 67, 67, 66, 66
"""How many of its 69 actions, and of their agencies, dates and statuses, must be right."""


@pytest.fixture(scope="module")
def documents(warwickshire, tmp_path_factory):
    """Write each shape in Word and Excel."""
    folder = tmp_path_factory.mktemp("warwickshire")
    for shape in SHAPES:
        for kind, write in WRITERS.items():
            write(rows_of(warwickshire, shape), folder / f"{shape}.{kind}")
    return folder


@pytest.fixture(scope="module")
def pdfs(shared_office, documents):
    """Three of the Word documents as PDF."""
    need_writer()
    with shared_office.lent() as office:
        for shape in ("columns_merged", "columns_blank", "printed_merged"):
            office.convert(documents / f"{shape}.docx", documents / f"{shape}.pdf")
    return documents


def named(plan, action):
    """Return every name of an action's agency."""
    agency = next((one for one in plan.agencies if one.code == action.agency), None)
    return {" ".join(words(name)) for name in (agency.code, agency.name, *agency.aliases)} if agency else set()


def check(warwickshire, path):
    plan = plan_in(path.read_bytes(), path.name)
    assert [(r.number, words(r.text)) for r in plan.recommendations] == [
        (r.number, words(r.text)) for r in warwickshire.recommendations
    ]
    right = Counter()
    for wanted, got in zip(warwickshire.recommendations, plan.recommendations, strict=True):
        assert len(got.actions) <= len(wanted.actions), f"{got.number} has an action that was invented"
        for want, have in zip(wanted.actions, got.actions, strict=False):
            right["actions"] += 1
            right["agency"] += bool(named(warwickshire, want) & named(plan, have))
            right["date"] += want.target_date == have.target_date
            right["status"] += want.status == have.status
            said = {finding.field for finding in plan.findings if finding.where == have.ref}
            assert have.status != "complete" or want.status == "complete" or "status" in said, have.ref
    assert right["actions"] >= ACTIONS
    assert right["agency"] >= AGENCY
    assert right["date"] >= DATE
    assert right["status"] >= STATUS
    beside = Counter(words(" ".join(unplaced.text for unplaced in plan.unplaced)))
    assert said_in(warwickshire, warwickshire) - said_in(plan, warwickshire) - beside == Counter()


def said_in(plan, names):
    """Count the words of a plan's rows, without the labels that name its agencies."""
    texts = []
    for recommendation in plan.recommendations:
        texts.append(recommendation.text)
        for action in recommendation.actions:
            texts += [without_label(action.action, names), action.evidence, action.target_date_text, action.progress]
    return Counter(words(" ".join(texts)))


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_table__is_read_as_well_as_the_text(warwickshire, documents, shape, kind):
    check(warwickshire, documents / f"{shape}.{kind}")


@pytest.mark.office
@pytest.mark.parametrize("shape", ["columns_merged", "columns_blank", "printed_merged"])
def test_pdf_of_the_table__is_read_as_well_as_the_text(warwickshire, pdfs, shape):
    check(warwickshire, pdfs / f"{shape}.pdf")
