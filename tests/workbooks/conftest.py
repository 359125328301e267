"""Workbooks opened in LibreOffice."""

import itertools

import pytest

from dhr_xl.workbooks.master.writer import write_master
from one_process import as_shipped
from workbooks.samples import master_view


@pytest.fixture(scope="session")
def whole_master():
    """The bytes of a whole master.xlsx, with all its rows that wait to be typed into."""
    with pytest.MonkeyPatch.context() as patch:
        as_shipped(patch)
        return write_master(master_view())


@pytest.fixture(scope="session")
def small_master():
    """The same with few of those rows."""
    return write_master(master_view())


@pytest.fixture
def opened(office, tmp_path):
    """Opens a workbook's bytes in LibreOffice; what is still open is closed afterwards."""
    numbers = itertools.count()

    def open_bytes(data):
        path = tmp_path / f"form{next(numbers)}.xlsx"
        path.write_bytes(data)
        return office.document(path)

    return open_bytes
