"""The JSON document of `issue`."""

from typing import Any, Final

from dhr_xl.commands.issue import IssueResult
from dhr_xl.core.documents import Shape
from dhr_xl.front.documents.taken_in import TAKEN_IN

SHAPES: Final[tuple[Shape[Any], ...]] = (Shape(IssueResult, "issue", if_any="password", flags="master_stale"), TAKEN_IN)
