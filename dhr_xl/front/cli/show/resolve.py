"""Show what was decided."""

from dhr_xl.commands.resolve import ResolveResult
from dhr_xl.front.cli.show import show
from dhr_xl.front.sentences.resolve import tell_resolve


def show_resolve(result: ResolveResult, *, as_json: bool) -> int:
    """What was decided, and what waits."""
    troubled = any(found.severity != "note" for found in result.problems)
    look = result.waiting or result.master_stale or troubled
    return show(result, tell_resolve(result), as_json=as_json, look=look)
