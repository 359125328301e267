"""Write files whole or not at all, without overwriting others, and hash them."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from dhr_xl.errors import Stop

PIECE: Final = 2**20
"""Bytes of a file held in memory at once when it is copied."""

LONGEST_NAME, LONGEST_ENDING = 200, 10
"""Bytes of a file's name, and letters of its extension. Linux allows 255 bytes, Windows 260 letters of path."""


def write_whole(path: Path, data: bytes) -> None:
    """Write or replace a file, whole or not at all: temporary file, fsync, rename, fsync of the folder. Raises Stop
    where the disk is full or the file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise Stop(f"{path} cannot be written ({error.strerror}). {remedy_of(error)}") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def remedy_of(error: OSError) -> str:
    """What to do about a file that could not be written, as a sentence."""
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "Close it in other programs, or check that you may write there, and try again."
    return "Free some space, and try again."


def write_new(folder: Path, name: str, data: bytes) -> Path:
    """Write a new file, whole or not at all, safe on the disk when this returns; its path.

    If the name is taken, (2), (3) … is added, unless that file holds the same bytes: then it is the one returned, so
    that a repeat after a crash adds nothing. Raises OSError.
    """
    return _new_file(folder, name, (data,), lambda path: path.read_bytes() == data)


def copy_new(folder: Path, name: str, source: Path, sha256: str) -> Path:
    """Copy a file of any size as `write_new` writes bytes, a piece at a time. Raises OSError. Raises Stop, with nothing
    written, where the file no longer has this hash.
    """
    return _new_file(folder, name, _pieces(source, sha256), lambda path: hash_of(path) == sha256)


def _pieces(source: Path, sha256: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            yield piece
    if digest.hexdigest() != sha256:
        raise Stop(f"{source.name} was changed while it was being read. Nothing was merged; run the command again.")


def hash_of(path: Path) -> str:
    """The SHA-256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_if_readable(path: Path) -> str | None:
    """The same, or None where the file is missing or cannot be read."""
    try:
        return hash_of(path)
    except OSError:
        return None


def short_name(name: str) -> str:
    """A file's name, cut before its extension where it is too long for a disk."""
    ending = Path(name).suffix if len(Path(name).suffix) <= LONGEST_ENDING else ""
    stem = name.removesuffix(ending).encode()[: LONGEST_NAME - len(ending.encode())]
    return f"{stem.decode(errors='ignore')}{ending}"


def _new_file(folder: Path, name: str, pieces: Iterable[bytes], same: Callable[[Path], bool]) -> Path:
    """Write pieces to a new file. same: tells whether a file of that name holds them already."""
    folder.mkdir(parents=True, exist_ok=True)
    name = short_name(name)
    temporary = folder / f".{name}.{os.getpid()}.part"
    try:
        target = free_name(folder, name, same)
        if not target.exists():
            with temporary.open("wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            while not name_file(temporary, target):
                target = free_name(folder, name)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    sync_folder(folder)
    sync_folder(folder.parent)
    return target


def name_file(temporary: Path, target: Path) -> bool:
    """Give a temporary file its final name; False where another program took the name first. Raises OSError."""
    try:
        if os.name == "nt":
            temporary.rename(target)  # on Windows this never replaces a file
            return True
        try:
            target.hardlink_to(temporary)  # like a rename that never replaces a file
        except FileExistsError:
            raise
        except OSError:  # no hard links here: memory sticks, some network shares
            target.touch(exist_ok=False)
            try:
                temporary.replace(target)
            except OSError:
                target.unlink(missing_ok=True)
                raise
    except FileExistsError:
        return False
    return True


def sync_folder(folder: Path) -> None:
    """Make a folder's entries safe on the disk; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def free_name(folder: Path, name: str, same: Callable[[Path], bool] | None = None) -> Path:
    """A path in `folder` that is free, or is the `same` file: `name`, or with (2), (3) … before its extension."""
    path = folder / name
    number = 2
    while path.exists() and not (same and same(path)):
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
        number += 1
    return path


def plain_name(text: str) -> str:
    """A text turned into a file name that every system allows."""
    return "".join(c if c.isalnum() or c in " -_." else "-" for c in text).strip(" .") or "plan"


def sha256_of(data: bytes) -> str:
    """The SHA-256 of a file's bytes, as hex; the register knows files by it."""
    return hashlib.sha256(data).hexdigest()
