"""Read an action's status from the words of a plan."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from dhr_xl.core.plan.findings import FindingCode
from dhr_xl.core.plan.model import Status
from dhr_xl.importing.terms.status_words import is_bare_status, read_bare_status

_LONGEST_STATUS: Final = 120
"""Characters of a status cell at most that says more than its status."""
_COMPLETE: Final = r"(?:ALL\s+)?(?:ACTIONS?\s+)?COMPLETED?"
_COMPLETE_AT_END: Final = re.compile(
    rf"(?:^|[\s.;:–-])(?:{_COMPLETE}|(?:[Aa]ll )?[Aa]ctions?(?: (?:is|are))?(?: now)? (?:all )?completed?"
    r"|(?<=\s)Completed?|(?<=[–-] )[Cc]ompleted?)"
    r"(?:\s*+(?:(?:[-–(]|as (?:of|at)|AS (?:OF|AT)|in|on|by)\s*+)?[\w\s/.]{0,18}\d{2,4}\)?)?[\s.)]*$"
)
"""COMPLETE at the very end, with or without a date."""
_COMPLETE_AT_START: Final = re.compile(
    rf"^\W*(?:{_COMPLETE}\b|(?:This )?[Aa]ction (?:is |now )*completed?\b"
    r"|Completed?(?=\s*(?:[-–:.,;(]|\d{1,2}(?:[./-]|(?:st|nd|rd|th)?\s+[A-Z])|(?:19|20)\d\d|[A-Z]|$)))"
)
"""COMPLETE at the very start, as a mark and not as the first word of a sentence ("Completed with all teams …")."""
_COMPLETE_MARK: Final = re.compile(
    r"(?<![A-Za-z])(?:COMPLETED?(?![A-Za-z])|Completed?(?=\s*(?:$|[.;,–-])|\s+(?:[A-Z]|\(?[a-h]\))))"
)
"""COMPLETE as a mark anywhere: in capitals, or capitalised with nothing of its sentence after it."""
_COMPLETE_OPENS_REPORT: Final = re.compile(
    r"^\W*(?:Complete,?\s+(?:and|as|for|with|by)|Completed?\s+(?:in|on|at|during|since|by))\b"
)
"""COMPLETE as the first word of a report that continues ("Complete and occurs every two months")."""
_MONTH: Final = r"(?:the )?(?:end|q[1-4]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d)"
_COMPLETE_QUALIFIED: Final = re.compile(
    r"\bcomplet\w*\W{0,3}\d{1,2}\s?%|\bby \d{1,2}\s?%|\bin part\b|\bto be (?:ratified|agreed|confirmed|approved)\b"
    r"|\bre-?open|\bin error\b|\bopen (?:for|with)\b|\bto follow\b|^\W*complet\w*\W*(?:no|n)\W*$"
    rf"|\bcomplete by {_MONTH}|\b(?:complete|closed)\b.{{0,30}}[/;,]\s*(?:in progress|not started|open)\b",
    re.IGNORECASE,
)
"""Qualifiers that weaken or negate COMPLETE: a part, a percentage, a future date, another body's part still open."""
_COMPLETE_LAST_SENTENCE: Final = re.compile(
    r"(?:^|[.;:!?]\s+|\n)(?:[Aa]ction (?:is )?(?:now )?)?[Cc]ompleted?\W*$|(?:^|\W)COMPLETED?\W*$"
)
"""COMPLETE as a sentence of its own at the end of a report, which makes earlier words about open work history."""
_COMPLETE_LAST_WORD: Final = re.compile(r"\bcompleted?[\s.)]*$")
"""The word "complete" at the end of a sentence."""
_NEGATION_BEFORE: Final = re.compile(
    r"(?:\bnot(?: yet| been)?|\bto be|\bbe|\bbeing|\bpart(?:ly|ially)?|\bnearly|\balmost|\bonce|\buntil|\bwhen|\bin"
    r"|\bnear|\d\s?%)\s*(?:fully\s+)?$",
    re.IGNORECASE,
)
"""Words that negate a "complete" directly after them ("not yet", "to be", "nearly")."""
_OPEN_WORDS: Final = (
    r"to be (?:\w+ly )?(?:complet|incorporat|discuss|agreed|finali|develop|undertak|review|implement|deliver)\w*",
    r"to be (?:roll|confirm|submit|arrang)\w*", r"on[\s-]*going", r"in progress", r"outstanding", r"await(?:ing|ed)",
    r"not yet", r"yet to", r"pending", r"in development",
    r"being (?:develop|draft|review|progress|recruit|discuss|explor|consider)\w*", r"continu\w* to be",
    r"will (?:continue|still|be)", r"under\s?way", r"scheduled", r"no (?:current|response)", r"\d+ (?:out )?of \d+",
)  # fmt: skip
OPEN_WORK: Final = re.compile(rf"\b(?:{'|'.join(_OPEN_WORDS)})\b", re.IGNORECASE)
"""Words about work that is still open, which contradict a COMPLETE in the same text."""
_PAUSED: Final = re.compile(r"\b(?:on hold|paused|suspended)\b", re.IGNORECASE)
_NOT_STARTED: Final = re.compile(
    r"\b(?:not|yet to)\s+(?:yet\s+)?(?:been\s+)?(?:start(?:ed)?|commenced?|beg[iu]n)\b"
    r"|\bno progress\b|\bnot (?:been )?progressed\b",
    re.IGNORECASE,
)
_IN_PROGRESS: Final = re.compile(
    r"\bon[\s-]*going\b|\bin[\s-]progress\b|\bunder\s?way\b|\bin development\b|\bbeing \w+ed\b|\bon track\b"
    r"|\b\d{1,2}\s?%",
    re.IGNORECASE,
)
_BEGUN_WORDS: Final = (
    "start(?:ed|ing)", "commenced", "beg(?:un|an)", "draft(?:ed|ing)?", "drawn up", "gathered", "arranged", "scheduled",
    "discussed", "recruit(?:ed|ing)", "allocated", "appointed", "circulated", "revised", "developing", "awaiting",
    "awaited", "undertaken", "consulted", "agreed", "approached", "requested", "identified",
)  # fmt: skip
_BEGUN: Final = re.compile(
    rf"(?<!to be )(?<!will be )(?<!\bbe )\b(?:{'|'.join(_BEGUN_WORDS)})\b"
    r"|\bmeetings?\b.{0,40}\b(?:held|place|arranged|planned)\b|\bto be (?:signed off|discussed|completed)\b",
    re.IGNORECASE,
)
"""Words about work that has begun."""
_WORK_DONE: Final = re.compile(
    r"(?<!to be )\b(?!need|requir|intend|expect)\w{3,}(?:ed|sent|held|written|met)\b|\b(?:sent|held|met)\b",
    re.IGNORECASE,
)
"""Words about work done. Together with words about work to come they mean in progress."""
_WORK_TO_COME: Final = re.compile(
    r"\b(?:postponed|delayed|remain(?:s|der|ing)|to be (?:\w+ed|held|sent|written)|due (?:in|by))\b",
    re.IGNORECASE,
)
"""Words about work still to come."""
_LETTERED_PART: Final = re.compile(r"(?:^|(?<=[\s.;,)]))\(?([a-h])[).](?=\s*\S|\s*$)")
_ROMAN_PART: Final = re.compile(r"(?:^|(?<=[\s.;,)]))\(?(i{1,3}|iv|vi{0,3})[).](?=\s*\S|\s*$)")
_NUMBERED_PART: Final = re.compile(r"(?:^|(?<=[\s;,)]))\(?([1-9])[).](?=\s)")


class StatusReading(NamedTuple):
    """A status read from a plan.

    code: the finding a person should see, None where the plan states the status outright; source: the words it is from.
    """

    status: Status
    code: FindingCode | None = None
    source: str = ""


def says_status(text: str) -> bool:
    """Tell whether a cell begins with a status, whatever follows ("Complete – signed off in May")."""
    return is_bare_status(text) or (len(text) <= _LONGEST_STATUS and _read_stated_status(text) is not None)


def has_status(text: str) -> bool:
    """Tell whether a text states a status outright: alone, as COMPLETE anywhere, or as in progress at its end."""
    return is_bare_status(text) or _is_complete(text) or bool(_COMPLETE_MARK.search(text)) or _ends_in_progress(text)


def read_status(status: str, progress: str, target: str, completed: str) -> StatusReading:
    """Read an action's status from its status column, else from its report, else from its date columns.

    status, progress, target, completed: the text of each column, '' where it is blank.
    """
    read = _read_status(status, progress, target, completed)
    text = status if _read_stated_status(status) else f"{status} {progress}".strip()
    dated = read.code is FindingCode.STATUS_FROM_DATE_COLUMN
    if read.status is Status.COMPLETE and not dated and _COMPLETE_QUALIFIED.search(text):
        return StatusReading(Status.IN_PROGRESS, FindingCode.STATUS_PARTS_OPEN, text)
    return read


def _read_status(status: str, progress: str, target: str, completed: str) -> StatusReading:
    stated = _read_stated_status(status)
    if stated is not None:
        return _check_open_words(stated, f"{status} {progress}")
    report = " ".join(text for text in (status, progress) if text)
    read = read_report(report)
    outright = read.code is not FindingCode.STATUS_FROM_PROSE and read.status is not Status.UNKNOWN
    if outright or _ends_in_progress(report):
        return read
    for text in (completed, target):
        if text and _is_complete(text):
            return StatusReading(Status.COMPLETE, FindingCode.STATUS_FROM_DATE_COLUMN, text)
    if read.status is not Status.UNKNOWN:
        return read
    if not progress and read_bare_status(target) is Status.IN_PROGRESS:
        return StatusReading(Status.IN_PROGRESS, FindingCode.STATUS_FROM_DATE_COLUMN, target)
    return StatusReading(Status.UNKNOWN, FindingCode.STATUS_NONE, report)


_LEADING_COLOUR: Final = re.compile(r"^(?:b?rag\W*)?(?:red|amber|green|blue|yellow|grey)\b\W*", re.IGNORECASE)
"""A colour before a status. It is ignored, because councils give colours opposite meanings."""
FEWEST_COMPLETES: Final = 2
"""With this many COMPLETE marks in a report, an item still open becomes a finding and does not set the status."""


def _read_stated_status(text: str) -> Status | None:
    """Return the status a cell is, or begins with ("Complete - signed off", "Amber - in progress"), or None."""
    pieces = re.split(r"(?:(?<!\s)\s++)?[-–—:;,.(/]\s*", _LEADING_COLOUR.sub("", text))
    return next((stated for piece in (text, *pieces) if (stated := read_bare_status(piece))), None)


def read_report(text: str) -> StatusReading:  # noqa: PLR0911 - one return for each rule
    """Read the status from a progress report: stated outright, or guessed from words about work done.

    The rules are asked in order, and the first that fits is taken.
    """
    whole = read_bare_status(text)
    if whole is not None or not text:
        return StatusReading(whole or Status.UNKNOWN, None if whole else FindingCode.STATUS_NONE)
    parts = split_parts(text)
    complete = any(_COMPLETE_MARK.search(part) for part in parts[:-1])
    if complete and not all(_is_complete(part) or _COMPLETE_MARK.search(part) for part in parts):
        return StatusReading(Status.IN_PROGRESS, FindingCode.STATUS_PARTS_OPEN, text)
    if _ends_in_progress(text) and len(_COMPLETE_MARK.findall(text)) >= FEWEST_COMPLETES:
        return StatusReading(Status.COMPLETE, FindingCode.STATUS_WORDS_OPEN, text)
    if _ends_in_progress(text) and not _ends_complete(text):
        code = FindingCode.STATUS_PARTS_OPEN if _COMPLETE_MARK.search(text) else FindingCode.STATUS_FROM_PROSE
        return StatusReading(Status.IN_PROGRESS, code, text)
    if _is_complete(text):
        return _check_open_words(Status.COMPLETE, text)
    leading = read_bare_status(re.split(r"\s[-–—]\s|[:;.,(]", text)[0])
    if leading is not None:
        return _check_open_words(leading, text)
    if _COMPLETE_MARK.search(text) and OPEN_WORK.search(text):
        return StatusReading(Status.IN_PROGRESS, FindingCode.STATUS_PARTS_OPEN, text)
    return _read_prose(text)


def _read_prose(text: str) -> StatusReading:
    """Guess the status from sentences that do not state one. Each guess but UNKNOWN is a finding to check."""
    last = _COMPLETE_LAST_WORD.search(text)
    if _COMPLETE_OPENS_REPORT.match(text) or (last and not _NEGATION_BEFORE.search(text[: last.start()])):
        status = Status.COMPLETE
    elif _NOT_STARTED.search(text):
        status = Status.NOT_STARTED
    elif _PAUSED.search(text):
        status = Status.PAUSED
    elif _IN_PROGRESS.search(text) or _BEGUN.search(text) or (_WORK_DONE.search(text) and _WORK_TO_COME.search(text)):
        status = Status.IN_PROGRESS
    else:
        return StatusReading(Status.UNKNOWN, FindingCode.STATUS_NONE, text)
    return StatusReading(status, FindingCode.STATUS_FROM_PROSE, text)


def _check_open_words(status: Status, text: str) -> StatusReading:
    """Return the status, with a finding where it is COMPLETE and the text speaks of open work."""
    if status is not Status.COMPLETE or not OPEN_WORK.search(text):
        return StatusReading(status)
    last = _COMPLETE_LAST_SENTENCE.search(text)
    return StatusReading(status, FindingCode.STATUS_SAID_LAST if last else FindingCode.STATUS_WORDS_OPEN, text)


def split_parts(text: str) -> list[str]:
    """Split a report into its lettered or numbered parts ("a) … b) …"), joining parts that have the same letter.

    Return the whole text alone where it has no such parts.
    """
    matches = list(_LETTERED_PART.finditer(text)) or _find_numbered_parts(text) or list(_ROMAN_PART.finditer(text))
    letters = [match[1] for match in matches]
    if len(set(letters)) < 2:  # noqa: PLR2004 - one letter is not a list
        return [text]
    ends = [match.start() for match in matches[1:]] + [len(text)]
    made: dict[str, str] = {}
    for match, end in zip(matches, ends, strict=True):
        made[match[1]] = f"{made.get(match[1], '')} {text[match.end() : end].strip()}".strip()
    return list(made.values())


def _find_numbered_parts(text: str) -> list[re.Match[str]]:
    """Find the marks of a list numbered 1, 2, 3 …; [] where the numbers do not count on from 1."""
    matches = list(_NUMBERED_PART.finditer(text))
    return matches if [match[1] for match in matches] == [str(n) for n in range(1, len(matches) + 1)] else []


def _ends_complete(text: str) -> bool:
    """Tell whether a text ends with COMPLETE that is not negated."""
    match = _COMPLETE_AT_END.search(text)
    return match is not None and not _NEGATION_BEFORE.search(text[: match.start() + 1])


def _is_complete(text: str) -> bool:
    """Tell whether COMPLETE is a mark at the start or end of a text, and is not negated ("to be", "not")."""
    return read_bare_status(text) is Status.COMPLETE or _ends_complete(text) or bool(_COMPLETE_AT_START.match(text))


def _ends_in_progress(text: str) -> bool:
    """Tell whether the last statement is that work continues ("… On going until 2018.", "… - ongoing")."""
    last = re.split(r"(?<=[.;:])\s+|\s[-–]\s", text.strip())[-1]
    return bool(re.match(r"\W*(?:on[\s-]*going|in[\s-]progress|under\s?way)\b.{0,30}$", last, re.IGNORECASE))


def ends_with_status(text: str) -> bool:
    """Tell whether a sentence ends a report: it ends with COMPLETE, or says that work continues."""
    return is_bare_status(text) or _ends_complete(text) or _ends_in_progress(text)
