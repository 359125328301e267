"""LibreOffice in the place of Excel, and computers (Windows, Mac) with a home of the test's own to install on."""

import sys

import pytest

from dhr_xl.front.addin.setup.places import Computer
from xlwings_office import driving

WINDOWS_PYTHON = "C:\\Users\\Ann\\dhr\\Scripts\\python.exe"
MAC_PYTHON = "/Users/ann/dhr/bin/python3"


@pytest.fixture
def windows(tmp_path):
    home = tmp_path / "Ann"
    (home / "AppData" / "Roaming").mkdir(parents=True)
    environment = {"APPDATA": str(home / "AppData" / "Roaming"), "USERPROFILE": str(home)}
    return Computer("win32", home, environment, WINDOWS_PYTHON, "cp1252", "C:\\Program Files\\Python311")


@pytest.fixture
def mac(tmp_path):
    """A Mac on which Excel was started before, so that its folders are there."""
    home = tmp_path / "ann"
    (home / "Library" / "Containers" / "com.microsoft.Excel" / "Data").mkdir(parents=True)
    (home / "Library" / "Group Containers" / "UBF8T346G9.Office").mkdir(parents=True)
    return Computer("darwin", home, {}, MAC_PYTHON, "utf-8", "/usr/local")


@pytest.fixture
def linux(tmp_path):
    return Computer("linux", tmp_path, {}, sys.executable, "utf-8", "/usr")


@pytest.fixture(params=["windows", "mac"])
def computer(request):
    """Each computer that has Excel, in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def app(office):
    """The `xw.App`; `app.impl` has the alerts that were shown and takes the answers to them."""
    with driving(office) as program:
        yield program
