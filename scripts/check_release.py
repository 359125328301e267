"""Build the wheel and the sdist into `dist/`, and try the wheel as a user would: `python3 scripts/check_release.py`.

The wheel is installed into a new virtual environment with its libraries from the package index. The demo and
`dhr-xl addin build` are then run from it, away from this folder. Needs the network.
"""

import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path

import _environment

DIST = _environment.ROOT / "dist"
SDIST_HOLDS = {
    "CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "docs", "dhr_xl", "pyproject.toml", "requirements.lock",
    "scripts", "tests", "workbook_templates", ".gitignore",
}  # fmt: skip
"""Everything at the top of the sdist; hatchling adds .gitignore by itself."""
WHEEL_NEEDS = (
    "dhr_xl/workbook_templates/return.xlsx", "dhr_xl/front/addin/xlam/sources/DhrRibbon.bas",
    "dhr_xl/front/addin/setup/CHECK_IN_EXCEL.md",
)  # fmt: skip
JUNK = (".pyc", ".part", ".log", ".db", "~")


def main():
    """Build, look into both files, install and run; the first thing wrong ends it with a sentence."""
    python = _environment.ready()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        shutil.rmtree(DIST, ignore_errors=True)
        builder = new_environment(python, place / "builder", "build")
        do("Building the sdist, and the wheel from it", builder, "-m", "build", "--outdir", DIST, _environment.ROOT)
        sdist, wheel = only(DIST.glob("*.tar.gz")), only(DIST.glob("*.whl"))
        check_names(sdist, wheel)
        user = new_environment(python, place / "user", wheel)
        program = user.with_name("dhr-xl" + user.suffix)
        do("Running the demo", program, "demo", place / "demo", cwd=place)
        do("Asking where its plan stands", user, "-m", "dhr_xl", "--plan", place / "demo", cwd=place)
        do("Building the add-in", program, "addin", "build", place / "dhr_xl.xlam", cwd=place)
    print(f"{sdist.name} and {wheel.name} in {DIST} are fit to publish.")
    return 0


def new_environment(python, folder, package):
    """Make a virtual environment with one package and what it needs from the index; its Python."""
    do(f"Making an environment with {Path(package).name}", python, "-m", "venv", folder)
    own = folder / ("Scripts/python.exe" if _environment.os.name == "nt" else "bin/python")
    do("Installing it", own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package)
    return own


def do(what, *command, cwd=None):
    """Run a program; show what it said and stop where it fails. 3 is no failure: a person must look."""
    _environment.say(f"{what} …")
    ended = subprocess.run(
        [str(part) for part in command], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if ended.returncode not in (0, 3):
        _environment.stop(f"{ended.stdout.decode(errors='replace')}\n{what} failed ({ended.returncode}).")


def only(paths):
    """The one path there is."""
    found = list(paths)
    if len(found) != 1:
        _environment.stop(f"Not one file was built but {len(found)}: {', '.join(map(str, found))}")
    return found[0]


def check_names(sdist, wheel):
    """Stop where a file is missing from the sdist or the wheel, or does not belong there."""
    with tarfile.open(str(sdist)) as archive:
        inside = [name.partition("/")[2] for name in archive.getnames()]
    with zipfile.ZipFile(str(wheel)) as archive:
        packed = archive.namelist()
    top = {name.partition("/")[0] for name in inside if name}
    wrong = [
        *(f"{name} is missing from the sdist" for name in sorted(SDIST_HOLDS - top)),
        *(f"{name} does not belong in the sdist" for name in sorted(top - SDIST_HOLDS)),
        *(f"{name} is missing from the wheel" for name in WHEEL_NEEDS if name not in packed),
        *(f"{name} does not belong in a release" for name in [*inside, *packed] if name.endswith(JUNK)),
        *(f"{name} does not belong in the wheel" for name in packed if not name.startswith(("dhr_xl/", "dhr_xl-"))),
    ]
    if wrong:
        _environment.stop("\n".join(wrong))


if __name__ == "__main__":
    _environment.end_with(main)
