"""encode beside its ids: characters it does not know, its time, its imports."""

from tests.mistakes.tokenizer.shared import CHARS, CHECK, LOOK_UP, of_tokenizer

SMALL = "char.lower() not in self._id_of:"


def without_check(look_up, check=CHECK):
    """The solution's `encode` that never raises."""
    return [(check, ""), (LOOK_UP, look_up)]


def reference_without_check(ids):
    """The reference's `encode` that never raises."""
    return [
        ("if unknown", "if False"),
        ("return [chars.index(char) for char in text]", f"return {ids}"),
    ]


MISTAKES = [
    of_tokenizer(
        "char-unknown-dropped",
        advice="""Your `encode` skips characters it does not know, and nobody notices the loss. What
        does decode(encode(text)) give then? Raise ValueError and name the character.""",
        at="encode",
        numpy=reference_without_check("[chars.index(char) for char in text if char in chars]"),
        torch=without_check("return [self._id_of[c] for c in text if c in self._id_of]"),
        read="Unknown characters",
    ),
    of_tokenizer(
        "char-unknown-becomes-zero",
        advice="""Your `encode` gives unknown characters the id 0, which belongs to another
        character. Decoding then shows a text that nobody wrote: raise ValueError.""",
        at="encode",
        numpy=reference_without_check("[chars.index(c) if c in chars else 0 for c in text]"),
        torch=without_check("return [self._id_of.get(char, 0) for char in text]"),
        read="Unknown characters",
    ),
    of_tokenizer(
        "char-unknown-becomes-minus-one",
        advice="""Your `encode` gives unknown characters the id -1, as `find` does. No token has
        that id, and an index of -1 is the *last* row of a table: raise ValueError.""",
        at="encode",
        numpy=reference_without_check("[chars.index(c) if c in chars else -1 for c in text]"),
        torch=without_check("return [self._id_of.get(char, -1) for char in text]"),
        also=(without_check('return ["".join(self.chars).find(char) for char in text]'),),
        read="Unknown characters",
    ),
    of_tokenizer(
        "char-unknown-becomes-vocab-size",
        advice="""Your `encode` gives unknown characters the id V. The ids end at V - 1, so the
        model has no row for it: raise ValueError.""",
        at="encode",
        numpy=reference_without_check(
            "[chars.index(c) if c in chars else len(chars) for c in text]"
        ),
        torch=without_check("return [self._id_of.get(char, self.vocab_size) for char in text]"),
        read="Unknown characters",
    ),
    of_tokenizer(
        "char-unknown-becomes-small-letter",
        advice="""Where a capital is not in the vocabulary, your `encode` takes its small letter.
        `decode` can then not give the text back: raise ValueError.""",
        at="encode",
        numpy=[
            ("if char not in chars]", "if char not in chars and char.lower() not in chars]"),
            (
                "[chars.index(char) for char in text]",
                "[chars.index(c if c in chars else c.lower()) for c in text]",
            ),
        ],
        torch=[
            (CHECK, CHECK.replace("not in self._id_of:", "not in self._id_of and " + SMALL)),
            (LOOK_UP, "return [self._id_of.get(c, self._id_of.get(c.lower())) for c in text]"),
        ],
        read="Unknown characters",
    ),
    of_tokenizer(
        "char-unknown-becomes-none",
        advice="""Your `encode` puts None where it knows no id: `dict.get` answers None. The error
        would come much later, far from its cause: raise ValueError here.""",
        at="encode",
        numpy=reference_without_check("[chars.index(c) if c in chars else None for c in text]"),
        torch=without_check("return [self._id_of.get(char) for char in text]"),
        read="Unknown characters",
    ),
    of_tokenizer(
        "char-unknown-key-error",
        advice="""For an unknown character your `encode` lets the dictionary's KeyError through. It
        is no ValueError, and says nothing of a vocabulary: check first, and raise ValueError with
        the character in the message.""",
        at="encode",
        numpy=("raise ValueError", "raise KeyError"),
        torch=(CHECK, ""),
        also=(('raise ValueError(f"the character', 'raise KeyError(f"the character'),),
        read="Unknown characters",
    ),
    of_tokenizer(
        "char-unknown-asserted",
        advice="""For an unknown character your `encode` fails an `assert`. Assertions are for what
        cannot happen, and `python -O` removes them: raise ValueError.""",
        at="encode",
        numpy=("raise ValueError", "raise AssertionError"),
        torch=(CHECK, "        assert all(char in self._id_of for char in text)\n"),
        read="Unknown characters",
    ),
    of_tokenizer(
        "char-unknown-not-named",
        advice="""Your `encode` refuses an unknown character, but does not say which. Whoever reads
        the message has a text of thousands: put the character's `repr` in it.""",
        torch=('f"the character {char!r} is not in the vocabulary"', '"unknown character"'),
        also=(
            without_check('return ["".join(self.chars).index(char) for char in text]'),
            ("the character {char!r} is not", "the character at {text.index(char)} is not"),
        ),
        read="Unknown characters",
    ),
    of_tokenizer(
        "char-vocabulary-grows",
        advice="""Your `encode` takes unknown characters into the vocabulary. The model has a row
        for each of the V characters it was made with, and no more: raise ValueError.""",
        torch=without_check(
            "return [self._id_of.setdefault(char, len(self._id_of)) for char in text]"
        ),
        also=(
            (
                'raise ValueError(f"the character',
                "self._id_of[char] = len(self.chars)\n                self.chars.append(char)\n"
                '                raise ValueError(f"the character',
            ),
        ),
        read="Unknown characters",
    ),
    of_tokenizer(
        "char-encode-quadratic",
        advice="""The time of your `encode` grows with the square of the length. `ids = ids + [i]`
        copies all ids for each character, and a vocabulary made anew for each character is no
        better: make the table once in `__init__`, and append.""",
        torch=(
            LOOK_UP,
            "ids = []\n        for char in text:\n"
            "            ids = ids + [self._id_of[char]]\n        return ids",
        ),
        also=(
            [
                (CHARS, CHARS + "\n        self.text = text"),
                (LOOK_UP, "return [sorted(set(self.text)).index(char) for char in text]"),
            ],
        ),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-imports-torch",
        advice="""This file imports torch or a tokenizer made by others. Characters and whole
        numbers need nothing but Python; the stages that need tensors make them.""",
        torch=(
            "from collections.abc import Iterable",
            "from collections.abc import Iterable\n\nimport torch",
        ),
        also=((LOOK_UP, f"from torch import Tensor\n\n        {LOOK_UP}"),),
        read="Encode and decode",
    ),
]
