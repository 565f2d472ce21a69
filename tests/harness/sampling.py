"""Random draws against the distribution they should come from, not against other draws: whichever
way a program draws (multinomial, inverse CDF, Gumbel), its frequencies must be the right ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from reference.sentence import Sentence
from tests.harness import comparison
from tests.harness.comparison import Difference

CHANCE = 1e-9  # that one frequency of a right program is out of bounds: some 50 in a claim


@dataclass(frozen=True)
class Drawn:
    """What `draws` ids drawn from each row of `probabilities` (..., V) look like: (draws, ...).

    Expected in `agree` in the place of an array. The bound is Bernstein's inequality: a count of n
    draws with probability p is further than t from n p with a chance of at most
    2 exp(-t^2 / 2 / (n p (1 - p) + t / 3)). An id of probability 0 is never drawn.
    """

    probabilities: np.ndarray
    draws: int

    def __repr__(self) -> str:
        return f"{self.draws} draws from each row of probabilities"

    def difference(self, got: Any) -> Difference | None:
        """Where the frequencies of `got` are out of bounds; another Drawn is compared exactly."""
        if isinstance(got, Drawn):
            return comparison.compare(got.probabilities, self.probabilities)
        shape = (self.draws, *self.probabilities.shape[:-1])
        wrong = comparison.compare(got, np.zeros(shape, np.int64))
        if not isinstance(got, np.ndarray) or got.shape != shape or got.dtype.kind not in "iu":
            return wrong
        V = self.probabilities.shape[-1]
        if not ((got >= 0) & (got < V)).all():
            found = Sentence("{} to {}", got.min(), got.max())
            return Difference(Sentence("ids from 0 to {}", V - 1), found, "")
        return self.first_out_of_bounds(counts_of(got, V))

    def first_out_of_bounds(self, counts: np.ndarray) -> Difference | None:
        probabilities = np.clip(self.probabilities, 0, 1)
        off = np.abs(counts - self.draws * probabilities) - bound(probabilities, self.draws)
        if (off <= 0).all():  # false where a probability is NaN
            return None
        index = tuple(int(i) for i in np.unravel_index(off.argmax(), off.shape))
        *row, token = index
        where = Sentence("of row [{}]", ", ".join(map(str, row))) if row else ""
        share, found = 100 * probabilities[index], 100 * counts[index] / self.draws
        expected = Sentence("id {} in {} % of {} draws", token, f"{share:.2f}", self.draws)
        return Difference(expected, f"{found:.2f} %", where)


def counts_of(ids: np.ndarray, V: int) -> np.ndarray:
    """How often each id was drawn: (draws, ...) -> (..., V)."""
    columns = ids.reshape(len(ids), -1).T
    counts = [np.bincount(column, minlength=V) for column in columns]
    return np.reshape(counts, (*ids.shape[1:], V))


def bound(probabilities: np.ndarray, draws: int) -> np.ndarray:
    """How far a count may be from what is expected: Bernstein's t, 0 where nothing is random."""
    variance = draws * probabilities * (1 - probabilities)
    L = math.log(2 / CHANCE)
    t = L / 3 + np.sqrt((L / 3) ** 2 + 2 * variance * L)
    return np.where(variance > 0, t, 0.5)
