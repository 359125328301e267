"""The board's workbook of four rows, one with more evidence than a row shows."""

import datetime as dt

from dhr_xl.core.plan.meeting import AgendaRow, Ask
from dhr_xl.core.plan.records import Lock
from dhr_xl.core.views.meeting import MeetingForm
from dhr_xl.workbooks.meeting.writer import write_meeting

LONG = "The Trust has reviewed its policy and its procedure, and every ward has been told. " * 20
LOCK = Lock("aGFzaA==", "c2FsdA==", 100_000)


def row(name, ask, asked, **shown):
    about = {"agency": "POLICE", "action": f"Do {name}", "evidence": "Minutes", "outcome": "", "slips": "0", **shown}
    return AgendaRow(name, name.partition(" ")[0], ask, "", "", {**about, "asked": asked}, {})


FORM = MeetingForm(
    reference="ABCD-FGHJ-KLMN-PQRS",
    review="DHR-07",
    marking="Official-Sensitive",
    as_at=dt.date(2025, 6, 30),
    return_to="csp@northmoor.example",
    rows=(
        row("1-POLICE", Ask.SIGN_OFF, "Sign off, or ask for more evidence", evidence=LONG),
        row("1-POLICE (2)", Ask.DATE, "Agree the new target date 30 September 2026, as NHS asks", slips="2"),
        row("2-SWPB", Ask.DATE, "Agree the new target date 31 December 2026, as SWPB asks. Their reason: =1+1 & staff"),
        row("3-NHS", Ask.CLOSE, "Close without completion, as NHS proposes", outcome="None yet\nso far"),
    ),
    lock=LOCK,
    contact="Business Support, 01234 567890",
)


def meeting_workbook():
    """Its bytes."""
    return write_meeting(FORM)
