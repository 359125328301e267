"""What a row of the form still needs: one table, used for the formula in the cell and for its stored value."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import (
    AGENCY_FIELDS,
    ALL_COLUMNS,
    ANYTHING_NEW,
    BY_KEY,
    COMPLETE,
    SAYS_SOMETHING_NEW,
)
from dhr_xl.core.plan.consequences import COMPLETE_NEEDS, NEEDS_REASON, is_newly_complete, is_reopened
from dhr_xl.core.plan.model import STATUS_OF_WORD, Status
from dhr_xl.core.plan.shown_texts import NOTHING
from dhr_xl.core.plan.standing import is_still_open
from dhr_xl.workbooks.form.words import READY

OK: Final = "OK"
CLOSED: Final = "OK (closed)"
"""Shown in a row that the board has closed; it starts with OK, so that the row counts as done."""
NIL: Final = ANYTHING_NEW[1]
NOT_LISTED: Final = "not on the list"
NO_DAY: Final = "not a day in range"
"""What is said of a status that is none of the words, and of a day that cannot be."""
NEEDED_WORDS: Final = {key: BY_KEY[key].heading.partition(":")[0] for key in COMPLETE_NEEDS}
"""What the column calls each answer that a status newly Complete needs: its heading up to a colon."""
EVIDENCE: Final = NEEDED_WORDS["evidence_given"]
REASON: Final = "Reason"
SAYS_NO: Final = "Question 1"
"""Shown in a row with a new answer while the first question on Start says that nothing has changed."""
PREFILLED: Final = tuple(field.key for field in AGENCY_FIELDS if field.prefilled and field.key != "status")
"""Answers beside the status that a form begins with."""
LONGEST_LITERAL: Final = 100
"""The longest text a formula repeats in full: Excel allows 255 characters, and a quotation mark counts twice."""
NOTHING_SAID: Final = "{nothing_said}"
"""Stands in a formula for what `nothing_said_formula` gives; a key of the values that `needed_value` tests."""

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


def _needs_reason(row: Row) -> bool:
    now, before = row["status"], row["last_status"]
    moved = (now != before and now in NEEDS_REASON) or is_reopened(now, before)
    return not row["reason"] and (moved or bool(row["proposed_target_date"]))


def _needs_status(row: Row) -> bool:
    said = any(row[key] for key in ("last_status", "progress", "proposed_target_date", "reason"))
    return not row["status"] and said


UPDATE: Final = "Update"
WANTS: Final = (
    Want(UPDATE, ("status", "progress"), NOTHING_SAID, lambda row: row[NOTHING_SAID] == NOTHING_SAID, owed=True),
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
    issued: Row | None = None,
    evidence_asked: bool = False,
    kept_open: bool = False,
    settled: Container[str] = (),
    columns: Container[str] = ALL_COLUMNS,
) -> str:
    """Say what a row still needs, word for word as its formula does.

    nil: question 1 says that nothing has changed; issued: the row as it was sent out, None where it is as it was;
    evidence_asked: the board asked for more evidence; kept_open: the board keeps it open, or a question to the agency
    is unanswered: "nothing has changed" answers none of these; settled: words that are left out until the row is
    changed; columns: keys of the columns that the form has.
    """
    if closed:
        return CLOSED
    plain = {
        key: row.get(key, "").strip() for want in WANTS for key in (*want.keys, "last_status", *SAYS_SOMETHING_NEW)
    }
    silent = _nothing_said(row, row if issued is None else issued)
    plain[NOTHING_SAID] = NOTHING_SAID if silent else ""
    wants = [want for want in WANTS if (owed or not want.owed) and want.word not in settled and want.keys[0] in columns]
    wanted = [want.word for want in wants if want.test(plain)]
    if nil:
        wanted = ([UPDATE] if kept_open else []) if silent else [SAYS_NO]
    asked = [EVIDENCE] if evidence_asked and silent else []
    return ", ".join((*asked, *wanted)) or OK


def _nothing_said(row: Row, issued: Row) -> bool:
    """Whether a row says nothing beyond what it was sent out with."""
    plain = {key: row.get(key, "").strip() for key in ("status", "last_status", *SAYS_SOMETHING_NEW)}
    if plain["status"] != plain["last_status"] or any(plain[key] for key in SAYS_SOMETHING_NEW):
        return False
    return all(_same(row.get(key, ""), issued.get(key, "")) for key in PREFILLED)


def _same(text: str, issued: str) -> bool:
    """Whether an answer is as it was sent out: one that no formula can repeat is compared by its length."""
    return text.strip() == issued.strip() if _fits_a_formula(issued) else length_of(text) == length_of(issued)


def _fits_a_formula(text: str) -> bool:
    return len(text) <= LONGEST_LITERAL and "\n" not in text and "\r" not in text


def length_of(text: str) -> int:
    """Count the characters of a text as a spreadsheet does: UTF-16 units, one for a line end."""
    return len(text.replace("\r\n", "\n").encode("utf-16-le", "surrogatepass")) // 2


def by_row(cell: str) -> str:
    """Write a reference to the cell of this row in a column: `G4` -> ``INDEX($G:$G,ROW())``.

    Cutting and pasting a cell moves the references to it; a reference to a whole column stays.
    """
    letter = cell.rstrip("0123456789")
    return f"INDEX(${letter}:${letter},ROW())"


def literal(text: str) -> str:
    """Write a text as a literal of a formula."""
    return '"' + text.replace('"', '""') + '"'


def needed_formula(  # noqa: PLR0913 - what a row's need follows from
    cells: Mapping[str, str],
    anything_new: str,
    *,
    owed: bool,
    closed: bool,
    issued: Row = MappingProxyType({}),
    evidence_asked: bool = False,
    kept_open: bool = False,
    settled: Container[str] = (),
    refused: str = "",
    came: Row = MappingProxyType({}),
) -> str:
    """Write the formula of a row. cells: field key -> address; anything_new: the address of the form's first question.

    issued: the row as it was sent out, as the sheet shows it; refused: the formula for what the sheet's rules refuse
    (see `refused`); came: as a copy to put right came with it, of the cells
    whose change needs a reason.

    It uses only functions of Excel 2010: each need adds ", word" to "OK", and then "OK, " is removed.
    """
    if closed:
        return f'"{CLOSED}"'
    places = {key: by_row(cell) for key, cell in cells.items()}
    if "last_status" in places:
        places["last_status"] = f'SUBSTITUTE({places["last_status"]},"{NOTHING}","")'
    silent = nothing_said_formula(places, issued)
    asked = [want for want in WANTS if (owed or not want.owed) and want.keys[0] in cells]
    tests = [(want.word, _unless_settled(want, settled, came)) for want in asked]
    names = {**places, NOTHING_SAID.strip("{}"): silent}
    words = "&".join(f'IF({test.format(**names)},", {word}","")' for word, test in tests if test)
    words = "&".join(filter(None, (words, refused))) or '""'
    evidence = f'&IF({silent},", {EVIDENCE}","")' if evidence_asked else ""
    said_no = f'IF({silent},"{f", {UPDATE}" if kept_open else ""}",", {SAYS_NO}")'
    return f'SUBSTITUTE("{OK}"{evidence}&IF({anything_new}="{NIL}",{said_no},{words}),"{OK}, ","")'


def nothing_said_formula(places: Mapping[str, str], issued: Row) -> str:
    """Write the test for a row that says nothing new. places: field key -> reference, of the columns the form has."""
    filled = [key for key in PREFILLED if key in places and issued.get(key, "").strip()]
    blank = [key for key in (*SAYS_SOMETHING_NEW, *PREFILLED) if key in places and key not in filled]
    tests = [f"{places['status']}={places['last_status']}", f'TRIM({"&".join(places[key] for key in blank)})=""']
    for key in filled:
        text, place = issued[key], places[key]
        same = f"EXACT(TRIM({place}),TRIM({literal(text)}))"
        tests.append(same if _fits_a_formula(text) else f"LEN({place})={length_of(text)}")
    return f"AND({','.join(tests)})"


def _unless_settled(want: Want, settled: Container[str], came: Row) -> str:
    """Write the test of one need. A settled need counts again only when the cells it depends on are changed.

    A reason depends on the status and the new date; every other settled need stays settled.
    """
    if want.word not in settled:
        return want.formula
    if want.word != REASON or not came or not all(map(_fits_a_formula, came.values())):
        return ""
    texts = {key: literal(text).replace("{", "{{").replace("}", "}}") for key, text in came.items()}
    changed = ",".join(f"{{{key}}}<>{text}" for key, text in texts.items())
    return f"AND(OR({changed}),{want.formula})"


def count_value(needs: list[str]) -> str:
    """Say in the line above the table how many rows still need something."""
    return f"Still needed: {sum(not need.startswith(OK) for need in needs)} of {len(needs)} rows"


def count_formula(needed: str, refs: str) -> str:
    """Write the same as a formula. needed, refs: the areas of the two columns."""
    return f'"Still needed: "&{_open_rows(needed)}&" of "&COUNTA({refs})&" rows"'


def _open_rows(needed: str) -> str:
    """Write the number of rows that need something. needed: the area of the column Still needed."""
    return f'COUNTIF({needed},"?*")-COUNTIF({needed},"{OK}*")'


def ready_value(needs: list[str], anything_new: str = "", completed_by: str = "") -> str:
    """Say on Start what is missing before the form can be sent back."""
    rows = sum(not need.startswith(OK) for need in needs)
    lacking = ["question 1"] if not anything_new else []
    lacking += [f"{rows} row{'s' * (rows != 1)}"] if rows else []
    lacking += ["your job title"] if not completed_by else []
    if not lacking:
        return READY
    return f"Not yet: {' and '.join(filter(None, (', '.join(lacking[:-1]), lacking[-1])))}"


def ready_formula(needed: str, anything_new: str, completed_by: str) -> str:
    """Write the same as a formula. needed: the area of Still needed; the others: the cells of the two questions."""
    rows = f"({_open_rows(needed)})"
    first, last = f'TRIM({anything_new})=""', f'TRIM({completed_by})=""'
    lacking = (
        f'IF({first},", question 1","")&IF({rows}=0,"",", "&{rows}&IF({rows}=1," row"," rows"))'
        f'&IF({last},", your job title","")'
    )
    items = f"(IF({first},1,0)+IF({rows}=0,0,1)+IF({last},1,0))"
    joined = f'IF({items}=1,{lacking},SUBSTITUTE({lacking},", "," and ",{items}))'
    return f'IF({items}=0,"{READY}","Not yet: "&MID({joined},3,99))'


def mark_formula(word: str, needed: str) -> str:
    """Write when a need's cells are marked: while its word stands in Still needed (`needed`: its address)."""
    return f'ISNUMBER(SEARCH("{word}",{needed}))'
