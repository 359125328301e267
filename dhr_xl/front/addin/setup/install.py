"""Put the add-in where Excel finds it, and take it away again so that nothing is left."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import BaseModel, ValidationError

from dhr_xl import __version__
from dhr_xl.errors import Stop, Unfinished
from dhr_xl.files import write_whole
from dhr_xl.front.addin.setup.places import Computer, Places, places_of, row_of, settings_text, xlwings_script

SCHEMA: Final = "dhr_xl/addin-installed/1"


class Remembered(BaseModel, frozen=True, extra="ignore"):
    """What an installation wrote that is not ours by its name, kept beside the settings.

    `version` is dhr_xl's, `scripts` the SHA-256 of each AppleScript by its file's name, `folders` those that were made,
    outer before inner.
    """

    version: str
    scripts: Mapping[str, str] = {}
    folders: tuple[Path, ...] = ()


class Installed(NamedTuple):
    """The files there now; the version replaced ("" for a first one, "unknown" for one not remembered); notes."""

    files: tuple[Path, ...]
    replaced: str
    notes: tuple[str, ...]


class Removed(NamedTuple):
    """The files taken away, and those left because they are not as we wrote them."""

    files: tuple[Path, ...]
    left: tuple[Path, ...]


def install(computer: Computer, build: Callable[[], bytes]) -> Installed:
    """Write the add-in, its settings and, on a Mac, xlwings' AppleScript; what an older installation left goes.

    `build` gives the add-in's bytes. Each file is there whole or not at all, the add-in first: where it may not be
    replaced nothing is changed. Raises Stop in a sentence.
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
        raise Unfinished(f"{stop} The add-in itself is in its place; install again to finish.") from stop
    _sweep(places)
    if computer.platform == "darwin" and places.settings.parent.parent in fresh:
        notes = (
            *notes,
            "Excel has not been started here yet. Start it once, quit it, and look with: dhr-xl addin status",
        )
    return Installed((places.addin, places.settings, *own), before.version, notes)


def _write_script(
    places: Places, target: Path, written: Remembered, refused: str
) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """Write xlwings' AppleScript and take away ours of other versions; what to say, and the file where it is ours.

    One that somebody else put there, or changed, stays as it is. What is ours is remembered before it is written, and
    forgotten after it is gone.
    """
    data = xlwings_script().read_bytes()
    there, scripts, notes = file_hash(target), dict(written.scripts), []
    if there in {None, scripts.get(target.name)}:
        scripts[target.name] = _hash(data)
        _remember(places, written.model_copy(update={"scripts": scripts}), refused)
        _write(target, data, refused)
    elif there != _hash(data):
        notes.append(f"{target} was there and is not as xlwings has it; it was left. Look at it, or delete it.")
    for name in [name for name in scripts if name != target.name]:
        left = _remove_script(target.with_name(name), scripts.pop(name), refused)
        notes += [f"{path} was changed since it was installed, and was left." for path in left]
    _remember(places, written.model_copy(update={"scripts": scripts}), refused)
    return tuple(notes), (target,) if target.name in scripts else ()


def uninstall(computer: Computer) -> Removed:
    """Take away what was installed: our files by their names, an AppleScript only as we wrote it, folders we made.

    Raises Stop where a file may not be removed (the add-in is tried first, so nothing is changed then), Unfinished
    where a later one may not.
    """
    places, row = places_of(computer), row_of(computer)
    before = remembered_of(places)
    removed = [places.addin] if _unlink(places.addin, row.refused) else []
    left: list[Path] = []
    try:
        if places.scripts and before:
            for name, written in before.scripts.items():
                path = places.scripts / name
                there = path.exists()
                changed = _remove_script(path, written, row.refused)
                left += changed
                removed += [path] if there and not changed else []
        removed += [path for path in (places.settings, places.remembered) if _unlink(path, row.refused)]
    except Stop as stop:
        raise (Unfinished(str(stop)) if removed else stop) from stop
    _sweep(places)
    for folder in sorted(before.folders if before else (), key=lambda made: len(made.parts), reverse=True):
        with suppress(OSError):  # not empty: someone else's file is in it
            folder.rmdir()
    return Removed(tuple(removed), tuple(left))


def remembered_of(places: Places) -> Remembered | None:
    """What was installed here, or None where nothing was or it cannot be read."""
    try:
        kept = Remembered.model_validate_json(places.remembered.read_bytes())
    except (OSError, ValidationError):
        return None
    own = {name: written for name, written in kept.scripts.items() if _is_script(name)}
    return kept.model_copy(update={"scripts": own})


def file_hash(path: Path) -> str | None:
    """A file's SHA-256, or None where it is not there or cannot be read."""
    try:
        return _hash(path.read_bytes())
    except OSError:
        return None


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _is_script(name: str) -> bool:
    """Whether it is the plain name of an AppleScript of xlwings, whatever was written into the file since."""
    return name.startswith("xlwings-") and name.endswith(".applescript") and not set(name) & set("/\\:")


def _remember(places: Places, written: Remembered, refused: str) -> None:
    document = {"schema": SCHEMA} | written.model_dump(mode="json")
    _write(places.remembered, json.dumps(document, indent=1).encode(), refused)


def _missing_folders(computer: Computer, places: Places) -> tuple[Path, ...]:
    """The folders below home (or what stands for it) that writing will make, outer before inner."""
    targets = [places.addin.parent, places.settings.parent, *([places.scripts] if places.scripts else [])]
    missing = {folder for target in targets for folder in (target, *target.parents) if not folder.exists()}
    return tuple(sorted(missing - {computer.home}, key=lambda folder: len(folder.parts)))


def _write(path: Path, data: bytes, refused: str) -> None:
    try:
        write_whole(path, data)
    except Stop as stop:
        raise (_said(path, "written", refused) if _denied(stop.__cause__) else stop) from stop


def _unlink(path: Path, refused: str) -> bool:
    """Remove a file; whether it was there. Raises Stop where it may not be removed."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _said(path, "removed", refused) from error
    return True


def _remove_script(path: Path, written: str, refused: str) -> list[Path]:
    """Remove an AppleScript that is as it was written; the file, where it is not and was left."""
    now = file_hash(path)
    if now == written:
        _unlink(path, refused)
    return [path] if now not in {None, written} else []


def _denied(error: BaseException | None) -> bool:
    return isinstance(error, PermissionError)


def _said(path: Path, what: str, refused: str) -> Stop:
    return Stop(f"{path} cannot be {what}. {refused}")


def _sweep(places: Places) -> None:
    """Remove what an installation that was killed left half-written: Excel would try to open it at every start."""
    for path in (places.addin, places.settings, places.remembered):
        for part in path.parent.glob(f".{path.name}.*.part"):
            with suppress(OSError):
                part.unlink()
