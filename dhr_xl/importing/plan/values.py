"""The values between a grid and a plan: rows under their headings, drafts of actions, what is to be said of them."""

from __future__ import annotations

from typing import NamedTuple

from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.importing.plan.columns import PlanColumns
from dhr_xl.importing.sources.grid import GridCell
from dhr_xl.importing.terms.headings import Role


class PlanSection(NamedTuple):
    """The heading that rows stand under: of the table, of the document, or a sheet's name."""

    text: str
    place: str = ""


class PlanCell(NamedTuple):
    """One cell of a row under its heading. own: the cell stands in this row and is not merged down from one above."""

    role: Role
    heading: str
    cell: GridCell
    own: bool = True


class PlanRow(NamedTuple):
    """One row of the plan. number: its place in its table (see grid.Guess)."""

    pieces: tuple[PlanCell, ...]
    place: str
    section: PlanSection | None = None
    hidden: bool = False
    number: int = -1

    def piece(self, role: Role) -> PlanCell | None:
        """The first cell of a role."""
        return next((piece for piece in self.pieces if piece.role is role), None)

    def text(self, role: Role) -> str:
        """The words of the first cell of a role, merged down or its own; '' where there is none."""
        piece = self.piece(role)
        return piece.cell.text if piece else ""

    def own(self, role: Role) -> str:
        """The same, '' where the cell is merged down from a row above."""
        piece = self.piece(role)
        return piece.cell.text if piece and piece.own else ""


class OutsideText(NamedTuple):
    """Words that stand in no row. what: "above", "help", "headings", "words", "aside", "table" or "hidden sheet"."""

    text: str
    place: str
    what: str


class FoundRows(NamedTuple):
    """What was found: the rows in order, the columns of each table, the words beside, and other documents' tables."""

    rows: tuple[PlanRow, ...]
    columns: tuple[PlanColumns, ...]
    outside: tuple[OutsideText, ...]
    others: tuple[str, ...] = ()


class PendingFinding(NamedTuple):
    """Something to be said about an action or a recommendation once it has its ref. place: where its words stand."""

    kind: FindingCode
    guessed: str = ""
    source: str = ""
    why: str = ""
    other: str = ""
    field: str | None = None
    place: str = ""


class ActionDraft(NamedTuple):
    """An action as its row gives it. part: the number or letter the plan prints for it, or ''."""

    place: str
    pieces: tuple[PlanCell, ...]
    part: str = ""
    label: str = ""
    """The name of a body before its words ("POLICE: …"), or ''."""
    pending: tuple[PendingFinding, ...] = ()

    def cells(self, role: Role) -> tuple[GridCell, ...]:
        """Its cells of a role."""
        return tuple(piece.cell for piece in self.pieces if piece.role is role)

    def text(self, role: Role) -> str:
        """All its words of a role, in one line."""
        return " ".join(cell.text for cell in self.cells(role) if cell.text)

    def place_of(self, role: Role) -> str:
        """Where its words of a role stand, the column's heading named where the place does not say it."""
        piece = next((piece for piece in self.pieces if piece.role is role), None)
        if piece is None:
            return self.place
        heading = " ".join(piece.heading.split()[:4])
        return (
            f"{piece.cell.place}, {heading}"
            if heading and piece.cell.place.startswith(("table", "page"))
            else piece.cell.place
        )

    def with_findings(self, *pending: PendingFinding) -> ActionDraft:
        """The same action with something more to be said about it."""
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
