"""Take in the sheet Agencies: what is said of an agency are cells of the plan, contacts are merged one by one."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.master.edits import EditedCopy, Edits, coordinator_sender, decide_edits, record_edits
from dhr_xl.commands.master.successors import check_successor
from dhr_xl.commands.master.unfit_rows import unfit_row
from dhr_xl.core.plan.agency_cells import AGENCY_CELLS, IS_NOW, IS_NOW_FROM, SUCCESSION, aliases_of
from dhr_xl.core.plan.cells import CellKey, iso, parse_date
from dhr_xl.core.plan.columns import BY_KEY, MASTER_SHEETS, ROLES, Row
from dhr_xl.core.plan.model import BOARD, Agency, CellRef, Contact, Entry
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.returns.answers import choice_of, read_answer, tidy
from dhr_xl.core.returns.left_out import UnfitCell
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.views.master import BOARD_NAME
from dhr_xl.core.views.values import EntryRow
from dhr_xl.workbooks.master.layout import HEADING_ROW

KEYS: Final = tuple(column.key for column in MASTER_SHEETS["Agencies"])
CODE: Final = re.compile(r"^[A-Z][A-Z0-9]+$")
DEVICES: Final = re.compile(r"^(CON|PRN|AUX|NUL|COM\d|LPT\d)$")
FIRST_ROW: Final = HEADING_ROW + 2
"""The sheet's first row under its headings, counted from 1."""
ADDRESS: Final = re.compile(r"^[^@\s,;<>]++@(?:[^@\s,;<>.]++\.)++[^@\s,;<>.]++")
OF_AGENCY: Final = (*AGENCY_CELLS, *SUCCESSION)
"""Columns about an agency; each of its rows shows them, and any of them may change them."""
CALLED: Final[Mapping[str, str]] = {
    **{column.key: f"'{column.heading}'" for column in MASTER_SHEETS["Agencies"] if column.key in SUCCESSION},
    "agency_name": "the name",
    "aliases": "the aliases",
}
Named = dict[str, dict[str, tuple[str, CellRef]]]
"""Agency code -> what is new about it, by the keys of OF_AGENCY, each with its cell."""


class Agencies(NamedTuple):
    """What came of the sheet: whether anything changed, its problems, and the ids of the questions it raised."""

    changed: bool
    problems: list[Problem]
    questions: list[str]


class _ContactRows(NamedTuple):
    """One row as it was shown ({} for one that was added) and as it is now (None for one that is gone)."""

    was: Row
    row: EntryRow | None

    @property
    def now(self) -> dict[str, str]:
        return texts_of(self.row) if self.row else {}


def take_agencies(ledger: Ledger, copy: EditedCopy, issue: Issue, rows: Sequence[EntryRow]) -> Agencies:
    """Take in what is new on the sheet since this generation was written; rows that cannot be taken in are left out."""
    shown = [dict(row) for row in issue.tables.get("Agencies", ())]
    pairs = pair_rows(shown, rows)
    merging = _Contacts(list(ledger.tx.contacts()), [])
    named: Named = {}
    codes = {pair.now["code"].upper() for pair in pairs if pair.row}
    for pair in pairs:
        if pair.row is None:
            merging.take(contact_of(pair.was), None, CellRef("Agencies", ""))
            continue
        with ledger.leaving_out(unfit_row("Agencies", pair.row, pair.was)):
            contact, where = read_row(pair.row), next(iter(pair.row.values())).ref
            if pair.now[IS_NOW] != pair.was.get(IS_NOW, ""):
                check_successor(pair.now, pair.row, {*ledger.agencies, *codes})
            _take_words(pair, named, pairs, shown)
            merging.take(contact_of(pair.was), contact, where)
    changed, questions = _write_words(ledger, copy, shown, named)
    if merging.changed:
        ledger.tx.set_contacts(merging.ours)
        ledger.forget("contacts")
    return Agencies(changed or merging.changed, merging.problems, questions)


def texts_of(row: EntryRow) -> dict[str, str]:
    """A row's text in every column, '' where the column is missing."""
    return {key: tidy(row[key].text) if key in row else "" for key in KEYS}


def pair_rows(shown: Sequence[Row], rows: Sequence[EntryRow]) -> list[_ContactRows]:
    """Pair each row with what it was: unchanged, else by code with e-mail, name or job title, else by place."""
    left, pairs = list(range(len(shown))), dict[int, int]()
    now = [texts_of(row) for row in rows]
    for keys in (KEYS, ("code", "email"), ("code", "name"), ("code", "job_title"), ("email",), ("name",), ("code",)):
        for number, texts in enumerate(now):
            if number in pairs or (keys != KEYS and not texts[keys[-1]]):
                continue
            same = [n for n in left if all(shown[n].get(key, "") == texts[key] for key in keys)]
            if keys == ("code",):
                same = [n for n in same if n + FIRST_ROW == _number(rows[number])]
            if same:
                pairs[number] = same[0]
                left.remove(same[0])
    found = [_ContactRows(shown[pairs[n]] if n in pairs else {}, row) for n, row in enumerate(rows)]
    return [*found, *(_ContactRows(shown[n], None) for n in left)]


def _number(row: EntryRow) -> int:
    return int(re.sub(r"\D", "", next(iter(row.values())).ref.cell) or 0)


def read_row(row: EntryRow) -> Contact | None:
    """The contact on a row, None where it names no person. Raises UnfitCell naming the cell."""
    cells, where = texts_of(row), next(iter(row.values())).ref
    code = cells["code"].upper()
    if not CODE.match(code) or DEVICES.match(code):
        why = f"'{cells['code']}' cannot be an agency's code. Use capital letters and digits, such as POLICE."
        raise UnfitCell(where, why, value=cells["code"])
    if not any(cells[key] for key in ("name", "job_title", "email")):
        return None
    role = choice_of(cells["role"] or "To", ROLES)
    if not role:
        why = f"the role '{cells['role']}' is not one of: {', '.join(ROLES)}."
        raise UnfitCell(row["role"].ref, why, value=cells["role"])
    if cells["email"] and not ADDRESS.fullmatch(cells["email"]):
        raise UnfitCell(row["email"].ref, f"'{cells['email']}' is not an e-mail address.", value=cells["email"])
    return Contact(
        agency=code, name=cells["name"], job_title=cells["job_title"], email=cells["email"], role=role,
        since=read_day(row, "since"), until=read_day(row, "until"),
    )  # fmt: skip


def contact_of(row: Row) -> Contact | None:
    """The contact on a row as we wrote it."""
    return read_row({key: Entry(text, CellRef("Agencies", "")) for key, text in row.items()}) if row else None


def read_day(row: EntryRow, key: str) -> dt.date | None:
    """A date typed on a sheet of lists, None where blank. Raises UnfitCell naming the cell."""
    entry = row.get(key)
    if entry is None or not entry.text.strip():
        return None
    answer = read_answer("", BY_KEY["completion_date"], entry)
    if answer.wrong:
        why = f"'{entry.text}' cannot be read as a date. Give it as day/month/year."
        raise UnfitCell(entry.ref, why, value=entry.text, field=key)
    return parse_date(answer.value)


class _Contacts:
    """The contacts, as edits from copies of master.xlsx are merged into them."""

    def __init__(self, ours: list[Contact], problems: list[Problem]) -> None:
        self.ours, self.problems, self.changed = ours, problems, False

    def take(self, was: Contact | None, theirs: Contact | None, where: CellRef) -> None:
        """Merge one contact. Where both sides changed it differently, both are kept, with a warning."""
        if theirs == was:
            return
        place = self._place(was) if was else None
        here = self.ours[place] if place is not None else None
        if theirs is None:
            if here is not None and here == was:
                self._put(place, None)
            elif here is not None:
                words = f"{describe_contact(here)} was removed here and changed in another copy, so it was kept."
                self._say(where, words)
        elif here is None:
            if theirs in self.ours:
                return
            if was is not None:
                words = f"{describe_contact(theirs)} was changed here and removed in another copy, so it was kept."
                self._say(where, words)
            self._put(None, theirs)
        elif here == was:
            self._put(place, theirs)
        elif here != theirs:
            self._both(place, was or theirs, here, theirs, where)

    def _both(self, place: int | None, was: Contact, here: Contact, theirs: Contact, where: CellRef) -> None:
        """Merge a contact that both sides changed, cell by cell; keep both where they changed the same cell."""
        now = {key: (getattr(was, key), getattr(here, key), getattr(theirs, key)) for key in Contact._fields}
        if any(len({*three}) == len(three) for three in now.values()):
            other = describe_contact(here)
            words = f"{describe_contact(theirs)} was changed here and in another copy ({other}), so both were kept."
            self._say(where, words)
            self._put(None, theirs)
        else:
            both = {key: ours if there == old else there for key, (old, ours, there) in now.items()}
            self._put(place, Contact(**both))

    def _place(self, was: Contact) -> int | None:
        """The position of a contact now; None where it was removed."""
        tests: tuple[Callable[[Contact], bool], ...] = (
            lambda c: c == was,
            lambda c: bool(was.email) and c.email.casefold() == was.email.casefold(),
            lambda c: bool(was.name) and c.name == was.name,
            lambda c: bool(was.job_title) and c.job_title == was.job_title,
        )
        for test in tests:
            found = [n for n, contact in enumerate(self.ours) if contact.agency == was.agency and test(contact)]
            if found:
                return found[0]
        return None

    def _put(self, place: int | None, contact: Contact | None) -> None:
        """Replace the contact at a position (None adds one); a contact of None removes it."""
        self.changed = True
        if place is not None:
            self.ours[place : place + 1] = [contact] if contact else []
        elif contact:
            self.ours.append(contact)

    def _say(self, where: CellRef, why: str) -> None:
        remedy = "Look at both on Agencies, and clear or end the one that is wrong."
        self.problems.append(problem(Code.MOVED_MEANWHILE, where, why=why, remedy=remedy))


def describe_contact(contact: Contact) -> str:
    """A contact as a sentence names it."""
    parts = (contact.name, contact.job_title, contact.email, f"role {contact.role}")
    ended = f"until {contact.until:%d/%m/%Y}" if contact.until else ""
    return f"{contact.agency}'s contact {', '.join(part for part in (*parts, ended) if part)}"


def _take_words(pair: _ContactRows, named: Named, pairs: Sequence[_ContactRows], shown: Sequence[Row]) -> None:
    """Collect what a row says of its agency. Raises UnfitCell where another row of the agency says something else.

    A blank, or a text left as it was, says nothing, even where the row now belongs to another agency. All but the name
    are cleared where no row of the agency has any left.
    """
    assert pair.row is not None  # noqa: S101 - the caller skips rows that are gone
    now, found = _in_plan(pair, pair.row), dict[str, tuple[str, CellRef]]()
    code = now["code"].upper()
    known = next((row for row in shown if row.get("code") == code), {})
    for key in OF_AGENCY:
        where = pair.row[key].ref if key in pair.row else next(iter(pair.row.values())).ref
        if now[key] and now[key] != (pair.was or known).get(key, ""):
            other = named.get(code, {}).get(key)
            if other and other[0] != now[key]:
                here, there = f"'{now[key]}' here", f"'{other[0]}' in cell {other[1].cell}"
                why = f"{code} is given {CALLED[key]} {here} and {there}. Keep one."
                raise UnfitCell(where, why, value=now[key])
            found[key] = (now[key], where)
        elif key != "agency_name" and key in pair.row and known.get(key) and not _any_text(pairs, code, key):
            found[key] = ("", where)
    named.setdefault(code, {}).update(found)


def _in_plan(pair: _ContactRows, row: EntryRow) -> dict[str, str]:
    """A row's texts, with who took over from its agency in the plan's terms. Raises UnfitCell where that is no day."""
    return {**pair.now, IS_NOW: pair.now[IS_NOW].upper(), IS_NOW_FROM: iso(read_day(row, IS_NOW_FROM))}


def _any_text(pairs: Sequence[_ContactRows], code: str, key: str) -> bool:
    return any(pair.now[key] for pair in pairs if pair.row and pair.now["code"].upper() == code)


def _write_words(ledger: Ledger, copy: EditedCopy, shown: Sequence[Row], named: Named) -> tuple[bool, list[str]]:
    """Merge names and aliases; returns whether any changed, and the ids of the questions raised."""
    changed, questions, sender = False, list[str](), coordinator_sender(ledger, copy)
    for code, words in named.items():
        theirs = {key: "; ".join(aliases_of(text)) if key == "aliases" else text for key, (text, _) in words.items()}
        if code not in ledger.agencies and code != BOARD:
            ledger.tx.add_agency(Agency(code=code, name=code))
            ledger.forget("agencies", "cells")
            changed = True
        known = next((row for row in shown if row.get("code") == code), {})
        cells = {(code, key): where for key, (_, where) in words.items()}
        ours = {
            key: ledger.cells.get(CellKey(code, key), BOARD_NAME if code == BOARD and key == "agency_name" else "")
            for key in theirs
        }
        base = {key: known.get(key, ours[key] if key == "agency_name" and ours[key] == code else "") for key in theirs}
        decisions = decide_edits(copy, Edits(code, base, theirs, cells), ours)
        taken = record_edits(ledger, sender, decisions, cells)
        changed, questions = changed or bool(taken.changes), questions + taken.questions
    return changed, questions
