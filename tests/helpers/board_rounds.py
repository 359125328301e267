"""Three copies for the board of a small plan: what was typed, step by step, and a copy as openpyxl reads it."""

import datetime as dt
from typing import NamedTuple

import openpyxl

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.issue import issue
from dhr_xl.commands.publish import publish
from dhr_xl.commands.resolve import resolve
from dhr_xl.core.plan.model import Action, Agency, Plan, Recommendation, Status
from plan_folder import edit_master, fill, make_folder

JUNE, SEPTEMBER = dt.date(2025, 6, 30), dt.date(2025, 9, 30)
SENT, BACK, FIRST = dt.datetime(2025, 7, 1, 9), dt.datetime(2025, 7, 8, 9), dt.datetime(2025, 7, 9, 9)
MET, SECOND = dt.datetime(2025, 7, 15, 9), dt.datetime(2025, 7, 16, 9)
SENT_AGAIN, BACK_AGAIN, THIRD = dt.datetime(2025, 10, 1, 9), dt.datetime(2025, 10, 8, 9), dt.datetime(2025, 10, 9, 9)
TARGETS = {
    "1-POLICE": dt.date(2025, 12, 31), "2-SWPB": dt.date(2026, 3, 31), "3-NHS": dt.date(2025, 9, 15),
    "4-POLICE": dt.date(2025, 5, 31), "5-NHS": dt.date(2026, 6, 30), "6-MARAC": dt.date(2026, 6, 30),
    "7-SWPB": dt.date(2026, 6, 30), "8-NHS": dt.date(2026, 6, 30),
}  # fmt: skip
DONE = {
    "status": "Complete", "completion_date": dt.date(2025, 6, 20), "evidence_given": "Minutes", "outcome": "Used",
    "progress": "Finished",
}  # fmt: skip
NAMES = {"POLICE": "Northmoor Police", "NHS": "Hospitals Trust", "SWPB": "Women's Board", "MARAC": "MARAC team"}


def _action(ref):
    lead = ref.partition("-")[2]
    agencies = (lead, "MARAC") if ref == "2-SWPB" else (lead,)
    return Action(
        ref=ref, agency=lead, agencies=agencies, action=f"Do {ref}", evidence="Minutes", target_date=TARGETS[ref],
        target_date_text=TARGETS[ref].isoformat(), target_date_kind="day", status=Status.IN_PROGRESS,
    )  # fmt: skip


BOARD_PLAN = Plan(
    title="Northmoor action plan",
    reference="DHR-07",
    as_at=dt.date(2025, 3, 31),
    agencies=tuple(Agency(code=code, name=name) for code, name in NAMES.items()),
    recommendations=tuple(
        Recommendation(number=ref[0], text=f"Text {ref[0]}.", actions=(_action(ref),)) for ref in TARGETS
    ),
)


def send(folder, as_at, agency, answers, now, **singles):
    """One agency's workbook, filled in and collected."""
    source = folder / "issued" / as_at.isoformat() / f"{agency}.xlsx"
    fill(source, folder / "inbox" / f"{agency}.xlsx", answers, saved=now, **singles)
    return collect(folder, now=now)


def board(folder, changes, now):
    """What the coordinator types on Actions, taken in."""
    edit_master(folder, "Actions", "ref", changes)
    return collect(folder, now=now)


def decide(folder, ref, now, **how):
    """Decide every question of one action. how: take, or value."""
    for question in conflicts(folder, now):
        if question.ref == ref:
            resolve(folder, [question.id], now=now, **how)


def three_copies(tmp_path):
    """The story, typed as people type it: the folder, the three results of publish, and the plan at each of them."""
    plans = []
    folder = make_folder(tmp_path, BOARD_PLAN)
    issue(folder, JUNE, due=JUNE + dt.timedelta(days=14), now=SENT)
    send(folder, JUNE, "MARAC", {"2-SWPB": DONE, "6-MARAC": {"progress": "Begun"}}, BACK)
    send(
        folder, JUNE, "SWPB", {"2-SWPB": {"progress": "Options paper outstanding"}, "7-SWPB": {"progress": "On"}}, BACK
    )
    send(folder, JUNE, "POLICE", {"1-POLICE": DONE, "4-POLICE": {"progress": "Slow"}}, BACK)
    send(folder, JUNE, "NHS", {}, BACK, anything_new="No, nothing has changed")
    copies = [publish(folder, FIRST)]
    plans.append(export(folder))
    board(
        folder,
        {
            "1-POLICE": {
                "board_decision": "Signed off", "decided_on": dt.date(2025, 7, 14), "board_note": "Good work.",
            },
            "7-SWPB": {"withdrawn": "Yes", "withdrawn_reason": "Covered by 2."},
            "8-NHS": {"agency": "MARAC"},
            "3-NHS": {"progress": "Drafted", "entered_for": "NHS", "entered_from": "Telephone"},
        },
        MET,
    )  # fmt: skip
    copies.append(publish(folder, SECOND))
    plans.append(export(folder))
    issue(folder, SEPTEMBER, due=SEPTEMBER + dt.timedelta(days=14), now=SENT_AGAIN)
    send(folder, SEPTEMBER, "MARAC", {
        "2-SWPB": {"status": "In progress", "reason": "The paper was refused.", "progress": "Again"},
        "6-MARAC": {"progress": "Half"},
    }, BACK_AGAIN)  # fmt: skip
    decide(folder, "2-SWPB", BACK_AGAIN, take="theirs")
    send(folder, SEPTEMBER, "NHS", {
        "5-NHS": {"proposed_target_date": dt.date(2026, 12, 31), "reason": "Two teams merge.", "progress": "Slower"},
    }, BACK_AGAIN)  # fmt: skip
    decide(folder, "5-NHS", BACK_AGAIN, take="theirs")
    send(folder, SEPTEMBER, "POLICE", {"4-POLICE": {"status": "Paused", "progress": "Stopped"}}, BACK_AGAIN)
    copies.append(publish(folder, THIRD))
    plans.append(export(folder))
    return folder, copies, plans


class Copy(NamedTuple):
    """One copy as openpyxl reads it. tables: name -> rows, each heading -> value; words: column A of Summary."""

    tables: dict
    words: list

    def table(self, name):
        """A table's rows, the one that says None left out."""
        rows = self.tables[name]
        return [row for row in rows if next(iter(row.values())) != "None"]


def read_copy(path):
    """A published workbook."""
    book = openpyxl.load_workbook(path)
    tables = {}
    for sheet in book:
        for name, table in sheet.tables.items():
            top, *rows = sheet[table]
            headings = [cell.value for cell in top]
            tables[name] = [dict(zip(headings, (c.value for c in row), strict=True)) for row in rows]
    return Copy(tables, [str(cell.value) for cell in book["Summary"]["A"] if cell.value])
