"""The cells that a corrections copy shows as the plan has them: nothing is open about them, and the plan differs."""

from collections.abc import Mapping
from typing import Final

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.returns.lineage import sent_with, unanswered
from dhr_xl.core.plan.cells import answers_view
from dhr_xl.core.plan.columns import AGENCY_FIELDS, ANSWER_KEYS, GROUP
from dhr_xl.core.plan.kinds import OPEN_STATES
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.copies import Cell
from dhr_xl.core.returns.privacy import holds_name
from dhr_xl.core.returns.reading import FormValues
from dhr_xl.core.returns.to_put_right import answered_since
from dhr_xl.workbooks.form.still_needed import settled_wants

SHOWN: Final = tuple(field.key for field in AGENCY_FIELDS if field.key != "query")
"""The answers a plan holds; an agency's remark on what is wrong with an action stays as it wrote it."""


def plan_cells_shown(ledger: Ledger, issue: Issue, answered: FormValues) -> dict[str, dict[str, str]]:
    """The cells a copy shows as the plan has them now: ref -> field -> text, blanks included.

    An answer that is still open, or that its agency is asked about, is shown as the agency gave it, and so is the rest
    of its group. answered: the agency's own answers that the copy shows; a cell that is absent is shown as issued.
    """
    names, still_open = ledger.workspace.settings.private_names, _open_cells(ledger, issue)
    never = unanswered(ledger, issue)
    shown: dict[str, dict[str, str]] = {}
    for ref, row in issue.as_issued.items():
        now = answers_view(ledger.cells, ref, issue.agency, issue.round_id)
        for key in (one for one in SHOWN if one in row):
            own = answered.get(ref, {}).get(key) or row.get(key, "")
            text = row.get(key, "") if (ref, key) in never else now[key]
            if (ref, key) not in still_open and not same_answer(key, own, text) and not holds_name(text, names):
                shown.setdefault(ref, {})[key] = text
    return shown


def _open_cells(ledger: Ledger, issue: Issue) -> set[Cell]:
    """The cells of an agency's answers in a round that wait for the agency or for the coordinator."""
    found: set[Cell] = set()
    for question in ledger.questions:
        mine = (question.agency, question.round_id) == (issue.agency, issue.round_id)
        if not mine or question.state not in OPEN_STATES or answered_since(ledger.cells, question):
            continue
        if question.field in GROUP:
            found |= {(question.ref, key) for key in GROUP}
        else:
            found |= {(question.ref, key) for key in ([question.field] if question.field else ANSWER_KEYS)}
    return found


def settled_in(copy: Issue, ref: str, values: Mapping[str, str]) -> frozenset[str]:
    """What a row of a copy lacks but is not asked for. values: the row's cells as shown."""
    if not copy.is_correction:
        return frozenset()
    marked = {mark[1] for mark in copy.tables.get("marks", ()) if mark[0] == ref}
    return settled_wants(values, marked, owed=not copy.tables.get("kinds"))


def asks_too_much(copy: Issue) -> bool:
    """Whether a copy also asks for an update of a row, although it is marked only for what was found wrong.

    Only for a copy whose marks are all that is open.
    """
    filled = {ref: {**row, **sent_with(copy).get(ref, {})} for ref, row in copy.as_issued.items()}
    whole = copy._replace(tables={**copy.tables, "kinds": ["wrong"]})
    return any(settled_in(whole, ref, row) != settled_in(copy, ref, row) for ref, row in filled.items())
