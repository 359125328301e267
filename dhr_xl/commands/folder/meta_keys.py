"""The keys under which the register keeps single facts about the folder: what was last done, written and read."""

from typing import Final

LAST_RUN: Final = "last run"
"""The sentence about the last command, as Today shows it."""
LAST_WRITTEN: Final = "master put"
"""The last generation that was written to the file or painted; it stays while later ones fail."""
READ_SHA: Final = "master read"
"""The hash of the master.xlsx that was last taken in or written."""
LEFT_OUT: Final = "left out"
"""The rows of master.xlsx that were left out, and the sentences about them."""
