"""Known mistakes of stage 8, bpe."""

from tests.mistakes.bpe import (
    decode,
    encode,
    encode_iterable,
    load_gpt2_bpe,
    train_bpe,
    train_bpe_vocabulary,
)

MISTAKES = [
    *train_bpe.MISTAKES,
    *train_bpe_vocabulary.MISTAKES,
    *encode.MISTAKES,
    *decode.MISTAKES,
    *encode_iterable.MISTAKES,
    *load_gpt2_bpe.MISTAKES,
]
