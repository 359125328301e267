"""Opening a package: anything but a workbook is refused with how to send it right, and nothing crashes."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhr_xl.workbooks.xlsx.package import LIMITS, Refused, open_package
from dhr_xl.workbooks.xlsx.refusals import REFUSALS
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.return_samples import changed, code_of, issued, packed, parts, row

GOOD = issued([row(1)])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def ole(stream):
    return OLE + stream.encode("utf-16-le") + bytes(64)


def zipped(**members):
    return packed({name.replace("__", "/"): text for name, text in members.items()})


def typed(content_type):
    return changed(GOOD, "[Content_Types].xml", MAIN_TYPE, content_type)


NOT_WORKBOOKS = {
    "nothing": (b"", "empty"),
    "zeros": (bytes(2000), "damaged"),
    "encrypted": (ole("EncryptedPackage"), "password"),
    "xls": (ole("Workbook"), "old_excel"),
    "old xls": (ole("Book"), "old_excel"),
    "msg": (ole("__substg1.0_0037001F"), "ole"),
    "pdf": (b"%PDF-1.7\n...", "pdf"),
    "photo": (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
    "screenshot": (b"\x89PNG\r\n\x1a\n", "image"),
    "rtf": (b"{\\rtf1\\ansi", "rtf"),
    "csv": (b"Ref,Status\r\n1-EGH,Complete\r\n", "text"),
    "csv in UTF-16": ("Ref,Status\r\n".encode("utf-16"), "text"),
    "web page": (b"<!DOCTYPE html><html><table>", "html"),
    "web page named xls": (b"\xef\xbb\xbf <html xmlns:x='urn:schemas-microsoft-com:office:excel'>", "html"),
    "XML spreadsheet": (b"<?xml version='1.0'?><Workbook>", "xml_spreadsheet"),
    "noise": (bytes(range(256)) * 3, "unknown"),
    "a zip of files": (zipped(**{"return.xlsx": "x"}), "zip"),
    "ods": (
        zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "<x/>"}),
        "opendocument",
    ),
    "numbers": (zipped(**{"Index/Document.iwa": "x"}), "numbers"),
    "docx": (typed("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"), "word"),
    "pptx": (typed("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"), "powerpoint"),
    "xlsb": (typed("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "binary_workbook"),
}


@pytest.mark.parametrize(("data", "code"), NOT_WORKBOOKS.values(), ids=NOT_WORKBOOKS.keys())
def test_refused__says_what_it_is_and_what_to_do(data, code):
    with pytest.raises(Refused) as refused:
        open_package(data)
    assert refused.value.code == code
    assert str(refused.value) == f"{REFUSALS[code].message} {REFUSALS[code].remedy}"


def test_open__xlsm_is_read_as_data():
    assert read_workbook(typed("application/vnd.ms-excel.sheet.macroEnabled.main+xml")).sheet("Return")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "docProps/core.xml"])
def test_damaged__part_is_no_xml(part):
    assert code_of(read_workbook, packed({**parts(GOOD), part: "<worksheet><unclosed"})) == "damaged"


LIMITED = (
    ("too_big", LIMITS._replace(packed=100)),
    ("too_big", LIMITS._replace(unpacked=5000)),
    ("too_many_parts", LIMITS._replace(members=5)),
    ("bomb", LIMITS._replace(ratio=2, ratio_from=100)),
)


@pytest.mark.parametrize(("code", "limits"), LIMITED)
def test_limits__each_is_kept(code, limits):
    assert code_of(open_package, GOOD, limits) == code


@pytest.mark.parametrize("encoding", ["UTF-Z", "UTF-7", "utf-32", "base64", ""])
def test_damaged__an_encoding_that_is_none(encoding):
    assert (
        code_of(
            read_workbook,
            packed({**parts(GOOD), "docProps/core.xml": f'<?xml version="1.0" encoding="{encoding}"?><a/>'}),
        )
        == "damaged"
    )


@given(st.binary(max_size=400), st.sampled_from(sorted(parts(GOOD))))
def test_damage__any_bytes_as_a_part(noise, part):
    with suppress(Refused):
        read_workbook(packed({**parts(GOOD), part: noise}))


@given(st.binary(max_size=300))
def test_damage__any_bytes_as_a_file(noise):
    for data in (noise, b"PK\x03\x04" + noise, OLE + noise):
        with pytest.raises(Refused):
            open_package(data)
