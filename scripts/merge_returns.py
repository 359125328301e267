"""Take in the returns of a plan's inbox: the same as `dhr-xl collect`. Give the plan's folder, or run it there."""

import sys

from dhr_xl.cli import main

main(["--plan", sys.argv[1] if len(sys.argv) > 1 else ".", "collect"])
