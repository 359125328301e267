"""Show what a newer edition changed."""

from dhr_xl.commands.edition.take_in import UpdateResult
from dhr_xl.front.cli.show import show
from dhr_xl.front.sentences.update import tell_update


def show_update(result: UpdateResult, *, as_json: bool) -> int:
    """What a newer edition changed, and what to look at."""
    return show(result, tell_update(result), as_json=as_json, look=result.needs_a_person)
