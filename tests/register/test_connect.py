"""Transactions: one writer at a time, all or nothing, and a plain sentence where the register cannot be used."""

import datetime as dt
import multiprocessing
import sqlite3
import threading
from contextlib import closing

import pytest
from sqlalchemy import create_mock_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.schema import CreateTable

from dhr_xl.core.plan.cells import CellKey
from dhr_xl.errors import Stop
from dhr_xl.register import Register, connect, create_register, open_register, tables
from dhr_xl.register.database_errors import as_stop
from dhr_xl.register.upgrades.upgrade import upgrade

NOW = dt.datetime(2025, 7, 1, 9, 30, 15)
KEY = CellKey("1-POLICE", "slips")


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.1)


def count_up(folder, times):
    """Read a number and write the next one, `times` times."""
    for _ in range(times):
        with open_register(folder) as register, register.write() as tx:
            now = int(tx.cells().get(KEY, "0"))
            tx.write_cells(1, [(KEY, str(now), str(now + 1), "s")], when=NOW, who="w", how="h")


def test_two_threads__no_update_is_lost(register, tmp_path):
    threads = [threading.Thread(target=count_up, args=(tmp_path, 25)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with register.read() as tx:
        assert tx.cells()[KEY] == "100"
        assert [int(c.after) for c in tx.changes()] == list(range(1, 101))


def test_two_processes__no_update_is_lost(register, tmp_path):
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=count_up, args=(tmp_path, 25)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [p.exitcode for p in processes] == [0, 0]
    with register.read() as tx:
        assert tx.cells()[KEY] == "50"


def test_write__another_writer_for_too_long(register, tmp_path, impatient):
    with register.write() as tx:
        tx.set_meta("key", "first")
        with (
            open_register(tmp_path) as other,
            pytest.raises(Stop, match="Another dhr-xl is working on this plan"),
            other.write(),
        ):
            pytest.fail("two writers at once")
    with register.read() as tx:
        assert tx.meta("key") == "first"


def test_write__a_reader_for_too_long_and_nothing_is_kept(tmp_path, register, impatient):
    with open_register(tmp_path) as other, register.read() as reading:
        with pytest.raises(Stop, match="Another dhr-xl"), other.write() as tx:
            tx.set_meta("key", "second")
        assert reading.meta("key") == ""
    with register.read() as tx:
        assert tx.meta("key") == ""


def test_read__one_moment_while_others_write(register):
    with register.read() as tx:
        assert tx.meta("key") == ""
        begun = threading.Event()

        def write():
            begun.set()
            with register.write() as other:
                other.set_meta("key", "x")

        thread = threading.Thread(target=write)
        thread.start()
        begun.wait()
        assert tx.meta("key") == ""
    thread.join()
    with register.read() as tx:
        assert tx.meta("key") == "x"


class Broken(Exception):
    pass


@pytest.mark.parametrize("error", [Broken, KeyboardInterrupt, Stop])
def test_write__rolled_back_on_any_exception(register, error):
    def half_way(tx):
        tx.set_meta("key", "x")
        tx.start_run("collect", "coordinator", NOW)
        raise error

    with pytest.raises(error), register.write() as tx:
        half_way(tx)
    with register.read() as tx:
        assert tx.meta("key") == ""
        assert len(tx.runs()) == 1
    with register.write() as tx:
        tx.set_meta("key", "and on")


def test_read__does_not_write(register):
    with pytest.raises(RuntimeError, match="for reading"), register.read() as tx:
        tx.set_meta("key", "x")


def test_pragmas__durable_and_checked(durable, register):
    with register.read() as tx:
        said = {
            name: tx.connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys")
        }
    assert said == {"synchronous": 2, "journal_mode": "delete", "foreign_keys": 1}


def test_begin__immediate_for_writing_only(register):
    said = []
    event.listen(register.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    with register.write():
        pass
    with register.read():
        pass
    assert [s for s in said if s.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]


def test_foreign_keys__of_the_plan(register):
    def of_another_plan(tx):
        tx.plan = "another"
        tx.set_meta("key", "x")

    with pytest.raises(IntegrityError), register.write() as tx:
        of_another_plan(tx)


def test_wal_left_by_another_program__made_a_rollback_journal_again(register, tmp_path):
    register.close()
    with closing(sqlite3.connect(tmp_path / "register.db")) as plain:
        plain.execute("PRAGMA journal_mode=WAL")
    with open_register(tmp_path) as again, again.read() as tx:
        assert tx.connection.execute(text("PRAGMA journal_mode")).scalar() == "delete"


def test_disk_full__said_and_nothing_kept(register):
    def no_more_room(connection, _):
        connection.execute(f"PRAGMA max_page_count={connection.execute('PRAGMA page_count').fetchone()[0]}")

    event.listen(register.engine, "connect", no_more_room)
    with pytest.raises(Stop, match="no room left on the disk"), register.write() as tx:
        tx.set_meta("key", "x" * 1_000_000)
    with register.read() as tx:
        assert tx.meta("key") == ""


def test_create__refuses_an_existing_one(register, tmp_path):
    before = (tmp_path / "register.db").read_bytes()
    with pytest.raises(Stop, match="There is a register already"):
        create_register(tmp_path / "register.db")
    assert (tmp_path / "register.db").read_bytes() == before


def test_create__no_such_folder(tmp_path):
    with pytest.raises(Stop, match="cannot be made"):
        create_register(tmp_path / "none" / "register.db")


def test_create__leaves_nothing_where_it_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(tables.metadata, "create_all", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        create_register(tmp_path / "register.db")
    assert list(tmp_path.iterdir()) == []


def test_create__by_url(tmp_path):
    create_register(f"sqlite:///{tmp_path / 'register.db'}").close()
    with open_register(tmp_path) as register, register.read() as tx:
        assert tx.plan == ""
        with pytest.raises(Stop, match="holds no plan"):
            tx.head()


def test_open__by_url_in_the_folder(register, tmp_path):
    with open_register(tmp_path, "sqlite:///register.db") as again, again.read() as tx:
        assert tx.plan == "DHR-07"


@pytest.mark.parametrize(("url", "said"), [
    ("nonsense://", "not installed|not one"),
    ("://", "is not one"),
    ("mysql+nothing://host/name", "not installed"),
])  # fmt: skip
def test_open__url_that_cannot_be_used(tmp_path, url, said):
    with pytest.raises(Stop, match=said):
        open_register(tmp_path, url)


def as_of_version_1(folder):
    """Mark a register as older; only its version is read before it is upgraded."""
    with closing(sqlite3.connect(folder / "register.db")) as plain, plain:
        plain.execute("UPDATE schema_version SET version = 1")


def test_open__made_by_a_newer(register, tmp_path):
    register.close()
    with closing(sqlite3.connect(tmp_path / "register.db")) as plain, plain:
        plain.execute("UPDATE schema_version SET version = 99")
    with pytest.raises(Stop, match="made by a newer dhr_xl"):
        open_register(tmp_path)


def test_open__another_programs_database(tmp_path):
    with closing(sqlite3.connect(tmp_path / "register.db")) as plain, plain:
        plain.execute("CREATE TABLE photographs (id INTEGER)")
    with pytest.raises(Stop, match="damaged or is not a register"):
        open_register(tmp_path)


def test_open__older_is_copied_then_upgraded(register, tmp_path, monkeypatch):
    register.close()
    as_of_version_1(tmp_path)
    monkeypatch.setattr(tables, "SCHEMA_VERSION", 3)
    steps = {n: lambda c, n=n: c.execute(text(f"CREATE TABLE new_in_{n + 1} (id INTEGER)")) for n in (1, 2)}
    monkeypatch.setattr(connect, "upgrade", lambda c, v: upgrade(c, v, target=3, steps=steps))
    with open_register(tmp_path) as again, again.read() as tx:
        assert tx.plan == "DHR-07"
    with closing(sqlite3.connect(tmp_path / "register.db")) as plain:
        assert plain.execute("SELECT version FROM schema_version").fetchall() == [(3,)]
        assert plain.execute("SELECT name FROM sqlite_master WHERE name LIKE 'new%'").fetchall() == [
            ("new_in_2",),
            ("new_in_3",),
        ]
    with closing(sqlite3.connect(tmp_path / "backups" / "register-before-version-2.db")) as plain:
        assert plain.execute("SELECT version FROM schema_version").fetchall() == [(1,)]


def test_open__upgrade_that_fails_changes_nothing(register, tmp_path, monkeypatch):
    register.close()
    as_of_version_1(tmp_path)
    monkeypatch.setattr(tables, "SCHEMA_VERSION", 3)
    steps = {1: lambda c: c.execute(text("CREATE TABLE half (id INTEGER)")), 2: lambda _: 1 / 0}
    monkeypatch.setattr(connect, "upgrade", lambda c, v: upgrade(c, v, target=3, steps=steps))
    with pytest.raises(ZeroDivisionError):
        open_register(tmp_path)
    with closing(sqlite3.connect(tmp_path / "register.db")) as plain:
        assert plain.execute("SELECT version FROM schema_version").fetchall() == [(1,)]
        assert plain.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchall() == []


def test_several_plans__one_must_be_named(register, tmp_path):
    with register.write() as tx:
        first = tx.head()
        tx.add_plan(first._replace(id="DHR-08", title="Another"))
        tx.set_meta("key", "of the second")
    with open_register(tmp_path) as again, pytest.raises(Stop, match="several plans"), again.read():
        pass
    with open_register(tmp_path, plan="DHR-08") as again, again.read() as tx:
        assert (tx.head().title, tx.meta("key"), tx.runs()) == ("Another", "of the second", ())
    with open_register(tmp_path, plan="DHR-07") as again, again.read() as tx:
        assert (tx.head(), tx.meta("key")) == (first, "")
    with (
        open_register(tmp_path, plan="DHR-09") as again,
        pytest.raises(Stop, match="holds no plan DHR-09"),
        again.read(),
    ):
        pass


@pytest.mark.parametrize("dialect", [postgresql.dialect(), sqlite.dialect()], ids=["postgresql", "sqlite"])
def test_tables__every_one_keyed_by_plan(dialect):
    for table in tables.metadata.tables.values():
        assert str(CreateTable(table).compile(dialect=dialect)).strip().startswith("CREATE TABLE")
        assert table in {tables.schema, tables.plans} or "plan" in table.c


def test_as_stop__a_server_that_is_not_there():
    error = OperationalError("SELECT 1", {}, Exception("connection refused\nIs it running?"))
    assert "cannot be used (connection refused)" in str(as_stop(error, "postgresql://host/name"))


def test_as_stop__a_mistake_of_the_program_is_no_stop():
    assert as_stop(sqlite3.ProgrammingError("wrong"), "register.db") is None


def test_create__a_register_in_that_database_already(register, tmp_path, monkeypatch):
    """Open as on a server, where there is no file."""
    url = register.engine.url
    monkeypatch.setattr(connect, "_where", lambda *_: (url, None))
    with pytest.raises(Stop, match="There is a register already"):
        create_register("postgresql://host/name")


def test_open__no_register_in_that_database(tmp_path, monkeypatch):
    url = make_url(f"sqlite:///{tmp_path / 'empty.db'}")
    monkeypatch.setattr(connect, "_where", lambda *_: (url, None))
    with pytest.raises(Stop, match="holds no register"):
        open_register(tmp_path, "postgresql://host/name")


def test_on_a_server__no_copy_is_made_and_no_password_is_said(tmp_path):
    engine = create_mock_engine("postgresql://", lambda *_: None)
    engine.url = make_url("postgresql://user:secret@host/name")
    register = Register(engine, None)
    assert register.backup(tmp_path, NOW) is None
    assert register.place == "postgresql://user:***@host/name"


@pytest.mark.parametrize(("writing", "said"), [
    (True, "SELECT pg_advisory_xact_lock(6580344)"),
    (False, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"),
])  # fmt: skip
def test_begin__on_postgresql(writing, said):
    heard = []

    class Connection:
        exec_driver_sql = staticmethod(heard.append)

        def get_execution_options(self):
            return {connect.WRITING: writing}

    connect._begin_postgresql(Connection())
    assert heard == [said]


def test_open__older_that_cannot_be_copied_is_left_alone(register, tmp_path, monkeypatch):
    register.close()
    as_of_version_1(tmp_path)
    before = (tmp_path / "register.db").read_bytes()
    (tmp_path / "backups").write_bytes(b"a file where the folder should be")
    with pytest.raises(Stop, match=r"could not be copied to .* Nothing was changed"):
        open_register(tmp_path)
    assert (tmp_path / "register.db").read_bytes() == before


def test_open__upgraded_by_another_meanwhile(register, tmp_path, monkeypatch):
    register.close()
    as_of_version_1(tmp_path)

    def other_is_quicker(path, target, _):
        with closing(sqlite3.connect(path)) as plain, plain:
            plain.execute("UPDATE schema_version SET version = ?", (tables.SCHEMA_VERSION,))

    monkeypatch.setattr(connect, "copy_file", other_is_quicker)
    monkeypatch.setattr(connect, "upgrade", lambda *_: pytest.fail("upgraded twice"))
    open_register(tmp_path).close()
