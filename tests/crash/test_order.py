"""A power cut, read off the order of the calls: what is relied on is on the disk before anything relies on it.

Killing a program leaves what it wrote in the system's memory, so no kill shows a forgotten fsync. The calls do.
"""

import re

import pytest

from crash.faults import calls_in

WRITES, DURABLE = {"write", "pwrite64"}, {"fsync", "fdatasync"}
NAMING = {"link", "linkat", "rename", "renameat", "renameat2"}
COMMIT = ("unlink", "register.db-journal")


def not_durable(calls):
    """What is relied on too early, as sentences. calls: (name, path) in order; of a naming (name, new path, old path)."""
    written, named, found = set(), set(), []
    for call, path, *old in calls:
        if call in WRITES:
            written.add(path)
        elif call in DURABLE:
            written.discard(path)
            named -= {one for one in named if folder_of(one) == path}
        elif call in NAMING:
            if old[0] in written:
                found.append(f"{path} was named before its bytes were durable")
            named.add(path)
        elif (call, path) == COMMIT:
            found += [f"{one} was not durable at a commit" for one in sorted(written | named) if not backup(one)]
        elif call.startswith("unlink") and path.startswith("inbox/"):
            found += [f"{one} was not durable when {path} was removed" for one in sorted(written | named)]
        if call.startswith("unlink"):
            written.discard(path)
            named.discard(path)
    return found


def backup(path):
    return path.startswith("backups/")


def folder_of(path):
    return path.rpartition("/")[0] or "."


def calls_of(scene):
    for given, point in calls_in(scene.trace, scene.finished):
        old = re.findall(r'"([^"]+)"', given)[:1] if point.call in NAMING else []
        yield point.call, point.path, *old


def test_undisturbed__all_is_durable_before_it_is_relied_on(scene):
    calls = list(calls_of(scene))
    assert not_durable(calls) == []
    assert sum((call, path) == COMMIT for call, path, *_ in calls) >= 3


def test_undisturbed__in_the_order_that_costs_nothing(scene):
    """The originals, the merge, what follows from it, the new generation, its file, and only then the inbox."""
    calls = [(call, path) for call, path, *_ in calls_of(scene)]
    commits = [number for number, one in enumerate(calls) if one == COMMIT]
    named = {path: number for number, (call, path) in enumerate(calls) if call in NAMING}
    kept = [named[path] for path in scene.expected.kept_after if path in named]
    follows = [
        number for path, number in named.items() if path.startswith("outbox/") or path.endswith("to correct.xlsx")
    ]
    removed = [n for n, (call, path) in enumerate(calls) if call.startswith("unlink") and path.startswith("inbox/")]
    assert (len(kept), len(follows), len(removed)) == (6, 3, 4)  # the corrections copy, its letter, the list To send
    assert max(kept) < commits[0] < min(follows)
    assert max(follows) < commits[-2] < named["master.xlsx"] < commits[-1] < min(removed)


@pytest.mark.parametrize(
    ("calls", "fault"),
    [
        ([("write", "a.part"), ("rename", "a", "a.part")], "a was named before"),
        ([("write", "r/a"), COMMIT], "r/a was not durable at a commit"),
        ([("write", "p"), ("fsync", "p"), ("link", "r/a", "p"), COMMIT], "r/a was not durable at a commit"),
        ([("write", "p"), ("fsync", "p"), ("rename", "a", "p"), ("unlink", "inbox/x")], "a was not durable when"),
    ],
)
def test_not_durable__is_found(calls, fault):
    assert [fault in one for one in not_durable(calls)] == [True]
