"""One of every kind of workbook we write but master.xlsx, which the fixture `small_master` gives: name -> its bytes."""

from dhr_xl.post.outgoing.to_send import ToSend, write_to_send
from dhr_xl.workbooks.board.writer import write_consolidated
from dhr_xl.workbooks.xlsx.finishing import finish
from workbooks.corrections_samples import COPY
from workbooks.meeting_samples import meeting_workbook
from workbooks.return_samples import TEMPLATE, issued
from workbooks.samples import consolidated_view

LETTER = ToSend("lead@egh.example", "", "Your workbook", "Please fill it in.\nThank you.", "EGH.xlsx", "Draft")
WORKBOOKS = {
    "template": lambda: TEMPLATE,
    "form": issued,
    "corrections copy": lambda: COPY,
    "board's copy": lambda: write_consolidated(consolidated_view()),
    "board's decisions": meeting_workbook,
    "to send": lambda: finish(write_to_send([LETTER], marking="OFFICIAL-SENSITIVE")),
}
