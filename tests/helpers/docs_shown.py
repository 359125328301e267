"""What README and docs show, read out of them: links, code spans, and commands with what each comes to on a plan."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    path.relative_to(ROOT).as_posix(): path for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
PLAN = "dhr_xl/example/plan.txt"
IN_TEN_DAYS = dt.date.today() + dt.timedelta(days=10)

ASKED = '--return-to returns@example.org --contact "Review team, 01234 567890"'
"""Where returns go and whom to ask, as `new` is given them."""
ROUND = (
    # typed                                                                           exit code   what is shown so, where that is not what is typed
    (f"dhr-xl new northmoor --from {PLAN} --review-ref NM-01 {ASKED}", 0),
    (f"dhr-xl new northmoor --from {PLAN} --preview --anyway", 0, "dhr-xl new --preview", "dhr-xl new --anyway"),
    (f"dhr-xl new other --from {PLAN} --title Plan --as-at 2025-03-31 --review-ref A-1 --marking OFFICIAL", 0, "dhr-xl new FOLDER --from SOURCE", "dhr-xl new --title TEXT --as-at DATE --review-ref TEXT --marking TEXT"),
    ("cd northmoor", 0),
    ("dhr-xl", 0),
    ("dhr-xl history", 0),
    ("dhr-xl issue --as-at 2025-06-30 --due 2025-07-14", 0, "dhr-xl issue --as-at 2025-06-30 --due 2025-07-14", "dhr-xl issue"),
    ("dhr-xl issue --as-at '30 June 2025' --due 14/07/2025 --agency police --again POLICE --include-done --all --show-password", 0, "dhr-xl issue --as-at DATE --due DATE", "dhr-xl issue --agency CODE", "dhr-xl issue --again CODE", "dhr-xl issue --include-done", "dhr-xl issue --all", "dhr-xl issue --show-password"),
    ("dhr-xl email", 0),
    ("dhr-xl email --what workbooks", 0, "dhr-xl email --what letters|workbooks|corrections|chase|decisions|escalation|consolidated"),
    ("returns come in", 0),
    ("dhr-xl check inbox/north.xlsx inbox/police.xlsx", 3, "dhr-xl check", "dhr-xl check FILE", "dhr-xl check FILE…"),
    ("dhr-xl collect --dry-run", 3),
    ("dhr-xl collect", 3),
    ("dhr-xl collect returned/2025-06-30/north.xlsx", 3, "dhr-xl collect [PATH…]"),
    ("dhr-xl conflicts", 3),
    ("dhr-xl resolve 3-HOUSING:status --take theirs", 3),
    ("dhr-xl resolve 1-POLICE:status --take ask --why 'No evidence'", 3, "dhr-xl resolve --take ours|theirs|base|meant|ask|read --value WORDS --why WORDS"),
    ("dhr-xl resolve", 3, "dhr-xl resolve", "dhr-xl resolve [ID…]"),
    ("dhr-xl email --what corrections", 0),
    (f"dhr-xl email --what corrections --due {IN_TEN_DAYS}", 0, "dhr-xl email --due DATE"),
    ("dhr-xl chase", 0),
    (f"dhr-xl chase --due {IN_TEN_DAYS}", 0, "dhr-xl chase --due DATE"),
    ("dhr-xl status", 0),
    ("dhr-xl publish", 0),
    ("dhr-xl issue --board", 0),
    ("dhr-xl email --what consolidated", 0),
    ("dhr-xl history 3-HOUSING", 0, "dhr-xl history [REF]"),
    ("dhr-xl export", 0),
    ("dhr-xl export --format csv", 0, "dhr-xl export --format json|csv"),
    (f"dhr-xl update --from ../{PLAN} --as-at 2025-03-31 --anyway", 0, "dhr-xl update", "dhr-xl update --from SOURCE", "dhr-xl update --as-at DATE", "dhr-xl update --anyway"),
    ("dhr-xl undo --return police.xlsx --yes", 3, "dhr-xl undo --return FILE --run N"),
    ("dhr-xl undo --yes", 3, "dhr-xl undo", "dhr-xl undo --yes"),
    ("dhr-xl addin build dhr_xl.xlam", 0, "dhr-xl addin build FILE", "dhr-xl addin build [FILE]"),
    ("cd ..", 0),
    ("python3 scripts/issue_workbooks.py northmoor 2025-06-30 2025-07-14", 0, "python3 scripts/issue_workbooks.py northmoor 2025-06-30 2025-07-14", "python3 scripts/issue_workbooks.py FOLDER AS-AT [DUE]"),
    ("python3 scripts/merge_returns.py northmoor", 3, "python3 scripts/merge_returns.py northmoor", "python3 scripts/merge_returns.py [FOLDER]"),
    ("python3 scripts/email_consolidated.py northmoor", 0, "python3 scripts/email_consolidated.py northmoor", "python3 scripts/email_consolidated.py [FOLDER]"),
)  # fmt: skip
"""What README and docs show, in the order of a round, typed on a plan folder."""
IN_ROUND = {text for typed, _, *shown in ROUND for text in (shown or [typed])}
BETWEEN = {"cd northmoor", "cd ..", "returns come in"}
"""What happens between the commands."""
NOT_RUN = {
    "dhr-xl email --send": "it would send; only drafts are made here",
    "dhr-xl email --send --yes": "it would send",
    "dhr-xl addin status": "it looks at this computer; the add-in's tests run it on an invented one",
    "dhr-xl addin install": "it would change this computer's Excel; the add-in's tests run it on an invented one",
    "dhr-xl addin uninstall": "as install",
    "dhr-xl demo": "a test of its own runs the demo",
    "dhr-xl demo [FOLDER]": "a test of its own runs the demo",
    "python3 scripts/demo.py": "it runs dhr-xl demo",
    "python3 scripts/demo.py [FOLDER]": "it runs dhr-xl demo",
    "python3 scripts/test.py": "it runs these very tests",
    "python3 scripts/test.py [--all]": "it runs these very tests",
    "python3 scripts/bench.py": "it measures for minutes",
    "python3 scripts/build_templates.py": "it would write the template anew",
    "python3 scripts/build_architecture.py": "it would write two of these pages anew",
    "python3 scripts/check_release.py": "it builds, and installs from the index",
    "python3 scripts/test.py --all": "it runs these very tests",
    "python3 scripts/build_pictures.py": "it needs LibreOffice and writes the pictures anew",
    "python3 scripts/score_import.py FOLDER": "tests of the import score the same documents",
    "python3 scripts/score_import.py FOLDER --why": "tests of the import score the same documents",
}
"""What is shown and not run, with why; it is held to `--help`, or to the script's own list of options, all the same."""
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
FENCE = re.compile(r"^ *```[^\n]*\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")


class Shown(NamedTuple):
    """A command as one page shows it."""

    text: str
    page: str


def spans_of(line):
    """The code spans of a line; in a table a further option is one of the command that the cell begins with."""
    for cell in re.split(r"(?<!\\)\|", line):
        spans = [span.replace("\\|", "|") for span in SPAN.findall(cell)]
        options = [span for span in spans if span.startswith("--")]
        if line.startswith("|") and spans and " --" in spans[0] and options:
            yield " ".join([spans[0], *options])
        else:
            yield from spans


def prose_of(page):
    """A page without its code blocks."""
    return FENCE.sub("", PAGES[page].read_text(encoding="utf-8"))


def shown_in(page):
    """Every command line of ours that a page shows, in its code blocks and its code spans."""
    blocks = FENCE.findall(PAGES[page].read_text(encoding="utf-8"))
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    spans = [span for line in prose_of(page).splitlines() for span in spans_of(line)]
    ours = re.compile(r"(?:dhr-xl|python3 scripts/\S+)(?: |$)")
    return [line for line in (*lines, *spans) if ours.match(line) and "COMMAND" not in line]


SHOWN = sorted({Shown(line, page) for page in PAGES for line in shown_in(page)})
