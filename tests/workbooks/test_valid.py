"""Every workbook we write is valid Open XML to four versions of Office.

The Open XML SDK's own validator judges; where npm cannot be reached, its port to Python does.
"""

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from dhr_xl.front.addin.xlam.builder import build_addin
from node_programs import OFFICES, sdk_faults, validator, why_not_validator
from workbooks.every_workbook import WORKBOOKS
from workbooks.return_samples import issued, packed, parts

PORT = dict(
    zip(
        OFFICES,
        (FileFormat.OFFICE_2013, FileFormat.OFFICE_2016, FileFormat.OFFICE_2019, FileFormat.MICROSOFT_365),
        strict=True,
    )
)


@pytest.fixture(scope="module", params=[*WORKBOOKS, "add-in", "master"])
def workbook(request, tmp_path_factory, small_master):
    """The path of one of our workbooks."""
    made = {**WORKBOOKS, "master": lambda: small_master, "add-in": build_addin}
    ending = ".xlam" if request.param == "add-in" else ".xlsx"
    path = tmp_path_factory.mktemp("valid") / f"workbook{ending}"
    path.write_bytes(made[request.param]())
    return path


def port_faults(path, office):
    return [str(found) for found in OpenXmlValidator(PORT[office]).validate(path).errors]


@pytest.mark.parametrize("office", OFFICES)
def test_valid__to_four_offices(workbook, office):
    judge = sdk_faults if validator() else port_faults
    assert judge(workbook, office) == []


@pytest.fixture
def disordered(tmp_path):
    """A form whose second sheet has its columns before its views."""
    sheet = "xl/worksheets/sheet2.xml"
    members = parts(issued())
    views, columns = (members[sheet].index(f"<{name}") for name in ("sheetViews", "cols"))
    data = members[sheet].index("<sheetData")
    swapped = (
        members[sheet][:views] + members[sheet][columns:data] + members[sheet][views:columns] + members[sheet][data:]
    )
    path = tmp_path / "swapped.xlsx"
    path.write_bytes(packed({**members, sheet: swapped}))
    return path


def test_valid__a_part_in_the_wrong_order_would_be_seen(disordered):
    assert port_faults(disordered, "Microsoft365")


@pytest.mark.skipif(bool(why_not_validator()), reason=f"{why_not_validator()}; openxml-audit judged instead")
def test_valid__a_part_in_the_wrong_order_would_be_seen_by_the_sdk(disordered):
    assert [found.partition(" ")[0] for found in sdk_faults(disordered, "Office2013")] == ["/xl/worksheets/sheet2.xml"]
