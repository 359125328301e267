"""Show what is drafted or sent, and ask before sending."""

from collections.abc import Sequence

import click

from dhr_xl.commands.email import EmailResult
from dhr_xl.core.plan.words import counted
from dhr_xl.front.cli.screen import table
from dhr_xl.front.cli.show import show
from dhr_xl.front.sentences.email import tell_email


def confirm_sending(rows: Sequence[tuple[str, str, str]]) -> bool:
    """Show who gets which file, and ask."""
    table(("To", "Subject", "File"), rows, "To be sent", err=True)
    return click.confirm(f"Send {counted(len(rows), 'message')}?", default=False, err=True)


def show_email(result: EmailResult, *, as_json: bool) -> int:
    """The drafts or the messages sent, and who could not be written to."""
    if not as_json:
        table(("Agency", "To", "Subject", "File"), [(m.agency, m.to, m.subject, m.file) for m in result.messages])
    return show(
        result,
        tell_email(result),
        as_json=as_json,
        look=result.problems or result.master_stale or result.master.needs_a_person,
    )
