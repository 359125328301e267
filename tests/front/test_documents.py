"""JSON documents: what the table of shapes says is of the types it names, and no key that programs rely on goes."""

import datetime as dt
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple, get_type_hints

import pytest

from dhr_xl.core.documents import PLAIN, Encoder, Shape
from dhr_xl.core.plan.cells import CellChange
from dhr_xl.core.plan.model import Action, AgencyAnswer, Finding, Recommendation, Status
from dhr_xl.core.plan.records import ChangeRecord, Question
from dhr_xl.core.returns.problems import Code, Problem
from dhr_xl.core.returns.result import ReturnNote, ReturnResult
from dhr_xl.core.views.values import BragCount, Need, TodayAgency
from dhr_xl.front.documents import RESULTS, document, encoder_of

ENCODER = encoder_of(RESULTS.values())
"""With the shapes of every command."""
ACTION_KEYS = (
    "ref agency agencies part action evidence evidence_given target_date_text target_date target_date_kind progress "
    "status completion_date outcome reason board_decision agreed_target_date slips decided_on board_note withdrawn "
    "withdrawn_reason answers own"
)
KEYS = {
    "new": "schema folder title as_at as_at_from recommendations actions agencies unplaced own_columns findings",
    "issue": "schema round due due_was issued already nothing_to_send unassigned open_agency_guesses master_stale",
    "collect": "schema returns master skipped conflicts_open held_open proposals_open to_read_open asked_open left "
    "master_stale",
    "conflicts": "schema conflicts",
    "resolve": "schema problems resolved waiting asked master_stale takes",
    "status": "schema title review as_at agencies standings overdue needs_you needs_nothing next edits_waiting inbox",
    "publish": "schema file as_at in_short since same personal open_questions asked_questions master_stale",
    "email": "schema what sent messages problems not_yet already silent list master_stale",
    "history": "schema changes runs",
    "update": "schema edition new changed withdrawn reordered unchanged questions unsure findings agencies no_column out "
    "master master_stale",
    "undo": "schema collected_at run what undone left files withdrawn lists lists_left opened closed moved look "
    "edits_first master_stale said",
    "export": "schema title as_at agencies recommendations unplaced findings",
    "preview": "schema title as_at as_at_from agencies recommendations unplaced findings",
    "addin-build": "schema file",
    "addin-install": "schema files replaced notes findings",
    "addin-uninstall": "schema files left",
    "addin-status": "schema platform versions look findings",
}
"""Schema -> the keys that programs rely on: more may come, none may go."""
PARTS = {
    ReturnResult: "source sha256 agency round outcome message to_correct evidence changes conflicts held proposals notes "
    "problems",
    Problem: "code severity sheet cell ref field value message remedy",
    Question: "id kind outcome ref field base ours theirs ours_by theirs_by asked state",
    ChangeRecord: "run when who how ref field agency from to source undone",
    CellChange: "ref field from to",
    ReturnNote: "where text",
    Action: ACTION_KEYS,
    AgencyAnswer: "agency status completion_date evidence_given outcome progress reason",
    Recommendation: "number number_inferred text lead scope section actions",
    Finding: "code severity where field guessed message source place",
    TodayAgency: "agency name sent due extended state owed questions reminded",
    Need: "what count sheet",
    BragCount: "word count change",
}


def fields_of(kind):
    return tuple(kind._fields)


def type_of(kind, field):
    """The type a field is said to have."""
    return get_type_hints(kind, {**vars(sys.modules[kind.__module__]), "Path": Path})[field]


def keys_of(kind):
    """The keys of a type, as its shape says."""
    shape = ENCODER.shapes.get(kind, Shape(kind))
    gone = {*shape.without.split(), *shape.if_any.split()}
    for field in fields_of(kind):
        if field in shape.spread.split():
            yield from keys_of(type_of(kind, field))
        elif field not in gone:
            yield shape.names.get(field, field)
    yield from shape.adds


def test_documents__no_key_that_programs_rely_on_is_gone():
    found = {shape.schema: {"schema", *keys_of(kind)} for kind, shape in ENCODER.shapes.items() if shape.schema}
    assert {name: set(keys.split()) - found[name] for name, keys in KEYS.items()} == {name: set() for name in KEYS}
    assert set(found) == set(KEYS)


@pytest.mark.parametrize(("kind", "keys"), PARTS.items(), ids=[kind.__name__ for kind in PARTS])
def test_documents__nor_one_of_their_parts(kind, keys):
    assert set(keys.split()) <= set(keys_of(kind))


@pytest.mark.parametrize("shape", ENCODER.shapes.values(), ids=lambda shape: shape.kind.__name__)
def test_shapes__name_fields_that_are_there(shape):
    named = f"{shape.without} {shape.nulls} {shape.if_any} {shape.flags} {shape.spread}".split()
    assert {*named, *shape.names} - set(fields_of(shape.kind)) == set()


class Part(NamedTuple):
    """Something for the encoder."""

    day: dt.date | None = None
    path: Path = Path("plans/one")
    words: str = ""


class Whole(NamedTuple):
    """Something with a part."""

    part: Part
    secret: str = "s"
    counts: Counter[str] | None = None
    many: tuple[Part, ...] = ()


def encoder(*shapes):
    return Encoder(shapes, (*PLAIN, (Path, str)))


def test_encoder__shows_every_field_under_its_own_name():
    whole = Whole(Part(dt.date(2025, 6, 30)), counts=Counter("aab"), many=(Part(),))
    assert encoder().encode(whole) == {
        "part": {"day": "2025-06-30", "path": str(Path("plans/one")), "words": ""},
        "secret": "s",
        "counts": {"a": 2, "b": 1},
        "many": [{"day": None, "path": str(Path("plans/one")), "words": ""}],
    }


def test_encoder__a_shape_leaves_out_renames_and_adds():
    shapes = (
        Shape(Whole, "whole", without="secret", spread="part", flags="many", adds={"n": lambda whole: len(whole.many)}),
        Shape(Part, nulls="words", if_any="day", names={"path": "file"}),
    )
    assert encoder(*shapes).document(Whole(Part(), many=(Part(),))) == {
        "schema": "dhr_xl/whole/1", "file": str(Path("plans/one")), "words": None, "counts": None, "many": True, "n": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Status.COMPLETE, "complete"),
        (Code.ROW_MISSING, "ROW_MISSING"),
        (dt.datetime(2025, 6, 30, 9, 5, 1, 7), "2025-06-30T09:05:01"),
        (True, True),
        (None, None),
        ([dt.date(2025, 6, 30), 1.5], ["2025-06-30", 1.5]),
    ],
)
def test_encoder__single_values(value, shown):
    assert encoder().encode(value) == shown


def test_encoder__refuses_what_no_document_shows():
    with pytest.raises(TypeError, match="bytes"):
        encoder().encode(Part(words=b"x"))
    with pytest.raises(KeyError):
        document(Part())
