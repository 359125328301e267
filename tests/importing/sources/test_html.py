"""A web page's grid holds what the page shows; what it hides is kept apart."""

from email.message import EmailMessage

import pytest

from dhr_xl.errors import Stop
from dhr_xl.importing.sources.grid import GridTable
from dhr_xl.importing.sources.html import read_html


def read(page):
    return read_html(page if isinstance(page, bytes) else page.encode(), "plan.html")


def words(page, *, aside=False):
    blocks = read(page).blocks
    return [block.paragraph.printed for block in blocks if not isinstance(block, GridTable) and block.aside is aside]


def shown(page):
    return [[cell.origin or cell.text for cell in row.cells] for row in read(page).tables[0].rows]


def test_cells__merged_across_and_down_say_where_they_belong():
    page = "<table><thead><tr><th>Ref<th>Text<th>RAG<tbody><tr><td rowspan=2>1<td colspan=2>a<tr><td>b<td bgcolor=red>c</table>"
    assert shown(page) == [["Ref", "Text", "RAG"], ["1", "a", (1, 1)], [(1, 0), "b", "c"]]
    assert read(page).tables[0].headings == 1
    assert read(page).tables[0].rows[2].cells[2].fill == "FF0000"


@pytest.mark.parametrize(
    ("listed", "printed"),
    [
        ("<ol start=3><li>a<li>b</ol>", ["3. a", "4. b"]),
        ("<ol type=a><li>x<li value=4>y</ol>", ["a. x", "d. y"]),
        ("<ol style='list-style-type:upper-roman'><li>x<li>y</ol>", ["I. x", "II. y"]),
        ("<ul><li>x<ol><li>y</ol><li>z</ul>", ["• x", "1. y", "• z"]),
        ("<ul style='list-style:none'><li>x</ul>", ["x"]),
        ("<ol><li><p>x</p><p>more</p><li></ol>", ["1. x", "more", "2."]),
    ],
)
def test_lists__are_marked_as_in_a_browser(listed, printed):
    assert words(listed) == printed


def test_lines__breaks_and_blocks_separate_words_and_inline_elements_do_not():
    assert words("<div>a<b>b</b><br>c<p>d</p>e&nbsp;&amp; <span>f</span></div>") == ["ab", "c", "d", "e & f"]


def test_furniture__is_aside_and_scripts_are_dropped():
    page = (
        "<title>T</title><nav>Menu</nav><script>x</script><main><header><h1>Plan</h1></header></main><footer>F</footer>"
    )
    assert words(page) == ["Plan"]
    assert words(page, aside=True) == ["T", "Menu", "F"]


def test_hidden_and_struck__is_kept_out_of_the_text():
    page = "<p style='display: none'>Cookies</p><table><tr><td>a<s>b</s><td><span class=sr-only>c</span>d<tr hidden><td>e<td>f</table>"
    table = read(page).tables[0]
    assert words(page, aside=True) == ["Cookies"]
    assert [(cell.text, cell.paragraphs[0].struck) for cell in table.rows[0].cells] == [("a", "b"), ("d", "c")]
    assert [row.hidden for row in table.rows] == [False, True]


def test_folded__counts_as_shown():
    assert words("<div hidden=until-found>Plan</div><div hidden>Cookies</div>") == ["Plan"]


def test_cells__that_span_more_than_the_table_take_no_room():
    page = "<table><tr><td rowspan=60000 colspan=60000>1<td>a<tr><td>b</table>"
    assert shown(page) == [["1", "a"], [(0, 0), "b"]]


def test_words__between_cells_come_above_the_table():
    assert words("<table>x<tr><td>a<td>b</td>y<tr><td>c</table>") == ["x y"]


def test_archive__gives_the_page_in_it():
    page = EmailMessage()
    page.set_content(
        "<p>Action plan, a longer line that is folded where mail folds its lines: 50 % = half</p>" * 2,
        subtype="html",
        cte="quoted-printable",
    )
    archive = EmailMessage()
    archive.make_related()
    archive.attach(page)
    assert (
        words(archive.as_bytes())
        == ["Action plan, a longer line that is folded where mail folds its lines: 50 % = half"] * 2
    )


def test_layout_table__gives_the_table_inside_it():
    assert shown("<table><tr><td>Menu<td><table><tr><th>Ref<th>Text<tr><td>1<td>a</table></table>") == [
        ["Ref", "Text"],
        ["1", "a"],
    ]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_characters__are_read_whatever_the_charset(charset):
    assert words("<p>‘Rose’ – £5</p>".encode(charset)) == ["‘Rose’ – £5"]


@pytest.mark.parametrize("page", [b"", b" ", b"<table><tr><td>" * 400 + b"x"])
def test_hostile__is_refused_in_a_sentence(page):
    with pytest.raises(Stop, match="and import that"):
        read(page)
