"""What the board left blank beside a decision: it is no answer of its own, and waits with that decision."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from dhr_xl.core.plan.kinds import DecisionKind, Outcome
from dhr_xl.core.plan.meeting import Ask
from dhr_xl.core.returns.board_rules import PLAN_FIELD, DecidedRow
from dhr_xl.core.returns.copies import Cell
from dhr_xl.core.returns.merge import Decision
from dhr_xl.core.returns.reading import FormValues


def blank_cells(rows: Iterable[DecidedRow]) -> frozenset[tuple[str, str]]:
    """(ref, the plan's cell) of each note and day that was left blank beside a decision on the action itself."""
    own = [one for one in rows if one.row.ask is not Ask.DATE]
    noted = {(one.row.ref, PLAN_FIELD["note"]) for one in own if not one.note}
    return frozenset(noted | {(one.row.ref, PLAN_FIELD["decided_on"]) for one in own if not one.day})


def without_blanks(
    values: FormValues, ours: FormValues, base: FormValues, left_blank: AbstractSet[Cell]
) -> dict[str, dict[str, str]]:
    """The values without a note and a day that were left blank, where the plan has the same decision since."""

    def said_since(ref: str) -> bool:
        theirs, now = values[ref].get("board_decision"), ours[ref]["board_decision"]
        return theirs == now != base[ref].get("board_decision", "")

    return {
        ref: {key: text for key, text in row.items() if (ref, key) not in left_blank or not said_since(ref)}
        for ref, row in values.items()
    }


def of_board(decision: Decision, left_blank: AbstractSet[Cell]) -> Decision:
    """A conflict with the plan as one of the board's. A cell that the board left blank only waits with its decision."""
    if decision.kind != DecisionKind.EDIT:
        return decision
    if (decision.ref, decision.field) in left_blank:
        return decision._replace(outcome=Outcome.HELD, kind=DecisionKind.GROUP)
    return decision._replace(kind=DecisionKind.BOARD)


def without_own_days(decisions: Sequence[Decision], left_blank: AbstractSet[Cell]) -> list[Decision]:
    """The decisions of a return, in which a day that the board left blank, and has only from us, is not asked about.

    It waits with the decision it belongs to, where that is asked about.
    """
    asked = {d.ref for d in decisions if d.asked and d.field == "board_decision"}
    return [
        d._replace(outcome=Outcome.HELD, kind=DecisionKind.GROUP, other=None)
        if d.asked and d.field == "decided_on" and d.ref in asked and (d.ref, d.field) in left_blank
        else d
        for d in decisions
    ]
