"""What a person, or a program, sees of each command's result: tables and sentences, or one JSON document."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import click

from dhr_xl.cells import plain, said_date
from dhr_xl.commands.collect import CollectResult, Shown
from dhr_xl.commands.documents import (
    collect_document,
    conflicts_document,
    email_document,
    history_document,
    issue_document,
    new_document,
    publish_document,
    resolve_document,
    status_document,
    undo_document,
)
from dhr_xl.commands.telling import Result
from dhr_xl.problems import SEVERITIES, grouped

LOOK: Final = 3


def print_json(document: dict[str, Any]) -> None:
    """One document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def table(headings: Sequence[str], rows: Sequence[Sequence[object]], title: str = "") -> None:
    """A table as wide as the terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    drawn = Table(*headings, title=title or None, title_justify="left")
    for row in rows:
        drawn.add_row(*(Text(str(cell)) for cell in row))
    Console(soft_wrap=False).print(drawn)


@contextmanager
def watching(what: str) -> Iterator[Shown | None]:
    """A progress bar where a person watches; nothing where a program does."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total, source: bar.update(task, completed=done, total=total, description=source)


def stale(message: str) -> int:
    """Say why master.xlsx was left alone; the exit code that follows from it."""
    if message:
        click.echo(message)
    return LOOK if message else 0


def show_where(result: Any, *, as_json: bool) -> None:  # noqa: ANN401 - StatusResult, imported lazily
    """Where the plan stands, and the next step."""
    if as_json:
        print_json(status_document(result))
        return
    click.echo(f"{result.review or result.title}" + (f", as at {said_date(result.as_at)}" if result.as_at else ""))
    for what, count, sheet in result.today.needs_you:
        if count:
            click.echo(f"  {what}: {count} (sheet {sheet} of master.xlsx)")
    if result.inbox:
        click.echo(f"  Files in inbox: {result.inbox}")
    if result.edits_waiting:
        click.echo("  master.xlsx was changed and not taken in yet: dhr-xl collect")
    click.echo(f"Next: {result.today.do_next}")


def show_status(result: Any, *, as_json: bool) -> int:  # noqa: ANN401
    """Who has returned, counts, what is overdue."""
    if as_json:
        print_json(status_document(result))
        return 0
    agencies = [
        (a.agency, a.sent or "", a.due or "", a.extended or "", a.state, a.owed or "", a.questions or "")
        for a in result.today.agencies
    ]
    table(("Agency", "Sent", "Due", "Extended", "State", "Owed", "Questions"), agencies, "Returns")
    counts = [
        (word, count, "" if moved is None else f"{moved:+d}") for word, count, moved in result.today.brag if count
    ]
    table(("Standing", "Actions", "Change"), counts, "Actions")
    table(("Ref", "Agency", "Was due"), result.overdue, "Overdue")
    show_where(result, as_json=False)
    return 0


def show_new(result: Any, *, as_json: bool) -> int:  # noqa: ANN401
    """What was imported and what a person should look at."""
    plan = result.plan
    errors = [f for f in plan.findings if f.severity != "note"]
    if as_json:
        print_json(new_document(result))
        return LOOK if errors else 0
    click.echo(
        f"{plan.title}: {len(plan.recommendations)} recommendations and {len(plan.actions)} actions of "
        f"{len({a.agency for a in plan.actions})} agencies, now in {result.folder}"
    )
    if plan.findings:
        table(("Where", "What to look at"), [(f.where, f.message) for f in errors], "Guesses to check")
        click.echo(f"All {len(plan.findings)} are on the sheet To check of {result.folder / 'master.xlsx'}.")
    if plan.unplaced:
        click.echo(f"{len(plan.unplaced)} pieces of text could not be placed; they are on To check, whole.")
    click.echo(f"Next: open {result.folder / 'master.xlsx'}, look through To check, and put contacts on Agencies.")
    click.echo(f"Then: dhr-xl --plan {result.folder} issue --as-at DATE --due DATE")
    return LOOK if errors else 0


def show_issue(result: Any, *, as_json: bool) -> int:  # noqa: ANN401
    """The workbooks written, and what was not."""
    if as_json:
        print_json(issue_document(result))
        return LOOK if result.master_stale else 0
    table(("Agency", "Rows", "Workbook"), [(i.agency, i.rows, i.file) for i in result.issued])
    if result.already:
        click.echo(f"There already, left alone: {', '.join(result.already)}")
    if result.nothing_to_send:
        click.echo(f"Nothing to ask: {', '.join(result.nothing_to_send)}")
    if result.unassigned:
        click.echo(f"Without an agency, so sent to nobody: {', '.join(result.unassigned)}")
    if result.open_agency_guesses:
        click.echo(f"Agency guessed and not checked yet (To check): {', '.join(result.open_agency_guesses)}")
    if result.password:
        click.echo(f"Password of this round's sheets: {result.password}")
    click.echo("Next: dhr-xl email  (drafts, each with its workbook)")
    return stale(result.master_stale)


def show_collect(result: CollectResult, *, as_json: bool, dry: bool) -> int:
    """What became of each return, and what waits."""
    code = LOOK if result.needs_a_person else 0
    if as_json:
        print_json(collect_document(result))
        return code
    for returned in result.returns:
        _show_return(returned)
    for skipped in result.skipped:
        click.echo(f"{skipped.source}: passed over ({skipped.why})")
    if result.master.changes:
        click.echo(f"master.xlsx: {len(result.master.changes)} edits taken in")
    for found in result.master.problems:
        click.echo(f"master.xlsx: {found} {found.remedy}")
    for resolved in result.master.resolved:
        if resolved.message:
            click.echo(resolved.message)
    if not result.returns and not result.master.changes:
        click.echo("Nothing has come: the inbox is empty and master.xlsx holds no new edits.")
    if dry:
        click.echo("Nothing was changed.")
        return code
    waiting = result.conflicts_open + result.held_open
    if waiting:
        click.echo(
            f"Waiting for you: {result.conflicts_open} conflicts and {result.held_open} held, on Decisions of master.xlsx."
        )
        click.echo("Next: decide them there, save, and run: dhr-xl collect")
    return stale(result.master_stale) or code


def _show_return(returned: Result) -> None:
    counts = [f"{len(returned.changes)} changes"] if returned.changes else []
    counts += [f"{len(returned.held)} rows held"] if returned.held else []
    counts += [f"{len(returned.conflicts)} conflicts"] if returned.conflicts else []
    counts += [f"{len(returned.proposals)} proposals"] if returned.proposals else []
    tail = f" ({', '.join(counts)})" if counts else ""
    click.echo(f"{returned.source}: {returned.agency or 'unknown'}, {plain(returned.outcome).lower()}{tail}")
    if returned.message:
        click.echo(f"    {returned.message}")
    for group in grouped(returned.problems):
        if group.first.severity in SEVERITIES[:2]:
            click.echo(f"    {group}")
    noted = sum(found.severity == SEVERITIES[2] for found in returned.problems)
    if noted:
        click.echo(f"    {noted} more to note, nothing to do: see --json")


def show_conflicts(questions: Any, *, as_json: bool) -> int:  # noqa: ANN401
    """What waits for a decision."""
    if as_json:
        print_json(conflicts_document(questions))
        return LOOK if questions else 0
    if not questions:
        click.echo("Nothing waits for a decision.")
        return 0
    rows = [(q.id, q.asked, q.ours or "blank", q.theirs or "blank") for q in questions]
    table(("Question", "What is asked", "Plan now", "Return says"), rows)
    click.echo("Decide on Decisions of master.xlsx, or: dhr-xl resolve ID --take theirs")
    return LOOK


def show_resolve(result: Any, *, as_json: bool) -> int:  # noqa: ANN401
    """What was decided and what waits."""
    if as_json:
        print_json(resolve_document(result))
    else:
        for one in result.resolved:
            click.echo(one.message or f"{one.id}: {one.state}")
        if not result.resolved:
            click.echo("Nothing new is decided on Decisions of master.xlsx.")
        click.echo(f"Waiting: {len(result.waiting)}")
        stale(result.master_stale)
    return LOOK if result.waiting or result.master_stale else 0


def show_publish(result: Any, *, as_json: bool) -> int:  # noqa: ANN401
    """Where the consolidated workbook is and what it says in short."""
    if as_json:
        print_json(publish_document(result))
        return LOOK if result.master_stale else 0
    for sentence in result.in_short:
        click.echo(sentence)
    if result.open_questions:
        click.echo(
            f"{result.open_questions} questions wait on Decisions; until they are decided the plan stands as it is."
        )
    click.echo(f"Open: {result.file}")
    click.echo("Next: dhr-xl email --what consolidated")
    return stale(result.master_stale)


def confirm_sending(rows: Sequence[tuple[str, str, str]]) -> bool:
    """Show who gets which file and ask."""
    table(("To", "Subject", "File"), rows, "To be sent")
    return click.confirm(f"Send {len(rows)} messages?", default=False, err=True)


def show_email(result: Any, *, as_json: bool) -> int:  # noqa: ANN401
    """The drafts or the messages sent, and who could not be written to."""
    code = LOOK if result.problems or result.master_stale else 0
    if as_json:
        print_json(email_document(result))
        return code
    table(("Agency", "To", "Subject", "File"), [(m.agency, m.to, m.subject, m.file) for m in result.messages])
    for message in result.problems:
        click.echo(message)
    for code_ in result.not_yet:
        click.echo(f"{code_}: has longer, so it is not reminded yet")
    if not result.messages and not result.problems:
        click.echo("Nobody needs to be written to.")
    if result.list_file and result.messages and not result.sent:
        click.echo(f"Open each draft and press Send, or work from {result.list_file}")
    return stale(result.master_stale) or code


def show_history(changes: Any, *, as_json: bool) -> int:  # noqa: ANN401
    """Every change."""
    if as_json:
        print_json(history_document(changes))
        return 0
    rows = [
        (f"{c.when:%d/%m/%Y %H:%M}", c.who, c.key.ref, c.key.field, c.before, c.after, c.how, c.source) for c in changes
    ]
    table(("When", "By", "Ref", "Field", "From", "To", "How", "File and cell"), rows)
    if not rows:
        click.echo("Nothing has changed since the plan was imported.")
    return 0


def show_undo(result: Any, *, as_json: bool) -> int:  # noqa: ANN401
    """What was taken back and what was left."""
    if as_json:
        print_json(undo_document(result))
        return LOOK if result.left or result.master_stale else 0
    click.echo(f"The collect of {result.collected_at:%d/%m/%Y %H:%M} is taken back: {len(result.undone)} changes.")
    for change in result.left:
        click.echo(f"Left, because it was changed since: {change.key.ref} {change.key.field}")
    click.echo(f"The originals are still in: {', '.join(result.files)}")
    return stale(result.master_stale) or (LOOK if result.left else 0)


def show_demo(result: Any) -> int:  # noqa: ANN401
    """What the demo did, step by step, and what to open."""
    for step in result.steps:
        click.echo(step)
    click.echo("\nOpen these:")
    for path in result.to_open:
        click.echo(f"  {path}")
    return 0
