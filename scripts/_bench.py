"""The measurements of bench.py, run in the project's environment: each job, and the same with openpyxl alone."""

import datetime as dt
import io
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

from dhr_xl.commands.collect import collect
from dhr_xl.commands.folder.workspace import FOLDERS, open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.new import save_plan
from dhr_xl.core.plan.columns import BY_KEY
from dhr_xl.core.plan.model import Action, Agency, Plan, Recommendation, Status
from dhr_xl.core.views.names import column_name
from dhr_xl.register import create_register
from dhr_xl.settings import FILE, default_settings_text
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.templates import template
from dhr_xl.workbooks.xlsx.workbook import read_workbook

AS_AT, DUE = dt.date(2025, 6, 30), dt.date(2025, 7, 14)
SENT, CAME = dt.datetime(2025, 7, 1, 9, 0), dt.datetime(2025, 7, 10, 9, 0)
ROWS = 20
"""Actions for each agency."""
TIMES = 7
"""How often each job of a pair is run, in turn."""
READS = 40
"""How often a workbook is read: a reading takes milliseconds, and some take twice as long."""
WORDS = "Six officers were trained in May and the remaining four are booked for September. "


def main(returns):
    """Measure, and print one line a comparison."""
    with tempfile.TemporaryDirectory() as place:
        folder = make_plan(Path(place) / "plan", returns)
        forms = sorted((folder / "issued" / AS_AT.isoformat()).glob("*.xlsx"))
        inbox = folder / "inbox"
        for path in forms:
            (inbox / path.name).write_bytes(fill(path))
        one, look = (inbox / forms[0].name).read_bytes(), template("return.xlsx")
        for what, job in (
            ("every cell's value, formula, error and place, and the properties", lambda: read_workbook(one)),
            ("the same, and what is an answer to what", lambda: read_return(one, look)),
        ):
            show(
                f"read one return of {ROWS} rows: {what}",
                pair(job, lambda: read_twice(one), times=READS),
                "openpyxl, loaded twice, every cell looked at",
            )
        show(
            f"collect {returns} returns: check, merge, record, write master.xlsx",
            pair(
                lambda: collect(folder, now=CAME), lambda: by_script(inbox, forms, Path(place) / "hand.xlsx"),
                before=lambda: start_again(folder, Path(place)), times=1 if returns > ROWS else TIMES,
            ),
            "a script with openpyxl that copies what differs into one workbook, and checks nothing",
        )  # fmt: skip


def make_plan(folder, agencies):
    """Make a plan folder with a round sent to that many agencies."""
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    (folder / FILE).write_text(default_settings_text(), encoding="utf-8")
    codes = [f"AGENCY{number:03}" for number in range(1, agencies + 1)]
    actions = {code: [action(f"{n}-{code}", code) for n in range(1, ROWS + 1)] for code in codes}
    owners = tuple(Agency(code=code, name=f"The agency {code}") for code in codes)
    recommendations = tuple(
        Recommendation(number=str(n + 1), text=WORDS * 3, actions=tuple(actions[code][n] for code in codes))
        for n in range(ROWS)
    )
    about = {"title": "A plan to measure", "reference": "BENCH", "as_at": AS_AT}
    plan = Plan(**about, agencies=owners, recommendations=recommendations)
    with create_register(folder / "register.db") as register, register.write() as tx:
        save_plan(tx, plan)
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


def fill(path):
    """The bytes of a form with an answer on each row, as openpyxl saves it."""
    book = openpyxl.load_workbook(path)
    sheet = book["Return"]
    columns = {key: book.defined_names[column_name(key)].attr_text for key in BY_KEY}
    letters = {key: area.split("!")[1].split("$")[1] for key, area in columns.items()}
    for row in range(sheet.max_row - ROWS + 1, sheet.max_row + 1):
        sheet[f"{letters['progress']}{row}"] = WORDS
        sheet[f"{letters['outcome']}{row}"] = "Fewer waits"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_twice(data):
    """Read the same with openpyxl: once for values, once for formulas, every cell."""
    for values in (True, False):
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=values)
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    cell.value  # noqa: B018 - looking is the work


def by_script(inbox, forms, target):
    """Do what a plain script would: open each return, compare it with the form, copy what differs."""
    master = openpyxl.Workbook()
    page = master.active
    for path in forms:
        sent = openpyxl.load_workbook(path)["Return"]
        came = openpyxl.load_workbook(inbox / path.name)["Return"]
        for before, after in zip(sent.iter_rows(), came.iter_rows(), strict=False):
            changed = [cell.value for was, cell in zip(before, after, strict=False) if was.value != cell.value]
            if changed:
                page.append([before[0].value, *changed])
    master.save(target)


def start_again(folder, place):
    """Put the plan and its inbox back as they were before the first collect."""
    kept = place / "kept"
    if not kept.exists():
        shutil.copytree(folder, kept)
        return
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)


def pair(ours, theirs, *, before=None, times=TIMES):
    """Median seconds of each job, run in turn; `before` is run before each and not measured."""
    taken = ([], [])
    for _ in range(times):
        for number, job in enumerate((ours, theirs)):
            if before:
                before()
            begun = time.perf_counter()
            job()
            taken[number].append(time.perf_counter() - begun)
    return [statistics.median(seconds) for seconds in taken]


def show(what, medians, beside):
    """Print one line: the job, its time, and how many times as long the other way takes."""
    ours, theirs = medians
    print(f"{what}: {ours * 1000:.1f} ms; {beside}: {theirs * 1000:.1f} ms, {theirs / ours:.1f} times as long")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
