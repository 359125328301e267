"""master.xlsx is what these tests are about: each command writes it when it ends."""

import pytest


@pytest.fixture
def late_master():
    """Nothing is put off."""
