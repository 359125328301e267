"""HTML pages as text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhr_xl.post.incoming.html_text import html_to_text, pictures_in


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("plain words", "plain words"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("One<br>Two<br/>Three<BR >Four", "One\nTwo\nThree\nFour"),
        ("One<br><br><br>Two", "One\n\nTwo"),
        ("<b>bo</b>ld <span style='color:red'>red</span>", "bold red"),
        ("a\n  b\t c", "a b c"),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
        ("<table><tr><td>26-POLICE</td><td>Complete</td></tr><tr><td>27</td></tr></table>", "26-POLICE Complete\n27"),
        ("fish &amp; chips &lt;hot&gt; &#163;5 &euro;", "fish & chips <hot> £5 €"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("<script>alert('x')</script>words<style>p{}</style>", "words"),
        ("<SCRIPT src=x>alert(1)</SCRIPT >words", "words"),
        ("words<script>never closed", "words"),
        ("<!-- hidden -->words<!--[if mso]><p>mso</p><![endif]-->", "words"),
        ("words<!-- never closed", "words"),
        ("<!DOCTYPE html><?xml version='1.0'?><html><head><title>t</title></head><body>words</body></html>", "words"),
        ("<a href='https://we.tl/x'>the file</a>", "the file <https://we.tl/x>"),
        ("<a href=https://we.tl/x>https://we.tl/x</a>", "https://we.tl/x"),
        ('<a class="b" HREF="https://we.tl/x?a=1&amp;b=2">f</a>', "f <https://we.tl/x?a=1&b=2>"),
        ("<a href='javascript:alert(1)'>click</a> <a href='mailto:a@b.uk'>write</a> <a>bare</a>", "click write bare"),
        ("<a href='https://we.tl/x\n <b>'>f</a>", "f <https://we.tl/x>"),
        ("</a></blockquote>words</p>", "words"),
        ("Mine<blockquote>Theirs<br>more<blockquote>Older</blockquote></blockquote>Mine", "Mine\n> Theirs\n> more\n>> Older\nMine"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("a <- b <> c", "a <- b <> c"),
        ("<p title='a > b'>words</p>", "words"),
        ("<p title='never closed>words", "<p title='never closed>words"),
        (f"before<img src='data:image/png;base64,{'A' * 20_000}'>after", "beforeafter"),
        ("<pre>x</pre><abbr>y</abbr><address>z</address>", "x\nyz"),
        ("<a href='https://we.tl/x'><table><tr><td>Get it</td></tr></table></a>", "<https://we.tl/x>\nGet it"),
        ("<meta charset=utf-16>café", "café"),
        ("", ""),
    ],
)  # fmt: skip
def test_html_to_text__pages(page, text):
    assert html_to_text(page) == text


@given(st.text(alphabet="<>/\"'=!-a pbr&;#x\n"))
def test_html_to_text__any_page_gives_text(page):
    assert isinstance(html_to_text(page), str)


@pytest.mark.parametrize(
    "unit",
    ["<", "<a ", '<a "', "<a '\"", "<!--", "<script>", "<script ", "&#x", "<blockquote>", "<![", "</", "<p>", "'\"<a "],
)
def test_html_to_text__hostile_pages_take_linear_time(unit):
    """A pattern or parser that backtracks takes hundreds of seconds."""
    began = time.perf_counter()
    html_to_text(unit * (500_000 // len(unit)))
    assert time.perf_counter() - began < 5


def test_pictures_in__by_content_id():
    assert pictures_in("<img src='cid:Logo@1'><img src=\"CID:b\">") == {"logo@1", "b"}
