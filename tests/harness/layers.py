"""What the claims of several stages ask of a layer, in the same words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.harness.comparison import agree, claim, learner_outcome
from tests.harness.draw import Draw
from tests.harness.target import Instance

Weights = dict[str, np.ndarray]


def filled(layer: Instance, draw: Draw, shapes: dict[str, tuple]) -> Weights:
    """Seeded values in every parameter, returned: initial ones would hide mistakes."""
    weights = draw.weights(shapes)
    layer.load(weights)
    return weights


def doubled(layer: Instance, *arrays: np.ndarray) -> list[np.ndarray]:
    """The layer and the arrays in float64, where gradients are exact enough to compare."""
    layer.double()
    return [array.astype(np.float64) for array in arrays]


def shapes_of(layer: Instance) -> dict[str, list[int]]:
    return as_lists({name: weight.shape for name, weight in layer.weights().items()})


def as_lists(shapes: dict[str, tuple]) -> dict[str, list[int]]:
    """Shapes as they are compared: as lists of sizes."""
    return {name: list(shape) for name, shape in shapes.items()}


def fresh(layer: Instance, shapes: dict[str, tuple]) -> Weights:
    """The initial values; a parameter that is not there is named."""
    weights = layer.weights()
    gone = ", ".join([name for name in shapes if name not in weights][:3])
    claim(not gone, f"not among parameters(): {gone}")
    return weights


def agree_with_gradients(
    layer: Instance,
    x: np.ndarray,
    upstream: np.ndarray,
    value: Callable[[], np.ndarray],
    gradients: Callable[[], tuple[np.ndarray, Weights]],
) -> None:
    """What the layer makes of x, and its gradients: those of x and of every weight."""

    def got() -> dict:
        found = layer.gradients(x, upstream=upstream)
        return found | {"weights": without_key_bias(found["weights"])}

    def expected() -> dict:
        dx, dweights = gradients()
        return {"inputs": [dx], "weights": without_key_bias(dweights)}

    agree(lambda: layer(x), value)
    agree(got, expected)


def without_key_bias(gradients: Weights) -> Weights:
    """It adds the same to all scores of a query: its gradient is 0, what is left is rounding."""
    return {name: g for name, g in gradients.items() if not name.endswith("k_linear.bias")}


def keeps_dtype(call: Callable[[], Any], dtype: type, mistake: str | None = None) -> None:
    """The result has this dtype, and no layer met an input of another one."""
    got, error = learner_outcome(call)
    met = error.message if error else ""
    claim("dtype" not in met, f"{dtype.__name__} in: {met}", mistake)
    claim(not error, f"{dtype.__name__} in: {met}")
    found = getattr(got, "dtype", None)
    known = mistake if found else None
    claim(found == dtype, f"{dtype.__name__} in, {found or 'no tensor'} out", known)


def steady(layer: Instance, x: np.ndarray, mistake: str) -> None:
    """Two calls with one input agree; the mistake is to draw random numbers meanwhile."""
    first, second = layer.observe(x), layer.observe(x)
    drawn = not first.global_random_untouched
    claim(not drawn, "it draws random numbers: is there a dropout?", mistake)
    agree(lambda: second.value, lambda: first.value)


def unchanged(layer: Instance, weights: Weights) -> bool:
    """The layer still has the weights that it was given."""
    found = layer.weights()
    return all(np.array_equal(found[name], weights[name]) for name in weights)


def in_parts(
    read: Callable, x: np.ndarray, cuts: list[int], make: Callable, axis: int
) -> np.ndarray:
    """What a text read part by part gives, put together again: `read(part, cache)`."""
    cache = make()
    return np.concatenate([read(part, cache) for part in np.split(x, cuts, axis)], axis=-2)
