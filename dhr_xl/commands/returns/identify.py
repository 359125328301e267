"""Identify a return: which issued workbook it answers, by the reference in it and never by the file's name."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.commands.returns.inbox import Arrived, InboxWorkbook, Mailed, Sent
from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.kinds import IssueKind
from dhr_xl.core.plan.model import Agency, AgencyReturn, Contact
from dhr_xl.core.plan.records import Issue
from dhr_xl.core.returns.answers import fold
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.register.transaction import Tx


def identify_all(workspace: Workspace, arrived: Arrived) -> Arrived:
    """Identify each workbook, once in a collect, and the agency each e-mail is from.

    An e-mail is from the agency of its first workbook, else from the agency its sender is a contact of.
    """
    with workspace.register.read() as tx:
        ledger = Ledger(workspace, tx)
        workbooks = [_identified(ledger, one) for one in arrived.workbooks]
        first: dict[Path, tuple[str, str]] = {}
        for one in workbooks:
            if one.folder and isinstance(one.identity, Issue):
                first.setdefault(one.path, (one.identity.agency, one.folder))
        mails = [_from_whom(ledger, mailed, first.get(mailed.path)) for mailed in arrived.mails]
    return Arrived(workbooks, mails)


def _identified(ledger: Ledger, incoming: InboxWorkbook) -> InboxWorkbook:
    """A workbook with its identity; without a folder where the sheet names another agency than the reference."""
    if isinstance(incoming.found, Problem):
        return incoming._replace(identity=incoming.found)
    identity = identify(ledger.tx, incoming.found)
    if isinstance(identity, Problem) or other_agency(ledger, identity, incoming.found):
        return incoming._replace(identity=identity)
    return incoming._replace(identity=identity, folder=ledger.rounds[identity.round_id].as_at.isoformat())


def _from_whom(ledger: Ledger, mailed: Mailed, first: tuple[str, str] | None) -> Mailed:
    """An e-mail with its agency and folder. first: those of the first workbook in it that is identified."""
    if first:
        return mailed._replace(agency=first[0], folder=first[1])
    agency, current = agency_of(ledger.tx.contacts(), mailed.sent.address), ledger.tx.current_round()
    return mailed._replace(agency=agency, folder=current.as_at.isoformat() if agency and current else "")


def identify(tx: Tx, found: AgencyReturn) -> Issue | Problem:
    """The workbook that a return answers, by the reference on the sheet, else the file's own; or the problem."""
    shown, kept = found.reference.text.strip(), found.property_reference.strip()
    if not shown and not kept:
        return problem(Code.NO_REFERENCE, found.reference.ref)
    by_cell, by_property = _sent(tx, shown), _sent(tx, kept)
    if by_property and shown and (by_cell is None or by_cell.reference != by_property.reference):
        about = {"whose": whose_is(tx, by_cell), "other": kept, "whose_other": whose_is(tx, by_property)}
        return problem(Code.REFERENCE_DIFFERS, found.reference.ref, value=shown, **about)
    issue = by_cell or by_property
    if issue is None:
        says = ", ".join(text for text in (found.agency.text.strip(), found.plan.text.strip()) if text) or "nothing"
        about = {"plan": tx.head().reference or tx.head().title, "other": says}
        return problem(Code.UNKNOWN_REFERENCE, found.reference.ref, value=shown or kept, **about)
    if found.meeting != (issue.kind is IssueKind.BOARD):
        whose = whose_is(tx, issue)
        return problem(Code.OTHER_WORKBOOK, found.reference.ref, value=issue.reference, whose=whose)
    return issue


def other_agency(ledger: Ledger, issue: Issue, found: AgencyReturn) -> Problem | None:
    """The problem where a sheet names another agency of the plan than the one its workbook was issued to.

    Asked again when the return is merged: master.xlsx, taken in just before, may have given an agency a new name.
    """
    said, agencies = fold(found.agency.text), ledger.agencies
    named = next((code for code, agency in agencies.items() if said in names_of(agency)), "")
    if said and named and said not in names_of(agencies[issue.agency]):
        return problem(Code.AGENCY_DIFFERS, found.agency.ref, value=found.agency.text, agency=issue.agency)
    return None


def agency_of(contacts: Iterable[Contact], address: str) -> str:
    """The agency an e-mail address is a contact of; '' where it is no contact, or one of two agencies."""
    codes = {contact.agency for contact in contacts if address and contact.email.casefold() == address.casefold()}
    return codes.pop() if len(codes) == 1 else ""


def check_sender(contacts: Iterable[Contact], agency: str, sent: Sent | None) -> list[Problem]:
    """The problem where a workbook was sent by a contact of another agency than the one it was issued to."""
    other = agency_of(contacts, sent.address) if sent else ""
    if not sent or other in {"", agency}:
        return []
    return [problem(Code.SENDER_DIFFERS, value=sent.address, agency=agency, other=other)]


def _as_sent(issue: Issue, key: str) -> tuple[str, set[str]]:
    """What a workbook was sent out with, and that folded in a set; an empty set where it is not known."""
    was = str(issue.tables.get(key, ""))
    return was, {fold(was)} if was else set()


def _sent(tx: Tx, reference: str) -> Issue | None:
    """The workbook with this reference, an agency's or the board's; None for a generation of master.xlsx."""
    issue = tx.issue(reference) if reference else None
    return issue if issue is not None and issue.kind != IssueKind.MASTER else None


def whose_is(tx: Tx, issue: Issue | None) -> str:
    """Which agency and round a reference belongs to, in words."""
    if issue is None:
        return "not one of this plan's"
    as_at = next((format_date(r.as_at) for r in tx.rounds() if r.id == issue.round_id), "")
    return f"{issue.agency}'s, as at {as_at}"


def names_of(agency: Agency) -> frozenset[str]:
    """Every name an agency is known by, folded."""
    return frozenset(fold(name) for name in (agency.code, agency.name, *agency.aliases))


def check_labels(ledger: Ledger, issue: Issue, found: AgencyReturn) -> Iterator[Problem]:
    """A problem for each label above the table that is not as it was sent out; the reference is good."""
    day, title = ledger.rounds[issue.round_id].as_at, ledger.head.title
    sent = (
        ("The agency", found.agency, issue.agency, names_of(ledger.agencies[issue.agency])),
        ("The plan", found.plan, title, {fold(title)}),
        ("The as-at date", found.as_at, format_date(day), {day.isoformat()}),
        ("The return-by date", found.due, *_as_sent(issue, "due")),
        ("The marking", found.marking, *_as_sent(issue, "marking")),
        ("The address for returns", found.return_to, *_as_sent(issue, "return_to")),
        ("The contact", found.contact, *_as_sent(issue, "contact")),
    )
    for what, entry, was, same in sent:
        if same and fold(entry.text) and fold(entry.text) not in same:
            yield problem(Code.SHEET_SAYS, entry.ref, value=entry.text.strip(), what=what, other=was)
