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
    # about 13 lines
    raise NotImplementedError


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
        # about 9 lines
        raise NotImplementedError

    def encode(self, text: str) -> list[int]:
        """The ids of a text. A special token is one id, wherever it stands, the longest first.

        The text between is cut into pieces as in training. In each piece, by itself, the pair of
        neighbours with the lowest rank is merged, until none of its pairs is in `merges`.

        >>> BPETokenizer(*train_bpe("low low lower lowest", 260)).encode("lower slow")
        [257, 101, 114, 32, 115, 257]
        """
        # about 4 lines
        raise NotImplementedError

    def encode_iterable(self, chunks: Iterable[str]) -> Iterator[int]:
        """The ids of a text that comes in chunks, such as the lines of a file too large to read.

        The same ids as `encode` gives for the whole text, wherever the chunks end: inside a word,
        a run of blanks, an ending such as 'll, or a special token. Each id is given as soon as no
        later chunk can change it, and nothing is kept but the end that is still open.

        >>> tokenizer = BPETokenizer(*train_bpe("low low lower lowest", 260))
        >>> list(tokenizer.encode_iterable(["lo", "wer s", "low"]))
        [257, 101, 114, 32, 115, 257]
        """
        # about 13 lines
        raise NotImplementedError

    def decode(self, ids: Iterable[int]) -> str:
        """The text of the ids, which may be anything that can be read once.

        A character's bytes may lie in several tokens, so the bytes are joined first. Bytes that
        are not UTF-8 become U+FFFD, the replacement character: damage stays visible.

        ValueError, with the id in its message: an id is not in the vocabulary.

        >>> tokenizer = BPETokenizer(*train_bpe("", 256))
        >>> tokenizer.decode([228, 189, 160]), tokenizer.decode([228, 189])
        ('你', '\ufffd')
        """
        # about 5 lines
        raise NotImplementedError


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
    # about 12 lines
    raise NotImplementedError
