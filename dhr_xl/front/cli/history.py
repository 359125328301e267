"""The commands history and undo."""

import click

from dhr_xl.front.cli.arguments import json_option, wants_json


@click.command()
@click.argument("ref", required=False)
@json_option
@click.pass_context
def history(ctx: click.Context, ref: str | None, *, as_json: bool) -> int:
    """List every change and where it came from, for one REF or for all, with the numbers of the runs."""
    from dhr_xl.commands.history import history as run
    from dhr_xl.commands.history import history_runs
    from dhr_xl.front.cli.show import show_history

    plan = ctx.obj["plan"]
    return show_history(run(plan, ref), () if ref else history_runs(plan), as_json=wants_json(ctx, as_json))


@click.command()
@click.option("--return", "returned", metavar="FILE", help="Only this returned workbook, given by its name or path.")
@click.option("--run", type=int, metavar="N", help="Only this run, given by its number in history.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@json_option
@click.pass_context
def undo(ctx: click.Context, *, returned: str | None, run: int | None, yes: bool, as_json: bool) -> int:
    """Take back the last thing that changed the plan, after showing it and asking."""
    from dhr_xl.commands.undo import undo as take_back
    from dhr_xl.front.cli.show import check_can_ask, confirm_undo, show_undo

    as_json = wants_json(ctx, as_json)
    if not yes:
        check_can_ask(as_json=as_json)
    confirm = (lambda _: True) if yes else confirm_undo
    return show_undo(take_back(ctx.obj["plan"], returned=returned, run=run, confirm=confirm), as_json=as_json)
