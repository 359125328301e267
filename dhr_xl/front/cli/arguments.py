"""What is typed on the command line: paths, dates, and --json before or after a command."""

import datetime as dt
import errno
import os
from collections.abc import Callable
from functools import wraps
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


def takes_json(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """Give a command the plan's folder and its option --json, which may also stand before the command."""

    @json_option
    @click.pass_obj
    @wraps(command)
    def called(given: dict[str, Any], /, *, as_json: bool, **choices: Any) -> int | None:  # noqa: ANN401
        return command(given["plan"], as_json=as_json or given["json"], **choices)

    return called
