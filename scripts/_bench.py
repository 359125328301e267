"""The measurements of bench.py, run in the project's environment: a table of jobs, each beside another way to do it."""

import datetime as dt
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import openpyxl
from _bench_others import book_by_openpyxl, book_by_xlsxwriter, read_twice
from _bench_plans import AS_AT, CAME, DUE, ROWS, SENT, WORDS, fill, make_plan, plan_of_68, start_again
from _bench_timing import ROOT, Ratio, pair, processor_time

from dhr_xl.commands.collect import collect
from dhr_xl.commands.email import email
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.issue import issue
from dhr_xl.commands.publish import publish
from dhr_xl.commands.returns.forms import form_of
from dhr_xl.core.plan.kinds import MessageKind
from dhr_xl.core.views.master import master_view
from dhr_xl.register.snapshot import take_snapshot
from dhr_xl.workbooks.master.writer import write_master
from dhr_xl.workbooks.return_form import write_return_form
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.templates import template
from dhr_xl.workbooks.xlsx.workbook import read_workbook

OTHERS = str(ROOT / "scripts" / "_bench_others.py")
LATE, MONTH = dt.datetime(2025, 7, 20, 9, 0), dt.timedelta(days=30)
AGENCIES, ROUNDS = 3, 40
"""The plan in which many rounds are played."""
TIMES = 7
"""How often each job of a pair is run, in turn."""
READS = 40
"""How often a workbook is read: a reading takes milliseconds, and some take twice as long."""


class Job(NamedTuple):
    """One row of the table. was, goal: the ratio before, the one to reach; measure: a Bench -> its Ratio."""

    what: str
    was: str
    goal: str
    measure: Callable


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


def round_beside(other, name):
    """A measure of collecting the returns as a whole process, beside a script that copies what differs."""

    def measure(bench):
        """Processor time of both; what each wrote is looked into."""
        inbox, target = bench.folder / "inbox", bench.place / "by script.xlsx"
        ours = [sys.executable, "-c", START, "--plan", str(bench.folder), "collect"]
        theirs = [
            sys.executable,
            OTHERS,
            other,
            str(bench.folder / "issued" / AS_AT.isoformat()),
            str(inbox),
            str(target),
        ]
        taken = ([], [])
        for _ in range(1 if bench.returns > ROWS else TIMES):
            start_again(bench.folder, bench.place)
            taken[1].append(processor_time(theirs))
            taken[0].append(processor_time(ours))
            for path in (bench.folder / "master.xlsx", target):
                if count_answers(path.read_bytes()) < bench.returns * ROWS:
                    sys.exit(f"{path} has not every answer")
        start_again(bench.folder, bench.place)
        return Ratio(*map(statistics.median, taken), name)

    return measure


def count_answers(data):
    """How many cells of a workbook have the answer that every row was given."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return sum(WORDS.strip() in str(text) for sheet in book for row in sheet.values for text in row[1:])


def master_beside(other, name):
    """A measure of writing master.xlsx with 50 rows for each return, beside the cells of Actions alone."""

    def measure(bench):
        """One view, written by both."""
        view = big_view(bench)
        keys = list(view.tables["Actions"][0])
        sheets = {"Actions": [keys, *([str(row.get(key) or "") for key in keys] for row in view.tables["Actions"])]}
        return beside(lambda: write_master(view), lambda: other(sheets), name, len(view.tables["Actions"]), times=1)

    return measure


def big_view(bench):
    """What master.xlsx shows, its actions repeated under other names."""
    with open_workspace(bench.folder, CAME) as workspace, workspace.register.read() as tx:
        view = master_view(
            take_snapshot(tx), reference="AAAA-AAAA-AAAA-AAAA", generation=1, today=AS_AT, last_run="",
            extra_headings=(), extra={}, notes={},
        )  # fmt: skip
    shown = view.tables["Actions"]
    many = [{**shown[n % len(shown)], "ref": f"{n}-MANY"} for n in range(50 * bench.returns)]
    return view._replace(tables={**view.tables, "Actions": many})


def form_beside(other, name):
    """A measure of writing an agency's workbook, beside the same cells on as many sheets, in one style."""

    def measure(bench):
        """The first agency's form, written by both."""
        with open_workspace(bench.folder, CAME) as workspace, workspace.register.read() as tx:
            snapshot = take_snapshot(tx)
            form = form_of(workspace, snapshot, snapshot.current, snapshot.issues[0])
        look = template("return.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(write_return_form(form, look)))
        sheets = {sheet.title: [[str(text or "") for text in row] for row in sheet.values] for sheet in book}
        return beside(lambda: write_return_form(form, look), lambda: other(sheets), name, ROWS, times=READS)

    return measure


def beside(ours, theirs, name, rows, times):
    """The ratio of two ways to write a workbook, each of which must have that many rows."""
    written = []
    medians = pair(lambda: written.append(ours()), lambda: written.append(theirs()), times=times)
    for data in written[:2]:
        check_rows(data, rows)
    return Ratio(*medians, name, inverse=medians[0] < medians[1])


def check_rows(data, rows):
    """End where no sheet of a workbook has as many rows as were to be written."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    if max(sum(1 for _ in sheet.values) for sheet in book) < rows:
        sys.exit("A workbook has not every row")


def each_of(command):
    """A measure of a command: its processor time for each agency."""

    def measure(bench):
        """Run in a plan whose returns have not come in."""
        taken = []
        for _ in range(3):
            start_again(bench.folder, bench.place)
            begun = time.process_time()
            command(bench.folder)
            taken.append(time.process_time() - begun)
        start_again(bench.folder, bench.place)
        return f"{min(taken) / bench.returns * 1000:.1f} ms"

    return measure


def issue_again(folder):
    """Write every agency's workbook of another round."""
    issue(folder, AS_AT + MONTH, due=DUE + MONTH, now=SENT + MONTH)


def ten_times(bench):
    """Collect a tenth of the returns in a plan of a tenth of the agencies, and all of them."""
    few = max(bench.returns // 10, 1)
    taken = []
    for number in (few, few * 10):
        folder = make_bench(bench.place / f"growth {number}", number).folder
        begun = time.process_time()
        collect(folder, now=CAME)
        taken.append(time.process_time() - begun)
    return Ratio(taken[1], taken[0], f"{few} of {few * 10} agencies")


def later_rounds(bench):
    """Collect in the first round and in the last of many, each with an answer on every row."""
    folder, taken = make_plan(bench.place / "rounds", AGENCIES), []
    for number in range(ROUNDS):
        as_at, after = AS_AT + MONTH * number, MONTH * number
        if number:
            issue(folder, as_at, due=DUE + after, now=SENT + after)
        for path in (folder / "issued" / as_at.isoformat()).glob("*.xlsx"):
            (folder / "inbox" / path.name).write_bytes(fill(path, f"{WORDS}{number}"))
        begun = time.process_time()
        result = collect(folder, now=CAME + after)
        taken.append(time.process_time() - begun)
        if len(result.returns) != AGENCIES:
            sys.exit(f"Round {number + 1} has {len(result.returns)} returns")
    return Ratio(statistics.median(taken[-3:]), statistics.median(taken[:3]), "rounds 1 to 3")


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


BOTH_LOADS = "openpyxl, loaded twice, every cell looked at"
START = "import sys; sys.argv[0] = 'dhr-xl'; from dhr_xl.front.cli.main import main; main()"
STARTS = 15
"""How often a program is started, in turn with bare Python."""

JOBS = (
    Job(f"full read of a return of {ROWS} rows", "1/8", "1/12", read_cells),
    Job("the same, and what is an answer to what", "", "", read_answers),
    Job("round of returns, whole process", "1.8 x", "0.25 x", round_beside("openpyxl", "openpyxl, checks nothing")),
    Job("the same round", "6.4 x", "1.0 x", round_beside("calamine", "python-calamine and XlsxWriter, checks nothing")),
    Job("agency workbook written", "", "1/8", form_beside(book_by_openpyxl, "openpyxl, in one style")),
    Job("the same workbook", "", "1/3", form_beside(book_by_xlsxwriter, "XlsxWriter, in one style")),
    Job("master out", "1/3", "1/16", master_beside(book_by_openpyxl, "openpyxl, in one style")),
    Job("the same master", "2.3 x", "", master_beside(book_by_xlsxwriter, "XlsxWriter, in one style")),
    Job("`issue`, each agency", "30 ms", "", each_of(issue_again)),
    Job("`email`, each agency", "37 ms", "10 ms", each_of(lambda folder: email(folder, now=SENT))),
    Job("`chase`, each agency", "28 ms", "10 ms", each_of(lambda folder: email(folder, MessageKind.CHASE, now=LATE))),
    Job("`publish`, each agency", "13 ms", "10 ms", each_of(lambda folder: publish(folder, now=LATE))),
    Job("growth: collect from 10 times the agencies", "10 x", "11 x", ten_times),
    Job("growth: collect in round 40", "2 x", "1.5 x", later_rounds),
    Job("start of `dhr-xl --help`", "6.6 x", "8 x", start_of("--help")),
    Job("start to end of `dhr-xl status`, 68 actions", "95 x", "25 x", start_of("--plan", "PLAN", "status")),
    Job("start to end of `dhr-xl conflicts`", "90 x", "25 x", start_of("--plan", "PLAN", "conflicts")),
    Job("start to end of `dhr-xl check` of one file", "95 x", "25 x", start_of("--plan", "PLAN", "check", "RETURN")),
    Job("start to end of `dhr-xl history`", "90 x", "25 x", start_of("--plan", "PLAN", "history")),
)
"""Every row: what is measured, the ratio before, the one to reach, and how it is measured."""


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, *sys.argv[2:3])
