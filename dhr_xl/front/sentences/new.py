"""What `new` says, on one screen: what was read, what needs a person, what comes next; and the table of a preview."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from dhr_xl.commands.new import NewResult
from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.model import STATUS_WORDS, UNASSIGNED, Action, Plan
from dhr_xl.core.plan.words import counted
from dhr_xl.core.views.to_check import CheckGroup, checks_of, groups_of_plan

WIDTH: Final = 79
"""Characters of a line."""
KINDS: Final = 5
"""Kinds of findings that are named, in two lines each, so that all fits a screen of 24 lines; one less where settings
are blank, which takes a line."""
PLACES: Final = 2
"""Places that are named of each kind."""
KIND_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys((".docx", ".docm", ".doc", ".odt", ".rtf"), "a Word document"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), "an Excel workbook"),
    **dict.fromkeys((".html", ".htm"), "a web page"),
    **dict.fromkeys((".csv", ".tsv"), "a table as text"),
    ".pdf": "a PDF",
}
FROM_WORDS: Final[Mapping[str, str]] = {
    "given": "as you said", "document": "from the document", "today": "today; the document gives no date",
}  # fmt: skip
CUT: Final = 160
"""Characters of a recommendation or an action shown in a preview."""
WIDE: Final = 110
"""Characters a terminal must be wide to show a preview as a table."""
COLUMN_OF_FIELD: Final = {
    "number": "number",
    "agency": "agency",
    "action": "action",
    "target_date": "date",
    "status": "status",
}
HEADINGS: Final = ("No.", "Recommendation", "Agency", "Action", "Target date", "Status")
LEGEND: Final = "(?) was guessed, (!) needs you. Long texts are cut here, not in the plan."


def tell_new(result: NewResult) -> Iterator[str]:
    """What was read, what needs a person, and what to type next: at most 23 lines of 79 characters."""
    plan = result.plan
    groups = groups_of_plan(plan)
    kind = KIND_WORDS.get(result.source.suffix.lower(), "a text")
    yield _cut(f"{'Read' if result.preview else 'Taken in'}: {result.source.name}, {kind}")
    yield from (_cut(f"  {line}") for line in _read(result))
    needs = [group for group in groups if group.needs]
    left = checks_of(groups)
    if needs:
        yield f"Needs you ({left.needs}):"
    named = KINDS - bool(result.blank_settings)
    for group in needs[:named]:
        yield from _group(group)
    if more := needs[named:]:
        rows = counted(sum(len(group.items) for group in more), "row")
        yield f"  and {rows} of {counted(len(more), 'other kind')}"
    if left.interest:
        yield f"For interest: {left.interest} more, most likely right; one tick on To check does for all."
    if plan.unplaced:
        places = ", ".join(dict.fromkeys(words.place.split(",")[0] for words in plan.unplaced if words.place))
        yield _cut(f"In no action: {counted(len(plan.unplaced), 'piece')} of the document, on To check ({places})", ")")
    yield from _next(result, nobody=bool(plan.actions) and all(a.agency == UNASSIGNED for a in plan.actions))


def _read(result: NewResult) -> Iterator[str]:
    plan = result.plan
    actions = [action for action in plan.actions if action.agency != UNASSIGNED]
    yield f"Title: {plan.title}"
    if plan.as_at:
        yield f"As at: {format_date(plan.as_at)} ({FROM_WORDS[result.as_at_from]})"
    agencies = counted(len({action.agency for action in actions}), "agency", "agencies")
    recommendations = counted(len(plan.recommendations), "recommendation")
    yield f"{recommendations}, {counted(len(plan.actions), 'action')} of {agencies}"
    dated = sum(action.target_date is not None for action in plan.actions)
    counts = Counter(STATUS_WORDS[action.status] or "no status" for action in plan.actions)
    yield f"{dated} with a target date; " + ", ".join(f"{count} {word}" for word, count in counts.most_common())


def _group(group: CheckGroup) -> Iterator[str]:
    """A kind of finding, and the first places of it: two lines."""
    places = [
        " ".join(filter(None, (matter.where, f"({matter.place})" if matter.place else "")))
        for matter in group.items
        if matter.place or "-" in matter.where
    ]
    if not places:
        yield from textwrap.wrap(
            group.message, WIDTH, initial_indent="  ", subsequent_indent="    ", max_lines=2, placeholder=" …"
        )
        return
    whole = group.message if len(group.message) <= WIDTH - 2 else f"{group.message.split('. ')[0].rstrip('.')}."
    yield _cut(f"  {whole}")
    yield _cut(f"    {', '.join(places[:PLACES])}{' …' if len(places) > PLACES else ''}")


def _next(result: NewResult, *, nobody: bool) -> Iterator[str]:
    if result.preview:
        yield "Nothing was written. The same command without --preview makes the plan."
        return
    folder = f'"{result.folder}"' if " " in str(result.folder) else str(result.folder)
    yield f"The plan is in {folder}. Next, in its master.xlsx:"
    if nobody:
        yield "  add the agencies on Agencies and choose one for each action on Actions: until"
        yield "  then nobody can be sent a workbook. Save, close, and type:"
    else:
        yield "  look through To check, put contacts on Agencies, save, close, and type:"
    yield f"    dhr-xl --plan {folder} issue --as-at DATE --due DATE"
    if result.blank_settings:
        yield f"Before issue, fill in {' and '.join(result.blank_settings)} in its dhr_xl.toml."


def _short(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _cut(text: str, end: str = "") -> str:
    line = " ".join(text.split())
    indent = text[: len(text) - len(text.lstrip())]
    if len(indent + line) <= WIDTH:
        return indent + line
    kept = (indent + line)[: WIDTH - 1 - len(end)]
    return kept[: kept.rindex(" ", len(indent) + 1)].rstrip(" ,(") + " …" + end


def preview_rows(plan: Plan) -> list[tuple[str, ...]]:
    """The rows of a preview: one for each action, and one for each recommendation without any."""
    marks = _marks(plan)
    rows: list[tuple[str, ...]] = []
    for one in plan.recommendations:
        number = _marked(one.number, marks.get((one.number, "number"), ""))
        text = _short(one.text, CUT)
        if not one.actions:
            rows.append((number, text, "", _marked("none", marks.get((one.number, "action"), "")), "", ""))
        for action in one.actions:
            rows.append((number, text, *_action(plan, action, marks)))
            number, text = "", ""
    return rows


def preview_lines(plan: Plan) -> Iterator[str]:
    """A preview for a narrow terminal: a few lines for each action."""
    for number, text, agency, action, date, status in preview_rows(plan):
        if number:
            yield from textwrap.wrap(f"{number}  {text}", WIDTH, subsequent_indent="    ")
        if agency:
            yield _cut(f"    {agency}; {date}; {status}")
        yield from textwrap.wrap(action, WIDTH, initial_indent="      ", subsequent_indent="      ")


def _action(plan: Plan, action: Action, marks: Mapping[tuple[str, str], str]) -> list[str]:
    """Agency, action, date and status of an action, each with its mark."""
    names = {agency.code: agency.name for agency in plan.agencies}
    lead = "nobody" if action.agency == UNASSIGNED else names.get(action.agency, action.agency)
    others = f" and {len(action.agencies) - 1} more" if len(action.agencies) > 1 else ""
    date = format_date(action.target_date) if action.target_date else _short(action.target_date_text, 40) or "no date"
    values = {"agency": lead + others, "action": _short(action.action, CUT), "date": date}
    values |= {"status": STATUS_WORDS[action.status] or "no status"}
    return [_marked(text, marks.get((action.ref, key), "")) for key, text in values.items()]


def _marks(plan: Plan) -> dict[tuple[str, str], str]:
    """(ref or number, column) -> the mark of its value."""
    marks: dict[tuple[str, str], str] = {}
    for finding in plan.findings:
        key = (finding.where, COLUMN_OF_FIELD.get(finding.field, ""))
        marks[key] = "(!)" if finding.severity != "note" else marks.get(key, "(?)")
    return marks


def _marked(text: str, mark: str) -> str:
    return f"{text} {mark}".strip()
