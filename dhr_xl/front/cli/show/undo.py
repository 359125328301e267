"""Show what `undo` would take back, ask, and show what it did."""

import sys
from typing import Final

import click

from dhr_xl.commands.undo import Offer, UndoResult
from dhr_xl.errors import Stop
from dhr_xl.front.cli.screen import print_lines
from dhr_xl.front.cli.show import show
from dhr_xl.front.sentences.undo import tell_offer, tell_undo

NOBODY_TO_ASK: Final = (
    "undo asks before it takes anything back, and nobody can be asked here. Nothing was changed. Look at what it would "
    "take back in a terminal, or add --yes."
)


def confirm_undo(offer: Offer) -> bool:
    """Show what would be taken back, and ask."""
    print_lines(tell_offer(offer), err=True)
    try:
        return click.confirm("Take this back?", default=False, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise Stop(NOBODY_TO_ASK) from None


def check_can_ask(*, as_json: bool) -> None:
    """Raise Stop where `undo` has nobody to ask: a program reads the answer, and nobody sits at a terminal."""
    if as_json and not sys.stdin.isatty():
        raise Stop(NOBODY_TO_ASK)


def show_undo(result: UndoResult, *, as_json: bool) -> int:
    """What was taken back, and what was left."""
    offer = result.offer
    look = result.left or offer.dependents or offer.lists_left or result.opened or result.moved or result.master_stale
    return show(result, tell_undo(result), as_json=as_json, look=look)
