"""Match a newer edition of a plan's document with the last one: which recommendations and actions are the same."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from dhr_xl.core.plan.model import Action, Recommendation
from dhr_xl.core.returns.answers import fold

BY_TEXT: Final = 0.75
"""Similarity (0 to 1) from which two recommendations are one, wherever they stand."""
REWORDED: Final = 0.35
"""Similarity from which two recommendations that have the same number are one."""
SURE: Final = 0.6
"""A pair less similar than this is reported."""
BY_WORDS: Final = 0.7
"""Similarity from which two actions of one recommendation are one."""
MOVED: Final = 0.85
"""Similarity from which two actions of different recommendations are one that moved."""
MARGIN: Final = 0.1
"""A pair is unsure where another candidate comes within this of it."""
FEW: Final = 4
"""Words an action needs to be recognised by, wherever it stands."""
ENOUGH: Final = 100
"""Texts compared at most to tell whether two documents are of one plan."""

Words = tuple[str, ...]


class BaseRecommendation(NamedTuple):
    """A recommendation of the last edition.

    key: the register's key for it; now: ref or key -> its words in the plan now, where they were corrected since.
    """

    key: str
    recommendation: Recommendation
    now: Mapping[str, str] = {}


class UncertainPair(NamedTuple):
    """A pair that may be wrong, or (paired: False) two texts that were not paired though they may be one.

    key: the recommendation's key or the action's ref in the last edition; number: as printed in the newer one.
    """

    key: str
    number: str
    paired: bool
    before: str
    after: str


class EditionMatch(NamedTuple):
    """What became of each part of a newer edition.

    keys: for each of its recommendations, the key of the one it matches, '' for a new one;
    refs: for each of its actions likewise;
    share: the proportion of the last edition's texts that are in it, from 0 to 1.
    """

    keys: tuple[str, ...]
    refs: tuple[tuple[str, ...], ...]
    unsure: tuple[UncertainPair, ...]
    share: float


class _MatchedPair(NamedTuple):
    """The indexes of two items that are one. alike: their similarity; clear: no other candidate came near."""

    old: int
    new: int
    alike: float
    clear: bool


def match_edition(base: Sequence[BaseRecommendation], newer: Sequence[Recommendation]) -> EditionMatch:
    """Match a newer edition's recommendations and actions to those of the last, by number and by text.

    A recommendation that moved or was renumbered matches by its text, one that was reworded by its number. An action
    matches by its words within its recommendation, then by its agency; in another recommendation by its words alone.
    """
    pairs = _match_recommendations(base, newer)
    keys = {pair.new: base[pair.old].key for pair in pairs}
    doubtful = [(base[pair.old], newer[pair.new]) for pair in pairs if not pair.clear]
    unsure = [UncertainPair(one.key, new.number, True, one.recommendation.text, new.text) for one, new in doubtful]
    left_old, left_new = _list_unpaired(pairs, len(base), len(newer))
    numbered = [(base[i], newer[j]) for j in left_new for i in left_old]
    unsure += [
        UncertainPair(one.key, other.number, False, one.recommendation.text, other.text)
        for one, other in numbered
        if one.recommendation.number == other.number
    ]
    refs = [[""] * len(one.actions) for one in newer]
    for pair in pairs:
        old, new = base[pair.old], newer[pair.new]
        same = _match_actions(old, new)
        unsure += _find_replaced_actions(old, new, same)
        for one in same:
            before = old.recommendation.actions[one.old]
            refs[pair.new][one.new] = before.ref
            if not one.clear:
                unsure.append(UncertainPair(before.ref, new.number, True, before.action, new.actions[one.new].action))
    _match_moved(base, newer, refs)
    matched = tuple(keys.get(i, "") for i in range(len(newer)))
    return EditionMatch(matched, tuple(map(tuple, refs)), tuple(unsure), _measure_overlap(base, newer))


def find_reordered(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """Return the names in both lists that must move to get from one order to the other: as few as possible."""
    places = {name: place for place, name in enumerate(before)}
    both = [name for name in after if name in places]
    longest: list[list[str]] = []
    for name in both:
        fits = (run for run in longest if places[run[-1]] < places[name])
        longest.append([*max(fits, key=len, default=[]), name])
    stay = max(longest, key=len, default=[])
    return [name for name in both if name not in stay]


def has_same_words(one: str, other: str) -> bool:
    """Tell whether two texts say the same, apart from kinds of space, line ends, quotes, dashes and bullets."""
    return one == other or _strip_typography(one) == _strip_typography(other)


def _strip_typography(text: str) -> str:
    """Return a text without white space and bullets, with plain quotes and dashes."""
    quotes = str.maketrans("‘’‚“”„‐‑‒–—−", "''''''------")
    return re.sub(r"[\s•▪◦●·\u00ad\u200b]+", "", text.translate(quotes))


@lru_cache(maxsize=8192)
def _split_words(text: str) -> Words:
    return tuple(re.findall(r"\w+", fold(text)))


@lru_cache(maxsize=65536)
def _compare_words(one: Words, other: Words) -> float:
    """Return the similarity of two texts, 1 where their words are the same."""
    if not one or not other:
        return 0.0
    if "".join(one) == "".join(other):  # a narrow column of a PDF may break a word in two
        return 1.0
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= REWORDED else 0.0


def _compare_best(texts: Iterable[str], other: str) -> float:
    """Return the similarity of the text most like the other one."""
    return max(_compare_words(_split_words(text), _split_words(other)) for text in texts)


def _pair_most_alike(
    old: Sequence[int], new: Sequence[int], likeness: Callable[[int, int], tuple[float, float]], least: float
) -> list[_MatchedPair]:
    """Pair the items most alike first, each item once.

    likeness: returns the similarity of the words, and a bonus for whatever else speaks for the pair.
    """
    scores = {(i, j): likeness(i, j) for i in old for j in new}
    ranked = sorted((pair for pair, (words, _) in scores.items() if words >= least), key=lambda p: (-sum(scores[p]), p))
    taken: dict[int, int] = {}
    for i, j in ranked:
        if i not in taken and j not in taken.values():
            taken[i] = j
    left_old, left_new = set(old) - set(taken), set(new) - set(taken.values())

    def near(pair: tuple[int, int], other: tuple[int, int]) -> bool:
        return scores[other][0] >= least and sum(scores[other]) > sum(scores[pair]) - MARGIN

    def is_clear(i: int, j: int) -> bool:
        return not any(near((i, j), other) for other in (*((k, j) for k in left_old), *((i, k) for k in left_new)))

    return [_MatchedPair(i, j, scores[i, j][0], is_clear(i, j)) for i, j in taken.items()]


def _match_recommendations(base: Sequence[BaseRecommendation], newer: Sequence[Recommendation]) -> list[_MatchedPair]:
    """Pair the recommendations by text, then by number, then the rest by text again, as unsure pairs."""

    def likeness(i: int, j: int) -> tuple[float, float]:
        old, new = base[i].recommendation, newer[j]
        printed = not (old.number_inferred or new.number_inferred)
        same = (MARGIN if printed else MARGIN / 2) if old.number == new.number else 0.0
        return _compare_best((old.text, base[i].now.get(base[i].key, "")), new.text), same - abs(i - j) / 1e4

    pairs = _pair_most_alike(range(len(base)), range(len(newer)), likeness, BY_TEXT)
    old, new = _list_unpaired(pairs, len(base), len(newer))
    for j in new:
        same = [i for i in old if base[i].recommendation.number == newer[j].number]
        if same and (found := _compare_same_number(base[same[0]], newer[j])):
            pairs.append(_MatchedPair(same[0], j, *found))
            old.remove(same[0])
    old, new = _list_unpaired(pairs, len(base), len(newer))
    return pairs + [pair._replace(clear=False) for pair in _pair_most_alike(old, new, likeness, SURE) if pair.clear]


def _compare_same_number(old: BaseRecommendation, new: Recommendation) -> tuple[float, bool] | None:
    """Compare two recommendations of one number: their similarity and whether it is sure; None where they are two."""
    alike = _compare_best((old.recommendation.text, old.now.get(old.key, "")), new.text)
    shared = _shares_action(old, new)
    if not old.recommendation.text and not new.text:
        return 1.0, True
    return (alike, shared or alike >= SURE) if shared or alike >= REWORDED else None


def _shares_action(old: BaseRecommendation, new: Recommendation) -> bool:
    """Tell whether two recommendations have an action in common, recognised by its words."""
    before = {_split_words(text) for action in old.recommendation.actions for text in _list_action_texts(old, action)}
    return any(_split_words(a.action) in before and len(_split_words(a.action)) >= FEW for a in new.actions)


def _list_action_texts(old: BaseRecommendation, action: Action) -> tuple[str, str]:
    """Return an action's words in the last edition and in the plan now."""
    return action.action, old.now.get(action.ref, "")


def _match_actions(old: BaseRecommendation, new: Recommendation) -> list[_MatchedPair]:
    """Pair the actions of one recommendation by words, then by agency, then the rest by words again."""
    before, after = old.recommendation.actions, new.actions

    def likeness(i: int, j: int) -> tuple[float, float]:
        agency = MARGIN if before[i].agency == after[j].agency else 0.0
        part = MARGIN / 4 if before[i].part == after[j].part else 0.0
        return _compare_best(_list_action_texts(old, before[i]), after[j].action), agency + part - abs(i - j) / 1e4

    pairs = _pair_most_alike(range(len(before)), range(len(after)), likeness, BY_WORDS)
    for agency in dict.fromkeys(action.agency for action in after):
        left_old, left_new = _list_unpaired(pairs, len(before), len(after))
        left_old = [i for i in left_old if before[i].agency == agency]
        left_new = [j for j in left_new if after[j].agency == agency]
        reworded = _pair_most_alike(left_old, left_new, likeness, REWORDED)
        pairs += [pair._replace(clear=pair.clear and pair.alike >= SURE - MARGIN) for pair in reworded]
        if not reworded:
            blank = [i for i in left_old if not before[i].action]
            pairs += [_MatchedPair(i, j, 1.0, clear=True) for i, j in zip(blank, left_new, strict=False)]
    left_old, left_new = _list_unpaired(pairs, len(before), len(after))
    rest = _pair_most_alike(left_old, left_new, likeness, SURE - MARGIN)
    return pairs + [pair._replace(clear=pair.alike >= SURE) for pair in rest]


def _find_replaced_actions(
    old: BaseRecommendation, new: Recommendation, pairs: Sequence[_MatchedPair]
) -> list[UncertainPair]:
    """List actions of one agency and one recommendation that say different things, so that they are two."""
    before, after = old.recommendation.actions, new.actions
    left_old, left_new = _list_unpaired(pairs, len(before), len(after))
    both = [(before[i], after[j]) for j in left_new for i in left_old if before[i].agency == after[j].agency]
    return [UncertainPair(one.ref, new.number, False, one.action, other.action) for one, other in both]


def _match_moved(base: Sequence[BaseRecommendation], newer: Sequence[Recommendation], refs: list[list[str]]) -> None:
    """Match actions that moved to another recommendation, where their words leave no doubt. Fills `refs`."""
    found = {ref for several in refs for ref in several}
    old = [(one, a) for one in base for a in one.recommendation.actions if a.ref not in found]
    new = [(i, j) for i, several in enumerate(refs) for j, ref in enumerate(several) if not ref]

    def likeness(i: int, j: int) -> tuple[float, float]:
        (listed, before), after = old[i], newer[new[j][0]].actions[new[j][1]]
        known = len(_split_words(after.action)) >= FEW
        alike = _compare_best(_list_action_texts(listed, before), after.action) if known else 0.0
        return alike, MARGIN if before.agency == after.agency else 0.0

    for pair in _pair_most_alike(range(len(old)), range(len(new)), likeness, MOVED):
        if pair.clear:
            i, j = new[pair.new]
            refs[i][j] = old[pair.old][1].ref


def _list_unpaired(pairs: Sequence[_MatchedPair], old: int, new: int) -> tuple[list[int], list[int]]:
    done_old, done_new = {pair.old for pair in pairs}, {pair.new for pair in pairs}
    return [i for i in range(old) if i not in done_old], [j for j in range(new) if j not in done_new]


def _measure_overlap(base: Sequence[BaseRecommendation], newer: Sequence[Recommendation]) -> float:
    """Return the proportion of the smaller edition's texts that are also in the other; 1 where one has none."""
    before = [_split_words(t) for one in base for t in _list_texts(one.recommendation)]
    after = [_split_words(t) for one in newer for t in _list_texts(one)]
    fewer, more = sorted((before, after), key=len)
    fewer, known = fewer[:ENOUGH], set(map("".join, more))
    found = sum("".join(one) in known or any(_compare_words(one, other) >= SURE for other in more) for one in fewer)
    return found / len(fewer) if fewer else 1.0


def _list_texts(one: Recommendation) -> list[str]:
    """Return a recommendation's words and its actions', as far as they are enough to be recognised by."""
    return [text for text in (one.text, *(action.action for action in one.actions)) if len(_split_words(text)) >= FEW]
