"""A collect killed or interrupted at any moment costs nothing: run again, it ends as if nothing had happened."""

from crash.crash_plan import check_again, leftovers
from crash.faults import Fault, each, sample

STOPPED = "Stopped. What was not finished is as it was before."


def test_undisturbed__the_end_that_all_others_are_held_against(scene):
    assert scene.expected.check_whole(scene.start) == "before"
    scene.expected.check_finished(scene.finished)
    assert {point.call for point in scene.points} >= {"openat", "write", "pwrite64", "fsync", "fdatasync", "unlink"}


def test_killed__before_or_after_and_the_next_collect_finishes(scene, tmp_path, subtests):
    def attempt(fault):
        folder = scene.copy(tmp_path, fault)
        ended = scene.driver.run(folder, "collect", options=fault.options())
        assert ended.code is None or not ended.fell
        scene.expected.check_whole(folder)
        check_again(scene, folder)
        return ended

    each([Fault(point, "KILL") for point in sample(scene.points, 8, seed=1)], attempt, subtests)


def test_interrupted__says_so_in_a_sentence_and_the_next_collect_finishes(scene, tmp_path, subtests):
    def attempt(fault):
        folder = scene.copy(tmp_path, fault)
        ended = scene.driver.run(folder, "collect", options=fault.options())
        assert (ended.code, ended.out, ended.err.strip()) == (130, "", STOPPED)
        scene.expected.check_whole(folder)
        assert leftovers(folder) == []
        check_again(scene, folder)
        return ended

    each([Fault(point, "INT") for point in sample(scene.points, 5, seed=2)], attempt, subtests)
