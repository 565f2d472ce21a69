"""Objects the kata makes beside a submission that need no torch; the others are in `given.py`.

Graded tests ask for both with `learner.given(name, ...)`. Imports nothing of the kata.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path


class TextFiles:
    """A folder with these files, name -> text, that goes away with this object."""

    def __init__(self, texts: dict[str, str]):
        self.place = tempfile.TemporaryDirectory(prefix="kata-")
        self.path = self.place.name
        for name, text in texts.items():
            Path(self.path, name).write_text(text, encoding="utf-8")


class Chunks(Iterator):
    """Gives chunks of a text once, and counts how many were read."""

    def __init__(self, chunks: list[str]):
        self.chunks, self.read = chunks, 0

    def __next__(self) -> str:
        if self.read == len(self.chunks):
            raise StopIteration
        self.read += 1
        return self.chunks[self.read - 1]


def take(source: Iterable, count: int) -> list:
    """The next values of an iterator, at most so many."""
    return list(islice(source, count))
