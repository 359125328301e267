"""The register's tables. Every one but `schema` is keyed by plan, so a database may hold many plans.

Texts are kept exactly as given. Names that SQL keeps for itself have another name in the database than in Python.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

from dhr_xl.register.column_types import LocalTime, Names

SCHEMA_VERSION: Final = 3

metadata: Final = MetaData()


def _plan() -> Column[Any]:
    """The plan as part of a table's key."""
    return Column("plan", Text, ForeignKey("plans.id"), primary_key=True)


def _of_plan() -> Column[Any]:
    """The plan where rows are numbered by the register."""
    return Column("plan", Text, ForeignKey("plans.id"), nullable=False)


def _id() -> Column[Any]:
    """A number given by the register, growing with time."""
    return Column("id", Integer, primary_key=True)


def _key(name: str) -> Column[Any]:
    """A text that is part of a table's key."""
    return Column(name, Text, primary_key=True)


def _text(*names: str) -> list[Column[Any]]:
    """Texts that are always there, '' being blank."""
    return [Column(name, Text, nullable=False) for name in names]


def _number(*names: str) -> list[Column[Any]]:
    """Whole numbers that are always there."""
    return [Column(name, Integer, nullable=False) for name in names]


def _flag(name: str) -> Column[Any]:
    """A yes or no."""
    return Column(name, Boolean, nullable=False)


def _json(name: str) -> Column[Any]:
    """A value read and written whole."""
    return Column(name, JSON, nullable=False)


def _names(name: str, key: str | None = None) -> Column[Any]:
    """A tuple of texts."""
    return Column(name, Names, nullable=False, key=key or name)


def _when(name: str, key: str | None = None) -> Column[Any]:
    """A local time that is always there."""
    return Column(name, LocalTime, nullable=False, key=key or name)


def _run() -> Column[Any]:
    """The run that wrote a row."""
    return Column("run", Integer, ForeignKey("runs.id"), nullable=False)


def _return_id() -> Column[Any]:
    """The return a row came from, if it came from one."""
    return Column("return_id", Integer, ForeignKey("returns.id"))


def _source_place() -> Column[Any]:
    """Where in the source document a row came from."""
    return Column("source_place", Text, nullable=False, key="place")


schema = Table("schema_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False))

plans = Table("plans", metadata, _key("id"), *_text("title", "reference", "marking", "noun"), Column("as_at", Date))
agencies = Table("agencies", metadata, _plan(), _key("code"), *_number("position"), *_text("name"), _names("aliases"))
recommendations = Table(
    "recommendations",
    metadata,
    _plan(),
    _key("key"),
    *_number("position"),
    *_text("number", "scope", "section"),
    _flag("number_inferred"),
    Column("lead", Text),
)
actions = Table(
    "actions",
    metadata,
    _plan(),
    _key("ref"),
    *_number("position"),
    *_text("number", "part"),
    ForeignKeyConstraint(["plan", "number"], ["recommendations.plan", "recommendations.key"]),
)
cells = Table("cells", metadata, _plan(), _key("ref"), _key("field"), _key("agency"), _key("round_id"), *_text("text"))
unplaced = Table(
    "unplaced",
    metadata,
    _id(),
    _of_plan(),
    *_number("line"),
    *_text("text"),
    _flag("checked"),
    _source_place(),
    *_text("ref"),
)

editions = Table(
    "editions",
    metadata,
    _id(),
    _of_plan(),
    Column("run", Integer, ForeignKey("runs.id")),
    *_text("source", "sha256"),
    Column("taken_on", Date, nullable=False, key="day"),
    Column("imported", JSON, nullable=False, key="document"),
    _flag("undone"),
)

runs = Table(
    "runs",
    metadata,
    _id(),
    _of_plan(),
    _when("run_at", "when"),
    *_text("command", "who", "note"),
    _flag("undone"),
)
changes = Table(
    "changes",
    metadata,
    _id(),
    _of_plan(),
    _run(),
    _when("changed_at", "when"),
    *_text("ref", "field", "agency", "round_id", "before", "after", "who", "how", "source"),
    _return_id(),
    _flag("undone"),
    Index("changes_by_ref", "plan", "ref"),
    Index("changes_by_run", "plan", "run"),
)

rounds = Table(
    "rounds",
    metadata,
    _plan(),
    _key("id"),
    *_number("position", "lock_spin_count"),
    Column("as_at", Date, nullable=False),
    Column("due", Date),
    *_text("password", "lock_hash_value", "lock_salt_value"),
    _when("opened_at"),
)
issues = Table(
    "issues",
    metadata,
    _plan(),
    _key("plain_reference"),
    *_number("position", "generation"),
    *_text("reference", "kind", "agency", "round_id", "lineage", "file", "sha256"),
    _when("issued_at"),
    Column("extended", Date),
    _json("as_issued"),
    _json("tables"),
    _flag("valid"),
)
returns = Table(
    "returns",
    metadata,
    _id(),
    _of_plan(),
    _run(),
    *_text("reference", "agency", "round_id", "sha256", "source", "stored"),
    _when("received_at"),
    Column("saved_at", LocalTime),
    *_text("completed_by", "remarks"),
    _flag("nil"),
    *_text("outcome", "state"),
    _json("answers"),
    _json("result"),
    Index("returns_by_sha256", "plan", "sha256"),
    Index("returns_by_reference", "plan", "reference"),
)
decisions = Table(
    "decisions",
    metadata,
    _id(),
    _of_plan(),
    _run(),
    _return_id(),
    *_text("reference", "ref", "field", "outcome", "kind", "base", "ours", "theirs", "cell", "why"),
    *_text("agency", "round_id"),
    _flag("undone"),
    Index("decisions_by_reference", "plan", "reference"),
)
questions = Table(
    "questions",
    metadata,
    _plan(),
    _key("id"),
    *_number("position", "number"),
    *_text("outcome", "kind", "ref", "field", "agency", "round_id", "reference"),
    _return_id(),
    *_text("base", "ours", "theirs", "ours_by", "theirs_by", "cell", "asked", "state", "decision", "wording", "why"),
    Column("decided_at", LocalTime),
    *_text("seen_ours", "with_id"),
    Column("closed_run", Integer, ForeignKey("runs.id")),
)

side_changes = Table(
    "side_changes",
    metadata,
    _id(),
    _of_plan(),
    _run(),
    _return_id(),
    *_text("what", "key"),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    _flag("undone"),
    Index("side_changes_by_run", "plan", "run"),
)

contacts = Table(
    "contacts",
    metadata,
    _id(),
    _of_plan(),
    *_text("agency", "name", "job_title", "email", "role"),
    Column("since", Date),
    Column("until", Date),
)
findings = Table(
    "findings",
    metadata,
    _id(),
    _of_plan(),
    *_text("code", "severity"),
    Column("place", Text, nullable=False, key="where"),
    *_text("field", "guessed", "message", "source"),
    _flag("checked"),
    *_text("correct"),
    _source_place(),
)
extra_headings = Table(
    "extra_headings", metadata, _plan(), Column("position", Integer, primary_key=True, autoincrement=False),
    *_text("heading"),
)  # fmt: skip
extras = Table("extras", metadata, _plan(), _key("ref"), _key("heading"), *_text("text"))
notes = Table("notes", metadata, _plan(), _key("ref"), _key("key"), *_text("text"))
messages = Table(
    "messages",
    metadata,
    _id(),
    _of_plan(),
    *_text("what", "agency", "round_id"),
    _names("recipients", "to"),
    _names("copied", "cc"),
    *_text("subject", "file", "attachment", "reference", "state"),
    _when("made_at"),
    Column("sent_at", LocalTime),
)
publications = Table(
    "publications",
    metadata,
    _id(),
    _of_plan(),
    _run(),
    _when("published_at"),
    Column("as_at", Date, nullable=False),
    *_text("round_id", "file", "sha256"),
    *_number("last_change"),
    *map(_json, ("counts", "standings")),
)
meta = Table("meta", metadata, _plan(), _key("key"), *_text("value"))
