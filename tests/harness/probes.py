"""Probes: each looks at a wrong array beside the right one and says what is exactly true, or ""."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tests.harness import places
from tests.harness.comparison import KINDS, close, number

ORDINALS = ("first", "second", "third", "fourth")


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
            values = "the right values" if case.same(turned) else "values that are wrong too"
            return f"axes {i} and {j} are swapped, with {values}"
    return ""


def reshaped(case: Case) -> str:
    """The right values in their order, in another shape."""
    if case.got.size == case.right.size and case.same(case.got.reshape(case.right.shape)):
        return f"the right values in their order, but of shape {case.got.shape}"
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
        along = f" along axis {axis}" if got.ndim > 1 else ""
        if small and case.same(*start):
            after = f"the right start, but {n} of {m} values{along}"
            return after if n < m else f"the right values, and then {n - m} more{along}"
        if small and case.same(*end):
            before = f"the right end, but the first {m - n} missing{along}"
            return before if n < m else f"{n - m} more in front of the right values{along}"
    return ""


def differ_only(got: np.ndarray, right: np.ndarray, axis: int) -> bool:
    sizes = zip(got.shape, right.shape, strict=True)
    return all(n == m for a, (n, m) in enumerate(sizes) if a != axis)


# -- the right shape: what is everywhere true of the values ------------------------------------


def another_kind(case: Case) -> str:
    """Right but for the kind of number."""
    kinds = [KINDS.get(a.dtype.kind, "text") for a in (case.got, case.right)]
    if kinds[0] == kinds[1]:
        return ""
    equal = "the right values" if "text" not in kinds and case.same(case.got) else "other values"
    return f"{equal}, as {kinds[0]} instead of {kinds[1]}"


def not_finite(case: Case) -> str:
    """NaN or infinity, and where the first one appears."""
    if case.got.dtype.kind != "f":
        return ""
    for name, found in (("NaN", np.isnan(case.got)), ("infinity", np.isinf(case.got))):
        found &= case.wrong
        if found.any():
            others = (~found).any() and not (case.wrong & ~found).any()
            rest = "the others are right" if others else ""
            place = f"first at {list(map(int, np.argwhere(found)[0]))}"
            count = f"{int(found.sum())} of {found.size} values are {name}"
            return ", ".join(filter(None, (count, place, rest)))
    return ""


def constant(case: Case) -> str:
    """One value everywhere."""
    if case.got.size > 1 and (case.got == case.got.flat[0]).all():
        return f"all {case.got.size} values are {number(case.got.flat[0])}"
    return ""


def an_argument(case: Case) -> str:
    """Exactly what was passed in."""
    for name, argument in zip(ORDINALS, case.arguments, strict=False):
        if argument.shape == case.got.shape and np.array_equal(argument, case.got):
            return f"exactly the {name} array that was passed in, unchanged"
    return ""


def coarse(case: Case) -> str:
    """Nearly right, and no finer than half precision."""
    if case.got.dtype.kind != "f" or not np.isfinite(case.got).all():
        return ""
    scale = np.abs(case.right[np.isfinite(case.right)]).max(initial=0.0)
    error = np.abs(case.got - case.right).max()
    if not 0 < error < 0.01 * scale:
        return ""
    share = f"the largest error is {100 * error / scale:.2g} % of the largest value"
    for name, fits in (("bfloat16", fits_bfloat16), ("float16", fits_float16)):
        if fits(case.got):
            return f"right up to the precision of {name}, which all values fit: {share}"
    return f"nearly right: {share}"


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
        return "the right items in another order" if sorted(got) == sorted(right) else ""
    for i, j in combinations(range(got.ndim), 2):
        if case.same(got.swapaxes(i, j)):
            return f"right after axes {i} and {j} are transposed"
    for axis in range(got.ndim):
        along = f" along axis {axis}" if got.ndim > 1 else ""
        if case.same(np.flip(got, axis)):
            return f"the right values, reversed{along}"
        for steps in range(1, got.shape[axis]):
            if case.same(np.roll(got, -steps, axis)):
                return f"the right values, moved on by {steps}{along} (the last ones come first)"
        if case.same(np.sort(got, axis), np.sort(right, axis)):
            return f"the right values, in another order{along}"
    ranked = case.same(np.sort(got, axis=None), np.sort(right, axis=None))
    return "the right values, in another order" if ranked else ""


def by_a_rule(case: Case) -> str:
    """All values off in one way."""
    return relation(case, case.got, case.right)


def relation(case: Case, got: np.ndarray, right: np.ndarray) -> str:
    """How one array follows from the other: a factor, an offset, a function."""
    if got.dtype.kind == "b" and (got == ~right).all():
        return "true and false are exchanged"
    if got.dtype.kind not in "fi" or got.size < 2 or np.ptp(right) == 0:
        return ""
    got, right = got.astype(np.float64), right.astype(np.float64)
    with np.errstate(all="ignore"):
        factor = float((got * right).sum() / (right * right).sum())
        offset = float((got - right).mean())
        if case.same(-got, right):
            return "every sign is turned around"
        if case.same(got / factor, right):
            return f"off by a constant factor of {number(factor)}"
        if case.same(got - offset, right):
            return f"off by a constant {number(offset)}"
        for name, function in FUNCTIONS.items():
            if case.same(got, function(right)):
                return f"{name} the right values"
    return ""


FUNCTIONS = {
    "the square of": np.square,
    "the square root of": np.sqrt,
    "the reciprocal of": np.reciprocal,
    "the absolute value of": np.abs,
    "the exponential of": np.exp,
    "the logarithm of": np.log,
    "one minus": lambda x: 1 - x,
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
            return f"each row is off by a factor of its own ({spread(factors)})"
        if case.same(got - offsets):
            return f"each row is off by a constant of its own ({spread(offsets)})"
    return ""


def spread(values: np.ndarray) -> str:
    return f"{number(float(values.min()))} to {number(float(values.max()))}"


def row_sums(case: Case) -> str:
    """Rows that should sum to one and do not."""
    if case.got.dtype.kind != "f" or not case.got.ndim or case.got.shape[-1] < 2:
        return ""
    sums, ones = case.got.sum(-1), np.ones(case.got.shape[:-1])
    if not np.allclose(case.right.sum(-1), ones, atol=1e-6) or np.allclose(sums, ones, atol=1e-4):
        return ""
    for axis in range(case.got.ndim - 1):
        if np.allclose(case.got.sum(axis), 1, atol=1e-4):
            return f"the values sum to 1 along axis {axis}, not along the last"
    return f"the rows sum to {spread(sums)}, not to 1"


def region(case: Case) -> str:
    """Where alone it is wrong, or where alone it is right; and what is wrong there."""
    wrong = case.wrong
    place = places.triangle(wrong) or places.axis(wrong) or places.sign(wrong, case.right)
    if not place:
        return ""
    rule = relation(case, case.got[wrong], case.right[wrong]) or fixed(case.got[wrong])
    return f"{place}: {rule}" if rule and place.startswith("only") else place


def fixed(values: np.ndarray) -> str:
    same = values.size > 1 and (values == values[0]).all()
    return f"there it is {number(values[0])}" if same else ""


def one_value(case: Case) -> str:
    """A single number, or few wrong values."""
    if case.got.size == 1 and case.got.dtype.kind == "f" and np.all(case.right != 0):
        return f"{number(float(case.got.flat[0] / case.right.flat[0]))} times the right value"
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
