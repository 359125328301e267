"""history: every change and where it came from, of one action or of the whole plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from dhr_xl.commands.workspace import open_workspace
from dhr_xl.register.values import ChangeRecord
from dhr_xl.stop import Stop

History = tuple[ChangeRecord, ...]
"""Changes, oldest first."""


def history(folder: Path, ref: str | None = None, now: dt.datetime | None = None) -> History:
    """The changes, oldest first. Raises Stop where there is no such ref."""
    with open_workspace(folder, now) as workspace, workspace.register.read() as tx:
        if ref is not None:
            known = {place.ref for place in tx.action_places()} | {p.key for p in tx.recommendation_places()}
            ref = next((one for one in known if one.casefold() == ref.casefold()), ref)
            if ref not in known:
                message = f"There is no action '{ref}' in this plan. Refs are in the first column of Actions."
                raise Stop(message)
        return tx.changes(ref=ref)
