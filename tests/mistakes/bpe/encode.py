"""BPETokenizer.encode: merges by rank, pieces, special tokens."""

from itertools import pairwise

from reference import bpe
from tests.mistakes.bpe.shared import BYTES, PIECES, SPECIAL, of_tokenizer

RANKS = "Merging by rank"

# what stands in the solution
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
UNKNOWN_SPECIAL = 'if token.encode("utf-8") not in self.vocab.values():'
PATTERN = r'''r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"'''


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
    of_pattern(
        "bpe-pieces-word-letters",
        r'''r"'(?:[sdmt]|ll|ve|re)| ?[^\W\d_]+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"''',
        """Your words are made of \\w, which takes the marks that stand on a letter along: an e and
        an accent of its own are two pieces in GPT-2. `\\p{L}` means letters alone.""",
    ),
    of_pattern(
        "bpe-pieces-join-with-underscores",
        r'''r"'(?:[sdmt]|ll|ve|re)| ?[\p{L}_]+| ?\p{N}+| ?[^\s\p{L}\p{N}_]+|\s+(?!\S)|\s+"''',
        """You take _ for a letter. In GPT-2's pattern it is a sign like others: snake_case is three
        pieces.""",
    ),
    of_pattern(
        "bpe-pieces-of-gpt4-numbers",
        r'''r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}{1,3}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"''',
        """You cut a number after three digits, as later models do. GPT-2 takes all of its digits as
        one piece.""",
    ),
    of_pattern(
        "bpe-pieces-any-case-of-endings",
        r'''r"'(?i:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"''',
        """Your endings may be capitals. GPT-2 knows 's and 'll in small letters only: in IT'S the '
        stands alone.""",
    ),
    of_tokenizer(
        "bpe-rewrites-line-ends",
        advice="""You turn "\\r\\n" into "\\n" before encoding. A tokenizer changes nothing: what
        `decode` gives back must be the text, byte by byte.""",
        at="encode",
        numpy=(
            "split_special(text, special_tokens)",
            'split_special(text.replace("\\r\\n", "\\n"), special_tokens)',
        ),
        torch=(
            "_split_special(text, self.special_tokens)",
            '_split_special(text.replace("\\r\\n", "\\n"), self.special_tokens)',
        ),
        read=BYTES,
    ),
    of_tokenizer(
        "bpe-changes-arguments",
        advice="""You change a list or dict that was handed in: special tokens appear in the
        caller's vocab, or his list is sorted. Keep a copy: `dict(vocab)`, `list(merges)`,
        `sorted(tokens)`.""",
        torch=("self.vocab = dict(vocab)", "self.vocab = vocab"),
        read=SPECIAL,
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
]
