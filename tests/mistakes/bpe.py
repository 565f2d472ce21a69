"""Known mistakes of stage 8, bpe."""

from functools import partial
from itertools import pairwise

from reference import bpe
from tests.mistakes import mistake, replaced

of_training = partial(mistake, of="train_bpe")
of_tokenizer = partial(mistake, of="BPETokenizer")
of_loading = partial(mistake, of="load_gpt2_bpe")

TIES, COUNTS, PIECES, SPECIAL = "Ties", "Counting pairs", "Pieces", "Special tokens"
RANKS, BYTES, CHUNKS, FILES = "Merging by rank", "Bytes, not characters", "Chunks", "GPT-2's files"

# what stands in the solution
GREATEST = "return max(self.pairs_with[self.most]) if self.most else None"
LOOP = "(pair := words.most_frequent()):"
N_MERGES = "vocab_size - 256 - len(special_tokens)"
BYTE = 'bytes([byte]) for byte in piece.encode("utf-8")'
ORDINARY = "split_special(text, special_tokens)[::2]"
LONGEST_FIRST = "sorted(special_tokens, key=len, reverse=True)"
LOOK_UP = "[self._id_of[symbol] for symbol in symbols]"
LOWEST = "min(pairwise(symbols), key=lambda pair: self._rank_of.get(pair, inf))"
NONE_LEFT = "if pair not in self._rank_of:"
MERGE_LOOP = f"""        while len(symbols) > 1:
            pair = {LOWEST}
            {NONE_LEFT}
                break
            symbols = _merged(symbols, pair)
"""
PARTS = "enumerate(_split_special(text, self.special_tokens))"
TO_TEXT = 'decode("utf-8", errors="replace")'
UNKNOWN_ID = """        for i in ids:
            if i not in self.vocab:
                raise ValueError(f"the id {i} is not in the vocabulary")
"""
UNKNOWN_SPECIAL = 'if token.encode("utf-8") not in self.vocab.values():'
OPEN_FROM = "open_from = len(rest) - longest + 1"
HOLD = "(end > open_from - 2)"
FLUSH = "        yield from self.encode(rest)\n"
PATTERN = r'''r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"'''

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


def counting(*patch):
    """The solution's words, counted anew for each merge, with this patch in them."""
    return replaced(COUNTING, list(patch))


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


def merge_in_one_pass(symbols, merges):
    for pair in merges:
        symbols = bpe.merge_pair(symbols, pair)
    return symbols


def merge_by_joined_bytes(symbols, merges):
    ranks = {left + right: rank for rank, (left, right) in enumerate(merges)}
    while len(symbols) > 1:
        pair = min(pairwise(symbols), key=lambda pair: ranks.get(pair[0] + pair[1], len(ranks)))
        if pair[0] + pair[1] not in ranks:
            break
        symbols = bpe.merge_pair(symbols, pair)
    return symbols


def encode_longest_first(text, vocab, merges, special_tokens=()):
    vocab, ids = bpe.with_special(vocab, special_tokens), []
    for place, part in enumerate(bpe.split_special(text, special_tokens)):
        for piece in [part] if place % 2 else bpe.pieces(part):
            ids += bpe.ids_of(longest_prefixes(piece.encode("utf-8"), vocab), vocab)
    return ids


def longest_prefixes(raw, vocab):
    symbols = []
    while raw:
        size = next(n for n in range(len(raw), 0, -1) if raw[:n] in vocab.values())
        symbols, raw = [*symbols, raw[:size]], raw[size:]
    return symbols


def streamed(hold=2, special_too=True, flush=True):
    """The reference's `encode_iterable`, chunk by chunk, keeping back less than it must."""

    def encode_iterable(chunks, vocab, merges, special_tokens=()):
        longest = max(map(len, special_tokens), default=1) if special_too else 1
        rest, ids = "", []
        for chunk in chunks:
            rest += chunk
            start, open_from = 0, len(rest) - longest + 1
            for place, part in enumerate(bpe.split_special(rest, special_tokens)):
                for piece in [part] if place % 2 else bpe.pieces(part):
                    end = start + len(piece)
                    if start >= open_from if place % 2 else end > open_from - hold:
                        break
                    ids += bpe.encode(piece, vocab, merges, special_tokens)
                    start = end
                else:
                    continue
                break
            rest = rest[start:]
        return ids + (bpe.encode(rest, vocab, merges, special_tokens) if flush else [])

    return encode_iterable


def of_pattern(id, new, advice):
    """A mistake in the pattern that cuts a text."""
    return of_tokenizer(
        id,
        advice=advice,
        at="pieces",
        numpy=("PATTERN.findall(text)", f"regex.findall({new}, text)"),
        torch=(PATTERN, new),
        read=PIECES,
    )


MISTAKES = [
    # -- train_bpe
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
        numpy=("if not counts", "if False"),
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
    # -- BPETokenizer: encode
    of_tokenizer(
        "bpe-rank-zero-ignored",
        advice="""The very first merge is never applied: its rank is 0, and `if rank` is false for
        0. Ask `is not None`, or `in`.""",
        at="merge_all",
        numpy=("if pair in ranks", "if ranks.get(pair)"),
        torch=[
            ("self._rank_of.get(pair, inf)", "self._rank_of.get(pair) or inf"),
            (NONE_LEFT, "if not self._rank_of.get(pair):"),
        ],
        read=RANKS,
    ),
    of_tokenizer(
        "bpe-highest-rank-first",
        advice="""You merge the pair with the highest rank. The first merge that was learnt is the
        most frequent one: the lowest rank goes first.""",
        at="merge_all",
        numpy=("min(found)", "max(found)"),
        torch=(LOWEST, LOWEST.replace("min", "max").replace("inf", "-1")),
        read=RANKS,
    ),
    of_tokenizer(
        "bpe-leftmost-first",
        advice="""You merge the first pair from the left that is in `merges`. In training, which
        pair came first: the leftmost or the most frequent? Take the one with the lowest rank.""",
        at="merge_all",
        numpy=("min(found)", "found[0]"),
        torch=(LOWEST, "next((p for p in pairwise(symbols) if p in self._rank_of), None)"),
        read=RANKS,
    ),
    of_tokenizer(
        "bpe-merges-once",
        advice="""You merge one pair in each piece and stop. After a merge there are new neighbours:
        look again until none of them is in `merges`.""",
        at="merge_all",
        numpy=("symbols = merge_pair", "return merge_pair"),
        torch=(
            "            symbols = _merged(symbols, pair)\n",
            "            symbols = _merged(symbols, pair)\n            break\n",
        ),
        read=RANKS,
    ),
    of_tokenizer(
        "bpe-merges-in-one-pass",
        advice="""You go through `merges` once, in order. A late merge may make a token that an
        earlier one needs: after each merge look for the lowest rank among the neighbours there are
        now.""",
        at="merge_all",
        numpy=merge_in_one_pass,
        torch=(
            MERGE_LOOP,
            "        for pair in self.merges:\n            symbols = _merged(symbols, pair)\n",
        ),
        read=RANKS,
    ),
    of_tokenizer(
        "bpe-pair-key-joined",
        advice="""Your ranks are kept under the joined bytes, so (a, bc) has the rank of (ab, c).
        The key is the pair itself, a tuple of two tokens.""",
        at="merge_all",
        numpy=merge_by_joined_bytes,
        torch=[
            (
                "{pair: rank for rank, pair in enumerate(self.merges)}",
                "{a + b: rank for rank, (a, b) in enumerate(self.merges)}",
            ),
            ("self._rank_of.get(pair, inf)", 'self._rank_of.get(b"".join(pair), inf)'),
            (NONE_LEFT, 'if b"".join(pair) not in self._rank_of:'),
        ],
        read=RANKS,
    ),
    of_tokenizer(
        "bpe-longest-token-first",
        advice="""You take the longest token of the vocabulary that fits, from left to right. That
        is how WordPiece encodes; BPE repeats its merges, the lowest rank first.""",
        at="encode",
        numpy=encode_longest_first,
        torch=(
            MERGE_LOOP,
            """        raw, symbols = part.encode("utf-8"), []
        while raw:
            size = next(n for n in range(len(raw), 0, -1) if raw[:n] in self._id_of)
            symbols, raw = [*symbols, raw[:size]], raw[size:]
""",
        ),
        read=RANKS,
    ),
    of_tokenizer(
        "bpe-byte-is-its-id",
        advice="""You take a byte's value for its id. In a vocabulary of your own they are equal, in
        GPT-2's they are not: look every token up in `vocab`.""",
        at="ids_of",
        numpy=(
            "[id_of[symbol] for symbol in symbols]",
            "[s[0] if len(s) == 1 else id_of[s] for s in symbols]",
        ),
        torch=(LOOK_UP, "[s[0] if len(s) == 1 else self._id_of[s] for s in symbols]"),
        read=BYTES,
    ),
    of_tokenizer(
        "bpe-encode-without-pretokenization",
        advice="""You encode the text as one piece, so merges cross from word to word. Cut it with
        `PATTERN` first, as in training.""",
        at="encode",
        numpy=("in pieces(part)", "in [part]"),
        torch=("in PATTERN.findall(part))\n\n", "in [part])\n\n"),
        read=PIECES,
    ),
    of_pattern(
        "bpe-pieces-lose-blanks",
        'r"\\S+"',
        """Your pieces are what stands between blanks, and the blanks are lost: `decode` cannot give
        the text back. Use `PATTERN`, which keeps them.""",
    ),
    of_pattern(
        "bpe-pieces-ascii-letters",
        r'''r"'(?:[sdmt]|ll|ve|re)| ?[A-Za-z]+| ?[0-9]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+"''',
        """Your pattern knows the letters a to z only: é and 你 count as signs. `\\p{L}` in the
        package `regex` means the letters of all scripts.""",
    ),
    of_pattern(
        "bpe-pieces-take-all-blanks",
        r'''r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+"''',
        """Your pattern gives a whole run of blanks to one piece. Its last blank belongs to the word
        that follows, which `\\s+(?!\\S)` leaves to it.""",
    ),
    of_pattern(
        "bpe-pieces-without-their-blank",
        r'''r"'(?:[sdmt]|ll|ve|re)|\p{L}+|\p{N}+|[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"''',
        """Your words stand without the blank before them. In GPT-2's pattern ` ?` takes it along,
        so that " low" is one token.""",
    ),
    of_tokenizer(
        "bpe-special-not-recognised",
        advice="""Special tokens are encoded as ordinary text. Split the text at them first, and
        give each its own id.""",
        at="encode",
        numpy=("split_special(text, special_tokens)", "[text]"),
        torch=(PARTS, "enumerate([text])"),
        read=SPECIAL,
    ),
    of_tokenizer(
        "bpe-special-not-escaped",
        advice="""You use special tokens as a pattern. In one, | means "or" and [PAD] "one of P, A,
        D": put `regex.escape` around each.""",
        at="split_special",
        numpy=("map(regex.escape, longest_first)", "longest_first"),
        torch=("map(regex.escape, longest_first)", "longest_first"),
        read=SPECIAL,
    ),
    of_tokenizer(
        "bpe-special-shortest-first",
        advice="""Where special tokens overlap you take the shorter one. Of alternatives a pattern
        takes the first that fits: sort them, the longest first.""",
        at="split_special",
        numpy=(LONGEST_FIRST, "sorted(special_tokens, key=len)"),
        torch=(LONGEST_FIRST, "sorted(special_tokens, key=len)"),
        also=((LONGEST_FIRST, "list(special_tokens)"),),
        read=SPECIAL,
    ),
    of_tokenizer(
        "bpe-special-not-added",
        advice="""A special token that `vocab` lacks gets no id. Add it, with the id after the
        greatest.""",
        at="with_special",
        numpy=('if token.encode("utf-8") not in vocab.values()', "if False"),
        torch=(UNKNOWN_SPECIAL, "if False:"),
        read=SPECIAL,
    ),
    of_tokenizer(
        "bpe-special-always-added",
        advice="""A special token that `vocab` has gets a second id. Add only what is missing.""",
        at="with_special",
        numpy=('if token.encode("utf-8") not in vocab.values()', "if True"),
        torch=(UNKNOWN_SPECIAL, "if True:"),
        read=SPECIAL,
    ),
    of_tokenizer(
        "bpe-special-id-is-the-length",
        advice="""You give a new special token the id `len(vocab)`. That is free only where the ids
        have no gaps: take the greatest id and add 1.""",
        at="with_special",
        numpy=("max(vocab) + 1", "len(vocab)"),
        torch=("max(self.vocab) + 1", "len(self.vocab)"),
        read=SPECIAL,
    ),
    of_tokenizer(
        "bpe-imports-another-tokenizer",
        advice="""This file imports torch or a tokenizer made by others. Byte-pair encoding needs
        Python and the package `regex`.""",
        torch=("import json", "import json\n\nimport tiktoken"),
        read=RANKS,
    ),
    # -- BPETokenizer: decode
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
    # -- BPETokenizer: encode_iterable
    of_tokenizer(
        "bpe-iterable-chunks-apart",
        advice="""You encode each chunk by itself, so a word in two chunks becomes two. Keep back
        the end that the next chunk may change.""",
        at="encode_iterable",
        numpy=(
            'encode("".join(chunks), vocab, merges, special_tokens)',
            "[i for chunk in chunks for i in encode(chunk, vocab, merges, special_tokens)]",
        ),
        torch=(OPEN_FROM, OPEN_FROM.replace("1", "9**9")),
        read=CHUNKS,
    ),
    of_tokenizer(
        "bpe-iterable-drops-the-end",
        advice="""What you kept back for the next chunk is lost when there is none. After the loop,
        encode the rest.""",
        at="encode_iterable",
        numpy=streamed(flush=False),
        torch=(FLUSH, ""),
        read=CHUNKS,
    ),
    of_tokenizer(
        "bpe-iterable-cuts-endings",
        advice="""You keep back the last piece only. At the end of a chunk "'l" is two pieces, ' and
        l; with another l in the next chunk they are one, "'ll". Keep back two.""",
        at="encode_iterable",
        numpy=streamed(hold=1),
        torch=(HOLD, HOLD.replace("2", "1")),
        read=CHUNKS,
    ),
    of_tokenizer(
        "bpe-iterable-cuts-special",
        advice="""A special token in two chunks is taken for text. Keep back as much as the longest
        special token may still need.""",
        at="encode_iterable",
        numpy=streamed(special_too=False),
        torch=(OPEN_FROM, "open_from = len(rest)"),
        read=CHUNKS,
    ),
    of_tokenizer(
        "bpe-iterable-reads-all",
        advice="""You read all chunks before you give the first id: a file larger than memory does
        not fit. Give ids as soon as no later chunk can change them, with `yield`.""",
        torch=("        for chunk in chunks:\n", '        for chunk in ["".join(chunks)]:\n'),
        read=CHUNKS,
    ),
    # -- load_gpt2_bpe
    of_loading(
        "gpt2-only-the-blank-is-mapped",
        advice="""You turn Ġ back into a blank and take the rest as text. Ġ is only one of 256
        characters that stand for bytes: map each of them.""",
        at="token_bytes",
        numpy=(
            "bytes(byte_of[char] for char in written)",
            'written.replace("Ġ", " ").encode("utf-8")',
        ),
        torch=(
            "bytes(byte_of[char] for char in written)",
            'written.replace("Ġ", " ").encode("utf-8")',
        ),
        read=FILES,
    ),
    of_loading(
        "gpt2-alphabet-ends-early",
        advice="""Your three ranges of visible bytes end one early: `range(33, 126)` has no 126. The
        bytes after that get the characters of others.""",
        at="byte_alphabet",
        numpy=(
            "*range(33, 127), *range(161, 173), *range(174, 256)",
            "*range(33, 126), *range(161, 172), *range(174, 255)",
        ),
        torch=(
            "*range(33, 127), *range(161, 173), *range(174, 256)",
            "*range(33, 126), *range(161, 172), *range(174, 255)",
        ),
        read=FILES,
    ),
    of_loading(
        "gpt2-version-is-a-merge",
        advice="""The line with the version has become a merge, and every rank is one too high. Skip
        a first line that begins with "#version".""",
        at="merges_of",
        numpy=('lines[0].startswith("#version")', "False"),
        torch=('if lines[0].startswith("#version"):', "if False:"),
        read=FILES,
    ),
    of_loading(
        "gpt2-first-line-always-skipped",
        advice="""You skip the first line whatever it says. Without a version, the first merge
        stands there: look whether the line begins with "#version".""",
        at="merges_of",
        numpy=('lines[0].startswith("#version")', "True"),
        torch=('if lines[0].startswith("#version"):', "if True:"),
        read=FILES,
    ),
    of_loading(
        "gpt2-hash-taken-for-a-comment",
        advice="""You skip every line that begins with #. "# #" is a merge like others: only the
        first line can be the version.""",
        at="merges_of",
        numpy=("for line in lines if line]", 'for line in lines if line and line[0] != "#"]'),
        torch=("for line in lines if line]", 'for line in lines if line and line[0] != "#"]'),
        read=FILES,
    ),
    of_loading(
        "gpt2-end-of-text-is-text",
        advice="""Without being told, your tokenizer reads <|endoftext|> as letters. Hand the
        special tokens on to `BPETokenizer`.""",
        torch=("merges, special_tokens)\n", "merges)\n"),
        read=FILES,
    ),
]
