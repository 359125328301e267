"""Cells and strings written as every program writes the plain ones, lifted out of their part by one pattern.

Expat calls six functions for one such cell, and nine cells in ten are such: this is half of the time a return takes.
Nothing is guessed. A part is lifted only where the pattern and the tags of rows cover all between ``<sheetData>`` and
``</sheetData>``, in text that cannot mean anything else (UTF-8, one namespace, no comments, sections or instructions);
what is left, rows and all else, is parsed by expat; and anything unusual leaves the whole part to expat. So both ways
read the same, which tests hold them to.
"""

from __future__ import annotations

import itertools
import re
import sys
from typing import Final, NamedTuple

MOST_LIFTED: Final = 2**20
"""Bytes of a part that is lifted at once; a larger one is streamed, so that it is never in memory as pieces."""
TEXT: Final = r'<t(?: xml:space="preserve")?(?:/>|>([^<]*+)</t>)'
CELL: Final = re.compile(
    r'<c r="(([A-Z]{1,3})([1-9][0-9]{0,6}))"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?'
    rf'(?:/>|>(?:<f((?: [a-z0-9]+="[^"<>&]*+")*+)(?:/>|>([^<]*+)</f>))?(?:<v>([^<]*+)</v>|<is>{TEXT}</is>)?</c>)'
)
OPENING: Final = re.compile(
    r'(?:</row>|<row(?: [\w:]+="[^"<>]*+")*+/>)*+<row(?=[^>]* r="([0-9]+)")(?: [\w:]+="[^"<>]*+")*+>'
)
"""Tags of rows, the last of which begins one; and that one's number."""
ROWS: Final = re.compile(r'(?:</row>|<row(?: [\w:]+="[^"<>]*+")*+/>)*+(?:<row(?: [\w:]+="[^"<>]*+")*+>)?')
STRING: Final = re.compile(rf"<si>{TEXT}</si>")
SHARED: Final = re.compile(r' si="([0-9]+)"')
SST: Final = re.compile(r'\s*+(?:<\?[^<>]*\?>\s*+)?<sst(?: [\w:]+="[^"<>]*+")*+></sst>\s*')
UNUSUAL: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
"""Any other entity: those that are declared or wrong."""
NUMBERED: Final = re.compile(r"&#(?:([0-9]{1,7})|x([0-9a-fA-F]{1,6}));")
AMPERSAND: Final = "&amp;"
ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), (AMPERSAND, "&"))
"""The last of them last, so that what it makes is not taken for another."""
CHARACTER: Final = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has (XML 1.0, 2.2)."""
CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\r"))
BEGINNING: Final = re.compile(
    r"""(<\?xml version=["']1.0["'](?: encoding=["']utf-8["'])?(?: standalone=["'](?:yes|no)["'])? ?\?>)?\s*<[a-z]""",
    re.IGNORECASE,
)


WIDTH: Final = CELL.groups + 1
"""What splitting by CELL gives for each cell: what stands before it, then its groups."""


class Lifted(NamedTuple):
    """A part without its cells, and those.

    pieces: WIDTH for each cell: what stood before it, its address, column's letters and row's number, style, type,
    attributes and text of its formula, value and inline text, None for what its tags do not say, entities undone in
    none of them; rows: a row's number as written -> where its pieces begin and end.
    """

    rest: bytes
    pieces: list[str | None]
    rows: dict[str, tuple[int, int]]


def lift_cells(data: bytes) -> Lifted | None:
    """The cells of a worksheet part apart from the rest of it, None where they are not all plain."""
    text = _text(data)
    head, begin, tail = text.partition("<sheetData>")
    body, finish, tail = tail.partition("</sheetData>")
    pieces = CELL.split(body)
    between = pieces[::WIDTH]
    starts = [at for at, tags in enumerate(between) if tags]
    rest = "".join((head, begin, *between, finish, tail))
    if not finish or not starts or starts[0] or starts[-1] != len(between) - 1 or not _is_plain(rest):
        return None
    rows: dict[str, tuple[int, int]] = {}
    for at, end in itertools.pairwise(starts):
        number = pieces[at * WIDTH + 3]
        opening = OPENING.fullmatch(between[at])
        if opening is None or opening[1] != number or number in rows:
            return None
        rows[number] = (at * WIDTH, end * WIDTH)
    return Lifted(rest.encode(), pieces, rows) if ROWS.fullmatch(between[-1]) else None


def lift_strings(data: bytes) -> tuple[bytes, list[str]] | None:
    """The rest of a shared strings part, and its strings; None where they are not all plain."""
    pieces = STRING.split(_text(data))
    rest = f"{pieces[0]}{pieces[-1]}"
    if len(pieces) == 1 or any(pieces[2:-1:2]) or not SST.fullmatch(rest) or not _is_plain(rest):
        return None
    return rest.encode(), [undo_entities(words or "") for words in pieces[1::2]]


def undo_entities(words: str) -> str:
    """Words with XML's own entities and characters by number undone; lifted words have no others."""
    if "&" not in words:
        return words
    if "&#" in words:
        words = NUMBERED.sub(lambda found: AMPERSAND if (character := _character(found)) == "&" else character, words)
    for entity, character in ENTITIES:
        words = words.replace(entity, character)
    return words


def _character(found: re.Match[str]) -> str:
    """The character of a number; '' where there is none."""
    number = int(found[1]) if found[1] else int(found[2], 16)
    return chr(number) if number <= sys.maxunicode else ""


def shared_index(given: str) -> str:
    """The index of a shared formula from the attributes of its tag, '' where it is not shared."""
    found = SHARED.search(given) if ' t="shared"' in given else None
    return found[1] if found else ""


def _text(data: bytes) -> str:
    """A part's text with the line ends that XML makes of all line ends; '' where anything in it is unusual."""
    if len(data) > MOST_LIFTED or (b"]" in data and b"]]>" in data) or len(data.translate(None, CONTROLS)) < len(data):
        return ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    if "&" in text and not _has_usual_entities(text):
        return ""
    if not text.isascii() and ("\ufffe" in text or "\uffff" in text):
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _has_usual_entities(text: str) -> bool:
    """Whether all entities are XML's own, and characters by number such as XML has."""
    if "#" in text and not all(CHARACTER.match(_character(found)) for found in NUMBERED.finditer(text)):
        return False
    return not UNUSUAL.search(text)


def _is_plain(rest: str) -> bool:
    """Whether what is left of a part can only mean one thing: one namespace, nothing but tags."""
    begun = BEGINNING.match(rest)
    return bool(begun and rest.count("xmlns=") == 1 and "<!" not in rest and rest.count("<?") == bool(begun[1]))
