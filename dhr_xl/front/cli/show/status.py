"""Show where the plan stands."""

from dhr_xl.commands.status import StatusResult
from dhr_xl.front.cli.screen import table
from dhr_xl.front.cli.show import show
from dhr_xl.front.sentences.status import tell_status


def show_where(result: StatusResult, *, as_json: bool) -> int:
    """Where the plan stands, and the next step."""
    return show(result, tell_status(result), as_json=as_json)


def show_status(result: StatusResult, *, as_json: bool) -> int:
    """Who has returned, how many actions stand where, and what is overdue."""
    if not as_json:
        agencies = [
            (a.agency, a.sent or "", a.due or "", a.extended or "", a.state, a.owed or "", a.questions or "")
            for a in result.today.agencies
        ]
        table(("Agency", "Written", "Due", "Extended", "State", "Owed", "Questions"), agencies, "Returns")
        brag = [(word, count, change) for word, count, change in result.today.brag if count or change]
        counts = [(word, count, "" if change is None else f"{change:+d}") for word, count, change in brag]
        table(("Standing", "Actions", "Change since the board's copy"), counts, "Actions")
        table(("Ref", "Agency", "Was due"), result.overdue, "Overdue")
    return show_where(result, as_json=as_json)
