"""Find our sheets in the open master.xlsx, whatever they are called now, and add those that are gone."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import xlwings as xw

from dhr_xl.core.views.canvas import Canvas, Place
from dhr_xl.core.views.names import list_name, sheet_slug
from dhr_xl.front.addin.paint import native

REFERS_TO: Final = re.compile(r"=(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+))!\$?[A-Z]+\$?\d")
"""The text of a defined name that refers to cells, and the sheet in it."""


def find_sheets(book: xw.Book, canvas: Canvas) -> dict[str, xw.Sheet]:
    """Find, rename and show our sheets, and add those that are gone; by their own names, in the canvas's order.

    A sheet of the coordinator's own that has a name of ours is renamed.
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
    """Remove the sheets of ours that are no longer needed."""
    for name in canvas.spare_sheets:
        if name.casefold() in {sheet.name.casefold() for sheet in book.sheets}:
            book.sheets[name].delete()


def named_range(book: xw.Book, name: str) -> xw.Range | None:
    """The cells a defined name refers to; None where the name or the cells are gone."""
    if name not in book.names or "#REF!" in (book.names[name].refers_to or "#REF!"):
        return None
    return book.names[name].refers_to_range


def set_names(book: xw.Book, places: Mapping[str, Place]) -> None:
    """Make each defined name refer to its place; change only those that do not."""
    known = {name.name: name for name in book.names}
    for key, place in places.items():
        wanted = "='{}'!{}".format(place.sheet.replace("'", "''"), place.area.address)
        if key not in known:
            book.names.add(key, wanted)
        elif (known[key].refers_to or "").replace("'", "") != wanted.replace("'", ""):
            known[key].refers_to = wanted


def remove_spare_names(book: xw.Book, canvas: Canvas) -> None:
    """Remove the defined names of ours that are no longer needed: of lists without a question, and those that our
    columns had in workbooks drawn before.
    """
    former = _former_names(canvas)
    for name in list(book.names):
        key = name.name.rpartition("!")[2]
        if key not in canvas.names and (key in former or key.startswith(list_name(""))):
            name.delete()


def _former_names(canvas: Canvas) -> dict[str, str]:
    """What defined names of ours were called in workbooks drawn before -> what they are called."""
    prefixes = {
        f"dhr_{sheet_slug(ours)}_": f"dhr_{sheet_slug(former)}_" for ours, former in canvas.former_sheets.items()
    }
    return {
        former + name.removeprefix(ours): name
        for ours, former in prefixes.items() for name in canvas.names if name.startswith(ours)
    }  # fmt: skip


def _found(book: xw.Book, canvas: Canvas) -> dict[str, xw.Sheet]:
    """Our name of a sheet -> the sheet that most of its defined names refer to, else the sheet of that name, else that
    of its former name.
    """
    here = {sheet.name.casefold(): sheet for sheet in book.sheets}
    votes: dict[str, Counter[str]] = {drawn.name: Counter() for drawn in canvas.sheets}
    for name, title in _referred_sheets(book, canvas):
        votes[canvas.names[name].sheet][title.casefold()] += 1
    found: dict[str, xw.Sheet] = {}
    for ours, counted in votes.items():
        named = (ours.casefold(), canvas.former_sheets.get(ours, ours).casefold())
        titles = [title for title in (*(title for title, _ in counted.most_common()), *named) if title in here]
        if titles:
            found[ours] = here.pop(titles[0])
    return found


def _referred_sheets(book: xw.Book, canvas: Canvas) -> Iterator[tuple[str, str]]:
    """(defined name of ours, title of its sheet); names that belong to one sheet count only where no other is left."""
    whole: dict[str, str] = {}
    own: dict[str, str] = {}
    former = _former_names(canvas)
    for name in book.names:
        scope, _, key = name.name.rpartition("!")
        key = former.get(key, key)
        refers = REFERS_TO.match(name.refers_to or "") if key in canvas.names else None
        if refers:
            title = refers["plain"] or refers["quoted"].replace("''", "'")
            (own if scope else whole).setdefault(key, title)
    yield from {**own, **whole}.items()


def _rename(book: xw.Book, found: Mapping[str, xw.Sheet]) -> None:
    wrong = {ours: sheet for ours, sheet in found.items() if sheet.name != ours}
    for number, sheet in enumerate(wrong.values(), start=1):
        sheet.name = f"dhr {number}"  # in case two sheets have swapped names
    for ours, sheet in wrong.items():
        titles = {other.name.casefold() for other in book.sheets}
        if ours.casefold() in titles:
            free = next(f"{ours} ({n})" for n in range(2, 1000) if f"{ours} ({n})".casefold() not in titles)
            book.sheets[ours].name = free
        sheet.name = ours
