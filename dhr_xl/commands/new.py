"""new: import an existing action plan into a new plan folder with its register, settings and master.xlsx."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

from dhr_xl.commands.folder.workspace import FOLDERS, open_workspace
from dhr_xl.commands.master.publish import write_next
from dhr_xl.core.plan.cells import ActionPlace, CellKey, RecommendationPlace, cells_of_action
from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.core.plan.model import Plan
from dhr_xl.core.plan.records import Edition, PlanHead
from dhr_xl.errors import Stop
from dhr_xl.files import hash_of, write_whole
from dhr_xl.importing.plan_file import import_plan
from dhr_xl.register import create_register
from dhr_xl.register.transaction import Tx
from dhr_xl.settings import FILE as SETTINGS_FILE
from dhr_xl.settings import blank_to_issue, default_settings_text


class NewResult(NamedTuple):
    """The plan as it was read. folder: the one that was made, or that would be made (preview).

    as_at_from: where the as-at date is from: "given", "document", or "today" where the document has none;
    blank_settings: settings that `issue` needs and that were not given.
    """

    folder: Path
    plan: Plan
    source: Path
    as_at_from: str = "document"
    preview: bool = False
    blank_settings: tuple[str, ...] = ()


def new(  # noqa: PLR0913 - the choices a person has
    folder: Path,
    source: Path,
    *,
    title: str | None = None,
    as_at: dt.date | None = None,
    review_ref: str = "",
    marking: str = "OFFICIAL-SENSITIVE",
    return_to: str = "",
    contact: str = "",
    anyway: bool = False,
    preview: bool = False,
    now: dt.datetime | None = None,
) -> NewResult:
    """Import `source` into a new plan folder. Raises Stop, with nothing left behind, where that cannot be done.

    return_to, contact: the address for returns and whom agencies can ask, for the settings; preview: only say what
    would be imported: nothing is written, and the folder may exist.
    """
    folder, source, now = Path(folder), Path(source), now or dt.datetime.now().replace(microsecond=0)
    if not preview and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Stop(f"{folder} exists already. Name a folder that is not there yet; nothing was changed.")
    plan = import_plan(source, title=title, as_at=as_at, today=now.date(), anyway=anyway)
    plan = plan._replace(reference=review_ref or plan.reference, marking=marking)
    if not preview:
        first = edition_of(source, plan, now, tuple(one.number for one in plan.recommendations))
        _make_whole(folder, first, default_settings_text(return_to=return_to, contact=contact), now)
    dated = "today" if any(f.code == FindingCode.AS_AT_TODAY.name for f in plan.findings) else "document"
    blank = blank_to_issue({"return_to": return_to, "contact": contact})
    return NewResult(folder, plan, source, "given" if as_at else dated, preview, blank)


def _make_whole(folder: Path, first: Edition, settings: str, now: dt.datetime) -> None:
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    try:
        _make(folder, first, settings, now)
    except OSError as error:
        _take_back(folder, there)
        why = f"cannot be made ({error.strerror}). Choose a place you may write to; nothing was changed."
        raise Stop(f"{folder} {why}") from error
    except BaseException:
        _take_back(folder, there)
        raise


def _make(folder: Path, first: Edition, settings: str, now: dt.datetime) -> None:
    """Make the folder and everything in it. Raises Stop or OSError where that fails."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        (folder / name).mkdir()
    write_whole(folder / SETTINGS_FILE, settings.encode())
    with create_register(folder / "register.db") as register, register.write() as tx:
        save_plan(tx, first.plan)
        tx.add_edition(first)
    with open_workspace(folder, now) as workspace:
        if refused := write_next(workspace, f"imported from {first.source}"):
            raise Stop(refused)
        workspace.register.backup(workspace.place("backups"), workspace.now)


def edition_of(source: Path, plan: Plan, now: dt.datetime, keys: tuple[str, ...] = ()) -> Edition:
    """The imported document as the first or a later edition. Raises Stop where it cannot be read."""
    try:
        sha256 = hash_of(source)
    except OSError as error:
        why = f"cannot be read ({error.strerror}). Check its permissions; nothing was changed."
        raise Stop(f"{source} {why}") from error
    return Edition(0, None, source.name, sha256, now.date(), plan, keys)


def _take_back(folder: Path, there: Path) -> None:
    """Remove what a failed `new` had made. there: the lowest of its folders that existed before."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
    for path in (folder.absolute(), *folder.absolute().parents):
        if path == there.absolute():
            break
        if path.is_dir():
            path.rmdir()


def save_plan(tx: Tx, plan: Plan) -> None:
    """Put an imported plan into an empty register."""
    head = PlanHead(
        id=(plan.reference or "plan"), title=plan.title, reference=plan.reference, marking=plan.marking,
        as_at=plan.as_at, noun="review",
    )  # fmt: skip
    tx.add_plan(head)
    for agency in plan.agencies:
        tx.add_agency(agency)
    cells: dict[CellKey, str] = {}
    for one in plan.recommendations:
        place = RecommendationPlace(one.number, one.number, one.number_inferred, one.lead, one.scope, one.section)
        tx.add_recommendation(place)
        cells[CellKey(one.number, "recommendation")] = one.text
        for action in one.actions:
            tx.add_action(ActionPlace(action.ref, one.number, action.part))
            cells.update(cells_of_action(action))
    tx.load_cells({key: value for key, value in cells.items() if value})
    own = {action.ref: dict(action.own) for action in plan.actions if action.own}
    tx.set_extras(own_headings(plan), own)
    for words in plan.unplaced:
        tx.add_unplaced(words)
    tx.add_findings(plan.findings)


def own_headings(plan: Plan) -> tuple[str, ...]:
    """The headings of the document's columns that the plan has no field for, in the order they come up."""
    return tuple(dict.fromkeys(heading for action in plan.actions for heading, _ in action.own))
