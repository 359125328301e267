"""The JSON document of `publish`."""

from typing import Any, Final

from dhr_xl.commands.publish import PublishResult
from dhr_xl.core.documents import Shape
from dhr_xl.front.documents.taken_in import TAKEN_IN

SHAPES: Final[tuple[Shape[Any], ...]] = (Shape(PublishResult, "publish", flags="master_stale"), TAKEN_IN)
