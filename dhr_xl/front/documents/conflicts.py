"""The JSON document of `conflicts`."""

from typing import Any, Final, NamedTuple

from dhr_xl.commands.conflicts import WaitingQuestion
from dhr_xl.core.documents import Shape


class OpenQuestions(NamedTuple):
    """What `conflicts` shows."""

    conflicts: tuple[WaitingQuestion, ...]


SHAPES: Final[tuple[Shape[Any], ...]] = (
    Shape(OpenQuestions, "conflicts"),
    Shape(
        WaitingQuestion, spread="question",
        adds={"answers": lambda waiting: [{"take": take, "words": words} for words, take in waiting.answers.items()]},
    ),
)  # fmt: skip
