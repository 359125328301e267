"""The command line: parse, call one command, show its result.

Exit codes: 0 done; 3 done, and a person must look; 2 not started; 1 broke; 130 stopped by Ctrl-C.
"""

import datetime as dt
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from dhr_xl.core.plan.kinds import MessageKind, Take
from dhr_xl.errors import Stop, Unfinished
from dhr_xl.front.cli.addin import addin
from dhr_xl.front.cli.arguments import DATE, PATH, json_option, takes_json
from dhr_xl.front.cli.collector import spare_collector
from dhr_xl.front.cli.screen import LOOK
from dhr_xl.front.log import keep_log

BROKE: Final = 1
NOT_STARTED: Final = 2
INTERRUPTED: Final = 130
TAKES: Final = [take.value for take in Take if take is not Take.VALUE]
"""Choices of --take; one's own wording is given by --value."""
MESSAGES: Final = [kind.value for kind in MessageKind if kind is not MessageKind.PLEASE_ATTACH]


class CommandLine(click.Group):
    """The commands, with the one handler that turns errors into sentences and exit codes."""

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ANN401
        """Run a command and exit with its code; print one clear sentence where it went wrong."""
        spare_collector()
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
        except Exception:  # noqa: BLE001 - the last resort: a sentence and a log, no traceback
            click.echo(f"Something broke that should not have. The details are in {keep_log()}", err=True)
            sys.exit(BROKE)
        sys.exit(code if isinstance(code, int) else 0)


def _command_of(ctx: click.Context | None) -> str:
    """The command as it is typed: dhr-xl, then the names of group and command."""
    names: list[str] = []
    while ctx and ctx.parent:
        names.insert(0, ctx.info_name or "")
        ctx = ctx.parent
    return " ".join(["dhr-xl", *names])


@click.group(cls=CommandLine, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--plan", type=PATH, default=Path(), envvar="DHR_XL_PLAN", help="The plan's folder; the current one if not given."
)
@json_option
@click.version_option(package_name="dhr_xl")
@click.pass_context
def main(ctx: click.Context, plan: Path, *, as_json: bool) -> None:
    """Send an action plan to agencies as locked workbooks, and merge their returns.

    Without a command, in a plan's folder: say where the plan stands and what to do next.
    """
    ctx.obj = {"plan": plan, "json": as_json}
    if ctx.invoked_subcommand is None:
        from dhr_xl.commands.status import status
        from dhr_xl.front.cli.show.status import show_where

        show_where(status(plan), as_json=as_json)


@main.command()
@click.argument("folder", type=PATH)
@click.option("--from", "source", type=PATH, required=True, help="The document with the action plan.")
@click.option("--title", help="What the plan is called.")
@click.option("--as-at", type=DATE, help="The date its progress is given as at.")
@click.option("--review-ref", default="", help="The review's reference, for example DHR-07.")
@click.option("--marking", default="OFFICIAL-SENSITIVE", show_default=True, help="The protective marking.")
@click.option("--return-to", default="", help="The address agencies send their returns to.")
@click.option("--contact", default="", help="Whom agencies can ask, for example: Community Safety, 01234 567890.")
@click.option("--preview", is_flag=True, help="Show what would be read, with guesses marked; write nothing.")
@click.option("--anyway", is_flag=True, help="Import even a document that does not look like an action plan.")
@takes_json
def new(_: Path, *, as_json: bool, **choices: Any) -> int:  # noqa: ANN401
    """Make a plan folder from an existing action plan."""
    from dhr_xl.commands.new import new as run
    from dhr_xl.front.cli.show.new import show_new

    return show_new(run(**choices), as_json=as_json)


@main.command()
@click.option("--from", "source", type=PATH, required=True, help="The newer edition of the plan's document.")
@click.option("--as-at", type=DATE, help="The date its progress is given as at.")
@click.option("--anyway", is_flag=True, help="Take it in even if it has little in common with this plan.")
@takes_json
def update(plan: Path, source: Path, as_at: dt.date | None, *, anyway: bool, as_json: bool) -> int:
    """Take in a newer edition of the plan's document."""
    from dhr_xl.commands.update import update as run
    from dhr_xl.front.cli.show.update import show_update

    return show_update(run(plan, source, as_at=as_at, anyway=anyway), as_json=as_json)


@main.command()
@click.option("--as-at", type=DATE, help="The date that answers are given as at; needed but for --board.")
@click.option("--board", is_flag=True, help="Write the workbook in which the board decides, and no other.")
@click.option("--due", type=DATE, help="The date returns are due.")
@click.option("--agency", "agencies", multiple=True, metavar="CODE", help="Only for this agency; may be repeated.")
@click.option("--again", multiple=True, metavar="CODE", help="Write another workbook for this agency.")
@click.option("--include-done", is_flag=True, help="Include signed-off actions, locked.")
@click.option("--all", "everyone", is_flag=True, help="Write workbooks also for agencies that owe nothing.")
@click.option("--show-password", is_flag=True, help="Print the password of the round's sheets.")
@click.option("--without-address", is_flag=True, help="Although no address for returns or no contact is set.")
@takes_json
def issue(plan: Path, *, as_at: dt.date | None, board: bool, as_json: bool, **choices: Any) -> int:  # noqa: ANN401
    """Open a round: write one locked workbook for each agency, or the board's for its meeting."""
    from dhr_xl.commands.issue import issue as run
    from dhr_xl.commands.issue import issue_board
    from dhr_xl.front.cli.show.issue import show_issue

    if board == bool(as_at or any(choices.values())):
        raise click.UsageError("Give --as-at DATE to open a round, or --board alone for the board's workbook.")
    return show_issue(run(plan, as_at, **choices) if as_at else issue_board(plan), as_json=as_json)


@main.command()
@click.argument("files", type=PATH, nargs=-1, required=True)
@takes_json
def check(plan: Path, files: tuple[Path, ...], *, as_json: bool) -> int:
    """Say what collect would make of these workbooks; change nothing."""
    from dhr_xl.commands.check import check as run
    from dhr_xl.front.cli.show.collect import show_collect

    return show_collect(run(plan, files), as_json=as_json, dry=True)


@main.command()
@click.argument("paths", type=PATH, nargs=-1)
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@takes_json
def collect(plan: Path, paths: tuple[Path, ...], *, dry_run: bool, as_json: bool) -> int:
    """Merge the returns in the inbox (or PATHS) and the edits in master.xlsx."""
    from dhr_xl.commands.collect import collect as run
    from dhr_xl.front.cli.screen import progress_bar
    from dhr_xl.front.cli.show.collect import show_collect

    with progress_bar("Collecting") as progress:
        result = run(plan, paths, dry_run=dry_run, progress=progress)
    return show_collect(result, as_json=as_json, dry=dry_run)


@main.command()
@takes_json
def conflicts(plan: Path, *, as_json: bool) -> int:
    """List what waits for a decision."""
    from dhr_xl.commands.conflicts import list_waiting
    from dhr_xl.front.cli.show.conflicts import show_conflicts

    return show_conflicts(list_waiting(plan), as_json=as_json)


@main.command()
@click.argument("ids", nargs=-1)
@click.option(
    "--take",
    type=click.Choice(TAKES),
    help="Keep the plan's value (ours), the return's (theirs), the choice it nearly is (meant), the issued one (base); "
    "ask the agency; mark as read.",
)
@click.option("--value", help="Your own wording instead.")
@click.option("--why", default="", help="The reason, for the history.")
@takes_json
def resolve(plan: Path, *, take: str | None, as_json: bool, **choices: Any) -> int:  # noqa: ANN401
    """Decide questions by their IDS, or as chosen on Decisions of master.xlsx."""
    from dhr_xl.commands.resolve import resolve as run
    from dhr_xl.front.cli.show.resolve import show_resolve

    return show_resolve(run(plan, take=Take(take) if take else None, **choices), as_json=as_json)


@main.command()
@takes_json
def status(plan: Path, *, as_json: bool) -> int:
    """Show which agencies have returned, how actions stand, and what is overdue."""
    from dhr_xl.commands.status import status as run
    from dhr_xl.front.cli.show.status import show_status

    return show_status(run(plan), as_json=as_json)


@main.command()
@click.option("--due", type=DATE, help="The date corrections are due back.")
@takes_json
def chase(plan: Path, *, due: dt.date | None, as_json: bool) -> int:
    """Draft reminders to agencies that owe something, saying exactly what."""
    from dhr_xl.commands.email import email as run
    from dhr_xl.front.cli.show.email import show_email

    return show_email(run(plan, what=MessageKind.CHASE, due=due), as_json=as_json)


@main.command()
@takes_json
def publish(plan: Path, *, as_json: bool) -> int:
    """Write the consolidated workbook for the board."""
    from dhr_xl.commands.publish import publish as run
    from dhr_xl.front.cli.show.publish import show_publish

    return show_publish(run(plan), as_json=as_json)


@main.command()
@click.option("--what", type=click.Choice(MESSAGES), default="letters", show_default=True, help="What to send.")
@click.option("--send", is_flag=True, help="Send now, by the mail server in dhr_xl.toml, instead of drafting.")
@click.option("--yes", is_flag=True, help="Do not ask before sending.")
@click.option("--due", type=DATE, help="The date corrections are due back; a week from today if not given.")
@takes_json
def email(plan: Path, *, what: str, yes: bool, as_json: bool, **choices: Any) -> int:  # noqa: ANN401
    """Draft the e-mails to agencies or to the board in the folder outbox, or send them."""
    from dhr_xl.commands.email import email as run
    from dhr_xl.front.cli.show.email import confirm_sending, show_email

    confirm = (lambda _: True) if yes else confirm_sending
    return show_email(run(plan, MessageKind(what), confirm=confirm, **choices), as_json=as_json)


@main.command()
@click.option(
    "--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True, help="How to write it."
)
@click.pass_context
def export(ctx: click.Context, form: str) -> None:
    """Print the plan as data on standard output."""
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
    """Run a whole round on an example plan, and say what to open."""
    from dhr_xl.commands.demo import demo as run
    from dhr_xl.front.cli.screen import print_lines

    done = run(folder)
    print_lines((*done.steps, "", "Open these:", *(f"  {path}" for path in done.to_open)))
    return 0


@main.command()
@click.argument("ref", required=False)
@takes_json
def history(plan: Path, ref: str | None, *, as_json: bool) -> int:
    """List every change and where it came from, for one REF or for all, with the numbers of the runs."""
    from dhr_xl.commands.history import history as run
    from dhr_xl.commands.history import history_runs
    from dhr_xl.front.cli.show.history import show_history

    return show_history(run(plan, ref), () if ref else history_runs(plan), as_json=as_json)


@main.command()
@click.option("--return", "returned", metavar="FILE", help="Only this returned workbook, given by its name or path.")
@click.option("--run", type=int, metavar="N", help="Only this run, given by its number in history.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@takes_json
def undo(plan: Path, *, returned: str | None, run: int | None, yes: bool, as_json: bool) -> int:
    """Take back the last thing that changed the plan, after showing it and asking."""
    from dhr_xl.commands.undo import undo as take_back
    from dhr_xl.front.cli.show.undo import check_can_ask, confirm_undo, show_undo

    if not yes:
        check_can_ask(as_json=as_json)
    confirm = (lambda _: True) if yes else confirm_undo
    return show_undo(take_back(plan, returned=returned, run=run, confirm=confirm), as_json=as_json)


main.add_command(addin)
