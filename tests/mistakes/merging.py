"""Two changes of one text at once: each is told apart into edits, and edits that do not meet are
all made. So two mistakes of one formula become one program that commits both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

Edit = tuple[int, int, tuple[str, ...]]  # the tokens from, to, and what stands there instead


@dataclass(frozen=True)
class Rewrite:
    """A mistake in a short program of its own, which `make` turns into the wrong function."""

    right: str
    wrong: str
    make: Callable[[str], Callable]


@cache
def tokens(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+|\s+|.", text))


@cache
def edits(right: str, wrong: str) -> tuple[Edit, ...]:
    """What has to be done to one text to get the other."""
    old, new = tokens(right), tokens(wrong)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple((i1, i2, new[j1:j2]) for tag, i1, i2, j1, j2 in codes if tag != "equal")


def merged(right: str, wrongs: list[str]) -> str:
    """The text with the edits of all the wrong ones; ValueError where two of them meet."""
    if len(wrongs) == 1:
        return wrongs[0]
    parts, position, touched = [], 0, -1
    for begin, end, new in sorted(edit for wrong in wrongs for edit in edits(right, wrong)):
        if begin < position or begin == touched:
            raise ValueError("two changes of the same place")
        parts += [*tokens(right)[position:begin], *new]
        position, touched = end, begin
    return "".join([*parts, *tokens(right)[position:]])
