"""A plan with every kind of row, issued once; edits of a returned workbook as people make them; one way to collect."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
import zipfile
from pathlib import Path
from typing import NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange

from accounting import account_for
from dhr_xl.commands.check import CollectResult
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import FOLDERS, open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.new import save_plan
from dhr_xl.core.plan.columns import FIELDS
from dhr_xl.core.plan.model import Action, Agency, Plan, Recommendation, Status
from dhr_xl.core.returns.problems import Code
from dhr_xl.core.returns.result import ReturnResult
from dhr_xl.register import create_register
from dhr_xl.settings import FILE as SETTINGS_FILE
from dhr_xl.settings import default_settings_text
from plan_folder import AS_AT, DAY, DUE, form, put_single, saved_at

LATER = DAY + dt.timedelta(days=8)
SAVED = dt.datetime(2025, 7, 5, 12, 0)
SETTINGS = default_settings_text(return_to="returns@csp.example", contact="Community Safety Team")
PRIVATE = ("Rowan Ashdown", "Zoë O'Farrell")
COLUMN = {field.key: openpyxl.utils.get_column_letter(at) for at, field in enumerate(FIELDS, 1)}
FIRST = 4


def _action(ref, agency, **more):
    plain = {
        "action": f"What is to be done about {ref}", "evidence": f"Papers about {ref}",
        "target_date": dt.date(2025, 5, 31), "target_date_text": "31 May 2025", "target_date_kind": "day",
    }  # fmt: skip
    return Action(ref=ref, agency=agency, agencies=more.pop("agencies", (agency,)), **{**plain, **more})


DONE = {
    "status": Status.COMPLETE, "completion_date": dt.date(2025, 2, 3), "outcome": "Calls are answered within the hour",
    "evidence_given": "Audit of 3 February, held by the control room",
}  # fmt: skip
ACTIONS = (
    _action("1-POLICE", "POLICE", status=Status.NOT_STARTED),
    _action("2-POLICE", "POLICE", status=Status.IN_PROGRESS, agencies=("POLICE", "NHS"), progress="Group set up"),
    _action("3-POLICE", "POLICE", **DONE),
    _action(
        "4-POLICE", "POLICE", status=Status.IN_PROGRESS, progress="Draft policy written", target_date=dt.date(2025, 9, 6),
        evidence_given="Draft of the policy, with the inspectorate team",
    ),
    _action("5-NHS", "NHS"),
    _action("6-NHS", "NHS", status=Status.PAUSED),
)  # fmt: skip
PLAN = Plan(
    title="Northmoor action plan",
    reference="DHR-07",
    as_at=dt.date(2025, 3, 31),
    agencies=(
        Agency(code="POLICE", name="Northmoor Police", aliases=("Constabulary",)),
        Agency(code="NHS", name="Hospitals Trust"),
    ),
    recommendations=tuple(
        Recommendation(number=str(number), text=f"The report recommends number {number}.", actions=(action,))
        for number, action in enumerate(ACTIONS, 1)
    ),
)
ROW = {"1-POLICE": 4, "2-POLICE": 5, "3-POLICE": 6, "4-POLICE": 7}
"""The sheet row of each ref on the POLICE form."""


def make_issued(folder, plan=PLAN, private=PRIVATE):
    """A plan folder with a round sent out."""
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    names = ", ".join(f'"{name}"' for name in private)
    settings = re.sub(r"(?m)^private_names = .*$", f"private_names = [{names}]", SETTINGS)
    assert not private or private[0] in settings
    (folder / SETTINGS_FILE).write_text(settings, encoding="utf-8")
    with create_register(folder / "register.db") as register, register.write() as tx:
        save_plan(tx, plan)
    with open_workspace(folder, DAY) as workspace:
        assert publish_master(workspace, last_run="imported") == ""
    issue(folder, AS_AT, due=DUE, now=DAY)
    return folder


class Collected(NamedTuple):
    """What came of one return: the result, the plan before and after, and what waits."""

    folder: Path
    result: ReturnResult
    before: dict[str, Action]
    after: dict[str, Action]
    whole: CollectResult

    @property
    def codes(self):
        """The codes said, each once, in their order."""
        return tuple(dict.fromkeys(found.code for found in self.result.problems))

    @property
    def loud(self):
        """The codes said that are more than a note."""
        said = (found.code for found in self.result.problems if found.severity != "note")
        return tuple(dict.fromkeys(said))

    @property
    def changed(self):
        """(ref, field) of every value of the plan that moved, and what it is now."""
        return {
            (ref, key): getattr(action, key)
            for ref, action in self.after.items()
            for key in ("status", "progress", "completion_date", "evidence_given", "outcome", "action", "evidence",
                        "target_date", "agreed_target_date", "agency")
            if getattr(action, key) != getattr(self.before[ref], key)
        }  # fmt: skip

    @property
    def words(self):
        """The text of every problem and note of the return."""
        return "\n".join([*(f"{p} {p.remedy}" for p in self.result.problems), *(text for _, text in self.result.notes)])

    @property
    def waiting(self):
        """The ids of the questions that wait."""
        return tuple(question.id for question in conflicts(self.folder))


def plan_of(folder):
    """The plan's actions now. The folder that all tests start from is read once."""
    return _plan_of((folder / "register.db").read_bytes(), Box(folder))


class Box:
    """A folder that is not part of what an answer is remembered by."""

    def __init__(self, folder):
        self.folder = folder

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


@functools.lru_cache(maxsize=2)
def _plan_of(register, box):
    return {action.ref: action for action in export(box.folder).actions}


def account(issued_path, data, collected, seen=None):
    """What must hold of every return: nothing said twice, nothing changed that is not said, the original kept."""
    result = collected.result
    assert len({(p.code, p.cell, p.ref, p.field, p.message) for p in result.problems}) == len(result.problems)
    for found in result.problems:
        assert not re.search(r"[{}]|None", found.message.replace(found.value, "")), found.message
        assert found.message.rstrip("\"'")[-1] in ".?", found.message
    told = {(ref, field) for ref, field, _, _ in result.changes}
    assert set(collected.changed) <= told
    if result.outcome in {"rejected", "duplicate", "no_change", "nothing_to_report"}:
        assert collected.before == collected.after
    if result.outcome in {"merged", "no_change", "nothing_to_report"}:
        assert not [p for p in result.problems if p.severity == "error"]
    kept = [path for path in (collected.folder / "returned").rglob("*") if path.is_file()]
    assert any(path.read_bytes() == data for path in kept)
    account_for(collected.folder, issued_path, data, result, seen=seen)


def collect_bytes(folder, data, name="return.xlsx", *, issued_path=None, now=LATER, seen=None):
    """Put a file in the inbox, collect, and see that the laws hold; seen: see `account_for`."""
    before = plan_of(folder)
    (folder / "inbox" / name).write_bytes(data)
    whole = collect(folder, now=now)
    result = next(one for one in whole.returns if one.source == name)
    collected = Collected(folder, result, before, plan_of(folder), whole)
    account(issued_path or form(folder, "POLICE"), data, collected, seen)
    return collected


# what is done to a workbook


def issued_bytes(folder, agency="POLICE"):
    """A form as it was sent."""
    return form(folder, agency).read_bytes()


def edited(data, do, *, saved=SAVED):
    """A workbook changed by `do(book)` and saved as openpyxl does, at a time of its own."""
    book = openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
    do(book)
    out = io.BytesIO()
    book.save(out)
    return saved_at(out.getvalue(), saved) if saved else out.getvalue()


def on(sheet, **cells):
    """A change that fills in cells of a sheet: address=value."""

    def do(book):
        for address, value in cells.items():
            book[sheet][address] = value

    return do


put = functools.partial(on, "Return")


def on_start(**cells):
    """A change of cells of Start: the end of its defined name=value."""

    def do(book):
        for name, value in cells.items():
            put_single(book, name, value)

    return do


def answer(ref, **answers):
    """A change that answers one row of the POLICE form: field=value."""
    return put(**{f"{COLUMN[key]}{ROW[ref]}": value for key, value in answers.items()})


def pasted(key, **texts):
    """A change that fills cells of a column as a paste does: they lose their validation. r1_POLICE=text."""
    answers = {ref[1:].replace("_", "-"): text for ref, text in texts.items()}

    def do(book):
        gone = {f"{COLUMN[key]}{ROW[ref]}" for ref in answers}
        for ref, text in answers.items():
            book["Return"][f"{COLUMN[key]}{ROW[ref]}"] = text
        for rule in book["Return"].data_validations.dataValidation:
            cells = [cell for area in rule.sqref for row in area.rows for cell in row]
            kept = [f"{get_column_letter(column)}{row}" for row, column in cells]
            rule.sqref = MultiCellRange(" ".join(cell for cell in kept if cell not in gone))

    return do


def both(*changes):
    """Several changes one after the other."""

    def do(book):
        for change in changes:
            change(book)

    return do


def parts_of(data):
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts):
    """Parts as a package."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def xml(data, part, old, new, *, count=1):
    """A workbook with the XML of a part changed by a pattern, which must be there."""
    parts = parts_of(data)
    text, made = re.subn(old, new, parts[part].decode(), count=count, flags=re.DOTALL)
    assert made, f"{old} is not in {part}"
    return packed({**parts, part: text.encode()})


SHEET = "xl/worksheets/sheet2.xml"


def cell_xml(data, address, inner, attributes="", *, plain=False):
    """A workbook with one cell of Return written as XML, its style kept, or none where it is plain."""
    old = rf'<c r="{address}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
    return xml(data, SHEET, old, lambda found: f'<c r="{address}"{"" if plain else found[1]}{attributes}>{inner}</c>')


def text_xml(data, address, text):
    """A cell of text written as XML, to the letter."""
    return cell_xml(data, address, f'<is><t xml:space="preserve">{text}</t></is>', ' t="inlineStr"')


def no_property(data):
    """A workbook whose custom properties are gone, as some programs leave it."""
    data = xml(data, "_rels/.rels", r"<Relationship [^>]*custom-properties[^>]*/>", "")
    data = xml(data, "[Content_Types].xml", r"<Override [^>]*custom.xml[^>]*/>", "")
    return packed({name: part for name, part in parts_of(data).items() if name != "docProps/custom.xml"})


ALL = tuple(Code)
