"""The register's tables. Every one but `schema` is keyed by plan, so a database may hold many plans.

Texts are kept exactly as given. Names that are reserved words of SQL differ in the database from those in Python.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
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

from dhr_xl.core.plan.kinds import (
    DecisionKind,
    IssueKind,
    MessageKind,
    MessageState,
    Outcome,
    QuestionState,
    ReturnOutcome,
    ReturnState,
    SideKind,
    Take,
)
from dhr_xl.register import columns
from dhr_xl.register.column_types import LocalTime

SCHEMA_VERSION: Final = 3

metadata: Final = MetaData()


schema = Table("schema_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False))

plans = Table(
    "plans", metadata, columns.key("id"), *columns.text("title", "reference", "marking", "noun"), Column("as_at", Date)
)
agencies = Table(
    "agencies",
    metadata,
    columns.plan_key(),
    columns.key("code"),
    *columns.number("position"),
    *columns.text("name"),
    columns.names("aliases"),
)
recommendations = Table(
    "recommendations",
    metadata,
    columns.plan_key(),
    columns.key("key"),
    *columns.number("position"),
    *columns.text("number", "scope", "section"),
    columns.flag("number_inferred"),
    Column("lead", Text),
)
actions = Table(
    "actions",
    metadata,
    columns.plan_key(),
    columns.key("ref"),
    *columns.number("position"),
    *columns.text("number", "part"),
    ForeignKeyConstraint(["plan", "number"], ["recommendations.plan", "recommendations.key"]),
)
cells = Table(
    "cells",
    metadata,
    columns.plan_key(),
    columns.key("ref"),
    columns.key("field"),
    columns.key("agency"),
    columns.key("round_id"),
    *columns.text("text"),
)
unplaced = Table(
    "unplaced",
    metadata,
    columns.number_given(),
    columns.of_plan(),
    *columns.number("line"),
    *columns.text("text"),
    columns.flag("checked"),
    columns.source_place(),
    *columns.text("ref"),
)

editions = Table(
    "editions",
    metadata,
    columns.number_given(),
    columns.of_plan(),
    Column("run", Integer, ForeignKey("runs.id")),
    *columns.text("source", "sha256"),
    Column("taken_on", Date, nullable=False, key="day"),
    Column("imported", JSON, nullable=False, key="document"),
    columns.flag("undone"),
)

runs = Table(
    "runs",
    metadata,
    columns.number_given(),
    columns.of_plan(),
    columns.when("run_at", "when"),
    *columns.text("command", "who", "note"),
    columns.flag("undone"),
)
changes = Table(
    "changes",
    metadata,
    columns.number_given(),
    columns.of_plan(),
    columns.run(),
    columns.when("changed_at", "when"),
    *columns.text("ref", "field", "agency", "round_id", "before", "after", "who", "how", "source"),
    columns.return_id(),
    columns.flag("undone"),
    Index("changes_by_ref", "plan", "ref"),
    Index("changes_by_run", "plan", "run"),
)

rounds = Table(
    "rounds",
    metadata,
    columns.plan_key(),
    columns.key("id"),
    *columns.number("position", "lock_spin_count"),
    Column("as_at", Date, nullable=False),
    Column("due", Date),
    *columns.text("password", "lock_hash_value", "lock_salt_value"),
    columns.when("opened_at"),
)
issues = Table(
    "issues",
    metadata,
    columns.plan_key(),
    columns.key("plain_reference"),
    *columns.number("position", "generation"),
    *columns.text("reference"),
    columns.word("kind", IssueKind),
    *columns.text("agency", "round_id", "lineage", "file", "sha256"),
    columns.when("issued_at"),
    Column("extended", Date),
    columns.json("as_issued"),
    columns.json("tables"),
    columns.flag("valid"),
)
returns = Table(
    "returns",
    metadata,
    columns.number_given(),
    columns.of_plan(),
    columns.run(),
    *columns.text("reference", "agency", "round_id", "sha256", "source", "stored"),
    columns.when("received_at"),
    Column("saved_at", LocalTime),
    *columns.text("completed_by", "remarks"),
    columns.flag("nil"),
    columns.word("outcome", ReturnOutcome),
    columns.word("state", ReturnState),
    columns.json("answers"),
    columns.json("result"),
    Index("returns_by_sha256", "plan", "sha256"),
    Index("returns_by_reference", "plan", "reference"),
)
decisions = Table(
    "decisions",
    metadata,
    columns.number_given(),
    columns.of_plan(),
    columns.run(),
    columns.return_id(),
    *columns.text("reference", "ref", "field"),
    columns.word("outcome", Outcome),
    columns.word("kind", DecisionKind),
    *columns.text("base", "ours", "theirs", "cell", "why"),
    *columns.text("agency", "round_id"),
    columns.flag("undone"),
    Index("decisions_by_reference", "plan", "reference"),
)
questions = Table(
    "questions",
    metadata,
    columns.plan_key(),
    columns.key("id"),
    *columns.number("position", "number"),
    columns.word("outcome", Outcome),
    columns.word("kind", DecisionKind),
    *columns.text("ref", "field", "agency", "round_id", "reference"),
    columns.return_id(),
    *columns.text("base", "ours", "theirs", "ours_by", "theirs_by", "cell", "asked"),
    columns.word("state", QuestionState),
    columns.word("decision", Take),
    *columns.text("wording", "why"),
    Column("decided_at", LocalTime),
    *columns.text("seen_ours", "with_id"),
    Column("closed_run", Integer, ForeignKey("runs.id")),
)

side_changes = Table(
    "side_changes",
    metadata,
    columns.number_given(),
    columns.of_plan(),
    columns.run(),
    columns.return_id(),
    columns.word("what", SideKind),
    *columns.text("key"),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    columns.flag("undone"),
    Index("side_changes_by_run", "plan", "run"),
)

contacts = Table(
    "contacts",
    metadata,
    columns.number_given(),
    columns.of_plan(),
    *columns.text("agency", "name", "job_title", "email", "role"),
    Column("since", Date),
    Column("until", Date),
)
findings = Table(
    "findings",
    metadata,
    columns.number_given(),
    columns.of_plan(),
    *columns.text("code", "severity"),
    Column("place", Text, nullable=False, key="where"),
    *columns.text("field", "guessed", "message", "source"),
    columns.flag("checked"),
    *columns.text("correct"),
    columns.source_place(),
)
extra_headings = Table(
    "extra_headings", metadata, columns.plan_key(), Column("position", Integer, primary_key=True, autoincrement=False),
    *columns.text("heading"),
)  # fmt: skip
extras = Table(
    "extras", metadata, columns.plan_key(), columns.key("ref"), columns.key("heading"), *columns.text("text")
)
notes = Table("notes", metadata, columns.plan_key(), columns.key("ref"), columns.key("key"), *columns.text("text"))
messages = Table(
    "messages",
    metadata,
    columns.number_given(),
    columns.of_plan(),
    columns.word("what", MessageKind),
    *columns.text("agency", "round_id"),
    columns.names("recipients", "to"),
    columns.names("copied", "cc"),
    *columns.text("subject", "file", "attachment", "reference"),
    columns.word("state", MessageState),
    columns.when("made_at"),
    Column("sent_at", LocalTime),
)
publications = Table(
    "publications",
    metadata,
    columns.number_given(),
    columns.of_plan(),
    columns.run(),
    columns.when("published_at"),
    Column("as_at", Date, nullable=False),
    *columns.text("round_id", "file", "sha256"),
    *columns.number("last_change"),
    *map(columns.json, ("counts", "standings")),
)
meta = Table("meta", metadata, columns.plan_key(), columns.key("key"), *columns.text("value"))
