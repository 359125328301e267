"""Read a document in this process. The child process and its limits have tests of their own."""

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
