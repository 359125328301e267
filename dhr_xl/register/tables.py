"""The register's tables. Every one is keyed by plan; the SQL is portable (SQLite now, PostgreSQL when a team needs it)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, MetaData, String, Table, Text

VERSION: Final = 1
"""The schema's version, kept in `meta`. A register of a higher one is refused; of a lower one, upgraded."""
metadata = MetaData()


def _key(name: str = "id") -> Column[str]:
    return Column(name, String, primary_key=True)


def _plan() -> Column[str]:
    return Column("plan", String, ForeignKey("plans.id"), primary_key=True)


def _number() -> tuple[Column[int], Column[str]]:
    """A number the database gives, and the plan the row belongs to."""
    return Column("id", Integer, primary_key=True, autoincrement=True), Column(
        "plan", String, ForeignKey("plans.id"), nullable=False
    )


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False, default="") for name in names]


meta = Table("meta", metadata, _key("name"), Column("value", Text, nullable=False))
plans = Table("plans", metadata, _key(), *_texts("title", "reference", "marking", "noun"), Column("as_at", Date))
agencies = Table(
    "agencies", metadata, _plan(), _key("code"), *_texts("name"), Column("aliases", JSON), Column("position", Integer)
)
contacts = Table(
    "contacts", metadata, _plan(), Column("position", Integer, primary_key=True),
    *_texts("agency", "name", "job_title", "email", "role"), Column("since", Date), Column("until", Date),
)  # fmt: skip
recommendations = Table(
    "recommendations", metadata, _plan(), _key("key"), *_texts("number", "scope", "section"),
    Column("number_inferred", Boolean), Column("lead", String), Column("position", Integer),
)  # fmt: skip
actions = Table(
    "actions", metadata, _plan(), _key("ref"), *_texts("number", "part"), Column("supporting", JSON),
    Column("position", Integer),
)  # fmt: skip
cells = Table("cells", metadata, _plan(), _key("ref"), _key("field"), _key("agency"), _key("round_id"), *_texts("value"))
unplaced = Table("unplaced", metadata, *_number(), Column("line", Integer), *_texts("text"))
runs = Table("runs", metadata, *_number(), Column("when", DateTime), *_texts("command", "who", "note"), Column("undone", Boolean))
rounds = Table(
    "rounds", metadata, _plan(), _key(), Column("as_at", Date), Column("due", Date), *_texts("password"),
    Column("lock", JSON), Column("opened_at", DateTime),
)  # fmt: skip
issues = Table(
    "issues", metadata, _plan(), _key("reference"), *_texts("kind", "agency", "round_id", "lineage", "file", "sha256"),
    Column("generation", Integer), Column("issued_at", DateTime), Column("extended", Date), Column("as_issued", JSON),
    Column("tables", JSON), Column("valid", Boolean),
)  # fmt: skip
returns = Table(
    "returns", metadata, *_number(), Column("run", Integer, ForeignKey("runs.id")),
    *_texts("reference", "agency", "round_id", "sha256", "source", "stored", "completed_by", "remarks", "outcome", "state"),
    Column("received_at", DateTime), Column("saved_at", DateTime), Column("nil", Boolean), Column("answers", JSON),
    Column("result", JSON),
)  # fmt: skip
decisions = Table(
    "decisions", metadata, *_number(), Column("run", Integer, ForeignKey("runs.id")),
    Column("return_id", Integer, ForeignKey("returns.id")),
    *_texts("reference", "ref", "field", "outcome", "kind", "base", "ours", "theirs", "cell", "why"),
)  # fmt: skip
changes = Table(
    "changes", metadata, *_number(), Column("run", Integer, ForeignKey("runs.id")), Column("when", DateTime),
    *_texts("ref", "field", "agency", "round_id", "before", "after", "who", "how", "source"),
    Column("return_id", Integer, ForeignKey("returns.id")), Column("undone", Boolean),
)  # fmt: skip
questions = Table(
    "questions", metadata, _plan(), _key(), Column("number", Integer),
    *_texts("outcome", "kind", "ref", "field", "agency", "round_id", "reference", "base", "ours", "theirs", "ours_by",
            "theirs_by", "cell", "asked", "state", "decision", "wording", "why", "seen_ours", "with_id"),
    Column("return_id", Integer, ForeignKey("returns.id")), Column("decided_at", DateTime),
)  # fmt: skip
findings = Table("findings", metadata, *_number(), Column("finding", JSON), Column("checked", Boolean), *_texts("correct"))
extras = Table("extras", metadata, _plan(), _key("ref"), _key("heading"), *_texts("text"))
headings = Table("headings", metadata, _plan(), Column("position", Integer, primary_key=True), *_texts("heading"))
notes = Table("notes", metadata, _plan(), _key("ref"), _key("key"), *_texts("text"))
messages = Table(
    "messages", metadata, *_number(), *_texts("what", "agency", "round_id", "subject", "file", "attachment", "reference", "state"),
    Column("to", JSON), Column("cc", JSON), Column("made_at", DateTime), Column("sent_at", DateTime),
)  # fmt: skip

Index("changes_by_ref", changes.c.plan, changes.c.ref)
Index("decisions_by_reference", decisions.c.plan, decisions.c.reference)
Index("returns_by_reference", returns.c.plan, returns.c.reference)
