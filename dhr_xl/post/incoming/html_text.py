"""An HTML page as plain text: nothing runs, nothing is fetched, quotations are marked, links are spelt out."""

import re
from collections.abc import Mapping
from typing import Final

from lxml import etree

EMBEDDED: Final = re.compile(r"data:[a-z]+/[^\"'\s>)]{50,}", re.IGNORECASE)
"""A picture written into the page itself."""
UNCLOSED: Final = re.compile(r"""</?[a-z](?:[^"'>]|"[^"]*+"|'[^']*+')*+(?:["'].*)?\Z""", re.IGNORECASE | re.DOTALL)
"""A tag that the page ends within."""
UNSEEN: Final = {"script", "style", "title", "template"}
BREAKS: Final = {
    "p": 2, "div": 1, "br": 1, "tr": 1, "table": 1, "ul": 1, "ol": 1, "li": 1, "hr": 1, "blockquote": 1, "pre": 1,
    "section": 1, "article": 1, "h1": 2, "h2": 2, "h3": 2, "h4": 2, "h5": 2, "h6": 2,
}  # fmt: skip
"""Tag -> line breaks where it begins and ends."""
ADDRESS: Final = re.compile(r"https?://[^\s<>]*", re.IGNORECASE)
"""The web address that a link leads to; no other link is spelt out."""
BLANKS: Final = re.compile(r"[ \t\n\r\f\v]+")
DEEPEST: Final = 20
"""Quotations within quotations that are marked; further marks tell a reader nothing."""


def html_to_text(page: str) -> str:
    """The text of an HTML page. Quoted lines begin with ``>``; a link's web address follows its words as ``<…>``.

    A tag that is never closed is shown as text: a parser would drop it with all that follows.
    """
    last = page.rfind("<")
    if last >= 0 and UNCLOSED.match(page, last):
        page = f"{page[:last]}&lt;{page[last + 1 :]}"
    target = _TextTarget()
    # without <body>, libxml2 before 2.14 (as in lxml's wheels for Windows) puts text outside any tag into a <p>
    etree.HTML(
        f"<body>{page}".encode("utf-8", "replace"), etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    )
    return "\n".join(target.lines).strip("\n")


def without_pictures(page: str) -> str:
    """A page without the pictures that are written into it."""
    return EMBEDDED.sub("", page)


def pictures_in(page: str) -> frozenset[str]:
    """The Content-IDs of the attached pictures that a page shows, in lower case (RFC 2392)."""
    return frozenset(found.lower() for found in re.findall(r"cid:([^\"'\s>)]{1,300})", page, re.IGNORECASE))


class _TextTarget:
    """What lxml's parser calls for each tag and text. lines: the finished lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.pieces: list[str] = []
        self.blank = True
        self.quoted = self.unseen = self.link_start = 0
        self.address = ""

    def data(self, text: str) -> None:
        if not self.unseen:
            self.pieces.append(text)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in BREAKS:
            self.end_line(BREAKS[tag], always=tag == "br")
            self.quoted += tag == "blockquote"
            if tag == "li":
                self.pieces.append("- ")
        elif tag == "a":
            found = ADDRESS.match((attributes.get("href") or "").strip())
            self.address, self.link_start = found[0] if found else "", len(self.pieces)
        elif tag in {"td", "th"}:
            self.pieces.append(" ")
        self.unseen += tag in UNSEEN

    def end(self, tag: str) -> None:
        if tag in BREAKS and tag != "br":
            self.end_line(BREAKS[tag])
            self.quoted -= tag == "blockquote"
        elif tag == "a":
            words = "".join(self.pieces[self.link_start :]).strip()
            if self.address and words != self.address:
                self.pieces.append(f" <{self.address}>")
            self.address = ""
        self.unseen -= tag in UNSEEN

    def close(self) -> None:
        self.end_line(0)

    def end_line(self, breaks: int, *, always: bool = False) -> None:
        """End the line, and leave one blank line where there should be some; never more than one."""
        line = BLANKS.sub(" ", "".join(self.pieces)).strip(" ")
        self.pieces.clear()
        self.link_start = 0
        marks = ">" * min(self.quoted, DEEPEST)
        if line or (always and not self.blank):
            self.lines.append(f"{marks} {line}" if marks else line)
            self.blank = not line
        if breaks > 1 and not self.blank:
            self.lines.append(marks)
            self.blank = True
