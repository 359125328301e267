"""What each command's result says, sentence by sentence, for whichever front door shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dhr_xl.core.plan.cells import plain, said_date
from dhr_xl.core.returns.asking import matter_of
from dhr_xl.core.returns.problems import SEVERITIES, grouped
from dhr_xl.core.returns.questions import heading_of, short

if TYPE_CHECKING:  # a command's own module is not loaded for the sake of showing another's result
    from dhr_xl.commands.collect import CollectResult
    from dhr_xl.commands.email import EmailResult
    from dhr_xl.commands.issue import IssueResult
    from dhr_xl.commands.master.take_in import TakenIn
    from dhr_xl.commands.publish import PublishResult
    from dhr_xl.commands.resolve import ResolveResult
    from dhr_xl.commands.status import StatusResult
    from dhr_xl.core.returns.result import ReturnResult


def said(count: int, one: str, many: str = "") -> str:
    """A count with its noun: 1 change, 2 changes."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def shown(text: str) -> str:
    """A value on one line."""
    return short(text) or "blank"


def tell_where(result: StatusResult) -> Iterator[str]:
    """Where the plan stands, and the next step."""
    yield f"{result.review or result.title}" + (f", as at {said_date(result.as_at)}" if result.as_at else "")
    for what, count, sheet in result.today.needs_you:
        if count:
            yield f"  {what}: {count} (sheet {sheet} of master.xlsx)"
    for what, count, _ in result.today.needs_nothing:
        if count:
            yield f"  {what}: {count}"
    if result.inbox:
        yield f"  Files in inbox: {result.inbox}"
    if result.edits_waiting:
        yield "  master.xlsx was changed and not taken in yet: dhr-xl collect"
    yield f"Next: {result.today.do_next}"


def tell_issue(result: IssueResult) -> Iterator[str]:
    """What was not written, and the next step."""
    if result.already:
        yield f"There already, left alone: {', '.join(result.already)}"
    if result.nothing_to_send:
        yield f"Owes nothing, so no workbook was written (--all writes one): {', '.join(result.nothing_to_send)}"
    if result.unassigned and not (result.issued or result.already):
        yield (
            "Nobody can be sent a workbook: no open action has an agency. Add the agencies on Agencies, choose one for "
            "each action on Actions, save, close, and run the same again."
        )
    elif result.unassigned:
        yield f"Without an agency, so sent to nobody: {', '.join(result.unassigned)}"
    if result.open_agency_guesses:
        yield f"Agency guessed and not checked yet (To check): {', '.join(result.open_agency_guesses)}"
    if result.password:
        yield f"Password of this round's sheets: {result.password}"
    if result.issued or result.already:
        yield "Next: dhr-xl email  (drafts, each with its workbook)"
    yield from _stale(result.master_stale)


def tell_publish(result: PublishResult) -> Iterator[str]:
    """What the consolidated workbook says in short, what to look at before a board does, and where it is."""
    yield from result.in_short
    yield result.since
    if result.open_questions:
        waiting = said(result.open_questions, "question waits", "questions wait")
        yield f"{waiting} for you on Decisions; until you decide, the plan stands as it is."
    if result.asked_questions:
        waiting = said(result.asked_questions, "question waits", "questions wait")
        yield f"{waiting} for an agency's answer; until then the plan stands as it is."
    for ref, field, what in result.personal:
        yield f"{ref}, {heading_of(field)}, seems to hold {what}. Change it on Actions before the board reads it."
    if result.same:
        yield "Nothing has changed since the copy that was published today, so no new one was written."
    yield f"Open: {result.file}"
    yield "Next: dhr-xl email --what consolidated"
    yield from _stale(result.master_stale)


def tell_email(result: EmailResult) -> Iterator[str]:
    """Who could not, or need not, be written to, and what to do with the drafts."""
    yield from result.problems
    for code in result.not_yet:
        yield f"{code}: has longer, so it is not reminded yet"
    if result.silent:
        names = ", ".join(result.silent)
        yield f"Nothing has come from {names}, but no row is owed, so no reminder is written. Ring them if need be."
    if result.already:
        yield f"Sent already, so not sent again: {', '.join(result.already)}"
    if not result.messages and not result.problems and not result.already:
        yield "Nobody needs to be written to."
    if result.list_file and result.messages and not result.sent:
        yield f"Open each draft and press Send, or work from {result.list_file}"
    yield from _stale(result.master_stale)


def tell_collect(result: CollectResult, *, dry: bool) -> Iterator[str]:
    """What became of each return, and what waits."""
    for returned in result.returns:
        yield from _tell_return(returned)
    for skipped in result.skipped:
        yield f"{skipped.source}: passed over ({skipped.why})"
    yield from tell_master(result.master)
    if not result.returns and result.master.nothing:
        yield "Nothing has come: the inbox is empty and master.xlsx holds no new edits."
    if dry:
        yield "Nothing was changed."
        return
    parts = (
        (result.waiting.conflicts, "conflict", "conflicts"),
        (result.waiting.held, "answer held", "answers held"),
        (result.waiting.proposals, "proposal", "proposals"),
        (result.waiting.to_read, "remark to read", "remarks to read"),
    )
    waiting = [said(count, one, many) for count, one, many in parts if count]
    if result.waiting.asked:
        yield f"Waiting for an agency: {said(result.waiting.asked, 'question')} you asked."
    if waiting:
        yield f"Waiting for you on Decisions of master.xlsx: {', '.join(waiting)}."
        yield "Next: choose from the drop-down there, save, and run: dhr-xl collect"
    if result.left:
        yield f"In the inbox still (open elsewhere, or replaced while this ran): {', '.join(result.left)}"
        yield "Close what is open and run: dhr-xl collect"
    yield from _stale(result.master_stale)


def tell_master(master: TakenIn) -> Iterator[str]:
    """What was taken in from master.xlsx."""
    if master.edits:
        yield f"master.xlsx: {said(master.edits, 'edit')} taken in"
    if master.sheets:
        yield f"master.xlsx: edits on {' and '.join(master.sheets)} taken in"
    decided = sum(1 for resolved in master.resolved if not resolved.message)
    if decided:
        yield f"master.xlsx: {said(decided, 'decision')} taken in"
    for found in master.problems:
        yield f"master.xlsx: {found} {found.remedy}"
    for resolved in master.resolved:
        if resolved.message:
            yield resolved.message


def _tell_return(returned: ReturnResult) -> Iterator[str]:
    in_conflict = {name.partition(":")[0] for name in returned.conflicts}
    parts = (
        (returned.changes, "change", "changes"),
        (set(returned.held) - in_conflict, "row held", "rows held"),
        (in_conflict, "row in conflict", "rows in conflict"),
        ({(ref, matter_of(field, "locked_text")) for ref, field, *_ in returned.proposals}, "proposal", "proposals"),
    )
    counts = [said(len(found), one, many) for found, one, many in parts if found]
    tail = f" ({', '.join(counts)})" if counts else ""
    yield f"{returned.source}: {returned.agency or 'unknown'}, {plain(returned.outcome).lower()}{tail}"
    if returned.message:
        yield f"    {returned.message}"
    for group in grouped(returned.problems):
        if group.first.severity in SEVERITIES[:2]:
            yield f"    {group}"
    for where, text in returned.notes:
        yield f"    they wrote, {where}: {shown(text)}"
    for group in grouped(returned.problems):
        if group.first.severity == SEVERITIES[2]:
            yield f"    for your information: {group}"
    if returned.to_correct:
        yield f"    a copy for them to put right: {returned.to_correct} (dhr-xl email --what corrections)"


def tell_resolve(result: ResolveResult) -> Iterator[str]:
    """What was decided, what is said of master.xlsx, and what waits."""
    for found in result.problems:
        yield f"master.xlsx: {found} {found.remedy}"
    for one in result.resolved:
        yield one.message or f"{one.id}: {one.state}"
    if not result.resolved:
        yield "Nothing new is decided on Decisions of master.xlsx."
    yield f"Waiting for you: {len(result.waiting)}" + (f". For an agency: {len(result.asked)}" if result.asked else "")
    yield from _stale(result.master_stale)


def _stale(message: str) -> Iterator[str]:
    """Why master.xlsx was left alone, if it was."""
    if message:
        yield message
