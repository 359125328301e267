"""Conservation through real files: whatever two agencies send, in any order, every value is accounted for."""

import contextlib
import datetime as dt
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounting import account_for, cells_of
from dhr_xl.commands.collect import collect
from dhr_xl.commands.conflicts import conflicts
from dhr_xl.commands.export import export
from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.commands.resolve import resolve
from dhr_xl.commands.undo import undo
from dhr_xl.errors import Stop
from generated import part
from plan_folder import DAY, edit_master, fill, form, make_issued

LATER = DAY + dt.timedelta(days=8)
ROWS = {"POLICE": ("1-POLICE", "2-POLICE"), "NHS": ("2-POLICE", "3-NHS")}
"""2-POLICE is shared."""
DAYS = [dt.date(2025, 6, 20), dt.date(2025, 6, 2), "20/06/2025", "31 September 2020"]
ANSWERS = {
    "status": st.sampled_from(
        ["Not started", "In progress", "Paused", "Complete", " in  progress", "Nearly done", None]
    ),
    "progress": st.sampled_from(["We met", "We met\nagain", " ", "=1+1", 12.5, "Call 07700 900123"]),
    "completion_date": st.sampled_from([*DAYS, dt.date(2026, 2, 1)]),
    "evidence_given": st.sampled_from(["Minutes", "Log", "Complete"]),
    "outcome": st.sampled_from(["Fewer calls", "None yet", True]),
    "proposed_target_date": st.sampled_from(DAYS),
    "reason": st.sampled_from(["Staff", "Audit"]),
    "query": st.sampled_from(["Not ours", "Already replaced"]),
}
DESK = (
    None,
    ("1-POLICE", {"status": "In progress", "entered_for": "POLICE", "entered_from": "Telephone"}),
    ("2-POLICE", {"status": "Paused", "reason": "Staff", "entered_for": "NHS", "entered_from": "E-mail"}),
    ("2-POLICE", {"evidence_given": "Log", "entered_for": "POLICE", "entered_from": "Meeting"}),
    ("3-NHS", {"progress": "They rang", "entered_for": "NHS", "entered_from": "Telephone"}),
    ("2-POLICE", {"supporting": None}),
    ("1-POLICE", {"withdrawn": "Yes", "withdrawn_reason": "Said twice"}),
    ("3-NHS", {"board_decision": "Signed off", "decided_on": dt.date(2025, 7, 2)}),
    "ours",
    "theirs",
)
"""What the coordinator does between two collects: nothing, an edit in master.xlsx, or the first waiting decision."""


class Post(NamedTuple):
    """One returned workbook. hour: when it was saved; then: what is sent again: "" (nothing), "bytes" or "answers"."""

    agency: str
    answers: dict
    who: str = ""
    hour: int = 0
    then: str = ""
    with_next: bool = False


def answers_of(agency):
    row = st.fixed_dictionaries({}, optional=ANSWERS)
    return st.fixed_dictionaries(dict.fromkeys(ROWS[agency], row))


def posts_of(agency):
    return st.builds(
        Post, st.just(agency), answers_of(agency), st.sampled_from(["", "North", "South"]), st.integers(0, 2),
        st.sampled_from(["", "bytes", "answers"]), st.booleans(),
    )  # fmt: skip


posts = st.sampled_from(sorted(ROWS)).flatmap(posts_of)


@pytest.fixture(scope="module")
def issued_once(tmp_path_factory):
    return make_issued(tmp_path_factory.mktemp("issued"))


@contextlib.contextmanager
def copy_of(folder):
    with tempfile.TemporaryDirectory() as place:
        yield shutil.copytree(folder, Path(place) / "plan")


def put(folder, post, name, later=0):
    """Write a returned workbook into the inbox; returns its bytes."""
    saved = dt.datetime(2025, 7, 5, 12 + post.hour, later)
    path = fill(form(folder, post.agency), folder / "inbox" / name, post.answers, saved=saved, completed_by=post.who)
    return path.read_bytes()


def take_in(folder, sent, before):
    """Collect the inbox and account for every value. sent: file name -> (agency, bytes)."""
    results = collect(folder, now=LATER).returns
    assert {result.source for result in results} == set(sent)
    account(folder, sent, results, before)
    return results


def account(folder, sent, results, before):
    for result in results:
        agency, data = sent[result.source]
        account_for(folder, form(folder, agency), data, result, before=before)


def state(folder):
    """The exported plan, and every question in any state."""
    with open_workspace(folder) as workspace, workspace.register.read() as tx:
        questions = tx.questions()
    return export(folder), questions


def at_the_desk(folder, done):
    if isinstance(done, tuple):
        ref, cells = done
        edit_master(folder, "Actions", "ref", {ref: cells})
    elif done:
        waiting = conflicts(folder)
        with contextlib.suppress(Stop):  # a wrong answer cannot be used as it is, and then nothing changes
            resolve(folder, [question.id for question in waiting[:1]], take=done, now=LATER)


DISAGREE = [
    Post("POLICE", {"2-POLICE": {"status": "In progress", "progress": "We met"}}),
    Post("NHS", {"2-POLICE": {"status": "Paused", "reason": "Staff", "progress": "We did not"}}, then="answers"),
    Post("POLICE", {"2-POLICE": {"status": "Propose to close", "reason": "Audit", "progress": "We met"}}, hour=1),
]
"""Two agencies share an action; the second contradicts the first, which then corrects itself."""


CONTRADICTING = {
    "POLICE": {"2-POLICE": {"status": "In progress", "progress": "Still outstanding"}},
    "NHS": {"2-POLICE": {"status": "Complete", "evidence_given": "Rota", "completion_date": dt.date(2025, 6, 20)}},
}
"""The supporting agency calls a shared action Complete, and its lead does not."""


@part(10)
@example(sent=DISAGREE, desk=[None, None, None])
@example(sent=DISAGREE, desk=[None, "theirs", "ours"])
@given(sent=st.lists(posts, min_size=1, max_size=3), desk=st.lists(st.sampled_from(DESK), min_size=3, max_size=3))
def test_whatever_is_sent__all_of_it_is_accounted_for_and_nothing_is_applied_twice(issued_once, sent, desk):
    with copy_of(issued_once) as folder:
        before = cells_of(folder)
        waiting, every, results = {}, {}, []
        for number, (post, done) in enumerate(zip(sent, desk, strict=False)):
            waiting[f"{number}.xlsx"] = (post.agency, put(folder, post, f"{number}.xlsx"))
            if post.with_next and post is not sent[-1]:
                continue
            results += take_in(folder, waiting, before)
            every |= waiting
            waiting = {}
            was = state(folder)
            if post.then == "bytes":
                (folder / "inbox" / "again.xlsx").write_bytes(every[f"{number}.xlsx"][1])
                [again] = take_in(folder, {"again.xlsx": every[f"{number}.xlsx"]}, before)
                assert again.outcome == "duplicate"
                assert state(folder) == was
            elif post.then == "answers":
                again = (post.agency, put(folder, post, "again.xlsx", later=1))
                take_in(folder, {"again.xlsx": again}, before)
                if sum(agency == post.agency for agency, _ in every.values()) == 1:
                    assert state(folder) == was
            at_the_desk(folder, done)
        collect(folder, now=LATER)
        was = state(folder)
        for name, (_, data) in every.items():
            (folder / "inbox" / name).write_bytes(data)
        assert {result.outcome for result in take_in(folder, every, before)} <= {"duplicate", "rejected"}
        assert state(folder) == was
        account(folder, every, results, before)


@part(10)
@example(police=CONTRADICTING["POLICE"], nhs=CONTRADICTING["NHS"])
@given(police=answers_of("POLICE"), nhs=answers_of("NHS"))
def test_two_agencies_of_one_action__the_order_does_not_matter_and_neither_changes_the_others_answer(
    issued_once, police, nhs
):
    sent = {"POLICE": Post("POLICE", police), "NHS": Post("NHS", nhs)}
    plans, asked = [], []
    for order in (["POLICE"], ["NHS"]), (["NHS"], ["POLICE"]), (["POLICE", "NHS"],):
        with copy_of(issued_once) as folder:
            before = cells_of(folder)
            for batch in order:
                take_in(folder, {code: (code, put(folder, sent[code], code)) for code in batch}, before)
            plan, questions = state(folder)
            plans.append(plan)
            asked.append({(q.ref, q.field, q.kind, q.agency, q.theirs) for q in questions})
    assert plans[0] == plans[1] == plans[2]
    assert asked[0] == asked[1] == asked[2]


@part(10)
@given(agency=st.sampled_from(sorted(ROWS)), desk=st.sampled_from(DESK[:-2]), nil=st.booleans())
def test_an_untouched_return__changes_nothing(issued_once, agency, desk, nil):
    with copy_of(issued_once) as folder:
        at_the_desk(folder, desk)
        collect(folder, now=LATER)
        was = state(folder)
        said = {"anything_new": "No, nothing has changed"} if nil else {}
        data = fill(form(folder, agency), folder / "inbox" / "a.xlsx", {}, **said).read_bytes()
        [result] = take_in(folder, {"a.xlsx": (agency, data)}, cells_of(folder))
        assert result.outcome == ("nothing_to_report" if nil else "no_change")
        assert state(folder) == was


@part(10)
@given(first=posts, taken=st.lists(posts, min_size=1, max_size=2), desk=st.sampled_from(DESK))
def test_undo__brings_back_the_plan_of_before_and_the_files_may_come_again(issued_once, first, taken, desk):
    with copy_of(issued_once) as folder:
        before = cells_of(folder)
        take_in(folder, {"first.xlsx": (first.agency, put(folder, first, "first.xlsx"))}, before)
        at_the_desk(folder, desk)
        collect(folder, now=LATER)
        was = export(folder)
        sent = {f"{n}.xlsx": (post.agency, put(folder, post, f"{n}.xlsx", later=2)) for n, post in enumerate(taken)}
        take_in(folder, sent, before)
        then = export(folder)
        undo(folder, now=LATER)
        assert export(folder) == was
        for name, (_, data) in sent.items():
            (folder / "inbox" / name).write_bytes(data)
        take_in(folder, sent, before)
        assert export(folder) == then
