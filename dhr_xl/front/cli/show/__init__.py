"""Show each command's result, as sentences or as one JSON document; return the exit code it asks for.

A module a command, so that a command imports what is shown of it and of no other.
"""

from collections.abc import Iterable

from dhr_xl.front.cli.screen import LOOK, print_json, print_lines
from dhr_xl.front.documents import document


def show(result: object, sentences: Iterable[str], *, as_json: bool, look: object = False) -> int:
    """Print a result's document, or its sentences. look: whether a person must look at something; the exit code."""
    if as_json:
        print_json(document(result))
    else:
        print_lines(sentences)
    return LOOK if look else 0
