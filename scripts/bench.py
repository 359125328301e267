"""How long the work takes, beside what a person would do instead: `python3 scripts/bench.py [RETURNS]`.

Each figure is a ratio of two medians, taken in turn within this one run: absolute times are this computer's alone.
"""

import sys

import _environment


def main():
    """Make the environment if need be, then measure in it, in a folder that is removed afterwards."""
    python = _environment.ready()
    measure = _environment.ROOT / "scripts" / "_bench.py"
    return _environment.run([python, measure, *sys.argv[1:]])


if __name__ == "__main__":
    _environment.end_with(main)
