"""The texts of the board's workbook that are ours, to tell them from what somebody wrote on it."""

from dhr_xl.core.returns.answers import fold
from dhr_xl.core.views.meeting import MeetingForm
from dhr_xl.workbooks.meeting import words
from dhr_xl.workbooks.meeting.writer import write_meeting
from dhr_xl.workbooks.xlsx.workbook import read_workbook


def own_texts(form: MeetingForm) -> frozenset[str]:
    """Every text that the workbook of a form may hold before anything is written on it, folded.

    As it is drawn now and as earlier versions drew it, with what its formula shows as the rows are filled in.
    """
    entries = [entry for sheet in read_workbook(write_meeting(form)).sheets for entry in sheet.cells.values()]
    return frozenset(
        fold(text)
        for text in (
            *(entry.text for entry in entries),
            *(f"={entry.formula}" for entry in entries if entry.formula),
            *words.ready_texts(len(form.rows)),
            *words.earlier_texts(form.reference, form.return_to),
        )
    )
