"""A full disk, a failing one, a folder that may not be written to: one sentence, and before or after, never between."""

import pytest

from crash.crash_plan import check_again, leftovers
from crash.faults import GROWING, Fault, each, sample

ERRORS = {
    "write": ("ENOSPC", "EIO"),
    "pwrite64": ("ENOSPC", "EIO"),
    "ftruncate": ("EIO",),
    "fsync": ("EIO", "ENOSPC"),
    "fdatasync": ("EIO", "ENOSPC"),
    "openat": ("EACCES", "ENOSPC"),
    "mkdir": ("EACCES", "ENOSPC"),
    "mkdirat": ("EACCES", "ENOSPC"),
    "rename": ("EACCES", "EIO"),
    "renameat": ("EACCES", "EIO"),
    "renameat2": ("EACCES", "EIO"),
    "link": ("EPERM", "ENOSPC"),
    "linkat": ("EPERM", "ENOSPC"),
    "unlink": ("EACCES", "EIO"),
    "unlinkat": ("EACCES", "EIO"),
}
"""What each call may answer on a disk that is full, failing, or not this person's. EPERM: no second names there."""


def attempt_in(scene, tmp_path):
    """What is tried of each fault: it is told, nothing is between, and the next collect finishes."""

    def attempt(fault):
        folder = scene.copy(tmp_path, fault)
        ended = scene.driver.run(folder, "collect", options=fault.options())
        check_told(scene, folder, ended)
        if not fault.point.call.startswith("unlink"):
            assert leftovers(folder) == []
        check_again(scene, folder)
        return ended

    return attempt


def check_told(scene, folder, ended):
    """It says, in a sentence, what is so: nothing was changed (2), or it was and something is left to do (3)."""
    state = scene.expected.check_whole(folder)
    assert ended.code in {2, 3}, ended.err
    if ended.code == 2:
        assert state == "before", ended.err
        assert ended.out == ""
        assert ended.err.endswith(".\n")
        assert ended.err.count("\n") == 1
    else:
        assert state == "after", ended.out
        assert ended.err == ""
        if ended.out == scene.said:  # nothing to tell: so nothing is left to do
            scene.expected.check_finished(folder)


def test_one_call_fails__told_and_the_next_collect_finishes(scene, tmp_path, subtests):
    faults = [Fault(point, error) for point in scene.points for error in ERRORS[point.call]]
    faults += [Fault(point, error) for point in scene.reads for error in ("EACCES", "EIO")]
    each(sample(faults, 9, seed=3), attempt_in(scene, tmp_path), subtests)


def test_the_disk_is_full_from_a_point_on__told_and_the_next_collect_finishes(scene, tmp_path, subtests):
    points = [point for point in scene.points if point.call in GROWING]
    faults = [Fault(point, "ENOSPC", lasting=True) for point in sample(points, 4, seed=4)]
    each(faults, attempt_in(scene, tmp_path), subtests)


@pytest.mark.parametrize("limit", [0, 5000, 20000, 40000, 200000])
def test_files_may_not_grow__told_and_the_next_collect_finishes(scene, tmp_path, limit):
    """Not by strace: the system itself writes what there is room for, and then no more."""
    folder = scene.copy(tmp_path, limit)
    check_told(scene, folder, scene.driver.run(folder, "collect", limit=limit))
    assert leftovers(folder) == []
    check_again(scene, folder)
