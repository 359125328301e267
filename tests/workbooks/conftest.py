"""Workbooks opened in LibreOffice."""

import itertools

import pytest


@pytest.fixture
def opened(office, tmp_path):
    """Opens a workbook's bytes in LibreOffice; what is still open is closed afterwards."""
    numbers = itertools.count()

    def open_bytes(data):
        path = tmp_path / f"form{next(numbers)}.xlsx"
        path.write_bytes(data)
        return office.document(path)

    return open_bytes
