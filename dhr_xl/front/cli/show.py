"""Show each command's result, as tables and sentences or as one JSON document; return the exit code it asks for."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import click

from dhr_xl.commands.collect import CollectResult
from dhr_xl.commands.edition.take_in import UpdateResult
from dhr_xl.commands.email import EmailResult
from dhr_xl.commands.history import History, RunDone
from dhr_xl.commands.issue import IssueResult
from dhr_xl.commands.new import NewResult
from dhr_xl.commands.publish import PublishResult
from dhr_xl.commands.resolve import ResolveResult, WaitingQuestion
from dhr_xl.commands.status import StatusResult
from dhr_xl.commands.undo import Offer, UndoResult
from dhr_xl.core.plan.cells import format_moment
from dhr_xl.core.plan.kinds import QuestionState
from dhr_xl.core.plan.words import counted
from dhr_xl.errors import Stop
from dhr_xl.front.cli.screen import LOOK, print_json, print_lines, screen_width, table
from dhr_xl.front.documents import ChangesAndRuns, OpenQuestions, Preview, document
from dhr_xl.front.sentences.collect import tell_collect
from dhr_xl.front.sentences.email import tell_email
from dhr_xl.front.sentences.history import tell_history
from dhr_xl.front.sentences.issue import tell_issue
from dhr_xl.front.sentences.new import HEADINGS, LEGEND, WIDE, preview_lines, preview_rows, tell_new
from dhr_xl.front.sentences.publish import tell_publish
from dhr_xl.front.sentences.resolve import tell_conflicts, tell_resolve
from dhr_xl.front.sentences.status import tell_status
from dhr_xl.front.sentences.undo import tell_offer, tell_undo
from dhr_xl.front.sentences.update import tell_update

NOBODY_TO_ASK: Final = (
    "undo asks before it takes anything back, and nobody can be asked here. Nothing was changed. Look at what it would "
    "take back in a terminal, or add --yes."
)


def _show(result: object, sentences: Iterable[str], *, as_json: bool, look: object = False) -> int:
    """Print a result's document, or its sentences. look: whether a person must look at something; the exit code."""
    if as_json:
        print_json(document(result))
    else:
        print_lines(sentences)
    return LOOK if look else 0


def show_where(result: StatusResult, *, as_json: bool) -> int:
    """Where the plan stands, and the next step."""
    return _show(result, tell_status(result), as_json=as_json)


def show_status(result: StatusResult, *, as_json: bool) -> int:
    """Who has returned, how many actions stand where, and what is overdue."""
    if not as_json:
        agencies = [
            (a.agency, a.sent or "", a.due or "", a.extended or "", a.state, a.owed or "", a.questions or "")
            for a in result.today.agencies
        ]
        table(("Agency", "Sent", "Due", "Extended", "State", "Owed", "Questions"), agencies, "Returns")
        brag = [(word, count, change) for word, count, change in result.today.brag if count or change]
        counts = [(word, count, "" if change is None else f"{change:+d}") for word, count, change in brag]
        table(("Standing", "Actions", "Change since the board's copy"), counts, "Actions")
        table(("Ref", "Agency", "Was due"), result.overdue, "Overdue")
    return show_where(result, as_json=as_json)


def show_new(result: NewResult, *, as_json: bool) -> int:
    """What was imported, or would be, and what a person should look at; a preview shows its table first."""
    plan = result.plan
    if result.preview and not as_json:
        if screen_width() >= WIDE:
            table(HEADINGS, preview_rows(plan))
        else:
            print_lines(preview_lines(plan))
        click.echo(f"{LEGEND}\n")
    shown = Preview(plan, result.as_at_from) if result.preview else result
    look = any(finding.severity != "note" for finding in plan.findings)
    return _show(shown, tell_new(result), as_json=as_json, look=look)


def show_update(result: UpdateResult, *, as_json: bool) -> int:
    """What a newer edition changed, and what to look at."""
    return _show(result, tell_update(result), as_json=as_json, look=result.needs_a_person)


def show_issue(result: IssueResult, *, as_json: bool) -> int:
    """The workbooks written, and what was not; where nobody can be sent one, a person must look."""
    nobody = bool(result.unassigned) and not (result.issued or result.already)
    if not as_json:
        table(("Agency", "Rows", "Workbook"), [(i.agency, i.rows, i.file) for i in result.issued])
    return _show(result, tell_issue(result), as_json=as_json, look=result.master_stale or nobody)


def show_collect(result: CollectResult, *, as_json: bool, dry: bool) -> int:
    """What became of each return, and what waits."""
    return _show(result, tell_collect(result, dry=dry), as_json=as_json, look=result.needs_a_person)


def show_conflicts(waiting: Sequence[WaitingQuestion], *, as_json: bool) -> int:
    """What waits for a decision, each question with what is decided along with it."""
    look = any(one.question.state == QuestionState.OPEN for one in waiting)
    return _show(OpenQuestions(tuple(waiting)), tell_conflicts(waiting), as_json=as_json, look=look)


def show_resolve(result: ResolveResult, *, as_json: bool) -> int:
    """What was decided, and what waits."""
    troubled = any(found.severity != "note" for found in result.problems)
    look = result.waiting or result.master_stale or troubled
    return _show(result, tell_resolve(result), as_json=as_json, look=look)


def show_publish(result: PublishResult, *, as_json: bool) -> int:
    """Where the consolidated workbook is, and what it says in short."""
    return _show(result, tell_publish(result), as_json=as_json, look=result.master_stale or result.personal)


def confirm_sending(rows: Sequence[tuple[str, str, str]]) -> bool:
    """Show who gets which file, and ask."""
    table(("To", "Subject", "File"), rows, "To be sent", err=True)
    return click.confirm(f"Send {counted(len(rows), 'message')}?", default=False, err=True)


def show_email(result: EmailResult, *, as_json: bool) -> int:
    """The drafts or the messages sent, and who could not be written to."""
    if not as_json:
        table(("Agency", "To", "Subject", "File"), [(m.agency, m.to, m.subject, m.file) for m in result.messages])
    return _show(result, tell_email(result), as_json=as_json, look=result.problems or result.master_stale)


def show_history(changes: History, runs: Sequence[RunDone] = (), *, as_json: bool) -> int:
    """Every change with the number of its run, and the runs."""
    code = _show(ChangesAndRuns(tuple(changes), tuple(runs)), tell_history(changes), as_json=as_json)
    if not as_json:
        rows = [(one.run, format_moment(one.when), one.what, "taken back" if one.undone else "") for one in runs]
        table(("Run", "When", "What", ""), rows, "Runs (to take one back: dhr-xl undo --run N)")
    return code


def confirm_undo(offer: Offer) -> bool:
    """Show what would be taken back, and ask."""
    print_lines(tell_offer(offer), err=True)
    try:
        return click.confirm("Take this back?", default=False, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise Stop(NOBODY_TO_ASK) from None


def check_can_ask(*, as_json: bool) -> None:
    """Raise Stop where `undo` has nobody to ask: a program reads the answer, and nobody sits at a terminal."""
    if as_json and not sys.stdin.isatty():
        raise Stop(NOBODY_TO_ASK)


def show_undo(result: UndoResult, *, as_json: bool) -> int:
    """What was taken back, and what was left."""
    offer = result.offer
    look = result.left or offer.dependents or offer.lists_left or result.opened or result.moved or result.master_stale
    return _show(result, tell_undo(result), as_json=as_json, look=look)


def show_demo(steps: Iterable[str], to_open: Iterable[Path]) -> int:
    """What the demo did, step by step, and what to open."""
    print_lines((*steps, "", "Open these:", *(f"  {path}" for path in to_open)))
    return 0
