"""Store the original of everything that came in, byte for byte, before anything of it is merged."""

from collections.abc import Iterator
from contextlib import contextmanager

from dhr_xl.commands.folder.workspace import Workspace
from dhr_xl.commands.returns.inbox import Arrived, InboxWorkbook, Mailed, stop_if_unreadable
from dhr_xl.core.returns.problems import Problem
from dhr_xl.errors import Stop
from dhr_xl.files import copy_new, write_new
from dhr_xl.post.names import safe_name


def store_all(workspace: Workspace, arrived: Arrived) -> Arrived:
    """Store a copy of each original, durable when this returns, in the folder of the round it answers."""
    workbooks = [store_workbook(workspace, incoming) for incoming in arrived.workbooks]
    return Arrived(workbooks, [store_mail(workspace, mailed) for mailed in arrived.mails])


def store_workbook(workspace: Workspace, incoming: InboxWorkbook) -> InboxWorkbook:
    """Store one workbook in ``returned/<as-at>``, or in ``returned/unknown``."""
    name = safe_name(incoming.source.rpartition("/")[2]) if incoming.attached else incoming.source
    return incoming._replace(stored=_store(workspace, name, incoming))


def store_mail(workspace: Workspace, mailed: Mailed) -> Mailed:
    """Store an e-mail as it came, and its files that are no workbook, unopened, as evidence of its agency."""
    kept = _store(workspace, mailed.source, mailed)
    if isinstance(mailed.about, Problem) or mailed.about.automatic or not (mailed.agency and mailed.folder):
        return mailed._replace(kept=kept)
    place = f"evidence/{mailed.folder}/{mailed.agency}"
    files = [_write(workspace, place, safe_name(one.name), one.data) for one in mailed.about.others]
    return mailed._replace(kept=kept, evidence=tuple(files))


def _store(workspace: Workspace, name: str, one: InboxWorkbook | Mailed) -> str:
    """Write the bytes that were read; where they are not in memory, copy the file if it is still the one read."""
    place = f"returned/{one.folder or 'unknown'}"
    if one.data is not None:
        return _write(workspace, place, name, one.data)
    with stop_if_unreadable(one.path), stop_if_not_stored(name, place):
        target = copy_new(workspace.folder / place, name, one.path, one.sha256)
    return target.relative_to(workspace.folder).as_posix()


def _write(workspace: Workspace, place: str, name: str, data: bytes) -> str:
    """Write a file into one of the plan's folders; its path within the plan. Raises Stop where that fails."""
    with stop_if_not_stored(name, place):
        target = write_new(workspace.folder / place, name, data)
    return target.relative_to(workspace.folder).as_posix()


@contextmanager
def stop_if_not_stored(name: str, place: str) -> Iterator[None]:
    """Raise Stop where the original of a file cannot be stored."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Stop(
            f"The original of {name} cannot be kept in {place} ({error.strerror}). Nothing was merged."
        ) from error
