"""Version 2 to 3: the editions of the plan's document are kept, and each finding says where in the document it is.

Version 2 kept no edition. The base of its first `update` is worked out from the history, when it is needed.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from dhr_xl.register import tables


def keep_editions(connection: Connection) -> None:
    """Add the table of editions, still empty, and the places of findings and of words that were not placed."""
    tables.editions.create(connection, checkfirst=True)
    for name in ("findings", "unplaced"):
        connection.execute(text(f"ALTER TABLE {name} ADD COLUMN source_place TEXT NOT NULL DEFAULT ''"))
    connection.execute(text("ALTER TABLE unplaced ADD COLUMN ref TEXT NOT NULL DEFAULT ''"))
