"""What `status` says, and `dhr-xl` alone: where the plan stands, and the next step."""

from collections.abc import Iterator

from dhr_xl.commands.status import StatusResult
from dhr_xl.core.plan.cells import format_date


def tell_status(result: StatusResult) -> Iterator[str]:
    """The plan's name and date, what waits for whom, and the next step."""
    yield f"{result.review or result.title}" + (f", as at {format_date(result.as_at)}" if result.as_at else "")
    for what, how_many, sheet in result.today.needs_you:
        if how_many:
            yield f"  {what}: {how_many} (sheet {sheet} of master.xlsx)"
    for what, how_many, _ in result.today.needs_nothing:
        if how_many:
            yield f"  {what}: {how_many}"
    if result.inbox:
        yield f"  Files in inbox: {result.inbox}"
    if result.edits_waiting:
        yield "  master.xlsx has edits that are not taken in yet: dhr-xl collect"
    yield f"Next: {result.today.do_next}"
