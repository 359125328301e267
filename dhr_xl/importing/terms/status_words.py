"""Recognise a text that consists of a status alone, in English and Welsh."""

from __future__ import annotations

import re
from typing import Final

from dhr_xl.core.plan.model import Status

STATUS_PATTERNS: Final = tuple(
    (
        status,
        re.compile(
            rf"(?:status|actions?|all actions|now|this is|it is|fully|\W)*(?:{'|'.join(words)})[\s.,;:!)*]*",
            re.IGNORECASE,
        ),
    )
    for status, words in (
        (Status.COMPLETE, (
            r"completed?", r"done", r"achieved", r"closed", r"implemented", r"delivered", r"discharged", r"finished",
            r"already in place(?:\W*completed?)?", r"completed? and closed", r"actioned", r"embedded",
            r"fully (?:met|embedded|achieved)",
            r"(?:closed|signed[\s-]?off)(?: (?:by|at|on|in)\b[\w\s/.]{0,40})?", r"business as usual", r"bau", r"met",
            r"100\s?%",
            r"(?:wedi (?:ei )?|wedi['’]i )?g?c?wblhau", r"cwblhawyd",
        )),
        (Status.NOT_STARTED, (
            r"not (?:yet )?(?:started|commenced|begun)", r"no progress", r"yet to (?:start|commence|begin)",
            r"(?:yet )?to be (?:started|commenced)", r"outstanding", r"heb (?:ei )?(?:dd|g)echrau", r"heb gychwyn",
            r"not (?:yet )?due(?: to start)?", r"planned", r"0\s?%",
        )),
        (Status.PAUSED, (r"on hold", r"paused", r"suspended", r"deferred", r"postponed")),
        (Status.PROPOSE_TO_CLOSE, (
            r"proposed? to close", r"proposed closure", r"request(?:ed)? to close",
            r"(?:propos\w+ |recommend\w* )?(?:for )?closure",
        )),
        (Status.IN_PROGRESS, (
            r"in[\s-]?progress", r"on[\s-]*going", r"under\s?way", r"started", r"commenced", r"on track", r"on target",
            r"part(?:ly|ially)? (?:completed?|done)", r"(?:substantially|nearly|almost|mostly|largely) completed?",
            r"completed? (?:pending|subject to)\b.{0,60}", r"on schedule",
            r"(?:some|slight|minor) delays?", r"in development", r"continuing", r"overdue", r"delayed",
            r"not (?:yet )?completed?", r"incomplete", r"work in progress", r"wip", r"in hand", r"in train", r"active",
            r"open", r"ar y gweill", r"yn mynd rhagddo", r"parhaus", r"behind (?:target|time)", r"late",
            r"behind schedule", r"off track", r"slipped", r"slipping", r"at risk",
            r"part(?:ly|ially)? (?:met|achieved)",
        )),
    )
)  # fmt: skip
"""What a status column says for each status, and what a progress cell may say in its place."""


def read_bare_status(text: str) -> Status | None:
    """Return the status of a text that consists of a status alone ("COMPLETE", "On going."), or None."""
    return next((status for status, words in STATUS_PATTERNS if words.fullmatch(text)), None)


def is_bare_status(text: str) -> bool:
    """Tell whether a text consists of a status alone."""
    return bool(text) and read_bare_status(text) is not None
