"""What each letter says: subject and body, from plain values. What a reminder says stands in `reminder`.

A subject never carries the pseudonym or the plan's title, only the review's reference; people are addressed by their
job titles. Bodies name rows by their Ref and repeat nothing that the plan says about anyone.
"""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.words import counted
from dhr_xl.core.returns.owing import OwedRow


class RoundDetails(NamedTuple):
    """What every message of a round has in common.

    review: the reference, '' where there is none (never the title); noun: what a review is called here; due: the day
    returns are due from this agency, as extended; return_to: the address they go to, '' for a plain reply;
    sender: the line under the message, such as the team's name and telephone number.
    """

    review: str
    as_at: dt.date
    due: dt.date | None = None
    marking: str = "OFFICIAL-SENSITIVE"
    noun: str = "review"
    return_to: str = ""
    sender: str = ""

    @property
    def plan(self) -> str:
        """The plan as a sentence calls it."""
        return f"the action plan of {self.noun} {self.review}" if self.review else "the action plan"

    @property
    def head(self) -> str:
        """What a subject begins with."""
        return self.review or "Action plan"


class Addressee(NamedTuple):
    """Whom a message is for, by post."""

    agency: str
    job_title: str = ""


class Came(StrEnum):
    """What has come from an agency whose return is late, as a sentence."""

    NOTHING = "Its return has not come."
    EMPTY = "Its form came back empty: nothing was filled in."
    IN_PART = "Only part of its return has come."


class Letter(NamedTuple):
    """A subject (without the marking, which the message puts before it) and a body."""

    subject: str
    body: str


DECIDED: Final = "What has been decided about your actions"
NOTHING_HAS_CHANGED: Final = (
    "If nothing has changed, choose 'No, nothing has changed' on the sheet Start. That is an answer too."
)
NOT_FOR_SENT_BACK: Final = (
    "'No, nothing has changed' on the sheet Start is no answer for a row that the board sent back: please answer each."
)
ASKED: Final = "Asked of you before, and not answered yet"


def workbook_letter(  # noqa: PLR0913 - what comes with a workbook
    about: RoundDetails,
    reader: Addressee,
    *,
    rows: int,
    file: str,
    sent_back: Sequence[OwedRow] = (),
    asked: Sequence[OwedRow] = (),
    decided: Sequence[OwedRow] = (),
) -> Letter:
    """The message that brings an agency its workbook. rows: how many actions are in it.

    sent_back: those for which the board asked for more evidence, each with what it said; decided: what else was
    decided; asked: questions of earlier rounds that it has not answered.
    """
    return letter_of(
        about,
        reader,
        f"update as at {format_date(about.as_at)}{due_by(about)}",
        f"Attached is the workbook for {reader.agency}: {counted(rows, 'action')} from {about.plan}. "
        f"Please tell us where each stands as at {format_date(about.as_at)}.",
        listing("Sent back by the board", sent_back),
        listing(ASKED, asked),
        listing(DECIDED, decided),
        "How to do it (about 20 minutes):\n"
        f"1. Save the attachment, {file}, and open it in Excel or LibreOffice.\n"
        "2. Fill in the yellow cells. 'Still needed' says what each row lacks; the sheet Guidance says how.\n"
        f"3. {NOT_FOR_SENT_BACK if sent_back else NOTHING_HAS_CHANGED}\n"
        f"4. Save it, under any name, and {send_back(about)}.",
        "Use job titles and the pseudonym. Do not name the person who died, their family or staff.",
    )


def corrections_letter(  # noqa: PLR0913 - what a copy to put right is about
    about: RoundDetails,
    reader: Addressee,
    *,
    problems: Sequence[str],
    taken: int,
    file: str,
    to_answer: Sequence[str] = (),
    asked: Sequence[OwedRow] = (),
    decided: Sequence[OwedRow] = (),
) -> Letter:
    """The message that brings a corrections copy.

    problems: sentences, one a cell to put right; to_answer: one a row that has no answer yet: together they are what
    the copy lists and marks; taken: answers taken in; asked, decided: as in `workbook_letter`.
    """
    kept = f"{counted(taken, 'answer')} {'was' if taken == 1 else 'were'} taken in. " if taken else ""
    rest = f" and {counted(len(to_answer), 'row')} to answer" if to_answer else ""
    return letter_of(
        about,
        reader,
        f"{counted(len(problems), 'thing')} to put right{rest} in your return",
        f"Thank you for the return from {reader.agency} on {about.plan}, as at {format_date(about.as_at)}. "
        f"{kept}Please look again at {'this' if len(problems) == 1 else 'these'}:",
        bullets(problems),
        f"And please answer {'this row' if len(to_answer) == 1 else 'these rows'}:\n{bullets(to_answer)}"
        if to_answer
        else "",
        listing(ASKED, asked),
        listing(DECIDED, decided),
        f"The attached copy, {file}, holds what you sent, with the cells to put right marked and explained. "
        f"Please correct it, not the earlier workbook, and {send_back(about)}.",
    )


def decisions_letter(
    about: RoundDetails,
    reader: Addressee,
    *,
    decided: Sequence[OwedRow],
    asked: Sequence[OwedRow] = (),
    owed: int = 0,
) -> Letter:
    """The message that only says what was decided about an agency's actions, and what it was asked before.

    owed: the rows on which its answer is still awaited, for which it has the workbook already.
    """
    rows = len({row.ref for row in decided})
    awaited = f"Your answer on {counted(owed, 'row')} is still awaited; the workbook for it was sent to you before."
    reply = "Please answer by a reply to this message." if asked else ""
    what = [f"decisions on {counted(rows, 'action')}"] if rows else []
    what += [counted(len(asked), "question")] if asked else []
    return letter_of(
        about,
        reader,
        " and ".join(what),
        f"This is about {about.plan}, as at {format_date(about.as_at)}.",
        listing(DECIDED, decided),
        listing(ASKED, asked),
        reply,
        awaited if owed else "" if asked else "There is nothing to send back now.",
    )


def escalation_letter(
    about: RoundDetails, reader: Addressee, *, owed: Sequence[OwedRow], came: Came, days: int
) -> Letter:
    """The message to somebody above those who answer for an agency. days: since the return-by date."""
    day = f", which was due by {format_date(about.due)}, {counted(days, 'day')} ago" if about.due else ""
    return letter_of(
        about,
        reader,
        f"return of {reader.agency} is {counted(days, 'day')} late",
        f"We have asked {reader.agency} how its actions of {about.plan} stand as at {format_date(about.as_at)}{day}. "
        f"{came} You are named as the person to tell.",
        listing("Still to be answered", owed),
        "Those who answer for your agency have the workbook. Please see that it comes back to us.",
    )


def file_letter(about: RoundDetails, reader: Addressee, *, services: str) -> Letter:
    """The message that asks for the workbook itself, where a link to it was sent. services: whose links they were."""
    return letter_of(
        about,
        reader,
        "please attach the workbook",
        f"Thank you for your e-mail about {about.plan}, as at {format_date(about.as_at)}. It holds a link "
        f"({services}) instead of the workbook, and links of other organisations may not be opened here.",
        f"Please attach the workbook itself, and {send_back(about)}.",
    )


def consolidated_letter(  # noqa: PLR0913 - what the board's copy says
    about: RoundDetails,
    reader: Addressee,
    *,
    in_short: Sequence[str],
    asked: int,
    file: str,
    sheet: str = "For decision",
    first: bool = False,
    meeting: str = "",
    anew: bool = False,
) -> Letter:
    """The message that brings the board its copy, from what stands in that copy.

    in_short: the Summary's sentences; asked: on how many actions it is asked to decide, on which sheet of it; first:
    there was no copy before it, so that it says nothing of what changed; meeting: the workbook in which the board
    decides, '' for none; anew: it had one before in this round.
    """
    changed = "" if first else "; What changed says what happened since the copy before"
    decisions = (
        f"{counted(asked, 'action')} {'waits' if asked == 1 else 'wait'} for the board's decision: "
        f"see the sheet '{sheet}'."
        if asked
        else "No decision is asked of the board this time."
    )
    return letter_of(
        about,
        reader,
        f"consolidated action plan as at {format_date(about.as_at)}",
        f"Attached is {about.plan} as at {format_date(about.as_at)}, for all agencies: {file}. "
        f"Start with the sheet Summary{changed}.",
        bullets(in_short),
        decisions,
        f"{meeting} is for your meeting: enter each decision in its yellow cells, save it, under any name, and "
        f"{send_back(about)}.{' It takes the place of the one you had before.' if anew else ''}"
        if meeting
        else "",
        "Please do not forward it outside the board.",
    )


def letter_of(about: RoundDetails, reader: Addressee, subject: str, *paragraphs: str) -> Letter:
    """Marking, greeting, paragraphs (blank ones left out) and the sender's line."""
    greeting = f"Dear {reader.job_title}," if reader.job_title.strip() else "Dear colleague,"
    signed = ("Regards", about.sender) if about.sender else ("Regards",)
    parts = (about.marking.upper(), greeting, *paragraphs, "\n".join(signed))
    body = "\n\n".join(part.strip() for part in parts if part.strip())
    return Letter(f"{about.head}: {subject}", f"{body}\n")


def listing(heading: str, rows: Sequence[OwedRow]) -> str:
    """The lines under their heading, which counts the rows they are about, a Ref named once a line; '' for none.

    Where a row has several lines, the heading counts both: "(4 points on 3 rows)".
    """
    if not rows:
        return ""
    lines = (f"- {row.what}" if row.what.startswith(row.ref) else f"- {row.ref}: {row.what}" for row in rows)
    about = counted(len({row.ref for row in rows}), "row")
    count = about if about == counted(len(rows), "row") else f"{counted(len(rows), 'point')} on {about}"
    return "\n".join((f"{heading} ({count}):", *lines))


def bullets(sentences: Sequence[str]) -> str:
    """Each on a line of its own."""
    return "\n".join(f"- {sentence}" for sentence in sentences)


def send_back(about: RoundDetails, *, soon: bool = False) -> str:
    """How the workbook is to be sent back, and by when. soon: "as soon as you can" in place of the day."""
    how = f"send it to {about.return_to}" if about.return_to else "reply to this message with it attached"
    if soon:
        return f"{how} as soon as you can"
    return f"{how} by {format_date(about.due)}" if about.due else how


def due_by(about: RoundDetails) -> str:
    """The due date as the end of a subject."""
    return f", due {format_date(about.due)}" if about.due else ""
