"""Two known mistakes of one function at once, drawn at random: how many are both named?"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from itertools import combinations, groupby

from tests import mistakes
from tests.meta.bench import changed, tried
from tests.mistakes import Mistake
from tests.stages import STAGES

Pair = tuple[str, str]
BOTH, HIDDEN, ONE = "both", "hidden", "one"


def sample(count: int, seed: int = 0) -> list[Pair]:
    """Pairs of the core whose patches can be applied one after the other."""
    known = [m for stage in STAGES if not stage.optional for m in mistakes.of_stage(stage.name)]
    patches = [m for m in known if m.numpy is not None and isinstance(m.torch, (tuple, list))]
    of = sorted(patches, key=lambda m: m.of)
    groups = [list(group) for _, group in groupby(of, key=lambda m: m.of)]
    pairs = [pair for group in groups for pair in combinations(group, 2) if fits(*pair)]
    return [(one.id, two.id) for one, two in random.Random(seed).sample(pairs, count)]


def fits(first: Mistake, second: Mistake) -> bool:
    try:
        changed(first.stage.name, first.torch, second.torch)
    except ValueError:
        return False
    return True


def outcome(pair: Pair) -> str:
    """Both are named; one hides the other in every wrong result; or not all there was is named."""
    first, second = map(mistakes.by_id, pair)
    stage = first.stage.name
    trial, result = tried(stage, changed(stage, first.torch, second.torch), function=first.of)
    (function,) = (f for f in result.functions if f.name == first.of)
    if set(function.diagnosis) == set(pair):
        return BOTH
    shown = [shown for _, shown in trial.diagnosis.cases]
    showing = [any(case.explained_by((one,)) for case in shown) for one in (first, second)]
    together = any(case.explained_by((first, second)) for case in shown)
    alone = all(case.explained_by((first,)) or case.explained_by((second,)) for case in shown)
    return HIDDEN if (alone and not all(showing)) or not together else ONE


def counted(run: Callable, count: int) -> str:
    """One line for the table."""
    found = Counter(run(outcome, sample(count)))
    return (
        f"Two mistakes at once, {count} random pairs of the core: both named in {found[BOTH]}, one "
        f"hidden by the other in {found[HIDDEN]}, not all named in {found[ONE]}."
    )
