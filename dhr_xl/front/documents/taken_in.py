"""What came in from master.xlsx, as every document of a command that takes it in has it."""

from typing import Any, Final

from dhr_xl.commands.master.taken_in import TakenIn
from dhr_xl.core.documents import Shape

TAKEN_IN: Final[Shape[Any]] = Shape(TakenIn, without="resolved edits")
