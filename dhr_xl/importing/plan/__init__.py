"""Turn a grid into a plan: find its rows, read each, assign each action to an agency, list what to check."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Sequence
from typing import NamedTuple

from dhr_xl.core.plan.findings import FindingCode, make_finding
from dhr_xl.core.plan.model import UNASSIGNED, Action, Finding, Plan, Recommendation
from dhr_xl.importing.plan.actions import ReadingContext, make_action
from dhr_xl.importing.plan.colours import find_coloured_cells, read_colour_key
from dhr_xl.importing.plan.drafts import make_drafts
from dhr_xl.importing.plan.lists_in_step import split_lists
from dhr_xl.importing.plan.not_a_plan import check_plan, check_rows
from dhr_xl.importing.plan.numbers import GivenNumber, find_missing_numbers, number_recommendations
from dhr_xl.importing.plan.organisations import Bodies, find_heading_body, identify_bodies, is_post
from dhr_xl.importing.plan.owners import (
    ActionOwners,
    NamedOwners,
    assign_owners,
    find_fuller_cells,
    find_supporting_bodies,
    label_actions,
    name_owners,
)
from dhr_xl.importing.plan.rows import find_rows
from dhr_xl.importing.plan.title_and_date import find_as_at, find_title
from dhr_xl.importing.plan.unplaced import collect_unplaced
from dhr_xl.importing.plan.values import ActionDraft, FoundRows, PendingFinding, RecommendationDraft
from dhr_xl.importing.sources.grid import Grid, LooseParagraph
from dhr_xl.importing.terms.headings import Role
from dhr_xl.importing.terms.words import EVERYBODY


class ImportOptions(NamedTuple):
    """What the person asks of an import.

    title, as_at: override what the document says; today: the day of the import;
    anyway: also take in a document that does not read like a plan.
    """

    title: str | None = None
    as_at: dt.date | None = None
    today: dt.date | None = None
    anyway: bool = False


def make_plan(grid: Grid, name: str, wanted: ImportOptions) -> Plan:
    """Return the plan in a document, with its findings and the words that have no place in it.

    name: the file's name, for sentences. Raises Stop, saying what was found, where the document does not hold a plan.
    """
    found = find_rows(grid)
    check_rows(found, grid, name)
    loose = [block.paragraph.printed for block in grid.blocks if isinstance(block, LooseParagraph)]
    printed, dated_by = find_as_at([*loose, *_list_texts_above(found)])
    rows = {id(piece.cell) for row in found.rows for piece in row.pieces}  # cells of the plan are not a colour key
    key = read_colour_key(_list_texts(grid, rows), find_coloured_cells(grid, rows))
    drafts = tuple(
        draft._replace(actions=tuple(made for action in draft.actions for made in split_lists(action)))
        for draft in make_drafts(found.rows, grid.remarks)
    )
    owners = any(columns.has(Role.OWNER) for columns in found.columns)
    drafts = label_actions(drafts, owners=owners)
    named = name_owners(drafts, leading=any(columns.leads_with(Role.OWNER) for columns in found.columns))
    bodies = _collect_bodies(drafts, named, grid)
    owned = assign_owners(drafts, named, bodies, owners=owners)
    dates = any(action.text(Role.TARGET) for draft in drafts for action in draft.actions)
    context = ReadingContext(wanted.as_at or printed, key, dates)
    recommendations, about_rows = _build_recommendations(drafts, owned, bodies, context)
    plan = Plan(
        title=wanted.title or find_title(grid, name), as_at=wanted.as_at or printed or wanted.today,
        agencies=bodies.agencies, recommendations=recommendations,
    )  # fmt: skip
    remarks = ((FindingCode[guess.code], dict(guess.gaps)) for guess in grid.remarks if guess.row < 0)
    lines = ((code, f"line {gaps['line']}", gaps["source"]) for code, gaps in remarks)
    garbled = [make_finding(code, line, source=source, place=line) for code, line, source in lines]
    findings = (*garbled, *_report_plan(found, plan.actions, printed, wanted, bodies), *about_rows)
    if not wanted.anyway:
        check_plan(plan, found, name)
    heading = dated_by if dated_by in _list_headings(found) else ""
    refs = _map_places_to_refs(found, [action for draft in drafts for action in draft.actions], plan.actions)
    unplaced = collect_unplaced(grid, plan, found, heading, refs)
    return plan._replace(findings=findings, unplaced=unplaced)


def _map_places_to_refs(found: FoundRows, drafts: Sequence[ActionDraft], actions: Sequence[Action]) -> dict[str, str]:
    """Map the place of each cell in an action's rows to its ref; where a row has several actions, to the first."""
    refs: dict[str, str] = {}
    for draft, action in zip(drafts, actions, strict=True):
        for place in (draft.place, *(piece.cell.place for piece in draft.pieces)):
            refs.setdefault(place, action.ref)
    cells = {piece.cell.place: row.place for row in found.rows for piece in row.pieces if piece.own}
    return {place: refs[row] for place, row in cells.items() if row in refs} | refs


def _list_texts_above(found: FoundRows) -> list[str]:
    """List the lines above the tables, and the tables' headings."""
    above = (outside.text for outside in found.outside if outside.what in ("above", "help", "table"))
    return [piece for text in above for piece in re.split(r"\n| \| ", text)] + _list_headings(found)


def _list_headings(found: FoundRows) -> list[str]:
    return [heading for columns in found.columns for heading in columns.headings]


def _list_texts(grid: Grid, without: Container[int] = ()) -> list[str]:
    """List every line of the document. without: the identity of each cell to leave out."""
    words = [block.paragraph.printed for block in grid.blocks if isinstance(block, LooseParagraph)]
    cells = (cell for table in grid.tables for row in table.rows for cell in row.cells if cell.origin is None)
    return words + [cell.text for cell in cells if id(cell) not in without]


def _collect_bodies(
    drafts: Sequence[RecommendationDraft], named: Sequence[Sequence[NamedOwners]], grid: Grid
) -> Bodies:
    """Identify every body of the plan: those that own an action, then those that only support one or are listed."""
    names = [name for each in named for one in each for name in one.names]
    sections = dict.fromkeys(draft.section.text for draft in drafts if draft.section)
    listed = [name for text in sections if EVERYBODY.match(text) for name in _read_listed_bodies(text)]
    names += find_supporting_bodies(drafts)
    return identify_bodies(names, listed, find_fuller_cells(drafts, named), " ".join(_list_texts(grid)))


def _read_listed_bodies(text: str) -> list[str]:
    """Read the bodies that a heading for all agencies lists after "including" or a colon."""
    after = re.split(r"\bincluding\b|:|\(", text, maxsplit=1)
    return [name.strip(" ).") for name in re.split(r",|;|\)", after[1]) if name.strip(" ).")] if len(after) > 1 else []


def _build_recommendations(
    drafts: Sequence[RecommendationDraft],
    owned: Sequence[Sequence[ActionOwners]],
    bodies: Bodies,
    context: ReadingContext,
) -> tuple[tuple[Recommendation, ...], list[Finding]]:
    """Number the recommendations and build their actions, each finding with the ref it is about."""
    given = number_recommendations([draft.number for draft in drafts])
    refs: set[str] = set()
    made: list[Recommendation] = []
    findings: list[Finding] = []
    for draft, number, owners in zip(drafts, given, owned, strict=True):
        findings.extend(_report_number(draft, number))
        actions: list[Action] = []
        for action, owner in zip(draft.actions, owners, strict=True):
            ref = _make_ref(draft.number or number.number, owner.codes[0], refs)
            whole, pending = make_action(action, owner, ref, context)
            actions.append(whole)
            found = (*owner.pending, *action.pending, *pending)
            findings.extend(_complete_finding(each, ref, action.place) for each in found)
        made.append(_build_recommendation(draft, number, bodies, actions))
        if not actions:
            findings.append(make_finding(FindingCode.ACTION_NONE, number.number, source=draft.text, place=draft.place))
    missing = find_missing_numbers([draft.number for draft in drafts], given)
    if missing:
        several = " and ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))
        findings.append(make_finding(FindingCode.NUMBER_GAP, missing[0], guessed=several))
    return tuple(made), findings


def _complete_finding(pending: PendingFinding, where: str, place: str) -> Finding:
    """Fill in a pending finding. where: the ref it is about; place: used where it has none itself."""
    gaps = {name: value for name, value in pending._asdict().items() if name != "code"}
    return make_finding(pending.code, where, **{**gaps, "place": pending.place or place})


def _report_number(draft: RecommendationDraft, given: GivenNumber) -> list[Finding]:
    """Report a number that was inferred, or printed before."""
    if not (given.inferred or given.repeats):
        return []
    code, number = FindingCode.NUMBER_INFERRED if given.inferred else FindingCode.NUMBER_TWICE, given.number
    return [make_finding(code, number, guessed=number, other=given.repeats, source=draft.text, place=draft.place)]


def _build_recommendation(
    draft: RecommendationDraft, given: GivenNumber, bodies: Bodies, actions: Sequence[Action]
) -> Recommendation:
    """Build one recommendation. Its lead is its section's body, else the one agency that has all its actions."""
    section = draft.section
    lead = bodies.code(find_heading_body(section.text)) if section and not EVERYBODY.match(section.text) else ""
    codes = {action.agency for action in actions}
    if not lead and len(codes) == 1 and UNASSIGNED not in codes:
        lead = codes.pop()
    words = " – ".join(text for text in (section.text if section else "", draft.theme) if text)
    return Recommendation(
        number=given.number, number_inferred=given.inferred, text=draft.text, lead=lead or None, scope=draft.scope,
        section=words, actions=tuple(actions),
    )  # fmt: skip


def _make_ref(number: str, code: str, refs: set[str]) -> str:
    """Make a unique ref from number and agency code, with a count where that is taken."""
    base = f"{re.sub(r'[^A-Za-z0-9.]', '', number) or 'X'}-{code}"
    ref, count = base, 1
    while ref in refs:
        count += 1
        ref = f"{base}-{count}"
    refs.add(ref)
    return ref


def _report_plan(
    found: FoundRows, actions: Sequence[Action], printed: dt.date | None, wanted: ImportOptions, bodies: Bodies
) -> list[Finding]:
    """Report what concerns the plan as a whole, each thing once."""
    findings: list[Finding] = []
    if printed is None and wanted.as_at is None and wanted.today is not None:
        today = f"{wanted.today.day} {wanted.today:%B %Y}"
        findings.append(make_finding(FindingCode.AS_AT_TODAY, "plan", guessed=today))
    hidden = [row.place for row in found.rows if row.hidden]
    if hidden:
        findings.append(make_finding(FindingCode.ROWS_HIDDEN, "plan", why=", ".join(hidden[:5]), place=hidden[0]))
    if actions and not any(action.target_date_text for action in actions):
        findings.append(make_finding(FindingCode.DATES_NONE, "plan"))
    if actions and all(action.agency == UNASSIGNED for action in actions):
        findings.append(make_finding(FindingCode.AGENCIES_NONE, "plan"))
    posts = [agency.name for agency in bodies.agencies if is_post(agency.name)]
    if len(posts) * 2 > len(bodies.agencies):
        findings.append(make_finding(FindingCode.AGENCIES_POSTS, "plan", source=", ".join(posts)))
    places = ", ".join(outside.place for outside in found.outside if outside.what == "hidden sheet")
    if places:
        findings.append(make_finding(FindingCode.SHEET_HIDDEN, "plan", why=places, place=places))
    columns = {pair for each in found.columns for pair in zip(each.headings, each.roles, strict=True)}
    other = sorted(heading for heading, role in columns if role is Role.OTHER and heading)
    if other:
        why = ", ".join(f"'{heading}'" for heading in other)
        findings.append(make_finding(FindingCode.COLUMNS_KEPT, "plan", why=why))
    return findings


__all__ = ["ImportOptions", "make_plan"]
