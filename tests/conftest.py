"""Tests touch nothing real: a home of their own, no network but this computer's, the same generated cases each time."""

import gc
import ipaddress
import itertools
import shutil
import socket
from pathlib import Path

import pytest

import dhr_xl.register.connect
import generated
from dhr_xl.front.cli.main import main
from late_master import late_master as writing_late
from office import SharedOffice
from one_process import DURABLE, share

HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
UNO = Path("/usr/lib/python3/dist-packages/uno.py")

generated.load()


def pytest_collection_modifyitems(items):
    """Skip, in sight, what needs LibreOffice Calc where it is not there."""
    if shutil.which("soffice") and UNO.is_file():
        return
    absent = pytest.mark.skip(reason="LibreOffice Calc or python3-uno is not installed: see scripts/test.py")
    for item in items:
        if item.get_closest_marker("office"):
            item.add_marker(absent)


def pytest_collection_finish():
    """What is collected stays until the end: it is not looked through again by each search for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def homes(tmp_path_factory):
    """Where home folders are made; pytest's own way looks through all that are there for each."""
    place = tmp_path_factory.mktemp("homes")
    return (place / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_home(homes, monkeypatch):
    """A home folder of the test's own, and none of the settings of whoever runs it."""
    home = next(homes)
    home.mkdir()
    for name in HOMES:
        monkeypatch.setenv(name, str(home))
    for name in ("DHR_XL_PLAN", "DHR_XL_SMTP_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    return home


@pytest.fixture(autouse=True)
def own_network(monkeypatch):
    """This computer is the only one there is: a look-up or a connection elsewhere fails the test."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def here(host):
        if host in {None, "", b"", "localhost", b"localhost"}:
            return True
        try:
            return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
        except ValueError:
            return False

    def guarded(real):
        def call(self, address):
            if self.family in {socket.AF_INET, socket.AF_INET6} and not here(address[0]):
                pytest.fail(f"a test tried to reach {address[0]} on the network", pytrace=True)
            return real(self, address)

        return call

    def guarded_look_up(host, *rest, **more):
        if not here(host):
            if str(host).endswith(".invalid"):  # RFC 6761: the name that is never found
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            pytest.fail(f"a test tried to look up {host} on the network", pytrace=True)
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


@pytest.fixture(scope="session", autouse=True)
def one_process():
    """Registers share their compiled SQL, the disk is not waited for, spare rows are few: see one_process.py."""
    with pytest.MonkeyPatch.context() as patch:
        share(patch)
        yield


@pytest.fixture
def late_master():
    """master.xlsx is written when a test edits it or asks where it is: see late_master.py."""
    with writing_late():
        yield


@pytest.fixture
def durable(monkeypatch):
    """A register asks of SQLite what it asks outside the tests."""
    monkeypatch.setattr(dhr_xl.register.connect, "PRAGMAS", DURABLE)


@pytest.fixture(scope="session")
def shared_office():
    """The one LibreOffice of this process, for fixtures that outlive a test: `with shared_office.lent() as office`."""
    shared = SharedOffice()
    yield shared
    shared.end()


@pytest.fixture
def office(shared_office):
    """LibreOffice, alive; what a test leaves open in it is closed."""
    with shared_office.lent() as program:
        yield program


@pytest.fixture
def run(capsys):
    """Run a command line; gives its exit code, standard output and standard error."""

    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return end.value.code, out, err

    return run
