"""The JSON document of `status`."""

from typing import Any, Final

from dhr_xl.commands.status import StatusResult
from dhr_xl.core.documents import Shape

SHAPES: Final[tuple[Shape[Any], ...]] = (Shape(StatusResult, "status", spread="today"),)
