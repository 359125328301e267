"""A document's bytes to a plan in this process: a child's start and bounds are tested of themselves."""

from dhr_xl.importing.plan import ImportOptions, make_plan
from dhr_xl.importing.sources.kinds import read_data
from dhr_xl.importing.sources.office import convert


def grid_in(data, name):
    """The grid of a file of this name, through LibreOffice where its kind is read so."""
    grid = read_data(data, name)
    return read_data(convert(data, name, grid), name) if isinstance(grid, str) else grid


def plan_in(data, name="plan.txt", **wanted):
    """The plan in such a file. Raises Stop."""
    return make_plan(grid_in(data, name), name, ImportOptions(**wanted))
