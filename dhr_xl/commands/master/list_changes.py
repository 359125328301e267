"""Changes of the coordinator's lists, recorded line by line so that undo can name and reverse them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, assert_never

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.core.documents import encode_whole
from dhr_xl.core.plan.cells import ActionPlace, RecommendationPlace, format_date, iso, parse_date
from dhr_xl.core.plan.kinds import SideKind
from dhr_xl.core.plan.model import Contact
from dhr_xl.core.plan.records import SideChange
from dhr_xl.core.returns.questions import heading_of
from dhr_xl.register.transaction import Tx

PLAN_SAID: Final[Mapping[SideKind, str]] = {
    SideKind.EDITION: "the edition {value}",
    SideKind.AS_AT: "the plan's as-at date",
    SideKind.PLACE: "{key}, its place in the plan",
    SideKind.ABOUT: "recommendation {key}, its lead, scope or section",
    SideKind.ORDER: "the order of the {key}",
}
"""What an edition changes besides the plan's cells, in words."""

Lists = dict[tuple[SideKind, str], Any]
"""(list, key) -> the line's value as JSON; an absent key is not on the list."""
STAYS: Final = (SideKind.AGENCY, SideKind.RECOMMENDATION)
"""Lines added to these lists are never removed: the plan and its history may refer to them."""
OF_THE_PLAN: Final = (SideKind.ABOUT, SideKind.PLACE, SideKind.ORDER)
"""Of these lists only changes are recorded; lines added with a new action or recommendation are not."""


def lists_of(tx: Tx) -> Lists:
    """Every line of every list, as the register has it."""
    headings, extra = tx.extras()
    lists: Lists = {(SideKind.CONTACT, _contact_key(contact)): True for contact in tx.contacts()}
    lists |= {(SideKind.AGENCY, a.code): True for a in tx.agencies()}
    lists |= {(SideKind.RECOMMENDATION, p.key): [p.number, p.number_inferred] for p in tx.recommendation_places()}
    lists |= {(SideKind.ABOUT, p.key): [p.lead, p.scope, p.section] for p in tx.recommendation_places()}
    lists |= {(SideKind.PLACE, place.ref): [place.number, place.part] for place in tx.action_places()}
    lists[SideKind.ORDER, "recommendations"] = [place.key for place in tx.recommendation_places()]
    lists[SideKind.ORDER, "actions"] = [place.ref for place in tx.action_places()]
    lists |= {(SideKind.EDITION, str(number)): source for number, source in tx.edition_sources().items()}
    lists[SideKind.AS_AT, "plan"] = iso(tx.head().as_at)
    lists |= {(SideKind.FINDING, str(r.id)): [r.checked, r.correct] for r in tx.findings()}
    lists |= {(SideKind.UNPLACED, str(number)): words.checked for number, words in enumerate(tx.unplaced(), start=1)}
    lists |= {(SideKind.EXTENDED, issue.reference): iso(issue.extended) for issue in tx.issues() if issue.extended}
    lists |= {(SideKind.NOTE, json.dumps(cell)): text for cell, text in tx.notes().items()}
    lists |= {(SideKind.COLUMN, heading): True for heading in headings}
    lists |= {(SideKind.EXTRA, json.dumps([ref, h])): text for ref, row in extra.items() for h, text in row.items()}
    return lists


def _contact_key(contact: Contact) -> str:
    return json.dumps(encode_whole(contact), ensure_ascii=False, separators=(",", ":"))


def _contact_of(key: str) -> Contact:
    fields = json.loads(key)
    return Contact(**{**fields, **{name: parse_date(fields[name] or "") for name in ("since", "until")}})


@contextmanager
def recording_lists(ledger: Ledger) -> Iterator[None]:
    """Record the changes made to the lists inside this context, so that undo can reverse them with the run."""
    before = lists_of(ledger.tx)
    yield
    after = lists_of(ledger.tx)
    changed = [key for key in dict.fromkeys((*before, *after)) if _is_change(key[0], before.get(key), after.get(key))]
    sides = [SideChange(0, ledger.run, None, *key, before.get(key), after.get(key)) for key in changed]
    ledger.tx.add_side_changes(sides)


def _is_change(what: SideKind, before: Any, after: Any) -> bool:  # noqa: ANN401 - a line of any list
    """Whether a line was changed. Adding to the end is not a change of an order, nor adding a line of OF_THE_PLAN."""
    if what in OF_THE_PLAN and (before is None or (what == SideKind.ORDER and after[: len(before)] == before)):
        return False
    return bool(before != after)


def undoable(tx: Tx, changes: Iterable[SideChange]) -> tuple[list[SideChange], list[SideChange]]:
    """The changes that can be undone, newest first, and those that cannot: changed since, or never removed."""
    now, can, cannot = lists_of(tx), [], []
    for change in reversed([one for one in changes if not one.undone]):
        key = (change.what, change.key)
        filled = (json.loads(cell)[1] for what, cell in now if what == SideKind.EXTRA)
        used = change.what == SideKind.COLUMN and change.key in filled
        held = now.get(key)
        if change.what == SideKind.ORDER and held is not None:
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
    if SideKind.CONTACT in touched:
        tx.set_contacts(_contact_of(key) for what, key in lists if what == SideKind.CONTACT)
    if touched & {SideKind.COLUMN, SideKind.EXTRA}:
        extra: dict[str, dict[str, str]] = {}
        for (what, key), text in lists.items():
            if what == SideKind.EXTRA:
                ref, heading = json.loads(key)
                extra.setdefault(ref, {})[heading] = text
        tx.set_extras([key for what, key in lists if what == SideKind.COLUMN], extra)
    if SideKind.NOTE in touched:
        tx.set_notes({tuple(json.loads(key)): text for (what, key), text in lists.items() if what == SideKind.NOTE})


def _put_one(tx: Tx, change: SideChange) -> None:  # noqa: C901, PLR0912 - a case for each list
    """Undo one change of a list whose lines are written one by one."""
    match change.what:
        case SideKind.RECOMMENDATION:
            number, inferred = change.before
            tx.set_recommendation(_place(tx, change.key)._replace(number=number, number_inferred=inferred))
        case SideKind.ABOUT:
            lead, scope, section = change.before
            tx.set_recommendation(_place(tx, change.key)._replace(lead=lead, scope=scope, section=section))
        case SideKind.FINDING if change.before is None:
            tx.remove_finding(int(change.key))
        case SideKind.FINDING:
            checked, correct = change.before
            tx.set_finding(int(change.key), checked=checked, correct=correct)
        case SideKind.UNPLACED:
            tx.set_unplaced(int(change.key), checked=change.before)
        case SideKind.EXTENDED:
            tx.set_extended(change.key, parse_date(change.before or ""))
        case SideKind.EDITION:
            tx.set_edition_undone(int(change.key))
        case SideKind.AS_AT:
            tx.set_as_at(parse_date(change.before))
        case SideKind.PLACE:
            tx.set_action(ActionPlace(change.key, *change.before))
        case SideKind.ORDER:
            _put_order(tx, change)
        case SideKind.CONTACT | SideKind.COLUMN | SideKind.EXTRA | SideKind.NOTE:
            pass  # these lists are written whole by undo_list_changes
        case SideKind.AGENCY | SideKind.QUESTION:
            pass  # an agency that was added stays; questions are undone by commands.undoing
        case _:
            assert_never(change.what)


def _place(tx: Tx, key: str) -> RecommendationPlace:
    return next(place for place in tx.recommendation_places() if place.key == key)


def _put_order(tx: Tx, change: SideChange) -> None:
    """Undo a new order of the actions or the recommendations; what was added since comes last."""
    actions = change.key == "actions"
    now = [p.ref for p in tx.action_places()] if actions else [p.key for p in tx.recommendation_places()]
    since = [name for name in now if name not in change.before]
    tx.put_in_order("actions" if actions else "recommendations", [*change.before, *since])


def describe_list_change(tx: Tx, change: SideChange) -> str:  # noqa: C901, PLR0911 - a case for each list
    """A change of a list in words."""
    added = change.before is None
    match change.what:
        case SideKind.CONTACT:
            contact = _contact_of(change.key)
            who = contact.email or contact.name or contact.job_title
            return f"contact {who} of {contact.agency}, {'added' if added else 'removed'}"
        case SideKind.AGENCY:
            return f"agency {change.key}, added"
        case SideKind.RECOMMENDATION:
            return f"recommendation {change.key}, " + ("added" if added else "its number")
        case SideKind.FINDING | SideKind.UNPLACED:
            return f"To check, {_said_check(tx, change)}"
        case SideKind.EXTENDED:
            issue = tx.issue(change.key)
            until = parse_date(change.after or "")
            return f"{issue.agency if issue else change.key}, Extended to: {format_date(until) if until else 'blank'}"
        case SideKind.EDITION | SideKind.AS_AT | SideKind.PLACE | SideKind.ABOUT | SideKind.ORDER:
            return PLAN_SAID[change.what].format(key=change.key, value=change.after)
        case SideKind.COLUMN:
            return f"your column '{change.key}', {'added' if added else 'removed'}"
        case SideKind.NOTE:
            ref, name = json.loads(change.key)
            return f"{ref}, note on {heading_of(name)}"
        case SideKind.EXTRA:
            ref, name = json.loads(change.key)
            return f"{ref}, your column '{name}'"
        case SideKind.QUESTION:
            return f"question {change.key}"


def _said_check(tx: Tx, change: SideChange) -> str:
    if change.before is None:
        return "what it added there"
    if change.what == SideKind.UNPLACED:
        words = tx.unplaced()[int(change.key) - 1]
        return f"{words.place or f'line {words.line}'}: checked"
    found = next((r.finding for r in tx.findings() if str(r.id) == change.key), None)
    about = f"{found.where} {heading_of(found.field) if found.field else ''}".strip() if found else change.key
    return f"{about}: checked or put right"
