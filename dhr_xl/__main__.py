"""Run the command line where its program is not on the PATH: `python -m dhr_xl`."""

from __future__ import annotations

from dhr_xl.front.cli.main import main

main(prog_name="dhr-xl")
