"""What is looked at before anything is written or sent, so that no agency is ever sent another's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from dhr_xl.core.plan.model import BOARD
from dhr_xl.post.outgoing.addresses import address_problem, same_address


class Attached(NamedTuple):
    """One file of a message, and the return reference read from that very file ('' where it carries none)."""

    name: str
    reference: str = ""


class Outgoing(NamedTuple):
    """One message about to leave. agency: the code it is meant for, or BOARD; to, cc: bare addresses."""

    agency: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    files: tuple[Attached, ...] = ()


class AddressBook(NamedTuple):
    """What the register knows.

    addresses: code -> every address of its contacts; owners: return reference -> the code it was issued to;
    names: code -> the agency's name.
    """

    addresses: Mapping[str, Sequence[str]]
    owners: Mapping[str, str]
    names: Mapping[str, str] = {}

    def call(self, code: str) -> str:
        """An agency as a sentence calls it: its name and code."""
        name = self.names.get(code, "")
        return "the board" if code == BOARD else f"{name} ({code})" if name else code


def check_post(outgoing: Sequence[Outgoing], book: AddressBook) -> tuple[str, ...]:
    """Every reason why these messages must not leave, as sentences, each once; () where they may."""
    return tuple(dict.fromkeys(sentence for check in CHECKS for sentence in check(outgoing, book)))


def check_missing(outgoing: Sequence[Outgoing], book: AddressBook) -> Iterator[str]:
    """Every message goes to someone."""
    for message in outgoing:
        if not any(address.strip() for address in message.to):
            yield (
                f"There is no e-mail address for {book.call(message.agency)}. "
                "Give one, with the role To, on the sheet Agencies of master.xlsx."
            )


def check_written(outgoing: Sequence[Outgoing], book: AddressBook) -> Iterator[str]:
    """Every address can be written to."""
    for message in outgoing:
        for address in filter(str.strip, (*message.to, *message.cc)):
            problem = address_problem(address)
            if problem:
                yield f"{problem} It is a contact of {book.call(message.agency)}: correct it on the sheet Agencies."


def check_shared(outgoing: Sequence[Outgoing], book: AddressBook) -> Iterator[str]:
    """No address stands under two agencies: whichever was meant, one of them would get the other's workbook.

    A board member may be an agency's contact too: the board's copy holds every agency's actions anyway.
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
                f"{address} is listed under two agencies: {_listed(map(book.call, codes))}. "
                "Nothing is sent until it stands under one only, on the sheet Agencies of master.xlsx."
            )


def check_known(outgoing: Sequence[Outgoing], book: AddressBook) -> Iterator[str]:
    """Every address of a message, copies included, is a contact of the agency it is meant for."""
    for message in outgoing:
        known = {same_address(address) for address in book.addresses.get(message.agency, ())}
        for address in filter(str.strip, (*message.to, *message.cc)):
            if same_address(address) not in known:
                yield (
                    f"{address} is not a contact of {book.call(message.agency)}. "
                    "Nothing is sent until it is one, on the sheet Agencies of master.xlsx."
                )


def check_files(outgoing: Sequence[Outgoing], book: AddressBook) -> Iterator[str]:
    """The return reference inside a file was issued to the agency it goes to; the board is sent no agency's form."""
    for message in outgoing:
        for file in message.files:
            owner = book.owners.get(file.reference, "")
            if message.agency == BOARD and not file.reference:
                continue
            if not file.reference:
                yield (
                    f"{file.name} has no return reference, so it cannot be shown to belong to "
                    f"{book.call(message.agency)}. Issue it again."
                )
            elif not owner:
                yield (
                    f"{file.name} has a return reference that was not issued for this plan, "
                    f"so it does not go to {book.call(message.agency)}. Issue it again."
                )
            elif owner != message.agency:
                yield (
                    f"{file.name} belongs to {book.call(owner)} and must not go to {book.call(message.agency)}. "
                    "Issue it again."
                )


def _listed(words: Iterable[str]) -> str:
    """One, two and three."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


Check = Callable[[Sequence[Outgoing], AddressBook], Iterator[str]]
CHECKS: Final[tuple[Check, ...]] = (check_missing, check_written, check_shared, check_known, check_files)
"""Every check, in the order in which its sentences are shown."""
