"""The command line: parse, call one command, show. Exit codes: 0 done, 3 a person must look, 2 not started, 1 broke."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from dhr_xl.core.plan.kinds import MessageKind, Take
from dhr_xl.errors import Stop, Unfinished
from dhr_xl.front.cli.addin import addin
from dhr_xl.front.cli.history import history, undo
from dhr_xl.front.cli.screen import PATH, json_option, wants_json
from dhr_xl.front.log import keep_log

BROKE: Final = 1
NOT_STARTED: Final = 2
LOOK: Final = 3
INTERRUPTED: Final = 130
TAKES: Final = [take.value for take in Take if take is not Take.VALUE]
"""--take; --value is the way to give a wording of one's own."""
MESSAGES: Final = [kind.value for kind in MessageKind if kind is not MessageKind.PLEASE_ATTACH]


class Date(click.ParamType[dt.date]):
    """A date on the command line: 2015-06-30, or as people write it, day first."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:  # noqa: ANN401
        """The date; a usage error in one sentence where it is none."""
        if isinstance(value, dt.date):
            return value
        from dhr_xl.core.plan.dates import read_answer_date

        read = read_answer_date(str(value))
        if read.value is None:
            why = read.note or "it is not a date"
            self.fail(f"'{value}' cannot be taken: {why}. Give it as 2015-06-30.", param, ctx)
        return read.value


DATE: Final = Date()


class Front(click.Group):
    """The group of commands, with the one handler that turns errors into exit codes."""

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ANN401
        """Run; every way it can end has its exit code and, where it went wrong, one clear sentence."""
        kwargs["standalone_mode"] = False
        try:
            code = super().main(*args, **kwargs)
        except click.UsageError as error:
            click.echo(f"{error.format_message()}\nSee: {_command_of(error.ctx)} --help", err=True)
            sys.exit(NOT_STARTED)
        except Stop as stop:
            click.echo(str(stop), err=True)
            sys.exit(LOOK if isinstance(stop, Unfinished) else NOT_STARTED)
        except (KeyboardInterrupt, click.Abort):
            click.echo("Stopped. What was not finished is as it was before.", err=True)
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            sys.exit(0)
        except Exception:  # noqa: BLE001 - the last resort: a sentence and a log, never a traceback
            click.echo(f"Something broke that should not have. What happened is written in {keep_log()}", err=True)
            sys.exit(BROKE)
        sys.exit(code if isinstance(code, int) else 0)


def _command_of(ctx: click.Context | None) -> str:
    """The command as a person types it: dhr-xl, and the names of group and command."""
    names: list[str] = []
    while ctx and ctx.parent:
        names.insert(0, ctx.info_name or "")
        ctx = ctx.parent
    return " ".join(["dhr-xl", *names])


@click.group(cls=Front, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--plan", type=PATH, default=Path(), envvar="DHR_XL_PLAN", help="The plan's folder (the current one).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@click.version_option(package_name="dhr_xl")
@click.pass_context
def main(ctx: click.Context, plan: Path, *, as_json: bool) -> None:
    """Action plans out to agencies as locked workbooks, and their returns merged back.

    Alone in a plan folder it says where the plan stands and what to do next.
    """
    ctx.obj = {"plan": plan, "json": as_json}
    if ctx.invoked_subcommand is None:
        from dhr_xl.commands.status import status
        from dhr_xl.front.cli.show import show_where

        show_where(status(plan), as_json=as_json)


@main.command()
@click.argument("folder", type=PATH)
@click.option("--from", "source", type=PATH, required=True, help="The existing action plan.")
@click.option("--title", help="What the plan is called.")
@click.option("--as-at", type=DATE, help="The day the plan's progress column speaks of.")
@click.option("--review-ref", default="", help="The review's reference, for example DHR-07.")
@click.option("--marking", default="OFFICIAL-SENSITIVE", show_default=True, help="The protective marking.")
@click.option("--preview", is_flag=True, help="Show the table it would make, guesses marked; write nothing.")
@click.option("--anyway", is_flag=True, help="Take in a document that reads like no action plan, too.")
@json_option
@click.pass_context
def new(ctx: click.Context, /, *, preview: bool, as_json: bool, **choices: Any) -> int:  # noqa: ANN401
    """Import an existing action plan into a new plan folder."""
    from dhr_xl.commands import new as command
    from dhr_xl.front.cli.show import show_new

    result = (command.preview if preview else command.new)(**choices)
    return show_new(result, as_json=wants_json(ctx, as_json))


@main.command()
@click.option("--from", "source", type=PATH, required=True, help="The newer edition of the plan's document.")
@click.option("--as-at", type=DATE, help="The day its progress column speaks of.")
@click.option("--anyway", is_flag=True, help="Even where hardly any of its words are in this plan.")
@json_option
@click.pass_context
def update(ctx: click.Context, source: Path, as_at: dt.date | None, *, anyway: bool, as_json: bool) -> int:
    """Take in a newer edition of the plan's document."""
    from dhr_xl.commands.update import update as run
    from dhr_xl.front.cli.show import show_update

    return show_update(run(ctx.obj["plan"], source, as_at=as_at, anyway=anyway), as_json=wants_json(ctx, as_json))


@main.command()
@click.option("--as-at", type=DATE, required=True, help="The day answers speak of.")
@click.option("--due", type=DATE, help="Return by this day.")
@click.option("--agency", "agencies", multiple=True, metavar="CODE", help="Only this agency (may be repeated).")
@click.option("--again", multiple=True, metavar="CODE", help="A further workbook for this agency.")
@click.option("--include-done", is_flag=True, help="Send signed-off rows too, locked.")
@click.option("--all", "everyone", is_flag=True, help="Write a workbook for agencies that owe nothing, too.")
@click.option("--show-password", is_flag=True, help="Show the password of the round's sheets.")
@json_option
@click.pass_context
def issue(ctx: click.Context, /, *, as_json: bool, **choices: Any) -> int:  # noqa: ANN401
    """Open the round: one locked workbook an agency."""
    from dhr_xl.commands.issue import issue as run
    from dhr_xl.front.cli.show import show_issue

    return show_issue(run(ctx.obj["plan"], **choices), as_json=wants_json(ctx, as_json))


@main.command()
@click.argument("files", type=PATH, nargs=-1, required=True)
@json_option
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...], *, as_json: bool) -> int:
    """What collect would say about these workbooks, changing nothing."""
    from dhr_xl.commands.collect import check as run
    from dhr_xl.front.cli.show import show_collect

    return show_collect(run(ctx.obj["plan"], files), as_json=wants_json(ctx, as_json), dry=True)


@main.command()
@click.argument("paths", type=PATH, nargs=-1)
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@json_option
@click.pass_context
def collect(ctx: click.Context, paths: tuple[Path, ...], *, dry_run: bool, as_json: bool) -> int:
    """Take in the inbox (or PATHS) and the edits in master.xlsx; merge; write master.xlsx."""
    from dhr_xl.commands.collect import collect as run
    from dhr_xl.front.cli.screen import progress_bar
    from dhr_xl.front.cli.show import show_collect

    with progress_bar("Collecting") as progress:
        result = run(ctx.obj["plan"], paths, dry_run=dry_run, progress=progress)
    return show_collect(result, as_json=wants_json(ctx, as_json), dry=dry_run)


@main.command()
@json_option
@click.pass_context
def conflicts(ctx: click.Context, *, as_json: bool) -> int:
    """List what waits for a decision."""
    from dhr_xl.commands.resolve import list_waiting
    from dhr_xl.front.cli.show import show_conflicts

    return show_conflicts(list_waiting(ctx.obj["plan"]), as_json=wants_json(ctx, as_json))


@main.command()
@click.argument("ids", nargs=-1)
@click.option("--take", type=click.Choice(TAKES), help="What becomes of them.")
@click.option("--value", help="Your own wording.")
@click.option("--why", default="", help="Why, for the history.")
@json_option
@click.pass_context
def resolve(  # noqa: PLR0913 - its options
    ctx: click.Context, ids: tuple[str, ...], *, take: str | None, value: str | None, why: str, as_json: bool
) -> int:
    """Decide questions by name, or as decided on the sheet Decisions of master.xlsx."""
    from dhr_xl.commands.resolve import resolve as run
    from dhr_xl.front.cli.show import show_resolve

    decided = run(ctx.obj["plan"], ids, take=Take(take) if take else None, value=value, why=why)
    return show_resolve(decided, as_json=wants_json(ctx, as_json))


@main.command()
@json_option
@click.pass_context
def status(ctx: click.Context, *, as_json: bool) -> int:
    """Who has returned, who is late, part-done or silent; counts; what is overdue."""
    from dhr_xl.commands.status import status as run
    from dhr_xl.front.cli.show import show_status

    return show_status(run(ctx.obj["plan"]), as_json=wants_json(ctx, as_json))


@main.command()
@click.option("--due", type=DATE, help="Copies to put right back by this day.")
@json_option
@click.pass_context
def chase(ctx: click.Context, *, due: dt.date | None, as_json: bool) -> int:
    """Reminders to those who owe something, saying exactly what: drafts in outbox."""
    from dhr_xl.commands.email import email as run
    from dhr_xl.front.cli.show import show_email

    return show_email(run(ctx.obj["plan"], what=MessageKind.CHASE, due=due), as_json=wants_json(ctx, as_json))


@main.command()
@json_option
@click.pass_context
def publish(ctx: click.Context, *, as_json: bool) -> int:
    """The consolidated workbook for the board."""
    from dhr_xl.commands.publish import publish as run
    from dhr_xl.front.cli.show import show_publish

    return show_publish(run(ctx.obj["plan"]), as_json=wants_json(ctx, as_json))


@main.command()
@click.option(
    "--what",
    type=click.Choice(MESSAGES),
    default="workbooks",
    show_default=True,
)
@click.option("--send", is_flag=True, help="Send by the mail server of dhr_xl.toml instead of writing drafts.")
@click.option("--yes", is_flag=True, help="Do not ask before sending.")
@click.option("--due", type=DATE, help="Corrections back by this day (a week from today).")
@json_option
@click.pass_context
def email(ctx: click.Context, /, *, what: str, yes: bool, as_json: bool, **choices: Any) -> int:  # noqa: ANN401
    """Drafts of e-mails in outbox, or send them."""
    from dhr_xl.commands.email import email as run
    from dhr_xl.front.cli.show import confirm_sending, show_email

    confirm = (lambda _: True) if yes else confirm_sending
    return show_email(
        run(ctx.obj["plan"], MessageKind(what), confirm=confirm, **choices), as_json=wants_json(ctx, as_json)
    )


@main.command()
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@click.pass_context
def export(ctx: click.Context, form: str) -> None:
    """The plan as data, on standard output."""
    from dhr_xl.commands.export import export as run
    from dhr_xl.commands.export import plan_csv
    from dhr_xl.front.cli.screen import print_json
    from dhr_xl.front.documents import document

    plan = run(ctx.obj["plan"])
    if form == "json":
        print_json(document(plan))
    else:
        click.echo(plan_csv(plan), nl=False)


@main.command()
@click.argument("folder", type=PATH, required=False)
def demo(folder: Path | None) -> int:
    """The whole round on an example plan, ending with what to open."""
    from dhr_xl.commands.demo import demo as run
    from dhr_xl.front.cli.show import show_demo

    return show_demo(run(folder))


for command in (history, undo, addin):
    main.add_command(command)

if __name__ == "__main__":
    main()
