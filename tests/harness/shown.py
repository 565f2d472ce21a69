"""How a comparison shows what it compared: values, and places in a tree of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from reference.sentence import Sentence
from tests.harness.target import Instance

KINDS = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex"}
LONGEST = 100  # characters of a value in a line

Way = tuple  # into a tree of results: a key of a dict or an Item of a sequence at each fork


class Item(int):
    """A place in a sequence."""


@dataclass(frozen=True)
class Raised:
    """The outcome of a call that raised."""

    types: tuple[str, ...]

    def __str__(self) -> str:
        return str(self.told())

    def told(self) -> Sentence:
        return Sentence("{} raised", self.types[0])


def place(way: Way) -> str:
    """Such as `weights item 2`."""
    parts = [Sentence("item {}", int(key)) if isinstance(key, Item) else str(key) for key in way]
    return joined(*parts)


def joined(*parts: str) -> str:
    """One after the other, as far as there are any."""
    found = [part for part in parts if part and part.strip()]
    if len(found) < 2:
        return found[0] if found else ""
    return Sentence(" ".join("{}" for _ in found), *found)


def number(value: Any) -> str:
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:.6g}"
    return str(value)


def show(value: Any) -> str:
    """A value in one short line."""
    if isinstance(value, np.ndarray):
        return describe_array(value)
    if isinstance(value, Raised):
        return value.told()
    if isinstance(value, dict):
        return with_names("the names {}", map(str, value))
    if isinstance(value, Instance):
        return with_names("a {} object", [repr(value)])
    return shortened(repr(value))


def with_names(sentence: str, names: Iterable[str]) -> Sentence:
    """A sentence with so many of the names as fit."""
    return Sentence(sentence, shortened(", ".join(names), LONGEST - len(sentence.format(""))))


def shortened(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 3]}…"


def describe_array(array: np.ndarray) -> str:
    if array.size <= 8:
        return np.array2string(array, precision=5, separator=", ").replace("\n", "")
    kind = KINDS.get(array.dtype.kind, array.dtype)
    return Sentence("{} values of shape {}", kind, array.shape)
