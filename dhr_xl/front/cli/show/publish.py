"""Show what was published."""

from dhr_xl.commands.publish import PublishResult
from dhr_xl.front.cli.show import show
from dhr_xl.front.sentences.publish import tell_publish


def show_publish(result: PublishResult, *, as_json: bool) -> int:
    """Where the consolidated workbook is, and what it says in short."""
    return show(
        result,
        tell_publish(result),
        as_json=as_json,
        look=result.master_stale or result.personal or result.master.needs_a_person,
    )
