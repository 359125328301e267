"""Run a whole round on the example plan: `python3 scripts/demo.py [FOLDER]`. Needs only Python 3.11."""

import sys

import _environment


def main():
    """Run `dhr-xl demo` with the same arguments."""
    return _environment.dhr_xl("demo", *sys.argv[1:])


if __name__ == "__main__":
    _environment.end_with(main)
