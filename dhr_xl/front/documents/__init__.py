"""The JSON document of every command: what of its result is shown, and under which names, as tables.

A module a command, loaded when a document of its result is made: no command imports what another one shows.
"""

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from dhr_xl.core.documents import PLAIN, SHAPES, Encoder, Json, Shape

RESULTS: Final[Mapping[str, str]] = {
    "commands.new": "new",
    "front.documents.new": "new",
    "commands.issue": "issue",
    "commands.check": "collect",
    "front.documents.conflicts": "conflicts",
    "commands.resolve": "resolve",
    "commands.status": "status",
    "commands.publish": "publish",
    "commands.email": "email",
    "front.documents.history": "history",
    "commands.edition.take_in": "update",
    "commands.undo": "undo",
    "front.documents.addin": "addin",
    "front.addin.setup.install": "addin",
    "front.addin.setup.checking": "addin",
}
"""The module a result's type is in -> the module here that has its shape and those of its parts."""


def document(result: object) -> dict[str, Json]:
    """The JSON document of a command's result, the name of its schema first."""
    words = RESULTS.get(type(result).__module__.removeprefix(f"{__package__.partition('.')[0]}."))
    return encoder_of([words] if words else ()).document(result)


def encoder_of(words: Iterable[str]) -> Encoder:
    """What makes documents of these modules' results, and of the core's own values."""
    own: list[Shape[Any]] = [
        shape for name in dict.fromkeys(words) for shape in import_module(f"{__package__}.{name}").SHAPES
    ]
    return Encoder((*SHAPES, *own), (*PLAIN, (Path, str)))
