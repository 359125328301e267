"""Rule 9: personal details give a warning; a name on the private list holds its row and is shown nowhere."""

import json

import openpyxl
import pytest
from click.testing import CliRunner

from core.returns.cases import LATER, PRIVATE, answer, both, collect_bytes, edited, issued_bytes, on_start, put
from dhr_xl.commands.collect import collect
from dhr_xl.commands.email import email
from dhr_xl.commands.publish import publish
from dhr_xl.core.returns.privacy import HIDDEN, hide_names
from dhr_xl.core.returns.problems import Code
from dhr_xl.front.cli.main import main

PERSONAL = {
    "an e-mail address": ("Sent to a.b@police.example.uk", "an e-mail address"),
    "a telephone number": ("Ring 01926 415 000", "a telephone number"),
    "a mobile number": ("Ring 07700 900123.", "a telephone number"),
    "a number from abroad": ("Ring +44 (0)7700 900123", "a telephone number"),
    "an NHS number": ("943 476 5919", "an NHS number"),
    "an NHS number by name": ("NHS No: 9434765919", "an NHS number"),
    "a date of birth": ("DOB 03/04/1981", "a date of birth"),
    "a born date": ("she was born on 3 April 1981", "a date of birth"),
    "a title and a name": ("PC Harding attended", "a person's name"),
}


@pytest.mark.parametrize(("typed", "what"), PERSONAL.values(), ids=PERSONAL.keys())
def test_what_looks_personal__merges_with_a_warning(collected, typed, what):
    came = collected(answer("1-POLICE", progress=typed))
    assert came.changed == {("1-POLICE", "progress"): typed}
    assert came.loud == (Code.PERSONAL_DETAIL,)
    assert what in came.words


@pytest.mark.parametrize("typed", ["Minutes of 20 June", "Policy 2.15.3 (2025)", "Doctors were briefed", "0800 words"])
def test_what_does_not__is_not_warned_of(collected, typed):
    assert collected(answer("1-POLICE", progress=typed)).codes == ()


NAMED = {
    "as listed": "Rowan Ashdown was seen",
    "capitals": "ROWAN ASHDOWN",
    "two blanks and a line end": "Rowan \n Ashdown",
    "a zero-width space": "Rowan\u200b Ash\u200bdown",
    "last name first": "Ashdown, Rowan",
    "a possessive": "Rowan Ashdown’s case",
    "a straight quote for a curly one": "Zoë O’Farrell",
    "no accent": "Zoe O'Farrell",
    "an accent apart": "Zoe\u0308 O'Farrell",
}


@pytest.mark.parametrize("typed", NAMED.values(), ids=NAMED.keys())
def test_a_private_name__holds_its_row_and_no_other(collected, typed):
    came = collected(both(
        answer("1-POLICE", status="In progress", progress=f"We spoke: {typed}."), answer("4-POLICE", progress="Fourth"),
    ))  # fmt: skip
    assert came.changed == {("4-POLICE", "progress"): "Fourth"}
    assert came.loud == (Code.PRIVATE_NAME,)
    assert came.result.held == ("1-POLICE",)


def test_part_of_a_longer_word__is_no_name():
    assert hide_names("Growan Ashdowne", PRIVATE) == "Growan Ashdowne"
    assert hide_names("x Rowan Ashdown y", PRIVATE) == f"x {HIDDEN} y"


EVERYWHERE = both(
    answer("1-POLICE", status="Rowan Ashdown", progress="Rowan Ashdown", completion_date="Rowan Ashdown", query="zoe o'farrell"),
    answer("2-POLICE", evidence_given="ROWAN ASHDOWN"),
    answer("4-POLICE", progress="Fourth"),
    put(B6="What Rowan Ashdown is to do", R5="Rowan  Ashdown", A10="Rowan Ashdown", H10="Ashdown, Rowan", P28="Zoë O'Farrell"),
    on_start(completed_by="Rowan Ashdown", remarks="Tell Zoë O’Farrell", agency="Rowan Ashdown", anything_new="Rowan Ashdown"),
)  # fmt: skip
LETTERS = ("ashdown", "farrell")


def plain(text):
    return hide_names(text, PRIVATE)


def told(text):
    """Whether any of the names can be read in a text."""
    return [name for name in LETTERS if name in text.casefold()]


def test_the_private_list__reaches_no_workbook_log_json_or_message(folder, master):
    data = edited(issued_bytes(folder), EVERYWHERE)
    (folder / "inbox" / "return.xlsx").write_bytes(data)
    run = CliRunner().invoke(main, ["--plan", str(folder), "collect", "--json"])
    document = json.loads(run.stdout)
    assert document["returns"][0]["outcome"] == "merged_with_problems"
    assert {"1-POLICE", "2-POLICE", "3-POLICE"} <= set(document["returns"][0]["held"])
    assert told(run.output) == []
    for words in (
        ["conflicts"],
        ["conflicts", "--json"],
        ["status"],
        ["status", "--json"],
        ["history"],
        ["export"],
        [],
    ):
        assert told(CliRunner().invoke(main, ["--plan", str(folder), *words]).output) == [], words
    publish(folder, now=LATER)
    email(folder, what="chase", now=LATER)
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).parts
        if not path.is_file() or inside[0] in {"returned", "backups"} or path.name in {"register.db", "dhr_xl.toml"}:
            continue
        if path.suffix == ".xlsx":
            cells = [
                str(c.value)
                for page in openpyxl.load_workbook(path)
                for row in page.iter_rows()
                for c in row
                if c.value
            ]
            assert told("\n".join(cells)) == [], path
        else:
            assert told(path.read_bytes().decode("utf-8", "replace")) == [], path


def test_the_same_shown_to_a_person(folder, master):
    (folder / "inbox" / "return.xlsx").write_bytes(edited(issued_bytes(folder), EVERYWHERE))
    assert told(CliRunner().invoke(main, ["--plan", str(folder), "collect"]).output) == []


def test_a_rejected_file_and_a_private_name__neither(folder):
    (folder / "inbox" / "x.xlsx").write_bytes(
        edited(
            issued_bytes(folder),
            both(on_start(agency="NHS", return_reference="Rowan Ashdown"), put(R5="Rowan Ashdown")),
        )
    )
    run = CliRunner().invoke(main, ["--plan", str(folder), "collect"])
    assert told(run.output) == []


ABOVE = {
    "who completed it": (on_start(completed_by="Rowan Ashdown"), Code.PRIVATE_WORDS),
    "the remarks": (on_start(remarks="Ask Rowan Ashdown"), Code.PRIVATE_WORDS),
    "beside the table": (put(R5="Ask Rowan Ashdown"), Code.PRIVATE_WORDS),
    "a name in who completed it": (on_start(completed_by="DI Harding"), Code.PERSONAL_DETAIL),
    "an address in the remarks": (on_start(remarks="a@b.example"), Code.PERSONAL_DETAIL),
}


@pytest.mark.parametrize(("change", "code"), ABOVE.values(), ids=ABOVE.keys())
def test_outside_the_rows__it_is_said_and_holds_nothing(collected, change, code):
    came = collected(both(answer("1-POLICE", progress="We met"), change))
    assert came.changed == {("1-POLICE", "progress"): "We met"}
    assert code in came.loud


def test_a_locked_text_with_a_private_name__holds_its_row(collected):
    came = collected(both(answer("1-POLICE", progress="We met"), put(B4="Do what Rowan Ashdown asked")))
    assert came.changed == {}
    assert Code.PRIVATE_NAME in came.loud


def test_no_private_list__nothing_is_held(tmp_path):
    from core.returns.cases import make_issued

    folder = make_issued(tmp_path / "plan", private=())
    came = collect_bytes(folder, edited(issued_bytes(folder), answer("1-POLICE", progress="Rowan Ashdown")))
    assert came.changed == {("1-POLICE", "progress"): "Rowan Ashdown"}
    assert collect(folder, now=LATER).returns == ()
