"""What `resolve` says: what was decided, and how many questions wait."""

from collections.abc import Iterator

from dhr_xl.commands.resolve import ResolveResult
from dhr_xl.front.sentences.taken_in import tell_master
from dhr_xl.front.sentences.words import tell_stale


def tell_resolve(result: ResolveResult) -> Iterator[str]:
    """Problems in master.xlsx, each question decided, and how many wait."""
    yield from tell_master(result.master._replace(resolved=()))
    for one in result.resolved:
        yield one.message or f"{one.id}: {one.state}"
    if not result.resolved:
        yield "No new decision on Decisions of master.xlsx."
    yield f"Waiting for you: {len(result.waiting)}" + (f". For an agency: {len(result.asked)}" if result.asked else "")
    yield from tell_stale(result.master_stale)
