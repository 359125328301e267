"""Changes of the coordinator's lists, recorded line by line so that undo can name and reverse them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from dhr_xl.core.plan.cells import ActionPlace, RecommendationPlace, format_date, iso, parse_date
from dhr_xl.core.plan.model import Contact
from dhr_xl.core.plan.records import SideChange
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.register.transaction import Tx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dhr_xl.commands.folder.ledger import Ledger

ORDER: Final = "order"
PLAN_SAID: Final[Mapping[str, str]] = {
    "edition": "the edition {value}",
    "as at": "the plan's as-at date",
    "place": "{key}, its place in the plan",
    "about": "recommendation {key}, its lead, scope or section",
    ORDER: "the order of the {key}",
}
"""What an edition changes besides the plan's cells, in words."""

Lists = dict[tuple[str, str], Any]
"""(list, key) -> the line's value as JSON; an absent key is not on the list."""
STAYS: Final = ("agency", "recommendation")
"""Lines added to these lists are never removed: the plan and its history may refer to them."""
OF_THE_PLAN: Final = ("about", "place", ORDER)
"""Of these lists only changes are recorded; lines added with a new action or recommendation are not."""


def lists_of(tx: Tx) -> Lists:
    """Every line of every list, as the register has it."""
    headings, extra = tx.extras()
    lists: Lists = {("contact", contact.model_dump_json()): True for contact in tx.contacts()}
    lists |= {("agency", a.code): True for a in tx.agencies()}
    lists |= {("recommendation", p.key): [p.number, p.number_inferred] for p in tx.recommendation_places()}
    lists |= {("about", p.key): [p.lead, p.scope, p.section] for p in tx.recommendation_places()}
    lists |= {("place", place.ref): [place.number, place.part] for place in tx.action_places()}
    lists[ORDER, "recommendations"] = [place.key for place in tx.recommendation_places()]
    lists[ORDER, "actions"] = [place.ref for place in tx.action_places()]
    lists |= {("edition", str(edition.id)): edition.source for edition in tx.editions()}
    lists["as at", "plan"] = iso(tx.head().as_at)
    lists |= {("finding", str(r.id)): [r.checked, r.correct] for r in tx.findings()}
    lists |= {("unplaced", str(number)): words.checked for number, words in enumerate(tx.unplaced(), start=1)}
    lists |= {("extended", issue.reference): iso(issue.extended) for issue in tx.issues() if issue.extended}
    lists |= {("note", json.dumps(cell)): text for cell, text in tx.notes().items()}
    lists |= {("column", heading): True for heading in headings}
    lists |= {("extra", json.dumps([ref, h])): text for ref, row in extra.items() for h, text in row.items()}
    return lists


@contextmanager
def recording_lists(ledger: Ledger) -> Iterator[None]:
    """Record the changes made to the lists inside this context, so that undo can reverse them with the run."""
    before = lists_of(ledger.tx)
    yield
    after = lists_of(ledger.tx)
    changed = [key for key in dict.fromkeys((*before, *after)) if _is_change(key[0], before.get(key), after.get(key))]
    ledger.tx.add_side_changes(
        [SideChange(0, ledger.run, None, *key, before.get(key), after.get(key)) for key in changed]
    )


def _is_change(what: str, before: Any, after: Any) -> bool:  # noqa: ANN401 - a line of any list
    """Whether a line was changed. Adding to the end is not a change of an order, nor adding a line of OF_THE_PLAN."""
    if what in OF_THE_PLAN and (before is None or (what == ORDER and after[: len(before)] == before)):
        return False
    return bool(before != after)


def undoable(tx: Tx, changes: Iterable[SideChange]) -> tuple[list[SideChange], list[SideChange]]:
    """The changes that can be undone, newest first, and those that cannot: changed since, or never removed."""
    now, can, cannot = lists_of(tx), [], []
    for change in reversed([one for one in changes if not one.undone]):
        key = (change.what, change.key)
        used = change.what == "column" and any(
            what == "extra" and json.loads(cell)[1] == change.key for what, cell in now
        )
        held = now.get(key)
        if change.what == ORDER and held is not None:
            held = held[: len(change.after)]
        if held != change.after or (change.before is None and (change.what in STAYS or used)):
            cannot.append(change)
            continue
        can.append(change)
        now.pop(key, None)
        if change.before is not None:
            now[key] = change.before
    return can, cannot


def undo_list_changes(tx: Tx, changes: Sequence[SideChange]) -> None:
    """Undo changes that `undoable` found."""
    lists = lists_of(tx)
    touched = {change.what for change in changes}
    for change in changes:
        lists.pop((change.what, change.key), None)
        if change.before is not None:
            lists[change.what, change.key] = change.before
        _put_one(tx, change)
    if "contact" in touched:
        tx.set_contacts(Contact.model_validate_json(key) for what, key in lists if what == "contact")
    if touched & {"column", "extra"}:
        extra: dict[str, dict[str, str]] = {}
        for (what, key), text in lists.items():
            if what == "extra":
                ref, heading = json.loads(key)
                extra.setdefault(ref, {})[heading] = text
        tx.set_extras([key for what, key in lists if what == "column"], extra)
    if "note" in touched:
        tx.set_notes({tuple(json.loads(key)): text for (what, key), text in lists.items() if what == "note"})


def _put_one(tx: Tx, change: SideChange) -> None:
    """Undo one change of a list whose lines are written one by one."""
    if change.what == "recommendation":
        place: RecommendationPlace = next(p for p in tx.recommendation_places() if p.key == change.key)
        number, inferred = change.before
        tx.set_recommendation(place._replace(number=number, number_inferred=inferred))
    elif change.what == "finding" and change.before is None:
        tx.remove_finding(int(change.key))
    elif change.what == "finding":
        checked, correct = change.before
        tx.set_finding(int(change.key), checked=checked, correct=correct)
    elif change.what == "unplaced":
        tx.set_unplaced(int(change.key), checked=change.before)
    elif change.what == "extended":
        tx.set_extended(change.key, parse_date(change.before or ""))
    else:
        _put_plan(tx, change)


def _put_plan(tx: Tx, change: SideChange) -> None:
    """Undo one change that an edition made besides the plan's cells."""
    if change.what == "edition":
        tx.set_edition_undone(int(change.key))
    elif change.what == "as at":
        tx.set_as_at(parse_date(change.before))
    elif change.what == "place":
        tx.set_action(ActionPlace(change.key, *change.before))
    elif change.what == "about":
        about: RecommendationPlace = next(p for p in tx.recommendation_places() if p.key == change.key)
        lead, scope, section = change.before
        tx.set_recommendation(about._replace(lead=lead, scope=scope, section=section))
    elif change.what == ORDER:
        actions = change.key == "actions"
        now = [p.ref for p in tx.action_places()] if actions else [p.key for p in tx.recommendation_places()]
        since = [name for name in now if name not in change.before]
        tx.put_in_order("actions" if actions else "recommendations", [*change.before, *since])


def describe_list_change(tx: Tx, change: SideChange) -> str:
    """A change of a list in words."""
    if change.what == "contact":
        contact = Contact.model_validate_json(change.key)
        who = contact.email or contact.name or contact.job_title
        return f"contact {who} of {contact.agency}, {'added' if change.before is None else 'removed'}"
    if change.what == "agency":
        return f"agency {change.key}, added"
    if change.what == "recommendation":
        return f"recommendation {change.key}, " + ("added" if change.before is None else "its number")
    if change.what in {"finding", "unplaced"}:
        return f"To check, {_said_check(tx, change)}"
    if change.what == "extended":
        issue = tx.issue(change.key)
        until = parse_date(change.after or "")
        return f"{issue.agency if issue else change.key}, Extended to: {format_date(until) if until else 'blank'}"
    return _said_own(change)


def _said_check(tx: Tx, change: SideChange) -> str:
    """A change on the sheet To check in words."""
    if change.before is None:
        return "what it added there"
    if change.what == "unplaced":
        words = tx.unplaced()[int(change.key) - 1]
        return f"{words.place or f'line {words.line}'}: checked"
    found = next((r.finding for r in tx.findings() if str(r.id) == change.key), None)
    about = f"{found.where} {heading_of(found.field) if found.field else ''}".strip() if found else change.key
    return f"{about}: checked or put right"


def _said_own(change: SideChange) -> str:
    """A change of the plan besides its cells, or of the coordinator's own columns or notes, in words."""
    if change.what in PLAN_SAID:
        return PLAN_SAID[change.what].format(key=change.key, value=change.after)
    if change.what == "column":
        return f"your column '{change.key}', {'added' if change.before is None else 'removed'}"
    ref, name = json.loads(change.key)
    return f"{ref}, note on {heading_of(name)}" if change.what == "note" else f"{ref}, your column '{name}'"
