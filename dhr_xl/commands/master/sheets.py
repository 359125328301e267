"""Merge every sheet of a master.xlsx that was changed."""

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.meta_keys import LAST_WRITTEN, READ_SHA
from dhr_xl.commands.master.agencies import take_agencies
from dhr_xl.commands.master.checks import take_checks
from dhr_xl.commands.master.decisions import take_decisions
from dhr_xl.commands.master.edited_actions import rows_by_ref, take_actions
from dhr_xl.commands.master.edits import edited_copy
from dhr_xl.commands.master.list_changes import recording_lists
from dhr_xl.commands.master.lists import take_extensions, take_letters_sent, take_own_columns
from dhr_xl.commands.master.new_actions import as_added, as_known, take_new_actions
from dhr_xl.commands.master.taken_in import MASTER_RUN, TakenIn
from dhr_xl.commands.master.unfit_rows import place_of, save_left_out, with_own_columns
from dhr_xl.commands.returns.shared_actions import ask_agencies
from dhr_xl.core.plan.cells import CellChange, CellKey
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.returns.problems import Code, problem
from dhr_xl.core.views.values import EntryRow, MasterRead


def take_sheets(ledger: Ledger, master: MasterRead, issue: Issue, sha: str) -> TakenIn:
    """Take in a master.xlsx that was changed."""
    if master.half_painted:
        ledger.tx.set_meta(READ_SHA, sha)
        return TakenIn(problems=(problem(Code.HALF_PAINTED),))
    ledger.start(MASTER_RUN)
    with recording_lists(ledger):
        taken = _take_each(ledger, master, issue)
    ask_agencies(ledger)
    ledger.tx.set_meta(READ_SHA, sha)
    save_left_out(ledger.tx, [with_own_columns(row, master) for row in ledger.left_out], ledger.problems)
    stays = master.apart if ledger.workspace.paint else ()
    foreign = [problem(Code.FOREIGN_SHEET, value=name) for name in master.foreign if name not in stays]
    return taken._replace(problems=(*ledger.problems, *taken.problems, *foreign))


def _take_each(ledger: Ledger, master: MasterRead, issue: Issue) -> TakenIn:
    """Take in every sheet in turn; agencies first, because an action may be given to one just added."""
    copy = edited_copy(ledger, issue, master)
    agencies = take_agencies(ledger, copy, issue, master.tables.get("Agencies", ()))
    actions = master.tables.get("Actions", ())
    standing = ledger.tx.meta(LAST_WRITTEN) == str(issue.generation)
    added = take_new_actions(ledger, copy, [row for row in actions if not ref_of(row)], standing=standing)
    new = {**added.fresh, **added.known}
    rows = rows_by_ref(ledger, issue.as_issued, [row for row in actions if ref_of(row)])
    fresh = {ref: as_added(ledger, ref, row) for ref, row in added.fresh.items()}
    known = {ref: as_known(ledger, ref, row) for ref, row in added.known.items()}
    taken = take_actions(ledger, issue, copy, {**issue.as_issued, **fresh, **known}, {**rows, **new})
    checks = take_checks(ledger, copy, issue, master.tables.get("To check", ()))
    extended, more = take_extensions(ledger, issue, master.tables.get("Returns", ()))
    posted = take_letters_sent(ledger, issue, master.tables.get("Returns", ()))
    decided = take_decisions(ledger, issue, master.tables.get("Decisions", ()))
    own = take_own_columns(ledger.tx, issue, master, {place_of(row): ref for ref, row in new.items()}, ledger.places)
    sheets = {"Agencies": agencies.changed, "To check": checks.changed, "Returns": extended or posted, "Actions": own}
    texts = [CellChange(ref, "action", "", ledger.cells.get(CellKey(ref, "action"), "")) for ref in added.fresh]
    return TakenIn(
        changes=(*taken.changes, *texts),
        problems=(*agencies.problems, *taken.problems, *checks.problems, *more, *decided.problems),
        resolved=tuple(decided.resolved),
        conflicts=(*agencies.questions, *taken.questions, *checks.questions),
        sheets=tuple(name for name, there_were in sheets.items() if there_were),
        edits=len(taken.edited) + len(added.fresh),
    )


def ref_of(row: EntryRow) -> str:
    """The ref on a row of Actions; '' where it has none."""
    return row["ref"].text.strip() if "ref" in row else ""
