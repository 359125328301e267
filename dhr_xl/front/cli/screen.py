"""Print to the terminal: tables, sentences and a progress bar for a person, one JSON document for a program."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import click

LOOK: Final = 3
SHORT: Final = 12
"""A table breaks no word up to this many letters."""


def print_json(document: Mapping[str, object]) -> None:
    """One document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def table(headings: Sequence[str], rows: Sequence[Sequence[object]], title: str = "", *, err: bool = False) -> None:
    """Print a table as wide as the terminal: empty columns are left out, and short words are not broken."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    drawn = Table(title=title or None, title_justify="left")
    columns = [(heading, [str(cell) for cell in cells]) for heading, *cells in zip(headings, *rows, strict=True)]
    shown = [(heading, cells) for heading, cells in columns if any(cells)]
    for heading, cells in shown:
        words = [len(word) for text in (heading, *cells) for word in text.split()]
        drawn.add_column(heading, overflow="fold", min_width=min(max(words, default=1), SHORT))
    for row in zip(*(cells for _, cells in shown), strict=True):
        drawn.add_row(*(Text(cell) for cell in row))
    Console(soft_wrap=False, stderr=err).print(drawn)


def screen_width() -> int:
    """Characters in a line of the terminal; 80 where there is none."""
    from rich.console import Console

    return Console().width


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
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total, source: bar.update(task, completed=done, total=total, description=source)
