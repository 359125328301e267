"""Press a button of the ribbon: check the open master.xlsx, run the command, paint the result, show the sentences."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import xlwings as xw

from dhr_xl.commands.check import check
from dhr_xl.commands.collect import collect
from dhr_xl.commands.email import email
from dhr_xl.commands.folder.workspace import MASTER_FILE, Paint, is_plan_folder
from dhr_xl.commands.issue import issue
from dhr_xl.commands.publish import publish
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.status import status
from dhr_xl.core.plan.dates import read_answer_date
from dhr_xl.core.plan.kinds import MessageKind
from dhr_xl.core.plan.words import counted
from dhr_xl.core.views.canvas import Canvas, Value
from dhr_xl.core.views.names import NEXT_AS_AT, NEXT_DUE
from dhr_xl.errors import Stop
from dhr_xl.front.addin.buttons import TAB, guide_lines, in_buttons
from dhr_xl.front.addin.paint import native
from dhr_xl.front.addin.paint.cursor import back_to, where
from dhr_xl.front.addin.paint.finding_sheets import named_range
from dhr_xl.front.addin.paint.painting import paint
from dhr_xl.front.log import keep_log
from dhr_xl.front.sentences.collect import tell_collect
from dhr_xl.front.sentences.email import tell_email
from dhr_xl.front.sentences.issue import tell_issue
from dhr_xl.front.sentences.publish import tell_publish
from dhr_xl.front.sentences.resolve import tell_resolve
from dhr_xl.front.sentences.status import tell_status

LONGEST: Final = 900
"""Characters in one message box; Windows cuts it off at 1,024."""
NOT_SAVED: Final = "master.xlsx has edits that are not saved yet. They will be saved, then taken in. Go on?"
AND_MORE: Final = "… The rest is in a new workbook behind this one, which need not be saved."
PAINTING: Final = "DHR Returns: updating the sheets (some seconds) …"
STOPPED: Final = "Nothing was done. Your edits are not touched."
TYPED_MEANWHILE: Final = "Something was typed while this ran, so the sheets were not updated over it."
READ_ONLY: Final = (
    "master.xlsx is open for reading only here: somebody else may have it open. Close it, open it again when it is "
    "free, and press the button then. Nothing was done."
)
IN_A_CLOUD: Final = (
    "Excel opened this workbook from OneDrive or SharePoint and saves it there by itself, so the buttons leave it "
    "alone: edits could be lost. Move the plan's folder to a folder of this computer that is not synced, and open "
    "master.xlsx there; or close it and use dhr-xl in a terminal."
)
NO_CELLS: Final = (
    "The yellow cells for the next round are gone from the sheet Today. Press Collect, which puts them back, fill "
    "them in, and press Issue again."
)
FILL_IN: Final = (
    "On the sheet Today, fill in the yellow cell beside 'Next round: answers as at', and the day they are due beside "
    "'return by'. Then press Issue again. Nothing was written."
)


class OpenMaster(NamedTuple):
    """The open master.xlsx and its plan's folder."""

    book: xw.Book
    folder: Path


def press(name: str) -> None:
    """Run the button of that name, and show what it says or why it stopped."""
    native.keep_other_excels_open()
    book = xw.Book.caller()
    try:
        words = "\n".join(PRESSED[name](book))
    except Stop as stop:
        words = str(stop)
    except Exception:  # noqa: BLE001 - the last resort: a sentence and a log, no traceback
        words = f"Something broke that should not have. The details are in {keep_log()}"
    if words:
        say(book, in_buttons(words))


def say(book: xw.Book, words: str) -> None:
    """Show words in a message box; very long ones cut short, and whole in a new workbook behind this one."""
    if len(words) > LONGEST:
        list_lines(book, TAB, words.split("\n"))
        book.activate()
        words = f"{words[:LONGEST].rpartition(chr(10))[0] or words[:LONGEST]}\n{AND_MORE}"
    book.app.alert(words, title=TAB)


def list_lines(book: xw.Book, title: str, lines: Iterable[str]) -> None:
    """Put sentences in a new workbook, which need not be saved."""
    sheet = book.app.books.add().sheets[0]
    shown = [[title], *([line] for line in lines)]
    column = sheet.range((1, 1), (len(shown), 1))
    column.number_format = "@"
    column.value = shown
    column.column_width = 120
    column.wrap_text = True
    sheet.range("A1").font.bold = True


def find_master(book: xw.Book) -> OpenMaster:
    """Find the plan folder of the open workbook. Raises Stop where it is not a plan's master.xlsx."""
    name = native.full_name(book)
    if "://" in name:
        raise Stop(IN_A_CLOUD)
    place = Path(book.fullname)
    if place.name.lower() != MASTER_FILE or not is_plan_folder(place.parent):
        raise Stop(
            f"This workbook, {book.name}, is not the master.xlsx of a plan folder, so the buttons leave it alone. Open "
            "the master.xlsx of your plan from its folder on this computer, and press the button there."
        )
    return OpenMaster(book, place.parent)


def save_first(master: OpenMaster) -> None:
    """Save unsaved edits, if the person agrees. Raises Stop where they do not, or Excel cannot save."""
    if native.is_read_only(master.book):
        raise Stop(READ_ONLY)
    if native.is_saved(master.book):
        return
    if master.book.app.alert(NOT_SAVED, title=TAB, buttons="ok_cancel") != "ok":
        raise Stop(STOPPED)
    save(master.book)


def save(book: xw.Book) -> None:
    """Save the open workbook. Raises Stop where Excel cannot."""
    try:
        book.save()
    except Exception as error:
        raise Stop("Excel could not save master.xlsx. Is it open read-only, or the disk full?") from error


def painter(master: OpenMaster, *, keep_dates: bool = True) -> Paint:
    """The function that paints a new master.xlsx and saves it. keep_dates: the next round's two cells keep theirs."""

    def paint_book(canvas: Canvas) -> None:
        if not native.is_saved(master.book):
            raise Stop(TYPED_MEANWHILE)
        try:
            master.book.app.status_bar = PAINTING
            cursor = where(master.book)
            kept = {name: _value(master.book, name) for name in (NEXT_AS_AT, NEXT_DUE)} if keep_dates else {}
            paint(master.book, for_excel(canvas, kept))
            back_to(master.book, cursor)
            save(master.book)
        except Stop:
            raise
        except Exception as error:
            raise Stop(f"Excel stopped half-way. Close it without saving. The details are in {keep_log()}") from error
        finally:
            with suppress(Exception):
                master.book.app.status_bar = False

    return paint_book


def _value(book: xw.Book, name: str) -> Value:
    """The value of a named cell; None where it is blank or the name is gone."""
    area = named_range(book, name)
    found: Value = area.value if area else None
    return found.date() if isinstance(found, dt.datetime) else found


def for_excel(canvas: Canvas, kept: Mapping[str, Value]) -> Canvas:
    """The canvas for Excel: Today names buttons, not commands. kept: defined name -> the value its cell keeps."""
    today = canvas.sheets[0]
    cells = {canvas.names[name].area[:2]: value for name, value in kept.items()}

    def cell(place: tuple[int, int], value: Value) -> Value:
        return in_buttons(value) if isinstance(value, str) else cells.get(place, value)

    rows = tuple(
        tuple(cell((row, column), value) for column, value in enumerate(values, start=1))
        for row, values in enumerate(today.rows, start=1)
    )
    return canvas._replace(sheets=(today._replace(rows=rows), *canvas.sheets[1:]))


# one function a button, which returns the sentences to show


def _with_master(do: Callable[[OpenMaster], Iterable[str]]) -> Callable[[xw.Book], Iterable[str]]:
    """Wrap a button that reads master.xlsx from the disk: find it and save it first."""

    def pressed(book: xw.Book) -> Iterable[str]:
        master = find_master(book)
        save_first(master)
        return do(master)

    return pressed


def _issue(master: OpenMaster) -> Iterable[str]:
    as_at, due = (_day(master, name) for name in (NEXT_AS_AT, NEXT_DUE))
    if as_at is None:
        area = named_range(master.book, NEXT_AS_AT)
        if area is None:
            raise Stop(NO_CELLS)
        area.sheet.activate()
        area.select()
        raise Stop(FILL_IN)
    result = issue(master.folder, as_at, due=due, paint=painter(master, keep_dates=False))
    written = counted(len(result.issued), "workbook")
    return (f"{written} written into the folder issued, {result.round}.", *tell_issue(result))


def _day(master: OpenMaster, name: str) -> dt.date | None:
    """The date in a cell for the next round. Raises Stop where it holds anything else."""
    value = _value(master.book, name)
    if value is None or isinstance(value, dt.date):
        return value
    read = read_answer_date(str(value))
    if read.value is None:
        why = read.note or "it cannot be read as one"
        raise Stop(f"'{value}' on the sheet Today is no date: {why}. Nothing was written.")
    return read.value


def _check(book: xw.Book) -> Iterable[str]:
    master = find_master(book)
    chosen = native.ask_for_file(book.app, "Check a file: what would Collect say?")
    if not chosen:
        return ()
    lines = tell_collect(check(master.folder, [Path(chosen)]), dry=True)
    list_lines(book, f"What Collect would say of {Path(chosen).name}", map(in_buttons, lines))
    return ()


def _email(what: MessageKind) -> Callable[[OpenMaster], Iterable[str]]:
    def drafted(master: OpenMaster) -> Iterable[str]:
        result = email(master.folder, what, paint=painter(master))
        made = [f"{counted(len(result.messages), 'draft')} written into the folder outbox."] if result.messages else []
        return (*made, *tell_email(result))

    return drafted


def _where(book: xw.Book) -> Iterable[str]:
    master = find_master(book)
    lines = tuple(tell_status(status(master.folder)))
    book.sheets[0].activate()
    return lines


PRESSED: Final[Mapping[str, Callable[[xw.Book], Iterable[str]]]] = {
    "issue": _with_master(_issue),
    "letters": _with_master(_email(MessageKind.LETTERS)),
    "collect": _with_master(lambda master: tell_collect(collect(master.folder, paint=painter(master)), dry=False)),
    "check": _check,
    "decide": _with_master(lambda master: tell_resolve(resolve(master.folder, paint=painter(master)))),
    "publish": _with_master(lambda master: tell_publish(publish(master.folder, paint=painter(master)))),
    "board_letter": _with_master(_email(MessageKind.CONSOLIDATED)),
    "where": _where,
    "guide": lambda _: guide_lines(),
}
