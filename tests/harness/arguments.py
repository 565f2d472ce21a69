"""What a graded test hands to a submission: how it crosses the port, how a report shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


class Handle:
    """Stands for an object that lives beside the submission."""

    def __init__(self, handle: int):
        self._handle = handle


@dataclass(frozen=True)
class Strided:
    """Values to be sent as a tensor that is not contiguous in memory."""

    array: np.ndarray

    @property
    def shape(self) -> tuple[int, ...]:
        return self.array.shape


def strided(array: np.ndarray) -> Strided:
    """The same values in another memory layout, as after a transpose."""
    return Strided(array)


@dataclass(frozen=True)
class Once:
    """Plain values to be sent as an iterator: they can be read once."""

    items: list

    def __repr__(self) -> str:
        return f"iter({self.items})"


def iterator(items: list) -> Once:
    """The same values behind `iter`: whoever reads them a second time finds nothing."""
    return Once(items)


def pack(tree):
    """Arguments as plain data: instances become handles, bytes and keys that are ids are marked."""
    if isinstance(tree, Handle):
        return {"__handle__": tree._handle}
    if isinstance(tree, Strided):
        return {"__strided__": tree.array}
    if isinstance(tree, Once):
        return {"__iterator__": tree.items}
    if isinstance(tree, bytes):
        return {"__bytes__": tree.hex()}
    if isinstance(tree, dict) and any(isinstance(key, int) for key in tree):
        return {"__items__": [[key, pack(value)] for key, value in tree.items()]}
    if isinstance(tree, dict):
        return {key: pack(value) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return type(tree)(pack(value) for value in tree)
    return tree


def arrays_of(tree) -> list[np.ndarray]:
    """The arrays of a tree of arguments, left to right."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (list, tuple)):
        return [leaf for branch in tree for leaf in arrays_of(branch)]
    if isinstance(tree, Strided):
        return [tree.array]
    return [tree] if isinstance(tree, np.ndarray) else []


def describe_call(name: str, args, kwargs) -> str:
    """The call as a learner would write it, large arrays as their type and shape."""
    shown = [describe(value) for value in args]
    shown += [f"{key}={describe(value)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(shown)})"


def describe(value) -> str:
    if isinstance(value, (np.ndarray, Strided)):
        if isinstance(value, np.ndarray) and value.size <= 6:
            return np.array2string(value, precision=4, separator=", ").replace("\n", "")
        kind = "strided " if isinstance(value, Strided) else ""
        dtype = value.array.dtype if isinstance(value, Strided) else value.dtype
        return f"{kind}{dtype} {value.shape}"
    text = repr(value.item() if isinstance(value, np.generic) else value)
    return text if len(text) <= 60 else f"{text[:57]}…"
