"""Given objects that are nothing special: a text in chunks, a path, a clock."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path


class Chunks(Iterator):
    """Gives chunks of a text once, and counts how many were read."""

    def __init__(self, chunks: list[str]):
        self.chunks, self.read = chunks, 0

    def __next__(self) -> str:
        if self.read == len(self.chunks):
            raise StopIteration
        self.read += 1
        return self.chunks[self.read - 1]


def argument_after(instance, method: str, argument):
    """What an argument is like after a call with it; what the call raises is no matter here."""
    with suppress(Exception):
        getattr(instance, method)(argument)
    return argument


def results(instance, method: str, arguments: list) -> list:
    """What a method gives for one argument after the other, looked at when all are there."""
    return [getattr(instance, method)(argument) for argument in arguments]


def take(source: Iterable, count: int) -> list:
    """The next values of an iterator, at most so many."""
    return list(islice(source, count))


def length(thing) -> int:
    """`len`, asked beside the submission."""
    return len(thing)


def peak_of_stream(tokenizer, chunk: str, times: int) -> int:
    """The most bytes held at once beyond the beginning, while a text of equal chunks is encoded."""
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in tokenizer.encode_iterable(chunk for _ in range(times)):
            pass
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def as_path(text: str) -> Path:
    """The same path as an object of `pathlib`."""
    return Path(text)


def processor_seconds() -> float:
    """What this process has used so far. The other programs of the machine do not count."""
    return time.process_time()
