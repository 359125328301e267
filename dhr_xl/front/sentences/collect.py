"""What `collect` and `check` say: what became of each return and of the edits in master.xlsx, and what waits."""

from collections.abc import Iterator

from dhr_xl.commands.check import CollectResult
from dhr_xl.core.plan.cells import code_in_words
from dhr_xl.core.plan.kinds import DecisionKind
from dhr_xl.core.plan.words import counted
from dhr_xl.core.returns.asking import matter_of
from dhr_xl.core.returns.problem_groups import group_problems
from dhr_xl.core.returns.result import ReturnResult
from dhr_xl.core.sentences import SEVERITIES
from dhr_xl.front.sentences.taken_in import tell_master
from dhr_xl.front.sentences.words import one_line, tell_stale


def tell_collect(result: CollectResult, *, dry: bool) -> Iterator[str]:
    """Each return, each file skipped, the edits in master.xlsx, then what waits. dry: nothing was changed."""
    for returned in result.returns:
        yield from _tell_return(returned)
    for skipped in result.skipped:
        yield f"{skipped.source}: skipped ({skipped.why})"
    yield from tell_master(result.master)
    if not result.returns and result.master.nothing:
        yield "Nothing to take in: the inbox is empty and master.xlsx has no new edits."
    if dry:
        yield "Nothing was changed."
        return
    yield from _tell_waiting(result)
    if result.left:
        yield f"Still in the inbox (open elsewhere, or replaced while this ran): {', '.join(result.left)}"
        yield "Close what is open and run: dhr-xl collect"
    yield from tell_stale(result.master_stale)


def _tell_return(returned: ReturnResult) -> Iterator[str]:
    if returned.held == (returned.agency,):  # a reply in words, which is about no row
        yield f"{returned.source}: {returned.agency}, a reply in words"
    else:
        yield _counted_return(returned)
    yield from _tell_details(returned)


def _counted_return(returned: ReturnResult) -> str:
    in_conflict = {name.partition(":")[0] for name in returned.conflicts}
    proposed = {(ref, matter_of(field, DecisionKind.LOCKED_TEXT)) for ref, field, *_ in returned.proposals}
    parts = (
        (returned.changes, "change", "changes"),
        (set(returned.held) - in_conflict, "row held", "rows held"),
        (in_conflict, "row in conflict", "rows in conflict"),
        (proposed, "proposal", "proposals"),
    )
    counts = [counted(len(found), one, many) for found, one, many in parts if found]
    tail = f" ({', '.join(counts)})" if counts else ""
    return f"{returned.source}: {returned.agency or 'unknown'}, {code_in_words(returned.outcome).lower()}{tail}"


def _tell_details(returned: ReturnResult) -> Iterator[str]:
    if returned.message:
        yield f"    {returned.message}"
    for group in group_problems(returned.problems):
        if group.first.severity in SEVERITIES[:2]:
            yield f"    {group}"
    for where, text in returned.notes:
        yield f"    they wrote, {where}: {one_line(text)}"
    for group in group_problems(returned.problems):
        if group.first.severity == SEVERITIES[2]:
            yield f"    for your information: {group}"
    if returned.to_correct:
        yield f"    corrections copy to send back: {returned.to_correct} (dhr-xl email)"


def _tell_waiting(result: CollectResult) -> Iterator[str]:
    if result.waiting.asked:
        yield f"Waiting for an agency: {counted(result.waiting.asked, 'question')} you asked."
    if result.waiting.for_you:
        yield f"Waiting for you on Decisions of master.xlsx: {result.waiting.for_you}."
        yield "Next: choose from the drop-down there, save, and run: dhr-xl collect"
