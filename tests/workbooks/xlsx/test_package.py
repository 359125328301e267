"""Opening a package: anything but a workbook is refused with how to send it right, and nothing crashes."""

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.xlsx.package import LIMITS, Refused, open_package
from dhr_xl.workbooks.xlsx.refusals import REFUSALS
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.return_samples import changed, issued, packed, parts, row

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


@pytest.mark.parametrize("at", [10, 200, len(GOOD) // 2, len(GOOD) - 30, len(GOOD) - 1])
def test_damaged__cut_off(at):
    with pytest.raises(Refused) as refused:
        open_package(GOOD[:at])
    assert refused.value.code == "damaged"


def test_damaged__checksum():
    at = GOOD.index(b"xl/worksheets/sheet1.xml") + 200
    with pytest.raises(Refused) as refused:
        open_package(GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :])
    assert refused.value.code == "damaged"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "docProps/core.xml"])
def test_damaged__part_is_no_xml(part):
    with pytest.raises(Refused) as refused:
        read_workbook(packed({**parts(GOOD), part: "<worksheet><unclosed"}))
    assert refused.value.code == "damaged"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="A5"', 'r="XFE5"'), ('r="A5"', 'r="A1048577"'), ('r="A5"', 'r="A0"'), ('r="A5"', 'r="B5"'),
        ('r="A5"', 'r=" A5"'), ("<v>19</v>", "<v>-1</v>"), ("<v>19</v>", "<v>999999</v>"), ("<v>19</v>", "<v>x</v>"),
    ],
    ids=["past the last column", "past the last row", "row 0", "twice", "no address", "string -1", "no such string", "no number"],
)  # fmt: skip
def test_damaged__cells_that_cannot_be(old, new):
    with pytest.raises(Refused) as refused:
        read_workbook(changed(GOOD, "xl/worksheets/sheet1.xml", old, new))
    assert refused.value.code == "damaged"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE workbook [<!ENTITY lol "lol">]>', "<!doctype workbook>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/theme/theme1.xml", "_rels/.rels"])
def test_doctype__in_any_part(part, declared):
    members = parts(GOOD)
    head, _, rest = members[part].partition("?>")
    with pytest.raises(Refused) as refused:
        open_package(packed({**members, part: f"{head}?>{declared}{rest}"}))
    assert refused.value.code == "doctype"


def test_doctype__in_letters_of_two_bytes():
    wide = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16")
    with pytest.raises(Refused) as refused:
        open_package(packed({**parts(GOOD), "xl/theme/theme1.xml": wide}))
    assert refused.value.code == "doctype"


@pytest.mark.parametrize(
    "name", ["../outside.xml", "xl/../../x.xml", "/etc/passwd", "\\x.xml", "C:/x.xml", "xl/./a.xml"]
)
def test_unsafe_part__names(name):
    with pytest.raises(Refused) as refused:
        open_package(packed({**parts(GOOD), name: "x"}))
    assert refused.value.code == "unsafe_part"


@pytest.mark.parametrize("name", ["XL/Workbook.xml", "xl\\workbook.xml"])
def test_same_part_twice__by_folded_name(name):
    with pytest.raises(Refused) as refused:
        open_package(packed({**parts(GOOD), name: "<workbook/>"}))
    assert refused.value.code == "same_part_twice"


def test_damaged__the_two_directories_differ():
    at = GOOD.index(b"xl/workbook.xml")
    with pytest.raises(Refused) as refused:
        open_package(GOOD[:at] + b"xl/workbooX.xml" + GOOD[at + 15 :])
    assert refused.value.code == "damaged"


def test_damaged__two_packages_in_one_file():
    with pytest.raises(Refused) as refused:
        open_package(issued([row(2)]) + GOOD)
    assert refused.value.code == "damaged"


def test_damaged__members_lie_over_one_another():
    data = bytearray(packed({"a.xml": "x" * 50, "b.xml": "y" * 50, **parts(GOOD)}))
    first, second = data.index(b"PK\x01\x02"), data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    struct.pack_into("<I", data, second + 42, struct.unpack_from("<I", data, first + 42)[0])
    with pytest.raises(Refused) as refused:
        open_package(bytes(data))
    assert refused.value.code == "damaged"


def test_encrypted_member__is_called_so():
    data = bytearray(packed(parts(GOOD)))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, struct.unpack_from("<H", data, at + 8)[0] | 1)
    with pytest.raises(Refused) as refused:
        open_package(bytes(data))
    assert refused.value.code == "password"


LIMITED = (
    ("too_big", LIMITS._replace(packed=100)),
    ("too_big", LIMITS._replace(unpacked=5000)),
    ("too_many_parts", LIMITS._replace(members=5)),
    ("bomb", LIMITS._replace(ratio=2, ratio_from=100)),
)


@pytest.mark.parametrize(("code", "limits"), LIMITED)
def test_limits__each_is_kept(code, limits):
    with pytest.raises(Refused) as refused:
        open_package(GOOD, limits)
    assert refused.value.code == code


def test_limits__a_lying_directory_does_not_help():
    """The directory says 10 bytes and the member inflates to 100 MB: inflating stops early."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts(GOOD).items():
            archive.writestr(name, part)
        archive.writestr("xl/media/big.bin", bytes(100 * 2**20))
    data = bytearray(bomb.getvalue())
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    with pytest.raises(Refused) as refused:
        open_package(bytes(data))
    assert refused.value.code in {"bomb", "damaged"}


@pytest.mark.parametrize("encoding", ["UTF-Z", "UTF-7", "utf-32", "base64", ""])
def test_damaged__an_encoding_that_is_none(encoding):
    with pytest.raises(Refused) as refused:
        read_workbook(packed({**parts(GOOD), "docProps/core.xml": f'<?xml version="1.0" encoding="{encoding}"?><a/>'}))
    assert refused.value.code == "damaged"


@given(st.data())
def test_damage__never_a_traceback(data):
    damaged = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        read_workbook(bytes(damaged))


@given(st.binary(max_size=400), st.sampled_from(sorted(parts(GOOD))))
def test_damage__any_bytes_as_a_part(noise, part):
    with suppress(Refused):
        read_workbook(packed({**parts(GOOD), part: noise}))


@given(st.binary(max_size=300))
def test_damage__any_bytes_as_a_file(noise):
    for data in (noise, b"PK\x03\x04" + noise, OLE + noise):
        with pytest.raises(Refused):
            open_package(data)


@given(st.data())
def test_damage__within_a_part(data):
    """Bytes changed inside a part before zipping, as by a faulty program."""
    members = parts(GOOD)
    name = data.draw(st.sampled_from(sorted(members)))
    text = bytearray(members[name].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 20))] = data.draw(
            st.sampled_from([b"", b"<", b'"', b"-1", b"9999999", b"/"])
        )
    with suppress(Refused):
        read_return(packed({**members, name: bytes(text)}))
