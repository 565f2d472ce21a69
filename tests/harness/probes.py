"""Probes: each looks at a wrong array beside the right one and says what is exactly true, or ""."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from reference.sentence import Sentence
from tests.harness import places
from tests.harness.comparison import close
from tests.harness.shown import KINDS, number


@dataclass(frozen=True)
class Case:
    """One wrong array beside the right one, and the arrays the call was given."""

    got: np.ndarray
    right: np.ndarray
    tolerance: float
    arguments: Sequence[np.ndarray] = ()

    def same(self, values: np.ndarray, right: np.ndarray | None = None) -> bool:
        """These values would be right (for all of the result, or for a part of it)."""
        right = self.right if right is None else right
        return values.shape == right.shape and bool(close(values, right, self.tolerance).all())

    @property
    def wrong(self) -> np.ndarray:
        """Where they differ."""
        return ~close(self.got, self.right, self.tolerance)


Probe = Callable[[Case], str]


# -- another shape -----------------------------------------------------------------------------


def transposed(case: Case) -> str:
    """Two axes of another size swapped."""
    for i, j in combinations(range(case.got.ndim), 2):
        turned = case.got.swapaxes(i, j)
        if turned.shape == case.right.shape:
            if case.same(turned):
                return Sentence("axes {} and {} are swapped, with the right values", i, j)
            return Sentence("axes {} and {} are swapped, with values that are wrong too", i, j)
    return ""


def reshaped(case: Case) -> str:
    """The right values in their order, in another shape."""
    if case.got.size == case.right.size and case.same(case.got.reshape(case.right.shape)):
        return Sentence("the right values in their order, but of shape {}", case.got.shape)
    return ""


def cut_or_longer(case: Case) -> str:
    """The right values along one axis, but not all of them, or more than them."""
    got, right = case.got, case.right
    axes = [a for a in range(got.ndim) if got.ndim == right.ndim and differ_only(got, right, a)]
    for axis in axes:
        n, m = got.shape[axis], right.shape[axis]
        small = min(n, m)
        start = [np.take(a, range(small), axis) for a in (got, right)]
        end = [np.take(a, range(a.shape[axis] - small, a.shape[axis]), axis) for a in (got, right)]
        if small and case.same(*start):
            missing = Sentence("the right start, but {} of {} values", n, m)
            more = Sentence("the right values, and then {} more", n - m)
            return along(axis, got, missing if n < m else more)
        if small and case.same(*end):
            missing = Sentence("the right end, but the first {} missing", m - n)
            more = Sentence("{} more in front of the right values", n - m)
            return along(axis, got, missing if n < m else more)
    return ""


def along(axis: int, got: np.ndarray, sentence: str) -> str:
    """Where there are several axes, one has to be named."""
    return Sentence("{} along axis {}", sentence, axis) if got.ndim > 1 else sentence


def differ_only(got: np.ndarray, right: np.ndarray, axis: int) -> bool:
    sizes = zip(got.shape, right.shape, strict=True)
    return all(n == m for a, (n, m) in enumerate(sizes) if a != axis)


# -- the right shape: what is everywhere true of the values ------------------------------------


def another_kind(case: Case) -> str:
    """Right but for the kind of number."""
    text = Sentence("text")
    kinds = [KINDS.get(a.dtype.kind, text) for a in (case.got, case.right)]
    if kinds[0] == kinds[1]:
        return ""
    if text not in kinds and case.same(case.got):
        return Sentence("the right values, as {} instead of {}", *kinds)
    return Sentence("other values, as {} instead of {}", *kinds)


def not_finite(case: Case) -> str:
    """NaN or infinity, and where the first one appears."""
    if case.got.dtype.kind != "f":
        return ""
    for name, found in (("NaN", np.isnan(case.got)), ("infinity", np.isinf(case.got))):
        found &= case.wrong
        if found.any():
            first = list(map(int, np.argwhere(found)[0]))
            facts = (found.sum(), found.size, Sentence(name), first)
            others = (~found).any() and not (case.wrong & ~found).any()
            return Sentence(NOT_FINITE_ALONE if others else NOT_FINITE, *facts)
    return ""


NOT_FINITE = "{} of {} values are {}, first at {}"
NOT_FINITE_ALONE = "{} of {} values are {}, first at {}, the others are right"


def constant(case: Case) -> str:
    """One value everywhere."""
    if case.got.size > 1 and (case.got == case.got.flat[0]).all():
        return Sentence("all {} values are {}", case.got.size, number(case.got.flat[0]))
    return ""


def an_argument(case: Case) -> str:
    """Exactly what was passed in."""
    for sentence, argument in zip(PASSED_IN, case.arguments, strict=False):
        if argument.shape == case.got.shape and np.array_equal(argument, case.got):
            return Sentence(sentence)
    return ""


PASSED_IN = (
    "exactly the first array that was passed in, unchanged",
    "exactly the second array that was passed in, unchanged",
    "exactly the third array that was passed in, unchanged",
    "exactly the fourth array that was passed in, unchanged",
)


def coarse(case: Case) -> str:
    """Nearly right, and no finer than half precision."""
    if case.got.dtype.kind != "f" or not np.isfinite(case.got).all():
        return ""
    scale = np.abs(case.right[np.isfinite(case.right)]).max(initial=0.0)
    error = np.abs(case.got - case.right).max()
    if not 0 < error < 0.01 * scale:
        return ""
    share = f"{100 * error / scale:.2g}"
    for name, fits in (("bfloat16", fits_bfloat16), ("float16", fits_float16)):
        if fits(case.got):
            return Sentence(HALF_PRECISION, name, share)
    return Sentence("nearly right: the largest error is {} % of the largest value", share)


HALF_PRECISION = (
    "right up to the precision of {}, which all values fit: "
    "the largest error is {} % of the largest value"
)


def fits_float16(values: np.ndarray) -> bool:
    with np.errstate(over="ignore"):
        return bool((values.astype(np.float16) == values).all())


def fits_bfloat16(values: np.ndarray) -> bool:
    """Nothing stands in the lower half of a float32's bits."""
    narrow = np.ascontiguousarray(values, np.float32)
    return bool((narrow == values).all() and not (narrow.view(np.uint32) & 0xFFFF).any())


def another_order(case: Case) -> str:
    """The right values in other places."""
    got, right = case.got, case.right
    if got.dtype.kind == "U":
        same = sorted(got) == sorted(right)
        return Sentence("the right items in another order") if same else ""
    for i, j in combinations(range(got.ndim), 2):
        if case.same(got.swapaxes(i, j)):
            return Sentence("right after axes {} and {} are transposed", i, j)
    for axis in range(got.ndim):
        if case.same(np.flip(got, axis)):
            return along(axis, got, Sentence("the right values, reversed"))
        for steps in range(1, got.shape[axis]):
            if case.same(np.roll(got, -steps, axis)):
                facts = (steps, axis) if got.ndim > 1 else (steps,)
                return Sentence(MOVED_ALONG if got.ndim > 1 else MOVED, *facts)
        if case.same(np.sort(got, axis), np.sort(right, axis)):
            return along(axis, got, Sentence("the right values, in another order"))
    ranked = case.same(np.sort(got, axis=None), np.sort(right, axis=None))
    return Sentence("the right values, in another order") if ranked else ""


MOVED = "the right values, moved on by {} (the last ones come first)"
MOVED_ALONG = "the right values, moved on by {} along axis {} (the last ones come first)"


def by_a_rule(case: Case) -> str:
    """All values off in one way."""
    return relation(case, case.got, case.right)


def relation(case: Case, got: np.ndarray, right: np.ndarray) -> str:
    """How one array follows from the other: a factor, an offset, a function."""
    if got.dtype.kind == "b" and (got == ~right).all():
        return Sentence("true and false are exchanged")
    if got.dtype.kind not in "fi" or got.size < 2 or np.ptp(right) == 0:
        return ""
    got, right = got.astype(np.float64), right.astype(np.float64)
    with np.errstate(all="ignore"):
        factor = float((got * right).sum() / (right * right).sum())
        offset = float((got - right).mean())
        if case.same(-got, right):
            return Sentence("every sign is turned around")
        if case.same(got / factor, right):
            return Sentence("off by a constant factor of {}", number(factor))
        if case.same(got - offset, right):
            return Sentence("off by a constant {}", number(offset))
        for sentence, function in FUNCTIONS.items():
            if case.same(got, function(right)):
                return Sentence(sentence)
    return ""


FUNCTIONS = {
    "the square of the right values": np.square,
    "the square root of the right values": np.sqrt,
    "the reciprocal of the right values": np.reciprocal,
    "the absolute value of the right values": np.abs,
    "the exponential of the right values": np.exp,
    "the logarithm of the right values": np.log,
    "one minus the right values": lambda x: 1 - x,
}


def row_by_row(case: Case) -> str:
    """Each row off by its own factor or its own constant."""
    got, right = case.got, case.right
    if got.dtype.kind != "f" or got.ndim < 2 or got.shape[-1] < 3:
        return ""
    got, right = got.astype(np.float64), right.astype(np.float64)
    with np.errstate(all="ignore"):
        factors = (got * right).sum(-1, keepdims=True) / (right * right).sum(-1, keepdims=True)
        offsets = (got - right).mean(-1, keepdims=True)
        if case.same(got / factors):
            return Sentence("each row is off by a factor of its own ({} to {})", *ends(factors))
        if case.same(got - offsets):
            return Sentence("each row is off by a constant of its own ({} to {})", *ends(offsets))
    return ""


def ends(values: np.ndarray) -> tuple[str, str]:
    """The smallest and the largest."""
    return number(float(values.min())), number(float(values.max()))


def row_sums(case: Case) -> str:
    """Rows that should sum to one and do not."""
    if case.got.dtype.kind != "f" or not case.got.ndim or case.got.shape[-1] < 2:
        return ""
    sums, ones = case.got.sum(-1), np.ones(case.got.shape[:-1])
    if not np.allclose(case.right.sum(-1), ones, atol=1e-6) or np.allclose(sums, ones, atol=1e-4):
        return ""
    for axis in range(case.got.ndim - 1):
        if np.allclose(case.got.sum(axis), 1, atol=1e-4):
            return Sentence("the values sum to 1 along axis {}, not along the last", axis)
    return Sentence("the rows sum to {} to {}, not to 1", *ends(sums))


def region(case: Case) -> str:
    """Where alone it is wrong, or where alone it is right; and what is wrong there."""
    wrong = case.wrong
    place = places.triangle(wrong) or places.axis(wrong) or places.sign(wrong, case.right)
    if not place:
        return ""
    rule = relation(case, case.got[wrong], case.right[wrong]) or fixed(case.got[wrong])
    return Sentence("{}: {}", place, rule) if rule and place.startswith("only") else place


def fixed(values: np.ndarray) -> str:
    same = values.size > 1 and (values == values[0]).all()
    return Sentence("there it is {}", number(values[0])) if same else ""


def one_value(case: Case) -> str:
    """A single number, or few wrong values."""
    if case.got.size == 1 and case.got.dtype.kind == "f" and np.all(case.right != 0):
        share = number(float(case.got.flat[0] / case.right.flat[0]))
        return Sentence("{} times the right value", share)
    return ""


SHAPE_PROBES: tuple[Probe, ...] = (transposed, reshaped, cut_or_longer)
PROBES: tuple[Probe, ...] = (
    another_kind,
    not_finite,
    constant,
    an_argument,
    by_a_rule,
    another_order,
    region,
    coarse,
    row_by_row,
    row_sums,
    one_value,
)
