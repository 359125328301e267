"""Show the workbooks that were written."""

from dhr_xl.commands.issue import IssueResult
from dhr_xl.front.cli.screen import table
from dhr_xl.front.cli.show import show
from dhr_xl.front.sentences.issue import tell_issue


def show_issue(result: IssueResult, *, as_json: bool) -> int:
    """The workbooks written, and what was not; where nobody can be sent one, a person must look."""
    nobody = bool(result.unassigned) and not (result.issued or result.already)
    if not as_json:
        table(("Agency", "Rows", "Workbook"), [(i.agency, i.rows, i.file) for i in result.issued])
    return show(
        result, tell_issue(result), as_json=as_json, look=result.master_stale or nobody or result.master.needs_a_person
    )
