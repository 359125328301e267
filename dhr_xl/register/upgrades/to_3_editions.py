"""Version 2 to 3: editions of the plan's document are kept, and findings record their place in the document.

Version 2 kept no edition. The base for merging its first `update` is worked out from the history when needed.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from dhr_xl.register import tables


def add_editions(connection: Connection) -> None:
    """Add an empty table of editions, and columns for the place of findings and of unplaced words."""
    tables.editions.create(connection, checkfirst=True)
    for name in ("findings", "unplaced"):
        connection.execute(text(f"ALTER TABLE {name} ADD COLUMN source_place TEXT NOT NULL DEFAULT ''"))
    connection.execute(text("ALTER TABLE unplaced ADD COLUMN ref TEXT NOT NULL DEFAULT ''"))
