"""What a person, or a program, sees of each command's result: tables and sentences, or one JSON document."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from dhr_xl.core.plan.cells import said_moment
from dhr_xl.core.views.returns import field_of
from dhr_xl.errors import Stop
from dhr_xl.front.cli.screen import LOOK, print_json, screen_width, table, tell
from dhr_xl.front.documents import ChangesAndRuns, Preview, document
from dhr_xl.front.sentences.common import said, tell_email, tell_issue, tell_publish, tell_where
from dhr_xl.front.sentences.edition import tell_update
from dhr_xl.front.sentences.new import HEADINGS, LEGEND, WIDE, preview_lines, preview_rows, tell_new
from dhr_xl.front.sentences.undo import tell_offer, tell_undo

if TYPE_CHECKING:  # a command's own module is not loaded for the sake of showing another's result
    from dhr_xl.commands.demo import DemoResult
    from dhr_xl.commands.edition.take_in import UpdateResult
    from dhr_xl.commands.email import EmailResult
    from dhr_xl.commands.history import History, RunDone
    from dhr_xl.commands.issue import IssueResult
    from dhr_xl.commands.new import NewResult
    from dhr_xl.commands.publish import PublishResult
    from dhr_xl.commands.status import StatusResult
    from dhr_xl.commands.undo import Offer, UndoResult

NOBODY_TO_ASK: Final = (
    "undo asks before it takes anything back, and nobody can be asked here. Nothing was changed. Look at what it would "
    "take back in a terminal, or add --yes."
)


def show_where(result: StatusResult, *, as_json: bool) -> None:
    """Where the plan stands, and the next step."""
    if as_json:
        print_json(document(result))
        return
    tell(tell_where(result))


def show_status(result: StatusResult, *, as_json: bool) -> int:
    """Who has returned, counts, what is overdue."""
    if as_json:
        print_json(document(result))
        return 0
    agencies = [
        (a.agency, a.sent or "", a.due or "", a.extended or "", a.state, a.owed or "", a.questions or "")
        for a in result.today.agencies
    ]
    table(("Agency", "Sent", "Due", "Extended", "State", "Owed", "Questions"), agencies, "Returns")
    counts = [
        (word, count, "" if moved is None else f"{moved:+d}")
        for word, count, moved in result.today.brag
        if count or moved
    ]
    table(("Standing", "Actions", "Change since the board's copy"), counts, "Actions")
    table(("Ref", "Agency", "Was due"), result.overdue, "Overdue")
    show_where(result, as_json=False)
    return 0


def show_new(result: NewResult, *, as_json: bool) -> int:
    """What was imported, or would be, and what a person should look at: on one screen; a preview's table before it."""
    plan = result.plan
    errors = [f for f in plan.findings if f.severity != "note"]
    if as_json:
        print_json(document(Preview(plan, result.as_at_from) if result.preview else result))
        return LOOK if errors else 0
    if result.preview:
        if screen_width() >= WIDE:
            table(HEADINGS, preview_rows(plan))
        else:
            tell(preview_lines(plan))
        click.echo(f"{LEGEND}\n")
    tell(tell_new(result))
    return LOOK if errors else 0


def show_update(result: UpdateResult, *, as_json: bool) -> int:
    """What a newer edition changed, and what to look at."""
    if as_json:
        print_json(document(result))
    else:
        tell(tell_update(result))
    return LOOK if result.needs_a_person else 0


def show_issue(result: IssueResult, *, as_json: bool) -> int:
    """The workbooks written, and what was not; where nobody can be sent one, a person must look."""
    nobody = bool(result.unassigned) and not (result.issued or result.already)
    if as_json:
        print_json(document(result))
    else:
        table(("Agency", "Rows", "Workbook"), [(i.agency, i.rows, i.file) for i in result.issued])
        tell(tell_issue(result))
    return LOOK if result.master_stale or nobody else 0


def show_publish(result: PublishResult, *, as_json: bool) -> int:
    """Where the consolidated workbook is and what it says in short."""
    if as_json:
        print_json(document(result))
    else:
        tell(tell_publish(result))
    return LOOK if result.master_stale or result.personal else 0


def confirm_sending(rows: Sequence[tuple[str, str, str]]) -> bool:
    """Show who gets which file and ask."""
    table(("To", "Subject", "File"), rows, "To be sent", err=True)
    return click.confirm(f"Send {said(len(rows), 'message')}?", default=False, err=True)


def show_email(result: EmailResult, *, as_json: bool) -> int:
    """The drafts or the messages sent, and who could not be written to."""
    code = LOOK if result.problems or result.master_stale else 0
    if as_json:
        print_json(document(result))
        return code
    table(("Agency", "To", "Subject", "File"), [(m.agency, m.to, m.subject, m.file) for m in result.messages])
    tell(tell_email(result))
    return code


def show_history(changes: History, runs: Sequence[RunDone] = (), *, as_json: bool) -> int:
    """Every change with the number of its run, and the runs."""
    if as_json:
        print_json(document(ChangesAndRuns(tuple(changes), tuple(runs))))
        return 0
    for c in changes:
        click.echo(f"{said_moment(c.when)}  {c.key.ref}  {field_of(c)}")
        click.echo(f"    {c.before or 'blank'}  ->  {c.after or 'blank'}")
        undone = " (taken back since)" if c.undone else ""
        click.echo(f"    by {c.who}: {c.how}, {c.source}, run {c.run}{undone}")
    if not changes:
        click.echo("Nothing has changed since the plan was imported.")
    rows = [(one.run, said_moment(one.when), one.what, "taken back" if one.undone else "") for one in runs]
    table(("Run", "When", "What", ""), rows, "Runs (one is taken back with: dhr-xl undo --run N)")
    return 0


def confirm_undo(offer: Offer) -> bool:
    """Show what would be taken back, and ask."""
    for sentence in tell_offer(offer):
        click.echo(sentence, err=True)
    try:
        return click.confirm("Take this back?", default=False, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise Stop(NOBODY_TO_ASK) from None


def check_can_ask(*, as_json: bool) -> None:
    """Raise Stop where `undo` could ask nobody: a program reads the answer, and nobody sits at a terminal."""
    if as_json and not sys.stdin.isatty():
        raise Stop(NOBODY_TO_ASK)


def show_undo(result: UndoResult, *, as_json: bool) -> int:
    """What was taken back and what was left."""
    offer = result.offer
    look = result.left or offer.dependents or offer.lists_left or result.opened or result.moved or result.master_stale
    if as_json:
        print_json(document(result))
    else:
        tell(tell_undo(result))
    return LOOK if look else 0


def show_demo(result: DemoResult) -> int:
    """What the demo did, step by step, and what to open."""
    for step in result.steps:
        click.echo(step)
    click.echo("\nOpen these:")
    for path in result.to_open:
        click.echo(f"  {path}")
    return 0
