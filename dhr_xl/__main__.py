"""Run the command line where its program is not on the PATH: `python -m dhr_xl`."""

from __future__ import annotations

from dhr_xl.front.cli.main import main

if __name__ == "__main__":  # not where a test imports every module
    main(prog_name="dhr-xl")
