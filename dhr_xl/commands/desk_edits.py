"""The coordinator's lists in master.xlsx: agencies and contacts, extended dates, and columns and notes of their own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Final

from dhr_xl.answers import choice_of, read_answer, tidy
from dhr_xl.cells import parse_date
from dhr_xl.commands.ledger import Ledger
from dhr_xl.fields import BY_KEY
from dhr_xl.forms import MASTER_SHEETS, ROLES, EntryRow, MasterRead, Row
from dhr_xl.model import BOARD, Agency, CellRef, Contact, Entry
from dhr_xl.register.register import Tx
from dhr_xl.register.values import Issue
from dhr_xl.stop import Stop

AGENCY_KEYS: Final = tuple(column.key for column in MASTER_SHEETS["Agencies"])
CODE: Final = re.compile(r"^[A-Z][A-Z0-9]+$")
DEVICES: Final = re.compile(r"^(CON|PRN|AUX|NUL|COM\d|LPT\d)$")


def take_contacts(ledger: Ledger, issue: Issue, rows: Iterable[EntryRow]) -> bool:
    """The sheet Agencies: what was added, changed or cleared since this generation was written; whether anything was.

    What cannot be taken is gathered, by its cell.
    """
    read: list[tuple[Agency, Contact | None]] = []
    for row in rows:
        with ledger.gather():
            read.append(_row(row))
    was = [_row(entries(row)) for row in issue.tables.get("Agencies", [])]
    shown = {agency.code: agency for agency, _ in reversed(was)}
    named = {agency.code: agency for agency, _ in read if agency != shown.get(agency.code) and agency.code != BOARD}
    for code, agency in named.items():
        if code in ledger.agencies:
            ledger.tx.set_agency(agency)
        else:
            ledger.tx.add_agency(agency)
    contacts, before = [c for _, c in read if c], [c for _, c in was if c]
    if contacts != before:
        kept = [c for c in ledger.tx.contacts() if c not in before and c not in contacts]
        ledger.tx.set_contacts((*contacts, *kept))
    ledger.forget("agencies")
    return bool(named) or contacts != before


def entries(row: Row) -> EntryRow:
    """A row as it was shown, as if it had been read."""
    return {key: Entry(text, CellRef("Agencies", "")) for key, text in row.items()}


def _row(row: EntryRow) -> tuple[Agency, Contact | None]:
    """One row of Agencies as an agency and, where anything of a person stands on it, a contact."""
    cells = {key: tidy(row[key].text) if key in row else "" for key in AGENCY_KEYS}
    where = next(iter(row.values())).ref
    code = cells["code"].upper()
    if not CODE.match(code) or DEVICES.match(code):
        raise Stop(
            f"{where}: '{cells['code']}' cannot be an agency's code. Use capital letters and digits, such as POLICE."
        )
    aliases = tuple(part.strip() for part in cells["aliases"].split(";") if part.strip())
    agency = Agency(code=code, name=cells["agency_name"] or code, aliases=aliases)
    if not any(cells[key] for key in ("name", "job_title", "email")):
        return agency, None
    role = choice_of(cells["role"] or "To", ROLES)
    if not role:
        raise Stop(f"{row['role'].ref}: the role '{cells['role']}' is not one of: {', '.join(ROLES)}.")
    if cells["email"] and not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+", cells["email"]):
        raise Stop(f"{row['email'].ref}: '{cells['email']}' is not an e-mail address.")
    return agency, Contact(
        agency=code, name=cells["name"], job_title=cells["job_title"], email=cells["email"], role=role,
        since=_date(row, "since"), until=_date(row, "until"),
    )  # fmt: skip


def _date(row: EntryRow, key: str) -> dt.date | None:
    """A date a person typed in one of these lists, None where blank. Raises Stop naming the cell."""
    entry = row.get(key)
    if entry is None or not entry.text.strip():
        return None
    answer = read_answer("", BY_KEY["completion_date"], entry)
    if answer.wrong:
        raise Stop(f"{entry.ref}: '{entry.text}' cannot be read as a date. Give it as day/month/year.")
    return parse_date(answer.value)


def take_extensions(ledger: Ledger, issue: Issue, rows: Iterable[EntryRow]) -> bool:
    """The column Extended to of Returns, where it was changed; whether it was."""
    returns = issue.tables.get("Returns", [])
    # an e-mail that brought no workbook has no reference
    shown = {row["reference"]: row.get("extended", "") for row in returns if "reference" in row}
    changed = False
    for row in rows:
        reference = row["reference"].text.strip() if "reference" in row else ""
        if reference in shown and "extended" in row and row["extended"].text != shown[reference]:
            with ledger.gather():
                ledger.tx.set_extended(reference, _date(row, "extended"))
                changed = True
    return changed


def take_own(tx: Tx, issue: Issue, master: MasterRead, new_refs: Mapping[str, str]) -> bool:
    """The coordinator's own columns and notes on Actions, against what this generation showed of them.

    new_refs: "row 12" -> the ref that row was given. Of two texts for one cell both are kept, one below the other.
    Whether anything changed.
    """
    headings, extra = tx.extras()
    shown = issue.tables.get("own", {"extra_headings": [], "extra": {}, "notes": []})
    base = {(ref, heading): text for ref, row in shown["extra"].items() for heading, text in row.items()}
    ours = {(ref, heading): text for ref, row in extra.items() for heading, text in row.items()}
    theirs = {
        (new_refs.get(ref, ref), heading): text for ref, row in master.extra.items() for heading, text in row.items()
    }
    gone = set(shown["extra_headings"]) - set(master.extra_headings)
    kept = [heading for heading in headings if heading not in {*master.extra_headings, *gone}]
    both: dict[str, dict[str, str]] = {}
    for (ref, heading), text in merge_own(base, ours, theirs).items():
        both.setdefault(ref, {})[heading] = text
    own = ((*master.extra_headings, *kept), both)
    tx.set_extras(*own)
    was = {(ref, key): text for ref, key, text in shown["notes"]}
    notes = {(new_refs.get(ref, ref), key): text for (ref, key), text in master.notes.items()}
    before, after = tx.notes(), merge_own(was, tx.notes(), notes)
    tx.set_notes(after)
    return (headings, extra, before) != (*own, after)


def merge_own(
    base: Mapping[tuple[str, str], str], ours: Mapping[tuple[str, str], str], theirs: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], str]:
    """The three put together: what one side changed is taken; where both did, both texts are kept."""
    merged = {}
    for cell in dict.fromkeys((*ours, *theirs)):
        was, here, there = base.get(cell, ""), ours.get(cell, ""), theirs.get(cell, "")
        if there in {was, here}:
            text = here
        elif here == was:
            text = there
        else:
            text = "\n".join(dict.fromkeys(part for part in (here, there) if part))
        if text:
            merged[cell] = text
    return merged
