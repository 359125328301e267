"""Workbooks opened in LibreOffice."""

import itertools

import pytest

from one_process import as_shipped


@pytest.fixture(scope="module", autouse=True)
def master_as_shipped():
    """master.xlsx with all its rows that wait to be typed into."""
    with pytest.MonkeyPatch.context() as patch:
        as_shipped(patch)
        yield


@pytest.fixture
def opened(office, tmp_path):
    """Opens a workbook's bytes in LibreOffice; what is still open is closed afterwards."""
    numbers = itertools.count()

    def open_bytes(data):
        path = tmp_path / f"form{next(numbers)}.xlsx"
        path.write_bytes(data)
        return office.document(path)

    return open_bytes
