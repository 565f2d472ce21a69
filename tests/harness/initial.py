"""Do fresh weights look as torch draws them? Bounds and spreads, never the numbers of a seed.

The bounds leave six standard deviations or more: a right program is not refused by chance.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations

import numpy as np


def drawn_as_linear(weights: dict[str, np.ndarray], name: str) -> bool:
    """Weight and bias as `nn.Linear` draws them: uniform within 1 / sqrt(inputs)."""
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    bound = 1 / math.sqrt(weight.shape[1])
    return uniform_within(weight, bound, 0.15) and uniform_within(bias, bound, 0.6)


def started_equal(make: Callable, name: str, draw) -> str:
    """Why new modules begin with the same weight of this name; "" where they do not.

    One that sets the seed may do so at its end: only the third module is then like the second.
    """
    modules = [make() for _ in range(3)]
    starts = [module.weights()[name] for module in modules]
    if not any(np.array_equal(*pair) for pair in combinations(starts, 2)):
        return ""
    modules[-1].randomize(draw)
    shared = np.array_equal(modules[0].weights()[name], modules[-1].weights()[name])
    return "shares-weights" if shared else "seeds-the-generator"


def uniform_within(values: np.ndarray, bound: float, slack: float) -> bool:
    """Spread and mean of a uniform distribution, and not one value beyond the bound."""
    spread = float(values.std()) / (bound / math.sqrt(3))
    middle = abs(float(values.mean())) / bound
    return bool(abs(values).max() <= 1.00001 * bound) and abs(spread - 1) < slack and middle < slack


def drawn_as_embedding(table: np.ndarray) -> bool:
    """Standard normal; a uniform distribution of that spread has no values beyond 2."""
    return (
        abs(float(table.mean())) < 0.2
        and abs(float(table.std()) - 1) < 0.15
        and 2 < float(abs(table).max()) < 8
    )
