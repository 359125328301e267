"""A round with a column that the form had not before, for tests/test_new_column.py: run in a copy of the project.

``python new_column_round.py FOLDER``: the plan folder holds a round as at 30 June 2025, issued before the column was
added. What is seen on the way is written as JSON.
"""

import csv
import datetime as dt
import io
import json
import shutil
import sys
from pathlib import Path

import openpyxl
import openpyxl.utils

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import list_waiting
from dhr_xl.commands.export import export, plan_csv
from dhr_xl.commands.history import history
from dhr_xl.commands.issue import issue
from dhr_xl.commands.publish import publish
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.undo import undo
from dhr_xl.core.plan.kinds import Take
from dhr_xl.front.documents import document
from plan_folder import AS_AT, edit_master, fill, form, place, rows_of_master

KEY, HEADING = "risk", "Risk if not done"
SEPTEMBER = dt.date(2025, 9, 30)
AUGUST, OCTOBER = dt.datetime(2025, 8, 1, 9, 0), dt.datetime(2025, 10, 1, 9, 0)
DONE = {
    "status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes", "outcome": "Used",
}  # fmt: skip


def new_form(folder, agency):
    return folder / "issued" / SEPTEMBER.isoformat() / f"{agency}.xlsx"


def headings(path):
    sheet = openpyxl.load_workbook(path)["Return"]
    return [cell.value for cell in sheet[3] if cell.value]


def drawn(path):
    """Every cell of a form's table, each column's width, its drop-downs and its names."""
    book = openpyxl.load_workbook(path)
    sheet = book["Return"]
    return {
        "cells": [[str(cell.value or "") for cell in row] for row in sheet.iter_rows(min_row=3)],
        "widths": {
            number: round(column.width, 2)
            for column in sheet.column_dimensions.values()
            for number in range(column.min, column.max + 1)
        },
        "rules": sorted(f"{rule.sqref} {rule.formula1}" for rule in sheet.data_validations.dataValidation),
        "marks": sorted(f"{area.sqref} {rule.formula}" for area in sheet.conditional_formatting for rule in area.rules),
        "names": {name: found.attr_text for name, found in book.defined_names.items() if name.startswith("dhr_col_")},
        "breaks": [brk.id for brk in sheet.col_breaks.brk],
        "tables": [(table.ref, [column.name for column in table.tableColumns]) for table in sheet.tables.values()],
        "hidden": [row for page in book for row, found in page.row_dimensions.items() if found.hidden],
    }


def told(result):
    """What `collect` said of one return."""
    return {"outcome": str(result.outcome), "problems": [f"{p.ref} {p.message} {p.remedy}" for p in result.problems]}


def collected(folder, now):
    return {one.agency: one for one in collect(folder, now=now).returns}


def send(folder, source, agency, answers):
    fill(source, folder / "inbox" / f"{agency}.xlsx", answers)


def on_actions(folder):
    return {row["Ref"]: row.get(HEADING) for row in rows_of_master(folder, "Actions")}


def older_form(folder):
    """The form issued before: drawn again, answered, put right and put aside."""
    seen = {}
    path = form(folder, "NHS")
    seen["before"] = drawn(path)
    answered = shutil.copy(path, folder / "answered.xlsx")
    path.unlink()
    issue(folder, AS_AT, now=AUGUST)
    seen["again"] = drawn(path)
    send(folder, answered, "NHS", {"2-POLICE": {"status": "Paused", "reason": "Staff", "progress": "Begun"}})
    send(folder, form(folder, "POLICE"), "POLICE", {"1-POLICE": {**DONE, "evidence_given": None}})
    came = collected(folder, AUGUST)
    seen["clean"], seen["wrong"] = told(came["NHS"]), told(came["POLICE"])
    seen["to correct"] = headings(folder / came["POLICE"].to_correct)
    seen["asked"] = [
        cell.value for cell in openpyxl.load_workbook(folder / came["POLICE"].to_correct)["To correct"]["C"][4:]
    ]
    return seen


def issued_form(folder):
    """The form with the column in it, as it goes out."""
    book = openpyxl.load_workbook(new_form(folder, "POLICE"))
    sheet, (letter, row) = book["Return"], place(book, f"dhr_col_{KEY}")
    [rule] = [rule for rule in sheet.data_validations.dataValidation if f"{letter}{row + 1}" in rule.sqref]
    area = book.defined_names[rule.formula1].attr_text.split("!")[1].replace("$", "")
    guidance = {row[1].value: row[2].value for row in book["Guidance"].iter_rows()}
    return {
        "heading": sheet[f"{letter}{row}"].value,
        "choices": [cell.value for [cell] in book["Lists"][area]],
        "prompt": rule.prompt,
        "guidance": guidance.get(f"{HEADING} (fill in)"),
        "locked": sheet[f"{letter}{row + 1}"].protection.locked,
    }


def answered_form(folder):
    """The forms come back: an answer, one of each agency of a shared action, a wrong choice and a missing one."""
    edit_master(
        folder, "Actions", "ref", {"1-POLICE": {KEY: "Low", "entered_for": "POLICE", "entered_from": "Telephone"}}
    )
    collect(folder, now=OCTOBER)
    seen = {"entered": on_actions(folder)["1-POLICE"]}
    send(folder, new_form(folder, "POLICE"), "POLICE", {"1-POLICE": {KEY: "High"}, "2-POLICE": {KEY: "medium"}})
    send(folder, new_form(folder, "NHS"), "NHS", {"2-POLICE": {KEY: "Low"}, "3-NHS": {KEY: "Huge"}})
    came = collected(folder, OCTOBER)
    seen |= {"conflict": told(came["POLICE"]), "wrong": told(came["NHS"]), "merged": on_actions(folder)}
    waiting = {one.question.id: one.question for one in list_waiting(folder, OCTOBER)}
    seen["asked"] = waiting[f"1-POLICE:{KEY}"].asked
    resolve(folder, [f"1-POLICE:{KEY}"], take=Take.THEIRS, now=OCTOBER)
    seen["decided"] = on_actions(folder)["1-POLICE"]
    copy = openpyxl.load_workbook(folder / came["NHS"].to_correct)
    seen["to correct"] = [[cell.value for cell in row[1:]] for row in copy["To correct"].iter_rows(min_row=5)]
    return seen


def missing_answer(folder):
    """A rule that needs the column: asked of a form that has it."""
    send(folder, new_form(folder, "NHS"), "NHS", {"3-NHS": {"status": "Paused", "reason": "Staff"}})
    came = collected(folder, OCTOBER + dt.timedelta(hours=1))
    copy = openpyxl.load_workbook(folder / came["NHS"].to_correct)
    listed = [[cell.value for cell in row[1:]] for row in copy["To correct"].iter_rows(min_row=5)]
    return {**told(came["NHS"]), "to correct": listed}


def shown_elsewhere(folder):
    """The board's copy, the export and the history."""
    plan = export(folder, now=OCTOBER)
    board = openpyxl.load_workbook(publish(folder, OCTOBER).file)["Plan"]
    rows = csv.DictReader(io.StringIO(plan_csv(plan)))
    actions = [action for one in document(plan)["recommendations"] for action in one["actions"]]
    return {
        "board": {row[0].value: row[7].value for row in board.iter_rows(min_row=5)},
        "csv": {row["ref"]: row[KEY] for row in rows},
        "json": {action["ref"]: action[KEY] for action in actions},
        "answers": {one["agency"]: one[KEY] for action in actions[1:2] for one in action["answers"]},
        "history": [[one.key.agency, one.before, one.after] for one in history(folder) if one.key.field == KEY],
        "sheet": [row["To"] for row in rows_of_master(folder, "Changes") if row["Field"] == HEADING],
    }


def main(folder):
    """Everything, in order."""
    seen = {"older": older_form(folder)}
    issue(folder, SEPTEMBER, due=dt.date(2025, 10, 14), everyone=True, now=OCTOBER)
    seen |= {"issued": issued_form(folder), "answered": answered_form(folder)}
    seen |= {"elsewhere": shown_elsewhere(folder), "missing": missing_answer(folder)}
    undo(folder, returned=f"returned/{SEPTEMBER}/POLICE.xlsx", now=OCTOBER + dt.timedelta(hours=2))
    seen["undone"] = on_actions(folder)
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
