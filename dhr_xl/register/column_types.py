"""Kinds of column that a database has none of its own for: a tuple of texts, a local time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, DateTime, Dialect
from sqlalchemy.types import TypeDecorator


class Names(TypeDecorator[tuple[str, ...]]):
    """A tuple of texts, in its order."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str]:  # noqa: ARG002, D102
        return list(value or ())

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002, D102
        return tuple(value or ())


class LocalTime(TypeDecorator[dt.datetime]):
    """A local time. One with a zone is refused: the database would drop the zone and keep another time."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002, D102
        if value is not None and value.tzinfo is not None:
            message = f"the register keeps local times without a zone, not {value.isoformat()}"
            raise ValueError(message)
        return value
