"""The values between a grid and a plan: rows under their headings, drafts, and findings that wait for a ref."""

from __future__ import annotations

from typing import NamedTuple

from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.importing.plan.roles import PlanColumns
from dhr_xl.importing.sources.grid import GridCell
from dhr_xl.importing.terms.headings import Role


class PlanSection(NamedTuple):
    """The heading above rows: of the table, of the document, or a sheet's name."""

    text: str
    place: str = ""


class PlanCell(NamedTuple):
    """One cell of a row under its heading. own: it is in this row, and not merged down from one above."""

    role: Role
    heading: str
    cell: GridCell
    own: bool = True


class PlanRow(NamedTuple):
    """One row of a plan. number: its index in its table (see `ReaderGuess.row`), -1 for a row made of paragraphs."""

    pieces: tuple[PlanCell, ...]
    place: str
    section: PlanSection | None = None
    hidden: bool = False
    number: int = -1

    def piece(self, role: Role) -> PlanCell | None:
        """Return the first cell of a role, or None."""
        return next((piece for piece in self.pieces if piece.role is role), None)

    def text(self, role: Role) -> str:
        """Return the words of the first cell of a role, merged down or not; '' where there is none."""
        piece = self.piece(role)
        return piece.cell.text if piece else ""

    def own(self, role: Role) -> str:
        """Return the words of the first cell of a role; '' where it is merged down from a row above."""
        piece = self.piece(role)
        return piece.cell.text if piece and piece.own else ""


class OutsideText(NamedTuple):
    """Words in no row. what: "above", "help", "headings", "words", "aside", "table" or "hidden sheet"."""

    text: str
    place: str
    what: str


class FoundRows(NamedTuple):
    """What was found in a document.

    rows: in order; columns: of each table; outside: words in no row; others: which other kinds of document its tables
    are.
    """

    rows: tuple[PlanRow, ...]
    columns: tuple[PlanColumns, ...]
    outside: tuple[OutsideText, ...]
    others: tuple[str, ...] = ()


class PendingFinding(NamedTuple):
    """A finding about an action that has no ref yet; its fields fill the gaps of `FindingCode`'s sentence.

    place: where its words are in the document, '' for the place of the action.
    """

    code: FindingCode
    guessed: str = ""
    source: str = ""
    why: str = ""
    other: str = ""
    field: str | None = None
    place: str = ""


class ActionDraft(NamedTuple):
    """An action as its rows give it.

    part: the number or letter printed for it, or ''; pending: what to report once it has a ref.
    """

    place: str
    pieces: tuple[PlanCell, ...]
    part: str = ""
    label: str = ""
    """The body named before its words ("POLICE: …"), or ''."""
    pending: tuple[PendingFinding, ...] = ()

    def cells(self, role: Role) -> tuple[GridCell, ...]:
        """Return its cells of a role."""
        return tuple(piece.cell for piece in self.pieces if piece.role is role)

    def text(self, role: Role) -> str:
        """Return all its words of a role, in one line."""
        return " ".join(cell.text for cell in self.cells(role) if cell.text)

    def place_of(self, role: Role) -> str:
        """Return the place of its words of a role, with the heading where the place does not name the column."""
        piece = next((piece for piece in self.pieces if piece.role is role), None)
        if piece is None:
            return self.place
        heading, place = " ".join(piece.heading.split()[:4]), piece.cell.place
        return f"{place}, {heading}" if heading and place.startswith(("table", "page")) else place

    def report(self, code: FindingCode, role: Role, **gaps: str) -> PendingFinding:
        """Return a finding about its words of a role."""
        return PendingFinding(code, place=self.place_of(role), **gaps)

    def with_findings(self, *pending: PendingFinding) -> ActionDraft:
        """Return the action with further findings."""
        return self._replace(pending=(*self.pending, *pending))


class RecommendationDraft(NamedTuple):
    """A recommendation as its rows give it. number: as printed, '' where none is."""

    place: str
    number: str
    text: str
    section: PlanSection | None = None
    scope: str = ""
    theme: str = ""
    actions: tuple[ActionDraft, ...] = ()
