"""Which known mistake explains a wrong result? Run the expectation under each, and see."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any

import numpy as np

from tests import mistakes
from tests.harness.comparison import compare, outcome
from tests.mistakes import Mistake, committed
from tests.stages import BY_NAME, STAGE_OF

SECONDS = 0.4  # a diagnosis may not cost the learner more


def suspects(
    function: str, got: Any, expected: Callable[[], Any], tolerance: float = 1.0
) -> list[tuple[str, ...]]:
    """The ids of the mistakes (alone, else in pairs) that give exactly what the learner got."""
    known, right = candidates(function), outcome(expected)
    deadline = time.monotonic() + SECONDS
    alone = explaining(((one,) for one in known), got, right, expected, tolerance, deadline)
    if alone:
        return alone
    own = [one for one in known if one.stage == STAGE_OF[function]]
    return explaining(combinations(own, 2), got, right, expected, tolerance, deadline)[:1]


def candidates(function: str) -> list[Mistake]:
    """What could be wrong: the function's own mistakes first, then its stage's, then its needs'."""
    stage = STAGE_OF[function]
    own = mistakes.of_stage(stage.name)
    ordered = [m for m in own if m.of == function] + [m for m in own if m.of != function]
    for need in reversed(stage.needs):
        ordered += mistakes.of_stage(BY_NAME[need].name)
    return [known for known in ordered if known.numpy is not None]


def explaining(
    groups: Iterable[tuple[Mistake, ...]], got, right, expected, tolerance: float, deadline: float
) -> list[tuple[str, ...]]:
    """The groups under which the expectation gives what the learner got, and is not right."""
    found = []
    for group in groups:
        if time.monotonic() > deadline:
            break
        wrong = mistaken(group, expected)
        if wrong is None or compare(wrong, right, tolerance) is None:
            continue
        if compare(got, wrong, tolerance) is None:
            found.append(tuple(known.id for known in group))
    return found


def mistaken(group: tuple[Mistake, ...], expected: Callable[[], Any]) -> Any:
    """The outcome of the expectation with the mistakes committed; None where they clash."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            with committed(*group):
                return outcome(expected)
        except ValueError:
            return None
