"""Problems grouped for display: each sentence once, with all the places it is about."""

from typing import NamedTuple

from dhr_xl.core.returns.problems import Problem
from dhr_xl.core.sentences import SEVERITIES


class ProblemGroup(NamedTuple):
    """One sentence and every place it is about, in the order found."""

    first: Problem
    places: tuple[Problem, ...]

    def __str__(self) -> str:
        refs = list(dict.fromkeys(p.ref for p in self.places if p.ref))
        cells = list(dict.fromkeys(p.cell.cell for p in self.places if p.cell and p.cell.cell))
        sheet = self.first.cell.sheet if self.first.cell else ""
        parts = [f"sheet '{sheet}'"] if sheet else []
        parts += [f"{'row' if len(refs) == 1 else 'rows'} {', '.join(refs)}"] if refs else []
        parts += [f"{'cell' if len(cells) == 1 else 'cells'} {', '.join(cells)}"] if cells else []
        where = f" ({'; '.join(parts)})" if parts else ""
        return f"{self.first.message} {self.first.remedy}{where}"


def group_problems(problems: tuple[Problem, ...]) -> list[ProblemGroup]:
    """Group problems for display: each sentence once, with all its places on a sheet; errors first, notes last."""
    together: dict[object, list[Problem]] = {}
    for found in problems:
        sheet = found.cell.sheet if found.cell else ""
        together.setdefault((found.code, found.message, found.remedy, sheet), []).append(found)
    groups = [ProblemGroup(places[0], tuple(places)) for places in together.values()]
    return sorted(groups, key=lambda group: SEVERITIES.index(group.first.severity))
