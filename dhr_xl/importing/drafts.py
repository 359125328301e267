"""What rows are put together to: recommendations and actions in draft, not numbered or named yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from dhr_xl.findings import Look
from dhr_xl.importing.columns import Role
from dhr_xl.importing.rows import Row
from dhr_xl.importing.sections import Heading

KEPT: Final = (Role.EVIDENCE, Role.TARGET, Role.PROGRESS, Role.STATUS, Role.RAG, Role.COMPLETED, Role.OTHER)
"""The columns whose words an action has beside its own."""


class Seen(NamedTuple):
    """Something to be said about an action or a recommendation once it has its ref."""

    look: Look
    guessed: str = ""
    source: str = ""
    why: str = ""
    other: str = ""
    line: int = 0
    field: str | None = None


class ActionDraft(NamedTuple):
    """An action as its rows give it. label: the agency's label in its cell; owner: the agency column's words."""

    line: int
    label: str = ""
    owner: str = ""
    part: str = ""
    pieces: tuple[tuple[Role, str], ...] = ()
    seen: tuple[Seen, ...] = ()

    def text(self, role: Role) -> str:
        """All its words under one heading."""
        return " ".join(text for given, text in self.pieces if given is role)

    def add(self, cells: Mapping[Role, str]) -> ActionDraft:
        """The same action with a further row's words."""
        more = tuple((role, text) for role, text in cells.items() if text and role in (Role.ACTION, *KEPT))
        return self._replace(pieces=self.pieces + more)

    def see(self, seen: Seen) -> ActionDraft:
        """The same action with something more to be said about it."""
        return self._replace(seen=(*self.seen, seen))


class Draft(NamedTuple):
    """A recommendation as its rows give it. number: as printed, '' where it is not."""

    line: int
    number: str
    text: str
    heading: Heading | None
    scope: str = ""
    theme: str = ""
    actions: tuple[ActionDraft, ...] = ()
    seen: tuple[Seen, ...] = ()


class Known(NamedTuple):
    """What is known of the whole table before its rows are put together.

    labels: agencies' labels used in the action column; words: how often each word stands in the table;
    owners, numbers: whether the table has a column for the agency, and one for the recommendation's number.
    """

    labels: frozenset[str]
    words: Mapping[str, int]
    owners: bool
    numbers: bool


class Current(NamedTuple):
    """Where the reading stands: what is done, the heading it stands under, and a status waiting for its action."""

    done: tuple[Draft, ...] = ()
    heading: Heading | None = None
    fresh: bool = True
    waiting: Row | None = None

    @property
    def last(self) -> Draft | None:
        """The recommendation that is being read."""
        return self.done[-1] if self.done else None

    def put(self, draft: Draft) -> Current:
        """With the last recommendation replaced."""
        return self._replace(done=(*self.done[:-1], draft))

    def put_action(self, action: ActionDraft) -> Current:
        """With the last action replaced."""
        last = self.done[-1]
        return self.put(last._replace(actions=(*last.actions[:-1], action)))
