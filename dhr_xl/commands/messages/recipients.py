"""Who is written to, who is reminded of what, and the address book that every message is checked against."""

import datetime as dt

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.core.plan.model import BOARD, Contact
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.owing import ChaseResult, who_owes
from dhr_xl.post.outgoing.checks import AddressBook
from dhr_xl.post.outgoing.letters import Addressee


def people(snapshot: Snapshot, code: str, today: dt.date | None = None) -> list[Contact]:
    """An agency's contacts with an address; only those in post on the day, where one is given."""
    if today is not None:
        return snapshot.in_post(code, today)
    return [c for c in snapshot.contacts if c.agency == code and c.email]


def addresses(snapshot: Snapshot, today: dt.date, code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The addresses of an agency today, as (To, Copy); where nobody is To, the deputies are."""
    found = people(snapshot, code, today)
    to = tuple(c.email for c in found if c.role == "To") or tuple(c.email for c in found if c.role == "Deputy")
    return to, tuple(c.email for c in found if c.role == "Copy")


def reader(snapshot: Snapshot, today: dt.date, code: str) -> Addressee:
    """The addressee of a message to an agency, by job title."""
    person = next((c for c in people(snapshot, code, today) if c.role == "To"), None)
    return Addressee(snapshot.name_of(code), person.job_title if person else "")


def book_of(snapshot: Snapshot, today: dt.date) -> AddressBook:
    """The addresses and return references that the register knows, by agency.

    The address of a contact who has left is no longer that agency's, and may be another's.
    """
    codes = [*(a.code for a in snapshot.agencies), BOARD]
    return AddressBook(
        addresses={code: [c.email for c in people(snapshot, code) if not c.ended(today)] for code in codes},
        owners={i.reference: i.agency for i in (*snapshot.issues, *snapshot.meetings)},
        names={a.code: a.name for a in snapshot.agencies if a.name != a.code},
    )


def who_is_reminded(workspace: Workspace, snapshot: Snapshot) -> ChaseResult:
    """What each agency owes today; see `who_owes`. Raises Stop before the first round."""
    drafts = {message.file for message in snapshot.messages if (workspace.folder / message.file).is_file()}
    return who_owes(snapshot, workspace.today, drafts)
