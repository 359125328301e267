"""Rows of a return whose words are another row's, as after sorting part of the table, and locked words that differ."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from dhr_xl.core.plan.columns import BY_KEY, LOCKED_FIELDS
from dhr_xl.core.returns.answers import fold, same_answer
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.reading import COMPARED, Reading

MOVED_TOGETHER: Final = ("action", "recommendation", "evidence", "last_progress")
"""Locked columns whose text shows which row it belongs to."""
ANSWERS_THAT_TELL: Final = ("evidence_given", "outcome")
"""Text answers filled in when the form was sent; two rows hardly have the same by chance."""


class Shift(NamedTuple):
    """Text of one row found on another. heading: its column's; at: the row it is on; owner: the row it belongs to."""

    heading: str
    at: str
    owner: str


def shifted_rows(reading: Reading) -> dict[str, Shift]:
    """Rows with another row's text, as after sorting part of the table; both rows are returned."""
    found: dict[str, Shift] = {}
    for key in (*MOVED_TOGETHER, *ANSWERS_THAT_TELL):
        owners: dict[str, str] = {}
        for ref, base in reading.as_issued.items():
            if base.get(key):
                owners.setdefault(fold(base[key]), ref)
        for ref, row in reading.rows.items():
            text = fold(row[key].value) if key in row else ""
            owner = owners.get(text, "")
            if not text or not owner or text == fold(reading.as_issued[ref].get(key, "")):
                continue
            if key in ANSWERS_THAT_TELL and _has_its_own(reading, owner, key):
                continue
            found.setdefault(ref, Shift(BY_KEY[key].heading, ref, owner))
    return {**{shift.owner: shift for shift in found.values()}, **found}


def _has_its_own(reading: Reading, ref: str, key: str) -> bool:
    """Whether a row still has the text it was sent with: then the other row has a copy of it, and nothing has moved."""
    row = reading.rows.get(ref)
    return row is None or key not in row or fold(row[key].value) == fold(reading.as_issued[ref].get(key, ""))


def locked_changes(reading: Reading) -> Iterator[Problem]:
    """The problems of changed locked text; for a row whose text moved as a whole, that problem alone."""
    shifted = shifted_rows(reading)
    for ref, row in reading.rows.items():
        if ref in shifted:
            shift = shifted[ref]
            cell = row["action"].cell if "action" in row else None
            yield problem(Code.ROWS_SHIFTED, cell, ref=shift.at, heading=shift.heading, other=shift.owner)._replace(
                ref=ref
            )
            continue
        for field in COMPARED:
            answer = row.get(field.key)
            if field.who == "agency" or answer is None:
                continue
            if not same_answer(field.key, answer.value, reading.as_issued[ref].get(field.key, "")):
                code = Code.LOCKED_CHANGED if field in LOCKED_FIELDS else Code.SHOWN_CHANGED
                about = {"ref": ref, "field": field.key, "value": answer.value}
                yield problem(code, answer.cell, heading=field.heading, **about)
