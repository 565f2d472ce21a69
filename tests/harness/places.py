"""Where alone a result is wrong, or where alone it is right."""

from __future__ import annotations

import numpy as np


def triangle(wrong: np.ndarray) -> str:
    """Above, below or on the diagonal of the last two axes."""
    if wrong.ndim < 2 or wrong.shape[-1] != wrong.shape[-2] or wrong.shape[-1] < 3:
        return ""
    T = wrong.shape[-1]
    future = np.triu(np.ones((T, T), bool), 1)
    if not wrong[..., ~future].any():
        return "only future positions differ (column greater than row)"
    if not wrong[..., ~future.T].any():
        return "only past positions differ (column less than row)"
    if not wrong[..., future | future.T].any():
        return "only the diagonal differs"
    return ""


def axis(wrong: np.ndarray) -> str:
    """All wrong values at one place of an axis, or at all places but one."""
    for along in range(wrong.ndim):
        n = wrong.shape[along]
        bad = wrong.any(tuple(a for a in range(wrong.ndim) if a != along))
        if n == 2 and along == 0 and wrong.ndim > 2 and bad.tolist() == [False, True]:
            return "right for the first batch element only"
        if n > 1 and bad.sum() == 1:
            return f"only {place_name(wrong.ndim, along, int(bad.argmax()), n)} differs"
        if n > 2 and bad.sum() == n - 1:
            return f"right for {place_name(wrong.ndim, along, int(bad.argmin()), n)} only"
    return ""


def place_name(ndim: int, axis: int, index: int, n: int) -> str:
    """The words for one index of an axis: rows and columns are the last two axes."""
    names = {ndim - 1: "column" if ndim > 1 else "value", ndim - 2: "row"}
    name = names.get(axis, "batch element" if axis == 0 else f"slice of axis {axis}")
    place = {0: "first", n - 1: "last"}.get(index)
    return f"the {place} {name}" if place else f"{name} {index}"


def sign(wrong: np.ndarray, right: np.ndarray) -> str:
    """Wrong only where the right values are of one kind."""
    if right.dtype.kind not in "fi":
        return ""
    kinds = {"zero": right == 0, "negative": right < 0, "positive": right > 0}
    for name, meant in kinds.items():
        if meant.any() and not meant.all() and wrong[meant].any() and not wrong[~meant].any():
            return f"only values that should be {name} differ"
    return ""
