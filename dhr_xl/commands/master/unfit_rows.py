"""Rows of master.xlsx that cannot be taken in: left out whole, and shown as typed until someone corrects them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from dhr_xl.commands.folder.meta_keys import LEFT_OUT
from dhr_xl.core.plan.columns import MASTER_SHEETS, Row
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.returns.answers import same_answer, text_or_formula
from dhr_xl.core.returns.left_out import LeftOutRow
from dhr_xl.core.returns.problems import Problem
from dhr_xl.core.views.values import EntryRow, MasterRead, MasterView
from dhr_xl.register.transaction import Tx

NAMES: Final[Mapping[str, str]] = {"Actions": "ref", "Decisions": "id", "To check": "id", "Returns": "reference"}
"""Sheet -> the column that identifies its rows; rows of Agencies have none."""

SAID_UNDER: Final[Mapping[str, str]] = {"Decisions": "asked", "To check": "message"}
"""Sheet -> the column in which a row that was left out says why, before its own words."""


def unfit_row(sheet: str, row: EntryRow, was: Row, name: str = "", keep: Sequence[str] = ()) -> LeftOutRow:
    """A row to be left out. was: what it showed; keep: keys of cells to keep with the edits though not edited."""
    columns = MASTER_SHEETS[sheet]
    keys = [c.key for c in columns if c.who != "grey" or (c.new_row and not name) or c.key == NAMES.get(sheet)]
    typed = {key: text_or_formula(row[key]) for key in keys if key in row}
    if name:
        typed = {key: text for key, text in typed.items() if not same_answer("", text, was.get(key, ""))}
        was = {key: was.get(key, "") for key in (*typed, *keep)}
    return LeftOutRow(sheet, name, typed, was, place_of(row))


def place_of(row: EntryRow) -> str:
    """A row of a sheet in words, as `workbooks.master.layout.row_name` gives it."""
    return f"row {''.join(c for c in next(iter(row.values())).ref.cell if c.isdigit())}"


def with_own_columns(row: LeftOutRow, master: MasterRead) -> LeftOutRow:
    """Add the coordinator's own columns and notes of a new row; they go by its place while it has no Ref."""
    if row.sheet != "Actions" or row.name:
        return row
    notes = {key: text for (ref, key), text in master.notes.items() if ref == row.place}
    return row._replace(own=dict(master.extra.get(row.place, {})), notes=notes)


def save_left_out(tx: Tx, rows: Iterable[LeftOutRow], problems: Iterable[Problem]) -> None:
    """Store the rows left out, replacing those stored before."""
    kept = [{**row._asdict(), "own": dict(row.own), "notes": dict(row.notes)} for row in rows]
    said = [f"master.xlsx: {found} {found.remedy}" for found in problems]
    tx.set_meta(LEFT_OUT, json.dumps({"rows": kept, "said": said}) if kept else "")


def _kept(tx: Tx) -> dict[str, Any]:
    text = tx.meta(LEFT_OUT)
    return dict(json.loads(text)) if text else {"rows": [], "said": []}


def rows_left_out(tx: Tx) -> list[LeftOutRow]:
    """The rows left out."""
    return [LeftOutRow(**row) for row in _kept(tx)["rows"]]


def unsure_contacts(rows: Iterable[LeftOutRow]) -> frozenset[str]:
    """Codes of agencies with a contact row that was left out: we cannot be sure whom to write to."""
    shown = [row for one in rows if one.sheet == "Agencies" for row in (one.typed, one.was)]
    return frozenset(row["code"].upper() for row in shown if "code" in row)


def left_out_sentences(tx: Tx) -> str:
    """What must be corrected in master.xlsx, a line each; '' for nothing."""
    return "\n".join(_kept(tx)["said"])


def with_left_out(view: MasterView, waiting: Sequence[LeftOutRow]) -> MasterView:
    """The view with every row that was left out shown as typed, and with why, where its sheet has a place for that."""
    tables = {sheet: [dict(row) for row in rows] for sheet, rows in view.tables.items()}
    extra, notes = dict(view.extra), dict(view.notes)
    for one in waiting:
        rows = tables[one.sheet]
        row = _row_of(one, rows)
        if row is not None:
            row.update(one.typed)
            if one.why and one.sheet in SAID_UNDER:
                column = SAID_UNDER[one.sheet]
                row[column] = f"Not taken in: {one.why}\n{row.get(column, '')}"
        elif not one.name:
            called = f"waiting {len(rows)}"
            rows.append({**one.typed, "called": called})
            extra[called] = one.own
            notes |= {(called, key): text for key, text in one.notes.items()}
    return view._replace(tables={sheet: tuple(rows) for sheet, rows in tables.items()}, extra=extra, notes=notes)


def with_bases(issue: Issue, waiting: Sequence[LeftOutRow]) -> Issue:
    """The issue of a generation with rows left out: their cells keep what they first showed as base."""
    as_issued = {ref: dict(row) for ref, row in issue.as_issued.items()}
    tables: dict[str, Any] = dict(issue.tables)
    for one in waiting:
        if one.sheet == "Actions" and one.name in as_issued:
            as_issued[one.name].update(one.was)
        elif one.name and one.sheet != "Actions":
            rows = [dict(row) for row in tables[one.sheet]]
            row = _row_of(one, rows)
            if row is not None:
                row.update(one.was)
            tables[one.sheet] = rows
    return issue._replace(as_issued=as_issued, tables=tables)


def _row_of(one: LeftOutRow, rows: Sequence[dict[str, str]]) -> dict[str, str] | None:
    """The row of the sheet that a left-out row is; None where it is a new row."""
    if one.name:
        return next((row for row in rows if row.get(NAMES[one.sheet]) == one.name), None)
    if not one.was:
        return None
    keys = [column.key for column in MASTER_SHEETS[one.sheet]]
    same = (row for row in rows if all(row.get(key, "") == one.was.get(key, "") for key in keys))
    return next(same, None)
