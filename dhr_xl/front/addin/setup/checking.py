"""Check the add-in without Excel: its files, its settings, the Python they name, the trusted location."""

import csv
import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path, PurePath, PureWindowsPath
from typing import Final, Literal, NamedTuple

from pydantic import BaseModel, ValidationError

from dhr_xl import __version__
from dhr_xl.errors import Stop
from dhr_xl.files import hash_if_readable, sha256_of
from dhr_xl.front.addin.setup.install import remembered_of
from dhr_xl.front.addin.setup.places import Computer, Places, places_of, row_of, xlwings_script
from dhr_xl.front.addin.setup.registry import ROOTS, Values

CHECKLIST: Final = Path(__file__).with_name("CHECK_IN_EXCEL.md")
AGAIN: Final = "Install again: dhr-xl addin install"
SECONDS: Final = 60
"""How long Python may take to answer: its first start from a network share, with a virus scanner, is slow."""
LOCATION: Final = re.compile(r"trusted locations\\[^\\]+\\path$")
VARIABLE: Final = re.compile(r"%([^%]+)%")
ASK: Final = """
import json, sys
from importlib.util import find_spec
import dhr_xl, xlwings
print(json.dumps({"dhr_xl": dhr_xl.__version__, "xlwings": xlwings.__version__, "pro": bool(xlwings.__pro__),
                  "lacks": [name for name in sys.argv[1:] if find_spec(name) is None]}))
"""

Mark = Literal["ok", "look", "unseen"]


class SetupFinding(NamedTuple):
    """One thing checked. mark: "ok", "look" (a person must), "unseen" (cannot be checked here); remedy: what to do."""

    what: str
    mark: Mark
    message: str
    remedy: str = ""


UNSEEN: Final = SetupFinding(
    "Excel itself", "unseen",
    "Whether Excel loads the add-in, shows the tab and starts Python cannot be checked from here.",
    f"A checklist for ten minutes with Excel: {CHECKLIST}",
)  # fmt: skip


class SetUp(NamedTuple):
    """What `addin status` found. platform: as Python calls it; versions: of dhr_xl and xlwings, by their names."""

    platform: str
    versions: Mapping[str, str]
    findings: tuple[SetupFinding, ...]

    @property
    def look(self) -> bool:
        """Whether a person must look at something."""
        return any(found.mark == "look" for found in self.findings)


class PythonReport(BaseModel, frozen=True):
    """What the Python that Excel starts reports. lacks: missing modules that xlwings reaches Excel with."""

    dhr_xl: str
    xlwings: str
    pro: bool
    lacks: tuple[str, ...]


class Policy(NamedTuple):
    """A registry value under one of ROOTS that keeps the add-in from working."""

    key: str
    name: str
    bad: int
    message: str


POLICIES: Final = (
    Policy(
        "Excel\\Security\\Trusted Locations", "AllLocationsDisabled", 1, "trusted locations are switched off for Excel"
    ),
    Policy(
        "Common\\Security\\Trusted Locations", "Allow User Locations", 0, "only locations that IT names are trusted"
    ),
    Policy("Excel\\Security", "RequireAddinSig", 1, "add-ins must be signed by a trusted publisher"),
    Policy("Excel\\Security", "DisableAllAddins", 1, "all add-ins of Excel are switched off"),
    Policy("Common", "VBAOff", 1, "VBA is switched off for all of Office"),
)


def look_at(computer: Computer, build: Callable[[], bytes], registry: Callable[[], Values]) -> tuple[SetupFinding, ...]:
    """Check everything that can be checked here, most important first. Raises Stop where there is no desktop Excel."""
    places = places_of(computer)
    if not places.addin.exists() and not places.settings.exists():
        nothing = SetupFinding("Add-in", "look", "Nothing is installed here.", "Install it: dhr-xl addin install")
        return (nothing,)
    script = _script(places.scripts) if places.scripts else ()
    windows = computer.platform == "win32"
    location = trusted(places.addin.parent, registry(), computer.environment) if windows else ()
    return (*_addin(places, build), *_python(computer, places), *script, *location, UNSEEN)


def _addin(places: Places, build: Callable[[], bytes]) -> Iterator[SetupFinding]:
    now, remembered = hash_if_readable(places.addin), remembered_of(places)
    builds = f"what dhr_xl {__version__} builds with xlwings {version('xlwings')}"
    try:
        wanted = sha256_of(build())
    except Stop as stop:
        yield SetupFinding("Add-in", "look", f"It cannot be built, so {places.addin} could not be compared.", str(stop))
        return
    if now is None:
        yield SetupFinding("Add-in", "look", f"{places.addin} is missing or cannot be read.", AGAIN)
    elif now == wanted:
        yield SetupFinding("Add-in", "ok", f"{places.addin} is {builds}.")
    else:
        by = f"it was installed by dhr_xl {remembered.version}" if remembered else "what installed it is unknown"
        yield SetupFinding("Add-in", "look", f"{places.addin} is not {builds}; {by}.", AGAIN)


def _python(computer: Computer, places: Places) -> Iterator[SetupFinding]:
    row = row_of(computer)
    try:
        interpreter = read_settings(places.settings, computer.code_page).get(row.interpreter_key, "")
    except (OSError, UnicodeError, csv.Error):
        yield SetupFinding("Settings", "look", f"{places.settings} is missing or cannot be read.", AGAIN)
        return
    if not interpreter:
        yield SetupFinding("Settings", "look", f"{places.settings} names no Python for {row.excel}.", AGAIN)
        return
    yield SetupFinding("Settings", "ok", f"{places.settings} names {interpreter}.")
    try:
        answer = ask(interpreter, row.needs)
    except Stop as stop:
        remedy = f"Install dhr_xl there, or start dhr-xl from an environment that has it. {AGAIN}"
        yield SetupFinding("Python", "look", str(stop), remedy)
        return
    yield from judged(answer)


def read_settings(path: Path, code_page: str) -> dict[str, str]:
    """The settings as VBA reads them: a quoted name and value a line, names in any case. Raises OSError, ValueError."""
    lines = path.read_bytes().decode(code_page).splitlines()
    return {row[0].upper(): row[1] for row in csv.reader(lines) if len(row) > 1}


def ask(interpreter: str, needs: tuple[str, ...], seconds: float = SECONDS) -> PythonReport:
    """Start a Python as Excel does, with no folder or setting of this terminal, and ask what it has.

    needs: modules that xlwings reaches Excel with on this platform. Raises Stop where it does not answer.
    """
    settings = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    try:
        command, place = [interpreter, "-B", "-c", ASK, *needs], Path(interpreter).parent
        done = subprocess.run(  # noqa: S603 - the Python that this person's own settings name
            command, cwd=place, env=settings, capture_output=True, timeout=seconds, check=False
        )
        return PythonReport.model_validate_json(done.stdout.splitlines()[-1] if done.stdout.strip() else b"")
    except subprocess.TimeoutExpired as error:
        raise Stop(f"{interpreter} did not answer within {seconds:g} seconds.") from error
    except OSError as error:
        raise Stop(f"{interpreter} cannot be started ({error.strerror}).") from error
    except ValidationError as error:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise Stop(f"{interpreter} lacks what the buttons need ({said[-1] if said else 'it said nothing'}).") from error


def judged(answer: PythonReport) -> Iterator[SetupFinding]:
    """Judge the report of the Python that Excel starts."""
    here = {"dhr_xl": __version__, "xlwings": version("xlwings")}
    there = {"dhr_xl": answer.dhr_xl, "xlwings": answer.xlwings}
    words = " and ".join(f"{name} {number}" for name, number in there.items())
    if there == here:
        yield SetupFinding("Python", "ok", f"It answers, with {words}.")
    else:
        ours = " and ".join(f"{name} {number}" for name, number in here.items())
        yield SetupFinding("Python", "look", f"It answers with {words}, but this is {ours}.", AGAIN)
    if answer.pro:
        remedy = "Take the licence key of xlwings PRO out of this account's settings."
        yield SetupFinding("xlwings", "look", "It is the PRO edition, which dhr_xl does not use.", remedy)
    elif answer.lacks:
        remedy = "Install it there again: python -m pip install --force-reinstall xlwings"
        yield SetupFinding("xlwings", "look", f"It cannot reach Excel without {', '.join(answer.lacks)}.", remedy)
    else:
        yield SetupFinding("xlwings", "ok", "It is the free edition, and has what it needs to reach Excel.")


def _script(folder: Path) -> Iterator[SetupFinding]:
    script = xlwings_script()
    path = folder / script.name
    now = hash_if_readable(path)
    if now == hash_if_readable(script):
        yield SetupFinding("AppleScript", "ok", f"{path} is that of the installed xlwings.")
    elif now is None:
        yield SetupFinding("AppleScript", "look", f"{path} is missing or cannot be read.", AGAIN)
    else:
        remedy = f"Look at it and delete it. {AGAIN}"
        yield SetupFinding("AppleScript", "look", f"{path} differs from xlwings' own.", remedy)


def trusted(folder: PurePath, values: Values, environment: Mapping[str, str]) -> Iterator[SetupFinding]:
    """Whether Excel for Windows trusts the add-in's folder, as far as the registry says."""
    by_name = {name.lower(): value for name, value in values.items()}
    against = [
        policy.message
        for policy in POLICIES
        if any(by_name.get(f"{root}\\{policy.key}\\{policy.name}".lower()) == policy.bad for root in ROOTS)
    ]
    network = str(folder).startswith("\\\\")
    allowed = "Excel\\Security\\Trusted Locations\\AllowNetworkLocations"
    if network and not any(by_name.get(f"{root}\\{allowed}".lower()) == 1 for root in ROOTS):
        against.append("it is on the network, where no location is trusted")
    if against:
        why = f"Excel may not load the add-in from {folder}: {'; '.join(against)}."
        remedy = "Ask IT to trust it, or use the command line, which does all that the ribbon does."
        yield SetupFinding("Trusted place", "look", why, remedy)
    elif any(_same(str(path), folder, environment) for name, path in by_name.items() if LOCATION.search(name)):
        yield SetupFinding("Trusted place", "ok", f"{folder} is among Excel's trusted locations.")
    else:
        why = f"{folder} is where Excel loads add-ins from; the registry does not say whether it is trusted."
        remedy = "In Excel: File, Options, Trust Center, Trust Center Settings, Trusted Locations."
        yield SetupFinding("Trusted place", "unseen", why, remedy)


def _same(path: str, folder: PurePath, environment: Mapping[str, str]) -> bool:
    """Whether a path in the registry, with its %VARIABLES%, is that folder; case does not matter on Windows."""
    known = {name.upper(): value for name, value in environment.items()}
    expanded = VARIABLE.sub(lambda found: known.get(found[1].upper(), found[0]), path)
    return PureWindowsPath(expanded) == PureWindowsPath(folder)


def set_up(computer: Computer, build: Callable[[], bytes], registry: Callable[[], Values]) -> SetUp:
    """Check everything, and give the versions here. Raises Stop where there is no desktop Excel."""
    versions = {"dhr_xl": __version__, "xlwings": version("xlwings")}
    return SetUp(computer.platform, versions, look_at(computer, build, registry))
