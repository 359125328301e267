"""Join rows that pages cut into whole recommendations and actions: does a row begin one, or continue the last?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.importing.sources.text.rows import LineFinding, TextRow
from dhr_xl.importing.sources.text.sections import TextItem, TextSection, allot, find_label, split_shares
from dhr_xl.importing.terms.headings import Role
from dhr_xl.importing.terms.status_words import is_bare_status
from dhr_xl.importing.terms.statuses import has_status
from dhr_xl.importing.terms.words import (
    NumberedText,
    ends_sentence,
    names_body,
    read_bare_number,
    read_list_letter,
    read_number,
    starts_mid_sentence,
)

SHARED: Final = (Role.NUMBER, Role.SCOPE, Role.THEME)
"""Columns whose words belong to the recommendation and not to one action, besides the recommendation's own."""
_REPORT: Final = (Role.PROGRESS, Role.STATUS)
"""Columns that may hold a status."""
_END: Final = 500
"""Characters at the end of a report in which to look for its status."""
_LONGEST_NUMBER: Final = 8


@dataclass
class TextAction:
    """An action as its rows give it. owner: its label or the words of its agency column; cells: the other columns."""

    line: int
    owner: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    pending: list[LineFinding] = field(default_factory=list)

    def get(self, role: Role) -> str:
        """Return its words under one heading, '' where there are none."""
        return self.cells.get(role, "")

    def add(self, row: TextRow) -> None:
        """Add the words of a further row, except those of the recommendation and the owner."""
        for key, text in row.cells.items():
            if key not in (Role.RECOMMENDATION, Role.OWNER):
                self.cells[key] = f"{self.cells.get(key, '')} {text}".strip()
        self.pending.extend(row.pending)


@dataclass
class TextRecommendation:
    """A recommendation as its rows give it.

    number: as printed, '' for none; text: its words, with the number where the cell has it; cells: of `SHARED` columns.
    """

    line: int
    number: str
    text: str
    section: TextSection | None
    cells: dict[str, str]
    actions: list[TextAction] = field(default_factory=list)


@dataclass
class RowJoiner:
    """Joins the rows of one table; holds the state of the pass, and what is known of the whole table beforehand.

    labels: agencies' labels used in the action column; words: how often each word occurs in the table;
    numbers: the table has a column for the recommendation's number;
    small: columns whose cells usually begin in lower case; fresh: a section has just begun.
    """

    labels: frozenset[str]
    words: Mapping[str, int]
    numbers: bool
    small: frozenset[str]
    section: TextSection | None = None
    fresh: bool = True
    last: TextRecommendation = field(default_factory=lambda: TextRecommendation(0, "", "", None, {}))

    def join_rows(self, items: Sequence[TextItem]) -> list[TextSection | TextRecommendation]:
        """Join rows into recommendations and actions, in the plan's order, between the section headings."""
        done: list[TextSection | TextRecommendation] = []
        rest = list(items)
        for place, item in enumerate(rest):
            if isinstance(item, TextSection):
                self.section, self.fresh = item, True
                done.append(item)
            elif moved := self._with_status(item, rest[place + 1 : place + 2]):
                rest[place + 1] = moved
            elif self._take(item):
                done.append(self.last)
        return done

    def _goes_on(self, row: TextRow, *roles: Role) -> bool:
        """Tell whether one of a row's cells continues in mid-sentence what is above it."""
        return any(role not in self.small and starts_mid_sentence(row.get(role)) for role in roles)

    @property
    def _action(self) -> TextAction:
        return self.last.actions[-1]

    def _with_status(self, row: TextRow, following: Sequence[TextItem]) -> TextRow | None:
        """Give the following row a status that stands alone on this row; None where it is not such a status.

        It is one where the action above has a status already, and the row below has a label and no status.
        """
        below = following[0] if following else None
        if not isinstance(below, TextRow) or not self.last.actions or not _has_status(self._action):
            return None
        alone = len(row.cells) == 1 and any(is_bare_status(row.get(role)) for role in _REPORT)
        if not alone or any(below.get(role) for role in _REPORT) or not self._label(below):
            return None
        status = row.line.text
        moved = LineFinding(FindingCode.STATUS_ROW_MOVED, row.line.number, status, {"guessed": status})
        return below._replace(cells={**below.cells, **row.cells}, pending=(*below.pending, moved))

    def _label(self, row: TextRow) -> str:
        """Return the agency's label that a row's action begins with, or ''."""
        loose = self.last.section is None or self.last.section.everybody
        return find_label(row.get(Role.ACTION), self.labels, loose=loose)

    def _take(self, row: TextRow) -> bool:
        """Take one row: a new recommendation (True), or more of the last one; a new action, or more of the last one."""
        numbered, text = _split_number(row), row.get(Role.RECOMMENDATION)
        new = self.last.line == 0 or self._begins(row, numbered)
        if new:
            number = numbered.number if numbered else ""
            cells = {str(role): row.get(role) for role in SHARED if row.get(role)}
            self.last = TextRecommendation(row.line.number, number, text, self.section, cells)
            self.fresh = False
        elif text != self.last.text:
            more = numbered.rest if numbered and numbered.number == self.last.number else text
            self.last.text = f"{self.last.text} {more}".strip()
        cells = {key: text for key, text in row.cells.items() if text != self.last.cells.get(key)}
        if set(cells) - {*SHARED, Role.RECOMMENDATION}:
            self._take_action(row._replace(cells=cells))
        else:
            for key in set(SHARED) & set(cells):
                self.last.cells[key] = f"{self.last.cells.get(key, '')} {cells[key]}".strip()
        return new

    def _begins(self, row: TextRow, numbered: NumberedText | None) -> bool:
        """Tell whether a row begins a recommendation. The cases are asked in order:"""
        last, text = self.last, row.get(Role.RECOMMENDATION)
        new = bool(text) and text != last.text
        letter = read_list_letter(text)
        if numbered and row.get(Role.NUMBER):
            # 1. a number in its own column: new, unless it is repeated, or numbers an action of the last one
            return numbered.number != last.number and (new or not last.text or not last.actions)
        if numbered:
            # 2. a number before the words: new where it counts on, else it numbers a list inside the words
            return self.fresh or _counts_on(last.number, numbered.number)
        if self.fresh or not new:
            # 3. new words right under a section heading begin one; no new words begin none
            return new
        if self._goes_on(row, Role.RECOMMENDATION) or (letter and _has_previous_item(last.text, letter)):
            # 4. a sentence continues, or the next item of its list
            return False
        if (row.line.after_break or (self.numbers and last.number)) and not ends_sentence(last.text):
            # 5. the last text is unfinished, and a page cut it, or this row lacks the number that others have
            return False
        # 6. words with an action of their own, or after a finished sentence
        return bool(row.get(Role.ACTION)) or (ends_sentence(last.text) and not row.line.after_break)

    def _take_action(self, row: TextRow) -> None:
        """Take a row's action cells: a new action of this recommendation, or more of the last one."""
        label, owner, own = self._label(row), row.get(Role.OWNER), row.get(Role.NUMBER)
        if not self.last.actions:
            self._add(row, label or owner)
        elif label or row.get(Role.PART) or read_bare_number(own) not in ("", self.last.number):
            self._add(self._give_back(row), label or owner)
        elif owner and not self._is_cut(row):
            self._add(row, owner)
        elif self._is_apart(row):
            self._add(row, owner)
            if row.line.after_break or row.get(Role.RECOMMENDATION):
                apart = LineFinding(FindingCode.ACTION_SEPARATED, row.line.number, row.get(Role.ACTION))
                self._action.pending.append(apart)
        else:
            self._join(row, owner)

    def _is_cut(self, row: TextRow) -> bool:
        """Tell whether words in the agency column begin no action: they, or its action, continue the row above."""
        if not any(row.get(role) for role in (Role.ACTION, Role.TARGET, *_REPORT)):
            return True
        return self._goes_on(row, Role.OWNER) or (row.line.after_break and self._goes_on(row, Role.ACTION))

    def _is_apart(self, row: TextRow) -> bool:
        """Tell whether a row without number or label is an action: whole cells with a date, and often a status."""
        text, action = row.get(Role.ACTION), self._action
        going_on = self._goes_on(row, Role.ACTION, Role.EVIDENCE, Role.TARGET, Role.PROGRESS)
        if going_on or not (text and row.get(Role.TARGET) and action.get(Role.ACTION)):
            return False
        whole = not (row.get(Role.RECOMMENDATION) or row.line.after_break)
        return whole or (_has_status(row) and _has_status(action) and not read_list_letter(text))

    def _join(self, row: TextRow, owner: str) -> None:
        """Add a row's words to the last action."""
        action, text = self._action, row.get(Role.ACTION)
        before = action.get(Role.ACTION)
        action.add(row)
        if text and not starts_mid_sentence(text) and (ends_sentence(before) or read_list_letter(text)):
            action.pending.append(LineFinding(FindingCode.ACTION_JOINED, row.line.number, text))
        if owner and owner != action.owner:
            several = names_body(owner) and " " in owner and not row.line.after_break
            mark = " / " if several and not starts_mid_sentence(owner) else " "
            action.owner = f"{action.owner}{mark}{owner}".strip(" /")

    def _give_back(self, row: TextRow) -> TextRow:
        """Return the row without the words that finish the last action's sentence after a page break; give it those."""
        for role in (Role.EVIDENCE, Role.PROGRESS) if row.line.after_break else ():
            text, before = row.get(role), self._action.get(role)
            if starts_mid_sentence(text) and before and not ends_sentence(before):
                first, rest = _split_tail(text, self.words)
                gaps = {"field": str(role), "other": "they finish its sentence"}
                self._action.cells[role] = f"{before} {first}"
                self._action.pending.append(LineFinding(FindingCode.WORDS_BEFORE, row.line.number, text, gaps))
                row = row.put(role, rest)
        return row

    def _add(self, row: TextRow, owner: str) -> None:
        """Add the action of a row, or one for each label where several share its cell."""
        owners = list(dict.fromkeys(label for label, _ in split_shares(row.get(Role.ACTION), self.labels) if label))
        if len(owners) > 1:
            gaps = {"other": " and ".join(owners), "field": "progress"}
            shared = LineFinding(FindingCode.CELL_SHARED, row.line.number, row.get(Role.PROGRESS), gaps)
            row = row._replace(pending=(shared, *row.pending))
        else:
            owners = [owner]
        given = {key: allot(text, owners, key, self.labels) for key, text in row.cells.items()}
        for place, name in enumerate(owners):
            action = TextAction(row.line.number, name)
            action.add(row._replace(cells={key: shares[place] for key, shares in given.items()}))
            self.last.actions.append(action)


def _has_status(each: TextRow | TextAction) -> bool:
    """Tell whether a row or action states its status outright."""
    return any(has_status(each.get(role)[-_END:]) for role in _REPORT)


def _split_number(row: TextRow) -> NumberedText | None:
    """Return the number printed for this row, and the words of its recommendation without it."""
    own, text = row.get(Role.NUMBER), row.get(Role.RECOMMENDATION)
    if not own:
        return read_number(text)
    number = read_bare_number(own) or (own if len(own) <= _LONGEST_NUMBER and " " not in own else "")  # "A", "iv"
    return NumberedText(number, "", text) if number else None


def _has_previous_item(text: str, letter: str) -> bool:
    """Tell whether a list in a text has the item before this letter's."""
    return letter > "a" and bool(re.search(rf"(?:^|\s)\(?{chr(ord(letter) - 1)}[.)]", text))


def _counts_on(before: str, number: str) -> bool:
    """Tell whether a number follows another, as in a numbered plan."""
    if not before or number[0].isalpha() != before[0].isalpha():
        return True
    first, second = ([int(piece) for piece in re.findall(r"\d+", each)] for each in (before, number))
    return second > first or (second == first and not (before.isdecimal() and number.isdecimal()))


def _split_tail(text: str, words: Mapping[str, int]) -> tuple[str, str]:
    """Split a text before its last sentence: at a full stop, or at a capital on a word elsewhere in lower case."""
    tokens = text.split()
    for place in range(len(tokens) - 1, 0, -1):
        token, before = tokens[place], tokens[place - 1]
        small = before[-1].isalpha() and not before.istitle() and words.get(token.lower(), 0) > 1
        if re.match(r"[A-Z][a-z]+", token) and (before[-1] in ".;!?" or small):
            return " ".join(tokens[:place]), " ".join(tokens[place:])
    return text, ""
