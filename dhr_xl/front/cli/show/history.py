"""Show every change, and the runs."""

from collections.abc import Sequence

from dhr_xl.commands.history import History, RunDone
from dhr_xl.core.plan.cells import format_moment
from dhr_xl.front.cli.screen import table
from dhr_xl.front.cli.show import show
from dhr_xl.front.documents.history import ChangesAndRuns
from dhr_xl.front.sentences.history import tell_history


def show_history(changes: History, runs: Sequence[RunDone] = (), *, as_json: bool) -> int:
    """Every change with the number of its run, and the runs."""
    code = show(ChangesAndRuns(tuple(changes), tuple(runs)), tell_history(changes), as_json=as_json)
    if not as_json:
        rows = [(one.run, format_moment(one.when), one.what, "taken back" if one.undone else "") for one in runs]
        table(("Run", "When", "What", ""), rows, "Runs (to take one back: dhr-xl undo --run N)")
    return code
