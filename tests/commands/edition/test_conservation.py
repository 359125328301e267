"""Generated editions: each difference from the last edition gets one decision, and nothing else changes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhr_xl.commands.folder.ledger import Ledger
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.master.list_changes import lists_of
from dhr_xl.commands.update import take_edition
from dhr_xl.core.plan.cells import IMPORTED, CellKey, cells_of_action
from dhr_xl.core.plan.model import Recommendation, Status
from dhr_xl.core.plan.records import Edition
from plan_folder import DAY, PLAN, action, make_folder

TEXTS = (
    ("Officers should assess the risk at every call.", "Train all response staff in assessing risk"),
    ("The Trust should record who attends.", "Change the record form of emergency care"),
    ("Housing should ask about safety.", "Add the question to the tenancy visit sheet"),
    ("Agencies should share what worries them.", "Write a protocol for sharing concerns early"),
)
WORDS = {
    "action": ("{} with more words", "{} in another way"),
    "evidence": ("Minutes", "", "A report"),
    "target_date": ("2025-12-31", "2026-01-31", "2026-03-31"),
    "status": ("Not started", "In progress", "Complete", ""),
    "progress": ("", "Begun", "Nearly done"),
}
RECOMMENDATIONS = tuple(
    Recommendation(
        number=str(n), text=text,
        actions=(action(f"{n}-POLICE", "POLICE")._replace(action=words, progress="Begun"),),
    )
    for n, (text, words) in enumerate(TEXTS, start=1)
)  # fmt: skip
SMALL = PLAN._replace(recommendations=RECOMMENDATIONS)
REFS = [a.ref for a in SMALL.actions]
CHANGES = st.dictionaries(st.tuples(st.sampled_from(REFS), st.sampled_from(list(WORDS))), st.integers(0, 3), max_size=6)


def value_of(ref, field, choice):
    """A new value of a field; the text of an action is made from the old text."""
    words = WORDS[field][choice % len(WORDS[field])]
    return words.format(TEXTS[REFS.index(ref)][1]) if field == "action" else words


def edited(plan, changes, gone, order):
    """An edition with some cells changed, some recommendations removed, and the rest in another order."""
    made = []
    for number, place in enumerate((p for p in order if p not in gone), start=1):
        one = plan.recommendations[place]
        [row] = one.actions
        values = {field: value_of(ref, field, choice) for (ref, field), choice in changes.items() if ref == row.ref}
        if "target_date" in values:
            values["target_date_text"] = values["target_date"]
            values["target_date"] = dt.date.fromisoformat(values["target_date"])
        if "status" in values:
            values["status"] = next(s for s in Status if s.replace("_", " ") == (values["status"].lower() or "unknown"))
        made.append(one._replace(number=str(number), actions=(row._replace(**values),)))
    new = tuple(one._replace(actions=tuple(
        a._replace(ref=f"{one.number}-POLICE") for a in one.actions
    )) for one in made)  # fmt: skip
    return plan._replace(recommendations=new)


def key_of(ref, field):
    return CellKey(ref, field, "POLICE" if field in IMPORTED else "")


def pair_of(field):
    return "target_date" if field == "target_date_text" else field


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = make_folder(tmp_path_factory.mktemp("property"), SMALL)
    with open_workspace(folder, DAY) as opened:
        yield opened


@given(theirs=CHANGES, ours=CHANGES, gone=st.sets(st.integers(0, 3), max_size=1), order=st.permutations(range(4)))
def test_update__each_difference_has_one_decision_and_nothing_else_moves(workspace, theirs, ours, gone, order):
    edition = Edition(0, None, "newer.docx", "", DAY.date(), edited(SMALL, theirs, gone, order), ())
    with workspace.register.rehearse() as tx:
        ledger = Ledger(workspace, tx)
        first = dict(ledger.cells)
        ledger.start("made")
        for (ref, field), choice in ours.items():
            value = value_of(ref, field, choice)
            more = [(CellKey(ref, "target_date_text"), value, "")] if field == "target_date" else []
            ledger.write_only([(key_of(ref, field), value, ""), *more], who="someone", how="made")
        before, places = dict(ledger.cells), [place.ref for place in tx.action_places()]
        result = take_edition(ledger, edition, anyway=True)
        after = dict(ledger.cells)

        left = {REFS[place] for place in gone}
        kept = [REFS[place] for place in order if place not in gone]
        said = dict(zip(kept, edition.plan.actions, strict=True))
        wanted = set()
        for ref, row in said.items():
            document = {key.field: text for key, text in cells_of_action(row).items()}
            for field in WORDS:
                base, new = first.get(key_of(ref, field), ""), document.get(field, "")
                if base != new and (new or field != "progress"):
                    wanted.add((ref, field))
        decided = [(c.ref, pair_of(c.field)) for c in result.changed]
        assert set(decided) == wanted
        once = [(c.ref, c.field) for c in result.changed]
        assert len(once) == len(set(once))
        for one in result.changed:
            key, now = key_of(one.ref, one.field), after.get(key_of(one.ref, one.field), "")
            if one.outcome == "merged":
                assert (now, before.get(key, "")) == (one.after, first.get(key, ""))
            else:
                assert now == before.get(key, "")
                assert one.outcome in {"already", "conflict", "held"}
        moved = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        follows = {"target_date_kind", "completion_date", "outcome"}
        assert {(key.ref, pair_of(key.field)) for key in moved if key.field not in follows} <= wanted
        assert {row.ref for row in result.withdrawn if row.what == "action"} == left
        assert [place.ref for place in tx.action_places()] == result_order(places, kept)
        asked = [c for c in result.changed if c.outcome in {"conflict", "held"}]
        assert bool(asked) == bool(result.questions)
        assert take_edition(ledger, edition, anyway=True).nothing
        assert lists_of(tx)["order", "actions"] == [place.ref for place in tx.action_places()]


def result_order(before, kept):
    """The newer edition's order; a removed row follows what it followed before."""
    order = list(kept)
    for place, ref in enumerate(before):
        if ref not in order:
            order.insert(order.index(before[place - 1]) + 1 if place else 0, ref)
    return order
