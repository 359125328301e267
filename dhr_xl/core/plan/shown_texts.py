"""How a cell that is only shown says that its text is too long for its row, or that there is none."""

from typing import Final

CUT: Final = " … (whole text: sheet Recommendations)"
"""Ends a text that is too long for its row; that sheet has the whole of it."""
CUT_SHORT: Final = "…"
"""Ends a recommendation, which is a link to the whole of it."""
NOTHING: Final = "–"
"""Stands in a cell that has nothing to show, so that no cell of a table is blank."""
EARLIER_CUT: Final = " … (goes on: see the sheet 'In full')"
"""Ends a long text on forms issued by earlier versions."""
