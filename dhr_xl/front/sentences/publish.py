"""What `publish` says: the consolidated workbook in short, and what to look at before the board reads it."""

from collections.abc import Iterator

from dhr_xl.commands.publish import PublishResult
from dhr_xl.core.plan.words import counted
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.front.sentences.issue import tell_board
from dhr_xl.front.sentences.taken_in import tell_first
from dhr_xl.front.sentences.words import tell_stale


def tell_publish(result: PublishResult) -> Iterator[str]:
    """The summary, open questions, personal details found, where the workbook is, the next step."""
    yield from tell_first(result.master, result.master_stale)
    yield from result.in_short
    yield result.since
    if result.open_questions:
        waiting = counted(result.open_questions, "question waits", "questions wait")
        yield f"{waiting} for you on Decisions; until you decide, the plan stays as it is."
    if result.asked_questions:
        waiting = counted(result.asked_questions, "question waits", "questions wait")
        yield f"{waiting} for an agency's answer; until then the plan stays as it is."
    for ref, field, what in result.personal:
        yield f"{ref}, {heading_of(field)}, seems to hold {what}. Change it on Actions before the board reads it."
    if result.same:
        yield "Nothing has changed since the copy that was published today, so no new one was written."
    yield f"Open: {result.file}"
    if result.board:
        yield tell_board(result.board)
    yield "Next: dhr-xl email --what consolidated"
    yield from tell_stale(result.master_stale)
