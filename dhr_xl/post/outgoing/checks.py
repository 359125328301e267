"""Checks of addresses as people type them, and of messages, so that no agency is ever sent another's rows."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.model import BOARD
from dhr_xl.core.plan.words import listed

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


class AttachedFile(NamedTuple):
    """One file of a message. reference: the return reference read from that very file, '' where it has none."""

    name: str
    reference: str = ""


class Outgoing(NamedTuple):
    """One message to be checked. agency: code of the agency it is for, or BOARD; to, cc: bare addresses."""

    agency: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    files: tuple[AttachedFile, ...] = ()


class AddressBook(NamedTuple):
    """The contacts and references that the register holds.

    addresses: code -> every address of its contacts; owners: return reference -> the code it was issued to;
    names: code -> the agency's name.
    """

    addresses: Mapping[str, Sequence[str]]
    owners: Mapping[str, str]
    names: Mapping[str, str] = {}

    def name_of(self, code: str) -> str:
        """An agency as sentences name it: its name and code."""
        name = self.names.get(code, "")
        return "the board" if code == BOARD else f"{name} ({code})" if name else code


def check_post(outgoing: Sequence[Outgoing], book: AddressBook) -> tuple[str, ...]:
    """Every reason why these messages must not be sent, as sentences, each once; () where they may."""
    return tuple(dict.fromkeys(sentence for check in CHECKS for sentence in check(outgoing, book)))


def check_missing(outgoing: Sequence[Outgoing], book: AddressBook) -> Iterator[str]:
    """Every message has a recipient."""
    for message in outgoing:
        if not any(address.strip() for address in message.to):
            yield (
                f"There is no e-mail address for {book.name_of(message.agency)}. "
                "Give one, with the role To, on the sheet Agencies of master.xlsx."
            )


def check_valid(outgoing: Sequence[Outgoing], book: AddressBook) -> Iterator[str]:
    """Every address is valid."""
    for message in outgoing:
        for address in filter(str.strip, (*message.to, *message.cc)):
            problem = address_problem(address)
            if problem:
                yield f"{problem} It is a contact of {book.name_of(message.agency)}: correct it on the sheet Agencies."


def check_shared(outgoing: Sequence[Outgoing], book: AddressBook) -> Iterator[str]:
    """No address is a contact of two agencies: one of them would get the other's workbook. A board member may be an
    agency's contact too, since the board's copy has every agency's actions.
    """
    del outgoing
    under: dict[str, list[str]] = {}
    for code, addresses in book.addresses.items():
        for address in dict.fromkeys(map(same_address, addresses)):
            if address and code != BOARD:
                under.setdefault(address, []).append(code)
    for address, codes in under.items():
        if len(codes) > 1:
            yield (
                f"{address} is listed under two agencies: {listed(map(book.name_of, codes))}. "
                "Nothing is sent until it stands under one only, on the sheet Agencies of master.xlsx."
            )


def check_known(outgoing: Sequence[Outgoing], book: AddressBook) -> Iterator[str]:
    """Every address of a message, copies included, is a contact of the agency that the message is for."""
    for message in outgoing:
        known = {same_address(address) for address in book.addresses.get(message.agency, ())}
        for address in filter(str.strip, (*message.to, *message.cc)):
            if same_address(address) not in known:
                yield (
                    f"{address} is not a contact of {book.name_of(message.agency)}. "
                    "Nothing is sent until it is one, on the sheet Agencies of master.xlsx."
                )


def check_references(outgoing: Sequence[Outgoing], book: AddressBook) -> Iterator[str]:
    """The return reference in a file was issued to the agency that it goes to; the board is sent no agency's form."""
    for message in outgoing:
        for file in message.files:
            owner = book.owners.get(file.reference, "")
            if message.agency == BOARD and not file.reference:
                continue
            if not file.reference:
                yield (
                    f"{file.name} has no return reference, so it cannot be shown to belong to "
                    f"{book.name_of(message.agency)}. Issue it again."
                )
            elif not owner:
                yield (
                    f"{file.name} has a return reference that was not issued for this plan, "
                    f"so it does not go to {book.name_of(message.agency)}. Issue it again."
                )
            elif owner != message.agency:
                yield (
                    f"{file.name} belongs to {book.name_of(owner)} and must not go to {book.name_of(message.agency)}. "
                    "Issue it again."
                )


Check = Callable[[Sequence[Outgoing], AddressBook], Iterator[str]]
CHECKS: Final[tuple[Check, ...]] = (check_missing, check_valid, check_shared, check_known, check_references)
"""Every check, in the order in which the sentences are shown."""
