"""File names and lines that are safe to write: one line, no folder, no reserved name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

LONGEST_NAME: Final = 120
"""Characters of an attachment's name: Windows stops a whole path at 260."""
DEVICE: Final = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(\.|$)", re.IGNORECASE)
"""Names Windows keeps for devices, whatever their ending."""
ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,8}$")
"""The ending that says which program opens a file."""


def one_line(text: str) -> str:
    """Text with every line break, tab and control character made one space: nothing in it can begin a new header."""
    seen = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text)
    return re.sub(r" +", " ", seen).strip()


def safe_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names made safe, each told apart from the others by a number where two are the same to Windows."""
    taken: set[str] = set()
    safe = []
    for name in names:
        first = chosen = safe_name(name)
        number = 2
        while chosen.casefold() in taken:
            chosen = ENDING.sub(rf" ({number})\g<0>", first) if ENDING.search(first) else f"{first} ({number})"
            number += 1
        taken.add(chosen.casefold())
        safe.append(chosen)
    return tuple(safe)


def safe_name(name: str) -> str:
    """A file name that Windows, a Mac and a mail gateway all take: no folder, no reserved name, no hidden ending."""
    seen = "".join("" if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c for c in name)
    kept = re.sub(r'[<>:"/\\|?*]', "-", unicodedata.normalize("NFC", seen))
    whole = kept.strip(" .") or "attachment"
    ending = ENDING.search(whole)
    suffix = ending[0] if ending and ending.start() else ""
    stem = whole[: len(whole) - len(suffix)][: LONGEST_NAME - len(suffix)].rstrip(" .") or "attachment"
    whole = f"{stem}{suffix}"
    return f"_{whole}" if DEVICE.match(whole) else whole
