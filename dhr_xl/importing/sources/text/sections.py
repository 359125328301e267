"""Find whom rows are for: section headings, repaired where a scan damaged them, and agencies' labels in cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from dhr_xl.core.plan.dates import split_dates
from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.importing.sources.text.rows import LineFinding, TextLine, TextRow
from dhr_xl.importing.terms.headings import Role
from dhr_xl.importing.terms.status_words import is_bare_status
from dhr_xl.importing.terms.statuses import ends_with_status
from dhr_xl.importing.terms.words import (
    EVERYBODY,
    compare_texts,
    ends_sentence,
    is_acronym,
    is_title,
    names_body,
    read_label,
    read_number,
)

_GOES_ON: Final = re.compile(r"(?:\b(?:and|of|the|for|with|in|to)|[,&–-])$", re.IGNORECASE)
_ALIKE: Final = 0.85
"""Similarity from which a heading on a row is the next row's heading, printed over the edge."""
_ALIKE_TAIL: Final = 0.62
"""The same for the last words of a recommendation, of which a scan damaged one of the two copies."""
_MOST_WORDS: Final = 25
_LONGEST_LIST: Final = 40
"""Words of a heading at most that lists all agencies; `_MOST_WORDS` for other headings."""
_FEW: Final = 5
_MOST_LABELS: Final = 60
"""With more labels than this, words before colons are not agencies."""
_LATER: Final = re.compile(r"(?<=[.;!?a-z)] )([A-Z][A-Z0-9&]{2,11}):(?=\s)")
"""A label in capitals inside a cell."""
_OFTEN: Final = 2
_FOOTER_TIMES: Final = 3
"""How often a line recurs at least to be a footer."""


class TextSection(NamedTuple):
    """A section heading. everybody: it is for several bodies; pending: what to report where it was repaired."""

    line: int
    text: str
    everybody: bool = False
    pending: tuple[LineFinding, ...] = ()


TextItem = TextSection | TextRow


def separate_sections(rows: Sequence[TextRow], words: Mapping[str, int]) -> tuple[list[TextItem], list[TextLine]]:
    """Separate section headings from the plan's rows, in order; also return the words that are neither.

    words: how often each word occurs in the table.
    """
    items: list[TextItem] = []
    asides: list[TextLine] = []
    footers = _find_footers(rows)
    for place, row in enumerate(rows):
        text = _read_heading(row, items[-1] if items else None, words)
        if row.line.number in footers:
            asides.append(row.line)
        elif text:
            items.append(_make_section(row, text, items, words, asides))
        else:
            items.append(_remove_next_heading(row, rows[place + 1 : place + 2], asides))
    return items, asides


def _find_footers(rows: Sequence[TextRow]) -> frozenset[int]:
    """Find lines of one cell that recur page after page between different headings, and so are not headings."""
    alone = [(row.line.number, row.line.text) for row in rows if len([c for c in row.line.cells if c]) == 1]
    often = {text for text, times in Counter(text for _, text in alone).items() if times >= _FOOTER_TIMES}
    lines: set[int] = set()
    for text in often:
        mine = [line for line, other in alone if other == text]
        between = [other for line, other in alone if mine[0] < line < mine[-1] and other != text]
        heads = not is_bare_status(text) and read_number(text) is None and " " in text
        if heads and (not names_body(text) or any(is_title(other) for other in between)):
            lines.update(mine)
    return frozenset(lines)


def count_words(rows: Iterable[TextRow]) -> Counter[str]:
    """Count how often each word occurs in the table, in lower case."""
    return Counter(word.lower() for row in rows for word in re.findall(r"[^\W\d_]+", row.line.text))


def _read_heading(row: TextRow, last: TextItem | None, words: Mapping[str, int]) -> str:
    """Return the words of the heading that this row is; '' where it is not a heading."""
    cells = [cell for cell in row.line.cells if re.search(r"\w", cell)]
    if not cells or not (row.line.cells[0] or row.get(Role.RECOMMENDATION)):
        return ""
    text = ""
    if len(set(cells)) == 1 and (len(cells) == 1 or len(cells) >= len(row.line.cells) - 1 > 1):
        text = cells[0]
    elif tuple(cells) == row.line.cells[:2]:
        text = _join_run_over(cells[0], cells[1], words)
    return text if text and _is_heading(text, row, last) else ""


def _is_heading(text: str, row: TextRow, last: TextItem | None) -> bool:
    """Tell whether a text is a section heading. last: the item before this row."""
    count = len(text.split())
    if EVERYBODY.match(text) and not text.endswith(".") and count <= _LONGEST_LIST:
        return is_title(text) or text.partition(" ")[0].isupper() or count <= _FEW
    if count > _MOST_WORDS or not text[0].isupper() or is_bare_status(text) or read_number(text):
        return False
    if row.get(Role.NUMBER) and not row.get(Role.RECOMMENDATION):
        return True
    named = names_body(text) and count <= _FEW and not text.endswith(".") and not read_label(text)
    if not (is_title(text) or named):
        return False
    before = last.get(Role.RECOMMENDATION) if isinstance(last, TextRow) else ""
    return names_body(text) or not (before and not ends_sentence(before) and row.line.after_break)


def _join_run_over(one: str, other: str, words: Mapping[str, int]) -> str:
    """Join a heading that runs over into the next column; '' where it does not.

    A word cut at the column's edge is joined where the document has the whole word elsewhere, and neither part.
    """
    if _GOES_ON.search(one):
        return f"{one} {other}" if is_title(f"{one} {other}") and len(other.split()) <= _FEW else ""
    left = one.rpartition(" ")[2].lower()
    known = words.get(left, 0) > 1 or words.get(other, 0) > 1
    if known or not (other.isalpha() and other.islower() and len(other) <= _FEW and is_title(one)):
        return ""
    twice = (n for n in range(_FEW) if left.endswith(other[:n]) and left + other[n:] in words)
    return next((one + other[n:] for n in twice), "")


def _remove_next_heading(row: TextRow, following: Sequence[TextRow], asides: list[TextLine]) -> TextRow:
    """Return the row without the next section's heading, where that was printed over its edge."""
    text = row.get(Role.RECOMMENDATION)
    below = following[0].line.cells[0] if following else ""
    titled = below and row.get(Role.ACTION) and is_title(text) and not read_number(text)
    if not titled or compare_texts(text, below) < _ALIKE:
        return row
    asides.append(TextLine(row.line.number, (text,)))
    return row.put(Role.RECOMMENDATION, "")


def _make_section(
    row: TextRow, text: str, items: list[TextItem], words: Mapping[str, int], asides: list[TextLine]
) -> TextSection:
    """Make a section, its heading repaired with a cleaner copy at the end of the row above; keep the other aside."""
    last = items[-1] if items else None
    clean = text
    if isinstance(last, TextRow):
        shorter, tail = _cut_tail(last.get(Role.RECOMMENDATION), text)
        if tail:
            items[-1] = last.put(Role.RECOMMENDATION, shorter)
            clean = tail if _count_unknown_words(text, words) > _count_unknown_words(tail, words) else text
            asides += [TextLine(last.line.number, (tail,))] if clean == text else []
    worded = dict.fromkeys(cell for cell in row.line.filled if re.search(r"\w", cell))
    mended = clean != " ".join(worded)
    left_over = row.line.filled if mended else tuple(cell for cell in row.line.filled if cell not in worded)
    asides += [TextLine(row.line.number, left_over)] if left_over else []
    pending = LineFinding(FindingCode.HEADING_MENDED, row.line.number, row.line.text, {"guessed": clean})
    return TextSection(row.line.number, clean, bool(EVERYBODY.match(clean)), (pending,) if mended else ())


def _cut_tail(text: str, heading: str) -> tuple[str, str]:
    """Split off this heading from the end of a text: (the text before it, its words there); '' where it has none."""
    tokens = text.split()
    most = min(len(heading.split()) + 2, len(tokens))
    tails = [" ".join(tokens[-count:]) for count in range(2, most) if tokens[-count][0].isupper()]
    tail = max(tails, key=lambda tail: compare_texts(tail, heading), default="")
    if not names_body(tail) or ends_sentence(tail) or compare_texts(tail, heading) < _ALIKE_TAIL:
        return text, ""
    return text.removesuffix(tail).strip(), tail


def _count_unknown_words(text: str, words: Mapping[str, int]) -> int:
    """Count the words of a text that occur nowhere else in the document."""
    return sum(1 for word in re.findall(r"[^\W\d_]+", text) if words.get(word.lower(), 0) <= 1)


def find_labels(items: Sequence[TextItem]) -> frozenset[str]:
    """Find the agencies' labels used in the action column, as printed.

    Under a heading for everybody, or none, a label counts where it names a body or recurs. Under other headings it must
    be known from there, or be an acronym that recurs often.
    """
    shared: Counter[str] = Counter()
    single: Counter[str] = Counter()
    everybody = True
    for item in items:
        if isinstance(item, TextSection):
            everybody = item.everybody
            continue
        text = item.get(Role.ACTION)
        first = read_label(text)
        own = any(item.get(role) for role in (Role.EVIDENCE, Role.TARGET, Role.PROGRESS))
        found = Counter({first: 1 + own} if first else {})  # a label with cells of its own counts twice
        found.update(label for label in _LATER.findall(text) if label != first)
        (shared if everybody else single).update(found)
    known = {label for label, times in shared.items() if names_body(label) or times > 1}
    folded = {label.lower() for label in known}
    recurring = {label for label, times in single.items() if times > _OFTEN and is_acronym(label)}
    known |= recurring | {label for label in single if label.lower() in folded}
    return frozenset(known if len(known) <= _MOST_LABELS else ())


def find_label(text: str, labels: frozenset[str], *, loose: bool) -> str:
    """Return the known label that a text begins with, or ''. loose: one in capitals counts without a colon."""
    for label in sorted(labels, key=len, reverse=True):
        alone = loose and is_acronym(label)
        mark = r"\s*(?::|-\s|[–—])" + (r"|\s+(?=[A-Z])" if alone else "")
        if re.match(rf"{re.escape(label)}(?:{mark})", text, 0 if alone else re.IGNORECASE):
            return label
    return ""


def split_shares(text: str, labels: frozenset[str]) -> list[tuple[str, str]]:
    """Split a cell's words by agency, in order, each with its label; words before the first label have ''."""
    names = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    found = list(re.finditer(rf"(?:^|(?<=\s))({names})\s*:", text, re.IGNORECASE)) if labels else []
    printed = {label.lower(): label for label in labels}
    starts = [0, *(match.start() for match in found), len(text)]
    owners = ["", *(printed.get(match[1].lower(), "") for match in found)]
    pieces = (text[start:end].strip() for start, end in pairwise(starts))
    return [(owner, piece) for owner, piece in zip(owners, pieces, strict=True) if piece]


def allot(text: str, owners: Sequence[str], key: str, labels: frozenset[str]) -> Sequence[str]:
    """Divide a cell's words among agencies: by label, else by order of dates or reports, else all to the first.

    owners: the agencies' labels; key: the column; labels: all labels of the table.
    """
    if len(owners) == 1:
        return [text]
    shares = split_shares(text, labels)
    named = {label for label, _ in shares if label}
    if named:
        free = next((owner for owner in owners if owner not in named), owners[0])
        given = dict.fromkeys(owners, "")
        for label, piece in shares:
            owner = label if label in given else free
            given[owner] = f"{given[owner]} {piece}".strip()
        return list(given.values())
    pieces = split_dates(text) if key == Role.TARGET else _split_reports(text, len(owners))
    if len(pieces) == len(owners):
        return pieces
    if (key == Role.TARGET and len(pieces) == 1) or key in (Role.STATUS, Role.RAG) or is_bare_status(text):
        return [text] * len(owners)
    return [text, *[""] * (len(owners) - 1)]


def _split_reports(text: str, count: int) -> list[str]:
    """Split the reports of `count` agencies that follow one another, each but the last ending in its status."""
    pieces = [""]
    for sentence in re.split(r"(?<=[.;])\s+(?=[A-Z])", text):
        if len(pieces) < count and ends_with_status(pieces[-1].rpartition("\n")[2]):
            pieces.append("")
        pieces[-1] += f"\n{sentence}"
    return [" ".join(piece.split("\n")).strip() for piece in pieces]
