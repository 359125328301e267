"""Separate the list mark of a line from its words; the one place where white space is normalised."""

from __future__ import annotations

import re
from typing import Final

from dhr_xl.importing.sources.grid import Paragraph

_INVISIBLE: Final = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff\ufffe\uffff\x7f\x00-\x08\x0e-\x1b\ud800-\udfff]")
"""Soft hyphens, zero-width characters, and those that a workbook cannot hold: not part of a word as printed."""
_ROMAN: Final = r"(?:x{0,3}(?:ix|iv|v?i{1,3}|v)|x{1,3})"
_ORDINAL: Final = rf"(?:\d{{1,3}}(?:\.\d{{1,3}}){{0,3}}[a-z]?|[a-z]|{_ROMAN})"
_MARK: Final = re.compile(
    # a bullet sign may touch the words; a dash, star or o may not
    r"(?:(?P<sign>[•●○▪■□◦‣⁃∙·➢➤►▶❖◆◇➔\uf020-\uf0ff])\s*(?=\S)"
    r"|(?P<dash>[-–—*])\s+(?=\S)|(?P<o>o)\s+(?=[A-Z])"
    # a closing bracket may touch words that begin with a capital or digit: "a)Completed"
    rf"|(?P<ordinal>(?i:\({_ORDINAL}\)|\[{_ORDINAL}\]|{_ORDINAL}\)))(?:\s+(?=\S)|(?=[A-Z\d]))"
    rf"|(?P<stop>(?i:{_ORDINAL})\.)\s+(?=\S))"
)
_NO_MARK: Final = re.compile(
    r"\d{1,2}\. (?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b"  # 12. April
    r"|\d{1,2}\. ?\d{1,2}\. ?\d{2,4}\b"  # 31. 03. 2022
    r"|[cpv]\. \d"  # c. 2014, p. 12
    r"|[A-Z]\. (?:[A-Z]\.|[A-Z][\w'’-]+(?:$|,| [A-Z(–-]))"  # A. B. Smith; J. Smith, Head of …
)


def tidy(text: str) -> str:
    """Return the text with single spaces and without invisible characters."""
    return " ".join(_INVISIBLE.sub("", text).split())


def split_mark(text: str) -> tuple[str, str]:
    """Split a line into its list mark ('' for none) and the words after it.

    A mark is a number, letter or roman numeral with a full stop, a closing bracket or in brackets, or a bullet sign,
    followed by white space. Dates ("12. April"), decimals ("4.3 sets out"), initials and bare numbers are not marks.
    """
    found = _MARK.match(text)
    if found is None or _NO_MARK.match(text):
        return "", text
    return found.group().strip(), text[found.end() :]


def make_paragraph(text: str, struck: str = "", level: int = 0) -> Paragraph:
    """Make a paragraph of a line, with its typed list mark apart."""
    mark, words = split_mark(tidy(text))
    return Paragraph(words, mark, tidy(struck), level)
