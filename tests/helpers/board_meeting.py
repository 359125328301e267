"""A meeting of the board on the small plan of `board_rounds`: its workbook, filled in, and what came of it."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl

from board_rounds import BOARD_PLAN, DONE, JUNE, SENT, send
from dhr_xl.commands.collect import collect
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.issue import issue, issue_board
from dhr_xl.register.snapshot import take_snapshot
from dhr_xl.workbooks.meeting.words import SHEET, column_name
from plan_folder import make_folder, place, saved_at

MADE, MET = dt.datetime(2025, 7, 9, 9), dt.datetime(2025, 7, 16, 9)
"""When the board's workbook was written, and when it came back."""
LATER_DATE = {"proposed_target_date": dt.date(2026, 9, 30), "reason": "Staff"}
CLOSING = {"status": "Propose to close", "reason": "Overtaken", "progress": "It is no longer needed"}


def make_asked(folder):
    """A plan with a sign-off, a new date and a closing that wait for the board: 1-POLICE, 2-SWPB and 3-NHS."""
    plan = make_folder(folder, BOARD_PLAN)
    issue(plan, JUNE, due=dt.date(2025, 7, 14), now=SENT)
    for agency, answers in (
        ("POLICE", {"1-POLICE": DONE}), ("SWPB", {"2-SWPB": LATER_DATE}), ("NHS", {"3-NHS": CLOSING}),
    ):  # fmt: skip
        assert send(plan, JUNE, agency, answers, dt.datetime(2025, 7, 8, 9)).returns
    return plan


def ask_board(folder, now=MADE):
    """The board's workbook; gives its path."""
    return issue_board(folder, now=now).board.file


def decide_rows(source, target, rows, *, saved=None, change=None):
    """Fill in the board's workbook and save it at `target`. rows: Ref as it shows -> column -> value."""
    book = openpyxl.load_workbook(source)
    sheet = book[SHEET]
    at = {key: place(book, column_name(key)) for key in ("ref", "decision", "note", "decided_on")}
    for row in range(at["ref"][1] + 1, sheet.max_row + 1):
        for key, value in rows.get(sheet[f"{at['ref'][0]}{row}"].value, {}).items():
            sheet[f"{at[key][0]}{row}"] = value
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    target.write_bytes(saved_at(out.getvalue(), saved or dt.datetime(2025, 7, 15, 17)))
    return target


def meet(folder, rows, *, now=MET, source=None, name="board.xlsx", **more):
    """The board's workbook filled in and collected; gives its result."""
    decide_rows(source or ask_board(folder), folder / "inbox" / name, rows, **more)
    [result] = collect(folder, now=now).returns
    return result


def snapshot_of(folder):
    """Everything the register holds of a plan."""
    with open_workspace(folder) as workspace, workspace.register.read() as tx:
        return take_snapshot(tx)
