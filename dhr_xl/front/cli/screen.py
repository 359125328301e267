"""Print to the terminal: tables, sentences and a progress bar for a person, one JSON document for a program."""

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import click

from dhr_xl.front.cli.tables import lines_of_table

LOOK: Final = 3


def print_json(document: Mapping[str, object]) -> None:
    """One document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def table(headings: Sequence[str], rows: Sequence[Sequence[object]], title: str = "", *, err: bool = False) -> None:
    """Print a table as wide as the terminal, with an empty line after it; nothing where there are no rows."""
    if rows:
        print_lines((*([title] if title else []), *lines_of_table(headings, rows, screen_width()), ""), err=err)


def screen_width() -> int:
    """Characters in a line of the terminal; 80 where there is none."""
    return shutil.get_terminal_size().columns


def print_lines(sentences: Iterable[str], *, err: bool = False) -> None:
    """Print sentences, one a line. err: on standard error."""
    for sentence in sentences:
        click.echo(sentence, err=err)


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int, str], None] | None]:
    """Show a progress bar at a terminal, and give what moves it (done, total, name); None where a program reads."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=what, file=sys.stderr, item_show_func=lambda source: source) as bar:

        def move(done: int, total: int, source: str) -> None:
            bar.length = total
            bar.update(done - bar.pos, source)

        yield move
