"""The JSON document of every command: what of its result is shown, and under which names, as a table."""

from pathlib import Path
from typing import Any, Final, NamedTuple

from dhr_xl.commands.collect import CollectResult
from dhr_xl.commands.edition.differences import PlanItem
from dhr_xl.commands.edition.rows import EditionChange
from dhr_xl.commands.edition.take_in import UpdateResult
from dhr_xl.commands.email import EmailResult
from dhr_xl.commands.history import RunDone
from dhr_xl.commands.issue import IssueResult
from dhr_xl.commands.master.take_in import TakenIn
from dhr_xl.commands.new import NewResult, own_headings
from dhr_xl.commands.publish import PublishResult
from dhr_xl.commands.resolve import ResolveResult, WaitingQuestion
from dhr_xl.commands.status import StatusResult
from dhr_xl.commands.undo import Offer, UndoResult
from dhr_xl.core.documents import BEFORE_AFTER, PLAIN, SHAPES, Encoder, Json, Shape
from dhr_xl.core.plan.kinds import Take
from dhr_xl.core.plan.model import Plan
from dhr_xl.core.plan.records import ChangeRecord
from dhr_xl.front.addin.setup.checking import SetUp, SetupFinding
from dhr_xl.front.addin.setup.install import Installed, Removed
from dhr_xl.front.sentences.undo import tell_undo


class Preview(NamedTuple):
    """What `new --preview` shows: the plan it would make, as `export` gives it."""

    plan: Plan
    as_at_from: str


class OpenQuestions(NamedTuple):
    """What `conflicts` shows."""

    conflicts: tuple[WaitingQuestion, ...]


class ChangesAndRuns(NamedTuple):
    """What `history` shows: changes and runs, oldest first."""

    changes: tuple[ChangeRecord, ...]
    runs: tuple[RunDone, ...]


class Built(NamedTuple):
    """What `addin build` shows."""

    file: Path


class InstalledAndSeen(NamedTuple):
    """What `addin install` shows: the files, and what a person must look at."""

    installed: Installed
    findings: tuple[SetupFinding, ...]


RESULT_SHAPES: Final[tuple[Shape[Any], ...]] = (
    Shape(
        NewResult, "new", without="plan source preview",
        adds={
            "title": lambda result: result.plan.title,
            "as_at": lambda result: result.plan.as_at,
            "recommendations": lambda result: len(result.plan.recommendations),
            "actions": lambda result: len(result.plan.actions),
            "agencies": lambda result: [agency.code for agency in result.plan.agencies],
            "unplaced": lambda result: len(result.plan.unplaced),
            "own_columns": lambda result: own_headings(result.plan),
            "findings": lambda result: result.plan.findings,
        },
    ),
    Shape(Preview, "preview", spread="plan"),
    Shape(IssueResult, "issue", if_any="password", flags="master_stale"),
    Shape(CollectResult, "collect", spread="waiting", flags="master_stale"),
    Shape(TakenIn, without="resolved edits"),
    Shape(OpenQuestions, "conflicts"),
    Shape(
        WaitingQuestion, spread="question",
        adds={"answers": lambda waiting: [{"take": take, "words": words} for words, take in waiting.answers.items()]},
    ),
    Shape(
        ResolveResult, "resolve", flags="master_stale",
        adds={"takes": lambda _: sorted(take for take in Take if take is not Take.BASE)},
    ),
    Shape(StatusResult, "status", spread="today"),
    Shape(PublishResult, "publish", flags="master_stale"),
    Shape(EmailResult, "email", nulls="list_file", flags="master_stale", names={"list_file": "list"}),
    Shape(ChangesAndRuns, "history"),
    Shape(
        UpdateResult, "update", without="folder", flags="master_stale",
        adds={"master": lambda result: {"problems": result.master.problems}},
    ),
    Shape(PlanItem, if_any="was"),
    Shape(EditionChange, names=BEFORE_AFTER),
    Shape(
        UndoResult, "undo", without="folder", spread="offer", flags="master_stale",
        adds={
            "run": lambda result: result.offer.undoing.run.id,
            "withdrawn": lambda result: tuple(result.offer.undoing.added),
            "said": lambda result: tuple(tell_undo(result)),
        },
    ),
    Shape(Offer, without="undoing reopens closes stays", names={"dependents": "look"}),
    Shape(Built, "addin-build"),
    Shape(InstalledAndSeen, "addin-install", spread="installed"),
    Shape(Removed, "addin-uninstall"),
    Shape(SetUp, "addin-status", adds={"look": lambda seen: seen.look}),
)  # fmt: skip
"""The results of commands, with their schemas, and their parts that are shown otherwise than field by field."""

ENCODER: Final = Encoder((*SHAPES, *RESULT_SHAPES), (*PLAIN, (Path, str)))


def document(result: object) -> dict[str, Json]:
    """The JSON document of a command's result, the name of its schema first."""
    return ENCODER.document(result)
