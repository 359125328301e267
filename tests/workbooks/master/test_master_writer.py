"""The coordinator's workbook as it is drawn: its looks, its rules, its names, and that no text can break it."""

import html
import io
import time
import warnings
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhr_xl.core.plan.columns import MASTER_SHEETS, YES
from dhr_xl.core.returns.fitting_answers import ANSWER_LISTS
from dhr_xl.core.views.names import master_name
from dhr_xl.workbooks import look
from dhr_xl.workbooks.fitting import MOST_POINTS
from dhr_xl.workbooks.master import layout
from dhr_xl.workbooks.master.drop_downs import headings_of_lists
from dhr_xl.workbooks.master.in_full import cut_to_cell, parts_of
from dhr_xl.workbooks.master.writer import FILLS, write_master
from dhr_xl.workbooks.printing import HEIGHT
from dhr_xl.workbooks.xlsx.cell_xml import MOST_CHARACTERS, units
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from one_process import as_shipped
from workbooks.samples import action_rows, check_rows, decision_rows, master_view, tiny_master, today, with_action


@pytest.fixture(scope="module")
def data(whole_master):
    return whole_master


@pytest.fixture(scope="module")
def book(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def load(view):
    return openpyxl.load_workbook(io.BytesIO(write_master(view)))


def cell(book, sheet, key, row=0):
    """The cell of a column's key on the nth row of a table."""
    column = [column.key for column in MASTER_SHEETS[sheet]].index(key) + 1
    return book[sheet].cell(layout.HEADING_ROW + 2 + row, column)


def fill(cell):
    return "#" + cell.fill.start_color.rgb[-6:]


def rule(book, sheet, address):
    return next(found for found in book[sheet].data_validations.dataValidation if address in found.sqref)


def test_sheets__in_order_all_visible(book):
    assert book.sheetnames == ["Today", *MASTER_SHEETS, "Lists"]
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not [
        sheet.title
        for sheet in book
        if any(d.hidden for d in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
        and sheet.title != "To check"
    ]


def test_to_check__rows_stand_under_the_row_that_heads_them_and_what_is_folded_opens_by_a_click(book):
    sheet = book["To check"]
    ids = {cell.value: cell.row for row in sheet.iter_rows() for cell in row if cell.value in {"all A", "more B"}}
    sizes = sheet.row_dimensions
    levels = [(sizes[row].outlineLevel, sizes[row].hidden) for row in range(ids["all A"], ids["more B"] + 5)]
    assert levels == [(0, False), *[(1, False)] * 3, (0, False), *[(1, True)] * 3, (0, False)]
    assert [sizes[ids[name]].collapsed for name in ("all A", "more B")] == [False, True]
    assert not sheet.sheet_properties.outlinePr.summaryBelow
    assert [row for row, size in sizes.items() if size.hidden and not size.outlineLevel] == []
    assert sheet.cell(ids["all A"], 3).font.b


def test_sheets__opens_on_today_and_nothing_is_locked(book):
    assert book.active.title == "Today"
    assert not any(sheet.protection.sheet for sheet in book)
    assert not any(sheet.merged_cells.ranges for sheet in book)


def test_one_view__always_the_same_bytes(small_master):
    time.sleep(1.1)
    assert write_master(master_view()) == small_master


def test_properties__no_author_and_the_reference_again(book):
    assert not book.properties.creator
    assert {p.name: p.value for p in book.custom_doc_props.props} == {
        "dhr_master_reference": "K7QM-4XWP-9HTR-2BCD",
        "dhr_master_generation": "12",
    }


@pytest.mark.parametrize("sheet", ["Today", *MASTER_SHEETS, "Lists"])
def test_heads__working_file_marking_and_generation_on_screen_and_paper(book, sheet):
    shown = " ".join(str(c.value) for row in book[sheet].iter_rows(max_row=4) for c in row if c.value)
    assert all(words in shown for words in ("Working file: do not send", "OFFICIAL-SENSITIVE", "Generation 12"))
    assert "DHR-07" in shown or sheet == "Lists"
    header, footer = book[sheet].oddHeader, book[sheet].oddFooter
    assert header.left.text == "Working file: do not send"
    assert (header.center.text, footer.center.text) == ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE")
    assert header.right.text == "Generation 12"
    assert footer.right.text == "Page &P of &N"
    assert footer.left.text.startswith("DHR-07: &A")


def test_heads__an_ampersand_in_the_review_stays_one():
    data = write_master(tiny_master(review="R&C", marking="Care & Control"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        footer = package.read("xl/worksheets/sheet2.xml").decode().partition("<oddFooter>")[2].partition("<")[0]
    said = html.unescape(footer).replace("&&", "AND")
    plain = said.replace('&12&"Arial,Regular"', "").replace('&12&"Arial,Bold"', "")
    assert plain.startswith("&LRANDC: &A\nYellow")
    assert "&CCARE AND CONTROL&R" in plain


@pytest.mark.parametrize("sheet", MASTER_SHEETS)
def test_tables__headings_frozen_filtered_repeated_on_a4(book, sheet):
    drawn = book[sheet]
    assert [c.value for c in drawn[5]][: len(MASTER_SHEETS[sheet])] == [
        column.heading for column in MASTER_SHEETS[sheet]
    ]
    assert drawn.freeze_panes in {"B6", "C6"}
    assert drawn.auto_filter.ref.startswith("A5:")
    assert drawn.print_title_rows == "$5:$5"
    assert (drawn.page_setup.paperSize, drawn.page_setup.orientation) == (9, "landscape")


def test_head_rows__leave_a_tablet_room(book):
    for sheet in MASTER_SHEETS:
        assert sum(book[sheet].row_dimensions[row].height or 13 for row in range(1, 6)) <= 130


def test_columns__have_names_over_heading_and_rows(book):
    for sheet, columns in MASTER_SHEETS.items():
        for column in columns:
            name = book.defined_names[master_name(sheet, column.key)]
            ((title, area),) = name.destinations
            top = book[title][area.replace("$", "").split(":")[0]]
            assert (title, top.value) == (sheet, column.heading)


@pytest.mark.parametrize(
    ("sheet", "key", "who"),
    [
        ("Actions", "ref", "grey"), ("Actions", "board_decision", "coordinator"), ("Actions", "status", "answer"),
        ("Decisions", "decision", "coordinator"), ("Decisions", "asked", "grey"), ("To check", "checked", "coordinator"),
        ("Returns", "extended", "coordinator"), ("Returns", "due", "grey"), ("Changes", "before", "grey"),
    ],
)  # fmt: skip
def test_looks__say_whose_a_column_is(book, sheet, key, who):
    assert fill(cell(book, sheet, key)) == FILLS[who]


def test_looks__each_on_a_sheet_is_explained_there_in_words(book):
    for sheet, columns in MASTER_SHEETS.items():
        legend = {fill(c): c.value for c in book[sheet][4] if c.value}
        assert {FILLS[column.who] for column in columns} <= set(legend)
        assert all(words.split(":")[0].split()[0] in {"Yellow", "Blue", "Grey"} for words in legend.values())


def test_looks__grey_of_an_existing_row_is_yellow_on_an_added_one(book):
    added = len(action_rows())
    for key in ("number", "recommendation"):
        assert fill(cell(book, "Actions", key)) == FILLS["grey"]
        assert fill(cell(book, "Actions", key, added)) == FILLS["coordinator"]
    for key in ("action", "evidence", "target_date"):
        assert fill(cell(book, "Actions", key)) == FILLS["coordinator"]
    assert fill(cell(book, "Actions", "ref", added)) == FILLS["grey"]


def test_decisions__open_first_decided_grey_and_kept(book):
    assert book["Decisions"]["A2"].value.startswith("Until you decide, the plan stays as it is.")
    assert fill(cell(book, "Decisions", "decision", 0)) == FILLS["coordinator"]
    decided = cell(book, "Decisions", "decision", 11)
    assert (decided.value, fill(decided), decided.font.color.rgb[-6:]) == (
        "Use the return",
        FILLS["grey"],
        look.QUIET[1:],
    )


def test_decisions__none_still_says_what_holds():
    book = load(tiny_master())
    assert book["Decisions"]["A2"].value.startswith("Until you decide, the plan stays as it is.")


def test_standing__colour_always_beside_its_word(book):
    rows = action_rows()
    for place, row in enumerate(rows):
        shown = cell(book, "Actions", "brag", place)
        assert (shown.value, fill(shown)) == (row["brag"], look.STANDINGS[row["brag"]].fill)


@pytest.mark.parametrize(
    ("sheet", "key", "row", "value"),
    [
        ("Actions", "target_date", 1, "2015-02-13"),
        ("Returns", "sent", 0, "2015-07-01"),
        ("Agencies", "since", 0, "2014-04-01"),
    ],
)
def test_dates__are_real_ones_shown_british(book, sheet, key, row, value):
    shown = cell(book, sheet, key, row)
    assert (shown.value.date().isoformat(), shown.number_format) == (value, look.DATE_FORMAT)


def test_numbers__are_real_ones(book):
    assert cell(book, "Decisions", "number", 2).value == 3
    assert cell(book, "Actions", "number", 0).value == "1"


@pytest.mark.parametrize(
    ("sheet", "key", "name"),
    [
        ("Actions", "status", "dhr_list_status"), ("Actions", "board_decision", "dhr_list_board_decision"),
        ("Actions", "withdrawn", "dhr_list_withdrawn"), ("Decisions", "decision", "dhr_list_decision"),
        ("To check", "checked", "dhr_list_checked"), ("Agencies", "role", "dhr_list_role"),
    ],
)  # fmt: skip
def test_lists__refuse_what_is_not_on_them(book, sheet, key, name):
    found = rule(book, sheet, cell(book, sheet, key).coordinate)
    assert (found.type, found.formula1, found.showErrorMessage, found.errorStyle or "stop") == (
        "list",
        name,
        True,
        "stop",
    )
    ((title, area),) = book.defined_names[name].destinations
    column = next(c for c in MASTER_SHEETS[sheet] if c.key == key)
    assert title == "Lists"
    assert tuple(c[0].value for c in _cells(book[title][area])) == column.choices


def _cells(area):
    return area if isinstance(area, tuple) else ((area,),)


@pytest.mark.parametrize("row", range(12))
def test_decisions__each_row_has_the_answers_of_its_question(book, row):
    found = rule(book, "Decisions", cell(book, "Decisions", "decision", row).coordinate)
    assert found.formula1 == f"dhr_list_{decision_rows()[row]['answers']}"
    ((title, area),) = book.defined_names[found.formula1].destinations
    words = [c[0].value for c in _cells(book[title][area])]
    assert words == list(ANSWER_LISTS[decision_rows()[row]["answers"]])
    assert all(word in found.error for word in words)


def test_lists__each_has_a_heading_of_its_own():
    headings = headings_of_lists()
    lists = [headings[key] for key in ANSWER_LISTS]
    assert len(set(lists)) == len(lists)
    assert all(heading.startswith("Your decision: ") for heading in lists)


def test_lists__agencies_of_the_plan_but_a_new_one_can_be_kept(book):
    found = rule(book, "Actions", cell(book, "Actions", "agency").coordinate)
    assert (found.formula1, found.errorStyle) == ("dhr_list_agency", "warning")


def test_rules__reach_the_rows_a_coordinator_may_add(book):
    last = cell(book, "Actions", "status", len(action_rows()) + 199).coordinate
    assert rule(book, "Actions", last).type == "list"
    assert rule(book, "Agencies", cell(book, "Agencies", "since", 14 + 199).coordinate).type == "date"


def test_dates__a_word_is_refused(book):
    found = rule(book, "Actions", cell(book, "Actions", "decided_on").coordinate)
    assert (found.type, found.showErrorMessage) == ("date", True)


def test_today__needs_lead_to_their_sheets(book):
    links = {c.hyperlink.location for row in book["Today"].iter_rows() for c in row if c.hyperlink}
    assert links == {"'Decisions'!A1", "'To check'!A1", "'Actions'!A1", "'Agencies'!A1"}


def test_today__says_the_last_run_and_what_to_do_next(book):
    assert book["Today"]["B4"].value == "9 July 14:10: 4 collected, 3 merged, 1 part-held"
    assert book["Today"]["B5"].value == "Decide 9 questions on Decisions, save, then run: dhr-xl collect"


@pytest.mark.parametrize(("agencies", "pages_high"), [(1, 1), (15, 0), (40, 0)])
def test_today__prints_on_one_page_unless_its_text_would_be_too_small(agencies, pages_high):
    several = (today().agencies * 4)[:agencies]
    nothing = (("Questions you put to an agency", 0, "Decisions"), ("More to check", 99, "To check"))
    view = master_view(today=today()._replace(agencies=several, needs_nothing=nothing))
    sheet = load(view)["Today"]
    high = sheet.page_setup.fitToHeight  # 1 where it is not said
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, 1 if high is None else high) == (True, pages_high)
    points = sum(sheet.row_dimensions[row].height or 14.25 for row in range(1, sheet.max_row + 1))
    assert (11 * HEIGHT / points >= 9) == bool(pages_high)


def test_today__before_the_first_round_says_so():
    book = load(tiny_master())
    assert "Nothing has been sent out yet" in [c.value for c in book["Today"]["A"]]


def test_own_columns__after_ours_with_their_dates_and_numbers(book):
    ours = len(MASTER_SHEETS["Actions"])
    assert [c.value for c in book["Actions"][5]][ours:] == ["Theme", "Meeting"]
    assert book["Actions"].cell(6, ours + 2).value.date().isoformat() == "2015-09-01"
    assert book["Actions"].cell(10, ours + 1).value == 12.5


def test_notes__put_back_on_their_cells_without_a_name(book, data):
    assert cell(book, "Actions", "status").comment.text == "Ask about this at the September board.\nSecond line."
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert "<author></author>" in package.read("xl/comments1.xml").decode()


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 1926", "-20/01/2020", "@home", "http://example.org", "00012", "1e5", "{=A1}"]
)
def test_text__is_inert(text):
    shown = cell(load(with_action(tiny_master(), board_note=text)), "Actions", "board_note")
    assert (shown.value, shown.data_type, shown.number_format, shown.hyperlink) == (text, "s", "@", None)


@pytest.mark.parametrize(
    "text", ["half \ud83d pair", "no \ufffe character", "nul \x00 here", "<r>mark-up</r>", "&<>\"'"]
)
def test_text__never_breaks_saving(text):
    view = tiny_master(title=text, review=text, marking=text, notes={("1-CSP", "action"): text}, extra_headings=(text,))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = write_master(with_action(view, board_note=text))
    assert read_workbook(data).sheet("Actions").notes


def test_text__longer_than_a_cell_is_cut_in_sight_and_whole_on_in_full():
    text = "Whole sentence number one. " * 2000
    book = load(with_action(tiny_master(), progress=text))
    shown = cell(book, "Actions", "progress").value
    assert len(shown) <= MOST_CHARACTERS
    assert shown.endswith("(continued on the sheet In full)")
    parts = list(book["In full"].iter_rows(min_row=6, values_only=True))
    assert {row[:3] for row in parts} == {("Actions", "1-CSP", "Latest progress")}
    assert "".join(row[4] for row in parts) == text


def test_text__taller_than_a_row_is_whole_on_in_full():
    book = load(with_action(tiny_master(), recommendation="A sentence of some length about training. " * 80))
    assert book["Actions"].row_dimensions[6].height == pytest.approx(MOST_POINTS, abs=0.5)  # whole pixels
    assert "In full" in book.sheetnames


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=400), st.integers(1, 120))
def test_parts__joined_are_the_whole(text, times):
    assert "".join(parts_of(text * times, 120)) == text * times


@given(st.integers(32_000, 33_000), st.text("a\U0001f600", max_size=50))
def test_cut__fits_a_cell_and_says_so(length, odd):
    text = odd * 20 + "a" * (length - units(odd) * 20) + odd
    cut = cut_to_cell(text)
    assert units(cut) <= MOST_CHARACTERS
    assert cut == text or (cut.endswith(layout.CONTINUED) and text.startswith(cut.removesuffix(layout.CONTINUED)))


def test_rows__high_enough_for_their_text_and_never_past_the_limit(book):
    sheet = book["Actions"]
    heights = [sheet.row_dimensions[row].height for row in range(6, 6 + len(action_rows()))]
    assert all(13 <= height <= MOST_POINTS for height in heights)
    longest = next(place for place, row in enumerate(action_rows()) if len(row["recommendation"]) > 1600)
    assert heights[longest] > 300


def test_rows__have_a_height_but_grow_when_more_is_typed(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for number in range(1, 8):
            part = package.read(f"xl/worksheets/sheet{number}.xml").decode()
            assert ' ht="' in part
            assert "customHeight" not in part


def test_speed__four_hundred_actions_in_a_second(monkeypatch):
    as_shipped(monkeypatch)
    view = master_view()
    view = view._replace(tables={**view.tables, "Actions": action_rows(400, 200), "To check": check_rows() * 10})
    started = time.process_time()
    write_master(view)
    assert time.process_time() - started < 1


def test_package__no_part_names_a_person_or_a_machine(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        core = package.read("docProps/core.xml").decode()
        assert "<dc:creator></dc:creator>" in core
        assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
        assert not [name for name in package.namelist() if "printerSettings" in name or "external" in name.lower()]


def test_yes__is_the_only_choice_where_a_box_is_ticked():
    assert [c.choices for columns in MASTER_SHEETS.values() for c in columns if c.key in {"checked", "withdrawn"}] == [
        YES,
        YES,
    ]


def test_a_sheet_without_rows__shows_no_row_of_samples():
    sheet = load(tiny_master()._replace(tables={}))["Decisions"]
    assert sheet.max_row == layout.HEADING_ROW + 1
