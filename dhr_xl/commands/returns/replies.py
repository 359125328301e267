"""E-mails from the inbox: their words go on Decisions, their links and other files are reported and stored."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.returns.inbox import Mailed
from dhr_xl.commands.returns.record import Sender
from dhr_xl.commands.returns.remarks import AUTOMATIC, BY_MAIL, WordsToRead, is_courtesy, put_remarks
from dhr_xl.core.plan.cells import format_moment
from dhr_xl.core.plan.kinds import DecisionKind, Outcome, ReturnOutcome, ReturnState
from dhr_xl.core.plan.model import BOARD
from dhr_xl.core.plan.records import Question, ReturnRecord
from dhr_xl.core.returns.privacy import hide_names
from dhr_xl.core.returns.problems import Code, Problem, problem
from dhr_xl.core.returns.questions import REPLY_FIELD, short
from dhr_xl.core.returns.result import ReturnNote, ReturnResult

WORDLESS: Final = "(no words)"
OUTCOME_OF: Final = {
    ReturnState.REJECTED: ReturnOutcome.REJECTED,
    ReturnState.DUPLICATE: ReturnOutcome.DUPLICATE,
    ReturnState.REPLY: ReturnOutcome.MERGED_WITH_PROBLEMS,
}
"""The states of an e-mail without a workbook -> what `collect` says of it."""


def words_of(mailed: Mailed, names: Sequence[str]) -> str:
    """What the sender wrote, without quoted messages and signatures, and with the names on the private list hidden."""
    if isinstance(mailed.about, Problem):
        return ""
    texts = [text.words.strip() for text in mailed.about.texts]
    return hide_names("\n\n".join(filter(None, texts)), names)


def with_mail(result: ReturnResult, mailed: Mailed, names: Sequence[str]) -> ReturnResult:
    """A workbook's result with what else its e-mail brought: the sender's words and the other files."""
    words = words_of(mailed, names)
    notes = (*result.notes, ReturnNote(mailed.source, words)) if words else result.notes
    return result._replace(notes=notes, evidence=mailed.evidence)


def put_mail_words(ledger: Ledger, mailed: Mailed, agency: str) -> None:
    """Put on Decisions the words of an agency's e-mail that brought a workbook or was sent automatically."""
    words = words_of(mailed, ledger.workspace.settings.private_names)
    if isinstance(mailed.about, Problem) or not agency or not words or is_courtesy(words):
        return
    record = ledger.tx.current_round()
    said = WordsToRead(agency, words, "", AUTOMATIC if mailed.about.automatic else BY_MAIL)
    source = f"{mailed.source}, {mailed.sent}"
    put_remarks(ledger, Sender(agency, record.id if record else "", "", agency, "e-mail", source), [said])


def take_mail(ledger: Ledger, mailed: Mailed) -> ReturnResult:
    """Take in an e-mail without a workbook: a reply in words goes on Decisions, anything else is only reported."""
    if isinstance(mailed.about, Problem):
        return _record_mail(ledger, mailed, (mailed.about,), ReturnState.REJECTED)
    unknown = not mailed.agency and not mailed.about.automatic
    remarks = tuple(
        problem(Code.MAIL_SAYS, value=mailed.source, why=one.message, remedy=one.remedy)
        for one in mailed.about.problems
        if not (unknown and one.code == "no_workbook")
    )
    if unknown:
        remarks = (problem(Code.NO_WORKBOOK, value=mailed.sent.address), *remarks)
    if mailed.about.automatic:
        put_mail_words(ledger, mailed, mailed.agency)
    if not mailed.agency or mailed.about.automatic:
        return _record_mail(ledger, mailed, remarks, ReturnState.REJECTED)
    known = [r for r in ledger.tx.returns(sha256=mailed.sha256) if r.state == ReturnState.REPLY]
    if known:
        when = format_moment(known[0].received_at)
        result = _record_mail(ledger, mailed, (), ReturnState.DUPLICATE)
        return result._replace(message=f"The same e-mail was taken in on {when}.")
    words = words_of(mailed, ledger.workspace.settings.private_names) or WORDLESS
    result = _record_mail(ledger, mailed, remarks, ReturnState.REPLY, words)
    said = f"{mailed.agency} replied without the form. Its words are on Decisions ({_ask(ledger, mailed, words)})."
    return result._replace(held=(mailed.agency,), notes=(ReturnNote(mailed.source, words),), message=said)


def _ask(ledger: Ledger, mailed: Mailed, words: str) -> str:
    record, agency = ledger.tx.current_round(), mailed.agency
    reply = Question(
        "", 0, Outcome.HELD, DecisionKind.REPLY, agency, REPLY_FIELD, agency, record.id if record else "", "",
        theirs=words, theirs_by=f"{mailed.source} ({mailed.sent})", asked=_question_text(agency, short(words)),
    )  # fmt: skip
    return ledger.ask(reply)


def _question_text(agency: str, words: str) -> str:
    """The question about a reply in words: the board replies with decisions, an agency with answers."""
    if agency == BOARD:
        return f"The board wrote: '{words}'. Enter what it decided on Actions, then choose Read here."
    enter = "Enter its answers on Actions (with 'Entered for' and 'From'), then choose Read here."
    return f"{agency} answered by e-mail without the workbook: '{words}'. {enter}"


def _record_mail(
    ledger: Ledger, mailed: Mailed, problems: tuple[Problem, ...], state: ReturnState, words: str = ""
) -> ReturnResult:
    record, outcome = ledger.tx.current_round(), OUTCOME_OF[state]
    ledger.tx.add_return(
        ReturnRecord(
            id=0, run=ledger.run, reference="", agency=mailed.agency, round_id=record.id if record else "",
            sha256=mailed.sha256, source=mailed.source, stored=mailed.kept, received_at=ledger.workspace.now,
            saved_at=mailed.sent.when.replace(tzinfo=None) if mailed.sent.when else None, completed_by="",
            remarks=words, nil=False, outcome=outcome, state=state, answers={}, result={},
        )
    )  # fmt: skip
    as_at = record.as_at.isoformat() if record and mailed.agency else ""
    kept = f"It is kept as {mailed.kept}." if mailed.kept and outcome == ReturnOutcome.REJECTED else ""
    return ReturnResult(
        mailed.source, mailed.sha256, mailed.agency, as_at, outcome, problems=problems, message=kept,
        evidence=mailed.evidence,
    )  # fmt: skip


def links_sent(mails: Iterable[Mailed]) -> Mapping[str, str]:
    """Agency -> the services, in words, that it sent links to instead of bringing a workbook."""
    sent = {}
    for mailed in mails:
        if (
            mailed.agency
            and not isinstance(mailed.about, Problem)
            and mailed.about.links
            and not mailed.about.workbooks
        ):
            sent[mailed.agency] = ", ".join(dict.fromkeys(str(link.service) for link in mailed.about.links))
    return sent
