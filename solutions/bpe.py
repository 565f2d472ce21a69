"""Stage 8: byte-pair encoding, the tokenizer of GPT-2.

Between characters, which make long sequences, and words, which never all fit into a vocabulary,
stand tokens that are learnt: begin with the 256 bytes, and merge the most frequent pair of
neighbours into a new token, again and again. Every text is UTF-8 bytes, so nothing is unknown.

Sources: Sennrich et al. 2016 (algorithm 1), https://arxiv.org/abs/1508.07909; Radford et al. 2019
(GPT-2, section 2.2). Needs the package `regex`, which knows Unicode's letters (L) and numbers (N).
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import inf
from pathlib import Path

import regex

# GPT-2's cut into pieces: endings such as 's, words, numbers, other signs, each with at most one
# blank before it; a run of blanks leaves its last one to the word that follows.
PATTERN = regex.compile(r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")

Pair = tuple[bytes, bytes]


def _split_special(text: str, special_tokens: Iterable[str]) -> list[str]:
    """Ordinary text and special tokens in turn, ordinary text first."""
    # of alternatives a pattern takes the first that fits, so the longest must stand first
    longest_first = sorted(special_tokens, key=len, reverse=True)
    if not longest_first:
        return [text]
    return regex.split(f"({'|'.join(map(regex.escape, longest_first))})", text)


def _bytes_of(piece: str) -> list[bytes]:
    return [bytes([byte]) for byte in piece.encode("utf-8")]


def _merged(symbols: list[bytes], pair: Pair) -> list[bytes]:
    """The symbols with each occurrence of the pair as one token, from left to right."""
    merged, i = [], 0
    while i < len(symbols):
        if i + 1 < len(symbols) and (symbols[i], symbols[i + 1]) == pair:
            merged.append(pair[0] + pair[1])
            i += 2
        else:
            merged.append(symbols[i])
            i += 1
    return merged


class _Words:
    """The different pieces of a text, and how often each pair of neighbours occurs in them."""

    def __init__(self, text: str, special_tokens: Sequence[str]):
        ordinary = _split_special(text, special_tokens)[::2]
        times = Counter(piece for part in ordinary for piece in PATTERN.findall(part))
        self.times = list(times.values())
        self.symbols = [_bytes_of(piece) for piece in times]
        self.places: dict[Pair, set[int]] = defaultdict(set)  # the words that have, or had, a pair
        self.counts: dict[Pair, int] = defaultdict(int)
        self.pairs_with: dict[int, set[Pair]] = defaultdict(set)  # count -> pairs
        self._change(dict(enumerate(self.symbols)))
        self.most = max(self.pairs_with, default=0)

    def most_frequent(self) -> Pair | None:
        """The pair to merge next; None where no pair is left."""
        # a merge makes no pair more frequent than itself: the greatest count only falls
        while self.most and not self.pairs_with[self.most]:
            self.most -= 1
        return max(self.pairs_with[self.most]) if self.most else None

    def merge(self, pair: Pair) -> None:
        """Only words with the pair change, so only their pairs are counted anew."""
        self._change({w: _merged(self.symbols[w], pair) for w in self.places.pop(pair)})

    def _change(self, words: dict[int, list[bytes]]) -> None:
        """Give these words new symbols, and bring all counts up to date."""
        changes: dict[Pair, int] = defaultdict(int)
        for word, symbols in words.items():
            if symbols is not self.symbols[word]:
                for pair in pairwise(self.symbols[word]):
                    changes[pair] -= self.times[word]
            for pair in pairwise(symbols):
                changes[pair] += self.times[word]
                self.places[pair].add(word)
            self.symbols[word] = symbols
        for pair, change in changes.items():
            self.pairs_with[self.counts[pair]].discard(pair)
            self.counts[pair] += change
            self.pairs_with[self.counts[pair]].add(pair)


def train_bpe(
    text: str, vocab_size: int, special_tokens: Sequence[str] = ()
) -> tuple[dict[int, bytes], list[tuple[bytes, bytes]]]:
    """Learn a vocabulary of `vocab_size` tokens from a text: (vocab, merges).

    `vocab` maps ids to bytes: the bytes 0 ... 255 have their own value as id, then comes a token
    for each merge, then the special tokens. `merges` lists the merged pairs in order.

    1. The text is cut at its special tokens, where they overlap at the longest. They are cut out:
       no merge goes into one or across one.
    2. What lies between is cut into pieces by `PATTERN`, each as its UTF-8 bytes. No merge crosses
       the border of two pieces.
    3. A pair of neighbours is counted wherever it stands in a piece ("aaa" has (a, a) twice), each
       piece as often as it occurs. The most frequent pair becomes a token; among equals the
       greatest pair, as Python compares tuples of byte strings.
    4. In all pieces it is replaced from left to right. Go on with 3 until the vocabulary is full;
       a pair that occurs once counts too. When no pair is left, the vocabulary stays smaller.

    Most merges touch few of the different pieces. Counting all pairs anew for each would make the
    time grow with text times merges; keep the counts and change what a merge changes.

    ValueError: `vocab_size` is too small for the 256 bytes and the special tokens.

    >>> vocab, merges = train_bpe("low low lower<|end|>lowest", 260, ["<|end|>"])
    >>> merges
    [(b'o', b'w'), (b'l', b'ow'), (b'low', b'e')]
    >>> vocab[258], vocab[259]
    (b'lowe', b'<|end|>')
    """
    special_tokens = list(dict.fromkeys(special_tokens))
    n_merges = vocab_size - 256 - len(special_tokens)
    if n_merges < 0:
        needed = 256 + len(special_tokens)
        raise ValueError(f"{vocab_size} ids are too few: bytes and special tokens take {needed}")
    words, merges = _Words(text, special_tokens), []
    while len(merges) < n_merges and (pair := words.most_frequent()):
        merges.append(pair)
        words.merge(pair)
    tokens = [bytes([byte]) for byte in range(256)]
    tokens += [left + right for left, right in merges]
    tokens += [token.encode("utf-8") for token in special_tokens]
    return dict(enumerate(tokens)), merges


class BPETokenizer:
    """Text to ids and back with a trained vocabulary: id `i` stands for the bytes `vocab[i]`.

    `vocab` has every single byte and the result of every merge, under any ids (in GPT-2's
    vocabulary the id of a byte is not its value). A merge's place in `merges` is its rank.
    A special token that `vocab` lacks gets the next id after its greatest, in the order given.
    The arguments stay as they are; `vocab` and `merges` are attributes.

    >>> vocab, merges = train_bpe("low low lower lowest", 260)
    >>> tokenizer = BPETokenizer(vocab, merges, ["<|end|>"])
    >>> tokenizer.encode("low slow<|end|>")
    [257, 32, 115, 257, 260]
    >>> tokenizer.vocab[260]
    b'<|end|>'
    """

    def __init__(
        self,
        vocab: dict[int, bytes],
        merges: Sequence[tuple[bytes, bytes]],
        special_tokens: Sequence[str] = (),
    ):
        self.vocab = dict(vocab)
        self.merges = list(merges)
        self.special_tokens = list(special_tokens)
        for token in self.special_tokens:
            if token.encode("utf-8") not in self.vocab.values():
                self.vocab[max(self.vocab) + 1] = token.encode("utf-8")
        self._id_of = {token: i for i, token in self.vocab.items()}
        self._rank_of = {pair: rank for rank, pair in enumerate(self.merges)}
        # the same words come again and again: the last 65,536 different pieces are remembered
        self._ids_of = lru_cache(2**16)(self._merge_part)

    def encode(self, text: str) -> list[int]:
        """The ids of a text. A special token is one id, wherever it stands, the longest first.

        The text between is cut into pieces as in training. In each piece, by itself, the pair of
        neighbours with the lowest rank is merged, until none of its pairs is in `merges`.

        >>> BPETokenizer(*train_bpe("low low lower lowest", 260)).encode("lower slow")
        [257, 101, 114, 32, 115, 257]
        """
        ids = []
        for part, is_special in self._parts(text):
            ids += self._ids_of(part, is_special)
        return ids

    def encode_iterable(self, chunks: Iterable[str]) -> Iterator[int]:
        """The ids of a text that comes in chunks, such as the lines of a file too large to read.

        The same ids as `encode` gives for the whole text, wherever the chunks end: inside a word,
        a run of blanks, an ending such as 'll, or a special token. Each id is given as soon as no
        later chunk can change it, and nothing is kept but the end that is still open.

        >>> tokenizer = BPETokenizer(*train_bpe("low low lower lowest", 260))
        >>> list(tokenizer.encode_iterable(["lo", "wer s", "low"]))
        [257, 101, 114, 32, 115, 257]
        """
        rest, longest = "", max(map(len, self.special_tokens), default=1)
        for chunk in chunks:
            rest += chunk
            open_from = len(rest) - longest + 1  # a special token from here may not be complete
            start = 0
            for part, is_special in self._parts(rest):
                end = start + len(part)
                # of the pieces at most the two last can change: "'l" is two of them, "'ll" is one
                if (start >= open_from) if is_special else (end > open_from - 2):
                    break
                yield from self._ids_of(part, is_special)
                start = end
            rest = rest[start:]
        yield from self.encode(rest)

    def decode(self, ids: Iterable[int]) -> str:
        """The text of the ids, which may be anything that can be read once.

        A character's bytes may lie in several tokens, so the bytes are joined first. Bytes that
        are not UTF-8 become U+FFFD, the replacement character: damage stays visible.

        ValueError, with the id in its message: an id is not in the vocabulary.

        >>> tokenizer = BPETokenizer(*train_bpe("", 256))
        >>> tokenizer.decode([228, 189, 160]), tokenizer.decode([228, 189])
        ('你', '\ufffd')
        """
        ids = list(ids)
        for i in ids:
            if i not in self.vocab:
                raise ValueError(f"the id {i} is not in the vocabulary")
        return b"".join(self.vocab[i] for i in ids).decode("utf-8", errors="replace")

    def _parts(self, text: str) -> Iterator[tuple[str, bool]]:
        """Pieces and special tokens in order, and which of both each is."""
        for place, part in enumerate(_split_special(text, self.special_tokens)):
            if place % 2:
                yield part, True
            else:
                yield from ((piece, False) for piece in PATTERN.findall(part))

    def _merge_part(self, part: str, is_special: bool) -> list[int]:
        if is_special:
            return [self._id_of[part.encode("utf-8")]]
        symbols = _bytes_of(part)
        while len(symbols) > 1:
            pair = min(pairwise(symbols), key=lambda pair: self._rank_of.get(pair, inf))
            if pair not in self._rank_of:
                break
            symbols = _merged(symbols, pair)
        return [self._id_of[symbol] for symbol in symbols]


def load_gpt2_bpe(
    folder: str | Path, special_tokens: Sequence[str] = ("<|endoftext|>",)
) -> BPETokenizer:
    """GPT-2's tokenizer, or one in its format, from `vocab.json` and `merges.txt` in a folder.

    Both files write bytes as visible characters. The bytes 33 ... 126, 161 ... 172 and
    174 ... 255 are the characters with that code point; the others, in their order, are the
    characters from U+0100 on, so that the blank, byte 32, is written "Ġ" (U+0120).

    `vocab.json` is an object {token: id}. Each line of `merges.txt` is a merge, its two tokens
    separated by a blank; only a first line that begins with "#version" is none ("# #" is a merge).
    Both files are UTF-8.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "vocab.json").write_text('{"a": 0, "Ġ": 1, "Ġa": 2}', encoding="utf-8")
    >>> _ = (folder / "merges.txt").write_text("#version: 0.2\\nĠ a\\n", encoding="utf-8")
    >>> load_gpt2_bpe(folder).vocab
    {0: b'a', 1: b' ', 2: b' a', 3: b'<|endoftext|>'}
    """
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in visible]
    byte_of = {chr(byte): byte for byte in visible}
    byte_of |= {chr(256 + n): byte for n, byte in enumerate(others)}

    def token(written: str) -> bytes:
        return bytes(byte_of[char] for char in written)

    written = json.loads((Path(folder) / "vocab.json").read_text(encoding="utf-8"))
    lines = (Path(folder) / "merges.txt").read_text(encoding="utf-8").split("\n")
    if lines[0].startswith("#version"):
        del lines[0]
    merges = [tuple(token(half) for half in line.split(" ")) for line in lines if line]
    return BPETokenizer({i: token(name) for name, i in written.items()}, merges, special_tokens)
