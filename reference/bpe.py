"""Stage 8, bpe: byte-level byte-pair encoding, as slow and plain as its description.

Gage (1994) for the idea, Sennrich et al. (2016, algorithm 1) for training on counted words, Radford
et al. (2019, section 2.2) for bytes and for the pattern that cuts a text into pieces.
"""

import json
from collections import Counter
from itertools import pairwise

import regex

PATTERN = regex.compile(r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")


def pieces(text):
    """The text cut where no merge may cross: words with the blank before them, numbers, signs."""
    return PATTERN.findall(text)


def split_special(text, special_tokens):
    """Ordinary text and special tokens in turn, ordinary text first; the longest token wins."""
    longest_first = sorted(special_tokens, key=len, reverse=True)
    if not longest_first:
        return [text]
    return regex.split(f"({'|'.join(map(regex.escape, longest_first))})", text)


def symbols_of(piece):
    """The UTF-8 bytes of a piece, each as a token of its own."""
    return tuple(bytes([byte]) for byte in piece.encode("utf-8"))


def count_words(text, special_tokens):
    """{symbols of a piece: how often it occurs}; special tokens and what they separate stay out."""
    ordinary = split_special(text, special_tokens)[::2]
    return dict(Counter(symbols_of(piece) for part in ordinary for piece in pieces(part)))


def count_pairs(words):
    """{pair of neighbours: how often it occurs}, each word as often as it occurs."""
    counts = {}
    for word, times in words.items():
        for pair in pairwise(word):
            counts[pair] = counts.get(pair, 0) + times
    return counts


def most_frequent(counts):
    """The pair with the greatest count; among equals the greatest pair of byte strings."""
    return max(counts, key=lambda pair: (counts[pair], pair))


def merge_pair(word, pair):
    """The word with every occurrence of the pair replaced by one token, from left to right."""
    merged, i = [], 0
    while i < len(word):
        if word[i : i + 2] == pair:
            merged.append(pair[0] + pair[1])
            i += 2
        else:
            merged.append(word[i])
            i += 1
    return tuple(merged)


def merge_words(words, pair):
    """All words after the merge."""
    after = Counter()
    for word, times in words.items():
        after[merge_pair(word, pair)] += times
    return after


def learn_merges(words, n_merges):
    """The first `n_merges` merges, or as many as there are pairs for."""
    merges = []
    while len(merges) < n_merges:
        counts = count_pairs(words)
        if not counts:
            break
        merges.append(most_frequent(counts))
        words = merge_words(words, merges[-1])
    return merges


def train_bpe(text, vocab_size, special_tokens=()):
    """(vocab, merges): 256 bytes, then a token for each merge, then the special tokens."""
    special_tokens = list(dict.fromkeys(special_tokens))
    n_merges = vocab_size - 256 - len(special_tokens)
    if n_merges < 0:
        raise ValueError(f"{vocab_size} ids are too few")
    merges = learn_merges(count_words(text, special_tokens), n_merges)
    singles = [bytes([byte]) for byte in range(256)]
    special = [token.encode("utf-8") for token in special_tokens]
    tokens = singles + [left + right for left, right in merges] + special
    return dict(enumerate(tokens)), merges


def with_special(vocab, special_tokens):
    """The vocabulary with an id, the next after its greatest, for each special token it lacks."""
    vocab = dict(vocab)
    for token in special_tokens:
        if token.encode("utf-8") not in vocab.values():
            vocab[max(vocab) + 1] = token.encode("utf-8")
    return vocab


def merge_all(symbols, merges):
    """Merge the pair of lowest rank, again and again, until no neighbours are in `merges`."""
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    while True:
        found = [ranks[pair] for pair in pairwise(symbols) if pair in ranks]
        if not found:
            return symbols
        symbols = merge_pair(symbols, merges[min(found)])


def ids_of(symbols, vocab):
    """The id of each token."""
    id_of = {token: i for i, token in vocab.items()}
    return [id_of[symbol] for symbol in symbols]


def encode(text, vocab, merges, special_tokens=()):
    """The ids of a text: each special token is one id, each piece is merged by itself."""
    vocab, ids = with_special(vocab, special_tokens), []
    for place, part in enumerate(split_special(text, special_tokens)):
        if place % 2:
            ids += ids_of([part.encode("utf-8")], vocab)
        else:
            for piece in pieces(part):
                ids += ids_of(merge_all(symbols_of(piece), merges), vocab)
    return ids


def encode_iterable(chunks, vocab, merges, special_tokens=()):
    """The ids of all chunks as one text, wherever it was cut."""
    return encode("".join(chunks), vocab, merges, special_tokens)


def decode(ids, vocab):
    """The text of the ids' bytes; what is not UTF-8 becomes U+FFFD. ValueError: unknown id."""
    ids = list(ids)
    unknown = [i for i in ids if i not in vocab]
    if unknown:
        raise ValueError(f"the id {unknown[0]} is not in the vocabulary")
    return b"".join(vocab[i] for i in ids).decode("utf-8", errors="replace")


def byte_alphabet():
    """GPT-2's character for each byte: its own where it is visible, else one from U+0100 on."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in visible]
    return {chr(b): b for b in visible} | {chr(256 + n): b for n, b in enumerate(others)}


def token_bytes(written, byte_of):
    """The bytes of a token as GPT-2's files write it."""
    return bytes(byte_of[char] for char in written)


def merges_of(text, byte_of):
    """The merges of the lines of `merges.txt`; a first line with the version is none."""
    lines = text.split("\n")
    lines = lines[1:] if lines[0].startswith("#version") else lines
    return [tuple(token_bytes(half, byte_of) for half in line.split(" ")) for line in lines if line]


def load_gpt2_bpe(vocab_json, merges_txt):
    """(vocab, merges) from the texts of GPT-2's two files."""
    byte_of = byte_alphabet()
    vocab = {i: token_bytes(token, byte_of) for token, i in json.loads(vocab_json).items()}
    return vocab, merges_of(merges_txt, byte_of)
