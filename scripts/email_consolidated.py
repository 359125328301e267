"""Draw the board's copy and draft its e-mail: the same as `dhr-xl publish` and `dhr-xl email --what consolidated`."""

import subprocess
import sys

folder = sys.argv[1] if len(sys.argv) > 1 else "."
for command in (["publish"], ["email", "--what", "consolidated"]):
    done = subprocess.run([sys.executable, "-m", "dhr_xl.cli", "--plan", folder, *command], check=False)
    if done.returncode not in (0, 3):
        sys.exit(done.returncode)
