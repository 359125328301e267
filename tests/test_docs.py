"""What README and docs show is so: each link leads somewhere, each command is run or is as `--help` has it."""

import importlib
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dhr_xl.front.cli.main import main
from docs_shown import BETWEEN, IN_ROUND, LINK, NOT_RUN, PAGES, PLAN, ROOT, ROUND, SHOWN, SPAN, prose_of
from plan_folder import AS_AT, edit_master, fill, form, make_folder

ABOUT_CODE = ("merge", "forms", "field", "importing", "architecture", "contributing")
"""Pages whose names in code spans are of this repository."""
TOPS = ("dhr_xl", "tests", "scripts", "docs", "workbook_templates")
ROOMS = ("core", "importing", "workbooks", "register", "post", "commands", "front")


# links


def slug(heading):
    """The anchor GitHub gives a heading."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")


def anchors_in(path):
    page = path.relative_to(ROOT).as_posix()
    return (
        {slug(heading) for heading in re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)}
        if page in PAGES
        else set()
    )


@pytest.mark.parametrize("page", PAGES)
def test_links__lead_to_a_file_and_a_heading_that_are_there(page):
    broken = []
    for target in LINK.findall(prose_of(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (PAGES[page].parent / name).resolve() if name else PAGES[page]
        if not path.exists() or (anchor and anchor not in anchors_in(path)):
            broken.append(target)
    assert not broken, f"{page} links to what is not there"


def test_pages__each_is_linked_from_another():
    targets = {(PAGES[page].parent / target).resolve() for page in PAGES for target in LINK.findall(prose_of(page))}
    assert not [page for page, path in PAGES.items() if path not in targets and page != "README.md"]


# names of files and of code


@pytest.mark.parametrize("page", PAGES)
def test_paths__are_of_files_and_folders_that_are_there(page):
    gone = []
    for span in SPAN.findall(prose_of(page)):
        path = span.removesuffix("/")
        path_of_ours = re.fullmatch(rf"(?:{'|'.join((*TOPS, *ROOMS))})(?:/[\w.-]+)+", path)
        if not path_of_ours or re.search(r"/[A-Z]+\.py$|/\d+$", path):  # KIND.py stands for any; schema/1 is no path
            continue
        places = [base / name for base in (ROOT, ROOT / "dhr_xl") for name in (path, f"{path}.py")]
        if not any(place.exists() for place in places):
            gone.append(span)
    assert not gone, f"{page} names what is not there"


@pytest.mark.parametrize("page", [page for page in PAGES if Path(page).stem in ABOUT_CODE])
def test_names__are_in_the_code(page):
    files = (path for top in ("dhr_xl", "scripts") for path in (ROOT / top).rglob("*.py"))
    words = {word for path in files for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}
    name_of_code = re.compile(r"[A-Za-z]\w*_\w*[a-z0-9]|[A-Z][a-z]+[A-Z]\w+|[A-Z]{4,}")
    named = [span for span in SPAN.findall(prose_of(page)) if name_of_code.fullmatch(span)]
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
    """What `--help` says of a command, by its path; '' where there is no such command."""
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
    assert not [
        span for span in SPAN.findall(prose_of(page)) if span.startswith("--") and span.split()[0] not in allowed
    ]


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
        fill(issued / "HOUSING.xlsx", inbox / f"{team}.xlsx", {"3-HOUSING": answers}, completed_by=f"Manager, {team}")
    answers = {"status": "Complete", "progress": "Done."}
    fill(issued / "POLICE.xlsx", inbox / "police.xlsx", {"1-POLICE": answers})


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
    """Command, or "A return" and the like -> the keys that docs/commands.md gives its document."""
    text = PAGES["docs/commands.md"].read_text(encoding="utf-8").partition("## JSON")[2]
    rows = re.findall(r"^\| (`.*?) \| `([^`|]*)`[^|]* \|$", text, re.MULTILINE)
    commands = {command: set(keys.split()) for names, keys in rows for command in SPAN.findall(names)}
    parts = re.findall(r"\*\*(An? \w+)\*\*:\s*`+\s*([^`]+)`", text)
    return commands, {name: set(keys.split()) for name, keys in parts}


def test_json__documents_have_the_keys_that_the_page_gives_them(run, tmp_path):
    folder = make_folder(tmp_path)
    commands, parts = keys_said()
    assert len(commands) > 12
    run("--plan", folder, "issue", "--as-at", AS_AT)
    fill(
        form(folder, "POLICE"),
        folder / "inbox" / "police.xlsx",
        {"1-POLICE": {"status": "Complete", "progress": "Done."}},
    )
    more = {
        "new": [tmp_path / "fresh", "--from", ROOT / PLAN],
        "issue": ["--as-at", AS_AT],
        "check": [form(folder, "POLICE")],
        "update": ["--from", ROOT / PLAN, "--anyway"],
        "undo": ["--yes"],
    }
    documents = {}
    for command in commands:
        code, out, err = run(
            *(() if command == "export" else ["--json"]), "--plan", folder, command, *more.get(command, [])
        )
        assert code in {0, 3}, err
        documents[command] = json.loads(out)
    [returned], recommendation = documents["collect"]["returns"], documents["export"]["recommendations"][0]
    documents |= {
        "A return": returned,
        "A problem": returned["problems"][0],
        "A change": returned["changes"][0],
        "A question": documents["resolve"]["waiting"][0],
        "A recommendation": recommendation,
        "An action": recommendation["actions"][0],
    }
    there = {name: document.keys() - {"schema"} for name, document in documents.items()}
    assert commands | parts == there


# what is drawn of the code


def test_architecture__is_drawn_from_the_code_as_it_is(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    pages = importlib.import_module("build_architecture").pages()
    old = [path.name for path, text in pages.items() if path.read_text(encoding="utf-8") != text]
    assert not old, "run: python3 scripts/build_architecture.py"
