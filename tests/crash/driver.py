"""A process that has dhr_xl read in already, and makes a copy of itself for each command it is given.

Python's own start takes longer than a collect, under strace far longer: so it is paid once. Each line on standard
input is one order, a JSON document {folder, arguments, answer, limit}; the answer to it is one line, the process
number of the copy. The copy waits for SIGUSR1 (so that strace can be there before its first system call), runs the
command line in the folder, and writes how it ended into the file `answer`: {code, out, err}. A copy that was killed
writes none. limit: bytes a file may grow to, None for no limit.

What the command prints is kept until the end and written by writev, so that a fault in write(2) falls upon the plan.
"""

import ctypes
import gc
import io
import json
import os
import resource
import signal
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "helpers"))

from dhr_xl.front.cli.main import main
from dhr_xl.workbooks.master import layout
from one_process import few_rows

GO = {signal.SIGUSR1}
PR_SET_PTRACER, ANYONE = 0x59616D61, ctypes.c_ulong(-1)


def serve():
    """Take orders until there are no more."""
    layout.ABOUT.update(few_rows())  # as in the process of the tests, or the first master.xlsx would be another's
    gc.freeze()  # what is read in already is not looked through again by each copy
    signal.pthread_sigmask(signal.SIG_BLOCK, GO)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        process = os.fork()
        if process == 0:
            obey(**order)
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()


def obey(folder, arguments, answer, limit):
    """Run one command as if it had been typed in `folder`, and end without a word to anyone but `answer`."""
    ctypes.CDLL(None).prctl(PR_SET_PTRACER, ANYONE, 0, 0, 0)  # Ubuntu lets strace look at its own children alone
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(folder)
    tempfile.tempdir = str(Path(answer).parent)  # where the command line puts its log, were something to break
    written = os.open(answer, os.O_WRONLY | os.O_CREAT)
    signal.sigwait(GO)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    said = run(arguments)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    os.writev(written, [json.dumps(said).encode()])
    os._exit(0)


def run(arguments):
    """The command line's exit code and what it said."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(arguments, prog_name="dhr-xl")
        except SystemExit as end:
            code = end.code
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


if __name__ == "__main__":
    warmed = run(["--plan", sys.argv[1], "collect"])
    if warmed["code"] not in {0, 3}:
        sys.exit(str(warmed))
    serve()
