"""Send out a round: the same as `dhr-xl issue`. Give FOLDER AS-AT DUE, for example: northmoor 2015-06-30 2015-07-14."""

import sys

from dhr_xl.cli import main

if len(sys.argv) != 4:
    sys.exit("Give three things: the plan's folder, the as-at date and the return-by date.")
main(["--plan", sys.argv[1], "issue", "--as-at", sys.argv[2], "--due", sys.argv[3]])
