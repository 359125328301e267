"""What a person, or a program, sees of returns: what became of each, what waits, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dhr_xl.commands.collect import CollectResult
from dhr_xl.core.returns.asking import MatterPart, put_to_you
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.front.cli.screen import LOOK, print_json, tell
from dhr_xl.front.documents import OpenQuestions, document
from dhr_xl.front.sentences.common import shown, tell_collect, tell_resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dhr_xl.commands.resolve import ResolveResult, WaitingQuestion


def show_collect(result: CollectResult, *, as_json: bool, dry: bool) -> int:
    """What became of each return, and what waits."""
    code = LOOK if result.needs_a_person else 0
    if as_json:
        print_json(document(result))
        return code
    tell(tell_collect(result, dry=dry))
    return LOOK if result.master_stale else code


def show_conflicts(waiting: Sequence[WaitingQuestion], *, as_json: bool) -> int:
    """What waits for a decision, each question with what is decided along with it."""
    code = LOOK if any(one.question.state == "open" for one in waiting) else 0
    if as_json:
        print_json(document(OpenQuestions(tuple(waiting))))
        return code
    if not waiting:
        click.echo("Nothing waits for a decision.")
        return 0
    for q, along in waiting:
        parts = [MatterPart(one.field, one.kind, one.outcome) for one in (q, *along)]
        click.echo(q.id + (" (the agency was asked)" if q.state == "asked" else ""))
        click.echo(f"    {put_to_you(q.kind, q.asked, parts)}")
        click.echo(f"    plan now: {shown(q.ours)}")
        click.echo(f"    return says: {shown(q.theirs)}  ({q.theirs_by})")
        for one in along:
            says = f"plan now: {shown(one.ours)}; return says: {shown(one.theirs)}"
            click.echo(f"    with it, {heading_of(one.field)}: {says}")
    click.echo("Decide on Decisions of master.xlsx, or: dhr-xl resolve ID --take theirs")
    return code


def show_resolve(result: ResolveResult, *, as_json: bool) -> int:
    """What was decided and what waits."""
    if as_json:
        print_json(document(result))
    else:
        tell(tell_resolve(result))
    troubled = any(found.severity != "note" for found in result.problems)
    return LOOK if result.waiting or result.master_stale or troubled else 0
