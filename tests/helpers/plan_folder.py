"""A small plan folder, and ways to fill in and send back what was issued, for the tests of the commands."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import shutil
import tempfile
import zipfile
from pathlib import Path

import openpyxl

from dhr_xl.commands.folder.workspace import FOLDERS, open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.messages.recipients import who_is_reminded
from dhr_xl.commands.new import save_plan
from dhr_xl.core.plan.columns import BY_KEY, MASTER_SHEETS
from dhr_xl.core.plan.model import Action, Agency, Plan, Recommendation, Status
from dhr_xl.core.views.names import column_name, master_name
from dhr_xl.register import create_register
from dhr_xl.register.snapshot import take_snapshot
from dhr_xl.settings import FILE as SETTINGS_FILE
from dhr_xl.settings import default_settings_text
from late_master import master_of

DAY = dt.datetime(2025, 7, 1, 9, 0)
AS_AT, DUE = dt.date(2025, 6, 30), dt.date(2025, 7, 14)


def action(ref, agency, *, status=Status.NOT_STARTED, agencies=(), **more):
    return Action(
        ref=ref, agency=agency, agencies=(agency, *agencies), action=f"Do {ref}", evidence="Minutes",
        target_date=dt.date(2025, 5, 31), target_date_text="May 2025", target_date_kind="month", status=status, **more,
    )  # fmt: skip


PLAN = Plan(
    title="Northmoor action plan",
    reference="DHR-07",
    as_at=dt.date(2025, 3, 31),
    agencies=tuple(Agency(code=c, name=n) for c, n in (("POLICE", "Northmoor Police"), ("NHS", "Hospitals Trust"))),
    recommendations=(
        Recommendation(number="1", text="Police assess risk.", lead="POLICE", actions=(action("1-POLICE", "POLICE"),)),
        Recommendation(
            number="2", text="They work together.", actions=(action("2-POLICE", "POLICE", agencies=("NHS",)),)
        ),
        Recommendation(number="3", text="The Trust asks.", actions=(action("3-NHS", "NHS", status=Status.UNKNOWN),)),
    ),
)


def make_folder(tmp_path, plan=PLAN):
    """A plan folder as `new` leaves it."""
    return copy_of(_make_folder, tmp_path / "plan", plan)


def make_issued(tmp_path, plan=PLAN):
    """The same, with a round sent out."""
    return copy_of(_make_issued, tmp_path / "plan", plan)


def _make_folder(folder, plan):
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    (folder / SETTINGS_FILE).write_text(
        default_settings_text(return_to="returns@csp.example", contact="Community Safety Team"), encoding="utf-8"
    )
    with create_register(folder / "register.db") as register, register.write() as tx:
        save_plan(tx, plan)
    with open_workspace(folder, DAY) as workspace:
        assert publish_master(workspace, last_run="imported") == ""


def _make_issued(folder, plan):
    copy_of(_make_folder, folder, plan)
    issue(folder, AS_AT, due=DUE, now=DAY)


MADE = tempfile.TemporaryDirectory(prefix="dhr_made_")
"""The folders that tests are given copies of, each made once in a process; gone when it ends."""


def copy_of(make, folder, plan):
    """A copy of the folder that `make(folder, plan)` makes."""
    made = Path(MADE.name, make.__name__, hashlib.sha256(repr(plan).encode()).hexdigest())
    if not made.exists():
        half = made.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        make(half, plan)
        master_of(half)
        half.rename(made)
    return shutil.copytree(made, folder)


def chase(folder, now=None):
    """Who would be reminded of what in the current round; changes nothing."""
    with open_workspace(folder, now) as workspace, workspace.register.read() as tx:
        return who_is_reminded(workspace, take_snapshot(tx))


def form(folder, agency):
    """Where an agency's workbook lies."""
    return folder / "issued" / AS_AT.isoformat() / f"{agency}.xlsx"


def fill(source: Path, target: Path, answers, *, saved=None, **singles):
    """Fill in a form as an officer does (past its locks, as pasting does) and save it at `target`."""
    book = openpyxl.load_workbook(source)
    sheet = book["Return"]
    columns = {key: place(book, column_name(key))[0] for key in BY_KEY if column_name(key) in book.defined_names}
    first = place(book, column_name("ref"))
    for row in range(first[1], sheet.max_row + 1):
        for key, text in answers.get(sheet[f"{first[0]}{row}"].value, {}).items():
            sheet[f"{columns[key]}{row}"] = text
    for name, text in singles.items():
        put_single(book, name, text)
    out = io.BytesIO()
    book.save(out)
    target.write_bytes(saved_at(out.getvalue(), saved or dt.datetime(2025, 7, 5, 12, 0)))
    return target


def put_single(book, name, text):
    """Write into one of the form's single cells, wherever its name says it is."""
    sheet = book.defined_names[f"dhr_{name}"].attr_text.split("!")[0].strip("'")
    book[sheet]["{}{}".format(*place(book, f"dhr_{name}"))] = text


def saved_at(data, moment):
    """A workbook as if it had been saved at that moment (openpyxl always says now)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                stamp = f">{moment:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>".encode()
                part = re.sub(rb">[^<]*</dcterms:modified>", stamp, part)
            new.writestr(name, part)
    return out.getvalue()


def place(book, name):
    area = book.defined_names[name].attr_text.split("!")[1].replace("$", "").split(":")[0]
    letters = "".join(c for c in area if c.isalpha())
    return letters, int("".join(c for c in area if c.isdigit()))


def edit_master(folder, sheet, key_column, changes):
    """Type into master.xlsx as the coordinator does. changes: row's key -> column key -> value; key None: a new row."""
    path = master_of(folder)
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    column = {c.key: place(book, master_name(sheet, c.key)) for c in MASTER_SHEETS[sheet]}
    letter, first = column[key_column]
    for key, cells in changes.items():
        row = first
        while page[f"{letter}{row}"].value != key:
            assert row < first + 500, f"{key} is not on {sheet}"
            row += 1
        for name, value in cells.items():
            page[f"{column[name][0]}{row}"] = value
    book.save(path)


def rows_of_master(folder, sheet):
    """The rows of one sheet of master.xlsx as a person sees them: heading -> what stands there, '' for blank."""
    book = openpyxl.load_workbook(master_of(folder))
    columns = {c.heading: place(book, master_name(sheet, c.key)) for c in MASTER_SHEETS[sheet]}
    page, first = book[sheet], next(iter(columns.values()))[1] + 1
    rows = (
        {h: page[f"{at}{row}"].value or "" for h, (at, _) in columns.items()} for row in range(first, page.max_row + 1)
    )
    return [row for row in rows if any(row.values())]
