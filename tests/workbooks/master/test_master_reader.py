"""Reading master.xlsx: what was written comes back exactly, what was changed comes back as changed, nothing vanishes."""

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook.defined_name import DefinedName

from dhr_xl.core.plan.columns import MASTER_SHEETS
from dhr_xl.core.views.names import master_name
from dhr_xl.workbooks.master.layout import HEADING_ROW
from dhr_xl.workbooks.master.reader import read_master
from dhr_xl.workbooks.master.writer import write_master
from dhr_xl.workbooks.xlsx.refusals import Refused
from generated import part
from one_process import as_shipped
from workbooks.return_samples import edited
from workbooks.samples import action_rows, master_view, text_of, tiny_master, with_action

FIRST = HEADING_ROW + 2
"""The first row of every table."""
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
OWN = st.text("0123456789.-e ab", min_size=1, max_size=12)


def texts(read):
    """Sheet -> rows of key -> text."""
    return {sheet: [{key: e.text for key, e in row.items()} for row in rows] for sheet, rows in read.tables.items()}


def whole(tables):
    """The same of a view, blanks filled in."""
    return {
        sheet: [{column.key: row.get(column.key, "") for column in columns} for row in tables[sheet]]
        for sheet, columns in MASTER_SHEETS.items()
    }


def letter(sheet, key):
    return openpyxl.utils.get_column_letter([column.key for column in MASTER_SHEETS[sheet]].index(key) + 1)


@pytest.fixture(scope="module")
def data(small_master):
    return small_master


def test_written__comes_back_exactly(whole_master):
    view, read = master_view(), read_master(whole_master)
    assert (read.reference, read.generation) == (view.reference, view.generation)
    assert texts(read) == whole(view.tables)
    assert (read.extra_headings, read.extra, read.notes, read.foreign) == (
        view.extra_headings,
        view.extra,
        view.notes,
        (),
    )


def test_written__cells_know_their_place(data):
    entry = read_master(data).tables["Actions"][0]["agency"]
    assert (entry.ref.sheet, entry.ref.cell) == ("Actions", f"D{FIRST}")


@part(2)
@given(
    values=st.fixed_dictionaries(dict.fromkeys(("action", "progress", "target_date", "status", "brag"), TEXT)),
    escaped=st.text("_x0045aDF<>r/&\r\n\t \x07", max_size=30),
    own=st.dictionaries(st.sampled_from(["Theme", "1", "Standing", "Own notes"]), OWN),
    note=TEXT.filter(str.strip),
)
def test_anything_typed__comes_back_exactly(values, escaped, own, note):
    typed = {"extra_headings": tuple(own), "extra": {"1-CSP": own} if own else {}, "notes": {("1-CSP", "action"): note}}
    view = with_action(tiny_master(**typed), board_note=escaped, **values)
    read = read_master(write_master(view))
    assert texts(read) == whole(view.tables)
    assert (read.extra_headings, read.extra, read.notes) == (view.extra_headings, view.extra, view.notes)


def test_awkward_text__comes_back_exactly():
    awkward = [
        "_x0041_",
        "_x0041_x0042_",
        "_x005F_x0041_",
        "<r>x</r>",
        "<r><t>x</t></r>",
        "\r\n",
        "\x0b",
        "\uffff",
        " x ",
        "😀",
    ]
    view = tiny_master()
    rows = [{"ref": f"{n}-CSP", "board_note": text, "progress": text} for n, text in enumerate(awkward, 1)]
    read = read_master(write_master(view._replace(tables={**view.tables, "Actions": tuple(rows)}))).tables["Actions"]
    assert [(row["board_note"].text, row["progress"].text) for row in read] == [(text, text) for text in awkward]


@part(10)
@given(st.integers(32_760, 70_000))
def test_long_text__comes_back_whole(length):
    text = text_of(length) + "\U0001f600" * 9
    view = with_action(tiny_master(), progress=text)
    assert read_master(write_master(view)).tables["Actions"][0]["progress"].text == text


def test_long_text__edited_where_it_is_cut_comes_back_as_edited():
    view = with_action(tiny_master(), progress=text_of(40_000))
    data = edited(
        write_master(view),
        lambda book: book["Actions"].__setitem__(f"{letter('Actions', 'progress')}{FIRST}", "Shorter."),
    )
    assert read_master(data).tables["Actions"][0]["progress"].text == "Shorter."


def test_an_added_row__comes_back_without_a_ref(data):
    row = FIRST + len(action_rows())

    def add(book):
        book["Actions"][f"{letter('Actions', 'number')}{row}"] = 9
        book["Actions"][f"{letter('Actions', 'action')}{row}"] = "A new action"

    added = read_master(edited(data, add)).tables["Actions"][-1]
    assert (added["ref"].text, added["number"].text, added["action"].text) == ("", "9", "A new action")
    assert len(read_master(data).tables["Actions"]) == len(action_rows())


def test_sorted_rows__keep_their_refs(data):
    def swap(book):
        sheet = book["Actions"]
        first, second = ([c.value for c in sheet[row]] for row in (FIRST, FIRST + 1))
        for column, (a, b) in enumerate(zip(first, second, strict=True), start=1):
            sheet.cell(FIRST, column).value, sheet.cell(FIRST + 1, column).value = b, a

    read = read_master(edited(data, swap))
    assert [row["ref"].text for row in read.tables["Actions"][:2]] == [r["ref"] for r in reversed(action_rows()[:2])]
    assert read.extra == read_master(data).extra


def test_columns_moved__are_found_by_their_names(data):
    def move(book):
        sheet = book["Decisions"]
        name = book.defined_names[master_name("Decisions", "why")]
        for row in range(FIRST - 1, sheet.max_row + 1):
            sheet.cell(row, 20).value, sheet.cell(row, 4).value = sheet.cell(row, 4).value, None
        sheet.cell(FIRST - 1, 20).value = "Because"
        name.attr_text = f"Decisions!$T${FIRST - 1}:$T$40"

    read = read_master(edited(data, move))
    assert [row["why"].text for row in read.tables["Decisions"]] == [
        r.get("why", "") for r in master_view().tables["Decisions"]
    ]


@pytest.mark.parametrize("left", ["none", "broken"])
def test_names_gone__columns_are_found_by_their_headings(data, left):
    def lose(book):
        for name in list(book.defined_names):
            if left == "none":
                del book.defined_names[name]
            else:
                book.defined_names[name].attr_text = "#REF!"
        book["Actions"].insert_rows(1)

    assert texts(read_master(edited(data, lose))) == whole(master_view().tables)


def test_names_of_a_copied_sheet__serve_where_they_alone_are_live(data):
    def copy(book):
        for name in [name for name in book.defined_names if name.startswith("dhr_changes_")]:
            book["Changes"].defined_names[name] = DefinedName(name, attr_text=book.defined_names[name].attr_text)
            book.defined_names[name].attr_text = "#REF!"
        for column in range(1, 9):
            book["Changes"].cell(FIRST - 1, column).value = None

    assert texts(read_master(edited(data, copy)))["Changes"] == whole(master_view().tables)["Changes"]


def test_a_sheet_renamed__is_found_by_its_names(data):
    def rename(book):
        book["Changes"].title = "What was done"
        for name, defined in book.defined_names.items():
            if name.startswith("dhr_changes_"):
                defined.attr_text = defined.attr_text.replace("Changes", "'What was done'")

    read = read_master(edited(data, rename))
    assert len(read.tables["Changes"]) == 60
    assert read.foreign == ()


@pytest.mark.parametrize("named", [True, False])
def test_changes__of_a_master_that_called_it_history(data, named):
    """Found by its names of then, else by its title of then; a sheet Changes of the coordinator's own is theirs."""

    def call_it_history(book):
        book["Changes"].title = "History"
        for name in [name for name in book.defined_names if name.startswith("dhr_changes_")]:
            area = book.defined_names.pop(name).attr_text.replace("Changes", "History")
            former = name.replace("dhr_changes_", "dhr_history_")
            if named:
                book.defined_names[former] = DefinedName(former, attr_text=area)
        if named:
            book.create_sheet("Changes")["A1"] = "mine"
        full = book["In full"] if "In full" in book.sheetnames else ()
        for row in full:
            row[0].value = "History" if row[0].value == "Changes" else row[0].value

    read = read_master(edited(data, call_it_history))
    assert texts(read)["Changes"] == whole(master_view().tables)["Changes"]
    assert read.foreign == (("sheet 'Changes'",) if named else ())


def test_sheet_names__none_that_excel_keeps_for_itself():
    assert "history" not in {name.casefold() for name in MASTER_SHEETS}


def test_a_column_gone__is_absent_and_not_blank(data):
    def delete(book):
        sheet = book["Agencies"]
        sheet.delete_cols(3)
        for key in ("code", "agency_name", "aliases", "name", "job_title", "email", "role", "since", "until"):
            del book.defined_names[master_name("Agencies", key)]

    row = read_master(edited(data, delete)).tables["Agencies"][0]
    assert "aliases" not in row
    assert row["job_title"].text == "Head of Safeguarding"


def test_a_sheet_gone__is_absent(data):
    def delete(book):
        del book["Returns"]
        for name in list(book.defined_names):
            if name.startswith("dhr_returns_"):
                book.defined_names[name].attr_text = "#REF!"

    assert "Returns" not in read_master(edited(data, delete)).tables


def test_own_columns__between_ours_doubled_or_without_a_heading_are_kept(data):
    ours = len(MASTER_SHEETS["Actions"])

    def add(book):
        sheet = book["Actions"]
        for column, heading in ((ours + 3, "Theme"), (ours + 4, None)):
            sheet.cell(FIRST - 1, column).value = heading
            sheet.cell(FIRST, column).value = "mine"

    read = read_master(edited(data, add))
    nameless = f"Column {openpyxl.utils.get_column_letter(ours + 4)}"
    assert read.extra_headings == ("Theme", "Meeting", "Theme (2)", nameless)
    assert read.extra["1-CSP"] == {"Theme": "Training", "Meeting": "2015-09-01", "Theme (2)": "mine", nameless: "mine"}


def test_foreign__each_thing_of_theirs_is_named(data):
    own = len(MASTER_SHEETS["Actions"]) + 1

    def add(book):
        book.create_sheet("My sums")["A1"] = 1
        book["Decisions"].cell(FIRST - 1, 17).value = "My view"
        book["Returns"]["C1"] = "call them"
        book["Today"]["J3"] = "on leave"
        book["Changes"]["B7"].comment = openpyxl.comments.Comment("why?", "x")
        book["Actions"].cell(FIRST + 80, own).value = "no ref here"
        chart = openpyxl.chart.BarChart()
        book["Agencies"].add_chart(chart, "L3")

    assert sorted(read_master(edited(data, add)).foreign) == sorted([
        "a picture, shape or chart on sheet 'Agencies'", "column 'My view' on sheet 'Decisions'", "sheet 'My sums'",
        "the note on B7 on sheet 'Changes'", "words in C1 on sheet 'Returns'", "words in J3 on sheet 'Today'",
        f"words in {openpyxl.utils.get_column_letter(own)}{FIRST + 80} on sheet 'Actions'",
    ])  # fmt: skip


def test_reference__typed_over_is_still_known(data):
    def type_over(book):
        book["Today"]["D3"] = "oops"
        book["Today"]["B3"] = ""

    read = read_master(edited(data, type_over))
    assert (read.reference, read.generation) == ("K7QM-4XWP-9HTR-2BCD", 12)


def test_reference__without_properties_is_read_from_the_sheet(data):
    def lose(book):
        book.custom_doc_props.props.clear()

    read = read_master(edited(data, lose))
    assert (read.reference, read.generation) == ("K7QM-4XWP-9HTR-2BCD", 12)


def test_no_master__is_refused_saying_what_to_do():
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    with pytest.raises(Refused, match="no master reference") as refused:
        read_master(buffer.getvalue())
    assert "previous" in refused.value.remedy


def test_no_workbook__is_refused():
    with pytest.raises(Refused):
        read_master(b"%PDF-1.4")


@pytest.mark.office
def test_saved_by_libreoffice__comes_back_exactly(office, tmp_path, monkeypatch):
    rows = list(action_rows())
    rows[1] = {
        **rows[1],
        "board_note": "=1+1",
        "board_decision": "",
        "outcome": "<r>b</r> _x0041_\nTRUE\n#N/A  two  spaces",
    }
    rows[2] = {**rows[2], "board_note": "TRUE", "outcome": "#N/A", "reason": "0012", "evidence_given": " 31/05/14 "}
    view = master_view()
    view = view._replace(tables={**view.tables, "Actions": tuple(rows)})
    original = tmp_path / "master.xlsx"
    as_shipped(monkeypatch)
    original.write_bytes(write_master(view))
    data = office.convert(original, tmp_path / "saved.xlsx").read_bytes()
    read = read_master(data)
    assert (read.reference, read.generation) == (view.reference, view.generation)
    assert texts(read) == whole(view.tables)
    assert (read.extra_headings, read.extra, read.notes) == (view.extra_headings, view.extra, view.notes)
    saved = openpyxl.load_workbook(io.BytesIO(data))
    written = openpyxl.load_workbook(original)
    for sheet in MASTER_SHEETS:
        assert len(saved[sheet].data_validations.dataValidation) == len(written[sheet].data_validations.dataValidation)
