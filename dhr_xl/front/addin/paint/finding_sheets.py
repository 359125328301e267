"""Find our sheets in an open master, whatever the coordinator called them, and put back those that are gone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import xlwings as xw

from dhr_xl.core.views.canvas import Canvas, Place
from dhr_xl.front.addin.paint import native

LEADS_TO: Final = re.compile(r"=(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!\$?[A-Z]+\$?\d")
"""What a defined name that leads to cells says, and the sheet in it."""


def find_sheets(book: xw.Book, canvas: Canvas) -> dict[str, xw.Sheet]:
    """Our sheets by their own names, in the canvas's order: found, renamed, shown, and added where they are gone.

    A sheet of the coordinator's own that has taken a name of ours gives it back.
    """
    found = _found(book, canvas)
    _rename(book, found)
    before: xw.Sheet | None = None
    active = book.sheets.active
    for drawn in canvas.sheets:
        if drawn.name not in found:
            place = {"after": before} if before else {"before": book.sheets[0]}
            found[drawn.name] = book.sheets.add(drawn.name, **place)
            if any(drawn.frozen):
                native.freeze(found[drawn.name], *drawn.frozen)
            active.activate()
        elif not found[drawn.name].visible:
            found[drawn.name].visible = True
        before = found[drawn.name]
    return {drawn.name: found[drawn.name] for drawn in canvas.sheets}


def remove_spare_sheets(book: xw.Book, canvas: Canvas) -> None:
    """Remove the sheets of ours that the master needs no longer."""
    for name in canvas.spare_sheets:
        if name.casefold() in {sheet.name.casefold() for sheet in book.sheets}:
            book.sheets[name].delete()


def named_range(book: xw.Book, name: str) -> xw.Range | None:
    """The cells a defined name leads to; None where the name is gone, or the cells are."""
    if name not in book.names or "#REF!" in (book.names[name].refers_to or "#REF!"):
        return None
    return book.names[name].refers_to_range


def set_names(book: xw.Book, places: Mapping[str, Place]) -> None:
    """Make each defined name lead where it should; those that do already are left alone."""
    known = {name.name: name for name in book.names}
    for key, place in places.items():
        wanted = "='{}'!{}".format(place.sheet.replace("'", "''"), place.area.address)
        if key not in known:
            book.names.add(key, wanted)
        elif (known[key].refers_to or "").replace("'", "") != wanted.replace("'", ""):
            known[key].refers_to = wanted


def _found(book: xw.Book, canvas: Canvas) -> dict[str, xw.Sheet]:
    """Our name of a sheet -> the sheet most of its defined names lead to, else the one that is called so."""
    here = {sheet.name.casefold(): sheet for sheet in book.sheets}
    votes: dict[str, Counter[str]] = {drawn.name: Counter() for drawn in canvas.sheets}
    for name, title in _leads(book, canvas):
        votes[canvas.names[name].sheet][title.casefold()] += 1
    found: dict[str, xw.Sheet] = {}
    for ours, counted in votes.items():
        titles = [title for title, _ in counted.most_common() if title in here] or [ours.casefold()]
        if titles[0] in here:
            found[ours] = here.pop(titles[0])
    return found


def _leads(book: xw.Book, canvas: Canvas) -> Iterator[tuple[str, str]]:
    """(name of ours, title of the sheet it leads to); a copied sheet's own names count only where no other is left."""
    whole: dict[str, str] = {}
    own: dict[str, str] = {}
    for name in book.names:
        scope, _, key = name.name.rpartition("!")
        leads = LEADS_TO.match(name.refers_to or "") if key in canvas.names else None
        if leads:
            title = leads["plain"] or leads["quoted"].replace("''", "'")
            (own if scope else whole).setdefault(key, title)
    yield from {**own, **whole}.items()


def _rename(book: xw.Book, found: Mapping[str, xw.Sheet]) -> None:
    wrong = {ours: sheet for ours, sheet in found.items() if sheet.name != ours}
    for number, sheet in enumerate(wrong.values(), start=1):
        sheet.name = f"dhr {number}"  # out of each other's way, should two have changed names
    for ours, sheet in wrong.items():
        titles = {other.name.casefold() for other in book.sheets}
        if ours.casefold() in titles:
            free = next(f"{ours} ({n})" for n in range(2, 1000) if f"{ours} ({n})".casefold() not in titles)
            book.sheets[ours].name = free
        sheet.name = ours
