"""What a reminder says to an agency: its form is late, is due soon, or came back with rows left to answer."""

from collections.abc import Sequence
from typing import Final

from dhr_xl.core.plan.cells import format_date
from dhr_xl.core.plan.words import counted
from dhr_xl.core.returns.owing import OwedRow
from dhr_xl.post.outgoing.letters import (
    ASKED,
    DECIDED,
    NOT_FOR_SENT_BACK,
    NOTHING_HAS_CHANGED,
    Addressee,
    Letter,
    RoundDetails,
    letter_of,
    listing,
    send_back,
)

LATE: Final = "We have not had {form}."
LATE_DAY: Final = "It was due by {day}."
DUE_SOON: Final = "This is a reminder of {form}."
DUE_SOON_DAY: Final = "It is due by {day}."
EMPTY: Final = "The form came back empty: nothing was filled in. We still ask for {form}."
IN_PART: Final = "Thank you for {form}."
FORM: Final = "the return from {agency} on {plan}, as at {as_at}"
NOTHING_ELSE: Final = (
    "It says 'No, nothing has changed'. That was taken in for the rows not named below; for these it is no answer."
)
SOMEONE_ELSE: Final = "If someone else answers for your agency now, please tell us their job title and address."


def chase_letter(  # noqa: PLR0913 - what a reminder can be about
    about: RoundDetails,
    reader: Addressee,
    *,
    owed: Sequence[OwedRow],
    returned: bool,
    file: str,
    corrections: Sequence[OwedRow] = (),
    late: bool = True,
    nil: bool = False,
    empty: bool = False,
    sent_back: bool = False,
    asked: Sequence[OwedRow] = (),
    decided: Sequence[OwedRow] = (),
) -> Letter:
    """A reminder that says exactly which rows are owed and what each lacks.

    returned: something came back already and this asks for the rest, by the day of the copy that is attached; late: the
    form's day has passed; nil: it said that nothing has changed; empty: its form came back with nothing filled in;
    sent_back: the board sent back some of what is owed; corrections: what is to be put right, row by row; file: the
    name of the attached workbook; asked, decided: as in `workbook_letter`.
    """
    form = FORM.format(agency=reader.agency, plan=about.plan, as_at=format_date(about.as_at))
    first, day = (IN_PART, "") if returned else (LATE, LATE_DAY) if late else (DUE_SOON, DUE_SOON_DAY)
    opening = [(EMPTY if empty else first).format(form=form)]
    if day and about.due:
        opening.append(day.format(day=format_date(about.due)))
    if nil and owed:
        opening.append(NOTHING_ELSE)
    unchanged = NOT_FOR_SENT_BACK if sent_back else NOTHING_HAS_CHANGED
    to_answer = f"{counted(len(owed), 'row')} to answer" if owed else ""
    to_put_right = f"{counted(len(corrections), 'answer')} to put right" if corrections else ""
    what = " and ".join(filter(None, (to_answer, to_put_right)))
    return letter_of(
        about,
        reader,
        f"reminder: {what}" if what else "reminder of the return",
        " ".join(opening),
        listing("Still to be answered", owed),
        listing("To be put right", corrections),
        listing(ASKED, asked),
        listing(DECIDED, decided),
        f"Please use the attached workbook, {file}, and {send_back(about, soon=not returned)}. "
        f"{'' if returned else unchanged}",
        SOMEONE_ELSE,
    )
