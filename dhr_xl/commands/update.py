"""update: merge a newer edition of the plan's document, with the last edition as base."""

import datetime as dt
from pathlib import Path
from typing import Final

from dhr_xl.commands.edition.base import base_of, name_edition
from dhr_xl.commands.edition.take_in import EditionMerge, UpdateResult
from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.master.publish import is_current, publish_master
from dhr_xl.commands.master.take_in import take_in_master
from dhr_xl.commands.new import edition_of
from dhr_xl.core.plan.records import Edition
from dhr_xl.errors import Stop
from dhr_xl.importing.plan_file import import_plan
from dhr_xl.register.snapshot import take_snapshot

HARDLY: Final = 0.3
"""Below this share of texts in common, a document is of another plan."""


def update(
    folder: Path, source: Path, *, as_at: dt.date | None = None, anyway: bool = False, now: dt.datetime | None = None
) -> UpdateResult:
    """Merge a newer edition of the plan's document, after taking in master.xlsx.

    anyway: even if it does not read like a plan, or shares hardly any words with this one. Raises Stop, with nothing
    changed, where the document cannot be read or is another plan's.
    """
    with open_workspace(folder, now) as workspace:
        plan = import_plan(Path(source), as_at=as_at, today=workspace.today, anyway=anyway)
        edition = edition_of(Path(source), plan, workspace.now)
        with workspace.register.write() as tx:
            result = take_edition(Ledger(workspace, tx), edition, anyway=anyway)
        if result.nothing and result.master.nothing and is_current(workspace):
            return result
        said = "nothing has changed" if result.nothing else f"took in the edition {edition.source}"
        return result._replace(master_stale=publish_master(workspace, last_run=said))


def take_edition(ledger: Ledger, edition: Edition, *, anyway: bool = False) -> UpdateResult:
    """The one transaction: first master.xlsx, then the edition. Raises Stop where it is another plan's."""
    master = take_in_master(ledger)
    ledger.forget("agencies", "places")
    snapshot = take_snapshot(ledger.tx)
    base = base_of(ledger, snapshot)
    newer = name_edition(ledger, base, edition)
    if edition.sha256 and edition.sha256 == base.last.sha256:
        newer = newer._replace(edition=base.last)
        return EditionMerge(ledger, snapshot, base, newer, master).result(unchanged=len(base.refs))
    if base.listed and newer.matching.share < HARDLY and not anyway:
        raise Stop(
            f"{edition.source} shares hardly any words with this plan, so it seems to be another plan's document. "
            "Nothing was changed. If it is this plan's document, add --anyway."
        )
    return EditionMerge(ledger, snapshot, base, newer, master).take()
