"""Compare an export with a golden answer; pure functions, so that the scoring itself can be tested.

An answer holds an export's recommendations and actions, with agencies by name. Any part of it may also hold:
`KEY_also_fair`, a list of other right answers for KEY; `parts`, the actions that an action should be split into;
`other_words`, texts that must be somewhere in the export. {"refused": true}: the document is not a plan.
`refusal_also_fair`: a refusal is right too (`text_as_found` says so of the .txt form only).
"""

import difflib
import re
from typing import NamedTuple

ALIKE = 0.9
"""How similar two texts must be to count as the same, apart from white space and list marks."""
SHARE = 0.95
"""The share of actions and of their fields that must be right."""
FIELDS = ("agency", "target_date", "status", "completion_date")
COUNTED = ("recommendations", "references", "actions", "split", *FIELDS, "joint")
"""What is counted as [right, of]. split: actions to be split; joint: actions whose agencies are all named."""
NUMBERS = ("lost", "silent", "person", "refused", "refused_wrongly", "taken_wrongly", "crashed")
MARK = re.compile(r"(?:^|(?<=\s))(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|[•▪‣◦·*o–—-])(?=\s|$)")
WORD = re.compile(r"[^\W_]+")


def score_plan(golden, export):
    """Score an export. Counts are [right, of]; `why` says in words what is wrong."""
    score = empty_score()
    if golden.get("refused"):
        score["taken_wrongly"] = 1
        score["why"].append(f"taken for a plan of {len(export['recommendations'])} recommendations; to be refused")
        return score
    names = {agency["code"]: [agency["name"], *agency["aliases"], agency["code"]] for agency in export["agencies"]}
    on = {finding["where"] for finding in export["findings"]}
    left = list(export["recommendations"])
    for want in golden["recommendations"]:
        got = take_recommendation(want, left)
        score_recommendation(score, want, got, names, on)
    for got in left:
        count(score, "recommendations", right=False, silent=str(got["number"]) not in on)
        score["why"].append(f"invented recommendation {got['number']}: {got['text'][:60]!r}")
    lost = words_lost(golden, export)
    score["lost"] = len(lost)
    score["why"] += [f"words lost: {' '.join(lost)}"] if lost else []
    score["person"] = sum(finding["severity"] in {"error", "warning"} for finding in export["findings"])
    return score


def score_refusal(golden, said, *, as_text=False, crashed=False):
    """Score a document that was refused; everything in its plan counts as missed."""
    score = empty_score()
    score["why"].append(said[-600:] if crashed else said)
    fair = golden.get("refused") or golden.get("refusal_also_fair")
    fair = fair or (as_text and "refusal" in golden.get("text_as_found", ""))
    score["refused"], score["crashed"] = int(not crashed), int(crashed)
    if not fair or crashed:
        score["refused_wrongly"] = int(not crashed)
        for want in golden.get("recommendations", ()):
            score_recommendation(score, want, None, {}, set())
        score["silent"], score["why"] = 0, score["why"][:1]
    return score


def empty_score():
    """A score with nothing counted yet."""
    return {**{key: [0, 0] for key in COUNTED}, **dict.fromkeys(NUMBERS, 0), "why": []}


def count(score, key, *, right, silent=False):
    """Count one thing as right or wrong, and as silent where it is wrong and no finding says so."""
    score[key][0] += bool(right)
    score[key][1] += 1
    score["silent"] += bool(not right and silent)


def take_recommendation(want, left):
    """Take out of `left` the recommendation meant: by its text, else by its number; None where there is neither."""
    by_text = [(likeness(want, "text", got["text"]), same_number(want, got), -n) for n, got in enumerate(left)]
    best = max(by_text, default=(0, False, 0))
    if best[0] >= ALIKE:
        return left.pop(-best[2])
    return next((left.pop(n) for n, got in enumerate(left) if want["number"] and same_number(want, got)), None)


def same_number(want, got):
    """Whether the printed number is the same; where none is printed, any inferred number is."""
    number = str(got["number"] or "")
    tidy = [re.sub(r"\s+", " ", str(fair or "")).strip(" .") for fair in fairly(want, "number")]
    return number.strip(" .") in tidy or (not want["number"] and got["number_inferred"])


class Seen(NamedTuple):
    """What the export has of a recommendation.

    number: as exported, or as wanted where it was not found; left: its actions that nothing was matched with yet;
    names: code -> every name of an agency; on: what the findings are on; silent: none is on anything of this.
    """

    number: str
    left: list
    names: dict
    on: set
    silent: bool


def score_recommendation(score, want, got, names, on):
    """Score a recommendation (None: not found) and its actions."""
    about = {want["number"]} | ({str(got["number"]), *(action["ref"] for action in got["actions"])} if got else set())
    number, left = (str(got["number"]), list(got["actions"])) if got else (want["number"], [])
    seen = Seen(number, left, names, on, silent=not about & on)
    right = got is not None and likeness(want, "text", got["text"]) >= ALIKE
    numbered = got is not None and same_number(want, got)
    count(score, "recommendations", right=right, silent=seen.silent)
    count(score, "references", right=numbered, silent=seen.silent and got is not None)
    if not right or not numbered:
        found = f"{got['number']} {got['text'][:60]!r}" if got else "not found"
        score["why"].append(f"recommendation {want['number']} {want['text'][:60]!r}: {found}")
    for action in want["actions"]:
        score_action(score, action, seen)
    for action in left:
        if action["action"].strip() or action["progress"].strip():
            count(score, "actions", right=False, silent=not {action["ref"], number} & on)
            score["why"].append(f"{action['ref']}: invented action {action['action'][:60]!r}")


def score_action(score, want, seen):
    """Score a golden action: as its parts where they were split, else as one."""
    wanted = [want]
    if "parts" in want:
        split = len({ref_of(nearest(part, seen.left)) for part in want["parts"]} - {None}) == len(want["parts"])
        count(score, "split", right=split)
        wanted = want["parts"] if split else wanted
    for part in wanted:
        found = nearest(part, seen.left)
        count(score, "actions", right=found is not None, silent=seen.silent)
        if found is None:
            score["why"].append(f"recommendation {seen.number}: no action {part['action'][:60]!r}")
            for field in FIELDS[:3]:
                count(score, field, right=False)
        else:
            seen.left.remove(found)
            score_fields(score, part, found, seen)


def ref_of(action):
    """An action's ref, or None."""
    return action and action["ref"]


def nearest(want, left):
    """The action most similar to the one meant, or None where none is similar enough."""
    alike = [(likeness(want, "action", got["action"]), -n) for n, got in enumerate(left)]
    best = max(alike, default=(0, 0))
    return left[-best[1]] if best[0] >= ALIKE else None


def score_fields(score, want, got, seen):
    """Score an action's agency, dates and status."""
    names, heard = seen.names, bool({got["ref"], seen.number} & seen.on)
    called = [None] if got["agency"] == "UNASSIGNED" else names.get(got["agency"], [got["agency"]])
    for field in FIELDS:
        if field == "completion_date" and not want.get(field):
            continue
        fair = fairly(want, field)
        right = bool(set(map(body, called)) & set(map(body, fair))) if field == "agency" else got[field] in fair
        count(score, field, right=right, silent=not heard)
        if not right:
            taken = called[0] if field == "agency" else got[field]
            score["why"].append(f"{got['ref']}: {field} {taken!r}, to be {fair}{'' if heard else ' (silent)'}")
    if len(want["agencies"]) > 1:
        known = {body(name) for code in got["agencies"] for name in names.get(code, [code])}
        count(score, "joint", right=all(body(name) in known for name in want["agencies"]))


def fairly(want, key):
    """Every right answer to a key."""
    return [want.get(key), *want.get(f"{key}_also_fair", ())]


def body(name):
    """A body's name without what makes no difference: case, dots, "the", "&"."""
    return name and " ".join(w for w in WORD.findall(name.casefold().replace("&", " and ")) if w != "the")


def plain(text):
    """A text without list marks and in single spaces."""
    return " ".join(MARK.sub(" ", text or "").split())


def likeness(want, key, text):
    """How similar a text is to the nearest right answer, 0 to 1."""
    text = plain(text)
    fair = [plain(other) for other in fairly(want, key)]
    return max(1.0 if text == f else difflib.SequenceMatcher(None, f, text, autojunk=False).ratio() for f in fair)


def words_lost(golden, export):
    """Words of the answer that are nowhere in the export, its findings aside."""
    kept = words_in({key: value for key, value in export.items() if key != "findings"})
    texts = [golden.get("title"), *golden.get("other_words", ())]
    for recommendation in golden["recommendations"]:
        texts += [recommendation["text"], recommendation.get("section")]
        for action in recommendation["actions"]:
            texts += [action["action"], action.get("evidence"), action.get("progress")]
            called = [name for name in fairly(action, "agency") if name]
            if not any(words_in(name) <= kept for name in called):
                texts += called[:1]
    return sorted(words_in(texts) - kept)


def words_in(value):
    """Every word of a text, a list or a dictionary, in lower case."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return set().union(*map(words_in, value))
    return set(WORD.findall(str(value).casefold())) if value is not None else set()


def add_up(scores):
    """The totals of a folder."""
    totals = {key: [sum(score[key][n] for score in scores) for n in (0, 1)] for key in COUNTED}
    return {**totals, **{key: sum(score[key] for score in scores) for key in NUMBERS}}


def failures(totals):
    """A sentence for each threshold that does not hold."""
    needed = {"recommendations": 1, "references": 1, **dict.fromkeys(("actions", *FIELDS), SHARE)}
    failed = [
        f"{key}: {totals[key][0]} of {totals[key][1]}, and {share:.0%} are needed"
        for key, share in needed.items()
        if totals[key][0] < share * totals[key][1]
    ]
    for key, says in {
        "lost": "no word is lost",
        "silent": "nothing is wrong without a finding on it",
        "refused_wrongly": "no plan is refused",
        "taken_wrongly": "what is no plan is refused",
        "crashed": "no import breaks",
    }.items():
        failed += [f"{says}: {totals[key]}"] if totals[key] else []
    if totals["person"] * 2 > totals["actions"][1]:
        failed.append(f"one finding for a person on every two actions: {totals['person']} on {totals['actions'][1]}")
    return failed


def in_words(score):
    """A score as one line of figures."""
    short = {"recommendations": "recs", "references": "refs", "target_date": "date", "completion_date": "done"}
    line = [f"{short.get(key, key)} {score[key][0]}/{score[key][1]}" for key in COUNTED if score[key][1]]
    line += [f"{key.replace('_', ' ')} {score[key]}" for key in NUMBERS if score[key] or key in NUMBERS[:3]]
    return "  ".join(line)
