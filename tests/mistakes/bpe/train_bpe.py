"""train_bpe: which pair is merged, and how it is counted."""

from itertools import pairwise

from reference import bpe
from tests.mistakes.bpe.shared import COUNTS, counting, of_training

TIES = "Ties"

# what stands in the solution
GREATEST = "return max(self.pairs_with[self.most]) if self.most else None"
LOOP = "(pair := words.most_frequent()):"

# the words of the solution, with counts that are brought up to date in part
STALE = """
class _Words:
    def __init__(self, text, special_tokens):
        ordinary = _split_special(text, special_tokens)[::2]
        pieces = (piece for part in ordinary for piece in PATTERN.findall(part))
        self.words = dict(Counter(tuple(_bytes_of(piece)) for piece in pieces))
        self.counts = Counter()
        for word, times in self.words.items():
            for pair in pairwise(word):
                self.counts[pair] += times

    def most_frequent(self):
        return max(self.counts, key=lambda pair: (self.counts[pair], pair), default=None)

    def merge(self, pair):
        del self.counts[pair]
        for word in [word for word in self.words if pair in pairwise(word)]:
            times, merged = self.words.pop(word), tuple(_merged(word, pair))
            self.words[merged] = times
            for new in pairwise(merged):
                if pair[0] + pair[1] in new:
                    self.counts[new] += times
"""


def learn_with_stale_counts(words, n_merges):
    counts, merges = bpe.count_pairs(words), []
    while counts and len(merges) < n_merges:
        pair = bpe.most_frequent(counts)
        merges.append(pair)
        del counts[pair]
        touched = {word: times for word, times in words.items() if pair in pairwise(word)}
        words = bpe.merge_words(words, pair)
        for word, times in touched.items():
            for new in pairwise(bpe.merge_pair(word, pair)):
                if pair[0] + pair[1] in new:
                    counts[new] = counts.get(new, 0) + times
    return merges


def count_apart(words):
    counts = {}
    for word, times in words.items():
        for pair in set(pairwise(word)):
            apart = len(word) - len(bpe.merge_pair(word, pair))
            counts[pair] = counts.get(pair, 0) + times * apart
    return counts


def learn_dead_pairs(words, n_merges):
    dead, merges = {}, []
    while len(merges) < n_merges:
        counts = bpe.count_pairs(words)
        dead |= dict.fromkeys(counts, 0)
        if not dead:
            break
        merges.append(bpe.most_frequent(dead | counts))
        words = bpe.merge_words(words, merges[-1])
    return merges


def learn_by_ids(words, n_merges):
    merges, id_of = [], {bytes([byte]): byte for byte in range(256)}
    while len(merges) < n_merges and (counts := bpe.count_pairs(words)):
        pair = max(counts, key=lambda pair: (counts[pair], id_of[pair[0]], id_of[pair[1]]))
        merges.append(pair)
        id_of[pair[0] + pair[1]] = len(id_of)
        words = bpe.merge_words(words, pair)
    return merges


MISTAKES = [
    of_training(
        "bpe-tie-first-seen",
        advice="""Among equally frequent pairs you take the one that was seen first, the order of a
        dictionary. Would another order of the same words give the same tokenizer? Take the greatest
        pair: `max(counts, key=lambda pair: (counts[pair], pair))`.""",
        at="most_frequent",
        numpy=("(counts[pair], pair)", "counts[pair]"),
        torch=counting(("(counts[pair], pair)", "counts[pair]")),
        read=TIES,
    ),
    of_training(
        "bpe-tie-smallest",
        advice="""Among equally frequent pairs you take the smallest. The contract is the greatest
        pair of byte strings.""",
        at="most_frequent",
        numpy=(
            "max(counts, key=lambda pair: (counts[pair], pair))",
            "min(counts, key=lambda pair: (-counts[pair], pair))",
        ),
        torch=(GREATEST, GREATEST.replace("max", "min")),
        read=TIES,
    ),
    of_training(
        "bpe-tie-by-joined-bytes",
        advice="""You compare equally frequent pairs by what they make when joined. (ab, a) and
        (a, c) make aba and ac: which is greater now, and which was before? Compare the pairs.""",
        at="most_frequent",
        numpy=("(counts[pair], pair)", '(counts[pair], b"".join(pair))'),
        torch=(GREATEST, GREATEST.replace("self.most])", 'self.most], key=b"".join)')),
        read=TIES,
    ),
    of_training(
        "bpe-tie-by-ids",
        advice="""You compare equally frequent pairs by their ids, so a new token is greater than
        every byte. The contract compares the byte strings themselves.""",
        at="learn_merges",
        numpy=learn_by_ids,
        torch=[
            (
                "        self.most = max(",
                "        self.ids = {bytes([byte]): byte for byte in range(256)}\n"
                "        self.most = max(",
            ),
            (GREATEST, "return self.greatest() if self.most else None"),
            (
                "    def merge(self",
                "    def greatest(self):\n        pairs = self.pairs_with[self.most]\n"
                "        return max(pairs, key=lambda pair: [self.ids[half] for half in pair])\n\n"
                "    def merge(self",
            ),
            (
                "        self._change({w:",
                "        self.ids[pair[0] + pair[1]] = len(self.ids)\n        self._change({w:",
            ),
        ],
        read=TIES,
    ),
    of_training(
        "bpe-ignores-word-counts",
        advice="""You count each different piece once. A pair in a word that occurs a thousand times
        stands a thousand times in the text: add the piece's count, not 1.""",
        at="count_pairs",
        numpy=("+ times", "+ 1"),
        torch=("list(times.values())", "[1] * len(times)"),
        read=COUNTS,
    ),
    of_training(
        "bpe-runs-counted-once",
        advice="""In a run such as "aaa" you count the pair (a, a) without overlaps. The contract
        counts every place where the two are neighbours: twice. `zip(word, word[1:])` does it.""",
        at="count_pairs",
        numpy=count_apart,
        torch=counting(
            ("in pairwise(word)", "in set(pairwise(word))"),
            ("+ times", "+ times * (len(word) - len(_merged(word, pair)))"),
        ),
        read=COUNTS,
    ),
    of_training(
        "bpe-last-symbol-dropped",
        advice="""Your merge ends one symbol early, so words lose their last symbol. How many places
        has a word of n symbols, and how many pairs? Copy the last one too.""",
        at="merge_pair",
        numpy=("while i < len(word)", "while i < len(word) - 1"),
        torch=counting(
            (
                "after[tuple(_merged(word, pair))]",
                "whole = _merged(word, pair)\n"
                "            dropped = whole if whole[-1] != word[-1] else whole[:-1]\n"
                "            after[tuple(dropped)]",
            )
        ),
        read=COUNTS,
    ),
    of_training(
        "bpe-stale-words-kept",
        advice="""After a merge your words hold their old form beside the new one, so the same pair
        wins again and again. The new form replaces the old one.""",
        at="merge_words",
        numpy=("after = Counter()", "after = Counter(words)"),
        torch=counting(("after = Counter()", "after = Counter(self.words)")),
        read=COUNTS,
    ),
    of_training(
        "bpe-incremental-counts-stale",
        advice="""When you merge, you add the new pairs, but the pairs that the merge broke keep
        their counts. In "xaby", which three pairs go when (a, b) becomes one token? Subtract them
        too.""",
        at="learn_merges",
        numpy=learn_with_stale_counts,
        torch=STALE,
        read=COUNTS,
    ),
    of_training(
        "bpe-merges-before-count-two",
        advice="""You stop when every pair occurs once. The contract goes on until the vocabulary is
        full or no pair is left.""",
        at="learn_merges",
        numpy=("if not counts", "if max(counts.values(), default=0) < 2"),
        torch=(LOOP, LOOP[:-1] + " and words.most > 1:"),
        read=COUNTS,
    ),
    of_training(
        "bpe-no-pairs-crash",
        advice="""When every piece has become one token, there is nothing left to merge, and `max`
        of nothing raises ValueError. End the loop before it.""",
        at="learn_merges",
        numpy=("            break", "            raise ValueError(counts)"),
        torch=(GREATEST, "return max(p for p, n in self.counts.items() if 0 < n == self.most)"),
        read=COUNTS,
    ),
    of_training(
        "bpe-merges-with-zero-count",
        advice="""Pairs whose count has fallen to zero stay candidates, and at the end you merge
        pairs that occur nowhere. Remove a pair when nothing of it is left.""",
        at="learn_merges",
        numpy=learn_dead_pairs,
        torch=[
            (GREATEST, "return max(self.pairs_with[self.most], default=None)"),
            ("pop(pair)", "pop(pair, ())"),
        ],
        read=COUNTS,
    ),
]
