"""The return reference in a workbook's properties, without its cells: for a file with the bytes that were issued."""

from dhr_xl.core.views.names import RETURN_REFERENCE
from dhr_xl.workbooks.returned.reader import read_reference
from dhr_xl.workbooks.xlsx.package import open_package
from dhr_xl.workbooks.xlsx.properties import read_properties


def reference_in_properties(data: bytes) -> str:
    """The return reference in the properties of the workbook in `data`, '' for none. Raises Refused for no workbook."""
    return read_reference(read_properties(open_package(data)).custom.get(RETURN_REFERENCE, ""))
