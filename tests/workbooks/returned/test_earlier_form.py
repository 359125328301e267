"""A form issued before there was a sheet Start, filled in and sent back: nothing is lost, nothing is noted."""

from pathlib import Path

from dhr_xl.core.plan.columns import FIELDS
from dhr_xl.core.returns.reading import read_rows
from dhr_xl.workbooks.returned.reader import read_return
from workbooks.return_samples import DONE, NOT_YET, TEMPLATE, TOO_LONG, edited, row

EARLIER = (Path(__file__).parents[1] / "earlier_form.xlsx").read_bytes()
"""As that version wrote it, with answers typed in and saved by openpyxl."""
SENT = (row(1, **NOT_YET), row(2, **DONE), row(3), row(4, **DONE), row(7, recommendation=TOO_LONG))
AS_ISSUED = {sent.ref: {field.key: "" for field in FIELDS} | sent.values for sent in SENT}
SAID = {
    ("1-EGH", "status"): "In progress", ("1-EGH", "progress"): "Staff were trained.", ("3-EGH", "status"): "Paused",
    ("3-EGH", "reason"): "No trainer", ("3-EGH", "proposed_target_date"): "2016-01-31", ("7-EGH", "query"): "Not ours",
}  # fmt: skip


def said(read):
    reading = read_rows(read, AS_ISSUED)
    edits = {(ref, key): answer.value for ref in reading.rows for key, answer in reading.edited(ref).items()}
    return edits, reading.problems, reading.strange


def test_earlier_form__is_taken_in_whole():
    read = read_return(EARLIER, TEMPLATE)
    assert said(read) == (SAID, (), ())
    assert (read.anything_new.text, read.completed_by.text, read.remarks.text) == (
        "Yes, below",
        "Matron",
        "We have moved.",
    )
    assert (read.reference.text, read.agency.text, read.as_at.text) == ("K7QM-4XWP-ZB2C-H9RT", "EGH", "2015-06-30")
    assert (read.due.text, read.marking.text) == ("2015-07-14", "OFFICIAL-SENSITIVE")


def test_earlier_form__without_its_names():
    def drop(book):
        for name in list(book.defined_names):
            del book.defined_names[name]

    read = read_return(edited(EARLIER, drop), TEMPLATE)
    assert said(read)[0] == SAID
    assert (read.completed_by.text, read.remarks.text, read.noted) == ("Matron", "We have moved.", ())
