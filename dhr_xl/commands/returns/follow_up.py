"""Write what follows from a coordinator's change: slips, the date of a decision, the kind of a target date."""

from collections.abc import Iterable, Sequence

from dhr_xl.commands.folder.ledger import Change, Ledger
from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.dates import read_plan_date


def follow_up(  # noqa: PLR0913 - a change and who made it
    ledger: Ledger, written: Sequence[Change], said: Iterable[str], who: str, how: str, source: str
) -> list[Change]:
    """Write what follows from the coordinator's changes. said: the fields that were given a value with them.

    A later agreed date counts as a slip. A board decision without a date gets today's. The kind of a target date is
    read from its words.
    """
    said, values = set(said), list[tuple[CellKey, str, str]]()
    for key, before, after in written:
        if key.field == "agreed_target_date" and after > (
            before or ledger.cells.get(CellKey(key.ref, "target_date"), "")
        ):
            slips = CellKey(key.ref, "slips")
            values.append((slips, str(int(ledger.cells.get(slips, "") or 0) + 1), source))
        if key.field == "board_decision" and after and "decided_on" not in said:
            values.append((CellKey(key.ref, "decided_on"), ledger.workspace.today.isoformat(), source))
        if key.field == "target_date_text":
            kind = str(read_plan_date(after, near=ledger.tx.head().as_at).kind)
            values.append((CellKey(key.ref, "target_date_kind"), kind, source))
    return ledger.write(values, who=who, how=how)
