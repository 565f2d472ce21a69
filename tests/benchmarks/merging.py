"""Byte-pair encoding beside `tokenizers`, and how it grows with the text.

Both train on the same text and encode it, in this process and one thread. Theirs is compiled from
Rust; ours is Python that can be read.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

from reference import corpus
from solutions.bpe import BPETokenizer, train_bpe
from tests.benchmarks.timing import Figure, at_most

CASES = ((130_000, 500, 1.5), (1_000_000, 2_000, None), (5_000_000, 4_000, 60))
SMALL = "abcdefghijklmnopqrstuvwxyz"
ROTATED = str.maketrans(SMALL, SMALL[1:] + SMALL[0])


def beside_tokenizers(quick: bool) -> Iterator[Figure]:
    """Training, encoding and streaming; (characters, vocabulary, seconds at most) for each case."""
    os.environ |= {"TOKENIZERS_PARALLELISM": "false", "RAYON_NUM_THREADS": "1"}
    cases = CASES[:1] if quick else CASES
    whole = long_text(cases[-1][0])
    for size, vocab_size, limit in cases:
        yield from figures(whole[:size], vocab_size, limit)


def figures(text: str, vocab_size: int, limit: float | None) -> Iterator[Figure]:
    case = f"{len(text):,} characters, {vocab_size:,} tokens"
    training, (vocab, merges) = timed(lambda: train_bpe(text, vocab_size))
    their_training, theirs = timed(lambda: trained_by_tokenizers(text, vocab_size))
    what = f"train_bpe: {case}"
    yield at_most(what, limit, training, "s") if limit else Figure(what, "", f"{training:.2f} s")
    yield Figure(f"{what} / tokenizers", "", f"{training / their_training:.1f} x")

    mine = BPETokenizer(vocab, merges)
    encoding, ids = timed(lambda: mine.encode(text))
    streaming, streamed = timed(lambda: list(mine.encode_iterable(text.splitlines(keepends=True))))
    if streamed != ids or mine.decode(ids) != text:
        raise AssertionError("a stream or a round trip changes the text")
    their_encoding, _ = timed(lambda: theirs.encode(text).ids)
    yield Figure(f"encode: {case}", "", f"{encoding:.2f} s")
    yield Figure(f"encode: {case} / tokenizers", "", f"{encoding / their_encoding:.1f} x")
    yield Figure(f"encode_iterable / encode: {case}", "", f"{streaming / encoding:.1f} x")


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what the call returns."""
    began = time.perf_counter()
    value = call()
    return time.perf_counter() - began, value


def trained_by_tokenizers(text: str, vocab_size: int):
    """A byte-level BPE tokenizer of the library, with GPT-2's pattern."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size, show_progress=False, initial_alphabet=alphabet
    )
    made.train_from_iterator([text], trainer)
    return made


def long_text(size: int) -> str:
    """Python's manual, and again with its letters turned by one: the words are others."""
    turned = corpus.load("pydoc").text
    whole = [turned]
    while sum(map(len, whole)) < size:
        turned = turned.translate(ROTATED)
        whole.append(turned)
    return "".join(whole)
