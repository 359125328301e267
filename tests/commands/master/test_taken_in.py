"""Every command that takes in master.xlsx first says what it took in, and what became a question."""

import json

import pytest

from plan_folder import edit_master

COMMANDS = (
    ("issue", "--as-at", "2025-06-30", "--without-address"), ("issue", "--board"), ("publish",), ("email",), ("chase",),
    ("resolve",), ("collect",),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command__says_what_it_took_in_and_what_became_a_question(run, issued, command):
    evidence = {"status": "Complete", "evidence_given": "Minutes", "entered_for": "NHS", "entered_from": "E-mail"}
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "Signed off"}, "3-NHS": evidence})
    code, out, err = run("--plan", issued, *command)
    assert "master.xlsx: 2 edits taken in" in out, (out, err)
    assert "master.xlsx: the edits raised 1 question on Decisions: 1-POLICE:board_decision" in out
    assert code == 3


def test_json__names_the_questions_that_the_edits_raised(run, issued):
    edit_master(issued, "Actions", "ref", {"1-POLICE": {"board_decision": "Signed off"}})
    code, out, _ = run("--plan", issued, "publish", "--json")
    assert (code, json.loads(out)["master"]["conflicts"]) == (3, ["1-POLICE:board_decision"])
