"""A real spreadsheet program for tests: LibreOffice, opened, typed into and saved from as a person would.

One LibreOffice serves all tests of a process: the fixture `office` of `tests/conftest.py` gives it, closes what a test
left open, and starts another where one crashed or hung. `running_office()` is one of a test's own.
`need_office()` skips a test where LibreOffice or its Python bridge is missing, and says how to get them.
`office_start.py` starts it under the system's Python, which is where `uno` lives; `office_driver.py` answers inside it.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

START = Path(__file__).with_name("office_start.py")
SYSTEM_PYTHON = "/usr/bin/python3"
HOW_TO_GET_IT = "install LibreOffice Calc and its Python bridge: sudo apt-get install libreoffice-calc python3-uno"
SECONDS = 120
"""How long one request may take on a busy machine with two processors."""


@functools.cache
def why_no_office() -> str:
    """'' where LibreOffice can be driven, else what is missing."""
    if shutil.which("soffice") is None:
        return "there is no soffice on this computer"
    if not Path(SYSTEM_PYTHON).exists():
        return f"there is no {SYSTEM_PYTHON}"
    tried = subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False, timeout=SECONDS)
    return "" if tried.returncode == 0 else f"{SYSTEM_PYTHON} has no module uno"


def need_office() -> None:
    """Skip the test, loudly, where LibreOffice cannot be driven."""
    if why_no_office():
        pytest.skip(f"{why_no_office()}; {HOW_TO_GET_IT}")


def need_writer() -> None:
    """Skip the test, loudly, where LibreOffice cannot be driven or has no Writer."""
    need_office()
    if not shutil.which("lowriter"):
        pytest.skip("LibreOffice Writer is not installed: sudo apt-get install libreoffice-writer")


class OfficeError(AssertionError):
    """LibreOffice would not do what was asked of it."""


class Office:
    """One LibreOffice with a profile of its own. Every method of the driver is a method here.

    environment: variables of its own. dead: it crashed or hung, and answers no more; groups: its processes.
    """

    def __init__(self, **environment: str) -> None:
        self.dead = False
        self._place = tempfile.TemporaryDirectory(prefix="dhr_office_", ignore_cleanup_errors=True)
        # LibreOffice starts the system's Python, which looks along PATH for its library: ours is not to be found first
        path = os.pathsep.join((str(Path(SYSTEM_PYTHON).parent), os.environ["PATH"]))
        kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
        own = {**kept, "PATH": path, "SAL_USE_VCLPLUGIN": "svp", "HOME": self._place.name}
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(f"{self._place.name}/socket")
            listening.listen()
            self._process = subprocess.Popen(
                [SYSTEM_PYTHON, str(START), self._place.name], stdout=subprocess.PIPE, text=True,
                start_new_session=True, env={**own, **environment},
            )  # fmt: skip
            self.groups = [self._process.pid]
            with self._process.stdout as said:
                if not (number := said.readline()):
                    self._process.wait(30)
                    self._place.cleanup()
                    message = "LibreOffice did not start"
                    raise OfficeError(message)
            self.groups.append(int(number))
            listening.settimeout(SECONDS)
            self._socket, _ = listening.accept()
        self._lines = self._socket.makefile("rw", encoding="utf-8")

    def _answer(self, request: dict[str, Any]) -> str:
        self._socket.settimeout(SECONDS)
        try:
            self._lines.write(json.dumps(request) + "\n")
            self._lines.flush()
            return self._lines.readline()
        except TimeoutError:
            self._kill()
            message = f"LibreOffice did not answer within {SECONDS} seconds"
            raise OfficeError(message) from None
        except ConnectionError:
            return ""

    def __getattr__(self, name: str) -> Any:
        def ask(**arguments: Any) -> Any:
            if self.dead:
                message = "LibreOffice has ended"
                raise OfficeError(message)
            line = self._answer({"do": name, **arguments})
            if not line:
                self._kill()
                message = "LibreOffice ended by itself"
                raise OfficeError(message)
            answer = json.loads(line)
            if "error" in answer:
                raise OfficeError(answer["error"])
            return answer["result"]

        return ask

    def _kill(self) -> None:
        self.dead = True
        for group in self.groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)

    def end(self) -> None:
        """Close LibreOffice and its driver; dead or alive, nothing of them is left."""
        with suppress(OSError):
            self._lines.close()
        self._socket.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._kill()
            self._process.wait(30)
        self._place.cleanup()

    def convert(self, path: Path, target: Path) -> Path:
        """Save a file of any kind that LibreOffice opens as another, named by its ending."""
        document = self.open(path=str(path), hidden=True)
        try:
            self.save(document=document, path=str(target), kind=target.suffix[1:])
        finally:
            self.close_document(document=document)
        return target

    def document(self, path: Path, *, macros: bool = False) -> OfficeDocument:
        """Open a workbook; its macros may run where `macros` says so."""
        return OfficeDocument(self, self.open(path=str(path), macros=macros))


class OfficeDocument:
    """A workbook open in LibreOffice; the driver's requests that are about a document, and a sheet, by position."""

    def __init__(self, office: Office, number: int) -> None:
        self._office, self._number = office, number

    def sheets(self) -> list[dict[str, Any]]:
        """Name, visibility and lock of each sheet."""
        return self._office.sheets(document=self._number)

    def type(self, sheet: str, cell: str, text: str) -> str:
        """Type at the keyboard; what the cell shows afterwards."""
        return self._office.type(document=self._number, sheet=sheet, cell=cell, text=text)["text"]

    def paste(self, sheet: str, cell: str, text: str) -> str:
        """Enter past the validations, as pasting does; what the cell shows afterwards."""
        return self._office.paste(document=self._number, sheet=sheet, cell=cell, text=text)["text"]

    def delete(self, sheet: str, cell: str) -> str:
        """Press Delete; what the cell shows afterwards."""
        return self._office.delete(document=self._number, sheet=sheet, cell=cell)["text"]

    def text(self, sheet: str, cell: str) -> str:
        """What a cell shows."""
        return self._office.show(document=self._number, sheet=sheet, cell=cell)["text"]

    def formula(self, sheet: str, cell: str) -> str:
        """What a cell holds."""
        return self._office.show(document=self._number, sheet=sheet, cell=cell)["formula"]

    def ask(self, request: str, **arguments: Any) -> Any:
        """Any other request of the driver that is about a document."""
        return getattr(self._office, request)(document=self._number, **arguments)

    def save(self, path: Path, kind: str = "xlsx", password: str = "") -> Path:
        """Save under another name, with a password to open it where one is given."""
        self._office.save(document=self._number, path=str(path), kind=kind, password=password)
        return path

    def close(self) -> None:
        """Close without saving."""
        self._office.close_document(document=self._number)


@contextmanager
def running_office(**environment: str) -> Iterator[Office]:
    """A LibreOffice for as long as it is needed; skips the test where there is none."""
    need_office()
    office = Office(**environment)
    try:
        yield office
    finally:
        office.end()


class SharedOffice:
    """The one LibreOffice of all tests of a process: started when it is first asked for, and again where it died."""

    def __init__(self) -> None:
        self._office: Office | None = None

    @contextmanager
    def lent(self) -> Iterator[Office]:
        """It, with nothing open but what others have open already; what is opened meanwhile is closed at the end."""
        need_office()
        office = self._alive()
        before = office.open_documents()
        try:
            yield office
        finally:
            if not office.dead:
                with suppress(OfficeError):  # it hangs or crashes only now: whoever comes next gets another
                    office.close_others(keep=before)

    def _alive(self) -> Office:
        if self._office is not None and self._office.dead:
            self.end()
        if self._office is None:
            self._office = Office()
        return self._office

    def end(self) -> None:
        """Close it."""
        if self._office is not None:
            self._office.end()
            self._office = None
