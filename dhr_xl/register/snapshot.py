"""Read everything the register holds of one plan, as of one moment."""

from dhr_xl.core.plan.kinds import IssueKind
from dhr_xl.core.plan.snapshot import Snapshot, plan_at
from dhr_xl.register.transaction import Tx


def take_snapshot(tx: Tx) -> Snapshot:
    """Read the snapshot in the transaction `tx`."""
    head, agencies, cells, rounds = tx.head(), tx.agencies(), tx.cells(), tx.rounds()
    places, recommendations, findings = tx.action_places(), tx.recommendation_places(), tx.findings()
    plan = plan_at(head, agencies, recommendations, places, cells, rounds)
    plan = plan._replace(unplaced=tuple(tx.unplaced()), findings=tuple(record.finding for record in findings))
    return Snapshot(
        head, agencies, tx.contacts(), recommendations, places, cells, rounds, tx.current_round(),
        tx.issues(), tx.returns(), tx.questions(), findings, tx.messages(), tx.changes(),
        tx.decisions(), plan, tx.publications(), tx.issues(IssueKind.BOARD),
    )  # fmt: skip
