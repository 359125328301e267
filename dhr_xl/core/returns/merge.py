"""The three-way merge: decide first (decisions are data), apply second. docs/merge.md explains its cases, CASES.

base is what the sender and the register last agreed on, ours is the register now, theirs is what was sent in.
"""

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Final, Literal, NamedTuple

from dhr_xl.core.plan.columns import BY_KEY, COMPLETE, GROUP
from dhr_xl.core.plan.kinds import ASKED_OUTCOMES, DecisionKind, Outcome
from dhr_xl.core.returns.answers import same_answer
from dhr_xl.core.returns.copies import Cell, Copy, Voice
from dhr_xl.core.returns.problems import Problem
from dhr_xl.core.returns.reading import FormValues
from dhr_xl.core.returns.rules import Occasion, RowToCheck, check_row

Policy = Literal["never", "group", "append", "proposal", "shown"]
AGENCY_POLICY: Final[Mapping[str, Policy]] = {
    key: "shown" if field.who == "shown" else field.merge for key, field in BY_KEY.items() if key != "ref"
}
"""What may become of each column of an agency's form."""


class Decision(NamedTuple):
    """The decision on one differing cell, and the three values it was taken from.

    kind: why it has its outcome; NONE for what merged, or said the same already.
    field is '' for the row as a whole (kind row).
    """

    ref: str
    field: str
    outcome: Outcome
    kind: DecisionKind
    base: str
    ours: str
    theirs: str
    other: Copy | None = None

    @property
    def asked(self) -> bool:
        """Whether a person must decide it."""
        return self.outcome in ASKED_OUTCOMES


class Settled(NamedTuple):
    """An answer of this sender that a person decided on before, and the plan's value after that decision."""

    theirs: str
    left: str


class IncomingEdits(NamedTuple):
    """One sender's edits, ready for the merge.

    agreed: bases of cells merged from this lineage since (absent: as issued); policies: what the sender may change;
    wrong: cells in error; held_rows: ref -> why the whole row is held; voices: how each cell counts against earlier
    copies; spoken: refs of rows with new answers, whose Status counts even if it was left as issued; retyped: cells
    of a corrections copy changed from the plan's value it showed, which count even where they equal the issued value;
    settled: answers a person decided before; unanswered: cells in which the register has no answer of this sender;
    occasion: for the rules of a row; group: fields of a row that merge together or not at all.
    """

    as_issued: FormValues
    agreed: Mapping[Cell, str]
    theirs: FormValues
    policies: Mapping[str, Policy] = AGENCY_POLICY
    wrong: frozenset[Cell] = frozenset()
    held_rows: Mapping[str, DecisionKind] = {}
    voices: Mapping[Cell, tuple[Voice, Copy | None]] = {}
    spoken: frozenset[str] = frozenset()
    retyped: frozenset[Cell] = frozenset()
    settled: Mapping[Cell, tuple[Settled, ...]] = {}
    unanswered: frozenset[Cell] = frozenset()
    occasion: Occasion | None = None
    group: tuple[str, ...] = GROUP


def decide_merge(incoming: IncomingEdits, ours: FormValues) -> list[Decision]:
    """Decide every differing cell, row by row in the order issued. An absent cell says nothing."""
    rows = (_decide_row(ref, incoming, ours.get(ref, {})) for ref in incoming.as_issued if ref in incoming.theirs)
    return list(chain.from_iterable(rows))


def _decide_row(ref: str, incoming: IncomingEdits, ours: Mapping[str, str]) -> list[Decision]:
    held_as = incoming.held_rows.get(ref)
    found = (_decide_cell(ref, key, incoming, ours) for key in incoming.theirs[ref] if key in incoming.policies)
    cells = [decision for decision in found if decision is not None]
    if held_as:
        return [
            cell._replace(outcome=Outcome.HELD, kind=held_as) if cell.outcome != Outcome.NOTED else cell
            for cell in cells
        ]
    return _check_together(ref, _hold_group(ref, cells, incoming), incoming, ours)


class _CellCase(NamedTuple):
    """One cell about to be decided.

    spoken: it counts even if unchanged, such as the Status of a row with new answers; settled: as in IncomingEdits.
    """

    key: str
    policy: Policy
    voice: Voice
    issued: str
    base: str
    ours: str
    theirs: str
    wrong: bool
    spoken: bool
    settled: tuple[Settled, ...]

    def same(self, one: str, other: str) -> bool:
        """Whether two of its values are equal."""
        return same_answer(self.key, one, other)

    @property
    def as_issued(self) -> bool:
        """Whether it came back as issued."""
        return self.same(self.theirs, self.issued)

    @property
    def as_agreed(self) -> bool:
        """Whether it equals the base."""
        return self.same(self.theirs, self.base)

    @property
    def decided(self) -> bool:
        """Whether a person decided this same answer before. A Status left at its base in a row with new answers is
        asked about again once the plan has changed.
        """
        known = [one for one in self.settled if self.same(one.theirs, self.theirs)]
        asked_again = self.spoken and self.as_agreed
        return any(not asked_again or self.same(one.left, self.ours) for one in known)


CASES: Final[tuple[tuple[Callable[[_CellCase], bool], Outcome | None, DecisionKind], ...]] = (
    # the first that fits                                        becomes     of kind
    (lambda c: c.voice is Voice.SILENT, None, DecisionKind.NONE),
    (lambda c: c.voice is Voice.OLDER, Outcome.NOTED, DecisionKind.OLDER_COPY),
    (lambda c: c.policy in {"never", "shown"} and c.as_issued, None, DecisionKind.NONE),
    (lambda c: c.policy == "never", Outcome.PROPOSAL, DecisionKind.LOCKED_TEXT),
    (lambda c: c.policy == "shown", Outcome.NOTED, DecisionKind.SHOWN),
    (lambda c: c.decided and (c.spoken or not c.as_agreed), Outcome.NOTED, DecisionKind.DECIDED),
    (lambda c: c.wrong, Outcome.HELD, DecisionKind.WRONG),
    (lambda c: c.voice is Voice.UNKNOWN, Outcome.HELD, DecisionKind.COPIES),
    (
        lambda c: c.voice is Voice.TEAMS and c.policy != "proposal" and not c.same(c.theirs, c.ours),
        Outcome.CONFLICT,
        DecisionKind.TEAMS,
    ),
    #                | theirs = base              | theirs changed
    #  ours = base   | (1) nothing                | (2) take theirs
    #  ours changed  | (3) keep ours              | (4) already, if equal
    #                |                            | (5) conflict, if different
    # the Status of a row with new answers counts as if it had been typed:
    (
        lambda c: c.spoken and c.as_agreed and c.same(c.theirs, c.ours) and not c.same(c.ours, c.base),
        Outcome.ALREADY,
        DecisionKind.NONE,
    ),
    (lambda c: c.spoken and c.as_agreed and not c.same(c.theirs, c.ours), Outcome.CONFLICT, DecisionKind.EDIT),  # (5)
    # every other cell that equals its base says nothing:
    (lambda c: c.as_agreed and c.as_issued, None, DecisionKind.NONE),  # (1), (3)
    (lambda c: c.as_agreed, Outcome.ALREADY, DecisionKind.NONE),  # (1), (3): merged from this lineage before
    (lambda c: c.key == "proposed_target_date", Outcome.PROPOSAL, DecisionKind.DATE),
    (lambda c: c.policy == "proposal", Outcome.PROPOSAL, DecisionKind.QUERY),
    (lambda c: c.same(c.theirs, c.ours), Outcome.ALREADY, DecisionKind.NONE),  # (4)
    (lambda c: c.key == "status" and c.base == COMPLETE, Outcome.CONFLICT, DecisionKind.BACKWARDS),
    (lambda c: c.same(c.ours, c.base), Outcome.MERGED, DecisionKind.NONE),  # (2)
    (lambda _: True, Outcome.CONFLICT, DecisionKind.EDIT),  # (5)
)
"""The table of cases, after what is looked at before it: when a cell counts, and what its sender may change."""


def _decide_cell(ref: str, key: str, incoming: IncomingEdits, ours_row: Mapping[str, str]) -> Decision | None:
    issued, theirs = incoming.as_issued[ref].get(key, ""), incoming.theirs[ref][key]
    voice, other = incoming.voices.get((ref, key), (Voice.SPEAKS, None))
    spoken = key == "status" and ref in incoming.spoken and theirs != ""
    spoken |= (ref, key) in incoming.retyped and (theirs != "" or blank_says_something(key))
    base, ours = incoming.agreed.get((ref, key), issued), ours_row.get(key, issued)
    if (ref, key) in incoming.unanswered and (spoken or not same_answer(key, theirs, issued)):
        base, ours = "", ""
    wrong, settled = (ref, key) in incoming.wrong, incoming.settled.get((ref, key), ())
    cell = _CellCase(key, incoming.policies[key], voice, issued, base, ours, theirs, wrong, spoken, settled)
    outcome, kind = next((outcome, kind) for fits, outcome, kind in CASES if fits(cell))
    return Decision(ref, key, outcome, kind, cell.base, cell.ours, cell.theirs, other) if outcome else None


def blank_says_something(key: str) -> bool:
    """Whether a cell that is left blank takes back what was in it."""
    return key not in BY_KEY or BY_KEY[key].blank == "held"


def _hold_group(ref: str, cells: list[Decision], incoming: IncomingEdits) -> list[Decision]:
    """Hold the cells of the group that would merge where another of them is in conflict, held or in error. Where the
    error is in a cell without a decision, the first held cell is asked about instead.
    """
    group = incoming.group
    stops = any(cell.field in group and cell.outcome in {Outcome.CONFLICT, Outcome.HELD} for cell in cells)
    if not stops and not any((ref, key) in incoming.wrong for key in (*group, "")):
        return cells
    held = []
    for cell in cells:
        if cell.field in group and cell.outcome == Outcome.MERGED:
            held.append(cell._replace(outcome=Outcome.HELD, kind=DecisionKind.GROUP if stops else DecisionKind.WRONG))
            stops = True
        else:
            held.append(cell)
    return held


def _check_together(
    ref: str, cells: list[Decision], incoming: IncomingEdits, ours: Mapping[str, str]
) -> list[Decision]:
    """Check the row as it would be merged: a rule that neither side breaks makes a conflict of kind row."""
    taken = {cell.field: cell.theirs for cell in cells if cell.outcome == Outcome.MERGED and cell.field in GROUP}
    if not taken or incoming.occasion is None:
        return cells
    issued = incoming.as_issued[ref]
    own = {**issued, **incoming.theirs[ref]}
    if row_fails(ref, {**ours, **taken}, ours, incoming.occasion) and not (
        row_fails(ref, own, issued, incoming.occasion) or row_fails(ref, ours, ours, incoming.occasion)
    ):
        whole = Decision(
            ref, "", Outcome.CONFLICT, DecisionKind.ROW, _row_text(issued), _row_text(ours), _row_text(own)
        )
        held = [
            cell._replace(outcome=Outcome.HELD, kind=DecisionKind.ROW)
            if cell.field in taken and cell.outcome == Outcome.MERGED
            else cell
            for cell in cells
        ]
        return [whole, *held, *_changed_in_plan(ref, cells, incoming, ours)]
    return cells


def _changed_in_plan(
    ref: str, cells: list[Decision], incoming: IncomingEdits, ours: Mapping[str, str]
) -> list[Decision]:
    """Unchanged cells of the group that the plan has changed since; they are held too."""
    theirs, issued, decided = incoming.theirs[ref], incoming.as_issued[ref], {cell.field for cell in cells}
    return [
        Decision(ref, key, Outcome.HELD, DecisionKind.ROW, issued.get(key, ""), ours.get(key, ""), theirs[key])
        for key in GROUP
        if key in theirs and key not in decided and not same_answer(key, theirs[key], ours.get(key, ""))
    ]


def row_fails(ref: str, values: Mapping[str, str], before: Mapping[str, str], occasion: Occasion) -> bool:
    """Whether a row with these values breaks one of the row rules with an error."""
    return first_error(ref, values, before, occasion) is not None


def first_error(ref: str, values: Mapping[str, str], before: Mapping[str, str], occasion: Occasion) -> Problem | None:
    """The first error that the row rules find in a row with these values; None for none."""
    changed = frozenset(key for key in GROUP if values.get(key, "") != before.get(key, ""))
    row = RowToCheck(ref, values, before.get("status", ""), changed, {}, occasion)
    return next((found for found in check_row(row) if found.severity == "error"), None)


def _row_text(row: Mapping[str, str]) -> str:
    return "; ".join(f"{BY_KEY[key].heading}: {row[key] or 'blank'}" for key in GROUP if key in row)
