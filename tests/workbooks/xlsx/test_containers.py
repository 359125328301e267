"""Files sent instead of the workbook, under any name: read, or refused with what to do."""

import io
import tracemalloc

import msoffcrypto
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.returns.inbox import find_files, read_files, why_junk
from dhr_xl.core.plan.model import AgencyReturn
from dhr_xl.core.returns.problems import Code, problem
from dhr_xl.core.returns.reading import read_rows
from dhr_xl.workbooks.returned.reader import read_return
from dhr_xl.workbooks.xlsx.refusals import REFUSALS
from plan_folder import DAY, make_folder
from workbooks.made_files import FILLED, ISSUED, MAIN_TYPE, SHEET, related, rewritten, said, unlocked, with_parts
from workbooks.return_samples import TEMPLATE, code_of, packed, parts

MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def encrypted(data):
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("secret", out)
    return out.getvalue()


def with_macros(data):
    main = parts(data)["[Content_Types].xml"]
    kind = "http://schemas.microsoft.com/office/2006/relationships"
    data = with_parts(data, parts={"[Content_Types].xml": main.replace(MAIN_TYPE, MACRO_TYPE)})
    return related(data, "xl/workbook.xml", "vbaProject", "xl/vbaProject.bin", OLE + b"<!DOCTYPE x>", kind)


def binary(data):
    """A package like an .xlsb: the same parts as binary records."""
    main = parts(data)["[Content_Types].xml"].replace(
        MAIN_TYPE, "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    )
    records = bytes.fromhex("83010080011400")
    return packed({**parts(data), "[Content_Types].xml": main, "xl/workbook.xml": records, SHEET: records})


def ole(*streams):
    return OLE + b"".join(name.encode("utf-16-le") + b"\0\0" + bytes(60) for name in streams)


def document(content_type):
    main = parts(ISSUED)["[Content_Types].xml"]
    return with_parts(ISSUED, parts={"[Content_Types].xml": main.replace(MAIN_TYPE, content_type)})


OPEN = "application/vnd.oasis.opendocument."
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MAIL = b"Received: from mail\r\nFrom: A <a@nhs.example>\r\nSubject: return\r\nMIME-Version: 1.0\r\n\r\nhello"
FILES = {
    "return.xlsb": (binary(FILLED), "binary_workbook"),
    "return.docx": (document(WORD), "word"),
    "return.zip": (packed({"return.xlsx": FILLED}), "zip"),
    "return.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(50), "archive"),
    "return.rar": (b"Rar!\x1a\x07\x01\0" + bytes(50), "archive"),
    "return.xlsx.gz": (b"\x1f\x8b\x08" + bytes(50), "archive"),
    "return.ods": (packed({"mimetype": f"{OPEN}spreadsheet", "content.xml": "<x/>"}), "opendocument"),
    "without its type.ods": (packed({"content.xml": "<x/>", "META-INF/manifest.xml": "<x/>"}), "opendocument"),
    "return.odt": (packed({"mimetype": f"{OPEN}text", "content.xml": "<x/>"}), "opendocument_other"),
    "return.numbers": (packed({"Index/Document.iwa": "x", "Metadata/Properties.plist": "x"}), "numbers"),
    "older.numbers": (packed({"Index.zip": "x", "preview.jpg": "x"}), "numbers"),
    "return.csv": ("Ref,Status\r\n1-EGH,Complete\r\n".encode("utf-8-sig"), "text"),
    "return.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
    "photo.heic": (b"\0\0\0\x24ftypheic" + bytes(50), "image"),
    "photo.webp": (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(50), "image"),
    "restricted.xlsx": (ole("EncryptedPackage", "DRMEncryptedTransform", "\x06DataSpaces"), "rights_managed"),
    "restricted.xls": (ole("Workbook", "\tDRMContent"), "rights_managed"),
    "old.doc": (ole("WordDocument", "1Table"), "word"),
    "old.ppt": (ole("PowerPoint Document"), "powerpoint"),
    "winmail.dat": (b"x\x9f>\x22" + bytes(50), "winmail"),
    "very old.xls": (bytes.fromhex("0908060000051000") + bytes(50), "unknown"),
    "Excel 4.xls": (bytes.fromhex("090406000000100000000000"), "old_excel"),
    "return.gsheet": (b'{"url": "https://docs.google.com/spreadsheets/d/1", "doc_id": "1"}', "shortcut"),
    "return.url": (b"[InternetShortcut]\r\nURL=https://example.org/\r\n", "shortcut"),
    "return.webloc": (b"<?xml version='1.0'?><plist><dict><key>URL</key><string>x</string></dict></plist>", "shortcut"),
    "return.lnk": (b"\x4c\0\0\0\x01\x14\x02\0" + bytes(50), "shortcut"),
    "empty.xlsx": (b"", "empty"),
    "placeholder.xlsx": (bytes(4096), "damaged"),
    "password.xlsx": (encrypted(FILLED), "password"),
    "a disclaimer before it.xlsx": (b"This message was checked for viruses.\r\n" + FILLED, "damaged"),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("ending", ["", ".xlsx"])
def test_file__is_refused_by_its_bytes_whatever_it_is_called(name, ending, tmp_path):
    data, code = FILES[name]
    path = tmp_path / f"{name}{ending}"
    path.write_bytes(data)
    [incoming] = read_files([path]).workbooks
    assert not isinstance(incoming.found, AgencyReturn)
    assert (incoming.found.message, incoming.found.remedy) == (REFUSALS[code].message, REFUSALS[code].remedy)


def test_file__remedies_say_how():
    for code in ("old_excel", "binary_workbook", "opendocument", "xml_spreadsheet"):
        assert ".xlsx" in REFUSALS[code].remedy
        assert "Save As" in REFUSALS[code].remedy
    assert "Export To, Excel" in REFUSALS["numbers"].remedy


@pytest.mark.parametrize("name", ["return.xlsx", "return", "return.csv", "RETURN.XLS", "return.pdf", "return.xlsm"])
def test_workbook__is_read_whatever_it_is_called(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(FILLED)
    [incoming] = read_files([path]).workbooks
    assert incoming.found == read_return(FILLED, TEMPLATE)


def test_password__of_the_workbook_itself_opens_again():
    """The encryption made here is the one Office makes: the file opens with its password."""
    file = msoffcrypto.OfficeFile(io.BytesIO(encrypted(FILLED)))
    file.load_key(password="secret")
    out = io.BytesIO()
    file.decrypt(out)
    assert out.getvalue() == FILLED


def test_macros__are_left_alone_and_said():
    data = with_macros(FILLED)
    assert said(data) == said(FILLED)
    read = read_return(data)
    assert read.macros
    assert any(found.code == problem(Code.MACROS).code for found in read_rows(read, {}).problems)
    assert not read_return(FILLED).macros


def test_macros__a_damaged_one_is_refused_all_the_same():
    assert code_of(read_return, rewritten(with_macros(FILLED), (SHEET, "</sheetData>", "</sheetDat>"))) == "damaged"


JUNK = ("~$return.xlsx", ".~lock.return.xlsx#", "._return.xlsx", ".DS_Store", "desktop.ini", "Thumbs.db", "Icon\r",
        "return.xlsx.crdownload", "return.xlsx.part", "Unconfirmed 1.crdownload", "return.xlsx.partial", "1A2B.tmp")  # fmt: skip


@pytest.mark.parametrize("name", JUNK)
def test_junk__is_passed_over_by_its_name(name, tmp_path):
    assert why_junk(tmp_path / name)


NAMES = (
    "return (Jane's conflicted copy 2015-07-01).xlsx", "return-DESKTOP-1A2B.xlsx", "return (1).xlsx", "Kopie von x.xlsx",
    '=HYPERLINK("http:--x","y").xlsx', "@SUM(A1).xlsx", "-1+1.xlsx", "two\nlines.xlsx", "tab\there.xlsx", "CON.xlsx",
    "aux", "nul.xlsx", "return.xlsx.exe", "rtl\u202excod.xlsx", "ünï 東京 😀.xlsx", "[red]x.xlsx", "a" * 240 + ".xlsx",
    "$(reboot).xlsx", "'; drop table.xlsx", "..xlsx..", "%00.xlsx",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_folder(tmp_path_factory.mktemp("containers") / "folder")


@pytest.mark.parametrize("name", NAMES)
def test_name__is_only_a_name(name, tmp_path, folder):
    path = tmp_path / name
    path.write_bytes(FILLED)
    with open_workspace(folder, DAY) as workspace:
        files, skipped = find_files(workspace, [path])
    if why_junk(path):
        assert (files, len(skipped)) == ([], 1)
        return
    [incoming] = read_files(files).workbooks
    assert incoming.source == name
    assert incoming.found == read_return(FILLED, TEMPLATE)


def test_size__a_huge_file_is_not_taken_into_memory(tmp_path):
    path = tmp_path / "film.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(120 * 2**20)
    tracemalloc.start()
    [incoming] = read_files([path]).workbooks
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert incoming.found.message == REFUSALS["too_big"].message
    assert most < 80 * 2**20


def test_template__and_other_workbook_types_are_read():
    for kind in ("template", "sheet"):
        assert said(document(f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}.main+xml")) == said(
            ISSUED
        )


@pytest.fixture(scope="module")
def saved_as(shared_office, tmp_path_factory):
    """The filled form saved by LibreOffice in each of its formats: kind -> bytes."""
    folder = tmp_path_factory.mktemp("saved")
    (folder / "form.xlsx").write_bytes(unlocked(FILLED))
    with shared_office.lent() as program:
        document = program.document(folder / "form.xlsx")
        made = {kind: document.save(folder / f"as.{kind}", kind).read_bytes()
                for kind in ("xls", "ods", "csv", "pdf", "fods", "html", "xlsm")}  # fmt: skip
        made["password ods"] = document.save(folder / "locked.ods", "ods", "secret").read_bytes()
    return made


REAL = {"xls": "old_excel", "ods": "opendocument", "csv": "text", "pdf": "pdf", "fods": "xml_spreadsheet", "html": "html",
        "password ods": "opendocument"}  # fmt: skip


@pytest.mark.office
@pytest.mark.parametrize(("kind", "code"), REAL.items())
def test_office__each_other_format_is_refused_as_what_it_is(saved_as, kind, code):
    assert code_of(read_return, saved_as[kind]) == code


@pytest.mark.office
def test_office__xlsm_is_read(saved_as):
    assert openpyxl.load_workbook(io.BytesIO(saved_as["xlsm"])).sheetnames[0] == "Start"
    assert said(saved_as["xlsm"]) == said(FILLED)
