"""The register's tables. Every one but `schema` is keyed by plan, so a database may hold many plans.

Texts are kept exactly as given. Names that are reserved words of SQL differ in the database from those in Python.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import JSON, Column, Date, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData, Table, Text

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
from dhr_xl.register import shared_columns
from dhr_xl.register.column_types import LocalTime

SCHEMA_VERSION: Final = 3

metadata: Final = MetaData()


schema = Table("schema_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False))

plans = Table(
    "plans",
    metadata,
    shared_columns.key("id"),
    *shared_columns.text("title", "reference", "marking", "noun"),
    Column("as_at", Date),
)
agencies = Table(
    "agencies",
    metadata,
    shared_columns.plan_key(),
    shared_columns.key("code"),
    *shared_columns.number("position"),
    *shared_columns.text("name"),
    shared_columns.names("aliases"),
)
recommendations = Table(
    "recommendations",
    metadata,
    shared_columns.plan_key(),
    shared_columns.key("key"),
    *shared_columns.number("position"),
    *shared_columns.text("number", "scope", "section"),
    shared_columns.flag("number_inferred"),
    Column("lead", Text),
)
actions = Table(
    "actions",
    metadata,
    shared_columns.plan_key(),
    shared_columns.key("ref"),
    *shared_columns.number("position"),
    *shared_columns.text("number", "part"),
    ForeignKeyConstraint(["plan", "number"], ["recommendations.plan", "recommendations.key"]),
)
cells = Table(
    "cells",
    metadata,
    shared_columns.plan_key(),
    shared_columns.key("ref"),
    shared_columns.key("field"),
    shared_columns.key("agency"),
    shared_columns.key("round_id"),
    *shared_columns.text("text"),
)
unplaced = Table(
    "unplaced",
    metadata,
    shared_columns.number_given(),
    shared_columns.of_plan(),
    *shared_columns.number("line"),
    *shared_columns.text("text"),
    shared_columns.flag("checked"),
    shared_columns.source_place(),
    *shared_columns.text("ref"),
)

editions = Table(
    "editions",
    metadata,
    shared_columns.number_given(),
    shared_columns.of_plan(),
    Column("run", Integer, ForeignKey("runs.id")),
    *shared_columns.text("source", "sha256"),
    Column("taken_on", Date, nullable=False, key="day"),
    Column("imported", JSON, nullable=False, key="document"),
    shared_columns.flag("undone"),
)

runs = Table(
    "runs",
    metadata,
    shared_columns.number_given(),
    shared_columns.of_plan(),
    shared_columns.when("run_at", "when"),
    *shared_columns.text("command", "who", "note"),
    shared_columns.flag("undone"),
)
changes = Table(
    "changes",
    metadata,
    shared_columns.number_given(),
    shared_columns.of_plan(),
    shared_columns.run(),
    shared_columns.when("changed_at", "when"),
    *shared_columns.text("ref", "field", "agency", "round_id", "before", "after", "who", "how", "source"),
    shared_columns.return_id(),
    shared_columns.flag("undone"),
    Index("changes_by_ref", "plan", "ref"),
    Index("changes_by_run", "plan", "run"),
)

rounds = Table(
    "rounds",
    metadata,
    shared_columns.plan_key(),
    shared_columns.key("id"),
    *shared_columns.number("position", "lock_spin_count"),
    Column("as_at", Date, nullable=False),
    Column("due", Date),
    *shared_columns.text("password", "lock_hash_value", "lock_salt_value"),
    shared_columns.when("opened_at"),
)
issues = Table(
    "issues",
    metadata,
    shared_columns.plan_key(),
    shared_columns.key("plain_reference"),
    *shared_columns.number("position", "generation"),
    *shared_columns.text("reference"),
    shared_columns.word("kind", IssueKind),
    *shared_columns.text("agency", "round_id", "lineage", "file", "sha256"),
    shared_columns.when("issued_at"),
    Column("extended", Date),
    shared_columns.json("as_issued"),
    shared_columns.json("tables"),
    shared_columns.flag("valid"),
)
returns = Table(
    "returns",
    metadata,
    shared_columns.number_given(),
    shared_columns.of_plan(),
    shared_columns.run(),
    *shared_columns.text("reference", "agency", "round_id", "sha256", "source", "stored"),
    shared_columns.when("received_at"),
    Column("saved_at", LocalTime),
    *shared_columns.text("completed_by", "remarks"),
    shared_columns.flag("nil"),
    shared_columns.word("outcome", ReturnOutcome),
    shared_columns.word("state", ReturnState),
    shared_columns.json("answers"),
    shared_columns.json("result"),
    Index("returns_by_sha256", "plan", "sha256"),
    Index("returns_by_reference", "plan", "reference"),
)
decisions = Table(
    "decisions",
    metadata,
    shared_columns.number_given(),
    shared_columns.of_plan(),
    shared_columns.run(),
    shared_columns.return_id(),
    *shared_columns.text("reference", "ref", "field"),
    shared_columns.word("outcome", Outcome),
    shared_columns.word("kind", DecisionKind),
    *shared_columns.text("base", "ours", "theirs", "cell", "why"),
    *shared_columns.text("agency", "round_id"),
    shared_columns.flag("undone"),
    Index("decisions_by_reference", "plan", "reference"),
)
questions = Table(
    "questions",
    metadata,
    shared_columns.plan_key(),
    shared_columns.key("id"),
    *shared_columns.number("position", "number"),
    shared_columns.word("outcome", Outcome),
    shared_columns.word("kind", DecisionKind),
    *shared_columns.text("ref", "field", "agency", "round_id", "reference"),
    shared_columns.return_id(),
    *shared_columns.text("base", "ours", "theirs", "ours_by", "theirs_by", "cell", "asked"),
    shared_columns.word("state", QuestionState),
    shared_columns.word("decision", Take),
    *shared_columns.text("wording", "why"),
    Column("decided_at", LocalTime),
    *shared_columns.text("seen_ours", "with_id"),
    Column("closed_run", Integer, ForeignKey("runs.id")),
)

side_changes = Table(
    "side_changes",
    metadata,
    shared_columns.number_given(),
    shared_columns.of_plan(),
    shared_columns.run(),
    shared_columns.return_id(),
    shared_columns.word("what", SideKind),
    *shared_columns.text("key"),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    shared_columns.flag("undone"),
    Index("side_changes_by_run", "plan", "run"),
)

contacts = Table(
    "contacts",
    metadata,
    shared_columns.number_given(),
    shared_columns.of_plan(),
    *shared_columns.text("agency", "name", "job_title", "email", "role"),
    Column("since", Date),
    Column("until", Date),
)
findings = Table(
    "findings",
    metadata,
    shared_columns.number_given(),
    shared_columns.of_plan(),
    *shared_columns.text("code", "severity"),
    Column("place", Text, nullable=False, key="where"),
    *shared_columns.text("field", "guessed", "message", "source"),
    shared_columns.flag("checked"),
    *shared_columns.text("correct"),
    shared_columns.source_place(),
)
extra_headings = Table(
    "extra_headings", metadata, shared_columns.plan_key(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    *shared_columns.text("heading"),
)  # fmt: skip
extras = Table(
    "extras",
    metadata,
    shared_columns.plan_key(),
    shared_columns.key("ref"),
    shared_columns.key("heading"),
    *shared_columns.text("text"),
)
notes = Table(
    "notes",
    metadata,
    shared_columns.plan_key(),
    shared_columns.key("ref"),
    shared_columns.key("key"),
    *shared_columns.text("text"),
)
messages = Table(
    "messages",
    metadata,
    shared_columns.number_given(),
    shared_columns.of_plan(),
    shared_columns.word("what", MessageKind),
    *shared_columns.text("agency", "round_id"),
    shared_columns.names("recipients", "to"),
    shared_columns.names("copied", "cc"),
    *shared_columns.text("subject", "file", "attachment", "reference"),
    shared_columns.word("state", MessageState),
    shared_columns.when("made_at"),
    Column("sent_at", LocalTime),
)
publications = Table(
    "publications",
    metadata,
    shared_columns.number_given(),
    shared_columns.of_plan(),
    shared_columns.run(),
    shared_columns.when("published_at"),
    Column("as_at", Date, nullable=False),
    *shared_columns.text("round_id", "file", "sha256"),
    *shared_columns.number("last_change"),
    *map(shared_columns.json, ("counts", "standings")),
)
meta = Table("meta", metadata, shared_columns.plan_key(), shared_columns.key("key"), *shared_columns.text("value"))
