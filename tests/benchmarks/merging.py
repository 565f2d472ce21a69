"""How training BPE grows with the text."""

from __future__ import annotations

from collections.abc import Iterator

from reference import corpus
from solutions.bpe import train_bpe
from tests.benchmarks.timing import Figure, seconds


def growth(quick: bool) -> Iterator[Figure]:
    text = corpus.load("pydoc").text
    for size in (30_000, 100_000) if quick else (30_000, 100_000, 300_000):
        took = seconds(lambda: train_bpe(text[:size], 500))
        yield Figure(f"train_bpe to 500 tokens on {size:,} characters", "", f"{took:.2f} s")
