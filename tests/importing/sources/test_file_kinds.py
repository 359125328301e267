"""A file is read by its content, whatever its name; a file that cannot be read is refused, saying what to do."""

import io
import zipfile

import docx
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from dhr_xl.errors import Stop
from dhr_xl.importing.sources.file_kinds import read_data, read_source
from importing.reading import repacked, saved

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook():
    book = openpyxl.Workbook()
    book.active.append(["Ref", "Recommendation", "Action"])
    return saved(book)


def document():
    written = docx.Document()
    written.add_paragraph("Action plan")
    return saved(written)


def encrypted():
    made = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook())).encrypt("secret", made)
    return made.getvalue()


def zipped(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def package_of(content_type):
    types = f'<Types><Override PartName="/a" ContentType="{content_type}"/></Types>'
    return repacked(zipped(), {"[Content_Types].xml": types})


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("plan.xlsx", workbook(), "xlsx"),
        ("plan.docx", workbook(), "xlsx"),  # the ending is wrong
        ("plan.xlsx", document(), "docx"),
        ("plan.csv", b"Ref,Rec,Action\n1,a,b\n", "csv"),
        ("plan.csv", b"BMBC plan\nRef,Rec,Action\n1,a,b\n2,c,d\n", "csv"),  # BMP pictures begin with BM too
        ("plan.xls", b"Ref\tRec\tAction\n1\tA\tB\n", "csv"),  # what some systems export as "Excel"
        ("plan.docx", b"Ref\tRec\tAction\n1\tA\tB\n", "csv"),
        ("plan.xls", b"<html><table><tr><td>Ref<td>Rec<td>Action</table></html>", "html"),
        ("plan.htm", "\ufeff<!DOCTYPE html><p>Plan</p><table><tr><td>a</td></tr></table>".encode("utf-16"), "html"),
    ],
)
def test_kind__is_told_by_the_bytes(name, data, kind):
    assert read_data(data, name).kind == kind


@pytest.mark.parametrize(
    ("name", "data", "to"),
    [
        ("plan.rtf", b"{\\rtf1 Action plan}", "docx"),
        ("plan.odt", zipped(mimetype="application/vnd.oasis.opendocument.text"), "docx"),
        ("plan.ods", zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "xlsx"),
    ],
)
def test_kind__older_and_open_documents_are_converted_first(name, data, to):
    assert read_data(data, name) == to


@pytest.mark.parametrize(
    ("name", "data", "seen", "remedy"),
    [
        ("plan.docx", b"", "empty", "Ask for the file again"),
        ("plan.png", b"\x89PNG\r\n\x1a\n" + bytes(50), "a picture", "Ask for the document"),
        ("plan.heic", b"\0\0\0\x18ftypheic" + bytes(50), "a picture", "Ask for the document"),
        ("plan.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50), "a packed file", "Unpack it"),
        ("plan.zip", zipped(plan_docx="x"), r"a packed \(zip\) file", "Take the action plan out"),
        ("plan.xlsx", encrypted(), "protected by a password", "clear the password"),
        ("plan.xlsb", package_of("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "xlsb", "save it as"),
        ("plan.pptx", package_of("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"),
         "a presentation", "Copy the plan's table"),
        ("plan.odp", zipped(mimetype="application/vnd.oasis.opendocument.presentation"), "a presentation", "Copy"),
        ("plan.numbers", zipped(Index__Document_iwa="x"), "Pages or Numbers", "Export To"),
        ("plan.eml", b"From: a@b.example\r\nMIME-Version: 1.0\r\n\r\nHello", "an e-mail", "attached"),
        ("page.mht", b"From: <Saved by Blink>\nMIME-Version: 1.0\n\n<html>", "saved as .mht", "as .html"),
        ("plan.xml", b'<?xml version="1.0"?><Workbook/>', "an XML file", "save it as"),
        ("plan.doc", OLE + bytes(600), "damaged", "save it again"),
        ("plan.docx", document()[:-200], "damaged", "save it again"),
        ("plan.bin", bytes(range(256)) * 9, "is not text", "Save the action plan"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)  # fmt: skip
def test_refused__saying_what_was_found_and_what_to_do(name, data, seen, remedy):
    with pytest.raises(Stop, match=rf"^{name} .*{seen}.*\. .*{remedy}.*\.$"):
        read_data(data, name)


@pytest.mark.parametrize(
    ("name", "said"),
    [("none.docx", "There is no file"), ("", "is a folder"), ("~$plan.docx", "beside an open document")],
)
def test_file__that_is_missing_or_no_document(tmp_path, name, said):
    with pytest.raises(Stop, match=said):
        read_source(tmp_path / name)


def test_file__far_too_large_is_not_opened(tmp_path):
    path = tmp_path / "plan.pdf"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    with pytest.raises(Stop, match="larger than 64 MB"):
        read_source(path)
