"""The law of conservation, checked from outside: every value of a returned workbook that differs is accounted for.

    before = cells_of(folder)
    data = path.read_bytes()                      # collect takes the file out of the inbox
    [result] = collect(folder, now=LATER).returns
    accounts = account_for(folder, form(folder, "POLICE"), data, result, before=before)

What the workbooks say is seen by openpyxl (sheets_seen.py, differing.py), never by the product's reader; what became
of it (outcomes.py) is asked of the register's public methods and of collect's result. A file is held against the workbook that was
issued, not against what the register has for its base, so it may be judged at any time, whatever was collected since.
Words in text boxes and struck-out words are not seen here; a re-typed heading or title counts as words outside.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from dhr_xl.commands.folder.workspace import open_workspace
from dhr_xl.core.plan.cells import CellKey
from dhr_xl.core.plan.columns import BY_KEY
from dhr_xl.register.snapshot import take_snapshot
from differing import Difference, differences
from outcomes import Facts, become
from sheets_seen import Book, Form, Place, find_form, fold, plain, see_book


class Account(NamedTuple):
    """What one difference became: merged, already, conflict, held, proposal or noted."""

    difference: Difference
    outcome: str


def cells_of(folder: Path) -> dict[CellKey, str]:
    """Every cell of the register now, for `account_for(before=…)`."""
    with open_workspace(folder) as workspace, workspace.register.read() as tx:
        return tx.cells()


def account_for(
    folder: Path,
    issued_path: Path,
    returned: Path | bytes,
    result: Any,
    *,
    before: dict[CellKey, str] | None = None,
    seen: bytes | None = None,
) -> tuple[Account, ...]:
    """Assert the law of conservation of one collected file; what each of its differences became.

    issued_path: the workbook that went out; returned: the file that came back, as it was before collect took it;
    result: what collect said of it, one of `CollectResult.returns`;
    before: the register's cells at any time before, so that a cell changed beside the history is seen as well;
    seen: the same answers as openpyxl can open them, where it cannot open what came back.
    Raises AssertionError naming every value that is not accounted for, and all else that breaks the law.
    Of a file rejected or a duplicate () is returned, once it is seen that nothing came of it.
    """
    data = returned if isinstance(returned, bytes) else returned.read_bytes()
    issued = see_book(issued_path.read_bytes())
    assert issued is not None, f"{issued_path} cannot be opened"
    facts = _facts(folder, issued, result)
    wrong = [*_check_kept(folder, data, facts), *_check_credit(facts), *_check_history(facts, before or {})]
    accounts: list[Account] = []
    if result.outcome in {"rejected", "duplicate"}:
        wrong += _check_nothing_came_of_it(facts)
    elif facts.record is None:
        wrong.append("the register holds no such return")
    elif (book := see_book(seen or data)) is None:
        wrong.append("openpyxl cannot open it, so what it says cannot be held against the register")
    else:
        form = find_form(book)
        for difference in differences(find_form(issued), form):
            outcome, why = become(facts, difference)
            accounts.append(Account(difference, outcome))
            wrong += [f"{difference}: {why}"] if why else []
        wrong += [*_check_made_up(facts, issued, form, accounts), *_check_outcome(facts), *_check_errors_hold(facts)]
    said = f"{result.source} of {facts.agency} ({result.outcome}), not accounted for:"
    assert not wrong, "\n  - ".join([said, *wrong])
    return tuple(accounts)


def _facts(folder: Path, issued: Book, result: Any) -> Facts:
    agency, reference = (issued.text(issued.names[name]) for name in ("dhr_agency", "dhr_return_reference"))
    with open_workspace(folder) as workspace, workspace.register.read() as tx:
        register, decisions = take_snapshot(tx), tx.decisions()
    issue = next((one for one in register.issues if one.reference == reference), None)
    assert issue is not None, f"the register knows no workbook {reference}"
    known = (result.sha256, result.source, result.outcome)
    record = next((r for r in reversed(register.returns) if (r.sha256, r.source, r.outcome) == known), None)
    number, run = (record.id, record.run) if record else (-1, -1)
    return Facts(
        result, agency, issue, record,
        [d for d in decisions if (d.return_id, d.run) == (number, run)],
        [c for c in register.changes if (c.return_id, c.run) == (number, run)],
        [q for q in register.questions if q.return_id == number],
        register.returns, register.changes, register.questions, decisions, register.cells, register.plan.actions,
        register.agencies,
    )  # fmt: skip


# what must be true of the file as a whole


def _check_errors_hold(facts: Facts) -> Iterable[str]:
    """What is called an error keeps its cell out of the plan, the group with it, or the row where it names no cell."""
    for problem in facts.result.problems:
        if problem.severity != "error" or not problem.ref:
            continue
        group = BY_KEY[problem.field].merge == "group" if problem.field in BY_KEY else False
        held = {key for key, field in BY_KEY.items() if not problem.field or (group and field.merge == "group")}
        for decision in facts.decisions:
            concerned = decision.ref == problem.ref and decision.field in {*held, problem.field}
            if concerned and decision.outcome == "merged":
                yield f"{problem.code.name} on {problem.ref} is an error, and {decision.field} was merged"


def _check_kept(folder: Path, data: bytes, facts: Facts) -> Iterable[str]:
    """The original is under returned/, byte for byte."""
    if facts.result.sha256 != hashlib.sha256(data).hexdigest():
        yield "the result is of other bytes than these"
    kept = folder / facts.record.stored if facts.record else None
    if kept and not (kept.is_file() and kept.read_bytes() == data):
        yield f"the original is not at {facts.record.stored}, byte for byte"
    if not any(path.read_bytes() == data for path in (folder / "returned").rglob("*") if path.is_file()):
        yield "no copy of the original is kept under returned"


def _check_credit(facts: Facts) -> Iterable[str]:
    """Everything is credited to the agency the reference was issued to, and to no other."""
    if facts.record and facts.record.state == "rejected" and not facts.record.reference:
        return  # it is taken for nobody's
    owners = {facts.issue.agency, facts.result.agency or facts.agency}
    owners |= {facts.record.agency} if facts.record else set()
    for owner in owners - {facts.agency}:
        yield f"it is taken for a return of {owner}"
    if facts.record and facts.record.reference != facts.issue.reference:
        yield f"it is taken for an answer to {facts.record.reference}, not to {facts.issue.reference}"
    since = [c for c in facts.changes if facts.record and c.return_id == facts.record.id and c not in facts.made]
    for change in (*facts.made, *since):
        decided = change in since and change.who.startswith("coordinator (")
        if not (decided or change.who == facts.agency) or change.key.agency not in {"", facts.agency}:
            yield f"{change.key.field} of {change.key.ref} is credited to {change.who} ({change.key.agency or 'all'})"
    for question in facts.asked:
        if question.agency != facts.agency:
            yield f"{question.id} is asked about {question.agency}"


def _check_history(facts: Facts, before: dict[CellKey, str]) -> Iterable[str]:
    """No cell has changed but by the history, and no collect has changed one without a decision to merge."""
    chains: dict[CellKey, list[str]] = {}
    for change in facts.changes:
        chain = chains.setdefault(change.key, [change.before])
        if chain[-1] != change.before:
            yield f"the history of {change.key} breaks off at '{chain[-1]}' and goes on at '{change.before}'"
        chain.append(change.after)
    for key in {*facts.cells, *chains, *before}:
        now = facts.cells.get(key, "")
        if now != chains.get(key, [before.get(key, "") if before else now])[-1]:
            yield f"{key} is '{now}' now, and the history knows nothing of it"
        if before and before.get(key, "") not in chains.get(key, [now]):
            yield f"{key} was '{before.get(key, '')}' before, and the history knows nothing of it"
    merged = [d for d in facts.all_decisions if d.outcome == "merged"]
    decided = Counter((d.run, d.return_id, d.ref, d.field, d.theirs) for d in merged)
    for change in facts.changes:
        if change.how == "return" and decided[change.run, change.return_id, *change.key[:2], change.after] != 1:
            yield f"{change.key} was changed to '{change.after}' by a return, and no one decision says so"


def _check_nothing_came_of_it(facts: Facts) -> Iterable[str]:
    if facts.result.outcome == "duplicate":
        first = [r for r in facts.returns if r.sha256 == facts.result.sha256 and r.state in {"standing", "taken back"}]
        if not first:
            yield "a duplicate, but the file was never taken in"
    asked = [question for question in facts.asked if question.outcome != "to_read"]  # its remarks are read all the same
    if facts.decisions or facts.made or asked or facts.result.changes:
        yield f"{facts.result.outcome} whole, and yet something came of it"


def _check_made_up(facts: Facts, issued: Book, form: Form, accounts: list[Account]) -> Iterable[str]:
    """No decision is about a value the file does not hold, and no note about words that stand there as issued.

    A decision on a cell left as issued is right only where something is wrong with that (a reason is needed, say), where an
    earlier copy of the same workbook had something else in it, or where the row is asked about as a whole.
    """
    places = {(fold(form.book.text(row["ref"])), key): p for row in form.rows().values() for key, p in row.items()}
    differ = {(account.difference.ref, account.difference.key) for account in accounts}
    differ |= {(problem.ref, problem.field) for problem in facts.result.problems if problem.severity == "error"}
    line = {facts.issue.reference, facts.issue.lineage}
    earlier = [r for r in facts.returns if r.reference in line and r != facts.record]
    for decision in facts.decisions:
        cell = (decision.ref, decision.field)
        place: Place | None = places.get((fold(decision.ref), decision.field))
        if decision.field and decision.kind != "row" and (place is None or (cell not in differ and not earlier)):
            yield f"{decision.field} of {decision.ref} was decided ({decision.outcome}), and the file does not say it"
    own = {(place.words, plain(text)) for place, text in issued.texts.items()}
    for where, text in facts.result.notes:
        if (where, plain(text)) in own:
            yield f"{where}: '{text}' was issued so, and is noted as if the agency had written it"


def _said_before(facts: Facts) -> bool:
    """Whether an earlier return of the agency gave the very same answers, in every cell of which this one says something."""
    record = facts.record
    earlier = [r for r in facts.returns if record and r.id < record.id and r.agency == record.agency]
    said = {(ref, key): text for ref, row in record.answers.items() for key, text in row.items()} if record else {}
    return any(all(r.answers.get(ref, {}).get(key) == text for (ref, key), text in said.items()) for r in earlier)


def _check_outcome(facts: Facts) -> Iterable[str]:
    """The outcome is the first that fits what was decided."""
    outcomes = {decision.outcome for decision in facts.decisions}
    if outcomes & {"conflict", "held"}:
        fits = {"merged_with_problems"}
    elif outcomes & {"merged", "proposal"}:
        fits = {"merged_with_problems", "merged"}
    else:
        fits = {"merged_with_problems", "nothing_to_report", "no_change"}
    if "merged" not in outcomes and _said_before(facts):
        fits = fits | {"no_change"}
    if facts.result.outcome not in fits:
        yield f"it came to {', '.join(sorted(outcomes)) or 'nothing'}, and the result calls it {facts.result.outcome}"
