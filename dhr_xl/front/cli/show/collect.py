"""Show what became of returns."""

from dhr_xl.commands.check import CollectResult
from dhr_xl.front.cli.show import show
from dhr_xl.front.sentences.collect import tell_collect


def show_collect(result: CollectResult, *, as_json: bool, dry: bool) -> int:
    """What became of each return, and what waits."""
    return show(result, tell_collect(result, dry=dry), as_json=as_json, look=result.needs_a_person)
