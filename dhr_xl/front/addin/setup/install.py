"""Install the add-in where Excel loads it from, and remove all of it again."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import BaseModel, ValidationError

from dhr_xl import __version__
from dhr_xl.errors import Stop, Unfinished
from dhr_xl.files import hash_if_readable, sha256_of, write_whole
from dhr_xl.front.addin.setup.places import Computer, Places, places_of, row_of, settings_text, xlwings_script

SCHEMA: Final = "dhr_xl/addin-installed/1"


class Remembered(BaseModel, frozen=True, extra="ignore"):
    """What an installation wrote, kept beside the settings, so that uninstalling removes that and no more.

    version: of dhr_xl; scripts: file name of each AppleScript -> its SHA-256; folders: those that were made, outer
    before inner.
    """

    version: str
    scripts: Mapping[str, str] = {}
    folders: tuple[Path, ...] = ()


class Installed(NamedTuple):
    """The files installed; the version replaced ("" for none, "unknown" where nothing says which); what to look at."""

    files: tuple[Path, ...]
    replaced: str
    notes: tuple[str, ...]


class Removed(NamedTuple):
    """The files removed, and those left because they were changed since we wrote them."""

    files: tuple[Path, ...]
    left: tuple[Path, ...]


def install(computer: Computer, build: Callable[[], bytes]) -> Installed:
    """Write the add-in, its settings and, on a Mac, xlwings' AppleScript; remove the remains of older installations.

    build: gives the add-in's bytes. Each file is written whole or not at all, the add-in first: where it cannot be
    replaced, nothing is changed. Raises Stop, or Unfinished where the add-in is in place and a later file failed.
    """
    places, row = places_of(computer), row_of(computer)
    settings = settings_text(computer)
    script = places.scripts / xlwings_script().name if places.scripts else None
    before = remembered_of(places) or Remembered(version="unknown" if places.addin.exists() else "")
    fresh = _missing_folders(computer, places)
    written = Remembered(version=__version__, scripts=before.scripts, folders=(*before.folders, *fresh))
    _write(places.addin, build(), row.refused)
    try:
        notes, own = _write_script(places, script, written, row.refused) if script else ((), ())
        _write(places.settings, settings, row.refused)
        if not script:
            _remember(places, written, row.refused)
    except Stop as stop:
        raise Unfinished(f"{stop} The add-in itself is installed; install again to finish.") from stop
    _sweep(places)
    if computer.platform == "darwin" and places.settings.parent.parent in fresh:
        start = "Excel has not been started here yet. Start it once, quit it, and check with: dhr-xl addin status"
        notes = (*notes, start)
    return Installed((places.addin, places.settings, *own), before.version, notes)


def _write_script(
    places: Places, target: Path, written: Remembered, refused: str
) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """Write xlwings' AppleScript and remove ours of other versions; returns notes, and the file if it is ours.

    One that somebody else put there or changed is left as it is. Ours is recorded before it is written, and struck
    off after it is removed.
    """
    data = xlwings_script().read_bytes()
    there, scripts, notes = hash_if_readable(target), dict(written.scripts), []
    if there in {None, scripts.get(target.name)}:
        scripts[target.name] = sha256_of(data)
        _remember(places, written.model_copy(update={"scripts": scripts}), refused)
        _write(target, data, refused)
    elif there != sha256_of(data):
        left = "was there already and differs from xlwings' own, so it was left. Look at it or delete it."
        notes.append(f"{target} {left}")
    for name in [name for name in scripts if name != target.name]:
        kept = _remove_script(target.with_name(name), scripts.pop(name), refused)
        notes += [f"{path} was changed after it was installed, so it was left." for path in kept]
    _remember(places, written.model_copy(update={"scripts": scripts}), refused)
    return tuple(notes), (target,) if target.name in scripts else ()


def uninstall(computer: Computer) -> Removed:
    """Remove what was installed: our files, an AppleScript only if unchanged, and folders we made.

    Raises Stop where the add-in, which goes first, cannot be removed (nothing is changed then), Unfinished where a
    later file cannot.
    """
    places, row = places_of(computer), row_of(computer)
    before = remembered_of(places)
    removed = [places.addin] if _unlink(places.addin, row.refused) else []
    left: list[Path] = []
    try:
        if places.scripts and before:
            for name, written in before.scripts.items():
                path = places.scripts / name
                there, changed = path.exists(), _remove_script(path, written, row.refused)
                left += changed
                removed += [path] if there and not changed else []
        removed += [path for path in (places.settings, places.remembered) if _unlink(path, row.refused)]
    except Stop as stop:
        raise (Unfinished(str(stop)) if removed else stop) from stop
    _sweep(places)
    for folder in sorted(before.folders if before else (), key=lambda made: len(made.parts), reverse=True):
        with suppress(OSError):  # not empty: it holds somebody else's file
            folder.rmdir()
    return Removed(tuple(removed), tuple(left))


def remembered_of(places: Places) -> Remembered | None:
    """The record of what was installed here, or None where there is none that can be read."""
    try:
        kept = Remembered.model_validate_json(places.remembered.read_bytes())
    except (OSError, ValidationError):
        return None
    own = {name: written for name, written in kept.scripts.items() if _is_script(name)}
    return kept.model_copy(update={"scripts": own})


def _is_script(name: str) -> bool:
    """Whether it is a plain file name of an xlwings AppleScript: the record could have been edited."""
    return name.startswith("xlwings-") and name.endswith(".applescript") and not set(name) & set("/\\:")


def _remember(places: Places, written: Remembered, refused: str) -> None:
    document = {"schema": SCHEMA} | written.model_dump(mode="json")
    _write(places.remembered, json.dumps(document, indent=1).encode(), refused)


def _missing_folders(computer: Computer, places: Places) -> tuple[Path, ...]:
    targets = [places.addin.parent, places.settings.parent, *([places.scripts] if places.scripts else [])]
    missing = {folder for target in targets for folder in (target, *target.parents) if not folder.exists()}
    return tuple(sorted(missing - {computer.home}, key=lambda folder: len(folder.parts)))


def _write(path: Path, data: bytes, refused: str) -> None:
    try:
        write_whole(path, data)
    except Stop as stop:
        denied = isinstance(stop.__cause__, PermissionError)
        raise (Stop(f"{path} cannot be written. {refused}") if denied else stop) from stop


def _unlink(path: Path, refused: str) -> bool:
    """Remove a file; returns whether it was there. Raises Stop where it cannot be removed."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Stop(f"{path} cannot be removed. {refused}") from error
    return True


def _remove_script(path: Path, written: str, refused: str) -> list[Path]:
    """Remove an AppleScript that is unchanged; returns the file where it was changed and left."""
    now = hash_if_readable(path)
    if now == written:
        _unlink(path, refused)
    return [path] if now not in {None, written} else []


def _sweep(places: Places) -> None:
    """Remove part-written files of an interrupted installation: Excel would open them at every start."""
    for path in (places.addin, places.settings, places.remembered):
        for part in path.parent.glob(f".{path.name}.*.part"):
            with suppress(OSError):
                part.unlink()
