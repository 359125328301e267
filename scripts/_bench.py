"""The measurements of bench.py, run in the project's environment: a table of jobs, each beside another way to do it."""

import datetime as dt
import io
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import openpyxl

from dhr_xl.commands.collect import collect
from dhr_xl.commands.folder.workspace import FOLDERS, open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.master.publish import publish_master
from dhr_xl.commands.new import save_plan
from dhr_xl.core.plan.columns import BY_KEY
from dhr_xl.core.plan.model import Action, Agency, Plan, Recommendation, Status
from dhr_xl.core.views.names import column_name
from dhr_xl.register import create_register
from dhr_xl.settings import FILE, default_settings_text
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.templates import template
from dhr_xl.workbooks.xlsx.workbook import read_workbook

try:
    import resource
except ModuleNotFoundError:  # on Windows
    resource = None

ROOT = Path(__file__).resolve().parent.parent
AS_AT, DUE = dt.date(2025, 6, 30), dt.date(2025, 7, 14)
SENT, CAME = dt.datetime(2025, 7, 1, 9, 0), dt.datetime(2025, 7, 10, 9, 0)
ROWS = 20
"""Actions for each agency."""
TIMES = 7
"""How often each job of a pair is run, in turn."""
READS = 40
"""How often a workbook is read: a reading takes milliseconds, and some take twice as long."""
WORDS = "Six officers were trained in May and the remaining four are booked for September. "


class Job(NamedTuple):
    """One row of the table. was, goal: the ratio before, the one to reach; measure: a Bench -> its Ratio."""

    what: str
    was: str
    goal: str
    measure: Callable


class Ratio(NamedTuple):
    """Medians in seconds of our way and of another. inverse: the other's time in ours, rather than ours in the other's.

    beside: what the other way is.
    """

    ours: float
    theirs: float
    beside: str
    inverse: bool = False

    def __str__(self):
        text = f"1/{self.theirs / self.ours:.1f}" if self.inverse else f"{self.ours / self.theirs:.2f} x"
        return f"{text} ({self.ours * 1000:.1f} ms; {self.beside}: {self.theirs * 1000:.1f} ms)"


class Bench(NamedTuple):
    """What the jobs work on. place: for anything; returns: how many came; folder: their plan; forms: what was sent."""

    place: Path
    returns: int
    folder: Path
    forms: Sequence[Path]

    @property
    def one(self):
        """The bytes of one return."""
        return (self.folder / "inbox" / self.forms[0].name).read_bytes()


def main(returns, wanted=""):
    """Measure every job whose name has the word `wanted` in it; print the table, a row as soon as it is measured."""
    print("| job | before | to reach | reached |\n| --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as place:
        bench = make_bench(Path(place), returns)
        for job in JOBS:
            if wanted in job.what:
                print(f"| {job.what} | {job.was} | {job.goal} | {job.measure(bench)} |", flush=True)


def make_bench(place, returns):
    """A plan with a round sent out, and a return of every agency in its inbox."""
    folder = make_plan(place / "plan", returns)
    forms = sorted((folder / "issued" / AS_AT.isoformat()).glob("*.xlsx"))
    for path in forms:
        (folder / "inbox" / path.name).write_bytes(fill(path))
    return Bench(place, returns, folder, forms)


def read_cells(bench):
    """Every cell's value, formula, error and place, and the properties, of one return."""
    data = bench.one
    return Ratio(*pair(lambda: read_workbook(data), lambda: read_twice(data), times=READS), BOTH_LOADS, inverse=True)


def read_answers(bench):
    """The same, and what is an answer to what."""
    data, look = bench.one, template("return.xlsx")
    medians = pair(lambda: read_return(data, look), lambda: read_twice(data), times=READS)
    return Ratio(*medians, BOTH_LOADS, inverse=True)


def collect_all(bench):
    """Check, merge and record the returns, and write master.xlsx."""
    medians = pair(
        lambda: collect(bench.folder, now=CAME),
        lambda: by_script(bench.folder / "inbox", bench.forms, bench.place / "hand.xlsx"),
        before=lambda: start_again(bench.folder, bench.place), times=1 if bench.returns > ROWS else TIMES,
    )  # fmt: skip
    return Ratio(*medians, "a script with openpyxl that copies what differs, and checks nothing")


def start_of(*words):
    """A measure of `dhr-xl` with these words, start to end, beside Python that does nothing."""

    def measure(bench):
        folder = plan_of_68(bench.place)
        given = {"PLAN": str(folder), "RETURN": str(folder / "inbox" / "return.xlsx")}
        command = [sys.executable, "-c", START, *(given.get(word, word) for word in words)]
        bare = [sys.executable, "-c", "pass"]
        processor_time(command)  # the first time writes the bytecode
        taken = [(processor_time(command), processor_time(bare)) for _ in range(STARTS)]
        return Ratio(*map(statistics.median, zip(*taken, strict=True)), "bare Python")

    return measure


def plan_of_68(place):
    """A plan of 68 actions with a round sent out and one return, made once."""
    folder = place / "of 68"
    if not folder.exists():
        form = next((make_plan(folder, 4, 17) / "issued" / AS_AT.isoformat()).glob("*.xlsx"))
        (folder / "inbox" / "return.xlsx").write_bytes(fill(form))
    return folder


def processor_time(command):
    """The processor time of a program, in seconds; on Windows, which does not tell, the time that passed."""
    wrote = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
    before, begun = used_by_children(), time.perf_counter()
    done = subprocess.run(command, env=wrote, capture_output=True, check=False)
    if done.returncode not in {0, LOOK}:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()}")
    used = used_by_children()
    return time.perf_counter() - begun if used is None else used - before


def used_by_children():
    """Processor time of all programs run from here that have ended; None on Windows."""
    if resource is None:
        return None
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


BOTH_LOADS = "openpyxl, loaded twice, every cell looked at"
START = "import sys; sys.argv[0] = 'dhr-xl'; from dhr_xl.front.cli.main import main; main()"
STARTS = 15
"""How often a program is started, in turn with bare Python."""
LOOK = 3
"""The exit code of a command that did its work and found something for a person."""
JOBS = (
    Job(f"full read of a return of {ROWS} rows", "1/8", "1/12", read_cells),
    Job("the same, and what is an answer to what", "", "", read_answers),
    Job("collect: check, merge, record, write master.xlsx", "1.8 x", "0.25 x", collect_all),
    Job("start of `dhr-xl --help`", "6.6 x", "8 x", start_of("--help")),
    Job("start to end of `dhr-xl status`, 68 actions", "95 x", "25 x", start_of("--plan", "PLAN", "status")),
    Job("start to end of `dhr-xl conflicts`", "90 x", "25 x", start_of("--plan", "PLAN", "conflicts")),
    Job("start to end of `dhr-xl check` of one file", "95 x", "25 x", start_of("--plan", "PLAN", "check", "RETURN")),
    Job("start to end of `dhr-xl history`", "90 x", "25 x", start_of("--plan", "PLAN", "history")),
)
"""Every row: what is measured, the ratio before, the one to reach, and how it is measured."""


def make_plan(folder, agencies, rows=ROWS):
    """Make a plan folder with a round sent to that many agencies, each with that many actions."""
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    settings = default_settings_text(return_to="returns@csp.example", contact="Community Safety Team")
    (folder / FILE).write_text(settings, encoding="utf-8")
    codes = [f"AGENCY{number:03}" for number in range(1, agencies + 1)]
    actions = {code: [action(f"{n}-{code}", code) for n in range(1, rows + 1)] for code in codes}
    owners = tuple(Agency(code=code, name=f"The agency {code}") for code in codes)
    recommendations = tuple(
        Recommendation(number=str(n + 1), text=WORDS * 3, actions=tuple(actions[code][n] for code in codes))
        for n in range(rows)
    )
    about = {"title": "A plan to measure", "reference": "BENCH", "as_at": AS_AT}
    plan = Plan(**about, agencies=owners, recommendations=recommendations)
    with create_register(folder / "register.db") as register, register.write() as tx:
        save_plan(tx, plan)
    with open_workspace(folder, SENT) as workspace:
        publish_master(workspace, last_run="made")
    issue(folder, AS_AT, due=DUE, now=SENT)
    return folder


def action(ref, code):
    """An action that is due."""
    return Action(
        ref=ref, agency=code, agencies=(code,), action=WORDS, evidence="Minutes", target_date=AS_AT,
        target_date_text="30 June 2025", target_date_kind="day", status=Status.IN_PROGRESS,
    )  # fmt: skip


def fill(path):
    """The bytes of a form with an answer on each row, as openpyxl saves it."""
    book = openpyxl.load_workbook(path)
    sheet = book["Return"]
    columns = {key: book.defined_names[column_name(key)].attr_text for key in BY_KEY}
    letters = {key: area.split("!")[1].split("$")[1] for key, area in columns.items()}
    heading = int(columns["ref"].split("!")[1].split("$")[2].rstrip(":"))
    for row in range(heading + 1, sheet.max_row + 1):
        sheet[f"{letters['progress']}{row}"] = WORDS
        sheet[f"{letters['outcome']}{row}"] = "Fewer waits"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_twice(data):
    """Read the same with openpyxl: once for values, once for formulas, every cell."""
    for values in (True, False):
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=values)
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    cell.value  # noqa: B018 - looking is the work


def by_script(inbox, forms, target):
    """Do what a plain script would: open each return, compare it with the form, copy what differs."""
    master = openpyxl.Workbook()
    page = master.active
    for path in forms:
        sent = openpyxl.load_workbook(path)["Return"]
        came = openpyxl.load_workbook(inbox / path.name)["Return"]
        for before, after in zip(sent.iter_rows(), came.iter_rows(), strict=False):
            changed = [cell.value for was, cell in zip(before, after, strict=False) if was.value != cell.value]
            if changed:
                page.append([before[0].value, *changed])
    master.save(target)


def start_again(folder, place):
    """Put the plan and its inbox back as they were before the first collect."""
    kept = place / "kept"
    if not kept.exists():
        shutil.copytree(folder, kept)
        return
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)


def pair(ours, theirs, *, before=None, times=TIMES):
    """Median seconds of each job, run in turn; `before` is run before each and not measured."""
    taken = ([], [])
    for _ in range(times):
        for number, job in enumerate((ours, theirs)):
            if before:
                before()
            begun = time.perf_counter()
            job()
            taken[number].append(time.perf_counter() - begun)
    return [statistics.median(seconds) for seconds in taken]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, *sys.argv[2:3])
