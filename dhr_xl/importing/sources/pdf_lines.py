"""Build words and lines from a page's characters, and rejoin lines into the paragraphs they were."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from dhr_xl.importing.sources.grid import Paragraph
from dhr_xl.importing.sources.marks import split_mark

_SENTENCE_END: Final = (".", ":", ";", "!", "?")
_SMALL_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "a am an and any are as at be but by can do for go had has he her his if in is it its may my no not of off on "
        "or our out own per she so than that the their them then they this to up us was we were who will with yes you",
    )
)
_NEVER_FIRST: Final = tuple("/!?;:,.)]}")
"""A line never breaks before these, even after a space."""
_JOINING: Final = (",", "&", "-", "–", "/", "(", "+")
"""Characters at the end of a line after which its text continues."""
_BULLETS: Final = frozenset("•▪◦‣●○■□·➢✓")


class Glyph(NamedTuple):
    """A character, or words that stay together.

    x0, x1, base, size: in points from the page's top left corner; base: the y of its baseline.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    struck: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        """A point inside it."""
        return (self.x0 + self.x1) / 2, self.base - 0.3 * self.size


class PdfWord(NamedTuple):
    """Characters without white space between them.

    struck: the characters struck out, which `text` does not contain; spaced: the file has white space after it.
    """

    text: str
    struck: str
    x0: float
    x1: float
    spaced: bool


class PdfLine(NamedTuple):
    """Words side by side. base: the y of its baseline; size: its letter height; both in points."""

    words: tuple[PdfWord, ...]
    base: float
    size: float

    @property
    def x0(self) -> float:
        """Its left end."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Its right end."""
        return self.words[-1].x1

    @property
    def text(self) -> str:
        """Its words without those struck out."""
        return " ".join(word.text for word in self.words if word.text)

    @property
    def struck(self) -> str:
        """Its words that are struck out."""
        return " ".join(word.struck for word in self.words if word.struck)

    @property
    def top(self) -> float:
        """The y of its top."""
        return self.base - 0.8 * self.size


def make_lines(glyphs: Iterable[Glyph]) -> list[PdfLine]:
    """Group characters into lines, from the top; a raised or lowered character belongs to its line."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.base):
        if rows and glyph.base - rows[-1][0].base <= 0.45 * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = ((_make_words(row), row) for row in rows)
    return [PdfLine(words, max(g.base for g in row), max(g.size for g in row)) for words, row in lines if words]


def _make_words(row: Sequence[Glyph]) -> tuple[PdfWord, ...]:
    """Group a line's characters into words; a character printed twice to look bold counts once."""
    runs: list[list[Glyph]] = []
    spaced: list[bool] = []
    for glyph in sorted(row, key=lambda glyph: glyph.x0):
        last = runs[-1][-1] if runs else None
        if not glyph.text.strip():
            spaced[-1:] = [True] if spaced else []
        elif last is None or spaced[-1] or glyph.x0 - last.x1 > 0.18 * glyph.size:
            runs.append([glyph])
            spaced.append(False)
        elif glyph.text != last.text or glyph.x0 - last.x0 >= 0.12 * glyph.size:
            runs[-1].append(glyph)

    def make_word(run: Sequence[Glyph], *, blank: bool) -> PdfWord:
        text, struck = ("".join(g.text for g in run if g.struck == gone) for gone in (False, True))
        return PdfWord(text, struck, run[0].x0, max(g.x1 for g in run), blank)

    return tuple(make_word(run, blank=blank) for run, blank in zip(runs, spaced, strict=True))


def split_line(line: PdfLine, gap: float) -> list[PdfLine]:
    """Split a line where the white space is wider than `gap` letter heights."""
    pieces: list[list[PdfWord]] = [[line.words[0]]]
    for word in line.words[1:]:
        if word.x0 - pieces[-1][-1].x1 > gap * line.size:
            pieces.append([])
        pieces[-1].append(word)
    return [line._replace(words=tuple(piece)) for piece in pieces]


def collect_known_words(lines: Iterable[PdfLine]) -> frozenset[str]:
    """Collect the words inside lines and sentences: not broken by a width, and not capitalised for their place."""
    return frozenset(
        _strip_punctuation(word.text)
        for line in lines
        for before, word in pairwise(line.words)
        if not before.text.endswith(_SENTENCE_END) and not split_mark(f"{before.text} x")[0]
    )


def _strip_punctuation(word: str) -> str:
    return word.strip(".,;:()‘’'\"“”")


class LineWidth(NamedTuple):
    """The width that a cell's lines fill, and what is known of how the document breaks its lines.

    left, right: in points; known: words found elsewhere in the document;
    spaced: a line that continues in the next ends with the space between them.
    """

    left: float
    right: float
    known: frozenset[str] = frozenset()
    spaced: bool = False

    def knows(self, word: str) -> bool:
        """Tell whether a word occurs elsewhere in the document."""
        return not self.known.isdisjoint({_strip_punctuation(word), _strip_punctuation(word).lower()})


def is_full(line: PdfLine, following: PdfLine, width: LineWidth) -> bool:
    """Tell whether the next line's first word would not have fitted on this line."""
    first, *more = following.words
    end = more[0].x1 if more and more[0].text.startswith(_NEVER_FIRST) else first.x1
    blanks = [b.x0 - a.x1 for a, b in pairwise((*line.words, *following.words)) if b.x0 > a.x1]
    return width.right - line.x1 - (end - first.x0) - min([0.32 * line.size, *blanks]) < 0.3


def has_ended(line: PdfLine, width: LineWidth) -> bool:
    """Tell whether a line has room for a space after its last word, but no space there."""
    return not line.words[-1].spaced and width.right - line.x1 > 0.4 * line.size


def make_paragraphs(lines: Sequence[PdfLine], width: LineWidth, level: int = 0) -> tuple[Paragraph, ...]:
    """Make paragraphs of lines: rejoin lines and words that the width broke. level: see `Paragraph`."""
    if not lines:
        return ()
    gaps = [_measure_gap(above, below) for above, below in pairwise(lines) if below.base > above.base]
    pitch = max(1.0, min([1.35, *gaps] if len(gaps) < 2 else gaps))
    first, texts, struck = lines[0], [lines[0].text], [lines[0].struck]
    for last, line in pairwise(lines):
        apart = line.base > last.base and _measure_gap(last, line) > 1.3 * pitch
        if apart or _starts_paragraph(first, last, line, width):
            first = line
            texts.append(line.text)
            struck.append(line.struck)
        else:
            texts[-1] = _join_line(texts[-1], last, line, width)
            struck[-1] = f"{struck[-1]} {line.struck}".strip()
    marked = ((*split_mark(text), gone) for text, gone in zip(texts, struck, strict=True))
    return tuple(Paragraph(rest, mark, gone, level) for mark, rest, gone in marked if mark or rest or gone)


def _measure_gap(above: PdfLine, below: PdfLine) -> float:
    """Return the distance of a line below another, in letter heights."""
    return (below.base - above.base) / max(0.75 * below.size + 0.25 * above.size, 1.0)


def _starts_paragraph(first: PdfLine, last: PdfLine, line: PdfLine, width: LineWidth) -> bool:
    """Tell whether a line begins a paragraph. first: the first line of the paragraph so far; last: the line above."""
    full = is_full(last, line, width)
    mark = split_mark(line.text)[0]
    if mark and (not full or mark in _BULLETS or _continues_count(mark, split_mark(first.text)[0])):
        return True
    if width.spaced and has_ended(last, width):
        return not (last.text.endswith(_JOINING) or _breaks_word(last, line, width))
    if full:
        return _capital_starts_text(last.text.rsplit(" ", 1)[-1], line.text.split(" ", 1)[0], width.known)
    goes_on = line.text[:1].islower() and not last.text.endswith(_SENTENCE_END)
    return not (goes_on and last.x1 - width.left > 0.6 * (width.right - width.left))


def _capital_starts_text(end: str, begin: str, known: frozenset[str]) -> bool:
    """Tell whether a capitalised word after a full line begins something new: elsewhere it has no capital.

    After a capital, a joining word or a full stop that is not known, so False.
    """
    word = _strip_punctuation(begin)
    if not word[:1].isupper() or word in known or not (word.lower() in known or word.lower() in _SMALL_WORDS):
        return False
    return end[-1:].isalnum() and not end[:1].isupper() and end not in _SMALL_WORDS


def is_unfinished(text: str) -> bool:
    """Tell whether a text ends in the middle: on a joining word or sign, or on a list mark without its item."""
    end = text.rsplit(" ", 1)[-1]
    return end.endswith(_JOINING) or end in _SMALL_WORDS or bool(split_mark(f"{end} X")[0])


def _continues_count(mark: str, before: str) -> bool:
    """Tell whether a mark counts on from the one before, or begins a list; a dash follows a dash."""
    this, that = re.sub(r"\W", "", mark), re.sub(r"\W", "", before)
    if this.isdigit():
        return int(this) == (int(that) + 1 if that.isdigit() else 1)
    if len(this) == 1:
        return this.lower() in ("a", "i") if not that else ord(this) - ord(that[-1]) == 1
    return bool(that) if this else mark == before


def _join_line(text: str, last: PdfLine, line: PdfLine, width: LineWidth) -> str:
    """Join the next line to a paragraph, without a space where the width broke a word."""
    new = line.text
    if not text or not new:
        return text or new
    end, begin = text.rsplit(" ", 1)[-1], new.split(" ", 1)[0]
    if end.endswith("\xad"):
        return text[:-1] + new
    if len(end) > 1 and end.endswith("-") and begin[:1].isalnum():
        is_break = width.knows(end[:-1] + begin) and not width.knows(end + begin) and begin[:1].islower()
        return (text[:-1] if is_break else text) + new
    if (len(end) > 1 and end.endswith("/")) or _breaks_word(last, line, width):
        return text + new
    return f"{text} {new}"


def _breaks_word(last: PdfLine, line: PdfLine, width: LineWidth) -> bool:
    """Tell whether a line's only word filled the width and the next line begins with the rest of it."""
    word, rest = last.words[-1], line.words[0]
    alone = len(last.words) == 1 or (len(last.words) == 2 and split_mark(last.text)[0])
    if not alone or word.spaced or not word.text or not rest.text:
        return False
    if width.right - word.x1 > 1.1 * max((part.x1 - part.x0) / len(part.text) for part in (word, rest)):
        return False
    if word.text[-1].isdigit() and rest.text[0].isdigit():
        return True
    if not (word.text[-1].isalpha() and rest.text[0].isalpha()) or word.text[-1].isupper() != rest.text[0].isupper():
        return False
    after = _strip_punctuation(rest.text)
    if width.knows(word.text) or after.lower() in _SMALL_WORDS:
        return False
    return len(after) <= 3 or not width.knows(after)
