"""What README and docs show is so: each link leads somewhere, each command is run or is as `--help` has it."""

import datetime as dt
import importlib
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from plan_folder import edit_master, fill

ROOT = Path(__file__).resolve().parents[1]
PAGES = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))}
ABOUT_CODE = ("merge", "forms", "field", "importing", "architecture", "contributing")
"""Pages whose names in code spans are of this repository."""
PLAN = "dhr_xl/example/plan.txt"
REFS = {"HOUSING": "3-HOUSING", "POLICE": "1-POLICE"}
IN_TEN_DAYS = dt.date.today() + dt.timedelta(days=10)

ROUND = (
    # typed                                                                           exit code   what is shown so, where that is not what is typed
    (f"dhr-xl new northmoor --from {PLAN} --review-ref NM-01", 0),
    (f"dhr-xl new northmoor --from {PLAN} --preview --anyway", 0, "dhr-xl new --preview", "dhr-xl new --anyway"),
    (f"dhr-xl new other --from {PLAN} --title Plan --as-at 2025-03-31 --review-ref A-1 --marking OFFICIAL", 0, "dhr-xl new FOLDER --from SOURCE", "dhr-xl new --title TEXT --as-at DATE --review-ref TEXT --marking TEXT"),
    ("cd northmoor", 0),
    ("dhr-xl", 0),
    ("dhr-xl history", 0),
    ("dhr-xl issue --as-at 2025-06-30 --due 2025-07-14", 0, "dhr-xl issue --as-at 2025-06-30 --due 2025-07-14", "dhr-xl issue"),
    ("dhr-xl issue --as-at '30 June 2025' --due 14/07/2025 --agency police --again POLICE --include-done --all --show-password", 0, "dhr-xl issue --as-at DATE --due DATE", "dhr-xl issue --agency CODE", "dhr-xl issue --again CODE", "dhr-xl issue --include-done", "dhr-xl issue --all", "dhr-xl issue --show-password"),
    ("dhr-xl email", 0),
    ("dhr-xl email --what workbooks", 0, "dhr-xl email --what workbooks|chase|corrections|consolidated"),
    ("returns come in", 0),
    ("dhr-xl check inbox/north.xlsx inbox/police.xlsx", 3, "dhr-xl check", "dhr-xl check FILE", "dhr-xl check FILE…"),
    ("dhr-xl collect --dry-run", 3),
    ("dhr-xl collect", 3),
    ("dhr-xl collect returned/2025-06-30/north.xlsx", 3, "dhr-xl collect [PATH…]"),
    ("dhr-xl conflicts", 3),
    ("dhr-xl resolve 3-HOUSING:status --take theirs", 3),
    ("dhr-xl resolve 1-POLICE:status --take ask --why 'No evidence'", 3, "dhr-xl resolve --take ours|theirs|base|ask|read --value WORDS --why WORDS"),
    ("dhr-xl resolve", 3, "dhr-xl resolve", "dhr-xl resolve [ID…]"),
    ("dhr-xl email --what corrections", 0),
    (f"dhr-xl email --what corrections --due {IN_TEN_DAYS}", 0, "dhr-xl email --due DATE"),
    ("dhr-xl chase", 0),
    (f"dhr-xl chase --due {IN_TEN_DAYS}", 0, "dhr-xl chase --due DATE"),
    ("dhr-xl status", 0),
    ("dhr-xl publish", 0),
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
    "dhr-xl addin status": "it looks at this computer; tests/front/addin run it on an invented one",
    "dhr-xl addin install": "it would change this computer's Excel; tests/front/addin run it on an invented computer",
    "dhr-xl addin uninstall": "as install",
    "dhr-xl demo": "a test of its own runs the demo",
    "dhr-xl demo [FOLDER]": "a test of its own runs the demo",
    "python3 scripts/demo.py": "it runs dhr-xl demo",
    "python3 scripts/demo.py [FOLDER]": "it runs dhr-xl demo",
    "python3 scripts/test.py": "it runs these very tests",
    "python3 scripts/test.py [--all]": "it runs these very tests",
    "python3 scripts/bench.py": "it measures for minutes",
    "python3 scripts/build_templates.py": "it would write the template anew",
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


def page_texts():
    return {name: path.read_text(encoding="utf-8") for name, path in PAGES.items()}


def spans_of(line):
    """The code spans of a line; in a table a further option is one of the command that the cell begins with."""
    for cell in re.split(r"(?<!\\)\|", line):
        spans = [span.replace("\\|", "|") for span in SPAN.findall(cell)]
        options = [span for span in spans if span.startswith("--")]
        if line.startswith("|") and spans and " --" in spans[0] and options:
            yield " ".join([spans[0], *options])
        else:
            yield from spans


def shown_in(text):
    """Every command line of ours that a page shows, in its code blocks and its code spans."""
    blocks = [line.strip() for block in FENCE.findall(text) for line in block.splitlines()]
    spans = [span for line in FENCE.sub("", text).splitlines() for span in spans_of(line)]
    lines = (line.removeprefix("dhr-xl [--plan FOLDER] COMMAND").strip() for line in (*blocks, *spans))
    return [line for line in lines if re.match(r"(?:dhr-xl|python3 scripts/\S+)(?: |$)", line) and "COMMAND" not in line]


SHOWN = sorted({Shown(line, name) for name, text in page_texts().items() for line in shown_in(text)})


# links


def slug(heading):
    """The anchor GitHub gives a heading."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")


def anchors_in(path):
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES)
def test_links__lead_to_a_file_and_a_heading_that_are_there(page):
    broken = []
    for target in LINK.findall(FENCE.sub("", PAGES[page].read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (PAGES[page].parent / name).resolve() if name else PAGES[page]
        if not path.exists() or (anchor and anchor not in anchors_in(path)):
            broken.append(target)
    assert not broken, f"{page} links to what is not there"


def test_pages__each_is_linked_from_another():
    linked = {
        (PAGES[page].parent / target.partition("#")[0]).resolve()
        for page, text in page_texts().items()
        for target in LINK.findall(text)
        if target.partition("#")[0]
    }
    assert not [name for name, path in PAGES.items() if path not in linked and name != "README.md"]


# names of files and of code


@pytest.mark.parametrize("page", PAGES)
def test_paths__are_of_files_and_folders_that_are_there(page):
    text = FENCE.sub("", PAGES[page].read_text(encoding="utf-8"))
    tops = ("dhr_xl", "tests", "scripts", "docs", "workbook_templates")
    rooms = ("core", "importing", "workbooks", "register", "post", "commands", "front")
    gone = []
    for span in SPAN.findall(text):
        path = span.removesuffix("/")
        if not re.fullmatch(rf"(?:{'|'.join((*tops, *rooms))})(?:/[\w.-]+)+", path) or path.isupper():
            continue
        places = [base / name for base in (ROOT, ROOT / "dhr_xl") for name in (path, f"{path}.py")]
        if not any(place.exists() for place in places):
            gone.append(span)
    assert not gone, f"{page} names what is not there"


@pytest.mark.parametrize("page", [page for page in PAGES if Path(page).stem in ABOUT_CODE])
def test_names__are_in_the_code(page):
    code = "\n".join(
        path.read_text(encoding="utf-8") for top in ("dhr_xl", "scripts", "tests") for path in (ROOT / top).rglob("*.py")
    )
    words = set(re.findall(r"\w+", code))
    text = FENCE.sub("", PAGES[page].read_text(encoding="utf-8"))
    named = [span for span in SPAN.findall(text) if re.fullmatch(r"[A-Za-z]\w*_\w*[a-z0-9]|[A-Z][a-z]+[A-Z]\w+|[A-Z]{4,}", span)]
    assert not [name for name in named if name not in words], f"{page} names what is not in the code"


# commands


def test_shown__each_command_is_run_or_says_why_not():
    known = IN_ROUND | NOT_RUN.keys()
    new = [f"{page}: {text}" for text, page in SHOWN if text not in known]
    assert not new, "add a row to ROUND, with what is typed on a plan, or to NOT_RUN, with why"
    gone = known - {text for text, _ in SHOWN} - BETWEEN
    assert not gone, "no page shows these any more: take the rows out"


@pytest.fixture(scope="module")
def helps():
    """The --help of each command, by its path, and the options of all."""
    from click.testing import CliRunner

    from dhr_xl.cli import main

    found = {}

    def help_of(path):
        if path not in found:
            result = CliRunner().invoke(main, [*path, "--help"])
            found[path] = result.output if result.exit_code == 0 else ""
        return found[path]

    return help_of


def options_in(text):
    """Option -> the words that may follow it, () where it says none."""
    return {
        found[1]: tuple(found[2].split("|")) if found[2] else ()
        for found in re.finditer(r"(--[a-z][\w-]*)(?: +\[([\w|-]+)\])?", text)
    }


@pytest.mark.parametrize("shown", sorted({text for text, _ in SHOWN if text.startswith("dhr-xl")}))
def test_shown__is_as_help_has_it(helps, shown):
    words = shlex.split(shown.replace("…", "").replace("'", ""))[1:]
    path = ()
    while len(words) > len(path) and re.fullmatch(r"[a-z-]+", words[len(path)]) and helps((*path, words[len(path)])):
        path = (*path, words[len(path)])
    assert path or not words or words[0].startswith("--"), f"dhr-xl has no command {words[0]}"
    text = helps(path)
    allowed = options_in(text) | options_in(helps(()))
    for at, word in enumerate(words):
        if word.startswith("--"):
            assert word in allowed, f"dhr-xl {' '.join(path)} has no option {word}"
            given = words[at + 1].split("|") if at + 1 < len(words) else []
            choices = allowed[word]
            assert not choices or not given or set(given) <= set(choices), f"{word} takes {choices}"
            assert "|" not in "".join(given) or set(given) == set(choices), f"{word} takes {choices}"


@pytest.mark.parametrize("page", PAGES)
def test_options__named_by_themselves_are_options_of_some_command(helps, page):
    names = re.findall(r"^  ([a-z]+)  ", helps(()), re.MULTILINE)
    below = re.findall(r"^  ([a-z]+)  ", helps(("addin",)), re.MULTILINE)
    texts = [helps(()), *(helps((name,)) for name in names), *(helps(("addin", name)) for name in below)]
    texts += [path.read_text(encoding="utf-8") for path in (ROOT / "scripts").glob("*.py")]
    allowed = set().union(*map(options_in, texts))
    text = FENCE.sub("", PAGES[page].read_text(encoding="utf-8"))
    assert not [span for span in SPAN.findall(text) if span.startswith("--") and span.split()[0] not in allowed]


@pytest.mark.parametrize("shown", sorted({text for text, _ in SHOWN if text.startswith("python3")}))
def test_shown__names_a_script_that_is_there_and_options_it_has(shown):
    _, script, *words = shlex.split(shown.replace("[", "").replace("]", ""))
    assert (ROOT / script).is_file()
    text = (ROOT / script).read_text(encoding="utf-8")
    assert not [word for word in words if word.startswith("--") and f'"{word}"' not in text]


def test_score_import__help_has_the_options_that_the_page_names():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "score_import.py", "--help"], capture_output=True, text=True, check=True
    )
    page = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8").partition("## Score")[2]
    named = {span.split()[0] for span in SPAN.findall(page) if span.startswith("--")}
    assert named
    assert named <= options_in(done.stdout).keys()


# the round


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder that is to the commands what the project's own is, with the example in it."""
    (tmp_path / PLAN).parent.mkdir(parents=True)
    shutil.copy(ROOT / PLAN, tmp_path / PLAN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def script(run, monkeypatch):
    """Run one of the scripts with this environment in the place of its own."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    environment = importlib.import_module("_environment")

    def call(command, **_):
        program, *words = map(str, command)
        assert program == "dhr-xl"
        code, _, err = run(*words)
        assert code in {0, 3}, err
        return code

    monkeypatch.setattr(environment, "ready", lambda: Path(sys.executable))
    monkeypatch.setattr(environment, "program", lambda name: name)
    monkeypatch.setattr(environment, "run", call)
    loaded = ["_environment"]

    def run_script(name, *words):
        monkeypatch.setattr(sys, "argv", [name, *words])
        loaded.append(Path(name).stem)
        return importlib.import_module(Path(name).stem).main()

    yield run_script
    for name in loaded:
        sys.modules.pop(name, None)


def put_addresses():
    """Give every agency, and the board, an address, as the first page says."""
    codes = ("HOUSING", "NHT", "NSCP", "POLICE", "PROBATION", "WOMENS")
    rows = {code: {"email": f"{code.lower()}@example.org"} for code in codes}
    edit_master(Path(), "Agencies", "code", {**rows, "BOARD": {"email": "board@example.org"}})


def put_returns():
    """Two teams' copies that contradict each other, and one that says Complete without evidence."""
    issued, inbox = Path("issued/2025-06-30"), Path("inbox")
    status = {"north": "In progress", "south": "Paused"}
    for team, word in status.items():
        answers = {"status": word, "progress": f"Said by {team}.", "reason": f"Because of {team}."}
        fill(issued / "HOUSING.xlsx", inbox / f"{team}.xlsx", {REFS["HOUSING"]: answers}, completed_by=f"Manager, {team}")
    answers = {"status": "Complete", "progress": "Done."}
    fill(issued / "POLICE.xlsx", inbox / "police.xlsx", {REFS["POLICE"]: answers})


def test_round__every_command_shown_comes_to_what_the_table_says(run, script, place, monkeypatch):
    wrong = []
    for typed, expected, *_ in ROUND:
        program, *words = shlex.split(typed)
        code, out, err = expected, "", ""
        if program == "cd":
            monkeypatch.chdir(words[0])
        elif program == "returns":
            put_returns()
        elif program == "python3":
            code = script(Path(words[0]).name, *words[1:])
        else:
            code, out, err = run(*words)
        if typed == "cd northmoor":
            put_addresses()
        if code != expected:
            wrong.append(f"{typed}: {code}, not {expected}\n{out[-600:]}{err[-600:]}")
    assert not wrong, "\n".join(wrong)
    assert Path("northmoor/outbox/consolidated BOARD.eml").is_file()


# JSON


def keys_said():
    """Command -> the keys that docs/commands.md gives its document."""
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").partition("## JSON")[2]
    for commands, cell in re.findall(r"^\| (`.*?) \| (`[^|]*) \|$", text, re.MULTILINE):
        for command in SPAN.findall(commands):
            yield command, set(SPAN.findall(cell)[0].split())


def test_json__documents_have_the_keys_that_the_page_gives_them(run, place, monkeypatch):
    run("new", "northmoor", "--from", PLAN, "--review-ref", "NM-01")
    monkeypatch.chdir("northmoor")
    put_addresses()
    run("issue", "--as-at", "2025-06-30")
    put_returns()
    monkeypatch.chdir("..")
    more = {
        "new": ["fresh", "--from", PLAN],
        "issue": ["--as-at", "2025-06-30"],
        "check": ["northmoor/issued/2025-06-30/POLICE.xlsx"],
        "update": ["--from", PLAN],
        "undo": ["--yes"],
    }
    wrong = {}
    for command, keys in keys_said():
        arguments = [command, *more.get(command, [])]
        code, out, err = run("--plan", "northmoor", *arguments, *([] if command == "export" else ["--json"]))
        assert code in {0, 3}, err
        there = json.loads(out).keys() - {"schema"}
        if there != keys:
            wrong[command] = sorted(there ^ keys)
    assert len(dict(keys_said())) > 12
    assert not wrong
