"""The JSON documents of the commands of the Excel ribbon."""

from pathlib import Path
from typing import Any, Final, NamedTuple

from dhr_xl.core.documents import Shape
from dhr_xl.front.addin.setup.checking import SetUp, SetupFinding
from dhr_xl.front.addin.setup.install import Installed, Removed


class Built(NamedTuple):
    """What `addin build` shows."""

    file: Path


class InstalledAndSeen(NamedTuple):
    """What `addin install` shows: the files, and what a person must look at."""

    installed: Installed
    findings: tuple[SetupFinding, ...]


SHAPES: Final[tuple[Shape[Any], ...]] = (
    Shape(Built, "addin-build"),
    Shape(InstalledAndSeen, "addin-install", spread="installed"),
    Shape(Removed, "addin-uninstall"),
    Shape(SetUp, "addin-status", adds={"look": lambda seen: seen.look}),
)
