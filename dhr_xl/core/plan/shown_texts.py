"""How a locked cell of a form shows a text that is too long for its row, or nothing at all."""

from typing import Final

CUT: Final = " … (whole text: sheet Recommendations)"
"""Ends a text that is too long for its row; that sheet has the whole of it."""
CUT_SHORT: Final = "…"
"""Ends a recommendation, which is a link to the whole of it."""
NOTHING: Final = "–"
"""Stands in a locked cell that has nothing to show, so that no cell of a table is blank."""
EARLIER_CUT: Final = " … (goes on: see the sheet 'In full')"
"""Ends a long text on forms issued by earlier versions."""
