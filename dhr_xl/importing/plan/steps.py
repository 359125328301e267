"""Lists in step: an action's cells whose items carry the same numbers, or pair line by line, are split into actions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.dates import DateKind, read_plan_date
from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.importing.plan.bodies import is_body
from dhr_xl.importing.plan.values import ActionDraft, Piece, Remark
from dhr_xl.importing.sources.grid import Cell, Paragraph
from dhr_xl.importing.terms.headings import Role
from dhr_xl.importing.terms.status_words import is_bare_status
from dhr_xl.importing.terms.words import is_acronym, names_body, read_label

_PAIRED: Final = (
    Role.OWNER,
    Role.EVIDENCE,
    Role.TARGET,
    Role.PROGRESS,
    Role.STATUS,
    Role.COMPLETED,
    Role.OFFICER,
    Role.OTHER,
)
"""Columns whose items are given to the actions of a list."""
_SHORT: Final = (Role.OWNER, Role.TARGET, Role.STATUS, Role.COMPLETED)
"""Those whose every line is a thing of its own; lines of the others may be one text."""
_MARK: Final = re.compile(r"\(?([A-Za-z]|[ivx]{1,4}|\d{1,2}(?:\.\d{1,2})?)[.):]?\)?")
_TYPED: Final = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2}|[a-h])[.)]\s*(?=[^\W\d_]|\d{1,2}(?:st|nd|rd|th)?\s|\d{1,2}/)")
RANGE: Final = re.compile(r"^\(?(\d{1,2})\s?[-–&]\s?(\d{1,2})\b\W*(?=[A-Za-z])")
"""Items named together: "1-3 Complete"."""
_MOST: Final = 26
_SHOUTED: Final = re.compile(r"(?<=[\w.;,)])\s(?=[A-Z][A-Z&]+:\s)")
"""Where a label in capitals begins in a line."""


class Item(NamedTuple):
    """One item of a list: its number or letter, '' for a line without one, and its paragraphs."""

    key: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """Its words, without its own number."""
        first, *rest = self.paragraphs
        return " ".join((first.text, *(paragraph.printed for paragraph in rest))).strip()


def split_steps(action: ActionDraft) -> tuple[ActionDraft, ...]:
    """The actions that one row's lists stand for; else the action itself, with what is to be said of it."""
    cell = next(iter(action.cells(Role.ACTION)), None)
    if cell is None or len(action.cells(Role.ACTION)) > 1:
        return (action,)
    labelled = _by_label(action, cell)
    if labelled:
        return labelled
    items = marked_items(cell, in_line=False)
    keys = [item.key for item in items]
    lists = {n: marked_items(piece.cell, of=keys) for n, piece in enumerate(action.pieces) if piece.role in _PAIRED}
    if items:
        paired = {
            n: found
            for n, found in lists.items()
            if (found and len({item.key for item in found} & set(keys)) > 1) or _is_lead(found, keys)
        }
        dated = any(action.pieces[n].role in (*_SHORT, Role.PROGRESS) for n in paired)
        if len(items) > 1 and paired and (dated or len(paired) > 1) and not _holds_next(items):
            return _split(action, items, {n: {i.key: i for i in found} for n, found in paired.items()}, parts=True)
    else:
        items = line_items(cell)
        lines = {n: line_items(piece.cell) for n, piece in enumerate(action.pieces) if piece.role in _PAIRED}
        paired = {n: found for n, found in lines.items() if len(found) == len(items)}
        if 1 < len(items) <= _MOST and _pairs(action, paired):
            keyed = {n: {str(place): item for place, item in enumerate(found, 1)} for n, found in paired.items()}
            items = [item._replace(key=str(place)) for place, item in enumerate(items, 1)]
            return _split(action, items, keyed, parts=False)
    several = len(items) > 1 and any(
        len(found) > 1 or len(line_items(action.pieces[n].cell)) > 1 for n, found in lists.items()
    )
    if several:
        return (
            action.see(
                Remark(
                    FindingCode.LIST_KEPT, source=cell.text, other=str(len(items)), place=action.place_of(Role.ACTION)
                )
            ),
        )
    return (action,)


def marked_items(cell: Cell, *, in_line: bool = True, of: Sequence[str] = ()) -> list[Item]:
    """The numbered or lettered items of a cell; [] where it is no list.

    of: the numbers of the list it goes with, some of which it may leave out;
    in_line: those of one line too ("1. Complete 2. Not due"), which in an action's words are no parts of their own.
    """
    made: list[Item] = []
    for paragraph in (each for each in cell.paragraphs if each.printed):
        key = _key(paragraph.mark)
        if key and key not in {item.key for item in made}:
            made.append(Item(key, (paragraph,)))
        elif made:
            made[-1] = made[-1]._replace(paragraphs=(*made[-1].paragraphs, paragraph))
        else:
            return _in_line(cell) if in_line else []
    found = [item.key for item in made]
    if made and (_counts(found) or (len(found) > 1 and found == [key for key in of if key in found])):
        return (_in_line(cell) or made) if in_line and _holds_next(made) else made
    return _in_line(cell) if in_line else []


def line_items(cell: Cell) -> list[Item]:
    """The lines of a cell, bulleted ones with those that go on with them."""
    paragraphs = [paragraph for paragraph in cell.paragraphs if paragraph.printed]
    bulleted = any(paragraph.mark for paragraph in paragraphs)
    made: list[Item] = []
    for paragraph in paragraphs:
        if bulleted and not paragraph.mark and made:
            made[-1] = made[-1]._replace(paragraphs=(*made[-1].paragraphs, paragraph))
        else:
            made.append(Item("", (paragraph,)))
    return made


def _key(mark: str) -> str:
    match = _MARK.fullmatch(mark)
    return match[1].lower() if match else ""


def _counts(keys: Sequence[str]) -> bool:
    """Whether marks count on from 1, a or i; one alone counts where it is the first."""
    numbers = [str(n) for n in range(1, len(keys) + 1)]
    letters = [chr(ord("a") + n) for n in range(len(keys))]
    roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"][: len(keys)]
    tails = [key.rsplit(".", 1)[-1] for key in keys]
    return list(keys) in (numbers, letters, roman) or (all("." in key for key in keys) and tails == numbers)


def _holds_next(items: Sequence[Item]) -> bool:
    """Whether the last item goes on with the list in its line ("b. … c. …"): then its lines do not tell the items."""
    keys = [item.key for item in items]
    return any(_counts([*keys, match[1]]) for match in _TYPED.finditer(items[-1].text))


def _in_line(cell: Cell) -> list[Item]:
    """The items of a list that is printed in one line."""
    text = cell.text
    matches = list(_TYPED.finditer(text))
    if len(matches) < 2 or not _counts([match[1] for match in matches]) or text[: matches[0].start()].strip():  # noqa: PLR2004
        return []
    ends = [match.start() for match in matches[1:]] + [len(text)]
    return [
        Item(match[1], (Paragraph(text[match.end() : end].strip(), text[match.start() : match.end()].strip()),))
        for match, end in zip(matches, ends, strict=True)
    ]


def _is_lead(found: Sequence[Item], keys: Sequence[str]) -> bool:
    """Whether a cell has only the first items of the list: "1. Complete", of three."""
    return bool(found) and [item.key for item in found] == list(keys)[: len(found)]


def _pairs(action: ActionDraft, paired: Mapping[int, Sequence[Item]]) -> bool:
    """Whether lines pair: every line of a date's cell is a date, of a status's a status, of the lead's a body."""
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


def _split(
    action: ActionDraft, items: Sequence[Item], paired: Mapping[int, Mapping[str, Item]], *, parts: bool
) -> tuple[ActionDraft, ...]:
    """An action for each item, with its own items of the paired cells and the whole of the others."""
    made: list[ActionDraft] = []
    keys = [item.key for item in items]
    for place, item in enumerate(items):
        pieces: list[Piece] = []
        for n, piece in enumerate(action.pieces):
            if piece.role is Role.ACTION:
                pieces.append(_cut(piece, item))
            elif n not in paired:
                pieces.append(piece)
            elif item.key in paired[n]:
                pieces.append(_cut(piece, _with_rest(paired[n], item.key, keys, last=place == len(items) - 1)))
        part = f"{action.part}.{item.key}" if action.part else (item.key if parts else "")
        made.append(action._replace(pieces=tuple(pieces), part=part))
    seen = Remark(
        FindingCode.LIST_SPLIT,
        other=str(len(items)),
        source=action.text(Role.ACTION),
        place=action.place_of(Role.ACTION),
    )
    shared = [
        piece
        for n, piece in enumerate(action.pieces)
        if n not in paired and piece.role is Role.PROGRESS and len(line_items(piece.cell))
    ]
    made[0] = made[0].see(seen)
    if shared and not RANGE.match(shared[0].cell.text):
        about = Remark(FindingCode.REPORT_SHARED, source=shared[0].cell.text, place=action.place_of(Role.PROGRESS))
        made = [each.see(about) for each in made]
    return tuple(made)


def _with_rest(found: Mapping[str, Item], key: str, keys: Sequence[str], *, last: bool) -> Item:
    """An item of a paired cell; the last one takes along what the cell lists beyond the actions."""
    more = [item for other, item in found.items() if last and other not in keys]
    return found[key]._replace(
        paragraphs=(*found[key].paragraphs, *(paragraph for item in more for paragraph in item.paragraphs))
    )


def _cut(piece: Piece, item: Item) -> Piece:
    first, *rest = item.paragraphs
    return piece._replace(cell=piece.cell._replace(paragraphs=(first._replace(mark=""), *rest), value=None))


def _label_lines(cell: Cell) -> list[Paragraph]:
    """The lines of a cell, a label in capitals beginning one too ("CSP: publish it POLICE: share it")."""
    return [
        paragraph._replace(text=text) if place == 0 else Paragraph(text)
        for paragraph in cell.paragraphs
        if paragraph.printed
        for place, text in enumerate(_SHOUTED.split(paragraph.text))
    ]


def _by_label(action: ActionDraft, cell: Cell) -> tuple[ActionDraft, ...]:
    """An action for each body whose name, with a colon, begins a line of the cell ("POLICE: …", "Probation: …")."""
    items: list[Item] = []
    for paragraph in _label_lines(cell):
        label = read_label(paragraph.text)
        if is_body(label) and paragraph.text[len(label) :].lstrip().startswith(":"):
            items.append(Item(label, (paragraph,)))
        elif items:
            items[-1] = items[-1]._replace(paragraphs=(*items[-1].paragraphs, paragraph))
        else:
            return ()
    if len({item.key for item in items}) < 2:  # noqa: PLR2004 - one body's
        return ()
    paired: dict[int, dict[str, Item]] = {}
    for n, piece in enumerate(action.pieces):
        if piece.role in _PAIRED:
            own = {label: Item(label, (each,)) for each in _label_lines(piece.cell) if (label := read_label(each.text))}
            lines = line_items(piece.cell)
            if set(own) >= {item.key for item in items}:
                paired[n] = own
            elif len(lines) == len(items):
                paired[n] = {item.key: line for item, line in zip(items, lines, strict=True)}
    made = _split(action, items, paired, parts=False)
    return tuple(each._replace(label=item.key) for each, item in zip(made, items, strict=True))
