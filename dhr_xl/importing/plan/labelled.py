"""Turn label-and-value blocks, one for each recommendation, into table rows; in paragraphs or narrow tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from dhr_xl.importing.sources.grid import GridCell, GridRow, GridTable, LooseParagraph, Paragraph
from dhr_xl.importing.terms.headings import Role, find_role
from dhr_xl.importing.terms.words import RECOMMENDATION_WORD, read_number

_LONGEST_LABEL: Final = 80
_ENOUGH: Final = 3
"""Labels of different roles that a block has at least."""


class LabelledRows(NamedTuple):
    """A table made of paragraphs, and the paragraphs it was made of."""

    table: GridTable
    used: tuple[LooseParagraph, ...]


class _LabelledBlock:
    """One block. values: label -> the paragraphs of its value, in order."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.values: dict[str, list[Paragraph]] = {}


def read_labelled_paragraphs(words: Sequence[LooseParagraph]) -> LabelledRows | None:
    """Read blocks in paragraphs: a line with a label, then the lines of its value. None where no line is a label."""
    labels = _find_labels(words)
    records: list[_LabelledBlock] = []
    used: list[LooseParagraph] = []
    label = ""
    for each, paragraph in _split_at_labels(words, labels):
        text = paragraph.printed
        name, value = _split_label(text)
        key = _normalise_label(name)
        number = RECOMMENDATION_WORD.match(text) and read_number(text)
        if number:
            records.append(_LabelledBlock(each.place))
            label = "Recommendation" if number.rest else "No"
            records[-1].values[label] = [paragraph]
        elif key in labels:
            begun = records and key in {_normalise_label(known) for known in records[-1].values}
            if not records or (begun and find_role(key) in (Role.NUMBER, Role.RECOMMENDATION)):
                records.append(_LabelledBlock(each.place))
            label = name.strip()
            records[-1].values.setdefault(label, []).extend([Paragraph(value)] if value else [])
        elif records and label:
            label = "Recommendation" if label == "No" else label
            records[-1].values.setdefault(label, []).append(paragraph)
        else:
            continue
        used.append(each)
    table = _make_table(records)
    return LabelledRows(table, tuple(used)) if table else None


def _split_at_labels(
    words: Sequence[LooseParagraph], labels: frozenset[str]
) -> Iterator[tuple[LooseParagraph, Paragraph]]:
    """Yield the paragraphs, split where a label begins in the middle ("… of abuse. Action: Agree a form")."""
    names = "|".join(r"\W+".join(map(re.escape, label.split())) for label in labels)
    begins = re.compile(rf"(?<=[.!?])\s(?=(?:{names})\s?:)", re.IGNORECASE)
    for each in words:
        pieces = begins.split(each.paragraph.text) if labels else [each.paragraph.text]
        yield each, each.paragraph._replace(text=pieces[0])
        yield from ((each, Paragraph(piece)) for piece in pieces[1:])


def read_labelled_table(table: GridTable) -> GridTable | None:
    """Read blocks in a table whose first column labels the values in the second; None where it does not."""
    pairs: list[tuple[str, GridCell]] = []
    for row in table.rows:
        own = [cell for cell in row.cells if cell.origin is None]
        if len(own) % 2 and len(own) > 1:
            return None
        if len(own) == 1:
            pairs.append(("", own[0]))
        pairs.extend((own[n].text, own[n + 1]) for n in range(0, len(own) - 1, 2))
    top = [cell.text for cell in table.rows[0].filled] if table.rows else []
    if len(top) > 2 and all(map(find_role, top)):  # noqa: PLR2004 - a row of headings, not a label and its value
        return None
    first = [row.cells[0].text for row in table.rows if row.cells[0].origin is None]
    if sum(1 for label in first if len(label) <= _LONGEST_LABEL and find_role(label)) * 5 < len(first) * 3:
        return None
    known = [role for label, _ in pairs if 0 < len(label) <= _LONGEST_LABEL and (role := find_role(label))]
    wanted = {Role.RECOMMENDATION, Role.ACTION} & set(known)
    if not wanted or len(set(known)) < _ENOUGH or len(known) * 2 < sum(1 for label, _ in pairs if label):
        return None
    records: list[_LabelledBlock] = []
    for label, cell in pairs:
        numbered = None if label else read_number(cell.text)
        name = label.strip(" :") or ("No" if numbered and not numbered.rest else "Recommendation")
        begins = (
            _normalise_label(name) in {_normalise_label(known) for known in records[-1].values} if records else True
        )
        if begins or (not label and cell.text):
            records.append(_LabelledBlock(cell.place))
        records[-1].values.setdefault(name, []).extend(cell.paragraphs)
    return _make_table(records)


def _find_labels(words: Sequence[LooseParagraph]) -> frozenset[str]:
    """Find the lines that are labels: they name a column, and are headings, end in a colon, or recur."""
    parted = [(_split_label(each.paragraph.printed), each.paragraph) for each in words]
    texts = [(_normalise_label(name), paragraph) for (name, _), paragraph in parted if len(name) <= _LONGEST_LABEL]
    meant = Counter(key for key, _ in texts if key and find_role(key))
    often = max(2, max(meant.values(), default=0) // 2)  # a label is in most of the blocks
    return frozenset(
        key
        for key, paragraph in texts
        if key in meant and (meant[key] >= often or paragraph.level > 1 or paragraph.text.endswith(":"))
    )


def _split_label(text: str) -> tuple[str, str]:
    """Split a line into its label and the value after it ("Lead agency: Ivel Constabulary"), or the line and ''."""
    match = re.fullmatch(r"([^:]{2,60}):\s*(.*)", text)
    return (match[1], match[2]) if match and find_role(match[1]) else (text, "")


def _normalise_label(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def _make_table(records: Sequence[_LabelledBlock]) -> GridTable | None:
    """Make a table of the blocks: a column for each label, a row for each block; None where they do not make a plan."""
    headings: dict[str, str] = {}
    for record in records:
        for label in record.values:
            headings.setdefault(_normalise_label(label), label)
    roles = {role for heading in headings.values() if (role := find_role(heading))}
    if not {Role.RECOMMENDATION, Role.ACTION} & roles or len(roles) < _ENOUGH:
        return None
    top = GridRow(tuple(GridCell((Paragraph(heading),)) for heading in headings.values()))
    rows = [top]
    for record in records:
        values = {_normalise_label(label): tuple(paragraphs) for label, paragraphs in record.values.items()}
        rows.append(GridRow(tuple(GridCell(values.get(key, ()), place=record.place) for key in headings)))
    return GridTable(tuple(rows), headings=1)
