"""Each button on a live master.xlsx: pressed in a real spreadsheet program, and the saved file read back."""

import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from click.testing import CliRunner

import dhr_xl.front.addin
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.status import status
from dhr_xl.core.plan.columns import MASTER_SHEETS
from dhr_xl.core.views.names import NEXT_AS_AT, NEXT_DUE
from dhr_xl.front.addin.buttons import BUTTONS, LABELS
from dhr_xl.front.addin.live import AND_MORE, FILL_IN, IN_A_CLOUD, NO_CELLS, NOT_SAVED, STOPPED, TYPED_MEANWHILE
from dhr_xl.front.cli.main import main
from dhr_xl.workbooks.master import layout
from dhr_xl.workbooks.master.reader import read_master
from plan_folder import edit_master, fill, form, make_issued

pytestmark = pytest.mark.office

ON_MASTER = [button.name for button in BUTTONS if button.name != "guide"]
FIRST = layout.HEADING_ROW + 2
"""The first row of a table."""


@pytest.fixture
def folder(tmp_path):
    """A plan folder with a round sent out."""
    return make_issued(tmp_path)


@pytest.fixture
def opened(app, folder):
    """master.xlsx of the plan folder, open, the one that buttons are pressed on."""
    book = app.books.open(str(folder / "master.xlsx"))
    book.set_mock_caller()
    return book


def press(app, name, *answers):
    """Press a button; what was shown, in order."""
    app.impl.alerts.clear()
    app.impl.answers[:] = answers
    getattr(dhr_xl.front.addin, name)()
    assert not app.impl.answers
    assert not any("Traceback" in words for words in app.impl.alerts)
    return list(app.impl.alerts)


def column(sheet, key):
    return 1 + [one.key for one in MASTER_SHEETS[sheet]].index(key)


def cell(book, sheet, key, row=FIRST):
    """A cell of a table on the open book."""
    return book.sheets[sheet].range((row, column(sheet, key)))


def row_of(book, ref):
    refs = book.sheets["Actions"].range((FIRST, 1), (FIRST + 9, 1)).value
    return FIRST + refs.index(ref)


def type_in(book, sheet, key, row, words):
    """Type as a person does."""
    book.impl.typed.type(sheet, cell(book, sheet, key, row).get_address(False, False), words)


def on_disk(folder):
    return read_master((folder / "master.xlsx").read_bytes())


def shown_now(folder, ref, key):
    """What master.xlsx on the disk shows of an action."""
    rows = on_disk(folder).tables["Actions"]
    return next(row[key].text for row in rows if row["ref"].text == ref)


def drawn_by_the_command_line(folder, place):
    """What master.xlsx would be, had the command line written it now: every cell of every table."""
    shutil.copytree(folder, place)
    (place / "master.xlsx").unlink()
    (place / ".~lock.master.xlsx#").unlink(missing_ok=True)
    collect(place)
    return on_disk(place)


def texts(master):
    return {
        name: [{key: entry.text for key, entry in row.items()} for row in rows] for name, rows in master.tables.items()
    }


def test_collect__what_came_and_what_was_typed_are_on_the_open_book_and_on_the_disk(app, folder, opened, tmp_path):
    fill(
        form(folder, "POLICE"),
        folder / "inbox" / "a.xlsx",
        {"1-POLICE": {"status": "In progress", "progress": "Drafted"}},
    )
    row = row_of(opened, "3-NHS")
    type_in(opened, "Actions", "board_note", row, "Ask again in May")
    asked, told = press(app, "collect", "ok")
    assert asked == NOT_SAVED
    assert "a.xlsx: POLICE, merged" in told
    assert cell(opened, "Actions", "progress", row_of(opened, "1-POLICE")).value == "Drafted"
    assert (shown_now(folder, "1-POLICE", "status"), shown_now(folder, "3-NHS", "board_note")) == (
        "In progress",
        "Ask again in May",
    )
    assert not list((folder / "inbox").iterdir())
    assert texts(on_disk(folder)) == texts(drawn_by_the_command_line(folder, tmp_path / "other"))


def test_collect__said_no_to__leaves_the_edits_as_they_were(app, folder, opened):
    before, was = (folder / "master.xlsx").read_bytes(), export(folder)
    row = row_of(opened, "3-NHS")
    type_in(opened, "Actions", "board_note", row, "Not yet")
    assert press(app, "collect", "cancel") == [NOT_SAVED, STOPPED]
    assert cell(opened, "Actions", "board_note", row).value == "Not yet"
    assert ((folder / "master.xlsx").read_bytes(), export(folder)) == (before, was)


def test_collect__the_cursor_stays_on_its_action(app, folder, opened):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"progress": "Drafted"}})
    opened.sheets["Actions"].activate()
    cell(opened, "Actions", "progress", row_of(opened, "3-NHS")).select()
    press(app, "collect")
    assert opened.sheets.active.name == "Actions"
    assert (opened.selection.row, opened.selection.column) == (row_of(opened, "3-NHS"), column("Actions", "progress"))


def test_collect__today_says_what_happened_and_what_next_in_words_of_buttons(app, folder, opened):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"status": "Nearly"}})
    press(app, "collect")
    today = opened.sheets["Today"]
    assert "1 collected" in today["B4"].value
    assert today["B5"].value == "Decide 1 question on Decisions, save, then press Collect"


def test_collect__twice__changes_nothing_the_second_time(app, folder, opened):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"progress": "Drafted"}})
    press(app, "collect")
    before = (folder / "master.xlsx").read_bytes()
    [told] = press(app, "collect")
    assert told.startswith("Nothing to take in")
    assert (folder / "master.xlsx").read_bytes() == before


def test_collect__a_sheet_of_ones_own_stays_in_the_open_book(app, folder, opened):
    mine = opened.sheets.add("My notes", after=opened.sheets["Changes"])
    mine["A1"].value = "Ring the Trust"
    told = press(app, "collect", "ok")[-1]
    assert opened.sheets["My notes"]["A1"].value == "Ring the Trust"
    assert openpyxl.load_workbook(folder / "master.xlsx")["My notes"]["A1"].value == "Ring the Trust"
    assert "My notes" not in told


@pytest.mark.parametrize("protected", ["Actions", "Decisions"])
def test_collect__a_sheet_that_cannot_be_painted__is_said_and_the_next_one_finishes(
    app, folder, opened, tmp_path, protected
):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"progress": "Drafted"}})
    type_in(opened, "Actions", "board_note", row_of(opened, "3-NHS"), "Ask again")
    for key, words in (
        ("action", "A new one"),
        ("agency", "NHS"),
        ("number", "3"),
        ("recommendation", "The Trust asks."),
    ):
        type_in(opened, "Actions", key, row_of(opened, "3-NHS") + 1, words)
    opened.impl.ask("live_protect", sheet=protected)
    told = press(app, "collect", "ok")[-1]
    assert "could not be brought up to date" in told
    assert f"'{protected}'" in told
    refs = [action.ref for action in export(folder).actions]
    assert export(folder).actions[0].progress == "Drafted"
    assert shown_now(folder, "1-POLICE", "progress") == ""
    opened.impl.ask("try_password", sheet=protected, password="")
    told = press(app, "collect", "ok")[-1]
    assert "saved while it was being painted, so nothing was taken in from it" in told
    assert [action.ref for action in export(folder).actions] == refs
    assert (shown_now(folder, "1-POLICE", "progress"), shown_now(folder, "3-NHS", "board_note")) == (
        "Drafted",
        "Ask again",
    )
    assert texts(on_disk(folder)) == texts(drawn_by_the_command_line(folder, tmp_path / "other"))


def test_collect__a_break_and_closed_without_saving__the_next_one_finishes(app, folder, opened):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"progress": "Drafted"}})
    opened.impl.ask("live_protect", sheet="Decisions")
    press(app, "collect")
    opened.close()
    book = app.books.open(str(folder / "master.xlsx"))
    book.set_mock_caller()
    press(app, "collect")
    assert cell(book, "Actions", "progress", row_of(book, "1-POLICE")).value == "Drafted"


def test_collect__a_note_of_ones_own__is_taken_in_and_said(app, folder, opened):
    cell(opened, "Actions", "action", row_of(opened, "3-NHS")).add_note("Ask the chair")
    told = press(app, "collect", "ok")[-1]
    assert told == "master.xlsx: edits on Actions taken in"
    assert opened.sheets["Actions"].notes[0].text == "Ask the chair"


def test_collect__typed_into_while_it_runs__is_not_painted_over(app, folder, opened, monkeypatch):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"progress": "Drafted"}})

    def typed_meanwhile(*given, **more):
        type_in(opened, "Actions", "board_note", row_of(opened, "3-NHS"), "Wait")
        return collect(*given, **more)

    monkeypatch.setattr("dhr_xl.front.addin.live.collect", typed_meanwhile)
    assert TYPED_MEANWHILE in press(app, "collect")[-1]
    assert cell(opened, "Actions", "board_note", row_of(opened, "3-NHS")).value == "Wait"
    monkeypatch.undo()
    press(app, "collect", "ok")
    assert shown_now(folder, "3-NHS", "board_note") == "Wait"
    assert shown_now(folder, "1-POLICE", "progress") == "Drafted"


def test_collect__from_a_cloud__is_left_alone(app, folder, opened):
    opened.impl.address = "https://council-my.sharepoint.com/personal/ann/Documents/plan/master.xlsx"
    before = (folder / "master.xlsx").read_bytes()
    assert press(app, "collect") == [IN_A_CLOUD]
    assert (folder / "master.xlsx").read_bytes() == before


def test_issue__where_the_two_cells_were_deleted__says_how_to_get_them_back(app, folder):
    book = openpyxl.load_workbook(folder / "master.xlsx")
    book.defined_names[NEXT_AS_AT].attr_text = "Today!#REF!"
    book.save(folder / "master.xlsx")
    opened = app.books.open(str(folder / "master.xlsx"))
    opened.set_mock_caller()
    assert press(app, "issue")[-1] == NO_CELLS
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"progress": "Drafted"}})
    press(app, "collect")
    assert opened.names[NEXT_AS_AT].refers_to_range.value is None


def test_collect__more_than_a_box_holds__is_listed_whole_on_a_workbook_behind(app, folder, opened):
    for number in range(30):
        (folder / "inbox" / f"not a return {number}.docx").write_bytes(f"no workbook {number}".encode())
    told = press(app, "collect")[-1]
    assert told.endswith(AND_MORE)
    assert len(told) <= 1023
    lines = [row for row in app.books[1].sheets[0].used_range.value if row]
    assert all(any(f"not a return {number}.docx" in line for line in lines) for number in range(30))


def test_decide__what_was_chosen_is_carried_out(app, folder, opened):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"status": "Nearly done"}})
    press(app, "collect")
    [question] = conflicts(folder)
    type_in(opened, "Decisions", "decision", FIRST, "Keep the plan")
    told = press(app, "decide", "ok")[-1]
    assert f"{question.id}: decided" in told
    assert conflicts(folder) == ()
    assert cell(opened, "Decisions", "state").value == "Decided"


def test_issue__without_dates__asks_for_them_on_today(app, folder, opened):
    opened.sheets["Actions"].activate()
    assert press(app, "issue") == [FILL_IN]
    assert opened.selection.get_address() == opened.names[NEXT_AS_AT].refers_to_range.get_address()


def test_issue__reads_the_two_dates_and_clears_them(app, folder, opened):
    for name, words in ((NEXT_AS_AT, "30/9/2025"), (NEXT_DUE, "14/10/2025")):
        opened.impl.typed.type("Today", opened.names[name].refers_to_range.get_address(False, False), words)
    told = press(app, "issue", "ok")[-1]
    assert "2 workbooks written into the folder issued" in told
    assert sorted(path.name for path in (folder / "issued" / "2025-09-30").iterdir()) == ["NHS.xlsx", "POLICE.xlsx"]
    assert [opened.names[name].refers_to_range.value for name in (NEXT_AS_AT, NEXT_DUE)] == [None, None]
    assert status(folder).as_at == dt.date(2025, 9, 30)


def test_issue__a_return_date_before_the_as_at_date__is_said_and_both_stay(app, folder, opened):
    for name, words in ((NEXT_AS_AT, "30/9/2025"), (NEXT_DUE, "14/9/2025")):
        opened.impl.typed.type("Today", opened.names[name].refers_to_range.get_address(False, False), words)
    assert "is before the as-at date" in press(app, "issue", "ok")[-1]
    assert opened.names[NEXT_DUE].refers_to_range.value == dt.datetime(2025, 9, 14)


def test_dates_for_the_next_round__stay_while_another_button_is_pressed(app, folder, opened):
    address = opened.names[NEXT_AS_AT].refers_to_range.get_address(False, False)
    opened.impl.typed.type("Today", address, "30/9/2025")
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"progress": "Drafted"}})
    press(app, "collect", "ok")
    assert opened.names[NEXT_AS_AT].refers_to_range.value == dt.datetime(2025, 9, 30)


def test_check__a_file_chosen__is_told_of_on_a_workbook_of_its_own(app, folder, opened):
    path = fill(form(folder, "POLICE"), folder.parent / "a.xlsx", {"1-POLICE": {"status": "Nearly done"}})
    before = export(folder)
    app.impl.chosen = str(path)
    assert press(app, "check") == []
    lines = [row for row in app.books.active.sheets[0].used_range.value if row]
    assert lines[0] == "What Collect would say of a.xlsx"
    assert any("'Nearly done' is not one of the choices" in line for line in lines)
    assert lines[-1] == "Nothing was changed."
    assert export(folder) == before


def test_check__no_file_chosen__says_nothing(app, folder, opened):
    app.impl.chosen = False
    assert press(app, "check") == []
    assert len(app.books) == 1


@pytest.fixture
def known(app, folder):
    """The same, with an address of the police and one of the board on Agencies."""
    edit_master(folder, "Agencies", "code", {"POLICE": {"email": "p@police.example", "role": "To"}})
    book = app.books.open(str(folder / "master.xlsx"))
    book.set_mock_caller()
    row = FIRST + 2
    for key, words in (("code", "BOARD"), ("agency_name", "The board"), ("email", "b@board.example"), ("role", "To")):
        type_in(book, "Agencies", key, row, words)
    return book


def test_publish_and_its_draft__are_where_they_are_said_to_be(app, folder, known):
    told = press(app, "publish", "ok")[-1]
    assert "DHR-07 consolidated as at 2025-06-30 issued " in told
    assert LABELS["dhr-xl email --what consolidated"] in told
    assert list((folder / "published" / "2025-06-30").glob("*.xlsx"))
    assert "1 draft written into the folder outbox." in press(app, "board_letter")[-1]
    assert (folder / "outbox" / "consolidated BOARD.eml").is_file()


def test_letters__drafts_are_in_outbox(app, folder, known):
    assert "1 draft written into the folder outbox." in press(app, "letters", "ok")[-1]
    assert (folder / "outbox" / "chase POLICE.eml").is_file()


def test_letters__say_who_cannot_be_written_to(app, folder, opened):
    assert "NHS" in press(app, "letters")[-1]


def test_where__says_the_next_step_and_goes_to_today(app, folder, opened):
    opened.sheets["Actions"].activate()
    [told] = press(app, "where")
    assert "Contacts missing: 2" in told
    assert "Next: " in told
    assert "dhr-xl" not in told
    assert opened.sheets.active.name == "Today"


@pytest.mark.parametrize("name", ON_MASTER)
def test_on_a_workbook_of_no_plan__kindly_says_so_and_changes_nothing(app, tmp_path, name):
    path = tmp_path / "shopping.xlsx"
    openpyxl.Workbook().save(path)
    before = path.read_bytes()
    app.books.open(str(path)).set_mock_caller()
    [told] = press(app, name)
    assert told.startswith("This workbook, shopping.xlsx, is not the master.xlsx of a plan folder")
    assert path.read_bytes() == before


def test_guide__is_shown_on_any_workbook(app, tmp_path):
    openpyxl.Workbook().save(tmp_path / "any.xlsx")
    app.books.open(str(tmp_path / "any.xlsx")).set_mock_caller()
    [told] = press(app, "guide")
    assert all(button.label in told for button in BUTTONS)


def test_a_register_that_cannot_be_read__is_said_in_words(app, folder, opened):
    (folder / "register.db").write_bytes(b"no database at all" * 100)
    [told] = press(app, "collect")
    assert "register.db" in told


def test_what_nobody_thought_of__is_said_with_the_path_of_a_log(app, folder, opened, monkeypatch):
    monkeypatch.setattr("dhr_xl.front.addin.live.resolve", lambda *_, **__: 1 // 0)
    [told] = press(app, "decide")
    assert "ZeroDivisionError" in Path(told.rpartition(" ")[2]).read_text(encoding="utf-8")


def test_the_command_line__leaves_the_open_master_alone_and_names_the_ribbon(app, folder, opened):
    fill(form(folder, "POLICE"), folder / "inbox" / "a.xlsx", {"1-POLICE": {"progress": "Drafted"}})
    before = (folder / "master.xlsx").read_bytes()
    ran = CliRunner().invoke(main, ["--plan", str(folder), "collect"])
    assert ran.exit_code == 3
    assert "Press Collect on its tab DHR Returns" in ran.output
    assert (folder / "master.xlsx").read_bytes() == before
    press(app, "collect")
    assert shown_now(folder, "1-POLICE", "progress") == "Drafted"


def test_the_paid_part_of_xlwings__is_not_in_use():
    assert not xw.__pro__
