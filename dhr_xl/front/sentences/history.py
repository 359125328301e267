"""What `history` says: every change, who made it and when."""

from collections.abc import Iterator, Sequence

from dhr_xl.core.plan.cells import format_moment
from dhr_xl.core.plan.records import ChangeRecord
from dhr_xl.core.views.returns import field_of


def tell_history(changes: Sequence[ChangeRecord]) -> Iterator[str]:
    """Three lines a change: when and where, from what to what, by whom."""
    for one in changes:
        yield f"{format_moment(one.when)}  {one.key.ref}  {field_of(one)}"
        yield f"    {one.before or 'blank'}  ->  {one.after or 'blank'}"
        undone = " (taken back since)" if one.undone else ""
        yield f"    by {one.who}: {one.how}, {one.source}, run {one.run}{undone}"
    if not changes:
        yield "Nothing has changed since the plan was imported."
