"""The coordinator's lists in master.xlsx: agencies and their contacts, and extended return-by dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final

from dhr_xl.answers import choice_of, read_answer, tidy
from dhr_xl.cells import parse_date
from dhr_xl.fields import BY_KEY
from dhr_xl.forms import MASTER_SHEETS, ROLES, EntryRow
from dhr_xl.model import BOARD, Agency, Contact
from dhr_xl.register.register import Tx
from dhr_xl.register.values import Issue
from dhr_xl.stop import Stop

AGENCY_KEYS: Final = tuple(column.key for column in MASTER_SHEETS["Agencies"])
CODE: Final = re.compile(r"^[A-Z][A-Z0-9]+$")
DEVICES: Final = re.compile(r"^(CON|PRN|AUX|NUL|COM\d|LPT\d)$")


def take_contacts(tx: Tx, issue: Issue, rows: Iterable[EntryRow]) -> None:
    """The whole sheet Agencies, if it was changed. Raises Stop naming the cell that cannot be taken."""
    said = [{key: tidy(row[key].text) if key in row else "" for key in AGENCY_KEYS} for row in rows]
    shown = [{key: row.get(key, "") for key in AGENCY_KEYS} for row in issue.tables.get("Agencies", [])]
    if said == shown:
        return
    known = {agency.code: agency for agency in tx.agencies()}
    contacts, named = [], dict[str, Agency]()
    for row in rows:
        agency, contact = _row(row)
        if agency.code not in named:
            named[agency.code] = agency
        if contact:
            contacts.append(contact)
    for code, agency in named.items():
        if code not in known and code != BOARD:
            tx.add_agency(agency)
        elif code in known and agency != known[code]:
            tx.set_agency(agency)
    tx.set_contacts(tuple(contacts))


def _row(row: EntryRow) -> tuple[Agency, Contact | None]:
    """One row of Agencies as an agency and, where anything of a person stands on it, a contact."""
    cells = {key: tidy(row[key].text) if key in row else "" for key in AGENCY_KEYS}
    where = next(iter(row.values())).ref
    code = cells["code"].upper()
    if not CODE.match(code) or DEVICES.match(code):
        message = f"{where}: '{cells['code']}' cannot be an agency's code. Use capital letters and digits, for example POLICE."
        raise Stop(message)
    aliases = tuple(part.strip() for part in cells["aliases"].split(";") if part.strip())
    agency = Agency(code=code, name=cells["agency_name"] or code, aliases=aliases)
    if not any(cells[key] for key in ("name", "job_title", "email")):
        return agency, None
    role = choice_of(cells["role"] or "To", ROLES)
    if not role:
        raise Stop(f"{where}: the role '{cells['role']}' is not one of: {', '.join(ROLES)}.")
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


def take_extensions(tx: Tx, issue: Issue, rows: Iterable[EntryRow]) -> None:
    """The column Extended to of Returns, where it was changed."""
    shown = {row["reference"]: row.get("extended", "") for row in issue.tables.get("Returns", [])}
    for row in rows:
        reference = row["reference"].text.strip() if "reference" in row else ""
        if reference in shown and "extended" in row and row["extended"].text != shown[reference]:
            tx.set_extended(reference, _date(row, "extended"))
