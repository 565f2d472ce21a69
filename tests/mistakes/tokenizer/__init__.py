"""Known mistakes of stage 1, tokenizer."""

from tests.mistakes.tokenizer import decode, encode, encode_manners, vocabulary

MISTAKES = [
    *vocabulary.MISTAKES,
    *encode.MISTAKES,
    *encode_manners.MISTAKES,
    *decode.MISTAKES,
]
