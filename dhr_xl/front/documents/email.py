"""The JSON document of `email` and `chase`."""

from typing import Any, Final

from dhr_xl.commands.email import EmailResult
from dhr_xl.core.documents import Shape
from dhr_xl.front.documents.taken_in import TAKEN_IN

SHAPES: Final[tuple[Shape[Any], ...]] = (
    Shape(EmailResult, "email", nulls="list_file", flags="master_stale", names={"list_file": "list"}),
    TAKEN_IN,
)
