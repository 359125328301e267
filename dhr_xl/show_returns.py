"""What a person, or a program, sees of returns: what became of each, what waits, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dhr_xl.asking import put_to_you
from dhr_xl.commands.collect import CollectResult
from dhr_xl.commands.documents import collect_document, conflicts_document, resolve_document
from dhr_xl.screen import LOOK, print_json, tell
from dhr_xl.told import shown, tell_collect, tell_resolve

if TYPE_CHECKING:
    from dhr_xl.commands.resolve import ResolveResult, Waiting


def show_collect(result: CollectResult, *, as_json: bool, dry: bool) -> int:
    """What became of each return, and what waits."""
    code = LOOK if result.needs_a_person else 0
    if as_json:
        print_json(collect_document(result))
        return code
    tell(tell_collect(result, dry=dry))
    return LOOK if result.master_stale else code


def show_conflicts(questions: Waiting, *, as_json: bool) -> int:
    """What waits for a decision."""
    code = LOOK if any(q.state == "open" for q in questions) else 0
    if as_json:
        print_json(conflicts_document(questions))
        return code
    if not questions:
        click.echo("Nothing waits for a decision.")
        return 0
    for q in questions:
        click.echo(q.id + (" (the agency was asked)" if q.state == "asked" else ""))
        click.echo(f"    {put_to_you(q.kind, q.asked)}")
        click.echo(f"    plan now: {shown(q.ours)}")
        click.echo(f"    return says: {shown(q.theirs)}  ({q.theirs_by})")
    click.echo("Decide on Decisions of master.xlsx, or: dhr-xl resolve ID --take theirs")
    return code


def show_resolve(result: ResolveResult, *, as_json: bool) -> int:
    """What was decided and what waits."""
    if as_json:
        print_json(resolve_document(result))
    else:
        tell(tell_resolve(result))
    troubled = any(found.severity != "note" for found in result.problems)
    return LOOK if result.waiting or result.master_stale or troubled else 0
