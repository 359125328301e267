"""Find the workbook templates: in the installed package, or beside it in a working copy."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from dhr_xl.errors import Stop

FOLDER: Final = "workbook_templates"
PACKAGE: Final = Path(__file__).resolve().parents[1]
PLACES: Final = (PACKAGE / FOLDER, PACKAGE.parent / FOLDER)
"""Where a wheel puts the templates, and where they are edited; the first that has the file is taken."""


def template(name: str) -> bytes:
    """Read one template, e.g. ``return.xlsx``, as bytes. Raises Stop if it is missing or cannot be read."""
    if Path(name).name != name:
        message = f"'{name}' is not the name of a template: give a file name without a folder."
        raise Stop(message)
    for place in PLACES:
        path = place / name
        if path.is_file():
            try:
                return path.read_bytes()
            except OSError as error:
                message = f"The template {path} cannot be read ({error.strerror}). Close it elsewhere, and try again."
                raise Stop(message) from error
    message = f"The template {name} is missing from {PLACES[-1]}. Install dhr_xl again."
    raise Stop(message)
