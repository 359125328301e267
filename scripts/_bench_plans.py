"""The plans that the bench measures: made, filled in as a spreadsheet program saves them, and put back."""

import datetime as dt
import io
import shutil

import openpyxl

from dhr_xl.commands.folder.workspace import FOLDERS, open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.new import save_plan
from dhr_xl.core.plan.columns import BY_KEY
from dhr_xl.core.plan.model import Action, Agency, Contact, Plan, Recommendation, Status
from dhr_xl.core.views.names import column_name
from dhr_xl.register import create_register
from dhr_xl.settings import FILE, default_settings_text

AS_AT, DUE = dt.date(2025, 6, 30), dt.date(2025, 7, 14)
SENT, CAME = dt.datetime(2025, 7, 1, 9, 0), dt.datetime(2025, 7, 10, 9, 0)
ROWS = 20
"""Actions for each agency."""
WORDS = "Six officers were trained in May and the remaining four are booked for September. "


def make_plan(folder, agencies, rows=ROWS):
    """Make a plan folder with a round sent to that many agencies, each with that many actions."""
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    settings = default_settings_text(return_to="returns@csp.example", contact="Community Safety Team")
    (folder / FILE).write_text(settings, encoding="utf-8")
    codes = [f"AGENCY{number:03}" for number in range(1, agencies + 1)]
    actions = {code: [action(f"{n}-{code}", code) for n in range(1, rows + 1)] for code in codes}
    owners = tuple(Agency(code=code, name=f"The agency {code}") for code in codes)
    recommendations = tuple(
        Recommendation(number=str(n + 1), text=WORDS * 3, actions=tuple(actions[code][n] for code in codes))
        for n in range(rows)
    )
    about = {"title": "A plan to measure", "reference": "BENCH", "as_at": AS_AT}
    plan = Plan(**about, agencies=owners, recommendations=recommendations)
    with create_register(folder / "register.db") as register, register.write() as tx:
        save_plan(tx, plan)
        tx.set_contacts(Contact(agency=code, email=f"{code.lower()}@council.example") for code in codes)
    with open_workspace(folder, SENT) as workspace:
        publish_master(workspace, last_run="made")
    issue(folder, AS_AT, due=DUE, now=SENT)
    return folder


def action(ref, code):
    """An action that is due."""
    return Action(
        ref=ref, agency=code, agencies=(code,), action=WORDS, evidence="Minutes", target_date=AS_AT,
        target_date_text="30 June 2025", target_date_kind="day", status=Status.IN_PROGRESS,
    )  # fmt: skip


def fill(path, words=WORDS):
    """The bytes of a form with an answer on each row, as openpyxl saves it."""
    book = openpyxl.load_workbook(path)
    sheet = book["Return"]
    columns = {key: book.defined_names[column_name(key)].attr_text for key in BY_KEY}
    letters = {key: area.split("!")[1].split("$")[1] for key, area in columns.items()}
    heading = int(columns["ref"].split("!")[1].split("$")[2].rstrip(":"))
    for row in range(heading + 1, sheet.max_row + 1):
        sheet[f"{letters['progress']}{row}"] = words
        sheet[f"{letters['outcome']}{row}"] = "Fewer waits"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def start_again(folder, place):
    """Put the plan and its inbox back as they were before the first collect."""
    kept = place / "kept"
    if not kept.exists():
        shutil.copytree(folder, kept)
        return
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)


def plan_of_68(place):
    """A plan of 68 actions with a round sent out and one return, made once."""
    folder = place / "of 68"
    if not folder.exists():
        form = next((make_plan(folder, 4, 17) / "issued" / AS_AT.isoformat()).glob("*.xlsx"))
        (folder / "inbox" / "return.xlsx").write_bytes(fill(form))
    return folder
