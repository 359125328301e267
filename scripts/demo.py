"""Run a whole round on the example plan: `python3 scripts/demo.py [FOLDER]`. Needs only Python 3.11."""

import sys

import _environment


def main():
    """Make the environment if need be, then run `dhr-xl demo` with the same arguments."""
    _environment.ready()
    return _environment.run([_environment.program("dhr-xl"), "demo", *sys.argv[1:]])


if __name__ == "__main__":
    _environment.end_with(main)
