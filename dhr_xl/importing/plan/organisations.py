"""Identify the bodies a plan names: each one once, with its name, other names and code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.model import Agency
from dhr_xl.importing.plan.codes import SERVICE_NAMES, make_codes, make_initials
from dhr_xl.importing.terms.words import EVERYBODY, is_acronym, names_body

GENERIC_WORDS: Final = frozenset({
    "trust", "trusts", "service", "services", "council", "councils", "nhs", "foundation", "team", "teams",
    "board", "group", "county", "borough", "district", "city", "national", "department", "hospital",
    "hospitals", "constabulary", "partnership", "the", "of", "and", "for", "&", "university", "local",
    "authority", "force", "metropolitan", "limited", "ltd", "plc",
})  # fmt: skip
"""Words in the names of bodies that do not tell one body from another."""
_FEWEST_LETTERS: Final = 3
"""Letters of an acronym at least for it to identify a name."""
_POST_WORDS: Final = (
    r"head|manager|director|lead|officer|chief|chair|co-?ordinator|inspector|superintendent|sergeant|nurse|commander|matron|"
    r"executive|worker|practitioner|supt|dci|dcs|di|ds|advis[eo]r|consultant|secretary|secretariat|clerk|deputy|assistant|"
    r"associate|named|designated|strategic|operational|leads|managers|officers"
)
_POST_WORD: Final = re.compile(rf"\b(?:{_POST_WORDS})\b", re.IGNORECASE)
_PREAMBLE: Final = re.compile(
    r"^(?:(?:single|individual)[- ]agency\s+)?(?:recommendations?|actions?|action plan)"
    r"(?:\s+(?:for|to|by))?\W+(?:the\s+)?|"
    r"(?:(?<!\W)\W++)?\b(?:single[- ]agency )?(?:recommendations?|action plan|actions)$"
    r"|(?:(?<!\s)\s++)?\(?(?:continued|imr|individual management review)\)?$",
    re.IGNORECASE,
)
_SECTION_NUMBER: Final = re.compile(r"^(?:section|part)?\s*(?:\d{1,2}|[A-Z])[.):]\s*(?=[A-Z])", re.IGNORECASE)
_NO_BODY: Final = re.compile(
    r"^(?:theme|section|part|priority|objective|appendix|learning|recommendations?|actions?|key|national|local|regional)\b",
    re.IGNORECASE,
)
# (?<!\s)\s++ tries a run of blanks from its first one only, so that matching takes linear time
_SEPARATOR: Final = re.compile(r"(?:(?<!\s)\s++)?[/;|]\s*|\s\+\s")
_COMMA_OR_AND: Final = re.compile(r"(?:(?<!\s)\s++)?,\s*+(?:and\s++)?|(?<!\s)\s++(?:and|&)\s+")
_PIECES: Final = re.compile(r"(?:(?<!\s)\s++)?[,(]\s*|\)|\s[-–—]\s|:\s|\s(?:at|from)\s")
_BODY_ENDING: Final = re.compile(
    r"\b(?:police|constabulary|probation|trust|council|hospitals?|ccg|icb|crc|nps|csp|cps|marac|health|education|housing|"
    r"(?:social|primary) care|(?:children['’]?s|adult|ambulance|rescue|prosecution|fire|probation) services?|"
    r"nhs england|refuge|aid|support|association|partnership|schools|college|university|gps)$",
    re.IGNORECASE,
)
"""How the name of a whole body ends, as opposed to that of one of its units."""
_OWNER_LABEL: Final = re.compile(
    r"^(?:lead|support(?:ing|ed by)?|owner)(?: (?:agency|body))?\s*[:–-]\s*", re.IGNORECASE
)
_HELPERS: Final = re.compile(
    r"(?:(?<!\s)\s++)?(?:\((?:all|with|supported by|and)\b[^)]{0,60}\)"
    r"|\b(?:and|with|&)\s+(?:all\s+|its\s+|other\s+)?partners?(?:\s+agencies)?)$",
    re.IGNORECASE,
)
"""Words after a name about others who help: "(supported by the council)", "and partners"."""
_PLURAL_POST: Final = re.compile(r"\b(?:leads|managers|officers)\b", re.IGNORECASE)
_POST_TITLE: Final = re.compile(
    rf"(?:(?:acting|interim|senior|joint|{_POST_WORDS})\s+)*(?:{_POST_WORDS})\s*(?:of|for|to)\b", re.IGNORECASE
)
_CLEAR_BODY: Final = re.compile(
    r"\b(?:police|constabulary|trust|council|ccg|icb|probation|ambulance|cps|csp)\b", re.IGNORECASE
)
"""Words that only the name of a body has, even beside a post."""
_PERSON: Final = re.compile(r"(?:Dr|Mr|Mrs|Ms|Miss|Cllr|Prof|PC|Sgt|Supt)\b\.?\s|[A-Z]\.\s?[A-Z]")
_SHORT_NAME: Final = re.compile(r"(?:(?<!\s)\s++)?\(([A-Z][A-Za-z&]{1,11})\)\s*$")
"""A short name printed after a full one: "Clinical Commissioning Group (CCG)"."""


class Bodies(NamedTuple):
    """The agencies of a plan.

    codes: normalised name -> code, for each name met;
    united: names taken for one body without proof, each as (other name, name, code).
    """

    agencies: tuple[Agency, ...]
    codes: dict[str, str]
    united: tuple[tuple[str, str, str], ...]

    def code(self, name: str) -> str:
        """Return the code of a name as printed; '' where it is not a body of this plan."""
        return self.codes.get(normalise_name(name), "")


def normalise_name(name: str) -> str:
    """Return a name for comparison: lower case, no punctuation, no "the"."""
    words = re.findall(r"[^\W_]+", name.lower().replace("’", "").replace("'", ""))
    return " ".join(word for word in words if word != "the")


def find_heading_body(text: str) -> str:
    """Return the body that a section heading names; '' where it names a theme, or nothing that could be a body."""
    bare = _SECTION_NUMBER.sub("", text)
    while (shorter := _PREAMBLE.sub("", bare).strip(" :–-")) != bare:
        bare = shorter
    if EVERYBODY.match(text) or not bare or (_NO_BODY.match(bare) and not names_body(bare)):
        return ""
    return bare


def split_owner(text: str, alone: Iterable[str] = ()) -> tuple[str, ...]:
    """Split an agency cell into the bodies it names, the lead first.

    alone: names that fill other cells by themselves, which tell a list of bodies from one long name.
    """
    known = {normalise_name(name) for name in alone}
    text = _HELPERS.sub("", _OWNER_LABEL.sub("", text)).strip()
    parts = [part.strip(" .") for part in _SEPARATOR.split(text) if part.strip(" .")]
    made: list[str] = []
    for part in parts:
        pieces = [piece.strip().removeprefix("the ") for piece in _COMMA_OR_AND.split(part) if piece.strip()]
        several = re.search(r"\s(?:and|&)\s", part)  # then a comma separates bodies too, and leads to no unit of one
        short = all(normalise_name(piece) in known or is_acronym(piece) or _is_function(piece) for piece in pieces)
        whole = all(
            normalise_name(piece) in known or (_is_whole_body(piece) and (several or " " in piece)) for piece in pieces
        )
        listed = len(pieces) > 1 and (short or whole)
        made.extend(pieces if listed else [_remove_post(part)])
    return tuple(dict.fromkeys(name for name in made if re.search(r"\w\w", name)))


def is_post(name: str) -> bool:
    """Tell whether a name is a person's post ("Director of Mental Health", "VAWG Lead") and not a body."""
    rest = " ".join(set(normalise_name(_POST_WORD.sub("", name)).split()) - GENERIC_WORDS)
    if not _POST_WORD.search(name) or _CLEAR_BODY.search(rest):
        return False
    words = name.split()
    at_an_end = any(_POST_WORD.fullmatch(word.strip(".,")) for word in (*words[:2], words[-1]))
    return at_an_end or bool(_POST_TITLE.match(name)) or not names_body(rest)


def is_body(name: str) -> bool:
    """Tell whether a name is a body's: it has a typical word, or is the name of a service ("Education")."""
    return bool(name) and (names_body(name) or _is_function(name))


def _is_function(text: str) -> bool:
    return normalise_name(text) in SERVICE_NAMES


def _is_whole_body(text: str) -> bool:
    """Tell whether a name can stand by itself: it ends in a kind of body, and holds no post."""
    return bool(_BODY_ENDING.search(text)) and not _POST_WORD.search(text)


def _remove_post(text: str) -> str:
    """Return the body in "Head of Safeguarding, Some NHS Trust"; the text itself where no part of it is a body."""
    pieces = [piece.strip() for piece in _PIECES.split(text) if piece and piece.strip()]
    whole = [piece for piece in pieces if _is_whole_body(piece)]
    if len(pieces) == 2 and whole == pieces[1:] and not names_body(pieces[0]):  # noqa: PLR2004 - a person and a body
        return whole[0]
    if not _POST_WORD.search(text) and not _PERSON.match(text):
        return text
    bodies = [piece for piece in pieces if names_body(piece) and not _POST_WORD.search(piece)]
    if bodies:
        return next(filter(_is_whole_body, bodies), bodies[0])
    bare = re.sub(r"\s+", " ", _POST_WORD.sub("", text)).strip(" ,-–") if not _PLURAL_POST.search(text) else ""
    return bare if is_acronym(bare) or _is_function(bare) else text


def identify_bodies(names: Sequence[str], listed: Sequence[str], cells: Mapping[str, str], text: str) -> Bodies:
    """Group names into bodies, each body once.

    names: from headings, agency columns and labels, in order;
    listed: from a heading that lists all agencies: further names of bodies that have actions, but no bodies themselves;
    cells: agency cells that say more than a body's name -> that name; they are kept as further names;
    text: all words of the plan, to find its acronyms.
    """
    groups: list[list[str]] = []
    united: list[tuple[int, str]] = []
    for name in dict.fromkeys(names):
        places = _find_groups(name, groups)
        if len(places) == 1 or (places and _is_exact(name, groups[places[0]])):
            group = groups[places[0]]
            if not _is_exact(name, group):
                united.append((places[0], name))
            group.append(name)
        else:
            groups.append([name])
    for name in dict.fromkeys(listed):
        places = _find_groups(name, groups, listed=True)
        if len(places) == 1:
            groups[places[0]].append(name)
    codes = make_codes(groups, text)
    best = [next((name for name in group if not is_acronym(name)), group[0]) for group in groups]
    for cell, name in cells.items():
        groups[next(place for place, group in enumerate(groups) if _is_exact(name, group))].append(cell)
    agencies = tuple(
        Agency(code=code, name=name, aliases=tuple(dict.fromkeys(other for other in group if other != name)))
        for code, name, group in zip(codes, best, groups, strict=True)
    )
    by_name = {normalise_name(name): code for code, group in zip(codes, groups, strict=True) for name in group}
    reported = tuple((other, best[place], codes[place]) for place, other in united)
    return Bodies(agencies, by_name, reported)


def _is_exact(name: str, group: Sequence[str]) -> bool:
    return normalise_name(name) in map(normalise_name, group)


def _find_groups(name: str, groups: Sequence[Sequence[str]], *, listed: bool = False) -> list[int]:
    """Return the indexes of the groups a name may belong to; only one that has this very name, where one does."""
    exact = [place for place, group in enumerate(groups) if _is_exact(name, group)]
    return exact or [
        place for place, group in enumerate(groups) if any(_is_same_body(name, other, listed=listed) for other in group)
    ]


def _is_same_body(one: str, other: str, *, listed: bool) -> bool:  # noqa: PLR0911 - one return for each rule
    """Tell whether two names are one body's. listed: one of them is from a heading's list, so looser rules apply."""
    names = (_SHORT_NAME.sub("", one), _SHORT_NAME.sub("", other))
    short, long = sorted(names, key=lambda name: len(normalise_name(name)))
    printed = {match[1].lower() for name in (one, other) if (match := _SHORT_NAME.search(name))}
    if normalise_name(short) == normalise_name(long) or normalise_name(short) in printed or _is_expansion(short, long):
        return True
    unit = re.split(r"\s[-–—]\s", long)[-1]
    if unit != long and normalise_name(short) == normalise_name(unit):
        return True
    if {"police", "constabulary"} >= {normalise_name(short), normalise_name(long).split()[-1]}:
        return True
    if _is_tail(short, long) or _is_initials(short, long) or _is_initials(long, short):
        return True
    ways = ((one, make_initials(other)), (other, make_initials(one))) if listed else ()
    if any(is_acronym(name) and len(initials) > 1 and name.startswith(initials) for name, initials in ways):
        return True
    little, much = (set(normalise_name(name).replace("constabulary", "police").split()) for name in (short, long))
    rest = much - little
    if not little or not little < much or little <= GENERIC_WORDS:
        return False
    return rest <= GENERIC_WORDS or bool(
        little & SERVICE_NAMES and not rest & SERVICE_NAMES and normalise_name(long).split()[0] in rest
    )


def _is_expansion(short: str, long: str) -> bool:
    """Tell whether a name spells out an acronym that is one word of the other: "Westvale CSP"."""
    some, words = short.split(), long.split()
    more = len(words) - len(some)
    if more < 1 or len(some) < 2:  # noqa: PLR2004 - an acronym alone is no name with one in it
        return False
    for place, word in enumerate(some):
        end = place + more + 1
        rest = normalise_name(" ".join((*some[:place], *some[place + 1 :])))
        same = rest == normalise_name(" ".join((*words[:place], *words[end:])))
        if is_acronym(word) and same and make_initials(" ".join(words[place:end])) == word:
            return True
    return False


def _is_tail(short: str, long: str) -> bool:
    """Tell whether a name is another's without the place before it: "Women's Centre" for "Ashby Women's Centre"."""
    words = normalise_name(short).split()
    return len(words) > 1 and not set(words) <= GENERIC_WORDS and normalise_name(long).split()[1:] == words


def _is_initials(short: str, long: str) -> bool:
    """Tell whether an acronym consists of the first letters of a name, or of its first words."""
    letters, first = re.sub(r"[^A-Z0-9]", "", short), make_initials(long)
    if not is_acronym(short) or " " not in long or min(len(letters), len(first)) < _FEWEST_LETTERS:
        return False
    return first.startswith(letters) or letters.startswith(first)
