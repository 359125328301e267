"""Headers and footers of printed pages: the marking is in each, beside the words a council has put there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

from dhr_xl.workbooks import printing
from dhr_xl.workbooks.xlsx.cell_xml import escape_text
from dhr_xl.workbooks.xlsx.edit_package import MAIN, Node

MARKING: Final = "{MARKING}"
HEADER: Final = printing.Running("{review}", MARKING, "{agency}")
FOOTER: Final = printing.Running("{reference}", MARKING, "Page &P of &N")
"""Those of the form's own sheets, before a form's words stand in them."""


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
    marking = printing.running_text(words["marking"], printing.WIDTH / 2)
    for key in ("review", "agency", "reference"):
        word = printing.running_text(words[key], printing.beside(marking), lines=2)
        inside = inside.replace(f"{{{key}}}", escape_text(word))
    inside = inside.replace(MARKING, escape_text(marking))
    return f"{head}{found}{inside}{end}{rest}"
