"""A cell of master.xlsx that shows several agencies' answers, and reading back what was typed into it."""

from collections.abc import Iterable, Mapping

from dhr_xl.core.plan.cells import Cells, latest
from dhr_xl.core.plan.model import Round


def latest_by_agency(cells: Cells, ref: str, field: str, rounds: Iterable[Round]) -> dict[str, str]:
    """Agency -> its newest value of a field, for every agency that has one."""
    rounds = tuple(rounds)
    codes = dict.fromkeys(key.agency for key in cells if (key.ref, key.field) == (ref, field) and key.agency)
    said = {code: latest(cells, ref, field, code, rounds) for code in codes}
    return {code: text for code, text in said.items() if text}


def own_words(shown: str, typed: str, said: Mapping[str, str], agency: str) -> str | None:
    """The new value of `agency`, from what was typed into a joint cell. shown: it as written; said: agency -> text.

    It is the agency's own part as changed, with any text added below. None where another agency's text was changed,
    because then we cannot tell whose words they are.
    """
    others = {code: text for code, text in said.items() if code != agency and text in shown}
    own = said.get(agency, "")
    if not others:
        return typed
    before, part, after = shown.partition(f"{agency}: {own}") if own else (shown, "", "")
    if part and typed.startswith(before) and typed.endswith(after) and len(typed) >= len(before) + len(after):
        changed = typed[len(before) : len(typed) - len(after)]
    elif typed.startswith(shown):
        changed = f"{own}\n{typed[len(shown) :].strip()}"
    elif not any(text in typed for text in others.values()):
        changed = typed
    else:
        return None
    lines = changed.strip().splitlines()
    return "\n".join(line.removeprefix(f"{agency}:").strip() for line in lines)
