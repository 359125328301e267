"""One LibreOffice for the tests of the add-in that need it."""

import pytest

from office import running_office


@pytest.fixture(scope="module")
def office():
    with running_office() as program:
        yield program
