"""demo: play a whole round on the example plan, with returns as agencies really send them, and say what to open."""

import datetime as dt
import io
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, NamedTuple

import openpyxl

from dhr_xl.commands.check import CollectResult
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.email import email
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.new import new
from dhr_xl.commands.publish import publish
from dhr_xl.commands.resolve import resolve
from dhr_xl.core.plan.columns import BY_KEY, MASTER_SHEETS
from dhr_xl.core.plan.kinds import MessageKind, Outcome, Take
from dhr_xl.core.plan.model import BOARD, UNASSIGNED
from dhr_xl.core.views.names import column_name, master_name
from dhr_xl.core.views.to_check import checks_of, groups_of_plan
from dhr_xl.files import free_name, write_whole
from dhr_xl.register.snapshot import take_snapshot

AS_AT, DUE = dt.date(2025, 6, 30), dt.date(2025, 7, 14)
SENT = dt.datetime(2025, 7, 1, 9, 30)
FIRST, LATE = dt.datetime(2025, 7, 9, 14, 10), dt.datetime(2025, 7, 17, 10, 5)
BOARD_DAY = dt.datetime(2025, 7, 18, 11, 0)
SHARED: Final = "6"
"""The number of the example's recommendation whose action two agencies share."""
Answers = Mapping[str, Mapping[str, object]]
"""Recommendation number -> field key -> what is typed there."""


class DemoResult(NamedTuple):
    """What happened, one sentence for each step, and the files to open."""

    folder: Path
    steps: tuple[str, ...]
    to_open: tuple[Path, ...]


class Post(NamedTuple):
    """One return. agency: a word of its name; singles: the answers above the table; what: what is special about it."""

    agency: str
    name: str
    answers: Answers
    singles: Mapping[str, str]
    what: str


ON_TIME: Final = (
    Post(
        "police", "police.xlsx",
        {
            "1": {
                "status": "Complete", "completion_date": dt.date(2025, 6, 20),
                "progress": "Standing instruction issued to all response teams. First sample done.",
                "evidence_given": "Standing instruction 14/2025, held by Public Protection.",
                "outcome": "48 of 50 sampled calls had an assessment before officers left.",
            },
        },
        {"completed_by": "Detective Superintendent"}, "fills in its rows and says one is complete",
    ),
    Post(
        "women", "womens centre.xlsx", {},
        {"anything_new": "No, nothing has changed", "completed_by": "Manager"}, "says that nothing has changed",
    ),
    Post(
        "housing", "housing north.xlsx",
        {"3": {"status": "In progress", "progress": "North team trained: 22 of 30 officers."}},
        {"completed_by": "Team manager, north"}, "one of two teams' copies",
    ),
    Post(
        "housing", "housing south.xlsx",
        {"3": {"status": "Paused", "reason": "Waiting for the form.", "progress": "South team not begun."}},
        {"completed_by": "Team manager, south"}, "the other team's, which contradicts it",
    ),
    Post(
        "hospital", "hospitals.xlsx",
        {
            "5": {"status": "Nearly done!", "progress": "Screen in use in both departments."},
            SHARED: {
                "status": "Paused", "reason": "Waiting for legal advice.", "progress": "Draft with our solicitor.",
            },
        },
        {"completed_by": "Named nurse"}, "a status pasted over the drop-down",
    ),
)  # fmt: skip
"""The returns of the first collect; answers are keyed by the recommendation's number."""
LATE_ONES: Final = (
    Post(
        "probation", "probation.xlsx",
        {
            "7": {
                "status": "Complete", "progress": "Audit finished.", "completion_date": dt.date(2025, 6, 27),
            },
            SHARED: {
                "status": "Complete", "progress": "Signed by both services.", "completion_date": dt.date(2025, 6, 20),
                "evidence_given": "Signed agreement, held by the safeguarding office.",
                "outcome": "Referrals reach the other service the same day.",
            },
            "9": {"proposed_target_date": dt.date(2026, 1, 31), "reason": "Two teams are merging."},
        },
        {"completed_by": "Head of service"},
        "late; calls a shared action complete that the hospitals have paused; one row complete without evidence",
    ),
)  # fmt: skip
"""The return that comes after its date."""


def demo(folder: Path | None = None) -> DemoResult:
    """Run the whole round in a new folder (``dhr-xl-demo`` where none is named)."""
    folder = folder or free_name(Path(), "dhr-xl-demo")
    with as_file(files("dhr_xl") / "example" / "plan.txt") as source:
        made = new(
            folder, source, title="Review NM-01: action plan", review_ref="NM-01", now=SENT,
            return_to="reviews@northmoor.example", contact="Community Safety Team, 01234 567890",
        )  # fmt: skip
    counted = f"{len(made.plan.recommendations)} recommendations, {len(made.plan.actions)} actions"
    guesses = f"On the sheet To check {checks_of(groups_of_plan(made.plan))}."
    steps = [f"1. Imported an example plan of a county that does not exist: {counted}. {guesses}"]
    write_contacts(folder)
    sent = issue(folder, AS_AT, due=DUE, now=SENT)
    steps.append(f"2. Sent out {len(sent.issued)} locked workbooks, one an agency, due back by 14 July 2025.")
    drafts = email(folder, MessageKind.WORKBOOKS, now=SENT)
    steps.append(f"3. Drafted {len(drafts.messages)} e-mails, each with its workbook.")
    lines = [f"   {post.name}: {post.what}" for post in send_back(folder, on_time=True)]
    first = collect(folder, now=FIRST)
    steps += ["4. On 9 July the first returns came in:", *lines, f"   {_counted(first)}"]
    lines = [f"   {post.name}: {post.what}" for post in send_back(folder, on_time=False)]
    second = collect(folder, now=LATE)
    steps += ["5. A return came late, and was taken in against what was sent:", *lines, f"   {_counted(second)}"]
    steps.append(decide_one(folder))
    owing = email(folder, MessageKind.CHASE, now=BOARD_DAY)
    steps.append(f"7. Drafted {len(owing.messages)} reminders, each saying exactly which rows are owed.")
    board = publish(folder, now=BOARD_DAY)
    email(folder, MessageKind.CONSOLIDATED, now=BOARD_DAY)
    steps += ["8. Drew the board's copy. In short:", *(f"   {sentence}" for sentence in board.in_short)]
    form = sent.issued[0].file
    return DemoResult(folder, tuple(steps), (folder / "master.xlsx", board.file, form, folder / "outbox"))


def _counted(result: CollectResult) -> str:
    merged = sum(len(r.changes) for r in result.returns)
    waits = f"waiting on Decisions: {result.waiting.for_you or 'nothing'}"
    return f"{len(result.returns)} taken in, {merged} changes merged; {waits}."


def codes_of(folder: Path) -> dict[str, str]:
    """A word of each agency's name -> its code, as the import gave it."""
    words: Final = ("police", "housing", "hospital", "probation", "women", "partnership")
    with open_workspace(folder, SENT) as workspace, workspace.register.read() as tx:
        agencies = [a for a in tx.agencies() if a.code != UNASSIGNED]
    return {
        word: next((a.code for a in agencies if word in " ".join((a.name, *a.aliases)).lower()), "") for word in words
    }


def write_contacts(folder: Path) -> None:
    """Enter a contact for every agency and for the board on the sheet Agencies, as the coordinator would."""
    path = folder / "master.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Agencies"]
    place = {column.key: _place(book, master_name("Agencies", column.key)) for column in MASTER_SHEETS["Agencies"]}
    row = place["code"][1]
    while sheet[f"{place['code'][0]}{row}"].value:
        code = str(sheet[f"{place['code'][0]}{row}"].value)
        values = {"job_title": "Safeguarding lead", "email": f"safeguarding.lead@{code.lower()}.example", "role": "To"}
        for key, text in values.items():
            sheet[f"{place[key][0]}{row}"] = text
        row += 1
    board = {
        "code": BOARD,
        "agency_name": "The board",
        "job_title": "Chair",
        "email": "chair@board.example",
        "role": "To",
    }
    for key, text in board.items():
        sheet[f"{place[key][0]}{row}"] = text
    share_action(book, codes_of(folder)["probation"])
    write_whole(path, _saved(book))


def share_action(book: openpyxl.Workbook, code: str) -> None:
    """Share the action of recommendation 6 with a second agency, as the coordinator would."""
    sheet = book["Actions"]
    number, shared = (_place(book, master_name("Actions", key)) for key in ("number", "supporting"))
    for row in range(number[1], sheet.max_row + 1):
        if str(sheet[f"{number[0]}{row}"].value) == SHARED:
            sheet[f"{shared[0]}{row}"] = code


def rows_of(folder: Path) -> dict[str, list[str]]:
    """Agency code -> the refs it was sent, in the form's order."""
    with open_workspace(folder, SENT) as workspace, workspace.register.read() as tx:
        return {i.agency: list(i.as_issued) for i in take_snapshot(tx).issues}


def send_back(folder: Path, *, on_time: bool) -> list[Post]:
    """Fill in the issued workbooks and drop them into the inbox."""
    code, rows = codes_of(folder), rows_of(folder)
    posts = [post for post in (ON_TIME if on_time else LATE_ONES) if code[post.agency]]
    for post in posts:
        agency = code[post.agency]
        refs = {ref.partition("-")[0]: ref for ref in reversed(rows[agency])}
        answers = {refs[number]: cells for number, cells in post.answers.items() if number in refs}
        source = folder / "issued" / AS_AT.isoformat() / f"{agency}.xlsx"
        write_whole(folder / "inbox" / post.name, fill_in(source.read_bytes(), answers, post.singles))
    return posts


def fill_in(data: bytes, answers: Answers, singles: Mapping[str, str]) -> bytes:
    """The workbook's bytes, filled in as an officer would."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Return"]
    column = {key: _place(book, column_name(key)) for key in BY_KEY}
    letter, first = column["ref"]
    for row in range(first, sheet.max_row + 1):
        for key, value in answers.get(str(sheet[f"{letter}{row}"].value), {}).items():
            sheet[f"{column[key][0]}{row}"] = value
    for name, text in singles.items():
        ((where, cell),) = book.defined_names[f"dhr_{name}"].destinations
        book[where][cell] = text
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _place(book: openpyxl.Workbook, name: str) -> tuple[str, int]:
    """The first cell of a defined name: its column's letters and its row."""
    area = book.defined_names[name].attr_text.rpartition("!")[2].replace("$", "").partition(":")[0]
    letters = area.rstrip("0123456789")
    return letters, int(area[len(letters) :])


def decide_one(folder: Path) -> str:
    """Decide the first conflict as the coordinator would; leave the rest for whoever tries the demo."""
    waiting = [q for q in conflicts(folder, BOARD_DAY) if q.outcome == Outcome.CONFLICT]
    if not waiting:
        return "6. No conflict needed deciding."
    question = waiting[0]
    left = resolve(folder, [question.id], take=Take.THEIRS, why="Agreed by telephone.", now=BOARD_DAY).waiting
    return f"6. Decided one question ({question.id}: used the return); {len(left)} wait for you on Decisions."
