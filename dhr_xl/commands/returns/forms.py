"""Write agency workbooks from what the register says was issued; each can be written again exactly."""

from collections.abc import Sequence

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.commands.returns.corrections import settled_in
from dhr_xl.core.plan.cells import parse_date
from dhr_xl.core.plan.columns import ANYTHING_NEW, columns_shown
from dhr_xl.core.plan.records import Issue, RoundRecord
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.copies import sent_with
from dhr_xl.core.returns.privacy import holds_name
from dhr_xl.core.returns.to_put_right import marks_in, one_a_cell
from dhr_xl.core.views.values import FormRow, ReturnForm
from dhr_xl.errors import Stop
from dhr_xl.files import sha256_of, write_whole
from dhr_xl.register.snapshot import take_snapshot
from dhr_xl.workbooks.return_form import write_return_form
from dhr_xl.workbooks.templates import template


def form_of(workspace: Workspace, snapshot: Snapshot, record: RoundRecord, one: Issue) -> ReturnForm:
    """The form of one issue: the cells as issued and, in a corrections copy, what the agency has answered."""
    locked = set(one.tables.get("locked", ()))
    asked, marks = set(one.tables.get("evidence_asked", ())), one_a_cell(mark for mark, _ in marks_in(one))
    filled = {ref: {"ref": ref, **row, **sent_with(one).get(ref, {})} for ref, row in one.as_issued.items()}
    due = parse_date(one.tables["due"]) if "due" in one.tables else record.due
    rows = [
        FormRow(
            ref, row, ref in locked, one.as_issued[ref], ref in asked, settled_in(one, ref, row),
            shared_words(snapshot, ref), ref in one.tables.get("kept_open", ()),
        )
        for ref, row in filled.items()
    ]  # fmt: skip
    head = snapshot.head
    return ReturnForm(
        reference=one.reference, review=head.reference or head.title, plan_title=head.title, agency_code=one.agency,
        agency_name=snapshot.name_of(one.agency), as_at=record.as_at,
        due=due if one.is_correction else one.extended or due,
        return_to=one.tables.get("return_to", workspace.settings.return_to),
        contact=one.tables.get("contact", workspace.settings.contact),
        completed_by=_completed_by(workspace, snapshot, one),
        anything_new=ANYTHING_NEW[0] if one.is_correction else "",
        marking=head.marking, rows=tuple(rows), lock=record.lock, marks=marks, columns=columns_shown(one.as_issued),
    )  # fmt: skip


def shared_words(snapshot: Snapshot, ref: str) -> str:
    """Who shares an action and who leads it, for its cell on a form; '' where one agency has it alone."""
    action = snapshot.action(ref)
    if action is None or len(action.agencies) == 1:
        return ""
    others = ", ".join(snapshot.name_of(code) for code in action.agencies if code != action.agency)
    return f"Led by {snapshot.name_of(action.agency)}, shared with {others}"


def _completed_by(workspace: Workspace, snapshot: Snapshot, copy: Issue) -> str:
    """Who completed the newest of the returns that a copy to put right is about; '' for any other workbook."""
    corrected = set(copy.tables.get("corrects", ()))
    said = next((came.completed_by for came in reversed(snapshot.returns) if came.id in corrected), "")
    return "" if holds_name(said, workspace.settings.private_names) else said


def write_forms(workspace: Workspace, snapshot: Snapshot, issues: Sequence[Issue]) -> None:
    """Write these workbooks, replacing any file in their place. Raises Stop where one cannot be written.

    What was written is recorded at the end, or where it breaks off: a file that is there counts without its record.
    """
    look = template("return.xlsx")
    rounds = {record.id: record for record in snapshot.rounds}
    written: list[tuple[Issue, str]] = []
    try:
        for one in issues:
            try:
                data = write_return_form(form_of(workspace, snapshot, rounds[one.round_id], one), look)
            except ValueError as error:
                raise Stop(str(error)) from error
            write_whole(workspace.folder / one.file, data)
            written.append((one, sha256_of(data)))
    finally:
        with workspace.register.write() as tx:
            for one, sha in written:
                tx.set_issue_file(one.reference, one.file, sha)


def write_copies(workspace: Workspace) -> str:
    """Write the copies recorded but not written; '' or why not. An agency's newer copy replaces its earlier file."""
    with workspace.register.read() as tx:
        newest = {issue.file: issue for issue in tx.issues() if issue.is_correction}
        unwritten = [issue for issue in newest.values() if not issue.sha256]
        if not unwritten:
            return ""
        snapshot = take_snapshot(tx)
    try:
        write_forms(workspace, snapshot, unwritten)
    except Stop as stop:
        return str(stop)
    return ""
