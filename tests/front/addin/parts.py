"""What the tests of the add-in share: its sources, its parts, its modules as olevba decodes them."""

import warnings
import zipfile
from io import BytesIO

from dhr_xl.front.addin.buttons import BUTTONS
from dhr_xl.front.addin.xlam.builder import SOURCES

RIBBON = (SOURCES / "customUI14.xml").read_text(encoding="utf-8")
CALLBACKS_TEXT = (SOURCES / "DhrRibbon.bas").read_text(encoding="utf-8")
FUNCTIONS = tuple(button.name for button in BUTTONS)
"""The functions of dhr_xl.front.addin that the ribbon calls, each without arguments."""
CALLBACKS = {"On" + "".join(word.capitalize() for word in name.split("_")): name for name in FUNCTIONS}
"""VBA callback -> the Python function it calls."""


def parts_of(addin):
    with zipfile.ZipFile(BytesIO(addin)) as package:
        return {name: package.read(name) for name in package.namelist()}


def modules_of(addin):
    """Module -> its text as olevba decodes it, CRLF and Attribute lines included."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # olevba's own use of pyparsing
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser("dhr_xl.xlam", data=addin)
        try:
            return {stream.removeprefix("VBA/"): text for _, stream, _, text in parser.extract_macros()}
        finally:
            parser.close()
