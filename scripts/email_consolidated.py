"""Write the board's workbook and draft the e-mail with it: `python3 scripts/email_consolidated.py [FOLDER]`."""

import sys

import _environment

LOOK = 3
"""Done, and a person must look; the e-mail is drafted all the same."""


def main():
    """Run `dhr-xl publish` and `dhr-xl email --what consolidated`."""
    folder = sys.argv[1] if len(sys.argv) > 1 else "."
    published = _environment.dhr_xl("--plan", folder, "publish")
    if published not in (0, LOOK):
        return published
    return _environment.dhr_xl("--plan", folder, "email", "--what", "consolidated")


if __name__ == "__main__":
    _environment.end_with(main)
