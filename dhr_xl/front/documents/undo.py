"""The JSON document of `undo`."""

from typing import Any, Final

from dhr_xl.commands.undo import Offer, UndoResult
from dhr_xl.core.documents import Shape
from dhr_xl.front.sentences.undo import tell_undo

SHAPES: Final[tuple[Shape[Any], ...]] = (
    Shape(
        UndoResult, "undo", without="folder", spread="offer", flags="master_stale",
        adds={
            "run": lambda result: result.offer.undoing.run.id,
            "withdrawn": lambda result: tuple(result.offer.undoing.added),
            "said": lambda result: tuple(tell_undo(result)),
        },
    ),
    Shape(Offer, without="undoing reopens closes stays master", names={"dependents": "look"}),
)  # fmt: skip
