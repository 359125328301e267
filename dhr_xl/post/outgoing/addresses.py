"""Check e-mail addresses as people type them."""

import re
from typing import Final

LOCAL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
LONGEST: Final = 254
"""Characters of an address at most (RFC 5321, 4.5.3.1)."""


def address_problem(text: str) -> str:
    """What is wrong with one bare address ("name@place.gov.uk"), as a sentence; '' where nothing is wrong."""
    shown = re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in text)).strip()[:80]
    if not text.strip():
        return "There is no e-mail address."
    if re.search(r"[;,]", text):
        return f"'{shown}' is more than one address: give one a row."
    local, at, domain = text.rpartition("@")
    labels = domain.split(".")
    cases = (
        ("<" in text or ">" in text, "has a name around it: give the address alone, name@place.gov.uk"),
        (any(c.isspace() or not c.isprintable() for c in text), "has a space in it"),
        (not text.isascii(), "has a letter that e-mail addresses cannot carry (such as é, or a curly quotation mark)"),
        (not at, "has no @"),
        ("@" in local, "has more than one @"),
        (not local, "has nothing before the @"),
        (len(text) > LONGEST, f"is longer than {LONGEST} characters"),
        (
            not LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local,
            "is not written as an address before the @",
        ),
        (
            len(labels) < 2 or not all(LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit(),  # noqa: PLR2004 - name and ending
            "is not written as an address after the @ (name@place.gov.uk)",
        ),
    )
    return next((f"'{shown}' {what}." for wrong, what in cases if wrong), "")


def same_address(address: str) -> str:
    """An address in the form in which addresses are compared."""
    return address.strip().casefold()
