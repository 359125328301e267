"""An Excel for the add-in's tests: xlwings over a LibreOffice, one a module."""

import pytest

from office import running_office
from xlwings_office import driving


@pytest.fixture(scope="module")
def office():
    with running_office() as program:
        yield program


@pytest.fixture
def app(office):
    """The `xw.App`; `app.impl` has the alerts that were shown and takes the answers to them."""
    with driving(office) as program:
        yield program
