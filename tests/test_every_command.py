"""Every command, with each of its options, in every state of a plan: none breaks, and --json is one document."""

import datetime as dt
import json
import re
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dhr_xl.front.cli.main import main
from generated import ALL
from plan_states import ALPHABETS, LONG, STATES, WORDS, make_state

ASKED = "2-POLICE:proposed_target_date"
CASES = {
    # command          what is typed after it; {ref}, {return} and {source} are the state's own
    "": [[]],
    "new": [
        ["{fresh}", "--from", "{source}"],
        ["{fresh}", "--from", "{source}", "--title", ALPHABETS, "--as-at", "2025-03-31", "--review-ref", ALPHABETS, "--marking", ""],
        ["{fresh}", "--from", "{long}", "--title", LONG * 9, "--review-ref", LONG * 9, "--marking", LONG],
        ["{fresh}", "--from", f"{LONG * 3}.txt"],
        ["{fresh}", "--from", "{source}", "--preview", "--title", ALPHABETS],
        [".", "--from", "{long}", "--preview", "--as-at", "31/03/2025"],
        ["{fresh}", "--from", "{source}", "--anyway", "--review-ref", "DHR-07"],
        [LONG * 3, "--from", "{source}"],
        ["{fresh}", "--from", "{source}", "--return-to", "reviews@csp.example", "--contact", ALPHABETS],
    ],
    "update": [
        ["--from", "{source}"],
        ["--from", "{newer}", "--anyway"],
        ["--from", "{long}", "--as-at", "2025-03-31", "--anyway"],
        ["--from", f"{LONG * 3}.txt"],
        ["--from", "{source}", "--as-at", WORDS],
    ],
    "issue": [
        ["--as-at", "2025-06-30"],
        ["--as-at", "30 June 2025", "--due", "14/07/2025", "--agency", "police", "--show-password"],
        ["--as-at", "2025-06-30", "--again", "NHS", "--include-done", "--all"],
        ["--as-at", "2025-09-30", "--due", "2025-10-14", "--all"],
        ["--board"],
        ["--board", "--as-at", "2025-09-30"],
        ["--as-at", "2025-09-30", "--without-address"],
        ["--as-at", WORDS],
        ["--as-at", "2025-06-30", "--agency", ALPHABETS],
    ],
    "check": [["{return}"], [f"{LONG * 3}.xlsx", f"{ALPHABETS}.xlsx"], ["{source}", "{return}"]],
    "collect": [[], ["--dry-run"], ["{return}"], [f"{LONG * 3}.xlsx"]],
    "conflicts": [[]],
    "resolve": [
        [],
        [ASKED, "--take", "ours"],
        [f"{ASKED}#2", "--take", "theirs"],
        [ASKED, "--take", "theirs", "--why", ALPHABETS],
        [ASKED, "--take", "base"],
        [ASKED, "--take", "ask"],
        [ASKED, "--take", "read"],
        [ASKED, "--take", "meant"],
        [ASKED, "--value", WORDS],
        [ASKED, "--value", "31/12/2026"],
        [ALPHABETS, "--take", "ours"],
    ],
    "status": [[]],
    "chase": [[], ["--due", "{soon}"]],
    "publish": [[]],
    "email": [
        [],
        ["--what", "letters"],
        ["--what", "decisions"],
        ["--what", "escalation"],
        ["--what", "workbooks"],
        ["--what", "chase", "--due", "{soon}"],
        ["--what", "corrections"],
        ["--what", "consolidated"],
        ["--what", "workbooks", "--send", "--yes"],
    ],
    "export": [[], ["--format", "json"], ["--format", "csv"]],
    "demo": [["{fresh}"]],
    "history": [[], ["{ref}"], [ALPHABETS]],
    "undo": [["--yes"], [], ["--run", "2", "--yes"], ["--return", "police.xlsx", "--yes"], ["--return", ALPHABETS, "--yes"]],
    "addin": [[]],
    "addin build": [["{fresh}.xlam"], [f"{LONG * 3}.xlam"]],
    "addin install": [[]],
    "addin uninstall": [[]],
    "addin status": [[]],
}  # fmt: skip
ONCE = {"new", "demo", "addin", "addin build", "addin install", "addin uninstall", "addin status"}
"""Commands that have nothing to do with the state of a plan folder: they are run in one."""
NO_JSON = {"export", "demo", "addin"}
"""Commands whose output is not theirs to choose: the plan as data, a story, a list of commands."""
EVERYWHERE = {"--plan", "--json", "--version", "--help"}
STOPPED = 2


def commands(command=main, name=""):
    """Every command of the command line by its name, groups that run by themselves included."""
    yield name, command
    if isinstance(command, click.Group):
        for key, one in command.commands.items():
            yield from commands(one, f"{name} {key}".strip())


def untried():
    """A sentence for every command, option and choice that no case tries."""
    for name, command in commands():
        if name not in CASES:
            yield f"dhr-xl {name} is new: give it cases in CASES"
            continue
        typed = {word for case in CASES[name] for word in case}
        for option in [one for one in command.params if isinstance(one, click.Option)]:
            if not EVERYWHERE & set(option.opts) and not typed & set(option.opts):
                yield f"{option.opts[0]} of dhr-xl {name} is new: give it a case in CASES"
            choices = option.type.choices if isinstance(option.type, click.Choice) else ()
            yield from (f"{option.opts[0]} {one} of dhr-xl {name} has no case" for one in choices if one not in typed)
        if any(isinstance(one, click.Argument) for one in command.params) and not any(
            case and not case[0].startswith("--") for case in CASES[name]
        ):
            yield f"dhr-xl {name} takes an argument: give it a case in CASES"


def test_every_command_and_option__has_a_case():
    assert list(untried()) == []


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """Plan folders, each state made once."""
    made = {}

    def of(name, stage):
        if (name, stage) not in made:
            made[name, stage] = make_state(tmp_path_factory.mktemp("state"), name, stage)
        return made[name, stage]

    return of


def words_of(folder, tmp_path):
    """What stands in a case for a thing of this state."""
    source = tmp_path / f"{ALPHABETS}.txt"
    source.write_text(SOURCE, encoding="utf-8")
    long = tmp_path / f"{LONG}.txt"
    long.write_text(SOURCE, encoding="utf-8")
    newer = tmp_path / "newer.txt"
    newer.write_text(SOURCE + NEWER, encoding="utf-8")
    returned = next(iter(sorted((folder / "returned").rglob("*.xlsx"))), tmp_path / "none.xlsx")
    return {
        "{fresh}": str(tmp_path / "fresh"), "{source}": str(source), "{long}": str(long), "{newer}": str(newer), "{return}": str(returned),
        "{ref}": "1-POLICE", "{soon}": (dt.date.today() + dt.timedelta(days=9)).isoformat(),
    }  # fmt: skip


SOURCE = (
    "Recommendation\tAction to take\tLead agency\tTarget date\tProgress\n"
    "1. Assess risk\tTrain staff\tPolice\t31 March 2015\tDone\n"
    f"2. Ask {ALPHABETS}\tAsk\tKids {ALPHABETS}\t{WORDS}\tKIDſ: yes. Ongoing\n"
    "3. Share\tShare words\tHealth Trust\t\t\n"
)
NEWER = "4. Police assess risk.\tDo 1-POLICE\tNorthmoor Police\tJune 2025\tComplete\n"


def ran(folder, tmp_path, command, case, *, as_json):
    """Run one case on a copy of the folder; what is wrong with how it ended, ''."""
    copy = tmp_path / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    words = words_of(copy, tmp_path)
    for path in tmp_path.glob("fresh*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    typed = [_filled(piece, words) for piece in case]
    given = ["--plan", str(copy), *(["--json"] if as_json else []), *command.split(), *typed]
    result = CliRunner().invoke(main, given, input="y\n")
    shown = f"dhr-xl {' '.join(given)[:400]}: {result.exit_code} {result.stdout[:200]} {result.stderr[:400]}"
    if result.exit_code not in {0, STOPPED, 3}:
        log = re.search(r"\S+\.log", result.stderr)
        return f"{shown}\n{Path(log[0]).read_text(encoding='utf-8') if log else result.exception!r}"
    if result.exit_code == STOPPED and (result.stdout or not result.stderr.strip()):
        return f"{shown}: it did not start, and that is not said on standard error alone"
    if as_json and command not in NO_JSON and result.exit_code != STOPPED:
        try:
            json.loads(result.stdout)
        except ValueError as error:
            return f"{shown}: no JSON document ({error})"
    return ""


def _filled(piece, words):
    for name, value in words.items():
        piece = piece.replace(name, value)
    return piece


def tried_in(number):
    """(command, case) for the state of that number: all in the first and with --all, else some of each command's, so
    that each case meets several states.
    """
    for command, cases in CASES.items():
        if command not in ONCE:
            few = ALL or number == 0
            yield from (
                (command, case) for at, case in enumerate(cases) if few or at % 4 == number % min(4, len(cases))
            )


@pytest.mark.parametrize(("number", "state_of"), list(enumerate(STATES)), ids=[" ".join(one) for one in STATES])
def test_every_command__in_this_state_ends_well_and_prints_one_document(state, tmp_path, monkeypatch, number, state_of):
    monkeypatch.chdir(tmp_path)
    folder = state(*state_of)
    wrong = [said for command, case in tried_in(number) if (said := ran(folder, tmp_path, command, case, as_json=True))]
    assert wrong == [], "\n\n".join(wrong)


@pytest.mark.parametrize("as_json", [True, False])
def test_every_command_of_no_plan__ends_well_and_prints_one_document(state, tmp_path, monkeypatch, as_json):
    monkeypatch.chdir(tmp_path)
    folder = state("dated", "imported")
    wrong = [
        said
        for command in sorted(ONCE)
        for case in CASES[command]
        if (said := ran(folder, tmp_path, command, case, as_json=as_json))
    ]
    assert wrong == [], "\n\n".join(wrong)


@pytest.mark.parametrize("name", ["dates in words", "nobody in it"])
def test_every_command__for_a_person_ends_well(state, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    folder = state(name, "published")
    wrong = [said for command, case in tried_in(0) if (said := ran(folder, tmp_path, command, case, as_json=False))]
    assert wrong == [], "\n\n".join(wrong)
