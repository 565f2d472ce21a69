"""Stage 1: text becomes numbers, and back.

A language model computes with numbers, so every character gets one: its place in the sorted list of
all characters that occur in a text. V is the size of that vocabulary.
"""

from collections.abc import Iterable


class SimpleTokenizer:
    """A vocabulary of characters: token id `i` stands for the character `chars[i]`.

    `chars` is the list of the different characters of `text`, sorted by code point (the order of
    `ord`), so that the same text gives the same ids on every machine. `vocab_size` is its length V;
    the ids are 0 ... V - 1.

    Nothing is changed on the way: no lower-casing, no stripping, every character counts, blanks,
    line ends, Chinese characters and emoji included. For every text `t` written with these
    characters `decode(encode(t)) == t`.

    >>> tokenizer = SimpleTokenizer("hello")
    >>> tokenizer.chars
    ['e', 'h', 'l', 'o']
    >>> tokenizer.vocab_size
    4
    """

    def __init__(self, text: str):
        # about 3 lines
        raise NotImplementedError

    def encode(self, text: str) -> list[int]:
        """The ids of the characters of `text`, in their order. The empty text has no ids: `[]`.

        A character outside the vocabulary raises ValueError with that character (its `repr`) in the
        message; dropping it would be a loss that nobody notices.

        The vocabulary stays as it is, and so do the ids that an earlier call gave. The time grows
        with the length of the text, not faster: a whole book is encoded at once.

        >>> SimpleTokenizer("hello").encode("hole")
        [1, 3, 2, 0]
        """
        # about 4 lines
        raise NotImplementedError

    def decode(self, ids: Iterable[int]) -> str:
        """The text that `ids` stand for: the inverse of `encode`. No ids give the empty text.

        `ids` is anything that yields whole numbers, once or often: a list, an iterator, an array.
        A list stays as it was.

        An id outside 0 ... V - 1 raises ValueError with the id in the message. (A negative index is
        allowed by Python's lists, but no token has that id.)

        >>> SimpleTokenizer("hello").decode([1, 3, 2, 0])
        'hole'
        """
        # about 5 lines
        raise NotImplementedError
