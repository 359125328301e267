"""Show the whole round on the shipped example: `python3 scripts/demo.py [FOLDER]`. Needs nothing but Python 3.11."""

import sys

import _environment


def main():
    """Make the environment if need be, then run `dhr-xl demo` with the arguments given here."""
    _environment.ready()
    return _environment.run([_environment.program("dhr-xl"), "demo", *sys.argv[1:]])


if __name__ == "__main__":
    _environment.end_with(main)
