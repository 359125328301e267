"""Column types that databases lack: a tuple of texts, a local time, a word of an enumeration."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from dhr_xl.errors import Stop


class Names(TypeDecorator[tuple[str, ...]]):
    """A tuple of texts, stored as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str]:  # noqa: ARG002, D102
        return list(value or ())

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002, D102
        return tuple(value or ())


class LocalTime(TypeDecorator[dt.datetime]):
    """A local time. Raises ValueError for one with a time zone, which the database would drop."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002, D102
        if value is not None and value.tzinfo is not None:
            raise ValueError(f"the register keeps local times without a zone, not {value.isoformat()}")
        return value


class EnumWord(TypeDecorator[str]):
    """A word of an enumeration, kept as text; '' where it is none yet. Raises ValueError for any other that is written.

    Raises Stop for any other that is read: a newer version of the program knew it.
    """

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102
        return self.words(value).value if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102
        if not value:
            return value
        try:
            return self.words(value)
        except ValueError:
            raise Stop(
                f"The register holds the word '{value}', which this version does not know. Use the version of dhr_xl "
                "that wrote it."
            ) from None
