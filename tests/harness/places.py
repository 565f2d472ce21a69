"""Where alone a result is wrong, or where alone it is right."""

from __future__ import annotations

import numpy as np

from reference.sentence import Sentence


def triangle(wrong: np.ndarray) -> str:
    """Above, below or on the diagonal of the last two axes."""
    if wrong.ndim < 2 or wrong.shape[-1] != wrong.shape[-2] or wrong.shape[-1] < 3:
        return ""
    T = wrong.shape[-1]
    future = np.triu(np.ones((T, T), bool), 1)
    if not wrong[..., ~future].any():
        return Sentence("only future positions differ (column greater than row)")
    if not wrong[..., ~future.T].any():
        return Sentence("only past positions differ (column less than row)")
    if not wrong[..., future | future.T].any():
        return Sentence("only the diagonal differs")
    return ""


def axis(wrong: np.ndarray) -> str:
    """All wrong values at one place of an axis, or at all places but one."""
    for along in range(wrong.ndim):
        n = wrong.shape[along]
        bad = wrong.any(tuple(a for a in range(wrong.ndim) if a != along))
        if n == 2 and along == 0 and wrong.ndim > 2 and bad.tolist() == [False, True]:
            return Sentence("right for {} only", Sentence("the first batch element"))
        if n > 1 and bad.sum() == 1:
            return Sentence("only {} differs", place_name(wrong.ndim, along, bad.argmax(), n))
        if n > 2 and bad.sum() == n - 1:
            return Sentence("right for {} only", place_name(wrong.ndim, along, bad.argmin(), n))
    return ""


# an index of an axis: when it is the first, the last, or another
VALUE = ("the first value", "the last value", "value {}")
COLUMN = ("the first column", "the last column", "column {}")
ROW = ("the first row", "the last row", "row {}")
ELEMENT = ("the first batch element", "the last batch element", "batch element {}")
SLICE = ("the first slice of axis {}", "the last slice of axis {}", "slice of axis {} {}")


def place_name(ndim: int, axis: int, index: int, n: int) -> str:
    """The words for one index of an axis: rows and columns are the last two axes."""
    names = {ndim - 1: COLUMN if ndim > 1 else VALUE, ndim - 2: ROW}
    first, last, other = names.get(axis, SLICE if axis else ELEMENT)
    number = (axis,) if axis not in names and axis else ()
    if index in (0, n - 1):
        return Sentence(last if index else first, *number)
    return Sentence(other, *number, index)


def sign(wrong: np.ndarray, right: np.ndarray) -> str:
    """Wrong only where the right values are of one kind."""
    if right.dtype.kind not in "fi":
        return ""
    kinds = {
        "only values that should be zero differ": right == 0,
        "only values that should be negative differ": right < 0,
        "only values that should be positive differ": right > 0,
    }
    for sentence, meant in kinds.items():
        if meant.any() and not meant.all() and wrong[meant].any() and not wrong[~meant].any():
            return Sentence(sentence)
    return ""
