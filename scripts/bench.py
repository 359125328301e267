"""Measure how long the work takes beside what else could do it: `python3 scripts/bench.py [RETURNS [WORD]]`.

With a WORD, only the rows whose name has it, for example `start`. RETURNS: how many come in at once, 200 if not given.
With 200 it takes some minutes.

Each figure is the ratio of two medians, measured in turn in one run: absolute times hold for this computer only.
"""

import sys

import _environment


def main():
    """Make the environment if need be, then run `_bench.py` in it."""
    python = _environment.ready()
    measure = _environment.ROOT / "scripts" / "_bench.py"
    return _environment.run([python, measure, *sys.argv[1:]])


if __name__ == "__main__":
    _environment.end_with(main)
