"""What rows are put together to: recommendations and their actions, and where the reading of them stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from dhr_xl.importing.findings import Look
from dhr_xl.importing.sources.text.columns import Role
from dhr_xl.importing.sources.text.rows import Row
from dhr_xl.importing.sources.text.sections import Section
from dhr_xl.importing.words import starts_mid_sentence

SHARED: Final = (Role.NUMBER, Role.SCOPE, Role.THEME)
"""Columns besides its own whose words are the recommendation's, and not one action's."""


class Seen(NamedTuple):
    """Something to be said about a row: the sentence, and what its gaps are filled with."""

    look: Look
    gaps: tuple[tuple[str, str], ...]


def see(look: Look, **gaps: str) -> Seen:
    """Something to be said, its gaps by name."""
    return Seen(look, tuple(gaps.items()))


class Action(NamedTuple):
    """An action as its rows give it.

    label: the agency's label in its cell; owner: the agency column's words; cells: the words of every other column but
    the recommendation's.
    """

    label: str = ""
    owner: str = ""
    cells: Mapping[str, str] = {}
    seen: tuple[Seen, ...] = ()
    line: int = 0

    def get(self, role: Role) -> str:
        """All its words under one heading."""
        return self.cells.get(role, "")

    def add(self, cells: Mapping[str, str]) -> Action:
        """The same action with a further row's words."""
        made = dict(self.cells)
        for key, text in cells.items():
            again = key in SHARED and text == made.get(key)
            if text and not again and key not in (Role.RECOMMENDATION, Role.OWNER):
                made[key] = f"{made[key]} {text}" if made.get(key) else text
        return self._replace(cells=made)

    def see(self, *seen: Seen) -> Action:
        """The same action with something more to be said about it."""
        return self._replace(seen=(*self.seen, *seen))


class Draft(NamedTuple):
    """A recommendation as its rows give it.

    number: as printed, '' where it is not; mark: what stands before its words in their own cell ("12."); cells: the
    words of `SHARED` columns.
    """

    line: int
    number: str
    mark: str
    text: str
    section: Section | None
    cells: Mapping[str, str] = {}
    actions: tuple[Action, ...] = ()


class Known(NamedTuple):
    """What is known of the whole table before its rows are put together.

    labels: agencies' labels used in the action column; words: how often each word stands in the table;
    owners, numbers: whether the table has a column for the agency, and one for the recommendation's number;
    small: columns whose cells begin with a small letter as a matter of course.
    """

    labels: frozenset[str]
    words: Mapping[str, int]
    owners: bool
    numbers: bool
    small: frozenset[str] = frozenset()

    def goes_on(self, row: Row, *roles: Role) -> bool:
        """Whether a cell of a row goes on in mid-sentence with what stood above it."""
        return any(role not in self.small and starts_mid_sentence(row.get(role)) for role in roles)


class Reading:
    """Where the reading stands, row by row: what is done, the section, and a status waiting for its action."""

    def __init__(self, known: Known) -> None:
        """Nothing is read yet."""
        self.known = known
        self.done: list[Draft] = []
        self.section: Section | None = None
        self.fresh = True
        self.waiting: Row | None = None

    @property
    def last(self) -> Draft:
        """The recommendation that is being read."""
        return self.done[-1]

    @property
    def action(self) -> Action:
        """The action that is being read."""
        return self.done[-1].actions[-1]

    def put_action(self, action: Action) -> None:
        """Replace the action that is being read."""
        self.done[-1] = self.last._replace(actions=(*self.last.actions[:-1], action))
