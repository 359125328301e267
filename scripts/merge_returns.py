"""Merge the returns in a plan's inbox, as `dhr-xl collect` does: `python3 scripts/merge_returns.py [FOLDER]`."""

import sys

import _environment


def main():
    """Make the environment if need be, then run `dhr-xl collect` in the plan's folder; this one if none is given."""
    _environment.ready()
    folder, *more = sys.argv[1:] or ["."]
    return _environment.run([_environment.program("dhr-xl"), "--plan", folder, "collect", *more])


if __name__ == "__main__":
    _environment.end_with(main)
