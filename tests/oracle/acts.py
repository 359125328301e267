"""What people do to a plan folder, through real files, and what can be seen of it afterwards: for the independent judge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import openpyxl

from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.history import history
from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.model import STATUS_WORDS, Agency, Plan, Recommendation, Status
from dhr_xl.core.plan.records import Question
from dhr_xl.core.views.names import column_name
from dhr_xl.front.documents import document
from plan_folder import AS_AT, DAY, action, edit_master, fill

LATER: Final = DAY + dt.timedelta(days=8)
DAY_DONE: Final = dt.date(2025, 6, 20)
IN_PROGRESS: Final = Status.IN_PROGRESS
PLAN: Final = Plan(
    title="Northmoor action plan",
    reference="DHR-07",
    as_at=dt.date(2025, 3, 31),
    agencies=tuple(
        Agency(code=code, name=name)
        for code, name in (("POLICE", "Northmoor Police"), ("NHS", "Hospitals Trust"), ("MARAC", "The MARAC"))
    ),
    recommendations=(
        Recommendation(number="1", text="One.", actions=(action("1-POLICE", "POLICE", status=IN_PROGRESS),)),
        Recommendation(
            number="2", text="Two.", actions=(action("2-POLICE", "POLICE", agencies=("NHS",), status=IN_PROGRESS),)
        ),
        Recommendation(number="3", text="Three.", actions=(action("3-NHS", "NHS"),)),
        Recommendation(
            number="4", text="Four.", actions=(action("4-NHS", "NHS", agencies=("POLICE", "MARAC"), status=IN_PROGRESS),)
        ),
    ),
)  # fmt: skip
"""Three agencies, two shared actions: 2-POLICE (NHS helps), 4-NHS (the police and the MARAC help)."""
COMPLETE: Final = {"status": "Complete", "completion_date": DAY_DONE, "evidence_given": "Minutes", "outcome": "Used"}
"""An answer Complete with all it needs."""


def form_of(folder: Path, agency: str, as_at: dt.date = AS_AT) -> Path:
    """Where an agency's workbook of a round lies."""
    return folder / "issued" / as_at.isoformat() / f"{agency}.xlsx"


def send(
    folder: Path, agency: str, answers: Mapping[str, Mapping[str, Any]], name: str = "a.xlsx", *,
    source: Path | None = None, hour: int = 12, who: str = "", now: dt.datetime = LATER, **singles: str,
) -> Any:  # fmt: skip
    """Fill in a workbook (its own form, or `source`), return it and collect; what collect said of it."""
    saved = dt.datetime(2025, 7, 5, hour)
    path = fill(
        source or form_of(folder, agency), folder / "inbox" / name, answers, saved=saved, completed_by=who, **singles
    )
    (folder.parent / "sent").mkdir(exist_ok=True)
    (folder.parent / "sent" / name).write_bytes(path.read_bytes())
    [result] = collect(folder, now=now).returns
    return result


def sent(folder: Path, name: str = "a.xlsx") -> Path:
    """A file as it was sent, to be filled in further or sent again."""
    return folder.parent / "sent" / name


def without_column(source: Path, target: Path, key: str) -> Path:
    """The same workbook with one of its columns deleted, as Excel does it: the name of the column is #REF! then."""
    book = openpyxl.load_workbook(source)
    name = book.defined_names[column_name(key)]
    letters = name.attr_text.split("!")[1].replace("$", "").split(":")[0].rstrip("0123456789")
    sheet, number = book["Return"], openpyxl.utils.column_index_from_string(letters)
    for other, defined in list(book.defined_names.items()):
        page, _, area = defined.attr_text.partition("!")
        if other == column_name(key):
            defined.attr_text = "#REF!"
        elif page == "Return":
            defined.attr_text = f"{page}!{moved(area, number)}"
    sheet.delete_cols(number)
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink):
        cell.hyperlink.ref = cell.coordinate  # openpyxl leaves links where their cells were
    book.save(target)
    return target


def moved(area: str, deleted: int) -> str:
    """An area one column further left where it stood to the right of the deleted column."""
    parts = []
    for corner in area.replace("$", "").split(":"):
        letters = corner.rstrip("0123456789")
        column = openpyxl.utils.column_index_from_string(letters)
        column -= column > deleted
        parts.append(f"${openpyxl.utils.get_column_letter(column)}${corner[len(letters) :]}")
    return ":".join(parts)


def telephone(folder: Path, ref: str, agency: str, now: dt.datetime = LATER, **answers: Any) -> Any:
    """Enter an answer on Actions for an agency, and collect."""
    edit_master(folder, "Actions", "ref", {ref: {**answers, "entered_for": agency, "entered_from": "Telephone"}})
    return collect(folder, now=now).master


def board(folder: Path, ref: str, decision: str, now: dt.datetime = LATER, **more: Any) -> Any:
    """Enter a decision of the board on Actions, and collect."""
    edit_master(folder, "Actions", "ref", {ref: {"board_decision": decision, **more}})
    return collect(folder, now=now).master


def answer(folder: Path, ref: str, agency: str) -> dict[str, str]:
    """What an agency's answer is, as exported: status in words, the rest as text."""
    found = next(a for a in action_now(folder, ref)["answers"] if a["agency"] == agency)
    words = {code.value: word for code, word in STATUS_WORDS.items()}
    return {**{key: text or "" for key, text in found.items()}, "status": words[found["status"]]}


def action_now(folder: Path, ref: str) -> dict[str, Any]:
    """One action as it is exported."""
    plan = document(export(folder))
    return next(a for r in plan["recommendations"] for a in r["actions"] if a["ref"] == ref)


def waiting(folder: Path, ref: str = "", kind: str = "") -> list[Question]:
    """The questions listed by `conflicts`, of one action or of one kind."""
    return [q for q in conflicts(folder) if (not ref or q.ref == ref) and (not kind or q.kind == kind)]


def asked_about(folder: Path, ref: str, field: str, agency: str, theirs: str) -> bool:
    """Whether someone is asked about a value: an open question has it, or waits with one that is open."""
    questions = all_questions(folder)
    open_ids = {q.id for q in questions if q.state in {"open", "asked"}}
    return any(
        (q.ref, q.field, q.agency, q.theirs) == (ref, field, agency, theirs)
        and q.id in open_ids and (not q.with_id or q.with_id in open_ids)
        for q in questions
    )  # fmt: skip


def all_questions(folder: Path) -> list[Question]:
    """Every question in whichever state."""
    with open_workspace(folder) as workspace, workspace.register.read() as tx:
        return list(tx.questions())


def all_cells(folder: Path) -> dict[CellKey, str]:
    """Every cell of the plan that is not blank."""
    with open_workspace(folder) as workspace, workspace.register.read() as tx:
        return {key: text for key, text in tx.cells().items() if text}


def credited(folder: Path, ref: str, field: str, text: str) -> set[str]:
    """Who is said to have given a value, by the history."""
    return {change.who for change in history(folder, ref) if (change.key.field, change.after) == (field, text)}
