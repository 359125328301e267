"""One letter an agency: which of the kinds of message it needs today, what was decided, and those above it."""

from collections.abc import Container
from functools import partial
from typing import Final

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.commands.messages.letters import Wanted, everyone, letters_of
from dhr_xl.commands.messages.outgoing import LetterBatch, OutgoingLetter, details
from dhr_xl.commands.messages.recipients import addresses, people, reader
from dhr_xl.commands.messages.told import decided_since, sent_messages, told_until
from dhr_xl.core.plan.kinds import MessageKind
from dhr_xl.core.plan.records import RoundRecord
from dhr_xl.core.plan.snapshot import Snapshot, agencies_with_actions
from dhr_xl.core.returns.asked_before import asked_after, asked_before
from dhr_xl.core.returns.owing import OwedRow
from dhr_xl.core.returns.round import RoundFacts, agency_standing, due_of, round_facts
from dhr_xl.core.returns.to_put_right import owed_words, still_open
from dhr_xl.core.views.next_step import REMIND_AGAIN
from dhr_xl.post.outgoing.letters import Addressee, Came, decisions_letter, escalation_letter

ONE_LETTER: Final = frozenset(
    (
        MessageKind.WORKBOOKS, MessageKind.CORRECTIONS, MessageKind.CHASE, MessageKind.DECISIONS,
        MessageKind.ESCALATION,
    )
)  # fmt: skip
"""The kinds of message that `letters` chooses from."""
ESCALATE_TO: Final = "Escalate to"
"""The role of a contact above those who answer for an agency."""


def batch_of(workspace: Workspace, snapshot: Snapshot, what: MessageKind) -> LetterBatch:
    """The messages of one kind, or one for each agency that needs one. Raises Stop before the first round."""
    record = snapshot.current
    made = {MessageKind.LETTERS: _letters, MessageKind.DECISIONS: _decisions, MessageKind.ESCALATION: _escalations}
    if what in made and record is not None:
        return made[what](workspace, snapshot, record)
    return letters_of(workspace, snapshot, what)


def _letters(workspace: Workspace, snapshot: Snapshot, record: RoundRecord) -> LetterBatch:
    """One letter an agency: of the kinds in `wanted` the first that has something to say to it today.

    Those above an agency that has long been late are written to as well, once a round.
    """
    here, chosen = round_facts(snapshot, record), dict[str, OutgoingLetter]()
    wanted: dict[MessageKind, Wanted] = {
        MessageKind.CORRECTIONS: lambda code, copy: not _waits_for(workspace, snapshot, here, code, copy),
        MessageKind.WORKBOOKS: lambda code, _: not _has_workbook(workspace, snapshot, here, code),
        MessageKind.CHASE: lambda code, form: (
            (code in here.returns or code in here.empty or _days_asked_in_vain(workspace, snapshot, here, code) > 0)
            and not _waits_for(workspace, snapshot, here, code, form)
        ),
    }
    for what, needs in wanted.items():
        batch = letters_of(workspace, snapshot, what, partial(_is_first, chosen, needs))
        chosen.update((one.agency, one) for one in batch.letters)
    batch = _decisions(workspace, snapshot, record, partial(_is_first, chosen, everyone))
    chosen.update((one.agency, one) for one in batch.letters)
    above = [
        one
        for one in _escalations(workspace, snapshot, record).letters
        if not any(
            (m.what, m.round_id) == (MessageKind.ESCALATION, record.id) for m in sent_messages(snapshot, one.agency)
        )
    ]
    nothing = tuple(code for code in agencies_with_actions(snapshot) if code in here.issues and code not in chosen)
    return LetterBatch([*chosen.values(), *above], nothing=nothing)


def _is_first(chosen: Container[str], needs: Wanted, code: str, reference: str) -> bool:
    """Whether an agency has no letter yet and needs this one."""
    return code not in chosen and needs(code, reference)


def _waits_for(workspace: Workspace, snapshot: Snapshot, here: RoundFacts, code: str, reference: str) -> bool:
    """Whether the answer to a letter with this workbook is awaited: one with the same copy was sent and the copy's day
    has not passed, or a reminder was sent within REMIND_AGAIN.
    """
    sent = sent_messages(snapshot, code)
    copies = [i for i in here.issues.get(code, ()) if i.reference == reference and i.is_correction]
    days = [due_of(copy) for copy in copies if any(m.reference == copy.reference for m in sent)]
    again = workspace.today - REMIND_AGAIN
    lately = any(m.what == MessageKind.CHASE and m.sent_at and m.sent_at.date() > again for m in sent)
    return lately or any(day is None or day >= workspace.today for day in days)


def _has_workbook(workspace: Workspace, snapshot: Snapshot, here: RoundFacts, code: str) -> bool:
    """Whether an agency needs its workbook no more: it was sent, something came back, or it is late and reminded."""
    sent = {m.reference for m in sent_messages(snapshot, code)}
    issued = {issue.reference for issue in here.issues.get(code, ())}
    late = _days_asked_in_vain(workspace, snapshot, here, code) > 0
    owes_nothing = not agency_standing(snapshot, here, code).owed
    return bool(issued & sent) or code in {**here.returns, **here.empty} or code in here.replied or late or owes_nothing


def _days_late(workspace: Workspace, snapshot: Snapshot, here: RoundFacts, code: str) -> int:
    """Days since an agency's return-by date, 0 where it has not passed or there is none."""
    last = agency_standing(snapshot, here, code).last_day
    return max((workspace.today - last).days, 0) if last else 0


def _days_asked_in_vain(workspace: Workspace, snapshot: Snapshot, here: RoundFacts, code: str) -> int:
    """Days late, less those by which its first letter came after its own day, where others had theirs before."""
    drafted, last = snapshot.first_letters, agency_standing(snapshot, here, code).last_day
    days = _days_late(workspace, snapshot, here, code)
    if not days or last is None or not drafted:
        return days
    asked = drafted.get(code, workspace.today)
    return max(days - max((asked - max(last, min(drafted.values()))).days, 0), 0)


def _decisions(workspace: Workspace, snapshot: Snapshot, record: RoundRecord, wanted: Wanted = everyone) -> LetterBatch:
    """Letters about what was decided and what was asked before. They bring no workbook."""
    here, made = round_facts(snapshot, record), []
    for code in agencies_with_actions(snapshot):
        if not wanted(code, ""):
            continue
        said, told = decided_since(snapshot, code), told_until(snapshot, code)
        if said or asked_after(snapshot, code, record.id, told):
            about = details(workspace, snapshot, record.as_at, None)
            letter = decisions_letter(
                about, reader(snapshot, workspace.today, code), decided=said,
                asked=asked_before(snapshot, code, record.id), owed=len(still_open(snapshot, here, code).marks),
            )  # fmt: skip
            to, cc = addresses(snapshot, workspace.today, code)
            made.append(OutgoingLetter(MessageKind.DECISIONS, code, to, cc, letter))
    return LetterBatch(made)


def _escalations(workspace: Workspace, snapshot: Snapshot, record: RoundRecord) -> LetterBatch:
    """Letters to the contacts "Escalate to" of the agencies whose return has been late for as long as the settings say.

    None is written before, nor where an agency owes nothing but what the board has sent back since, nor where its
    letter was not drafted as long ago.
    """
    here, made = round_facts(snapshot, record), []
    for code in agencies_with_actions(snapshot):
        above = [c for c in people(snapshot, code, workspace.today) if c.role == ESCALATE_TO]
        asked = _days_asked_in_vain(workspace, snapshot, here, code)
        if not above or asked < max(workspace.settings.escalate_after_days, 1):
            continue
        owed = [
            OwedRow(mark.ref, owed_words(mark))
            for mark in still_open(snapshot, here, code).to_answer
            if (mark.ref, code) not in here.evidence_asked
        ]
        if not owed:
            continue
        about = details(workspace, snapshot, record.as_at, agency_standing(snapshot, here, code).last_day)
        whom = Addressee(snapshot.name_of(code), above[0].job_title)
        came = Came.IN_PART if here.returns.get(code) else Came.EMPTY if code in here.empty else Came.NOTHING
        letter = escalation_letter(about, whom, owed=owed, came=came, days=_days_late(workspace, snapshot, here, code))
        made.append(OutgoingLetter(MessageKind.ESCALATION, code, tuple(c.email for c in above), (), letter))
    return LetterBatch(made)
