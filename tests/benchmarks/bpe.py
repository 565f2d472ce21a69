"""How long BPE takes beside `tokenizers`: `python -m tests.benchmarks.bpe [TEXT]`.

Both train on the same text and encode it, in this process and one thread, so the ratios mean
something on any machine. Theirs is compiled from Rust; ours is Python that can be read.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from reference import corpus
from solutions.bpe import BPETokenizer, train_bpe

CASES = [(130_000, 500), (1_000_000, 2_000), (5_000_000, 4_000)]  # (characters, vocabulary)


def timed(call: Callable):
    """(seconds, what the call returns)."""
    began = time.perf_counter()
    value = call()
    return time.perf_counter() - began, value


def train_theirs(text: str, vocab_size: int) -> Tokenizer:
    """A byte-level BPE tokenizer of the library, with GPT-2's pattern."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size, show_progress=False, initial_alphabet=alphabet
    )
    made.train_from_iterator([text], trainer)
    return made


def texts(source: str, sizes: list[int]) -> list[str]:
    """The beginnings of a text; a text that is too short gets new words by turning its letters."""
    text = corpus.load(source).text
    turned, whole = text, [text]
    while sum(map(len, whole)) < max(sizes):
        turned = turned.translate(ROTATED)
        whole.append(turned)
    joined = "".join(whole)
    return [joined[:size] for size in sizes]


SMALL = "abcdefghijklmnopqrstuvwxyz"
ROTATED = str.maketrans(SMALL, SMALL[1:] + SMALL[0])


def row(text: str, vocab_size: int) -> str:
    """One line of the table: training and encoding, ours and theirs."""
    training, (vocab, merges) = timed(lambda: train_bpe(text, vocab_size))
    their_training, theirs = timed(lambda: train_theirs(text, vocab_size))
    mine = BPETokenizer(vocab, merges)
    encoding, ids = timed(lambda: mine.encode(text))
    streaming, streamed = timed(lambda: list(mine.encode_iterable(text.splitlines(keepends=True))))
    assert streamed == ids, "the stream gives other ids"
    assert mine.decode(ids) == text, "the text does not come back"
    their_encoding, _ = timed(lambda: theirs.encode(text).ids)
    return (
        f"{len(text):>10,} {vocab_size:>6,} | {training:8.2f} {their_training:8.2f} "
        f"{training / their_training:6.1f}x | {encoding:8.2f} {streaming:8.2f} "
        f"{their_encoding:8.2f} {encoding / their_encoding:6.1f}x | {len(text) / len(ids):6.2f}"
    )


def main(arguments: list[str]) -> int:
    source = arguments[0] if arguments else "pydoc"
    print(
        "characters  vocab | training   theirs   ratio | encoding streaming  theirs   ratio | "
        "chars/token"
    )
    sizes = [size for size, _ in CASES]
    for text, (_, vocab_size) in zip(texts(source, sizes), CASES, strict=True):
        print(row(text, vocab_size), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
