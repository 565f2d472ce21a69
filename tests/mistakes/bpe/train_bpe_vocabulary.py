"""train_bpe: the size, the pieces and special tokens, the form of what it returns."""

from tests.mistakes.bpe.shared import BYTES, COUNTS, PIECES, SPECIAL, counting, of_training

# what stands in the solution
N_MERGES = "vocab_size - 256 - len(special_tokens)"
BYTE = 'bytes([byte]) for byte in piece.encode("utf-8")'
ORDINARY = "split_special(text, special_tokens)[::2]"

MISTAKES = [
    of_training(
        "bpe-one-merge-too-many",
        advice="""You make one merge more than there is room for. Bytes, merges and special tokens
        together are `vocab_size`.""",
        numpy=(N_MERGES, N_MERGES + " + 1"),
        torch=(N_MERGES, N_MERGES + " + 1"),
        read=COUNTS,
    ),
    of_training(
        "bpe-special-takes-no-room",
        advice="""You make `vocab_size - 256` merges, and the special tokens come on top. They are
        part of the vocabulary: subtract them.""",
        numpy=(N_MERGES, "vocab_size - 256"),
        torch=(N_MERGES, "vocab_size - 256"),
        read=SPECIAL,
    ),
    of_training(
        "bpe-too-small-a-size",
        advice="""A `vocab_size` that has no room for the bytes and the special tokens goes through
        unnoticed, and the vocabulary is larger than asked for. Raise ValueError.""",
        numpy=("if n_merges < 0", "if False"),
        torch=("if n_merges < 0", "if False"),
        read=SPECIAL,
    ),
    of_training(
        "bpe-special-twice",
        advice="""A special token that is named twice gets two ids. `dict.fromkeys` keeps the order
        and each token once.""",
        numpy=("list(dict.fromkeys(special_tokens))", "list(special_tokens)"),
        torch=("list(dict.fromkeys(special_tokens))", "list(special_tokens)"),
        read=SPECIAL,
    ),
    of_training(
        "bpe-high-bytes-encoded-twice",
        advice="""`chr(b).encode()` makes two bytes of each byte from 128 on. One byte is
        `bytes([b])`.""",
        at="symbols_of",
        numpy=("bytes([byte])", 'chr(byte).encode("utf-8")'),
        torch=(BYTE, BYTE.replace("bytes([byte])", 'chr(byte).encode("utf-8")')),
        read=BYTES,
    ),
    of_training(
        "bpe-trains-without-pieces",
        advice="""You count pairs in the text as a whole, so merges cross from one word to the next.
        Cut the text with `PATTERN` first, and count in each piece by itself.""",
        at="count_words",
        numpy=("in pieces(part)", "in [part]"),
        torch=("in PATTERN.findall(part))\n        self", "in [part])\n        self"),
        read=PIECES,
    ),
    of_training(
        "bpe-special-in-training",
        advice="""The special tokens stand in the text you count, and their letters are merged. Cut
        them out before you count.""",
        at="count_words",
        numpy=(ORDINARY, "[text]"),
        torch=("_" + ORDINARY, "[text]"),
        read=SPECIAL,
    ),
    of_training(
        "bpe-merges-across-special",
        advice="""You delete the special tokens and join what stood on both sides, so pairs appear
        that the text does not have. What ends a document must also end a piece: count in each part
        by itself.""",
        at="count_words",
        numpy=(ORDINARY, f'["".join({ORDINARY})]'),
        torch=("_" + ORDINARY, f'["".join(_{ORDINARY})]'),
        read=SPECIAL,
    ),
    of_training(
        "bpe-special-before-merges",
        advice="""Your special tokens have the ids after the bytes. The contract puts them last, so
        that the tokens of merges begin at 256.""",
        numpy=(
            "singles + [left + right for left, right in merges] + special",
            "singles + special + [left + right for left, right in merges]",
        ),
        torch=[
            ("    tokens += [left + right for left, right in merges]\n", ""),
            (
                "for token in special_tokens]\n",
                "for token in special_tokens]\n"
                "    tokens += [left + right for left, right in merges]\n",
            ),
        ],
        read=SPECIAL,
    ),
    of_training(
        "bpe-special-not-in-vocab",
        advice="""Your vocabulary lacks the special tokens. They need ids like every token: the last
        ones.""",
        numpy=("in merges] + special", "in merges]"),
        torch=('    tokens += [token.encode("utf-8") for token in special_tokens]\n', ""),
        read=SPECIAL,
    ),
    of_training(
        "bpe-merges-of-another-form",
        advice="""`merges` is a list of tuples of bytes, in order: a tuple can be a key of the
        tokenizer's table of ranks, a list cannot.""",
        torch=(
            "    return dict(enumerate(tokens)), merges",
            "    return dict(enumerate(tokens)), [list(pair) for pair in merges]",
        ),
        also=(
            (
                "    return dict(enumerate(tokens)), merges",
                "    return dict(enumerate(tokens)), tuple(merges)",
            ),
        ),
        read=COUNTS,
    ),
    of_training(
        "bpe-counts-all-anew",
        advice="""For each merge you count the pairs of the whole text anew. Most words do not
        change: remember which words have a pair, and correct the counts of those only.""",
        torch=counting(),
        read=COUNTS,
    ),
]
