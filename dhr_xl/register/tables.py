"""The register's tables, and makers of the columns they share.

Every one but `schema` is keyed by plan, so a database may hold many plans. Texts are kept exactly as given. Names that
are reserved words of SQL differ in the database from those in Python.
"""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, ForeignKeyConstraint, Integer, Text
from sqlalchemy.schema import Index, MetaData, SchemaItem, Table

from dhr_xl.core.plan import kinds
from dhr_xl.register.column_types import EnumWord, LocalTime, Names

SCHEMA_VERSION: Final = 4

metadata: Final = MetaData()


def keyed(name: str, keys: str, *more: SchemaItem) -> Table:
    """A table whose key is the plan and the texts `keys`, separated by spaces."""
    parts = (Column(key, Text, primary_key=True) for key in keys.split())
    return Table(name, metadata, Column("plan", Text, ForeignKey("plans.id"), primary_key=True), *parts, *more)


def numbered(name: str, *more: SchemaItem) -> Table:
    """A table whose rows the register numbers, in ascending order."""
    plan = Column("plan", Text, ForeignKey("plans.id"), nullable=False)
    return Table(name, metadata, Column("id", Integer, primary_key=True), plan, *more)


def text(*names: str) -> list[Column[Any]]:
    """Texts, never NULL; '' is blank."""
    return [Column(name, Text, nullable=False) for name in names]


def word(name: str, words: type[StrEnum]) -> Column[Any]:
    """A word of an enumeration, never NULL."""
    return Column(name, EnumWord(words), nullable=False)


def number(*names: str) -> list[Column[Any]]:
    """Integers, never NULL."""
    return [Column(name, Integer, nullable=False) for name in names]


def flag(name: str) -> Column[Any]:
    """A yes or no."""
    return Column(name, Boolean, nullable=False)


def json(name: str) -> Column[Any]:
    """A value read and written as a whole, as JSON."""
    return Column(name, JSON, nullable=False)


def names(name: str, key: str | None = None) -> Column[Any]:
    """A tuple of texts, never NULL."""
    return Column(name, Names, nullable=False, key=key or name)


def when(name: str, key: str | None = None) -> Column[Any]:
    """A local time, never NULL."""
    return Column(name, LocalTime, nullable=False, key=key or name)


def run() -> Column[Any]:
    """The run that wrote a row."""
    return Column("run", Integer, ForeignKey("runs.id"), nullable=False)


def return_id() -> Column[Any]:
    """The return that a row came from; NULL for none."""
    return Column("return_id", Integer, ForeignKey("returns.id"))


def source_place() -> Column[Any]:
    """The place in the source document that a row came from."""
    return Column("source_place", Text, nullable=False, key="place")


schema = Table("schema_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False))

plans = Table(
    "plans",
    metadata,
    Column("id", Text, primary_key=True),
    *text("title", "reference", "marking", "noun"),
    Column("as_at", Date),
)
agencies = keyed("agencies", "code", *number("position"), *text("name"), names("aliases"))
recommendations = keyed(
    "recommendations",
    "key",
    *number("position"),
    *text("number", "scope", "section"),
    flag("number_inferred"),
    Column("lead", Text),
)
actions = keyed(
    "actions",
    "ref",
    *number("position"),
    *text("number", "part"),
    ForeignKeyConstraint(["plan", "number"], ["recommendations.plan", "recommendations.key"]),
)
cells = keyed("cells", "ref field agency round_id", *text("text"))
unplaced = numbered("unplaced", *number("line"), *text("text"), flag("checked"), source_place(), *text("ref"))

editions = numbered(
    "editions",
    Column("run", Integer, ForeignKey("runs.id")),
    *text("source", "sha256"),
    Column("taken_on", Date, nullable=False, key="day"),
    Column("imported", JSON, nullable=False, key="document"),
    flag("undone"),
)

runs = numbered("runs", when("run_at", "when"), *text("command", "who", "note"), flag("undone"))
changes = numbered(
    "changes",
    run(),
    when("changed_at", "when"),
    *text("ref", "field", "agency", "round_id", "before", "after", "who", "how", "source"),
    return_id(),
    flag("undone"),
    Index("changes_by_ref", "plan", "ref"),
    Index("changes_by_run", "plan", "run"),
)

rounds = keyed(
    "rounds",
    "id",
    *number("position", "lock_spin_count"),
    Column("as_at", Date, nullable=False),
    Column("due", Date),
    *text("password", "lock_hash_value", "lock_salt_value"),
    when("opened_at"),
)
issues = keyed(
    "issues",
    "plain_reference",
    *number("position", "generation"),
    *text("reference"),
    word("kind", kinds.IssueKind),
    *text("agency", "round_id", "lineage", "file", "sha256"),
    when("issued_at"),
    Column("extended", Date),
    json("as_issued"),
    json("tables"),
    flag("valid"),
)
returns = numbered(
    "returns",
    run(),
    *text("reference", "agency", "round_id", "sha256", "source", "stored"),
    when("received_at"),
    Column("saved_at", LocalTime),
    *text("completed_by", "remarks"),
    flag("nil"),
    word("outcome", kinds.ReturnOutcome),
    word("state", kinds.ReturnState),
    json("answers"),
    json("result"),
    Index("returns_by_sha256", "plan", "sha256"),
    Index("returns_by_reference", "plan", "reference"),
)
decisions = numbered(
    "decisions",
    run(),
    return_id(),
    *text("reference", "ref", "field"),
    word("outcome", kinds.Outcome),
    word("kind", kinds.DecisionKind),
    *text("base", "ours", "theirs", "cell", "why", "agency", "round_id"),
    flag("undone"),
    Index("decisions_by_reference", "plan", "reference"),
)
questions = keyed(
    "questions",
    "id",
    *number("position", "number"),
    word("outcome", kinds.Outcome),
    word("kind", kinds.DecisionKind),
    *text("ref", "field", "agency", "round_id", "reference"),
    return_id(),
    *text("base", "ours", "theirs", "ours_by", "theirs_by", "cell", "asked"),
    word("state", kinds.QuestionState),
    word("decision", kinds.Take),
    *text("wording", "why"),
    Column("decided_at", LocalTime),
    *text("seen_ours", "with_id"),
    Column("closed_run", Integer, ForeignKey("runs.id")),
)

side_changes = numbered(
    "side_changes",
    run(),
    return_id(),
    word("what", kinds.SideKind),
    *text("key"),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    flag("undone"),
    Index("side_changes_by_run", "plan", "run"),
)

contacts = numbered(
    "contacts", *text("agency", "name", "job_title", "email", "role"), Column("since", Date), Column("until", Date)
)
findings = numbered(
    "findings",
    *text("code", "severity"),
    Column("place", Text, nullable=False, key="where"),
    *text("field", "guessed", "message", "source"),
    flag("checked"),
    *text("correct"),
    source_place(),
)
extra_headings = keyed(
    "extra_headings", "", Column("position", Integer, primary_key=True, autoincrement=False), *text("heading")
)
extras = keyed("extras", "ref heading", *text("text"))
notes = keyed("notes", "ref key", *text("text"))
messages = numbered(
    "messages",
    word("what", kinds.MessageKind),
    *text("agency", "round_id"),
    names("recipients", "to"),
    names("copied", "cc"),
    *text("subject", "file", "attachment", "reference"),
    word("state", kinds.MessageState),
    when("made_at"),
    Column("sent_at", LocalTime),
)
publications = numbered(
    "publications",
    run(),
    when("published_at"),
    Column("as_at", Date, nullable=False),
    *text("round_id", "file", "sha256"),
    *number("last_change"),
    *map(json, ("counts", "standings")),
)
meta = keyed("meta", "key", *text("value"))
