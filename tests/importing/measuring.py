"""Measure how well an import read a plan whose truth is known: counts by kind, and what is wrong in words."""

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple

from dhr_xl.core.plan.dates import DateKind, read_plan_date
from dhr_xl.importing.plan.organisations import normalise_name

ALIKE = 0.95
SHARES = {
    # the share of the truth that must be right at least
    "recommendations": 0.94, "owners": 0.86, "found": 0.91, "agency": 0.88, "action": 0.83, "evidence": 0.83,
    "target": 0.83, "progress": 0.83, "date": 0.90, "status": 0.86,
}  # fmt: skip
MOST_EXTRA = 0.06


class Measure(NamedTuple):
    """counts: how many are right, by kind; of: how many there are; wrong: what is wrong, for a person to repair."""

    counts: dict[str, int]
    of: dict[str, int]
    extra: int
    false_complete: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def short(self):
        """Return the kinds in which too little was right."""
        few = [kind for kind, share in SHARES.items() if self.counts[kind] < share * self.of[kind]]
        if self.extra > max(MOST_EXTRA * self.of["found"], 0):
            few.append("extra")
        return [*few, *(["false_complete"] if self.false_complete else [])]


def words(text):
    return re.findall(r"[^\W_]+", text.lower().replace("’", "").replace("'", ""))


def alike(one, other):
    return SequenceMatcher(None, words(one), words(other), autojunk=False).ratio() if one or other else 1.0


def measure(plan, drawn):
    """Measure an imported plan against the truth."""
    of = Counter({"recommendations": len(drawn.recommendations), "owners": len(drawn.recommendations)})
    of.update(dict.fromkeys([k for k in SHARES if k not in of], len(drawn.actions)))
    counts, wrong = Counter(dict.fromkeys(SHARES, 0)), []
    by_number = {r.number: r for r in plan.recommendations}
    leads = {true.number: true.lead for true in drawn.actions}
    for number, text in drawn.recommendations.items():
        got = by_number.get(number)
        _judge(counts, wrong, "recommendations", got and alike(got.text, text) >= 0.98, number, got and got.text, text)
        lead = leads[number]
        right = got and (is_called(plan, got.lead, lead) if lead else got.lead is None)
        _judge(counts, wrong, "owners", right, number, got and got.lead, lead)
    free = [(r.number, a) for r in plan.recommendations for a in r.actions]
    false = []
    for true in drawn.actions:
        got = _best(plan, true, free)
        if got is None:
            wrong.append(f"found {true.number} {true.agency}: {true.action}")
            continue
        free = [each for each in free if each[1] is not got]
        counts["found"] += 1
        _judge(counts, wrong, "agency", is_called(plan, got.agency, true.agency), got.ref, got.agency, true.agency)
        for kind, have in (("action", got.action), ("evidence", got.evidence)):
            _judge(counts, wrong, kind, alike(have, getattr(true, kind)) >= ALIKE, got.ref, have, getattr(true, kind))
        same = alike(got.target_date_text, true.target) >= ALIKE or _same_day(got.target_date_text, true.target)
        _judge(counts, wrong, "target", same, got.ref, got.target_date_text, true.target)
        report = got.progress.split("\n")[0] if "\n" in got.progress or not true.progress else got.progress
        report = report if true.progress else ""
        _judge(counts, wrong, "progress", alike(report, true.progress) >= ALIKE, got.ref, got.progress, true.progress)
        date = str(got.target_date or "")
        _judge(counts, wrong, "date", date == true.date, got.ref, date, true.date)
        _judge(counts, wrong, "status", got.status == true.status, got.ref, got.status.value, true.status)
        about = {f.field for f in plan.findings if f.where == got.ref}
        if got.status == "complete" != true.status and "status" not in about:
            false.append(got.ref)
    wrong += [f"extra {a.ref}: {a.action}" for _, a in free]
    return Measure(dict(counts), dict(of), len(free), tuple(false), tuple(wrong))


def _same_day(one, other):
    """Tell whether two texts are one date, written in two ways (a workbook holds the date and not how it was typed)."""
    first, second = read_plan_date(one), read_plan_date(other)
    return first.kind is DateKind.DAY and first == second


def _judge(counts, wrong, kind, right, where, got, want):
    counts[kind] += bool(right)
    if not right:
        wrong.append(f"{kind} {where}: got {got!r}, not {want!r}")


def _best(plan, true, free):
    """Return the imported action that is this one: of its recommendation, most alike in words, its agency's first."""
    scored = [
        (alike(a.action, true.action) + 0.3 * is_called(plan, a.agency, true.agency), -place, a)
        for place, (number, a) in enumerate(free)
        if number == true.number
    ]
    best = max(scored, default=None, key=lambda each: each[:2])
    return best[2] if best and best[0] >= 0.6 else None


def is_called(plan, code, name):
    """Tell whether the agency with this code goes by this name."""
    return any(
        a.code == code and (normalise_name(name) in {normalise_name(n) for n in (a.name, *a.aliases)} or name == a.code)
        for a in plan.agencies
    )


def kept_text(plan):
    """Return every word that an import kept: in the plan, among what could not be placed, and in the findings."""
    texts = [plan.title, *(unplaced.text for unplaced in plan.unplaced)]
    texts += [finding.message for finding in plan.findings]
    texts += [text for r in plan.recommendations for a in r.actions for pair in a.own for text in pair]
    texts += [name for agency in plan.agencies for name in (agency.name, *agency.aliases)]
    for r in plan.recommendations:
        texts += [r.number, r.text, r.section, r.scope]
        for a in r.actions:
            texts += [f"{day.day} {day.month} {day:%d %m %Y %y %B %b}" for day in [a.completion_date] if day]
            texts += [a.part, a.action, a.evidence, a.target_date_text, a.progress, a.outcome, a.evidence_given]
    return " ".join(texts)


def lost_words(plan, source, shown=()):
    """Return the words of the source that an import kept nowhere, apart from those of its headings."""
    return sorted(set(words(source)) - set(words(kept_text(plan))) - set(words(" ".join(shown))))
