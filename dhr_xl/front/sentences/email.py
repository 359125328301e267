"""What `email` and `chase` say: who was not written to and why, and what to do with the drafts."""

from collections.abc import Iterator

from dhr_xl.commands.email import EmailResult
from dhr_xl.front.sentences.taken_in import tell_first
from dhr_xl.front.sentences.words import tell_stale


def tell_email(result: EmailResult) -> Iterator[str]:
    """Missing addresses, agencies not written to, and the next step."""
    yield from tell_first(result.master, result.master_stale)
    yield from result.problems
    for code in result.not_yet:
        yield f"{code}: its own due date has not passed, so it is not reminded yet"
    if result.silent:
        names = ", ".join(result.silent)
        yield f"Nothing has come from {names}, but no row is owed, so no reminder is written. Ring them if need be."
    if result.already:
        yield f"Sent already, so not sent again: {', '.join(result.already)}"
    if result.nothing:
        yield f"Nothing is to be said today to: {', '.join(result.nothing)}"
    if not result.messages and not result.problems and not result.already:
        yield "Nobody needs to be written to."
    if result.list_file and result.messages and not result.sent:
        yield f"Open each draft and press Send, or work from {result.list_file}"
    yield from tell_stale(result.master_stale)
