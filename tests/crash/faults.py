"""Real faults, one at a time: a command killed, stopped or failed by strace at one system call on its plan folder.

A `Point` is one call that changes what is on the disk, met in an undisturbed run; a `Fault` is a point and what befalls
the command as it gets there, before the call is carried out. So the faults by SIGKILL at every point leave the folder
in every state it ever is in. (A kill leaves what was written in the system's memory, so it says nothing of a power cut:
that files are made durable in time is read off the order of the calls, in test_order.py.)
"""

import json
import os
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from generated import ALL

DRIVER = Path(__file__).with_name("driver.py")
SECONDS = 60
CHANGING = (
    "write", "pwrite64", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "fsync",
    "fdatasync", "ftruncate", "openat", "mkdir", "mkdirat",
)  # fmt: skip
"""The calls of a collect that change what is on the disk, on every kind of Linux."""
GROWING = ("write", "pwrite64", "mkdir", "mkdirat")
"""Those that a full disk refuses. (openat, which also only opens, is failed one at a time.)"""
CALL = re.compile(r"(?P<call>\w+)\((?P<given>.*)\) += (?P<result>.*)")
QUOTED, HELD = re.compile(r'"([^"]*)"'), re.compile(r"\d+<([^>]*)>")
SIGNALS = ("KILL", "INT", "STOP")


class Point(NamedTuple):
    """One call on the plan folder.

    number: its place among the calls of that name; path: within the folder, the last one that it names; before: how
    many calls of each name had been made when it was its turn.
    """

    call: str
    number: int
    path: str
    before: tuple = ()

    @property
    def kind(self):
        """The call and what sort of file it is about, whatever its name is this time."""
        place, _, name = self.path.rpartition("/")
        return f"{self.call} {place or '.'} {re.sub('[0-9]+', '#', name)}"


class Fault(NamedTuple):
    """What happens at a point: an error (ENOSPC …) or a signal (KILL …); lasting: to every call after it as well."""

    point: Point
    what: str
    lasting: bool = False

    @property
    def kind(self):
        """What happens, and where."""
        return f"{self.what} at {self.point.kind}"

    def __str__(self):
        lasting = " and ever after" if self.lasting else ""
        return f"{self.kind} ({self.point.call} {self.point.number}){lasting}"

    def options(self):
        """What strace is told."""
        how = f"signal={self.what}" if self.what in SIGNALS else f"error={self.what}"
        if not self.lasting:
            return ["-e", f"inject={self.point.call}:{how}:when={self.point.number}"]
        made = dict(self.point.before)
        starts = {call: made.get(call, 0) + 1 for call in GROWING}
        return [part for call, n in starts.items() for part in ("-e", f"inject=?{call}:{how}:when={n}+")]


class Ended(NamedTuple):
    """How a command ended. code: None where it was killed; trace: what strace wrote, '' without it."""

    code: int | None
    out: str
    err: str
    trace: str

    @property
    def fell(self):
        """Whether the fault was met at all: the number of calls differs a little from run to run."""
        return "(INJECTED)" in self.trace or "--- SIG" in self.trace or self.code is None


class Driver:
    """The process that commands are copied from; `folder` is a plan it may spoil, `room` where it keeps its answers."""

    def __init__(self, folder, room):
        self.room, self.count, self.turn = Path(room), 0, threading.Lock()
        keep = ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "PYTHONPATH")
        environment = {name: os.environ[name] for name in keep if name in os.environ} | {"HOME": str(room)}
        command = [sys.executable, str(DRIVER), str(folder)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def start(self, folder, *arguments, options=None, limit=None):
        """Begin a command; options: strace's, None to leave it alone. Returns it running."""
        with self.turn:
            self.count += 1
            answer = self.room / f"answer-{self.count}"
            order = {"folder": str(folder), "arguments": arguments, "answer": str(answer), "limit": limit}
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
            number = int(self.process.stdout.readline())
        return Running(number, answer, options)

    def run(self, folder, *arguments, options=None, limit=None):
        """A command from its beginning to its end, whichever that is."""
        return self.start(folder, *arguments, options=options, limit=limit).end()

    def close(self):
        """No more orders."""
        self.process.stdin.close()
        self.process.wait(SECONDS)
        self.process.stdout.close()


class Running:
    """A command that has been let go, under strace where it was given options."""

    def __init__(self, number, answer, options):
        self.number, self.answer = number, answer
        self.handle = os.pidfd_open(number)
        self.log = answer.with_suffix(".trace")
        self.strace = None
        if options is not None:
            traced = ",".join(f"?{call}" for call in CHANGING)
            command = ["strace", "-y", "-s", "0", "-o", str(self.log), "-p", str(number), "-e", f"trace={traced}"]
            self.strace = subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True)
            self.wait_for(lambda: "TracerPid:\t0\n" not in Path(f"/proc/{number}/status").read_text())
        os.kill(number, signal.SIGUSR1)

    def wait_for(self, happened):
        """Wait until something is so. Fails where strace ends first, or it takes too long."""
        ends = time.monotonic() + SECONDS
        while not happened():
            assert time.monotonic() < ends, f"process {self.number} does not get on"
            assert self.strace.poll() is None, self.strace.stderr.read()
            time.sleep(0.002)

    def is_stopped(self):
        """Whether it was stopped by its fault, or got to its end without meeting it."""
        return self.ended(0) or (self.log.exists() and "--- stopped by SIGSTOP ---" in self.log.read_text())

    def ended(self, seconds):
        """Whether it has ended, waiting so long for it."""
        return bool(select.select([self.handle], [], [], seconds)[0])

    def go_on(self):
        """Let it run on after it was stopped."""
        if not self.ended(0):
            os.kill(self.number, signal.SIGCONT)

    def end(self):
        """Wait for the end and say how it was."""
        assert self.ended(SECONDS), f"process {self.number} does not end"
        os.close(self.handle)
        if self.strace is not None:
            self.strace.communicate(timeout=SECONDS)
        trace = self.log.read_text() if self.strace is not None else ""
        said = self.answer.read_text() if self.answer.exists() else ""
        told = json.loads(said) if said else {"code": None, "out": "", "err": ""}
        return Ended(**told, trace=trace)


def calls_in(trace, folder):
    """Every call of a trace on what lies in a folder: (its name, the path within, what was given, a Point)."""
    counts = defaultdict(int)
    for line in trace.splitlines():
        made = CALL.match(line)
        if not made:
            continue
        call, given = made["call"], made["given"]
        before = tuple(counts.items())
        counts[call] += 1
        named = [name for name in QUOTED.findall(given) if name] or HELD.findall(given)
        path = Path(os.path.normpath(folder / named[-1])) if named else Path("/")
        if path.is_relative_to(folder):
            yield given, Point(call, counts[call], str(path.relative_to(folder)), before)


def points_of(trace, folder):
    """Of an undisturbed run: every call that changes something, and every opening of a file that is only read."""
    points, reads = [], []
    for given, point in calls_in(trace, folder):
        reading = point.call == "openat" and not re.search("O_(RDWR|WRONLY)", given)
        (reads if reading else points).append(point)
    return points, reads


def sample(every, count, seed):
    """All points, or faults, with --all; else so many, the same each time, of as many kinds as can be."""
    if ALL:
        return list(every)
    chance = random.Random(seed)
    kinds = defaultdict(list)
    for one in every:
        kinds[one.kind].append(one)
    firsts = [chance.choice(kinds[kind]) for kind in chance.sample(sorted(kinds), len(kinds))]
    return sorted(firsts[:count], key=every.index)


def each(faults, attempt, subtests):
    """Attempt each fault, two at a time, as a subtest of its own; nearly all must be met. attempt: fault -> Ended."""
    met = []
    with ThreadPoolExecutor(2) as pool:
        attempts = {str(fault): pool.submit(attempt, fault) for fault in faults}
        for name, attempted in attempts.items():
            with subtests.test(name):
                met.append(attempted.result().fell)
    assert sum(met) >= 0.9 * len(met), f"of {len(met)} faults only {sum(met)} were met"


def can_trace():
    """Whether strace is here and may look at other processes."""
    if not shutil.which("strace"):
        return False
    done = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return done.returncode == 0
