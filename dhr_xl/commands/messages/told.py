"""What an agency has been told: the letters sent to it, and what was decided that none of them says."""

import datetime as dt
from collections.abc import Container

from dhr_xl.core.plan.kinds import ANSWERED_FOR, MessageState
from dhr_xl.core.plan.records import Message
from dhr_xl.core.plan.snapshot import Snapshot
from dhr_xl.core.returns.board_said import said_by_board
from dhr_xl.core.returns.owing import OwedRow


def sent_messages(snapshot: Snapshot, agency: str) -> list[Message]:
    """The messages that were sent to an agency, oldest first."""
    return [m for m in snapshot.messages_of.get(agency, ()) if m.state is MessageState.SENT]


def decided_since(snapshot: Snapshot, code: str, apart: Container[str] = ()) -> list[OwedRow]:
    """What was decided about an agency's actions and no letter that was sent to it has said.

    apart: refs that the letter speaks of elsewhere. A letter that was not written here said nothing of it.
    """
    said = said_by_board(snapshot, code, told_until(snapshot, code))
    return [OwedRow(one.ref, one.words) for one in said if one.ref not in apart]


def told_until(snapshot: Snapshot, code: str) -> dt.datetime | None:
    """Up to when the letters of an agency that were sent say what was decided; None where none was sent.

    A letter says what was known when it was written. Of one sent by hand only the day is known: where it was written
    more than once on that day, the earliest may be the one that went, so that a decision is rather told twice than
    never. Where none was written on it, the last before went.
    """
    letters = [m for m in snapshot.messages_of.get(code, ()) if m.what in ANSWERED_FOR and m.file]
    told, before = None, dt.datetime.min
    for letter in sorted((m for m in letters if m.sent_at), key=lambda m: (m.sent_at, m.made_at)):
        by_hand = letter.sent_at != letter.made_at
        lay = (
            [m for m in letters if m.made_at > before and m.sent_at in {None, letter.sent_at}] if by_hand else [letter]
        )
        said = _first_of_day(lay, letter.sent_at or letter.made_at)
        told, before = max(said, told or said), letter.made_at
    return told


def _first_of_day(letters: list[Message], day: dt.datetime) -> dt.datetime:
    """When the letter of a day was written: the first of it, else the last before, else that day."""
    earlier = [m.made_at for m in letters if m.made_at.date() < day.date()]
    written = [m.made_at for m in letters if m.made_at.date() == day.date()]
    return [*written, *earlier[-1:], day][0]
