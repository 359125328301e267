"""What a command says of master.xlsx, which it takes in first."""

from collections.abc import Iterator

from dhr_xl.commands.master.taken_in import TakenIn
from dhr_xl.core.plan.words import counted, listed


def tell_master(master: TakenIn) -> Iterator[str]:
    """What was taken in from master.xlsx, and what could not be."""
    if master.edits:
        yield f"master.xlsx: {counted(master.edits, 'edit')} taken in"
    if master.sheets:
        yield f"master.xlsx: edits on {listed(master.sheets)} taken in"
    if master.conflicts:
        asked = f"{counted(len(master.conflicts), 'question')} on Decisions"
        yield f"master.xlsx: the edits raised {asked}: {', '.join(master.conflicts)}"
    decided = sum(1 for resolved in master.resolved if not resolved.message)
    if decided:
        yield f"master.xlsx: {counted(decided, 'decision')} taken in"
    for found in master.problems:
        yield f"master.xlsx: {found} {found.remedy}"
    for resolved in master.resolved:
        if resolved.message:
            yield resolved.message


def tell_first(master: TakenIn, stale: str) -> Iterator[str]:
    """What was taken in before the command's own work, and what became a question. stale: what is said at the end."""
    said = set(stale.splitlines())
    yield from (line for line in tell_master(master) if line not in said)
