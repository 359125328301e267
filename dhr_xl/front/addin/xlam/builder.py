"""Build the add-in dhr_xl.xlam from text: our VBA and ribbon from sources/, RunPython's VBA from xlwings."""

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final

from pyopenvba import ExcelFile

from dhr_xl.errors import Stop
from dhr_xl.front.addin.xlam.xlwings_vba import xlwings_vba

SOURCES: Final = Path(__file__).resolve().parent / "sources"
RIBBON_PART: Final = "customUI/customUI14.xml"
ROOT_RELATIONSHIPS: Final = "_rels/.rels"
PROPERTIES: Final = "docProps/core.xml"
RIBBON_RELATIONSHIP: Final = (
    '<Relationship Id="dhrRibbon" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" '
    f'Target="{RIBBON_PART}"/></Relationships>'
)
OUR_PROPERTIES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>DHR Returns</dc:title>'
    "<dc:description>The round of an action plan from Excel's ribbon: issue, collect, decide, publish.</dc:description>"
    "</cp:coreProperties>"
)
"""Shown in Excel's list of add-ins; they replace those of a blank add-in, which name a person."""
DATE: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every part, so that the same sources give the same bytes."""
BLANK_MODULE: Final = "Module1"


def build_addin() -> bytes:
    """The bytes of ``dhr_xl.xlam``, the same each time. Raises Stop without its sources or the expected xlwings."""
    modules = {"DhrRibbon": _source("DhrRibbon.bas"), "xlwings": xlwings_vba()}
    return build_from(modules, ribbon=_source("customUI14.xml"))


def build_from(modules: dict[str, str], ribbon: str) -> bytes:
    """Build an add-in. modules: name -> text, which begins with its Attribute line; ribbon: its XML."""
    with tempfile.TemporaryDirectory(prefix="dhr_xl_") as folder:
        path = Path(folder) / "dhr_xl.xlam"
        with ExcelFile.create_new(path) as addin:
            project = addin.vba_project()
            for name, text in modules.items():
                project.add_module(name, "\r\n".join(text.splitlines()) + "\r\n")
            project.delete_module(BLANK_MODULE)
            addin.save()
        made = path.read_bytes()
    return _packed(_with_ribbon(made, ribbon))


def _source(name: str) -> str:
    try:
        return (SOURCES / name).read_text(encoding="utf-8")
    except OSError as error:
        raise Stop(f"{SOURCES / name} cannot be read ({error.strerror}): install dhr_xl again.") from error


def _with_ribbon(made: bytes, ribbon: str) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(made)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    relationships = parts[ROOT_RELATIONSHIPS].decode("utf-8")
    parts[ROOT_RELATIONSHIPS] = relationships.replace("</Relationships>", RIBBON_RELATIONSHIP).encode("utf-8")
    parts[PROPERTIES] = OUR_PROPERTIES.encode("utf-8")
    parts[RIBBON_PART] = ribbon.encode("utf-8")
    return parts


def _packed(parts: dict[str, bytes]) -> bytes:
    """Zip the parts without compression: compressed bytes differ between Pythons."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, DATE)
            info.create_system = 0  # the same wherever it is built
            package.writestr(info, content)
    return packed.getvalue()
