"""Write a round's workbooks, as `dhr-xl issue` does: `python3 scripts/issue_workbooks.py FOLDER AS-AT [DUE]`."""

import sys

import _environment


def main():
    """Run `dhr-xl issue` with the dates given, written as 2025-06-30."""
    try:
        folder, as_at, *due = sys.argv[1:]
    except ValueError:
        _environment.stop("Give the plan's folder, the as-at date and, if you wish, the due date.")
    until = ["--due", *due] if due else []
    return _environment.dhr_xl("--plan", folder, "issue", "--as-at", as_at, *until)


if __name__ == "__main__":
    _environment.end_with(main)
