"""An HTML page as its words: nothing runs, nothing is fetched, quotations are marked, links are spelt out."""

from __future__ import annotations

import html
import re
from typing import Final

# Each pattern stops at the next '<' or soon after it, so that no page takes more than one pass of each.
QUOTED: Final = r"""(?:[^<>"']|"[^"]{0,8000}"|'[^']{0,8000}')*+"""
EMBEDDED: Final = re.compile(r"data:[a-z]+/[^\"'\s>)]{50,}", re.IGNORECASE)
"""A picture written into the page itself."""
UNSEEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^<>]*>"
    r"|<(?P<unseen>script|style|title|template)\b[^<>]*>.*?(?:</(?P=unseen)\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
BREAKS: Final = {
    "p": 2, "div": 1, "br": 1, "tr": 1, "table": 1, "ul": 1, "ol": 1, "li": 1, "hr": 1, "blockquote": 1, "pre": 1,
    "section": 1, "article": 1, "h1": 2, "h2": 2, "h3": 2, "h4": 2, "h5": 2, "h6": 2,
}  # fmt: skip
"""Tag -> line breaks before what follows it."""
TELLING: Final = "|".join((*BREAKS, "a", "td", "th"))
IDLE: Final = re.compile(rf"</?(?!(?:{TELLING})[\s/>])[a-z][a-z0-9:]*+{QUOTED}>", re.IGNORECASE)
"""Tags that say nothing to a reader of text."""
LONE: Final = re.compile(r"<+(?!/?[a-z])", re.IGNORECASE)
LESS: Final = "\0"
"""What stands for a '<' that begins no tag, until there are no tags left. No text that was decoded has it."""
TAG: Final = re.compile(rf"<(/?)({TELLING})(?=[\s/>])({QUOTED})>", re.IGNORECASE)
HREF: Final = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
BLANKS: Final = re.compile(r"[ \t\n\r\f\v]+")
DEEPEST: Final = 20
"""Quotations within quotations that are marked; further in, the marks say nothing more."""


def html_to_text(page: str) -> str:
    """The words of an HTML page, line by line. Quoted lines begin with ``>``, a link's address follows its words."""
    seen = UNSEEN.sub("", without_pictures(page.replace(LESS, "")))
    seen = BLANKS.sub(" ", LONE.sub(lambda found: LESS * len(found[0]), IDLE.sub("", seen)))
    out = _Page()
    pieces = TAG.split(seen)
    out.words(pieces[0])
    for ends, tag, given, words in zip(pieces[1::4], pieces[2::4], pieces[3::4], pieces[4::4], strict=True):
        out.tag(tag.lower(), given, ends=bool(ends))
        out.words(words)
    out.end_line(0)
    return html.unescape("\n".join(out.lines)).replace(LESS, "<").strip("\n")


def without_pictures(page: str) -> str:
    """A page without the pictures that are written into it."""
    return EMBEDDED.sub("", page)


def pictures_in(page: str) -> frozenset[str]:
    """The Content-IDs of the attached pictures that a page shows, in lower case."""
    return frozenset(found.lower() for found in re.findall(r"cid:([^\"'\s>)]{1,300})", page, re.IGNORECASE))


class _Page:
    """A page on its way to text."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.pieces: list[str] = []
        self.blank = True
        self.quoted = 0
        self.links: list[tuple[str, int]] = []

    def words(self, text: str) -> None:
        """Words of the line at hand."""
        if text:
            self.pieces.append(text)

    def end_line(self, breaks: int, *, always: bool = False) -> None:
        """End the line, and leave one blank where there should be; never more than one."""
        line = ""
        if self.pieces:
            line = BLANKS.sub(" ", "".join(self.pieces)).strip(" ")
            self.pieces.clear()
        if line or (always and not self.blank):
            self.lines.append(f"{'>' * self.quoted} {line}" if self.quoted else line)
            self.blank = not line
        if breaks > 1 and not self.blank:
            self.lines.append(">" * self.quoted)
            self.blank = True
        self.links.clear()

    def tag(self, name: str, given: str, *, ends: bool) -> None:
        """One tag."""
        if name in BREAKS:
            self.end_line(BREAKS[name], always=name == "br")
            if name == "blockquote":
                self.quoted = max(0, min(DEEPEST, self.quoted + (-1 if ends else 1)))
            elif name == "li" and not ends:
                self.pieces.append("- ")
        elif name == "a":
            self.link(given, ends=ends)
        else:
            self.pieces.append(" ")

    def link(self, given: str, *, ends: bool) -> None:
        """A link's address follows its words, where it is a web address and they do not say it already."""
        if not ends:
            found = HREF.search(given)
            address = html.unescape(next(filter(None, found.groups()), "")).strip() if found else ""
            self.links.append((re.sub(r"[\s<>]", "", address), len(self.pieces)))
        elif self.links:
            address, since = self.links.pop()
            said = "".join(self.pieces[since:]).strip()
            if re.match(r"https?://", address, re.IGNORECASE) and html.unescape(said) != address:
                self.pieces.append(f" &lt;{html.escape(address)}&gt;")
