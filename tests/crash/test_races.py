"""Two at once: whichever comes first, it is as if one had waited for the other, and nothing is lost or done twice.

The first command is stopped just before a call (SIGSTOP), the second is let run as far as it gets, then the first goes
on: so every place where the two can meet is met, not only those that chance picks.
"""

import datetime as dt
import json
import shutil

import pytest

from crash.crash_plan import EDITED, check_again, files, register_says, sha
from crash.faults import Fault, Point, each, sample
from plan_folder import edit_master, fill, form

QUESTION = "2-POLICE:status"
RESOLVE = ("resolve", QUESTION, "--take", "theirs", "--why", "Agreed by telephone")
PATIENCE = 1.5
"""Seconds that the second command is given: longer than it takes when nobody is in its way."""


def meet(scene, folder, fault, *second):
    """A collect stopped by a fault, another command run meanwhile, and then both to their ends."""
    first = scene.driver.start(folder, "collect", options=fault.options())
    first.wait_for(first.is_stopped)
    other = scene.driver.start(folder, *second)
    other.ended(PATIENCE)
    first.go_on()
    return first.end(), other.end()


def check_told(ended):
    """It ended as it should, or could not begin and says why in a sentence."""
    assert ended.code in {0, 2, 3}, ended.err
    assert ended.err.count("\n") == (ended.code == 2), ended.err
    assert "Another dhr-xl is working" not in ended.err, "it gave up waiting"
    assert "could not be" not in ended.out, "something went wrong that did not, alone"
    assert "left alone" not in ended.out


def faults(scene, count, seed):
    return [Fault(point, "STOP") for point in sample([*scene.points, *scene.reads], count, seed)]


def test_collect_against_collect(scene, tmp_path, subtests):
    def attempt(fault):
        folder = scene.copy(tmp_path, fault)
        first, second = meet(scene, folder, fault, "collect")
        check_told(first)
        check_told(second)
        scene.expected.check_finished(folder)
        check_again(scene, folder)
        return first

    master = [point for point in scene.points if point.path.endswith("master.xlsx.part")]
    each(dict.fromkeys([*faults(scene, 6, seed=5), *(Fault(point, "STOP") for point in master)]), attempt, subtests)


def test_collect_against_resolve__as_if_one_had_waited(scene, tmp_path, subtests):
    orders = []
    for name, commands in {"first": (["collect"], RESOLVE), "second": (RESOLVE, ["collect"])}.items():
        folder = scene.copy(tmp_path, name)
        for command in commands:
            check_told(scene.driver.run(folder, *command))
        orders.append(register_says(folder))

    def attempt(fault):
        folder = scene.copy(tmp_path, fault)
        first, second = meet(scene, folder, fault, *RESOLVE)
        check_told(first)
        check_told(second)
        assert first.code != 2
        assert second.code != 2
        assert register_says(folder) in orders
        check_again(scene, folder, *orders)
        return first

    each(faults(scene, 4, seed=6), attempt, subtests)


def test_collect_against_a_reader__who_sees_before_or_after(scene, tmp_path, subtests):
    seen = [scene.expected.before["plan"], scene.expected.after["plan"]]

    def attempt(fault):
        folder = scene.copy(tmp_path, fault)
        first, reader = meet(scene, folder, fault, "export")
        check_told(first)
        check_told(reader)
        assert json.loads(reader.out) in seen
        scene.expected.check_finished(folder)
        return first

    each(faults(scene, 4, seed=7), attempt, subtests)


@pytest.mark.parametrize("lock", ["~$master.xlsx", ".~lock.master.xlsx#"])
def test_master_open_elsewhere__left_alone_and_written_by_the_next_collect(scene, tmp_path, lock):
    folder = scene.copy(tmp_path, "plan")
    (folder / lock).touch()
    ended = scene.driver.run(folder, "collect")
    assert (ended.code, ended.err) == (3, "")
    assert "master.xlsx is open in" in ended.out
    assert scene.expected.check_whole(folder) == "after"
    (folder / lock).unlink()
    check_again(scene, folder)


def first_at(scene, call, path):
    """The first point of that call on a path."""
    return next(point for point in scene.points if point.call.startswith(call) and point.path == path)


def stopped_at(scene, folder, point: Point):
    running = scene.driver.start(folder, "collect", options=Fault(point, "STOP").options())
    running.wait_for(running.is_stopped)
    return running


def test_master_saved_while_collect_runs__never_overwritten(scene, tmp_path):
    folder = scene.copy(tmp_path, "plan")
    running = stopped_at(scene, folder, first_at(scene, "fsync", ".master.xlsx.part"))
    edit_master(folder, "Actions", "ref", {**EDITED, "2-POLICE": {"board_note": "Typed just then"}})
    running.go_on()
    ended = running.end()
    assert (ended.code, ended.err) == (3, "")
    assert "master.xlsx was changed while this ran" in ended.out
    scene.driver.run(folder, "collect")
    changes = [(key.ref, key.field, after) for key, _, after, *_ in register_says(folder)["changes"]]
    assert ("2-POLICE", "board_note", "Typed just then") in changes


def test_a_return_replaced_in_the_inbox__is_not_removed_unread(scene, tmp_path):
    folder = scene.copy(tmp_path, "plan")
    running = stopped_at(scene, folder, first_at(scene, "rename", "master.xlsx"))
    answers = {"1-POLICE": {"progress": "A later copy under the same name"}}
    later = fill(form(folder, "POLICE"), folder / "inbox" / "police.xlsx", answers, saved=dt.datetime(2025, 7, 8))
    bytes_of_it = sha(later)
    running.go_on()
    ended = running.end()
    assert (ended.code, ended.err) == (3, "")
    assert "replaced while this ran): police.xlsx" in ended.out
    again = scene.driver.run(folder, "collect")
    assert (again.code, again.err) == (3, ""), again
    assert [came[1:3] for came in register_says(folder)["came"] if came[1] == bytes_of_it] == [(bytes_of_it, "POLICE")]
    assert bytes_of_it in files(folder, "returned").values()
    assert files(folder, "inbox") == {}


def test_a_return_replaced_between_reading_and_keeping__the_one_read_is_kept_and_the_other_waits(scene, tmp_path):
    folder = scene.copy(tmp_path, "plan")
    read = sha(folder / "inbox" / "police.xlsx")
    running = stopped_at(scene, folder, next(point for point in scene.points if point.path.startswith("returned")))
    other = sha(shutil.copy(form(folder, "POLICE"), folder / "inbox" / "police.xlsx"))
    running.go_on()
    ended = running.end()
    assert (ended.code, ended.err) == (3, "")
    assert "replaced while this ran): police.xlsx" in ended.out
    assert register_says(folder) == scene.expected.after
    assert read in files(folder, "returned").values()
    assert files(folder, "inbox") == {"inbox/police.xlsx": other}
