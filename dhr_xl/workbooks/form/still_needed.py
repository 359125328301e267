"""What a row of the form still needs: one table, used for the formula in the cell and for its stored value."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import ALL_COLUMNS, ANYTHING_NEW, BY_KEY, COMPLETE, SAYS_SOMETHING_NEW
from dhr_xl.core.plan.consequences import COMPLETE_NEEDS, NEEDS_REASON, is_newly_complete, is_reopened
from dhr_xl.core.plan.model import STATUS_OF_WORD, Status
from dhr_xl.core.plan.standing import is_still_open

OK: Final = "OK"
CLOSED: Final = "OK (closed)"
"""Shown in a row that the board has closed; it starts with OK, so that the row counts as done."""
NIL: Final = ANYTHING_NEW[1]
NEEDED_WORDS: Final = {key: BY_KEY[key].heading.partition(":")[0] for key in COMPLETE_NEEDS}
"""What the column calls each answer that a status newly Complete needs: its heading up to a colon."""
EVIDENCE: Final = NEEDED_WORDS["evidence_given"]
REASON: Final = "Reason"
NOTHING_SAID: Final = "{nothing_said}"
"""Stands in a formula for what `nothing_said` gives: it depends on the columns that a form has."""

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
    return formula, lambda row: is_newly_complete(row["status"], row["last_status"]) and not row[key]


def _one_of(statuses: tuple[str, ...]) -> str:
    return ",".join(f'{{status}}="{status}"' for status in statuses)


def _nothing_said(row: Row) -> bool:
    return row["status"] == row["last_status"] and not any(row[key] for key in SAYS_SOMETHING_NEW)


def _needs_reason(row: Row) -> bool:
    now, before = row["status"], row["last_status"]
    moved = (now != before and now in NEEDS_REASON) or is_reopened(now, before)
    return not row["reason"] and (moved or bool(row["proposed_target_date"]))


def _needs_status(row: Row) -> bool:
    said = any(row[key] for key in ("last_status", "progress", "proposed_target_date", "reason"))
    return not row["status"] and said


WANTS: Final = (
    Want(
        "Update",
        ("status", "progress"),
        NOTHING_SAID,
        _nothing_said,
        owed=True,
    ),
    Want(
        "Status",
        ("status",),
        'AND({status}="",TRIM({last_status}&{progress}&{proposed_target_date}&{reason})<>"")',
        _needs_status,
    ),
    *(Want(NEEDED_WORDS[key], (key,), *_newly_complete_without(key)) for key in COMPLETE_NEEDS),
    Want(
        REASON,
        ("reason",),
        'AND(TRIM({reason})="",OR(TRIM({proposed_target_date})<>"",AND({status}<>{last_status},'
        f'OR({_one_of(NEEDS_REASON)},AND({{last_status}}="{COMPLETE}",{{status}}<>"")))))',
        _needs_reason,
    ),
)  # fmt: skip
"""Everything a row can need, in the order shown."""


def is_owed(row: Row) -> bool:
    """Whether an update is owed of a row as issued: the agency's own answer is still open."""
    status = STATUS_OF_WORD.get(row.get("last_status", "") or row.get("status", ""), Status.UNKNOWN)
    return is_still_open(status)


def settled_wants(row: Row, marked: Container[str], *, owed: bool) -> frozenset[str]:
    """The words that a corrections copy's row would show from its cells alone, though nothing more is asked.

    The answer was decided, or given in another way. marked: keys of the row's marked cells, '' for the whole row;
    owed: an answer may be owed that no mark asks for.
    """
    if "" in marked:
        return frozenset()
    said = needed_value(row, owed=is_owed(row), closed=False).split(", ")
    open_still = {want.word for want in WANTS if any(key in marked for key in want.keys) or (want.owed and owed)}
    return frozenset(want.word for want in WANTS if want.word in said) - open_still


def needed_value(  # noqa: PLR0913 - what a row's need follows from
    row: Row,
    *,
    owed: bool,
    closed: bool,
    nil: bool = False,
    evidence_was: str | None = None,
    settled: Container[str] = (),
    columns: Container[str] = ALL_COLUMNS,
) -> str:
    """Say what a row still needs, word for word as its formula does.

    evidence_was: where the board asked for more evidence, what was there when it was sent out; else None;
    settled: words that are left out until the row is changed; columns: keys of the columns that the form has.
    """
    if closed:
        return CLOSED
    asked = [EVIDENCE] if evidence_was is not None and _as_board_saw(row, evidence_was) else []
    if nil:
        return ", ".join(asked) or OK
    plain = {
        key: row.get(key, "").strip() for want in WANTS for key in (*want.keys, "last_status", *SAYS_SOMETHING_NEW)
    }
    wants = [want for want in WANTS if (owed or not want.owed) and want.word not in settled and want.keys[0] in columns]
    wanted = [want.word for want in wants if want.test(plain)]
    return ", ".join((*asked, *wanted)) or OK


def _as_board_saw(row: Row, evidence_was: str) -> bool:
    """Whether a row the board sent back says nothing new. Evidence is compared by its length, as the formula does."""
    plain = {key: row.get(key, "").strip() for key in ("status", "last_status", *SAYS_SOMETHING_NEW)}
    return _nothing_said(plain) and _length(row.get("evidence_given", "")) == _length(evidence_was)


def _length(text: str) -> int:
    """Count the characters of a text as a spreadsheet does: UTF-16 units, one for a line end."""
    return len(text.replace("\r\n", "\n").encode("utf-16-le", "surrogatepass")) // 2


def needed_formula(  # noqa: PLR0913 - what a row's need follows from
    cells: Mapping[str, str],
    anything_new: str,
    *,
    owed: bool,
    closed: bool,
    evidence_was: str | None = None,
    settled: Container[str] = (),
    came: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Write the formula of a row. cells: field key -> address; anything_new: the address of the form's first question.

    came: the values, as literals, of the cells whose change needs a reason: key -> ``"Paused"``, ``42185``.

    It uses only functions of Excel 2010: each need adds ", word" to "OK", and then "OK, " is removed.
    """
    if closed:
        return f'"{CLOSED}"'
    asked = [want for want in WANTS if (owed or not want.owed) and want.keys[0] in cells]
    names = {**cells, "nothing_said": nothing_said(cells)}
    tests = [(want.word, _unless_settled(want, settled, came).format(**names)) for want in asked]
    words = "&".join(f'IF({test},", {word}","")' for word, test in tests if test) or '""'
    if evidence_was is None:
        return f'IF({anything_new}="{NIL}","{OK}",SUBSTITUTE("{OK}"&{words},"{OK}, ",""))'
    seen = f"AND({nothing_said(cells)},LEN({cells['evidence_given']})={_length(evidence_was)})"
    evidence = f'IF({seen},", {EVIDENCE}","")'
    return f'SUBSTITUTE("{OK}"&{evidence}&IF({anything_new}="{NIL}","",{words}),"{OK}, ","")'


def nothing_said(cells: Mapping[str, str]) -> str:
    """Write the test for a row that says nothing new. cells: field key -> address, of the columns the form has."""
    words = "&".join(cells[key] for key in SAYS_SOMETHING_NEW if key in cells)
    return f'AND({cells["status"]}={cells["last_status"]},TRIM({words})="")'


def _unless_settled(want: Want, settled: Container[str], came: Mapping[str, str]) -> str:
    """Write the test of one need. A settled need counts again only when the cells it depends on are changed.

    A reason depends on the status and the new date; every other settled need stays settled.
    """
    if want.word not in settled:
        return want.formula
    changed = ",".join(f"{{{key}}}<>{text}" for key, text in came.items())
    return f"AND(OR({changed}),{want.formula})" if want.word == REASON and came else ""


def count_value(needs: list[str]) -> str:
    """Say in the line above the table how many rows still need something."""
    return f"Still needed: {sum(not need.startswith(OK) for need in needs)} of {len(needs)} rows"


def count_formula(needed: str, refs: str) -> str:
    """Write the same as a formula. needed, refs: the areas of the two columns."""
    return f'"Still needed: "&COUNTIF({needed},"?*")-COUNTIF({needed},"{OK}*")&" of "&COUNTA({refs})&" rows"'


def mark_formula(want: Want, needed: str) -> str:
    """Write when a need's cells are marked: while its word stands in Still needed (`needed`: its address)."""
    return f'ISNUMBER(SEARCH("{want.word}",{needed}))'
