"""What can be said about a wrong result that no known mistake explains: measured, in one sentence.

The first of the probes that applies is heard: the most telling ones come first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from reference.sentence import Sentence
from tests.harness.comparison import compare, outcome
from tests.harness.probes import PROBES, SHAPE_PROBES, Case
from tests.harness.sampling import Drawn
from tests.harness.shown import KINDS, Item, Raised, Way, place


def describe(
    got: Any,
    expected: Callable[[], Any],
    tolerance: float = 1.0,
    arguments: Sequence[np.ndarray] = (),
) -> str:
    """One sentence of facts, or nothing where nothing can be measured."""
    right = outcome(expected)
    if isinstance(got, Raised) or isinstance(right, Raised):
        return ""
    parts = list(leaves(got, right))
    wrong = [part for part in parts if compare(*part[1:], tolerance)]
    if not wrong:
        return ""
    which_one, said = which(wrong, parts), describe_leaf(*wrong[0][1:], tolerance, arguments)
    return Sentence("{}: {}", which_one, said) if which_one and said else which_one or said


def leaves(got: Any, right: Any, way: Way = ()) -> Iterator[tuple[Way, Any, Any]]:
    """(way, got, right) of each result in two trees, as far as the trees are alike."""
    if isinstance(right, dict) and isinstance(got, dict) and set(got) == set(right):
        for key in right:
            yield from leaves(got[key], right[key], (*way, key))
    elif is_sequence(right) and is_sequence(got) and len(got) == len(right):
        for i, pair in enumerate(zip(got, right, strict=True)):
            yield from leaves(*pair, (*way, Item(i)))
    else:
        yield way, got, right


def is_sequence(value: Any) -> bool:
    """A sequence of results; a list of numbers is one result."""
    plain = (bool, int, float, str)
    return isinstance(value, (list, tuple)) and not all(isinstance(item, plain) for item in value)


def which(wrong: list, parts: list) -> str:
    """Which of several results is meant, and how many others are wrong."""
    if len(parts) == 1:
        return ""
    first, others = place(wrong[0][0]), len(wrong) - 1
    if not others:
        return Sentence("of {} results only {} is wrong", len(parts), first)
    return Sentence("{} of {} results are wrong, first {}", len(wrong), len(parts), first)


NOTHING = "nothing arrives (None): was it never used, or cut off from what is computed?"


def describe_leaf(got: Any, right: Any, tolerance: float, arguments: Sequence) -> str:
    """What the first probe that applies says of one result."""
    if got is None:
        return Sentence(NOTHING)
    if isinstance(got, str) and isinstance(right, str):
        got, right = list(got), list(right)
    plain = (str, dict, Drawn, type(None))
    if isinstance(got, plain) or isinstance(right, plain):
        return ""
    if isinstance(got, (list, tuple)) and any(isinstance(item, np.ndarray) for item in got):
        return ""
    try:
        got, right = np.asarray(got), np.asarray(right)
    except ValueError:
        return Sentence("a list of lists of different lengths")
    if got.dtype.kind not in KINDS and got.dtype.kind != "U":
        return ""
    case = Case(got, right, tolerance, arguments)
    probes = PROBES if got.shape == right.shape else SHAPE_PROBES
    with np.errstate(all="ignore"):
        return next(filter(None, (probe(case) for probe in probes)), "")
