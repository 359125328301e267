"""Recognise headings: what each column of a table, or each label of a block, holds."""

from __future__ import annotations

import functools
import re
from enum import StrEnum
from typing import Final

from dhr_xl.core.plan.dates import MONTHS
from dhr_xl.importing.terms.status_words import is_bare_status

_FEW_PIECES: Final = 5
"""Words of a heading at most for `find_role` to rejoin a word that the column's width broke."""
FIRST_WORDS: Final = 60
"""Characters of a long heading to try first: instructions after them may name other columns."""


class Role(StrEnum):
    """What a column of an action plan holds."""

    NUMBER = "number"
    PART = "part"
    RECOMMENDATION = "recommendation"
    SCOPE = "scope"
    THEME = "theme"
    ACTION = "action"
    OWNER = "owner"
    OFFICER = "officer"
    SUPPORT = "support"
    EVIDENCE = "evidence"
    TARGET = "target_date"
    REVISED = "revised_date"
    PROGRESS = "progress"
    STATUS = "status"
    RAG = "rag"
    COMPLETED = "completed"
    OTHER = "other"


_MONTH: Final = "|".join(MONTHS)
HEADINGS: Final = tuple(
    (role, re.compile("|".join(patterns), re.IGNORECASE))
    for role, patterns in (
        # the first match wins, so specific patterns come before general ones
        (Role.OTHER, (
            r"\b(?:number|total|count|percentage) of\b", r"^(?:start|starts|from|commence(?:s|ment)?)\W*$",
            r"\b(?:start|review|meeting|board|panel|sign(?:ed)?\W?off) dates?\b",
            r"\bdate (?:of )?(?:review|sign|start|raised|added)", r"\bsign\w*\W?off\b", r"\bresources?\b",
            r"\bcosts?\b", r"\bbudget", r"\brisks?\b", r"\bbarriers?\b", r"^(?:source|page|paragraph|para)\b",
        )),
        (Role.REVISED, (
            r"\b(?:revised|extended|new|amended)\b.{0,20}\b(?:target|date|deadline|timescale|completion)\b",
        )),
        (Role.TARGET, (
            r"\b(?:target|due|planned|expected|anticipated|proposed|intended|estimated|forecast|agreed)\b.{0,12}\b(?:date|complet)",
            r"\b(?:complet(?:e|ed|ion)|done|finished|achieved|delivered) by\b", r"\bdate (?:for|to be) complet",
            r"\btime\W?bound\b", r"\btimely\b", r"\bdyddiad targed\b", r"\bdyddiad cwblhau arfaethedig\b",
        )),
        (Role.SCOPE, (r"\bscope\b", r"local\W+(?:or\W+)?regional", r"local or (?:regional|national)", r"^level\b")),
        (Role.COMPLETED, (
            r"\bdate (?:of )?(?:action )?(?:completion|complete|completed|achieved|closed|done)\b",
            r"\bcompletion dates?\b", r"\bcompleted (?:on|date)\b", r"\bactual dates?\b",
            r"\bdate (?:action )?(?:was )?completed\b", r"\bdyddiad cwblhau\b",
        )),
        (Role.PART, (r"^(?:action|task|milestone)s?\W*(?:ref(?:erence)?|no|number|num|id|#|nr)\b\W*$",)),
        (Role.NUMBER, (
            r"^recs?\W*$", r"^(?:#|item|rhif|cyf\w*)\W*$",
            (r"^(?:(?:rec\w*|item|our|serial|s|learning|finding)\W*)?(?:ref(?:erence)?|no|no's|nos|number|num|id"
            r"|#|nr)\W*(?:(?:no|number)\W*)?$"),
        )),
        (Role.PROGRESS, (
            r"\b(?:progress|updates?|comments?|commentary|narrative|position|cynnydd|diweddariad)\b",
            r"\b(?:actions?|work|steps?) (?:already |so far )?(?:taken|completed|undertaken|done|to date)\b",
            r"\bwhat (?:has been|we have) (?:done|achieved)\b", r"\bresponses?\b(?! to be)",
            r"^(?:q[1-4]|quarter [1-4])\b", rf"^(?:{_MONTH})\w*\W*(?:\d\d){{1,2}}$",
        )),
        (Role.RAG, (r"\bb?rag\b", r"\bb?ragg?\b", r"\brating\b", r"\bcolour\b", r"traffic light")),
        (Role.STATUS, (
            r"\bstatus\b", r"^complete[d?]*\W*$", r"^(?:open|closed)\b", r"\bstatws\b", r"\bcurrent stage\b",
            r"^is (?:it|this) (?:done|complete)",
        )),
        (Role.SUPPORT, (
            (r"\b(?:support(?:ing|ed)?|partner|other|contributing|joint)\b.{0,12}\b(?:agenc|bod(?:y|ies)"
            r"|organisation|lead|partner|owner)"),
        )),
        (Role.OFFICER, (
            (r"\b(?:lead|named|responsible|accountable|action) (?:officer|person|individual|name|professional"
            r"|manager|contact)\b"),
            r"\b(?:person|officer|individual|manager)s? (?:responsible|accountable|leading)\b", r"\bjob title\b",
            r"\bpost\W?holder\b", r"\bnamed (?:lead|contact)\b", r"\bcontact\b", r"\boperational lead\b",
        )),
        (Role.EVIDENCE, (
            r"\bevidence\b", r"milestone", r"\bsuccess\b", r"\bmeasur",
            r"how (?:will )?(?:we|you|this|it) (?:will )?(?:be )?(?:know|show|measure|evidence)", r"\bimpact\b",
            r"\b(?:desired|expected|intended|planned|proposed|anticipated|required) (?:outcome|impact|result|output)",
            r"\bkpi", r"\boutputs?\b", r"\bassurance\b", r"\bmonitor", r"\bwhat difference\b", r"\btystiolaeth\b",
            r"\boutcomes? (?:measure|sought|to be)",
        )),
        (Role.OWNER, (
            r"\bleads?\b", r"\bowner", r"\bwhich agenc", r"\bresponsib", r"\bby whom\b", r"^who\b",
            r"\baccountable\b", r"\bassigned to\b", r"\ballocated to\b", r"\b(?:action|recommendation) for\b",
            r"\bdelivered by\b", r"\bcorff\b", r"\barwein", r"\bcyfrifol",
            (r"^(?:agency|agencies|organi[sz]ations?|bod(?:y|ies)|partners?|services?|department|directorate"
            r"|team)\b(?!.*\b(?:recommend|actions?\b|response|update|comment))"),
        )),
        (Role.TARGET, (
            r"\btarget\b", r"\btime\W?(?:scales?|frames?|lines?)\b", r"\bdeadlines?\b", r"\bdue\b", r"\bby when\b",
            r"^when\b", r"^dates?\W*$", r"\bend date\b", r"^(?:finish|end)\W*$", r"\bimplementation date\b",
            r"^dyddiad\b", r"\bamserlen\b",
        )),
        (Role.PROGRESS, (
            r"\boutcomes?\b", r"\bnotes?\b", r"\bwhere are we\b", r"\bhow (?:is it|are we) (?:going|doing)\b",
            r"\bachieved\b", r"\bachievements?\b",
        )),
        (Role.THEME, (
            r"^(?:key )?(?:theme|section|category|area|priority|topic|thema)\b", r"\bterms? of reference\b",
            r"\bkloe\b",
        )),
        (Role.RECOMMENDATION, (
            r"recommend", r"\bargymhell", r"\blearning\b", r"\bfindings?\b", r"\blessons?\b", r"\bissues?\b",
            r"\bareas? (?:for|of) (?:improvement|development|learning)\b",
            r"\bwhat (?:needs|has|must|should)(?: to)? (?:change|improve)\b",
        )),
        (Role.ACTION, (
            r"\bactions?\b", r"\btasks?\b", r"\bsteps?\b", r"^what\b", r"\bactivit", r"^how\b", r"\bspecific\b",
            r"\bcamau\b", r"\bgweithred", r"\bwe will\b", r"\bobjectives?\b", r"\bimprovement\b",
        )),
    )
)  # fmt: skip
"""Patterns for the heading of each column, in English and Welsh. Source: the Home Office template, and columns that
councils add."""


OTHER_DOCUMENTS: Final = (
    ("minutes of a meeting", re.compile(
        r"^(?:(?:items? |summary of )?discuss(?:ion|ed)|minutes?\b|apologies|attendees|agenda)", re.IGNORECASE,
    )),
    ("a risk register", re.compile(
        r"^(?:likelihood|probability|inherent|residual|mitigat\w*|risk (?:score|rating|description|owner|id|ref)"
        r"|risks?$)",
        re.IGNORECASE,
    )),
    ("a list of a document's versions", re.compile(r"^(?:version|author)\b", re.IGNORECASE)),
    ("a chronology", re.compile(r"^(?:events?|incidents?)\b", re.IGNORECASE)),
)  # fmt: skip
"""Headings typical of other kinds of document, whose tables may mention actions too."""


@functools.lru_cache(maxsize=4096)
def find_role(heading: str) -> Role | None:
    """Return the role that a heading's words mean, or None. Cached: cells are asked too, several times each."""
    words = re.sub(r"^\d{1,2}[.)]\s+", "", " ".join(heading.split())).strip(" :.*")
    if is_bare_status(words):
        return Role.STATUS
    bare = words.partition("(")[0].strip()  # a key or an instruction in brackets may name other columns
    for text in dict.fromkeys((bare[:FIRST_WORDS], words[:FIRST_WORDS], words)):
        role = next((role for role, pattern in HEADINGS if text and pattern.search(text)), None)
        if role is not None:
            return role
    pieces = words.split()  # a narrow column may break a word in two: "Recommen dation"
    mended = (" ".join([*pieces[:n], pieces[n] + pieces[n + 1], *pieces[n + 2 :]]) for n in range(len(pieces) - 1))
    found = (role for text in mended for role, pattern in HEADINGS if pattern.search(text))
    return next(found, None) if len(pieces) <= _FEW_PIECES else None
