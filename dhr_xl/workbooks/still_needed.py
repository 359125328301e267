"""What a row of the form still needs, in words: one table of wants, as a formula and as its value for now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from dhr_xl.fields import ANYTHING_NEW
from dhr_xl.model import STATUS_WORDS, Status

OK: Final = "OK"
CLOSED: Final = "OK (closed)"
"""What a row says that the board has closed; it begins as OK does, so that it counts as done."""
COMPLETE, PAUSED, CLOSING = (STATUS_WORDS[s] for s in (Status.COMPLETE, Status.PAUSED, Status.PROPOSE_TO_CLOSE))
CALLED_DONE: Final = (COMPLETE, CLOSING)
NIL: Final = ANYTHING_NEW[1]
WORDS_OF_ROUND: Final = ("progress", "proposed_target_date", "reason", "query")
"""Answers a form begins without: any of them says something new."""

Row = Mapping[str, str]


class Want(NamedTuple):
    """One thing a row can need. word: what the sheet calls it; keys: the cells that are marked for it.

    formula: when it is needed, cells written as ``{status}`` …; test: the same of values; owed: only asked of rows
    from which an update is owed.
    """

    word: str
    keys: tuple[str, ...]
    formula: str
    test: Callable[[Row], bool]
    owed: bool = False


def _newly_complete_without(key: str) -> tuple[str, Callable[[Row], bool]]:
    formula = f'AND({{status}}="{COMPLETE}",{{last_status}}<>"{COMPLETE}",TRIM({{{key}}})="")'
    return formula, lambda row: row["status"] == COMPLETE != row["last_status"] and not row[key]


def _nothing_said(row: Row) -> bool:
    return row["status"] == row["last_status"] and not any(row[key] for key in WORDS_OF_ROUND)


def _needs_reason(row: Row) -> bool:
    now, before = row["status"], row["last_status"]
    moved = now != before and (now in {PAUSED, CLOSING} or bool(before == COMPLETE and now))
    return not row["reason"] and (moved or bool(row["proposed_target_date"]))


def _needs_status(row: Row) -> bool:
    said = any(row[key] for key in ("last_status", "progress", "proposed_target_date", "reason"))
    return not row["status"] and said


WANTS: Final = (
    Want(
        "Update",
        ("status", "progress"),
        'AND({status}={last_status},TRIM({progress}&{proposed_target_date}&{reason}&{query})="")',
        _nothing_said,
        owed=True,
    ),
    Want(
        "Status",
        ("status",),
        'AND({status}="",TRIM({last_status}&{progress}&{proposed_target_date}&{reason})<>"")',
        _needs_status,
    ),
    Want("Evidence", ("evidence_given",), *_newly_complete_without("evidence_given")),
    Want("Date completed", ("completion_date",), *_newly_complete_without("completion_date")),
    Want("Outcome", ("outcome",), *_newly_complete_without("outcome")),
    Want(
        "Reason",
        ("reason",),
        'AND(TRIM({reason})="",OR(TRIM({proposed_target_date})<>"",AND({status}<>{last_status},'
        f'OR({{status}}="{PAUSED}",{{status}}="{CLOSING}",AND({{last_status}}="{COMPLETE}",{{status}}<>"")))))',
        _needs_reason,
    ),
)  # fmt: skip
"""Everything a row can need, in the order it is said."""


def is_owed(row: Row, as_at: dt.date) -> bool:
    """Whether an update is owed of a row as issued: no status, or due by the as-at date and not called done."""
    status = row.get("last_status", "") or row.get("status", "")
    if not status:
        return True
    try:
        due = dt.date.fromisoformat(row.get("target_date", ""))
    except ValueError:
        return False
    return due <= as_at and status not in CALLED_DONE


def needed_value(row: Row, *, owed: bool, closed: bool, nil: bool = False) -> str:
    """What a row needs in words, exactly as its formula says it."""
    if closed or nil:
        return CLOSED if closed else OK
    plain = {key: row.get(key, "").strip() for want in WANTS for key in (*want.keys, "last_status", *WORDS_OF_ROUND)}
    return ", ".join(want.word for want in WANTS if (owed or not want.owed) and want.test(plain)) or OK


def needed_formula(cells: Mapping[str, str], anything_new: str, *, owed: bool, closed: bool) -> str:
    """The formula of a row; cells: field key -> address, anything_new: the address of the form's first question.

    It uses no function younger than Excel 2010: every want adds its words to "OK", which then makes way for them.
    """
    if closed:
        return f'"{CLOSED}"'
    asked = [want for want in WANTS if owed or not want.owed]
    words = "&".join(f'IF({want.formula.format(**cells)},", {want.word}","")' for want in asked)
    return f'IF({anything_new}="{NIL}","{OK}",SUBSTITUTE("{OK}"&{words},"{OK}, ",""))'


def count_value(needs: list[str]) -> str:
    """The line above the table: how many rows still need something."""
    return f"Still needed: {sum(not need.startswith(OK) for need in needs)} of {len(needs)} rows"


def count_formula(needed: str, refs: str) -> str:
    """The same as a formula over the areas of the two columns."""
    return f'"Still needed: "&COUNTIF({needed},"?*")-COUNTIF({needed},"{OK}*")&" of "&COUNTA({refs})&" rows"'


def mark_formula(want: Want, needed: str) -> str:
    """When the cells of a want are marked: its word stands in the row's Still needed (`needed`, its address)."""
    return f'ISNUMBER(SEARCH("{want.word}",{needed}))'
