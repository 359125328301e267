"""What the tests spare themselves is as it should be where people run the program."""

from dhr_xl.commands.folder import passwords
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.register import connect
from dhr_xl.workbooks.master import layout
from one_process import AS_SHIPPED, COMPILED, DURABLE, FEW, SPINS_AS_SHIPPED
from plan_folder import make_folder, rows_of_master


def test_as_shipped__excels_own_spins_durable_commits_and_two_hundred_rows():
    assert SPINS_AS_SHIPPED == 100_000
    assert "PRAGMA synchronous=FULL" in DURABLE
    assert {about.spare for about in AS_SHIPPED.values()} == {0, 200}


def test_shared__fewer_of_each_here():
    assert passwords.SPINS < SPINS_AS_SHIPPED
    assert "PRAGMA synchronous=OFF" in connect.PRAGMAS
    assert {about.spare for about in layout.ABOUT.values()} == {0, FEW}


def test_compiled__once_for_two_registers(tmp_path):
    known = []
    for name in ("one", "other"):
        with open_workspace(make_folder(tmp_path / name)) as workspace, workspace.register.read() as tx:
            tx.cells()
        known.append(len(COMPILED))
    assert known[0] == known[1] > 0


def test_make_folder__a_copy_of_ones_own(tmp_path):
    one, other = make_folder(tmp_path / "one"), make_folder(tmp_path / "other")
    (one / "master.xlsx").unlink()
    assert len(rows_of_master(other, "Actions")) == 3
