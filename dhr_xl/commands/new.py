"""new: an existing action plan becomes a plan folder with its register, settings and master.xlsx."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import NamedTuple

from dhr_xl.cells import ActionPlace, CellKey, RecommendationPlace, cells_of_action
from dhr_xl.commands.publish_master import publish_master
from dhr_xl.commands.workspace import FOLDERS, open_workspace, write_whole
from dhr_xl.importing import import_plan
from dhr_xl.model import Plan
from dhr_xl.register import create_register
from dhr_xl.register.register import Tx
from dhr_xl.register.values import Edition, PlanHead
from dhr_xl.settings import FILE as SETTINGS_FILE
from dhr_xl.settings import default_settings_text
from dhr_xl.stop import Stop


class NewResult(NamedTuple):
    """What `new` made: the folder and the plan as it was understood."""

    folder: Path
    plan: Plan


def new(  # noqa: PLR0913 - the choices a person has
    folder: Path,
    source: Path,
    *,
    title: str | None = None,
    as_at: dt.date | None = None,
    review_ref: str = "",
    marking: str = "OFFICIAL-SENSITIVE",
    now: dt.datetime | None = None,
) -> NewResult:
    """Import `source` into a new plan folder. Raises Stop, leaving nothing behind, where that cannot be done."""
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} exists already. Name a folder that is not there yet; nothing was changed."
        raise Stop(message)
    plan = import_plan(Path(source), title=title, as_at=as_at)
    plan = plan.model_copy(update={"reference": review_ref or plan.reference, "marking": marking})
    now = now or dt.datetime.now().replace(microsecond=0)
    first = edition_of(Path(source), plan, now, tuple(one.number for one in plan.recommendations))
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FOLDERS:
            (folder / name).mkdir()
        write_whole(folder / SETTINGS_FILE, default_settings_text().encode())
        with create_register(folder / "register.db") as register, register.write() as tx:
            save_plan(tx, plan)
            tx.add_edition(first)
        with open_workspace(folder, now) as workspace:
            publish_master(workspace, last_run=f"imported from {Path(source).name}")
    except OSError as error:
        _take_back(folder, made=made)
        message = f"{folder} cannot be made ({error.strerror}). Choose a place you may write to; nothing was changed."
        raise Stop(message) from error
    except BaseException:
        _take_back(folder, made=made)
        raise
    return NewResult(folder, plan)


def edition_of(source: Path, plan: Plan, now: dt.datetime, keys: tuple[str, ...] = ()) -> Edition:
    """The plan's document as it was imported. Raises Stop where it cannot be read."""
    try:
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"{source} cannot be read ({error.strerror})."
        raise Stop(message) from error
    return Edition(0, None, source.name, sha256, now.date(), plan, keys)


def _take_back(folder: Path, *, made: bool) -> None:
    """Remove what a failed `new` had begun; the folder was empty or not there before."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
    if made and folder.is_dir():
        folder.rmdir()


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
    for recommendation in plan.recommendations:
        tx.add_recommendation(
            RecommendationPlace(
                recommendation.number, recommendation.number, recommendation.number_inferred, recommendation.lead,
                recommendation.scope, recommendation.section,
            )
        )  # fmt: skip
        cells[CellKey(recommendation.number, "recommendation")] = recommendation.text
        for action in recommendation.actions:
            tx.add_action(ActionPlace(action.ref, recommendation.number, action.part))
            cells.update(cells_of_action(action))
    tx.load_cells({key: value for key, value in cells.items() if value})
    for words in plan.unplaced:
        tx.add_unplaced(words)
    tx.add_findings(plan.findings)
