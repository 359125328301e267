"""A master painted on the open book is the master the writer would have written; LibreOffice is the judge."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.workbook.defined_name import DefinedName

from dhr_xl.core.plan.columns import MASTER_SHEETS
from dhr_xl.core.views.names import IN_FULL
from dhr_xl.errors import Stop
from dhr_xl.front.addin.paint import cursor
from dhr_xl.front.addin.paint.painting import paint
from dhr_xl.workbooks.master import layout
from dhr_xl.workbooks.master.canvas import read_canvas
from dhr_xl.workbooks.master.reader import read_master
from dhr_xl.workbooks.master.writer import write_master
from drawn import (
    cells_drawn,
    filters_drawn,
    heights_drawn,
    links_drawn,
    names_drawn,
    notes_drawn,
    print_areas_drawn,
    rules_drawn,
    sheets_drawn,
    widths_drawn,
)
from generated import ALL
from one_process import as_shipped
from workbooks.samples import action_rows, master_view, tiny_master

pytestmark = pytest.mark.office

NEXT = 13
PROGRESS = 1 + [column.key for column in MASTER_SHEETS["Actions"]].index("progress")
STATUS = 1 + [column.key for column in MASTER_SHEETS["Actions"]].index("status")
FIRST = layout.HEADING_ROW + 2
ODD = (
    "=1+1", "+44 161 496 0000", "-5", "@home", "'quoted'", "0012", "1/2", "TRUE", "1e3", "12.50", "#N/A", "<r>no</r>",
    "two\nlines", "  spaces  ", "Ünïcode – 🙂", '=HYPERLINK("http://x.example")',
)  # fmt: skip
LONG, LONGER = "Words that go on. " * 500, "A very long account. " * 2000
"""Over what can be entered together; over what a cell holds."""


def small_rows():
    """Rows of Actions, as many as there are things to see of them: an open workbook is asked about each cell."""
    return action_rows(30, 16)


def small_view(**changes):
    """A master in the middle of a round, with these rows."""
    view = master_view(**changes)
    return view._replace(tables={**view.tables, "Actions": small_rows()})


@pytest.fixture
def opened(app, tmp_path):
    """Opens the master of a view; `saved()` of it gives the bytes on the disk after saving."""

    def open_view(view):
        path = tmp_path / "master.xlsx"
        path.write_bytes(write_master(view))
        return app.books.open(str(path))

    return open_view


def saved(book):
    book.save()
    return Path(book.fullname).read_bytes()


def assert_drawn(book, written):
    """The book, saved, is the written one: each cell, rule, note, link, name, size, and what a merge would read."""
    data = saved(book)
    for seen in (cells_drawn, rules_drawn, notes_drawn, links_drawn, names_drawn, sheets_drawn):
        was, now = seen(written), seen(data)
        differing = {key: (was.get(key), now.get(key)) for key in {**was, **now} if was.get(key) != now.get(key)}
        assert dict(list(differing.items())[:5]) == {}, f"{seen.__name__}: {len(differing)} differ"
    widths, now = widths_drawn(written), widths_drawn(data)
    assert {key: now[key] for key in widths if abs(now[key] - widths[key]) > 0.05} == {}
    heights, now = heights_drawn(written), heights_drawn(data)
    heads = {key: height for key, height in heights.items() if key[1] <= layout.HEADING_ROW + 1 or key[0] == "Today"}
    assert {key: now[key] for key in heads if abs(now[key] - heads[key]) > 0.5} == {}
    filters, printed = filters_drawn(written), print_areas_drawn(written)
    assert {sheet: filters_drawn(data)[sheet] for sheet in filters} == filters
    assert {sheet: book.sheets[sheet].page_setup.print_area for sheet in printed} == printed
    assert read_master(data) == read_master(written)


def grown():
    """Another week: rows came, went and changed places; decided and withdrawn ones; own columns; texts of all kinds."""
    rows = [dict(row) for row in small_rows()]
    del rows[3:6]
    rows[2]["withdrawn"], rows[2]["withdrawn_reason"] = "Yes", "Superseded by the national scheme."
    for row, text in zip(rows[4:], ODD, strict=False):
        row["progress"] = text
    rows[0]["progress"], rows[1]["progress"] = LONG, LONGER
    rows.insert(1, {"ref": "99-CSP", "number": "99", "recommendation": "A new one.", "agency": "CSP", "action": "New."})
    rows.append({**rows[5], "ref": "98-CSP", "target_date": "2016-02-29"})
    view = small_view()
    decisions = [dict(row) for row in view.tables["Decisions"]]
    decisions[0]["state"], decisions[0]["decision"] = "Decided", "Use the return"
    own = {row["ref"]: {"Theme": text, "Seen": "2015-09-01"} for row, text in zip(rows[4:], ODD, strict=False)}
    return view._replace(
        generation=NEXT,
        tables={**view.tables, "Actions": tuple(rows), "Decisions": tuple(decisions[:5]), "To check": ()},
        today=view.today._replace(needs_you=view.today.needs_you[:2], agencies=view.today.agencies[:3]),
        extra_headings=("Seen", "Theme", "Budget"),
        extra={**own, rows[0]["ref"]: {"Budget": "1250.5"}},
        notes={(rows[0]["ref"], "status"): "A note in its place.", (rows[7]["ref"], "Theme"): "On a column of mine."},
    )


VIEWS = {
    "the same again": lambda: small_view(generation=NEXT),
    "grown": grown,
    "next to nothing": lambda: tiny_master(generation=NEXT),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_paint__is_what_the_writer_would_have_written(opened, view):
    book, written = opened(small_view()), write_master(view())
    book.impl.typed.type("Actions", f"C{FIRST}", "typed and not saved")
    paint(book, read_canvas(written))
    assert_drawn(book, written)


@pytest.mark.parametrize("view", [tiny_master, *([grown] if ALL else [])])
def test_paint__with_all_its_empty_rows__is_what_the_writer_would_have_written(opened, monkeypatch, view):
    as_shipped(monkeypatch)
    book, written = opened(tiny_master()), write_master(view()._replace(generation=NEXT))
    paint(book, read_canvas(written))
    assert_drawn(book, written)


def test_paint__back_again_leaves_nothing_behind(opened):
    book = opened(grown())
    written = write_master(small_view(generation=NEXT + 1))
    paint(book, read_canvas(written))
    assert_drawn(book, written)
    assert IN_FULL not in [sheet.name for sheet in book.sheets]


def test_paint__what_begins_like_a_formula_stays_text(opened):
    written = write_master(grown())
    book = opened(small_view())
    paint(book, read_canvas(written))
    sheet = openpyxl.load_workbook(io.BytesIO(saved(book)))["Actions"]
    held = {cell.value: cell.data_type for column in sheet.iter_cols(min_row=FIRST) for cell in column}
    assert {text: held[text] for text in ODD} == dict.fromkeys(ODD, "s")
    assert "f" not in held.values()


def test_paint__a_filter_is_taken_off_and_every_row_is_seen(opened, office):
    book = opened(small_view())
    book.impl.ask("live_hidden", sheet="Actions", area=[FIRST + 2, 1, FIRST + 9, 1], value=True, rows=True)
    written = write_master(grown())
    paint(book, read_canvas(written))
    rows = openpyxl.load_workbook(io.BytesIO(saved(book)))["Actions"].row_dimensions
    assert [number for number, row in rows.items() if row.hidden] == []
    assert_drawn(book, written)


def test_paint__renamed_deleted_and_own_sheets(opened):
    book = opened(small_view())
    book.sheets["Actions"].name = "Our actions"
    book.sheets["Decisions"].name = "To check it"
    own = book.sheets.add("Actions", before=book.sheets["Today"])
    own["B2"].value = "mine"
    book.sheets["Returns"].delete()
    book.sheets["Changes"].visible = False
    written = write_master(grown())
    paint(book, read_canvas(written))
    data = saved(book)
    names = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert sorted(names) == sorted([*openpyxl.load_workbook(io.BytesIO(written)).sheetnames, "Actions (2)"])
    assert openpyxl.load_workbook(io.BytesIO(data))["Actions (2)"]["B2"].value == "mine"
    book.sheets["Actions (2)"].delete()
    assert_drawn(book, written)


def as_drawn_before(data):
    """A master as it was drawn while the sheet Changes was called History."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["Changes"].title = "History"
    for name in [name for name in book.defined_names if name.startswith("dhr_changes_")]:
        area = book.defined_names.pop(name).attr_text.replace("Changes", "History")
        former = name.replace("dhr_changes_", "dhr_history_")
        book.defined_names[former] = DefinedName(former, attr_text=area)
    older = io.BytesIO()
    book.save(older)
    return older.getvalue()


def test_paint__a_sheet_called_otherwise_before_is_renamed_and_the_coordinators_own_stays(app, tmp_path):
    path = tmp_path / "master.xlsx"
    path.write_bytes(as_drawn_before(write_master(small_view())))
    book = app.books.open(str(path))
    own = book.sheets.add("Changes", after=book.sheets["Today"])
    own["B2"].value = "mine"
    written = write_master(grown())
    paint(book, read_canvas(written))
    names = openpyxl.load_workbook(io.BytesIO(saved(book))).sheetnames
    assert sorted(names) == sorted([*openpyxl.load_workbook(io.BytesIO(written)).sheetnames, "Changes (2)"])
    assert book.sheets["Changes (2)"]["B2"].value == "mine"
    book.sheets["Changes (2)"].delete()
    assert_drawn(book, written)


@pytest.mark.parametrize("gone", ["Actions", "Copy"])
def test_paint__a_copy_stands_for_the_sheet_only_where_that_is_gone(opened, gone):
    book = opened(small_view())
    book.impl.ask("copy_sheet", sheet="Actions", name="Copy")
    book.sheets[gone].delete()
    written = write_master(grown())
    paint(book, read_canvas(written))
    data = saved(book)
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames.count("Copy") == 0
    assert read_master(data) == read_master(written)


def test_paint__what_was_put_beside_and_below_the_table_goes_with_its_note_and_rule(opened):
    book = opened(small_view())
    below, beside = book.sheets["Changes"]["C90"], book.sheets["Returns"]["R8"]
    for cell in (below, beside):
        cell.value, cell.color = "mine", "#FF0000"
        cell.add_note("mine")
        cell.data_validation.set_date("between", dt.date(2015, 1, 1), dt.date(2015, 12, 31))
    written = write_master(small_view(generation=NEXT))
    paint(book, read_canvas(written))
    assert_drawn(book, written)


def test_paint__columns_the_coordinator_moved_stand_in_their_places_again(opened):
    book = opened(small_view())
    book.impl.ask("insert_columns", sheet="Actions", before=2, count=2)
    written = write_master(grown())
    paint(book, read_canvas(written))
    assert_drawn(book, written)


@pytest.mark.parametrize("request_that_fails", ["live_put", "live_rule", "live_set_name", "live_property"])
def test_paint__a_break_leaves_the_older_generation_and_the_screen_on(opened, monkeypatch, request_that_fails):
    book = opened(small_view())
    ask, seen = type(book.impl).ask, []

    def fail(impl, request, **arguments):
        if request == request_that_fails:
            seen.append(request)
            if len(seen) > 3:
                message = "the program was closed"
                raise OSError(message)
        return ask(impl, request, **arguments)

    monkeypatch.setattr(type(book.impl), "ask", fail)
    canvas = read_canvas(write_master(grown()))
    if request_that_fails == "live_property":
        paint(book, canvas)
        monkeypatch.undo()
        assert read_master(saved(book)).generation == NEXT, "the cell alone says it"
        return
    with pytest.raises((Stop, OSError)):
        paint(book, canvas)
    monkeypatch.undo()
    assert book.app.screen_updating is True
    assert read_master(saved(book)).generation == NEXT - 1


def test_paint__a_protected_sheet_is_named(opened, office):
    book = opened(small_view())
    book.impl.ask("live_protect", sheet="Decisions")
    with pytest.raises(Stop, match="sheet 'Decisions'"):
        paint(book, read_canvas(write_master(grown())))


def test_cursor__stands_on_the_same_row_and_column_again(opened):
    book = opened(small_view())
    rows = small_rows()
    book.sheets["Actions"].activate()
    book.sheets["Actions"].range((FIRST + 20, STATUS)).select()
    here = cursor.where(book)
    assert (here.row_key, here.heading) == (rows[20]["ref"], "Status")
    paint(book, read_canvas(write_master(grown())))
    cursor.back_to(book, here)
    selected = book.selection
    assert (selected.sheet.name, selected.column) == ("Actions", STATUS)
    assert selected.sheet.range((selected.row, 1)).value == rows[20]["ref"]


def test_cursor__stays_near_where_the_row_is_gone(opened):
    book = opened(small_view())
    book.sheets["Actions"].activate()
    book.sheets["Actions"].range((FIRST + 4, PROGRESS)).select()
    here = cursor.where(book)
    paint(book, read_canvas(write_master(tiny_master(generation=NEXT))))
    cursor.back_to(book, here)
    assert (book.selection.row, book.selection.column) == (FIRST, PROGRESS)


def test_cursor__a_sheet_of_their_own_is_come_back_to(opened):
    book = opened(small_view())
    book.sheets.add("Mine", after=book.sheets["Lists"])["C4"].select()
    here = cursor.where(book)
    paint(book, read_canvas(write_master(small_view(generation=NEXT))))
    cursor.back_to(book, here)
    assert (book.selection.sheet.name, book.selection.address) == ("Mine", "$C$4")


def test_cursor__rows_go_by_the_names_the_master_has():
    assert cursor.ROW_NAMES == ("dhr_actions_ref", "dhr_decisions_id", "dhr_to_check_id")


def test_engine__holds_the_file_open_as_a_program_does(opened):
    book = opened(small_view())
    lock = Path(book.fullname).with_name(".~lock.master.xlsx#")
    assert lock.exists()
    book.close()
    assert not lock.exists()


def test_xlwings__only_its_free_part_is_in_use():
    assert not xw.__pro__
