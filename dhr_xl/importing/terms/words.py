"""Recognise what a piece of text is: a number, a label, the name of a body, a title, a sentence cut short."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final, NamedTuple

BODY_WORD: Final = re.compile(
    r"\b(?:trusts?|councils?|police|constabulary|services?|hospitals?|probation|ccgs?|icbs?|boards?|teams?|departments?|nhs|"
    r"groups?|universit(?:y|ies)|colleges?|schools?|housing|partnerships?|care|health|authority|forces?|ambulance|fire|"
    r"prisons?|homes|hospices?|centres?|federation|forum|network|alliance|commissioners?|commissioning|office|ministry|agency|association|refuge|aid|cps|csps?|marac|mappa|safeguarding|"
    r"committee|panel|surgery|practices?|gps?|charity|society|foundation|company|crc|nps|unit|court)\b",
    re.IGNORECASE,
)
"""Words that names of public bodies contain."""

EVERYBODY: Final = re.compile(
    r"^(?:all\s+(?:\w+\s+){0,2}(?:agenc|partner|organisation|bod(?:y|ies)|services)|multi\W?agenc|joint\b|every\s+agency|each\s+agency|all$)",
    re.IGNORECASE,
)
"""Start of a heading or owner that means more than one body ("All agencies", "Multi-agency")."""

LONGEST_COMPARED: Final = 2000
"""Characters of a text that `compare_texts` compares at most."""
DITTO: Final = re.compile(
    r"(?:as|see|same as) (?:above|before|previous)|same|ditto|do\.?|[\"“”″'’]{1,2}", re.IGNORECASE
)
"""A cell that repeats the cell above it ("as above", "ditto")."""

NOT_LABELS: Final = frozenset({
    "update", "updates", "note", "notes", "objective", "objectives", "action", "actions", "aim", "aims",
    "outcome", "outcomes", "progress", "comment", "comments", "status", "evidence", "training", "policy",
    "stage", "phase", "step", "part", "task", "example", "please", "complete", "completed",
    "priority", "recommendation", "include", "includes", "including", "following", "re", "rag", "target",
    "date", "deadline", "lead", "owner", "nb", "ie", "eg", "tbc", "ongoing",
})  # fmt: skip
"""Words before a colon that do not name a body."""

_NUMBER: Final = re.compile(
    r"^(?i:(?:recommendation|rec)s?\.?\s*+(?:(?:no\.?|number)\s*+)?(?:[:#]\s*+)?)?"
    r"(?P<number>[A-Z]{1,8}[ -]?(?:\(\d\d/\d\d\) ?)?\d{1,3}[a-z]?(?:\.\d{1,3}){0,3}|\d{1,3}(?:\.\d{1,3}){1,3}[a-z]?"
    r"|\d{1,3} ?\([ivx]{1,4}\)|\d{1,3}[a-z]?)"
    r"(?P<mark>\s*[.:)–-]+(?=\s|[A-Za-z]|$)|$|(?=\s+[A-Z])|(?=\s+\((?:local|regional|national)\)))\s*",
)  # fmt: skip
RECOMMENDATION_WORD: Final = re.compile(r"^(?:recommendation|rec)s?\b", re.IGNORECASE)
"""A text that begins with the word "Recommendation" or "Rec"."""
_LABEL: Final = re.compile(
    r"^(?P<label>[A-Z][\w'’&/.,-]*(?:\s+(?:[A-Z&][\w'’&/.-]*|and|of|for|the|to)){0,6})\s*(?P<mark>:|\s[-–—]\s|\s?[–—]\s?|-\s)"
)
_SENTENCE_END: Final = re.compile(r"[.!?:;)\]”\"]$")


class NumberedText(NamedTuple):
    """A text that begins with a number.

    number: as printed; mark: the whole prefix, with the words and signs around the number; rest: the text after it.
    """

    number: str
    mark: str
    rest: str


def read_number(text: str) -> NumberedText | None:
    """Split off the number that a recommendation begins with ("12.", "R10 ", "Recommendation 3:", "21.10.1").

    Return None where the text begins with no number, or with one that belongs to the sentence ("24 Hours").
    """
    match = _NUMBER.match(text)
    if match is None:
        return None
    rest = text[match.end() :]
    marked = bool(match["mark"].strip() or RECOMMENDATION_WORD.match(text))
    plain = re.fullmatch(r"\d+[a-z]?", match["number"])
    lettered = match["number"][-1].isalpha()  # "9a Each agency" is numbered, "24 Hours" is not
    if rest and not marked and ((plain and not lettered) or not re.match(r"[A-Z]", rest)):
        return None
    return NumberedText(match["number"], match[0].strip(), rest)


def read_bare_number(text: str) -> str:
    """Return the number of a text that consists of a number alone; '' for any other text."""
    read = read_number(text)
    return read.number if read and not read.rest else ""


def read_label(text: str) -> str:
    """Return the name before the colon or dash that a text begins with ("SMH: …", "NHS Trust - …"), or ''."""
    match = _LABEL.match(text)
    if match is None:
        return ""
    label = match["label"].strip(" ,.")
    first = label.partition(" ")[0].lower().strip(".")
    if first in NOT_LABELS or len(label) > 60 or len(label) < 2 or re.fullmatch(r"[A-Za-z]\d*", label):  # noqa: PLR2004
        return ""
    if match["mark"] != ":" and not (label.isupper() or BODY_WORD.search(label)):
        return ""
    return label


def is_acronym(label: str) -> bool:
    """Tell whether a label is in capitals throughout, as acronyms are."""
    return bool(re.fullmatch(r"[A-Z][A-Z0-9&/-]{1,11}(?:\s[A-Z0-9&]{2,12})?", label))


def names_body(text: str) -> bool:
    """Tell whether a name contains a word typical of public bodies, or is an acronym."""
    return bool(BODY_WORD.search(text)) or is_acronym(text)


def starts_mid_sentence(text: str) -> bool:
    """Tell whether a text continues the one before: it begins with a lower-case letter that is not a list mark."""
    return bool(re.match(r"[a-z]", text)) and not re.match(r"[a-z]{1,3}[.)]", text)


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends with the punctuation of a sentence."""
    return bool(_SENTENCE_END.search(text.strip()))


def read_list_letter(text: str) -> str:
    """Return the letter of the list item that a text begins with ("b. …", "c)…"), or ''."""
    match = re.match(r"\(?([a-z])[.)]\s*", text)
    return match[1] if match else ""


def is_title(text: str) -> bool:
    """Tell whether a text is written like a heading: short, no full stop, main words capitalised."""
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    main_words = [word for word in words if len(word) > 3 or word.isupper()]  # noqa: PLR2004 - not "of", "and", "the"
    if not words or len(words) > 30 or not words[0][0].isupper() or text.endswith((".", ";")):  # noqa: PLR2004
        return False
    return sum(word[0].isupper() for word in main_words) >= 0.6 * len(main_words) if main_words else True


def compare_texts(one: str, other: str) -> float:
    """Return the similarity of two texts by their letters alone, from 0 (nothing in common) to 1 (the same).

    Only the beginning and end of a long text are compared, because the time grows with the square of the length.
    """
    first, second = (re.sub(r"[\W_]+", " ", text).strip().lower() for text in (one, other))
    if first == second:
        return 1.0
    half = LONGEST_COMPARED // 2
    ends = [text if len(text) <= LONGEST_COMPARED else text[:half] + text[-half:] for text in (first, second)]
    return SequenceMatcher(None, ends[0], ends[1], autojunk=False).ratio()
