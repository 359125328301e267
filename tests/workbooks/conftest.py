"""LibreOffice, one a module of tests, and the workbooks opened in it."""

import pytest

from office import running_office


@pytest.fixture(scope="module")
def office():
    with running_office() as program:
        yield program


@pytest.fixture
def opened(office, tmp_path):
    """Opens a workbook's bytes in LibreOffice; what is still open is closed afterwards."""
    documents = []

    def open_bytes(data):
        path = tmp_path / f"form{len(documents)}.xlsx"
        path.write_bytes(data)
        documents.append(office.document(path))
        return documents[-1]

    yield open_bytes
    for document in documents:
        document.close()
