"""Split lists in step: cells whose items carry the same numbers, or pair line by line, become actions of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.dates import DateKind, read_plan_date
from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.importing.plan.organisations import is_body
from dhr_xl.importing.plan.values import ActionDraft, PlanCell
from dhr_xl.importing.sources.grid import GridCell, Paragraph
from dhr_xl.importing.terms.headings import Role
from dhr_xl.importing.terms.status_words import is_bare_status
from dhr_xl.importing.terms.words import is_acronym, names_body, read_label

_PAIRED_ROLES: Final = (
    Role.OWNER, Role.EVIDENCE, Role.TARGET, Role.PROGRESS, Role.STATUS, Role.COMPLETED, Role.OFFICER, Role.OTHER,
)  # fmt: skip
"""Columns whose items are shared out among the actions of a list."""
_ONE_PER_LINE: Final = (Role.OWNER, Role.TARGET, Role.STATUS, Role.COMPLETED)
"""Columns in which every line is an entry of its own; lines of the others may be one text."""
_MARK: Final = re.compile(r"\(?([A-Za-z]|[ivx]{1,4}|\d{1,2}(?:\.\d{1,2})?)[.):]?\)?")
_TYPED_MARK: Final = re.compile(
    r"(?:^|(?<=\s))\(?(\d{1,2}|[a-h])[.)]\s*(?=[^\W\d_]|\d{1,2}(?:st|nd|rd|th)?\s|\d{1,2}/)"
)
ITEM_RANGE: Final = re.compile(r"^\(?(\d{1,2})\s?[-–&]\s?(\d{1,2})\b\W*(?=[A-Za-z])")
"""Items named together: "1-3 Complete"."""
_MOST_ITEMS: Final = 26
"""Lines of a cell at most that may pair."""
_CAPITAL_LABEL: Final = re.compile(r"(?<=[\w.;,)])\s(?=[A-Z][A-Z&]+:\s)")
"""Where a label in capitals begins inside a line."""


class ListItem(NamedTuple):
    """One item of a list. key: its number or letter, '' for a line without one."""

    key: str
    paragraphs: tuple[Paragraph, ...]

    def plus(self, *more: Paragraph) -> ListItem:
        """Return the item with further paragraphs."""
        return self._replace(paragraphs=(*self.paragraphs, *more))

    @property
    def text(self) -> str:
        """Its words, without its own mark."""
        first, *rest = self.paragraphs
        return " ".join((first.text, *(paragraph.printed for paragraph in rest))).strip()


def split_lists(action: ActionDraft) -> tuple[ActionDraft, ...]:
    """Split an action into those that its row's lists stand for; return it alone where they do not pair.

    An action that has a list which does not pair gets a finding.
    """
    cell = next(iter(action.cells(Role.ACTION)), None)
    if cell is None or len(action.cells(Role.ACTION)) > 1:
        return (action,)
    labelled = _split_by_label(action, cell)
    if labelled:
        return labelled
    items = read_marked_items(cell, in_line=False)
    keys = [item.key for item in items]
    cells = {n: piece.cell for n, piece in enumerate(action.pieces) if piece.role in _PAIRED_ROLES}
    lists = {n: read_marked_items(paired, of=keys) for n, paired in cells.items()}
    lines = {n: read_line_items(paired) for n, paired in cells.items()}
    if items:
        paired = {n: found for n, found in lists.items() if _goes_with(found, keys)}
        dated = any(action.pieces[n].role in (*_ONE_PER_LINE, Role.PROGRESS) for n in paired)
        if len(items) > 1 and paired and (dated or len(paired) > 1) and not _continues_in_line(items):
            keyed = {n: {item.key: item for item in found} for n, found in paired.items()}
            return _split_action(action, items, keyed, parts=True)
    else:
        items = read_line_items(cell)
        paired = {n: found for n, found in lines.items() if len(found) == len(items)}
        if 1 < len(items) <= _MOST_ITEMS and _pairs_by_line(action, paired):
            keyed = {n: {str(place): item for place, item in enumerate(found, 1)} for n, found in paired.items()}
            items = [item._replace(key=str(place)) for place, item in enumerate(items, 1)]
            return _split_action(action, items, keyed, parts=False)
    if len(items) < 2 or not any(len(lists[n]) > 1 or len(lines[n]) > 1 for n in cells):  # noqa: PLR2004 - not a list
        return (action,)
    kept = action.report(FindingCode.LIST_KEPT, Role.ACTION, source=cell.text, other=str(len(items)))
    return (action.with_findings(kept),)


def read_marked_items(cell: GridCell, *, in_line: bool = True, of: Sequence[str] = ()) -> list[ListItem]:
    """Read the numbered or lettered items of a cell; [] where it is not a list.

    of: the marks of the list it goes with, some of which it may leave out;
    in_line: also read a list in one line ("1. Complete 2. Not due"); not for an action's words, where that is prose.
    """
    made: list[ListItem] = []
    for paragraph in (each for each in cell.paragraphs if each.printed):
        key = _read_mark(paragraph.mark)
        if key and key not in {item.key for item in made}:
            made.append(ListItem(key, (paragraph,)))
        elif made:
            made[-1] = made[-1].plus(paragraph)
        else:
            return _read_items_in_line(cell) if in_line else []
    found = [item.key for item in made]
    if made and (_is_sequence(found) or (len(found) > 1 and found == [key for key in of if key in found])):
        return (_read_items_in_line(cell) or made) if in_line and _continues_in_line(made) else made
    return _read_items_in_line(cell) if in_line else []


def read_line_items(cell: GridCell) -> list[ListItem]:
    """Read the lines of a cell; a line after a bulleted one that has no bullet continues it."""
    paragraphs = [paragraph for paragraph in cell.paragraphs if paragraph.printed]
    bulleted = any(paragraph.mark for paragraph in paragraphs)
    made: list[ListItem] = []
    for paragraph in paragraphs:
        if bulleted and not paragraph.mark and made:
            made[-1] = made[-1].plus(paragraph)
        else:
            made.append(ListItem("", (paragraph,)))
    return made


def _read_mark(mark: str) -> str:
    """Return the number or letter of a list mark in lower case; '' for a bullet."""
    match = _MARK.fullmatch(mark)
    return match[1].lower() if match else ""


def _is_sequence(keys: Sequence[str]) -> bool:
    """Tell whether marks count on from 1, a or i. A single mark counts where it is the first."""
    numbers = [str(n) for n in range(1, len(keys) + 1)]
    letters = [chr(ord("a") + n) for n in range(len(keys))]
    roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"][: len(keys)]
    tails = [key.rsplit(".", 1)[-1] for key in keys]
    return list(keys) in (numbers, letters, roman) or (all("." in key for key in keys) and tails == numbers)


def _continues_in_line(items: Sequence[ListItem]) -> bool:
    """Tell whether the last item's line holds further items ("b. … c. …"), so that lines do not separate the items."""
    keys = [item.key for item in items]
    return any(_is_sequence([*keys, match[1]]) for match in _TYPED_MARK.finditer(items[-1].text))


def _read_items_in_line(cell: GridCell) -> list[ListItem]:
    """Read the items of a list printed in one line; [] where it is not such a list."""
    text = cell.text
    matches = list(_TYPED_MARK.finditer(text))
    if len(matches) < 2 or not _is_sequence([match[1] for match in matches]) or text[: matches[0].start()].strip():  # noqa: PLR2004
        return []
    ends = [match.start() for match in matches[1:]] + [len(text)]
    return [
        ListItem(match[1], (Paragraph(text[match.end() : end].strip(), text[match.start() : match.end()].strip()),))
        for match, end in zip(matches, ends, strict=True)
    ]


def _goes_with(found: Sequence[ListItem], keys: Sequence[str]) -> bool:
    """Tell whether a cell has items of the list: several, or the first alone ("1. Complete", of three)."""
    own = [item.key for item in found]
    return len(set(own) & set(keys)) > 1 or (bool(own) and own == list(keys)[: len(own)])


def _pairs_by_line(action: ActionDraft, paired: Mapping[int, Sequence[ListItem]]) -> bool:
    """Tell whether lines pair: each is a date in a date cell, a status in a status cell, a body in the lead's cell."""
    telling = 0
    for n, items in paired.items():
        role, texts = action.pieces[n].role, [item.text for item in items]
        if role in (Role.TARGET, Role.COMPLETED):
            telling += all(_is_date(text) for text in texts)
        elif role in (Role.STATUS, Role.PROGRESS):
            telling += all(is_bare_status(text) for text in texts)
        elif role is Role.OWNER:
            telling += all(names_body(text) or is_acronym(text) for text in texts) and len(set(texts)) > 1
    return telling > 0


def _is_date(text: str) -> bool:
    return read_plan_date(text).kind not in (DateKind.WORDS, DateKind.BLANK) or is_bare_status(text)


def _split_action(
    action: ActionDraft, items: Sequence[ListItem], paired: Mapping[int, Mapping[str, ListItem]], *, parts: bool
) -> tuple[ActionDraft, ...]:
    """Return an action for each item, with its own items of the paired cells and all of the other cells."""
    made: list[ActionDraft] = []
    keys = [item.key for item in items]
    for place, item in enumerate(items):
        pieces: list[PlanCell] = []
        for n, piece in enumerate(action.pieces):
            if piece.role is Role.ACTION:
                pieces.append(_cut_to_item(piece, item))
            elif n not in paired:
                pieces.append(piece)
            elif item.key in paired[n]:
                pieces.append(_cut_to_item(piece, _add_rest(paired[n], item.key, keys, last=place == len(items) - 1)))
        part = f"{action.part}.{item.key}" if action.part else (item.key if parts else "")
        made.append(action._replace(pieces=tuple(pieces), part=part))
    split = action.report(FindingCode.LIST_SPLIT, Role.ACTION, source=action.text(Role.ACTION), other=str(len(items)))
    made[0] = made[0].with_findings(split)
    shared = [
        piece.cell.text
        for n, piece in enumerate(action.pieces)
        if n not in paired and piece.role is Role.PROGRESS and read_line_items(piece.cell)
    ]
    if shared and not ITEM_RANGE.match(shared[0]):
        about = action.report(FindingCode.REPORT_SHARED, Role.PROGRESS, source=shared[0])
        made = [each.with_findings(about) for each in made]
    return tuple(made)


def _add_rest(found: Mapping[str, ListItem], key: str, keys: Sequence[str], *, last: bool) -> ListItem:
    """Return an item of a paired cell; the last one also gets the items for which there is no action."""
    more = (item for other, item in found.items() if last and other not in keys)
    return found[key].plus(*(paragraph for item in more for paragraph in item.paragraphs))


def _cut_to_item(piece: PlanCell, item: ListItem) -> PlanCell:
    """Return the cell with one item's paragraphs alone, without its mark."""
    first, *rest = item.paragraphs
    return piece._replace(cell=piece.cell._replace(paragraphs=(first._replace(mark=""), *rest), value=None))


def _split_at_labels(cell: GridCell) -> list[Paragraph]:
    """Return the lines of a cell, split before a label in capitals too ("CSP: publish it POLICE: share it")."""
    return [
        paragraph._replace(text=text) if place == 0 else Paragraph(text)
        for paragraph in cell.paragraphs
        if paragraph.printed
        for place, text in enumerate(_CAPITAL_LABEL.split(paragraph.text))
    ]


def _split_by_label(action: ActionDraft, cell: GridCell) -> tuple[ActionDraft, ...]:
    """Return an action for each body named at the start of a line ("POLICE: …", "Probation: …"); () where none is."""
    items: list[ListItem] = []
    for paragraph in _split_at_labels(cell):
        label = read_label(paragraph.text)
        if is_body(label) and paragraph.text[len(label) :].lstrip().startswith(":"):
            items.append(ListItem(label, (paragraph,)))
        elif items:
            items[-1] = items[-1].plus(paragraph)
        else:
            return ()
    if len({item.key for item in items}) < 2:  # noqa: PLR2004 - one body alone
        return ()
    paired: dict[int, dict[str, ListItem]] = {}
    for n, piece in enumerate(action.pieces):
        if piece.role in _PAIRED_ROLES:
            parted = [(read_label(each.text), each) for each in _split_at_labels(piece.cell)]
            own = {label: ListItem(label, (each,)) for label, each in parted if label}
            lines = read_line_items(piece.cell)
            if set(own) >= {item.key for item in items}:
                paired[n] = own
            elif len(lines) == len(items):
                paired[n] = {item.key: line for item, line in zip(items, lines, strict=True)}
    made = _split_action(action, items, paired, parts=False)
    return tuple(each._replace(label=item.key) for each, item in zip(made, items, strict=True))
