"""Plans of invented counties, drawn in plans/ with the truth about each row below it.

title; as at; columns (what each column really holds); "#" the headings; "?" a row that explains them; "##" a section
heading; a row of cells; "=" the truth about one of its actions: the recommendation's number ("." the same), its lead
("-" several bodies, "." the same), the action's agency, its date ("-" none), its status.
"""

import re
from pathlib import Path
from typing import NamedTuple

PLANS = Path(__file__).parent / "plans"
NAMES = tuple(sorted(path.stem for path in PLANS.glob("*.txt")))


class TrueAction(NamedTuple):
    """What a careful reader would say about an action."""

    number: str
    lead: str | None
    agency: str
    date: str
    status: str
    action: str
    evidence: str
    target: str
    progress: str


class Drawn(NamedTuple):
    """A drawn plan: the kind and cells of each line of its table, and the truth about its actions."""

    title: str
    as_at: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    recommendations: dict[str, str]
    actions: tuple[TrueAction, ...]


def read_drawn(name):
    head = {}
    lines, actions, texts = [], [], {}
    headings = ()
    for raw in (PLANS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        mark, _, rest = raw.partition(" ")
        if not headings and mark != "#":
            key, _, value = raw.partition(":")
            head[key] = value.strip()
        elif mark == "#":
            headings = _cells(rest)
        elif mark in ("?", "##"):
            lines.append((mark, _cells(rest) if mark == "?" else (rest,)))
        elif mark == "=":
            columns = tuple(head["columns"].split())
            actions.append(_truth(_cells(rest), dict(zip(columns, lines[-1][1], strict=True)), actions))
            text = dict(zip(columns, lines[-1][1], strict=True))["recommendation"]
            texts.setdefault(actions[-1].number, _unnumbered(text, actions[-1].number))
        else:
            lines.append(("row", _cells(raw)))
    columns = tuple(head["columns"].split())
    return Drawn(head["title"], head["as at"], columns, headings, tuple(lines), texts, tuple(actions))


def _cells(text):
    return tuple(cell.strip() for cell in re.split(r"(?:^|(?<=\s))\|(?=\s|$)", text))


def _truth(said, cells, before):
    number, lead, agency, date, status = said
    last = before[-1] if before else None
    progress = cells.get("progress") or cells.get("completed", "") if "progress" not in cells else cells["progress"]
    return TrueAction(
        last.number if number == "." else number,
        {"-": None, ".": last.lead if last else None}.get(lead, lead),
        agency, "" if date == "-" else date, status,
        cells.get("action", ""), cells.get("evidence", ""), cells.get("target", ""), progress,
    )  # fmt: skip


def _unnumbered(text, number):
    return re.sub(rf"^(?:recommendation|rec)?\s*{re.escape(number)}\s*[.:)]*\s*", "", text, flags=re.IGNORECASE)
