"""Show what `new` imported, or would."""

import click

from dhr_xl.commands.new import NewResult
from dhr_xl.front.cli.screen import print_lines, screen_width, table
from dhr_xl.front.cli.show import show
from dhr_xl.front.documents.new import Preview
from dhr_xl.front.sentences.new import HEADINGS, LEGEND, WIDE, preview_lines, preview_rows, tell_new


def show_new(result: NewResult, *, as_json: bool) -> int:
    """What was imported, or would be, and what a person should look at; a preview shows its table first."""
    plan = result.plan
    if result.preview and not as_json:
        if screen_width() >= WIDE:
            table(HEADINGS, preview_rows(plan))
        else:
            print_lines(preview_lines(plan))
        click.echo(f"{LEGEND}\n")
    shown = Preview(plan, result.as_at_from) if result.preview else result
    look = any(finding.severity != "note" for finding in plan.findings)
    return show(shown, tell_new(result), as_json=as_json, look=look)
