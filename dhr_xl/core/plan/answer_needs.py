"""What an agency's answer needs beside its status: the rules of returns, the form and its guidance all ask here.

Source: the Home Office's template asks for the date of completion and the outcome of each action; boards ask for
evidence. See docs/field.md, "Statuses".
"""

from typing import Final

from dhr_xl.core.plan.columns import COMPLETE
from dhr_xl.core.plan.model import STATUS_WORDS, Status

COMPLETE_NEEDS: Final = ("evidence_given", "completion_date", "outcome")
"""Keys of the answers that a status newly Complete needs. Without the first it is held; the others are asked for."""
NEEDS_REASON: Final = (STATUS_WORDS[Status.PAUSED], STATUS_WORDS[Status.PROPOSE_TO_CLOSE])
"""Statuses, as the sheet shows them, that need a reason when they are new."""


def is_newly_complete(status: str, before: str) -> bool:
    """Whether an answer goes to Complete. An action that was Complete already, or was imported so, is not asked again.

    status, before: as the sheet shows them, '' for none.
    """
    return status == COMPLETE != before


def is_reopened(status: str, before: str) -> bool:
    """Whether an answer goes from Complete to another status, which needs a reason. A blank one is no other."""
    return before == COMPLETE != status and status != ""
