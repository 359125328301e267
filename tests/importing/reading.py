"""Save a document made in a test, and read one in this process: the child process has tests of its own."""

import io
import zipfile

from dhr_xl.importing.plan import ImportOptions, make_plan
from dhr_xl.importing.sources.file_kinds import read_data
from dhr_xl.importing.sources.office import convert


def grid_in(data, name):
    """Return the grid of a file of this name, through LibreOffice where its kind needs that."""
    grid = read_data(data, name)
    return read_data(convert(data, name, grid), name) if isinstance(grid, str) else grid


def plan_in(data, name="plan.txt", **wanted):
    """Return the plan in such a file. Raises Stop."""
    return make_plan(grid_in(data, name), name, ImportOptions(**wanted))


def saved(document):
    """Return the bytes of a workbook of openpyxl's or a document of python-docx's."""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def repacked(data, parts):
    """Return a package with parts replaced or added, by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *parts)):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return made.getvalue()
