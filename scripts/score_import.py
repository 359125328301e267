"""Score how well documents are imported: `python3 scripts/score_import.py FOLDER [--why] [--json]`.

Each document NAME.ext or NAME-variant.ext with a golden answer NAME.json beside it is imported by the command line,
and its export is compared with the answer. `_scoring.py` says what an answer may hold.
Exit status: 0 if every threshold holds, 3 if one does not, 2 if there is nothing to score.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import _environment
import _scoring

SLOW = 120
"""Seconds after which an import is stopped; it should take under thirty."""
NOTHING_TO_SCORE, A_PERSON_MUST_LOOK, CANNOT_START = 2, 3, 2


def main():
    """Score a folder; print a line for each document, and the totals."""
    options = argparse.ArgumentParser(description="Score imports against golden answers.")
    options.add_argument("folder", type=Path)
    options.add_argument("--why", action="store_true", help="also print each thing that is wrong")
    options.add_argument("--json", action="store_true", help="one JSON document instead")
    options.add_argument("--only", default="", help="only documents whose name holds this")
    options.add_argument("--jobs", type=int, default=2, help="imports at a time (2)")
    given = options.parse_args()
    documents = [(path, golden) for path, golden in documents_in(given.folder) if given.only in path.name]
    if not documents:
        _environment.say(f"No document in {given.folder} has a golden answer (NAME.json) beside it.")
        return NOTHING_TO_SCORE
    python = python_to_use()
    with ThreadPoolExecutor(given.jobs) as pool:
        scores = list(pool.map(lambda pair: score_document(python, *pair), documents))
    totals = _scoring.add_up(scores)
    failed = _scoring.failures(totals)
    if given.json:
        print(json.dumps({"documents": scores, "totals": totals, "failed": failed}, indent=1, ensure_ascii=False))
    else:
        show(scores, totals, failed, given.why)
    return A_PERSON_MUST_LOOK if failed else 0


def documents_in(folder):
    """Yield (document, golden answer) for each document that has one, in order of name."""
    goldens = {path.stem: path for path in folder.glob("*.json")}
    for path in sorted(folder.iterdir()):
        name = path.stem
        while name not in goldens and "-" in name:
            name = name.rpartition("-")[0]
        if path.is_file() and path.suffix != ".json" and name in goldens and not path.name.startswith(("~$", ".")):
            yield path, json.loads(goldens[name].read_text(encoding="utf-8"))


def python_to_use():
    """This Python where it can run dhr_xl, else the project's own environment, made if need be."""
    try:
        check = [sys.executable, "-c", "import dhr_xl.front.cli.main, dhr_xl.commands.new"]
        if subprocess.run(check, env=environment(), capture_output=True, check=False).returncode == 0:
            return sys.executable
    except OSError:
        pass
    return _environment.ready()


def environment():
    """The environment variables, with this script's own tree before any installed copy."""
    path = os.pathsep.join(filter(None, [str(_environment.ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "COLUMNS": "400"}


def score_document(python, path, golden):
    """Import one document into a temporary folder, and score its export."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        plan = str(Path(place) / "plan")
        status, said = dhr_xl(python, "new", plan, "--from", str(path.resolve()))
        seconds = time.perf_counter() - begun
        if status in {0, 3}:
            status, said = dhr_xl(python, "--plan", plan, "export", "--format", "json")
    if status == 0:
        score = _scoring.score_plan(golden, json.loads(said))
    else:
        score = _scoring.score_refusal(golden, said, as_text=path.suffix == ".txt", crashed=status != CANNOT_START)
    return {"document": path.name, "seconds": round(seconds, 1), **score}


def dhr_xl(python, *arguments):
    """Run the command line; return its exit status and what it printed (on standard error where it failed)."""
    command = [str(python), "-m", "dhr_xl", *arguments]
    try:
        done = subprocess.run(command, env=environment(), capture_output=True, timeout=SLOW, check=False)
    except subprocess.TimeoutExpired:
        return 1, f"It was still running after {SLOW} seconds."
    said = done.stdout if done.returncode in {0, 3} else done.stderr or done.stdout
    return done.returncode, said.decode(errors="replace").strip()


def show(scores, totals, failed, why):
    """Print a line for each document, what was wrong if asked, the totals, and the thresholds that failed."""
    width = max(len(score["document"]) for score in scores)
    for score in scores:
        print(f"{score['document']:{width}}  {_scoring.in_words(score)}  {score['seconds']}s")
        for line in score["why"] if why else ():
            print(f"    {line}")
    print(f"{'TOTAL':{width}}  {_scoring.in_words(totals)}")
    for name in failed:
        print(f"not held: {name}")


if __name__ == "__main__":
    _environment.end_with(main)
