"""BPETokenizer.decode: bytes become text."""

from tests.mistakes.bpe.shared import BYTES, of_tokenizer

# what stands in the solution
TO_TEXT = 'decode("utf-8", errors="replace")'
UNKNOWN_ID = """        for i in ids:
            if i not in self.vocab:
                raise ValueError(f"the id {i} is not in the vocabulary")
"""

MISTAKES = [
    of_tokenizer(
        "bpe-decode-per-token",
        advice="""You decode each token by itself. The bytes of 你 or 🙂 may lie in several tokens:
        join all bytes first, then decode once.""",
        at="decode",
        numpy=(
            f'b"".join(vocab[i] for i in ids).{TO_TEXT}',
            f'"".join(vocab[i].{TO_TEXT} for i in ids)',
        ),
        torch=(
            f'b"".join(self.vocab[i] for i in ids).{TO_TEXT}',
            f'"".join(self.vocab[i].{TO_TEXT} for i in ids)',
        ),
        read=BYTES,
    ),
    of_tokenizer(
        "bpe-decode-ignores-errors",
        advice="""Bytes that are not UTF-8 vanish. A loss that nobody sees is found by nobody:
        `errors="replace"` shows each as U+FFFD.""",
        at="decode",
        numpy=('errors="replace"', 'errors="ignore"'),
        torch=('errors="replace"', 'errors="ignore"'),
        read=BYTES,
    ),
    of_tokenizer(
        "bpe-decode-strict",
        advice="""Bytes that are not UTF-8 raise an error. A model may well sample half a character:
        `errors="replace"` shows it as U+FFFD.""",
        at="decode",
        numpy=(', errors="replace"', ""),
        torch=(', errors="replace"', ""),
        read=BYTES,
    ),
    of_tokenizer(
        "bpe-decode-key-error",
        advice="""For an id that is not in the vocabulary you let KeyError through. The contract is
        ValueError with the id in its message.""",
        at="decode",
        numpy=("if unknown", "if False"),
        torch=(UNKNOWN_ID, ""),
        read=BYTES,
    ),
    of_tokenizer(
        "bpe-decode-skips-unknown",
        advice="""Ids that are not in the vocabulary are skipped, and nobody notices. Raise
        ValueError with the id.""",
        at="decode",
        numpy=[("if unknown", "if False"), ("vocab[i] for", 'vocab.get(i, b"") for')],
        torch=[(UNKNOWN_ID, ""), ("self.vocab[i] for", 'self.vocab.get(i, b"") for')],
        read=BYTES,
    ),
    of_tokenizer(
        "bpe-wrong-id-not-named",
        advice="""You refuse an unknown id, but do not say which. Put it in the message.""",
        torch=("the id {i} is not", "an id is not"),
        read=BYTES,
    ),
    of_tokenizer(
        "bpe-decode-reads-twice",
        advice="""You go through the ids twice, but an iterator can be read once: the second time it
        is empty. Make a list of it first.""",
        torch=("        ids = list(ids)\n", ""),
        read=BYTES,
    ),
]
