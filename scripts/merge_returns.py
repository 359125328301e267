"""Merge the returns in a plan's inbox, as `dhr-xl collect` does: `python3 scripts/merge_returns.py [FOLDER]`."""

import sys

import _environment


def main():
    """Run `dhr-xl collect` in the plan's folder; this one if none is given."""
    folder, *more = sys.argv[1:] or ["."]
    return _environment.dhr_xl("--plan", folder, "collect", *more)


if __name__ == "__main__":
    _environment.end_with(main)
