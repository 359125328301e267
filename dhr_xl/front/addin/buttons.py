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


DRAFTS: Final = "E-mail drafts, "
BUTTONS: Final = (
    Button("issue", "Issue", "dhr-xl issue", "writes a locked workbook for each agency, for the dates on Today"),
    Button(
        "email_workbooks", f"{DRAFTS}Workbooks to agencies", "dhr-xl email --what workbooks",
        "drafts the e-mails that bring agencies their workbooks",
    ),
    Button("collect", "Collect", "dhr-xl collect", "takes in the files in the folder inbox, and your edits here"),
    Button("check", "Check a file", "dhr-xl check", "says what Collect would make of a file; changes nothing"),
    Button("decide", "Decide", "dhr-xl resolve", "applies what you chose on Decisions"),
    Button(
        "email_corrections", f"{DRAFTS}Corrections to agencies", "dhr-xl email --what corrections",
        "drafts the e-mails that send corrections copies back",
    ),
    Button("chase", "Chase", "dhr-xl chase", "drafts reminders to those who still owe something"),
    Button("publish", "Consolidated", "dhr-xl publish", "writes the consolidated workbook for the board"),
    Button(
        "email_consolidated", f"{DRAFTS}Consolidated to the board", "dhr-xl email --what consolidated",
        "drafts the e-mail that brings the board its workbook",
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
    verb = f"dhr-xl {found['verb']}"
    what = found["what"] or (" --what workbooks" if found["verb"] == "email" else "")
    press = "Press" if (found["run"] or "").startswith("R") else "press"
    return f"{press} {LABELS[verb + what]}"


def guide_lines() -> tuple[str, ...]:
    """What each button does, in the order of a round."""
    return (
        "In the order of a round:",
        *(f"{button.label}: {button.does}." for button in BUTTONS),
        "Nothing is sent without you. What agencies sent is kept, unchanged, in the folder returned.",
    )
