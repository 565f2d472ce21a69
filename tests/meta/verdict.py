"""The verdict of the graded claims on a known mistake, and on a right style: what the proof in
`test_mistakes.py` asserts and `make mistakes` counts.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from tests import mistakes
from tests.harness import comparison
from tests.meta.bench import changed, graded
from tests.mistakes import Mistake, Patch
from tests.stages import Stage


@dataclass(frozen=True)
class Verdict:
    """What the claims of its function say about one way to write a known mistake."""

    rejected: bool
    diagnosis: tuple[str, ...]
    evidence: list  # (claim, suspects, sentence) of each claim that fails

    def names(self, known: Mistake) -> bool:
        """This mistake is named, and no other."""
        return self.diagnosis == (known.id,)


def on_mistake(known: Mistake, way: Patch | str, seed: int = 0) -> Verdict:
    """Grade torch code that commits the mistake in this way."""
    stage = known.stage.name
    result = graded(stage, changed(stage, way), seed, function=known.of)
    (function,) = (f for f in result.functions if f.name == known.of)
    evidence = [(c.name, c.failure.suspects, c.failure.sentence) for c in function.failed]
    return Verdict(not function.passed, function.diagnosis, evidence)


def on_style(stage: str, ways: list[Patch | str], seed: int = 0) -> dict:
    """Claim -> failure of what a right style of a stage is refused for: nothing, one hopes."""
    result = graded(stage, changed(stage, *ways), seed)
    return {claim.name: claim.failure for f in result.functions for claim in f.failed}


def commits(stage: Stage) -> list[tuple[Mistake, Patch | str]]:
    """Every known mistake of a stage in every way that the bank can write it."""
    return [(known, way) for known in mistakes.of_stage(stage.name) for way in known.commits]


def styles(stage: Stage) -> dict[str, list[Patch | str]]:
    """The other right ways to write a stage, by name."""
    return importlib.import_module(f"tests.meta.styles.{stage.name}").STYLES


@contextmanager
def errors_recorded() -> Iterator[list[float]]:
    """The largest error of each comparison of numbers made meanwhile, in units of the tolerance."""
    found, error = [], comparison.error

    def recording(got: np.ndarray, right: np.ndarray, tolerance: float = 1.0) -> np.ndarray:
        errors = error(got, right, tolerance)
        if right.dtype.kind == "f" and errors.size:
            found.append(float(errors.max()))
        return errors

    comparison.error = recording
    try:
        yield found
    finally:
        comparison.error = error


def largest_error(stage: str, *ways: Patch | str) -> float:
    """The largest error that the claims of a stage see in code changed in these ways."""
    with errors_recorded() as found:
        graded(stage, changed(stage, *ways), diagnose=False)
    return max(found, default=0.0)
