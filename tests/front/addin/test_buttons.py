"""The table of buttons: the ribbon, the functions and the sentences agree with it."""

import re
import subprocess
import sys

import pytest
from defusedxml.ElementTree import fromstring

import dhr_xl.front.addin
from dhr_xl.front.addin.buttons import BUTTONS, guide_lines, in_buttons
from dhr_xl.front.cli.main import main
from front.addin.parts import RIBBON


def labels():
    """Callback -> the label of its button, behind its menu's where it is in one."""
    found = {}
    for menu in fromstring(RIBBON).iter():
        for button in menu:
            if button.get("onAction"):
                inside = f"{menu.get('label')}, " if menu.tag.endswith("menu") else ""
                found[button.get("onAction")] = f"{inside}{button.get('label')}"
    return found


def test_buttons__are_called_what_the_ribbon_calls_them():
    called = {f"DhrRibbon.On{button.name.title().replace('_', '')}": button.label for button in BUTTONS}
    assert called == labels()


@pytest.mark.parametrize("name", [button.name for button in BUTTONS])
def test_buttons__each_is_a_function_without_arguments(name):
    function = getattr(dhr_xl.front.addin, name)
    assert function.__code__.co_argcount == 0
    assert function.__doc__


@pytest.mark.parametrize("command", [button.command for button in BUTTONS])
def test_buttons__each_stands_for_a_command_there_is(command):
    _, *words = command.split()
    if words and not words[0].startswith("-"):
        assert words[0] in main.commands
    for what in words[2:]:
        options = {option.name: option for option in main.commands[words[0]].params}
        assert what in options["what"].type.choices


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Decide 2 questions on Decisions, save, then run: dhr-xl collect",
            "Decide 2 questions on Decisions, save, then press Collect",
        ),
        ("It was left alone. Run: dhr-xl collect", "It was left alone. Press Collect"),
        ("Send the workbooks out: dhr-xl email", "Send the workbooks out: press Letters"),
        ("(dhr-xl email --what corrections)", "(press Letters)"),
        ("Begin with: dhr-xl issue --as-at DATE --due DATE", "Begin with: press Issue"),
        ("Make a plan with: dhr-xl new FOLDER --from PLAN", "Make a plan with: dhr-xl new FOLDER --from PLAN"),
        ("or: dhr-xl resolve ID --take theirs", "or: dhr-xl resolve ID --take theirs"),
        ("Another dhr-xl is working on this plan", "Another dhr-xl is working on this plan"),
    ],
)
def test_in_buttons__a_command_becomes_its_button(said, told):
    assert in_buttons(said) == told


def test_a_button_outside_excel__ends_with_a_sentence_and_a_log():
    """Nothing is open that could show a box; what stands on standard error is what xlwings shows."""
    command = [sys.executable, "-c", "import dhr_xl.front.addin; dhr_xl.front.addin.collect()"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert re.fullmatch(
        r"The buttons cannot work here\. To see why: dhr-xl addin status\. The details are in .+\n", ended.stderr
    )


def test_guide__names_every_button_and_fits_a_message_box():
    text = "\n".join(guide_lines())
    assert all(button.label in text for button in BUTTONS)
    assert len(text) <= 1023
