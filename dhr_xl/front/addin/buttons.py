"""The buttons of the tab DHR Returns as a table, and sentences that name commands, reworded to name buttons."""

import re
from typing import Final, NamedTuple

TAB: Final = "DHR Returns"


class Button(NamedTuple):
    """One button. name: its function in `front.addin`; label: on the ribbon; command: the same in a terminal."""

    name: str
    label: str
    command: str
    does: str


BUTTONS: Final = (
    Button("issue", "Issue", "dhr-xl issue", "writes a locked workbook for each agency, for the dates on Today"),
    Button(
        "letters", "Letters", "dhr-xl email",
        "drafts the letter each agency needs today: its workbook, what to put right, or what it owes",
    ),
    Button("collect", "Collect", "dhr-xl collect", "takes in the files in the folder inbox, and your edits here"),
    Button("check", "Check a file", "dhr-xl check", "says what Collect would make of a file; changes nothing"),
    Button("decide", "Decide", "dhr-xl resolve", "applies what you chose on Decisions"),
    Button("publish", "Consolidated", "dhr-xl publish", "writes the consolidated workbook for the board"),
    Button(
        "board_letter", "Board's letter", "dhr-xl email --what consolidated",
        "drafts the e-mail that brings the board its copy and the workbook in which it decides",
    ),
    Button("where", "Where the plan stands", "dhr-xl", "says what waits for you, and the next step"),
    Button("guide", "How it works", "dhr-xl --help", "shows this"),
)  # fmt: skip
"""In the order of a round."""
LABELS: Final = {button.command: button.label for button in BUTTONS}
COMMAND: Final = re.compile(
    r"(?P<run>\b[Rr]un: )?dhr-xl (?P<verb>issue|email|collect|check|resolve|chase|publish)\b(?! ID)"
    r"(?P<what> --what \w+)?(?: --as-at DATE)?(?: --due DATE)?"
)


def in_buttons(text: str) -> str:
    """Reword a sentence that names a command so that it names the button, for somebody in Excel."""
    return COMMAND.sub(_pressed, text)


def _pressed(found: re.Match[str]) -> str:
    verb = "email" if found["verb"] == "chase" else found["verb"]
    command = f"dhr-xl {verb}{found['what'] or ''}"
    press = "Press" if (found["run"] or "").startswith("R") else "press"
    return f"{press} {LABELS.get(command, LABELS[f'dhr-xl {verb}'])}"


def guide_lines() -> tuple[str, ...]:
    """What each button does, in the order of a round."""
    return (
        "In the order of a round:",
        *(f"{button.label}: {button.does}." for button in BUTTONS),
        "Nothing is sent without you. What agencies sent is kept, unchanged, in the folder returned.",
    )
