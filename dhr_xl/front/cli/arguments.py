"""What is typed on the command line: paths, dates, and --json before or after a command."""

import datetime as dt
import errno
import os
from pathlib import Path
from typing import Any, Final

import click

SHOWN: Final = 60
"""How many letters of a name too long for a file are shown."""


class GivenPath(click.Path):
    """A path on the command line; a usage error in one sentence where the name is too long for any disk."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """The path, whether or not anything is there."""
        path = super().convert(value, param, ctx)
        try:
            os.lstat(path)
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                self.fail(f"'{str(path)[:SHOWN]}…' is too long for a file's name. Give a shorter one.", param, ctx)
        return path


class Date(click.ParamType[dt.date]):
    """A date on the command line: 2015-06-30, or as people in Britain write it, day first."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:  # noqa: ANN401
        """The date; a usage error in one sentence where the text is not one."""
        if isinstance(value, dt.date):
            return value
        from dhr_xl.core.plan.dates import read_answer_date

        read = read_answer_date(str(value))
        if read.value is None:
            why = read.note or "it is not a date"
            self.fail(f"'{value}' cannot be read as a date: {why}. Write it as 2015-06-30.", param, ctx)
        return read.value


DATE: Final = Date()
PATH: Final = GivenPath(path_type=Path)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")


def wants_json(ctx: click.Context, as_json: bool) -> bool:  # noqa: FBT001 - click's own flag
    """Whether --json was given, before the command or after it."""
    return bool(as_json or ctx.obj["json"])
