"""Headers and footers of printed pages: the marking is in each, beside the words a council has put there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

from dhr_xl.workbooks.xlsx.cell_xml import escape_text
from dhr_xl.workbooks.xlsx.edit_package import MAIN, Node

MARKING: Final = "{MARKING}"
HEADER_WORDS: Final = 60
"""The most characters of one name in a header: Excel allows 255 for the whole header."""


def ensure_marking(root: Node) -> None:
    """Put the marking into every header and footer in use, beside any words a council has put there."""
    header = root.find(f"{{{MAIN}}}headerFooter")
    if header is None:
        header = etree.SubElement(root, f"{{{MAIN}}}headerFooter")
        page = root.find(f"{{{MAIN}}}pageSetup")
        if page is not None:
            page.addnext(header)
    kinds = ["odd"]
    kinds += ["even"] if header.get("differentOddEven") in {"1", "true"} else []
    kinds += ["first"] if header.get("differentFirst") in {"1", "true"} else []
    names = [f"{kind}{place}" for kind in kinds for place in ("Header", "Footer")]
    for at, name in enumerate(names):
        element = header.find(f"{{{MAIN}}}{name}")
        if element is None:
            element = etree.Element(f"{{{MAIN}}}{name}")
            header.insert(at, element)
        text = element.text or ""
        if MARKING not in text:
            element.text = text.replace("&C", f"&C{MARKING} ", 1) if "&C" in text else f"{text}&C{MARKING}"


def put_header_words(xml: str, words: Mapping[str, str]) -> str:
    """Put the form's words into headers and footers; ``&`` starts a command there, so it is doubled."""
    head, found, tail = xml.partition("<headerFooter")
    inside, end, rest = tail.partition("</headerFooter>")
    for key in ("review", "agency", "reference"):
        inside = inside.replace(f"{{{key}}}", _header_word(words[key]))
    inside = inside.replace(MARKING, _header_word(words["marking"]))
    return f"{head}{found}{inside}{end}{rest}"


def _header_word(text: str) -> str:
    line = " ".join(text.split())
    short = line if len(line) <= HEADER_WORDS else f"{line[: HEADER_WORDS - 1]}…"
    return escape_text(short.replace("&", "&&"))
