"""What a person, or a program, sees of returns: what became of each, what waits, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dhr_xl.cells import plain
from dhr_xl.commands.collect import CollectResult
from dhr_xl.commands.documents import collect_document, conflicts_document, resolve_document
from dhr_xl.commands.take_in import TakenIn
from dhr_xl.commands.telling import Result
from dhr_xl.problems import SEVERITIES, grouped
from dhr_xl.questions import short as shortened
from dhr_xl.screen import LOOK, print_json, said, stale

if TYPE_CHECKING:
    from dhr_xl.commands.resolve import ResolveResult, Waiting


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
    _show_taken_in(result.master)
    if not result.returns and result.master == TakenIn():
        click.echo("Nothing has come: the inbox is empty and master.xlsx holds no new edits.")
    if dry:
        click.echo("Nothing was changed.")
        return code
    parts = (
        (result.conflicts_open, "conflict", "conflicts"),
        (result.held_open, "answer held", "answers held"),
        (result.proposals_open, "proposal", "proposals"),
    )
    waiting = [said(count, one, many) for count, one, many in parts if count]
    if waiting:
        click.echo(f"Waiting for you on Decisions of master.xlsx: {', '.join(waiting)}.")
        click.echo("Next: decide them there, save, and run: dhr-xl collect")
    if result.left:
        click.echo(f"In the inbox still (open elsewhere, or replaced while this ran): {', '.join(result.left)}")
        click.echo("Close what is open and run: dhr-xl collect")
    return stale(result.master_stale) or code


def _show_taken_in(master: TakenIn) -> None:
    """What was taken in from master.xlsx."""
    if master.changes:
        click.echo(f"master.xlsx: {said(len(master.changes), 'edit')} taken in")
    if master.sheets:
        click.echo(f"master.xlsx: edits on {' and '.join(master.sheets)} taken in")
    decided = sum(1 for resolved in master.resolved if not resolved.message)
    if decided:
        click.echo(f"master.xlsx: {said(decided, 'decision')} taken in")
    for found in master.problems:
        click.echo(f"master.xlsx: {found} {found.remedy}")
    for resolved in master.resolved:
        if resolved.message:
            click.echo(resolved.message)


def _show_return(returned: Result) -> None:
    parts = (
        (returned.changes, "change", "changes"),
        (returned.held, "row held", "rows held"),
        (returned.conflicts, "conflict", "conflicts"),
        (returned.proposals, "proposal", "proposals"),
    )
    counts = [said(len(found), one, many) for found, one, many in parts if found]
    tail = f" ({', '.join(counts)})" if counts else ""
    click.echo(f"{returned.source}: {returned.agency or 'unknown'}, {plain(returned.outcome).lower()}{tail}")
    if returned.message:
        click.echo(f"    {returned.message}")
    for group in grouped(returned.problems):
        if group.first.severity in SEVERITIES[:2]:
            click.echo(f"    {group}")
    for where, text in returned.notes:
        click.echo(f"    they wrote, {where}: {shown(text)}")
    for group in grouped(returned.problems):
        if group.first.severity == SEVERITIES[2]:
            click.echo(f"    for your information: {group}")
    if returned.to_correct:
        click.echo(f"    a copy for them to put right: {returned.to_correct} (dhr-xl email --what corrections)")


def show_conflicts(questions: Waiting, *, as_json: bool) -> int:
    """What waits for a decision."""
    if as_json:
        print_json(conflicts_document(questions))
        return LOOK if questions else 0
    if not questions:
        click.echo("Nothing waits for a decision.")
        return 0
    for q in questions:
        click.echo(q.id + (" (the agency was asked)" if q.state == "asked" else ""))
        click.echo(f"    {q.asked}")
        click.echo(f"    plan now: {shown(q.ours)}")
        click.echo(f"    return says: {shown(q.theirs)}  ({q.theirs_by})")
    click.echo("Decide on Decisions of master.xlsx, or: dhr-xl resolve ID --take theirs")
    return LOOK


def show_resolve(result: ResolveResult, *, as_json: bool) -> int:
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


def shown(text: str) -> str:
    """A value on one line."""
    return shortened(text) or "blank"
