"""The board's copy: its sheets, tables and chart, that it can be read by anyone, and that nothing in it is hidden."""

import datetime as dt
import html
import io
import re
import textwrap
import time
import zipfile

import openpyxl
import pytest

from dhr_xl.core.plan import standing
from dhr_xl.workbooks import look
from dhr_xl.workbooks.board.charts import counted_words, words_of
from dhr_xl.workbooks.board.summary import wrapped_evenly
from dhr_xl.workbooks.board.writer import PLAN, plan_lines, write_consolidated
from dhr_xl.workbooks.fitting import MOST_POINTS
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.samples import AGENCIES, action_rows, consolidated_view

SHEETS = [
    "Summary", "For decision", "What changed", "Agencies", "Plan", "Overdue", "Age of open actions", "Returns", "Trend",
    "Status words",
]  # fmt: skip
EMPTY = {
    "bars": (), "agencies": (), "by_status": {}, "trend": (), "changed": (), "plan": (), "overdue": (), "ages": (),
    "returns": (), "awaiting": (),
}  # fmt: skip


@pytest.fixture(scope="module")
def data():
    return write_consolidated(consolidated_view())


@pytest.fixture(scope="module")
def book(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def load(view):
    return openpyxl.load_workbook(io.BytesIO(write_consolidated(view)))


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return html.unescape(package.read(name).decode())


def rows_of(book, sheet, table):
    """A table's rows, each heading -> value."""
    top, *rows = book[sheet][book[sheet].tables[table].ref]
    return [dict(zip((c.value for c in top), (c.value for c in row), strict=True)) for row in rows]


def column_a(book):
    return [c.value for c in book["Summary"]["A"]]


def test_sheets__named_in_order_all_visible_opens_on_summary(book):
    assert book.sheetnames == SHEETS
    assert book.active.title == "Summary"
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    for sheet in book:
        assert not [d for d in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()) if d.hidden]
        assert not sheet.merged_cells.ranges


def test_nothing__hidden_in_names_notes_or_properties(data, book):
    assert not [name for name in book.defined_names if not name.startswith("_xlnm.")]
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.comment]
    assert "<dc:creator></dc:creator>" in part(data, "docProps/core.xml")
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in part(data, "docProps/core.xml")


def test_one_view__always_the_same_bytes(data):
    time.sleep(1.1)
    assert write_consolidated(consolidated_view()) == data


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet__title_in_a1_marking_on_screen_and_paper(book, sheet):
    drawn = book[sheet]
    assert "DHR-07" in drawn["A1"].value
    assert "30 June 2015" in drawn["A1"].value
    assert drawn["A2"].value.startswith("OFFICIAL-SENSITIVE")
    assert drawn.oddHeader.center.text == drawn.oddFooter.center.text == "OFFICIAL-SENSITIVE"
    assert drawn.oddFooter.right.text == "Page &P of &N"


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet__a4_landscape_one_page_wide(book, sheet):
    setup = book[sheet].page_setup
    pages = 1 if sheet == "Summary" else 0
    assert (setup.paperSize, setup.orientation, setup.fitToWidth or 1, setup.fitToHeight or 1) == (
        9,
        "landscape",
        1,
        pages or 1,
    )
    assert book[sheet].sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize("sheet", SHEETS[1:])
def test_every_table_sheet__headings_frozen_and_repeated(book, sheet):
    assert (book[sheet].print_title_rows, book[sheet].freeze_panes) == ("$4:$4", "B5")


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_cell__of_every_table_says_something_in_twelve_point(book, sheet):
    assert book[sheet].tables
    for table in book[sheet].tables.values():
        for row in book[sheet][table.ref]:
            assert all(c.value not in {None, ""} and c.font.sz >= 12 for c in row)


def test_tables__are_real_ones_with_unique_names(book):
    names = [name for sheet in book for name in sheet.tables]
    assert sorted(names) == sorted(
        {"Status_words", "Agencies", "Changed", "Trend", "Plan", "Overdue", "Ages", "Returns", "For_decision",
         "Meanings"}
    )  # fmt: skip
    assert len({name.casefold() for name in names}) == len(names)


@pytest.mark.parametrize("sheet", SHEETS)
def test_tables__one_a_sheet_with_no_blank_row_above_and_nothing_below(book, sheet):
    ((_, area),) = book[sheet].tables.items()
    assert book[sheet].max_row == int(area.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    assert all(book[sheet].cell(row, 1).value for row in range(1, book[sheet].max_row + 1))


def test_summary__all_of_it_is_on_one_screen_the_chart_beside_the_table(book):
    sheet = book["Summary"]
    (chart,), (area,) = sheet._charts, [table.ref for table in sheet.tables.values()]
    assert sum(sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1)) <= 360  # points
    assert chart.anchor._from.row == int(area.partition(":")[0][1:]) - 1
    assert chart.anchor._from.col == len(sheet[area][0])


def test_summary__says_in_short_what_it_was_given(book):
    view = consolidated_view()
    said = " ".join(str(value).strip() for value in column_a(book)[2:8])
    assert all(sentence in said for sentence in view.in_short)


def test_summary__status_words_with_colour_in_words_and_a_total(book):
    rows = rows_of(book, "Summary", "Status_words")
    view = consolidated_view()
    assert [(r["Status"], r["Colour"], r["Now"]) for r in rows[:-1]] == [(b.word, b.colour, b.now) for b in view.bars]
    assert (rows[-1]["Status"], rows[-1]["Now"], rows[-1]["As the board last saw it"]) == (
        "Total",
        69,
        sum(b.last for b in view.bars),
    )


@pytest.mark.parametrize(("now", "last", "said"), [(3, 1, "up 2"), (1, 3, "down 2"), (2, 2, "none"), (2, None, "–")])
def test_summary__change_is_said_in_words(now, last, said):
    view = consolidated_view()
    book = load(view._replace(bars=(view.bars[0]._replace(now=now, last=last),)))
    assert [row["Change"] for row in rows_of(book, "Summary", "Status_words")] == [said, said]


def test_summary__every_word_used_is_explained(book):
    said = {row["Status"]: row["What it means"].casefold() for row in rows_of(book, "Status words", "Meanings")}
    for brag in standing.BRAGS:
        assert said[brag.word] == look.STANDINGS[brag.word].meaning.casefold()


def test_words__same_and_in_the_same_order_as_the_plan_knows_them():
    assert tuple(look.STANDINGS) == tuple(brag.word for brag in standing.BRAGS)


def test_agencies__as_given_dates_as_people_say_them(book):
    rows = rows_of(book, "Agencies", "Agencies")
    assert [row["Agency"] for row in rows] == [code for code, _ in AGENCIES]
    assert [row["Return"] for row in rows[:3]] == ["9 July 2015", "Nothing to report", "None"]
    assert all(isinstance(row["Actions it leads"], int) for row in rows)


def test_chart__one_native_stacked_bar_with_the_words_on_it(data):
    chart = part(data, "xl/charts/chart1.xml")
    assert '<c:barDir val="bar"/>' in chart
    assert '<c:grouping val="stacked"/>' in chart
    names = re.findall(r"<c:tx><c:strRef><c:f>Agencies!\$[A-Z]+\$\d+</c:f>", chart)
    labels = re.findall(r"<a:t>([^<]+)</a:t>", chart)
    assert len(names) == 10
    assert {"Signed off 1", "Overdue 1", "Counted apart 2"} <= set(labels)


def test_chart__numbers_are_those_of_the_table_beside_it(book):
    view = consolidated_view()
    for row in rows_of(book, "Agencies", "Agencies"):
        counts = {word: count for word, count in counted_words(view.by_status[row["Agency"]]).items() if count}
        assert counts == {word: row[word] for word in (*look.STANDINGS, look.APART_WORD) if row.get(word)}


def test_chart__alternative_text_says_every_agency(data):
    said = [re.findall(r'descr="([^"]+)"', part(data, f"xl/drawings/drawing{n}.xml"))[0] for n in (1, 2)]
    assert said[0].startswith("Stacked bar chart. Actions by lead agency as at 30 June 2015. ")
    assert all(f"{name}: " in said[0] for _, name in AGENCIES)
    assert "30 September 2014: 3 Signed off" in said[1]


def test_chart__colours_tell_apart_without_hue():
    def lightness(colour):
        red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bars = [lightness(look.STANDINGS[word].bar) for word in ("Signed off", "On track", "No update", "Overdue")]
    assert all(abs(one - other) > 20 for place, one in enumerate(bars) for other in bars[place + 1 :])


@pytest.mark.parametrize(
    "colours",
    [(s.fill, look.INK) for s in look.STANDINGS.values()] + [(s.bar, s.label) for s in look.STANDINGS.values()],
)
def test_colours__words_on_them_can_be_read(colours):
    def luminance(colour):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted(luminance(colour) for colour in colours)
    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize(("rounds", "charts"), [(0, 1), (2, 1), (3, 2), (4, 2)])
def test_trend__only_from_the_third_round(rounds, charts):
    view = consolidated_view()
    data = write_consolidated(view._replace(trend=view.trend[:rounds]))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert len([name for name in package.namelist() if name.startswith("xl/charts/chart")]) == charts
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert ("Trend" in book.sheetnames) == (charts == 2)


def test_plan__section_recommendation_then_its_actions():
    plan = (("Health", "9a", "Train staff.", ({"ref": "9a-ICB", "agency": "ICB", "action": "We will."},)),
            ("Health", "10", "Audit.", ()),
            ("Council", "R11", "House people.", ({"ref": "R11-HOU", "agency": "HOU", "action": "Build."},)))  # fmt: skip
    rows = rows_of(load(consolidated_view(plan=plan)), "Plan", "Plan")
    assert [(row["Ref"], row["Recommendation or action"]) for row in rows] == [
        ("Section", "Health"), ("Recommendation 9a", "Train staff."), ("9a-ICB", "We will."),
        ("Recommendation 10", "Audit."), ("Section", "Council"), ("Recommendation R11", "House people."), ("R11-HOU", "Build."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Signed off", "Signed off"), "Done"), (("Signed off", "Overdue"), "1 of 2 signed off"),
        (("Signed off", "Superseded"), "Done"), (("Withdrawn",), ""), ((), ""),
    ],
)  # fmt: skip
def test_plan__a_recommendation_is_done_when_all_its_actions_are(words, said):
    plan = (("", "1", "Do it.", tuple({"ref": f"1-{n}", "brag": word} for n, word in enumerate(words))),)
    assert next(iter(plan_lines(consolidated_view(plan=plan)))).values["brag"] == said


def test_plan__evidence_and_outcome_each_under_its_label():
    row = {
        "ref": "1-CSP", "action": "Do.", "evidence": "Minutes", "evidence_given": "Sent", "outcome": "Safer",
        "completion_date": "2015-05-12", "status": "Complete", "progress": "All done.", "brag": "Complete awaiting sign-off",
        "board_decision": "More evidence needed",
    }  # fmt: skip
    shown = rows_of(load(consolidated_view(plan=(("", "1", "Do it.", (row,)),))), "Plan", "Plan")[1]
    assert (
        shown["Evidence and outcome"]
        == "Evidence asked for: Minutes\nEvidence given: Sent\nOutcome: Safer\nCompleted: 12 May 2015"
    )
    assert shown["Progress"] == "Complete\nAll done.\nBoard: More evidence needed"


def test_plan__a_text_taller_than_a_row_goes_on_below(book):
    rows = [row for row in rows_of(book, "Plan", "Plan") if row["Ref"].startswith("Recommendation 9")]
    assert [row["Ref"] for row in rows] == ["Recommendation 9", "Recommendation 9 (continued)"]
    whole = next(row["recommendation"] for row in action_rows() if row["number"] == "9")
    assert " ".join("".join(row["Recommendation or action"] for row in rows).split()) == " ".join(whole.split())


def test_rows__none_higher_than_can_be_shown(book):
    heights = [d.height for sheet in book for d in sheet.row_dimensions.values() if d.height]
    assert max(heights) <= MOST_POINTS


def test_dates_and_numbers__are_real_ones(book):
    row = rows_of(book, "Overdue", "Overdue")[0]
    assert isinstance(row["Was due on"], dt.datetime)
    assert isinstance(row["Days overdue"], int)
    assert rows_of(book, "Returns", "Returns")[1]["Received"] == dt.datetime(2015, 7, 9)


def test_standings__colour_always_beside_the_word(book):
    sheet = book["Plan"]
    column = [c.key for c in PLAN.columns].index("brag") + 1
    words = {
        sheet.cell(row, column).value: sheet.cell(row, column).fill.start_color.rgb[-6:]
        for row in range(5, sheet.max_row)
    }
    assert words["Overdue"] == look.STANDINGS["Overdue"].fill[1:]


def test_empty__every_table_says_none():
    book = load(consolidated_view(**EMPTY))
    for sheet in book:
        for table in sheet.tables:
            (row,) = rows_of(book, sheet.title, table)
            assert row == dict(zip(row, ["None", *["–"] * (len(row) - 1)], strict=True))


def test_words__in_the_order_a_board_reads_them():
    assert words_of(({"Overdue": 1, "Odd": 2}, {"Signed off": 1, "Paused": 0})) == ("Signed off", "Overdue", "Odd")


def test_text__is_inert_and_never_breaks_saving():
    awkward = "=1+1 \ufffe \x00 <r>x</r> half \ud83d"
    view = consolidated_view()
    data = write_consolidated(view._replace(
        title=awkward, review=awkward, marking=awkward, contact=awkward, in_short=(awkward,) * 3,
        overdue=({"ref": awkward, "action": "=1+1"},), by_status={awkward: {awkward: 1}},
    ))  # fmt: skip
    found = read_workbook(data).sheet("Overdue")
    assert (found.entry(5, 3).text, found.entry(5, 3).kind) == ("=1+1", "text")


def test_our_own_reader__sees_the_same(data):
    book = read_workbook(data)
    assert [sheet.name for sheet in book.sheets] == SHEETS
    assert book.sheet("Plan").entry(6, 1).text == "Recommendation 1"
    assert book.sheet("Summary").has_drawing


def test_speed__in_well_under_a_second():
    view = consolidated_view()
    started = time.process_time()
    write_consolidated(view)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("more", range(1, 30, 4))
def test_summary__no_line_of_a_sentence_holds_a_word_alone(more):
    text = " ".join(["abcdefghi"] * 14 + ["x" * more])
    lines = wrapped_evenly(text, 140)
    assert " ".join(lines) == text
    assert len(lines) == len(textwrap.wrap(text, 140))
    assert len(lines) == 1 or len(lines[-1].split()) > 1
