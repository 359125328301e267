"""A return with things to put right, as a corrections copy: what was sent, its marks, what they come to."""

from dhr_xl.core.returns.to_put_right import Mark
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.return_samples import DONE, SENTENCE, TOO_LONG, issued, row

RETURN, SHEET = "Return", "xl/worksheets/sheet2.xml"

HELD = (
    row(1, status="Done", progress="Policy agreed; all staff trained."),
    row(2, status="Complete", completion_date="TBC", progress="=1+1 is a sum\x01"),
    row(3, **DONE),
    row(4, progress=f"+44 1926 {SENTENCE * 3}", completion_date="2206-06-03"),
    row(5, **DONE)._replace(locked=True),
    row(6, status="Paused", last_status="Not started"),
    row(7, recommendation=TOO_LONG, **DONE),
)
STATUS = Mark("1-EGH", "status", "'Done' is not one of the choices.", "Choose from the list: Complete, Paused.", "Done")
DATE = Mark("2-EGH", "completion_date", "'TBC' cannot be read as one day.", "Give one date as day/month/year.", "TBC")
EVIDENCE = Mark("2-EGH", "evidence_given", "2-EGH is called Complete, with no evidence.", "Say what shows it is done.")
NAME = Mark("4-EGH", "progress", "Progress holds a name on the private list.", "Use a job title instead.")
NUMBER = Mark("4-EGH", "progress", "Progress seems to hold a telephone number.", "Take it out.")
LATE = Mark("4-EGH", "completion_date", "The date is after the day the return arrived.", "Check it.", "2206-06-03")
REASON = Mark("6-EGH", "reason", "6-EGH is called Paused, with no reason.", "Give the reason in its column.")
SHIFTED = Mark("7-EGH", "", "The Action beside 7-EGH belongs to 3-EGH.", "Check which answers belong to which row.")
UNKNOWN = Mark("12-EGH", "", "'12-EGH' is not a Ref that was sent.", "Check the Ref.", "12-EGH")
MARKS = (DATE, STATUS, EVIDENCE, UNKNOWN, NAME, NUMBER, LATE, REASON, SHIFTED)
CELLS = {"G4": (STATUS,), "I5": (DATE,), "J5": (EVIDENCE,), "H7": (NAME, NUMBER), "I7": (LATE,), "M9": (REASON,),
         "A10": (SHIFTED,)}  # fmt: skip
COPY = issued(HELD, marks=MARKS)


NEEDS = {
    "a choice": ("4", "Put right Status now"),
    "a date beside what is missing anyway": ("5", "Put right Date completed, Evidence, Outcome"),
    "nothing wrong": ("6", "OK"),
    "two cells, one with a long answer": (
        "7",
        "Put right Progress since last time, Put right Date completed. Long answer: whole on the sheet Recommendations",
    ),
    "closed": ("8", "OK (closed)"),
    "a blank that the form asks for itself": ("9", "Reason"),
    "the row as a whole": ("10", "OK. See the note on Ref"),
}


def notes_of(data):
    return dict(read_workbook(data).sheet(RETURN).notes)
