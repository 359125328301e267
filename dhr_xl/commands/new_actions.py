"""Rows the coordinator added under Actions without a Ref: new actions, each given a ref of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dhr_xl.answers import read_answer, tidy
from dhr_xl.cells import ActionPlace, CellKey, RecommendationPlace
from dhr_xl.commands.workspace import Workspace
from dhr_xl.fields import BY_KEY
from dhr_xl.forms import EntryRow
from dhr_xl.register.register import Tx
from dhr_xl.stop import Stop


def new_ref(number: str, agency: str, taken: Iterable[str]) -> str:
    """``26-POLICE``, then ``26-POLICE-2``: given once, never reused."""
    used, base, count = set(taken), f"{number}-{agency}", 2
    if base not in used:
        return base
    while f"{base}-{count}" in used:
        count += 1
    return f"{base}-{count}"


def take_new_actions(workspace: Workspace, tx: Tx, run: int, rows: Sequence[EntryRow]) -> list[str]:
    """Add each row as an action. Raises Stop naming the row where its recommendation or agency is not known."""
    added = []
    for row in rows:
        cells = {key: tidy(entry.text) for key, entry in row.items()}
        where = next(iter(row.values())).ref
        if not cells.get("action"):
            raise Stop(
                f"{where}: a row without a Ref is a new action, but its Action is blank. Write it, or clear the row."
            )
        place = _recommendation(tx, cells.get("number", ""), str(where))
        code = cells.get("agency", "").upper()
        if code not in {agency.code for agency in tx.agencies()}:
            raise Stop(
                f"{where}: the new action needs an agency that is on Agencies; '{cells.get('agency', '')}' is not."
            )
        ref = new_ref(place.key, code, (known.ref for known in tx.action_places()))
        tx.add_action(ActionPlace(ref, place.key, ""))
        date = read_answer(ref, BY_KEY["completion_date"], row["target_date"]) if cells.get("target_date") else None
        if date and date.wrong:
            raise Stop(
                f"{row['target_date'].ref}: '{cells['target_date']}' cannot be read as a date. Give day/month/year."
            )
        values = {
            "agency": code, "supporting": _shared(tx, row, code), "action": cells["action"], "evidence": cells.get("evidence", ""),
            "target_date": date.value if date else "", "target_date_text": cells.get("target_date", ""),
            "target_date_kind": "day" if date else "blank",
        }  # fmt: skip
        changes = [(CellKey(ref, key), "", value) for key, value in values.items() if value]
        tx.write_cells(
            run, changes, when=workspace.now, who="coordinator", how="new action", source=f"master.xlsx, {where}"
        )
        added.append(ref)
    return added


def _shared(tx: Tx, row: EntryRow, lead: str) -> str:
    """The codes of those who share a new action, parted by blanks. Raises Stop naming the cell where one is unknown."""
    entry = row.get("supporting")
    codes = [code for code in re.split(r"[\s,;]+", entry.text.upper()) if code and code != lead] if entry else []
    if entry and not set(codes) <= {agency.code for agency in tx.agencies()}:
        raise Stop(f"{entry.ref}: '{entry.text}' is not an agency of this plan. Add it on Agencies first.")
    return " ".join(codes)


def _recommendation(tx: Tx, number: str, where: str) -> RecommendationPlace:
    found = next((place for place in tx.recommendation_places() if number in {place.number, place.key}), None)
    if found is None:
        raise Stop(f"{where}: the new action needs the number of a recommendation of this plan; '{number}' is none.")
    return found
