"""Opening a register of version 1, in which the agencies of an action shared one status."""

import datetime as dt
import json
import sqlite3
from contextlib import closing

import pytest

from dhr_xl.core.plan.cells import CellKey
from dhr_xl.register import create_register, open_register

WHEN = "2025-07-09 10:00:00.000000"
CHANGES = [
    ("2-SWPB", "status", "Not started", "In progress", "SWPB", "return"),
    ("2-SWPB", "status", "In progress", "Complete", "MARAC", "return"),
    ("2-SWPB", "completion_date", "", "2025-06-20", "MARAC", "return"),
    ("2-SWPB", "outcome", "", "Seen sooner", "MARAC", "decided: 2-SWPB:outcome"),
    ("3-WMAS", "status", "", "Paused", "coordinator", "decided: 3-WMAS:status"),
    ("4-SWPB", "status", "In progress", "Complete", "MARAC", "return"),
    ("4-SWPB", "status", "Complete", "In progress", "MARAC", "taken back by the coordinator"),
]
"""Ref, field, before, after, who and how of each change, oldest first."""
CELLS = [
    ("2-SWPB", "agency", "SWPB"), ("2-SWPB", "supporting", "MARAC"), ("2-SWPB", "status", "Complete"),
    ("2-SWPB", "completion_date", "2025-06-20"), ("2-SWPB", "outcome", "Seen sooner"),
    ("3-WMAS", "agency", "WMAS"), ("3-WMAS", "status", "Paused"), ("3-WMAS", "outcome", "Imported"),
    ("4-SWPB", "agency", "SWPB"), ("4-SWPB", "supporting", "MARAC"), ("4-SWPB", "status", "In progress"),
]  # fmt: skip
NOW = {
    ("2-SWPB", "status", "SWPB"): "In progress",
    ("2-SWPB", "status", "MARAC"): "Complete",
    ("2-SWPB", "completion_date", "MARAC"): "2025-06-20",
    ("2-SWPB", "outcome", "MARAC"): "Seen sooner",
    ("3-WMAS", "status", "WMAS"): "Paused",
    ("3-WMAS", "outcome", "WMAS"): "Imported",
    ("4-SWPB", "status", "SWPB"): "In progress",
}


def as_of_version_2(folder):
    """Turn a register into one of version 2."""
    with closing(sqlite3.connect(folder / "register.db")) as plain, plain:
        plain.execute("DROP TABLE editions")
        for table in ("findings", "unplaced"):
            plain.execute(f"ALTER TABLE {table} DROP COLUMN source_place")
        plain.execute("ALTER TABLE unplaced DROP COLUMN ref")
        plain.execute("UPDATE schema_version SET version = 2")


@pytest.fixture
def older(tmp_path):
    """The folder of a register of version 1."""
    create_register(tmp_path / "register.db").close()
    as_of_version_2(tmp_path)
    with closing(sqlite3.connect(tmp_path / "register.db")) as plain, plain:
        plain.execute("DROP TABLE publications")
        plain.execute("DROP TABLE side_changes")
        plain.execute("ALTER TABLE unplaced DROP COLUMN checked")
        for column in ("agency", "round_id", "undone"):
            plain.execute(f"ALTER TABLE decisions DROP COLUMN {column}")
        columns = [row[1] for row in plain.execute("PRAGMA table_info(questions)") if row[1] != "closed_run"]
        plain.execute(f"CREATE TABLE older AS SELECT {', '.join(columns)} FROM questions")
        plain.execute("DROP TABLE questions")
        plain.execute("ALTER TABLE older RENAME TO questions")
        plain.execute("UPDATE schema_version SET version = 1")
        plain.execute("INSERT INTO plans VALUES ('P', 'A plan', 'P', 'OFFICIAL', 'review', NULL)")
        for number, code in enumerate(("SWPB", "MARAC", "WMAS")):
            plain.execute("INSERT INTO agencies VALUES ('P', ?, ?, ?, ?)", (code, number, code, json.dumps([])))
        plain.execute("INSERT INTO runs VALUES (1, 'P', ?, 'collect', 'coordinator', '', 0)", (WHEN,))
        plain.executemany("INSERT INTO cells VALUES ('P', ?, ?, '', '', ?)", CELLS)
        plain.executemany(
            "INSERT INTO changes (plan, run, changed_at, ref, field, agency, round_id, before, after, who, how, source,"
            f" undone) VALUES ('P', 1, '{WHEN}', ?, ?, '', '', ?, ?, ?, ?, 'a.xlsx', 0)",
            CHANGES,
        )
        plain.execute(
            "INSERT INTO returns VALUES (1, 'P', 1, 'RK7-4QZ-9PL', 'MARAC', '1', 'ab', 'a.xlsx', 'returned/a.xlsx', ?, NULL, "
            "'', '', 0, 'merged', 'taken back', '{}', '{}')",
            (WHEN,),
        )
        plain.execute(
            "INSERT INTO decisions VALUES (1, 'P', 1, 1, 'RK7-4QZ-9PL', '2-SWPB', 'status', 'merged', '', '', '', "
            "'Complete', '', '')"
        )
        values = dict.fromkeys(columns, "") | {
            "plan": "P", "id": "2-SWPB:outcome", "position": 1, "number": 1, "return_id": 1, "state": "decided",
            "decided_at": WHEN,
        }  # fmt: skip
        marks = ", ".join("?" * len(values))
        plain.execute(f"INSERT INTO questions ({', '.join(values)}) VALUES ({marks})", list(values.values()))
    return tmp_path


def test_upgrade__each_answer_is_the_agencys_that_gave_it(older):
    with open_register(older) as register, register.read() as tx:
        kept = {tuple(key[:3]): text for key, text in tx.cells().items() if key.agency}
        assert kept == NOW
        assert not [
            key for key in tx.cells() if key.field in {"status", "completion_date", "outcome"} and not key.agency
        ]


def test_upgrade__the_history_of_each_agencys_answer_leads_to_what_it_says_now(older):
    with open_register(older) as register, register.read() as tx:
        now = {}
        for change in tx.changes():
            assert now.get(change.key, change.before) == change.before
            now[change.key] = change.after
        assert all(tx.cells().get(key, "") == text for key, text in now.items())
        assert now[CellKey("4-SWPB", "status", "MARAC")] == ""
        assert [c.before for c in tx.changes() if c.key == CellKey("2-SWPB", "status", "MARAC")] == [""]


def test_upgrade__what_is_written_afterwards_fits(older):
    with open_register(older) as register:
        with register.write() as tx:
            run = tx.start_run("collect", "coordinator", dt.datetime(2025, 7, 10, 9))
            key = CellKey("2-SWPB", "status", "MARAC")
            made = [(key, "Complete", "Paused", "b.xlsx")]
            tx.write_cells(run, made, when=dt.datetime(2025, 7, 10, 9), who="MARAC", how="return")
        with register.read() as tx:
            assert (tx.cells()[key], tx.publications()) == ("Paused", ())


def test_upgrade__which_run_put_and_closed_each_question_and_whose_each_decision_is(older):
    with open_register(older) as register, register.read() as tx:
        [decision], [question] = tx.decisions(), tx.questions()
        assert (decision.agency, decision.round_id, decision.undone) == ("MARAC", "1", True)
        assert question.closed_run == 1
        put, closed = tx.side_changes(run=1)
        assert (put.key, put.before, put.return_id) == ("2-SWPB:outcome", None, 1)
        assert (closed.key, closed.before, closed.after) == ("2-SWPB:outcome", {"state": "open"}, {"state": "decided"})
