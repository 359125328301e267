"""The register's file: missing, damaged, with a rival beside it, and copied."""

import datetime as dt
import os
import sqlite3
from contextlib import closing

import pytest

from dhr_xl.errors import Stop
from dhr_xl.register import files, open_register

NOW = dt.datetime(2025, 7, 1, 9, 30, 15)


def test_open__not_there_and_none_is_made(tmp_path):
    with pytest.raises(Stop, match=r"There is no register .*backups"):
        open_register(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 a workbook", b"SQLite format 3\0" + b"\xff" * 5000])
def test_open__damaged(tmp_path, data):
    (tmp_path / "register.db").write_bytes(data)
    with pytest.raises(Stop, match=r"damaged or is not a register.*backups"):
        open_register(tmp_path)
    assert (tmp_path / "register.db").read_bytes() == data


def test_open__damaged_in_the_middle(register, tmp_path):
    register.close()
    data = bytearray((tmp_path / "register.db").read_bytes())
    data[4096:20480] = b"\x5a" * 16384
    (tmp_path / "register.db").write_bytes(data)
    with pytest.raises(Stop, match="damaged"):
        open_register(tmp_path)


def test_open__cut_short(register, tmp_path):
    register.close()
    data = (tmp_path / "register.db").read_bytes()
    (tmp_path / "register.db").write_bytes(data[: len(data) // 2])
    with pytest.raises(Stop, match="damaged"):
        open_register(tmp_path)


@pytest.mark.parametrize("name", [
    "register (conflicted copy 2025-07-01).db",
    "register (Sam's conflicted copy 2025-07-01).db",
    "register-CONFLICT-1.db",
    "register.sync-conflict-20250701-093015-ABCDEFG.db",
    "register-LAPTOP07.db",
    "register (1).db",
    "register(2).db",
])  # fmt: skip
def test_open__a_second_one_beside_it(register, tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(Stop, match="two computers have written") as stop:
        open_register(tmp_path)
    assert name in str(stop.value)


@pytest.mark.parametrize(
    "name", ["register.db-journal", "register - Copy.db", "registered.db", "other.db", "register-notes.txt"]
)
def test_open__other_files_beside_it(register, tmp_path, name):
    register.close()
    (tmp_path / name).write_bytes(b"")
    open_register(tmp_path).close()


def test_open__what_a_crash_left_half_written_is_rolled_back(register, tmp_path):
    """A journal that a power cut left beside the register is used, and is not taken for damage."""
    register.close()
    path, journal = tmp_path / "register.db", tmp_path / "register.db-journal"
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("PRAGMA cache_size=1")
        plain.execute("PRAGMA cache_spill=1")
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("CREATE TABLE filler (text TEXT)")
        plain.executemany("INSERT INTO filler VALUES (?)", [("x" * 3000,)] * 200)
        crashed, left = path.read_bytes(), journal.read_bytes()
    path.write_bytes(crashed)
    journal.write_bytes(left)
    with open_register(tmp_path) as again, again.read() as tx:
        assert tx.plan == "DHR-07"
    assert not journal.exists()


def test_backup__a_whole_register(register, tmp_path):
    with register.write() as tx:
        tx.set_meta("key", "value")
    target = register.backup(tmp_path / "backups", NOW)
    assert target == tmp_path / "backups" / "register-20250701T093015-01.db"
    with open_register(tmp_path, f"sqlite:///{target}") as copy, copy.read() as tx:
        assert tx.meta("key") == "value"
    assert [p.name for p in target.parent.iterdir()] == [target.name]


def test_backup__a_restored_one_opens(register, tmp_path):
    target = register.backup(tmp_path / "backups", NOW)
    register.close()
    (tmp_path / "register.db").write_bytes(b"")
    target.replace(tmp_path / "register.db")
    with open_register(tmp_path) as again, again.read() as tx:
        assert tx.plan == "DHR-07"


def test_backup__the_newest_are_kept(register, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "register-before-version-2.db").write_bytes(b"kept")
    (folder / "notes.txt").write_bytes(b"kept")
    made = [register.backup(folder, NOW + dt.timedelta(seconds=n // 2), keep=3).name for n in range(7)]
    kept = sorted(p.name for p in folder.iterdir())
    assert kept == sorted([*made[-3:], "register-before-version-2.db", "notes.txt"])
    assert made[:3] == [
        "register-20250701T093015-01.db",
        "register-20250701T093015-02.db",
        "register-20250701T093016-01.db",
    ]


def test_backup__more_than_a_hundred_in_one_second(register, tmp_path):
    made = [register.backup(tmp_path / "backups", NOW, keep=2).name for _ in range(2)]
    (tmp_path / "backups" / "register-20250701T093015-99.db").write_bytes(b"")
    (tmp_path / "backups" / "register-20250701T093015-100.db").write_bytes(b"")
    assert files._age(tmp_path / "register-20250701T093015-100.db") > files._age(
        tmp_path / "register-20250701T093015-99.db"
    )
    assert made == ["register-20250701T093015-01.db", "register-20250701T093015-02.db"]


def test_backup__the_one_just_made_is_never_removed(register, tmp_path):
    target = register.backup(tmp_path / "backups", NOW, keep=0)
    assert target.exists()
    older_clock = register.backup(tmp_path / "backups", NOW - dt.timedelta(days=1), keep=1)
    assert older_clock.exists()


def test_backup__while_the_register_is_being_read(register, tmp_path):
    with register.read():
        assert register.backup(tmp_path / "backups", NOW).exists()


def test_backup__a_file_stands_where_the_folder_should(register, tmp_path):
    (tmp_path / "backups").write_bytes(b"")
    with pytest.raises(Stop, match="cannot be copied to"):
        register.backup(tmp_path / "backups", NOW)


def test_backup__fails_midway_and_leaves_nothing(register, tmp_path, monkeypatch):
    def no_room(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(Stop, match="No space left on device"):
        register.backup(tmp_path / "backups", NOW)
    assert list((tmp_path / "backups").iterdir()) == []


def test_open__may_not_be_read(register, tmp_path, monkeypatch):
    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "open", refused)
    with pytest.raises(Stop, match=r"cannot be read \(Permission denied\)"):
        open_register(tmp_path)
