"""How several files here write a mistake."""

from functools import partial

from tests.mistakes import mistake, replaced

of_training = partial(mistake, of="train_bpe")
of_tokenizer = partial(mistake, of="BPETokenizer")

COUNTS, PIECES, SPECIAL = "Counting pairs", "Pieces", "Special tokens"
BYTES = "Bytes, not characters"

# the words of the solution, without its bookkeeping
COUNTING = """
class _Words:
    def __init__(self, text, special_tokens):
        ordinary = _split_special(text, special_tokens)[::2]
        pieces = (piece for part in ordinary for piece in PATTERN.findall(part))
        self.words = dict(Counter(tuple(_bytes_of(piece)) for piece in pieces))

    def most_frequent(self):
        counts = {}
        for word, times in self.words.items():
            for pair in pairwise(word):
                counts[pair] = counts.get(pair, 0) + times
        return max(counts, key=lambda pair: (counts[pair], pair), default=None)

    def merge(self, pair):
        after = Counter()
        for word, times in self.words.items():
            after[tuple(_merged(word, pair))] += times
        self.words = after
"""


def counting(*patch):
    """The solution's words, counted anew for each merge, with this patch in them."""
    return replaced(COUNTING, list(patch))
