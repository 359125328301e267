"""Make text safe as one line of a header, and names safe as names of attachments."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

LONGEST_NAME: Final = 120
"""Characters of an attachment's name; Windows allows 260 for the whole path."""
DEVICE: Final = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(\.|$)", re.IGNORECASE)
"""Names that Windows reserves for devices, whatever their ending."""
ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,8}$")
"""The ending of a file's name, such as ".xlsx"."""


def one_line(text: str) -> str:
    """Text on one line: line breaks, tabs and control characters become a space, so nothing can begin a new header."""
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text)
    return re.sub(r" +", " ", text).strip()


def safe_names(names: Iterable[str]) -> tuple[str, ...]:
    """Safe names, made distinct."""
    return distinct_names(map(safe_name, names))


def distinct_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names of which no two are the same to Windows: repeated ones get a number before their ending."""
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    distinct = []
    for name in names:
        chosen = name
        while chosen.casefold() in taken:
            number = numbers[name] = numbers.get(name, 1) + 1
            chosen = ENDING.sub(rf" ({number})\g<0>", name) if ENDING.search(name) else f"{name} ({number})"
        taken.add(chosen.casefold())
        distinct.append(chosen)
    return tuple(distinct)


def safe_name(name: str) -> str:
    """A file name that Windows, macOS and mail gateways accept: no folder, no reserved name, no hidden ending."""
    visible = "".join("" if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else c for c in name)
    kept = re.sub(r'[<>:"/\\|?*]', "-", unicodedata.normalize("NFC", visible))
    whole = kept.strip(" .") or "attachment"
    ending = ENDING.search(whole)
    suffix = ending[0] if ending and ending.start() else ""
    stem = whole[: len(whole) - len(suffix)][: LONGEST_NAME - len(suffix)].rstrip(" .") or "attachment"
    whole = f"{stem}{suffix}"
    return f"_{whole}" if DEVICE.match(whole) else whole
