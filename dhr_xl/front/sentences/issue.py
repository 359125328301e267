"""What `issue` says: which workbooks were not written and why, and the next step."""

from collections.abc import Iterator

from dhr_xl.commands.issue import IssueResult
from dhr_xl.commands.returns.board_form import BoardIssued
from dhr_xl.core.plan.words import counted
from dhr_xl.front.sentences.taken_in import tell_first
from dhr_xl.front.sentences.words import tell_stale


def tell_board(board: BoardIssued) -> str:
    """Where the workbook is in which the board decides."""
    asked = counted(board.rows, "decision")
    return f"The board's workbook{' (as it was)' if board.already else ''}, {asked} asked: {board.file}"


def tell_issue(result: IssueResult) -> Iterator[str]:
    """Agencies without a workbook, actions without an agency, the password where it was asked for, the next step."""
    yield from tell_first(result.master, result.master_stale)
    if result.already:
        yield f"Have their workbook already, so none was written: {', '.join(result.already)}"
    if result.nothing_to_send:
        yield f"Owe nothing, so no workbook was written (--all writes one): {', '.join(result.nothing_to_send)}"
    if result.unassigned and not (result.issued or result.already):
        yield (
            "Nobody can be sent a workbook: no open action has an agency. Add the agencies on Agencies, choose one for "
            "each action on Actions, save, close, and run the same again."
        )
    elif result.unassigned:
        yield f"Without an agency, so sent to nobody: {', '.join(result.unassigned)}"
    if result.open_agency_guesses:
        yield f"The agency is a guess that nobody has checked (see To check): {', '.join(result.open_agency_guesses)}"
    if result.password:
        yield f"Password of this round's sheets: {result.password}"
    if result.board:
        yield tell_board(result.board)
        yield "Next: send it to the board; when it comes back, put it into the inbox and run: dhr-xl collect"
    if result.issued or result.already:
        yield "Next: dhr-xl email  (drafts, each with its workbook)"
    yield from tell_stale(result.master_stale)
