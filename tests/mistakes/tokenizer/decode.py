"""From ids back to text."""

from tests.mistakes.tokenizer.shared import OUTSIDE, RANGE_CHECK, of_tokenizer

JOIN = 'return "".join(self.chars[i] for i in ids)'

MISTAKES = [
    of_tokenizer(
        "char-itos-not-inverted",
        advice="""Your `decode` looks an id up in the table from characters to ids. Which way round
        must its table be? `chars[i]` is the character with id i.""",
        at="decode",
        numpy=("chars[i] for", "{char: j for j, char in enumerate(chars)}[i] for"),
        torch=(JOIN, 'return "".join(self._id_of[i] for i in ids)'),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-decode-changes-its-ids",
        advice="""Your `decode` changes the list it was given, for instance with `pop` or `sort`.
        The caller may still need it: read it, or work on a copy.""",
        torch=(
            "        ids = list(ids)\n",
            "        given, ids = ids, list(ids)\n        if isinstance(given, list):\n"
            "            given.clear()\n",
        ),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-decode-joins-with-blanks",
        advice="""Your `decode` puts a blank between the characters. The blanks of the text have
        ids of their own: join with the empty string.""",
        at="decode",
        numpy=('"".join', '" ".join'),
        torch=(JOIN, JOIN.replace('""', '" "')),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-decode-returns-a-list",
        advice="""Your `decode` returns a list of characters. The text is one string: join them.""",
        at="decode",
        numpy=('"".join(chars[i] for i in ids)', "[chars[i] for i in ids]"),
        torch=(JOIN, "return [self.chars[i] for i in ids]"),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-decode-returns-its-printout",
        advice="""Your `decode` returns how Python *shows* a list, brackets and quotes included.
        Join the characters: `"".join(...)`.""",
        at="decode",
        numpy=('"".join(chars[i] for i in ids)', "str([chars[i] for i in ids])"),
        torch=(JOIN, "return str([self.chars[i] for i in ids])"),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-decode-strips",
        advice="""Your `decode` cuts blanks and line ends off the ends of the text. Nothing may be
        lost on the way back either: leave out `strip`.""",
        at="decode",
        numpy=("for i in ids)", "for i in ids).strip()"),
        torch=(JOIN, JOIN + ".strip()"),
        read="Nothing is lost",
    ),
    of_tokenizer(
        "char-decode-one-off",
        advice="""Your `decode` gives the character before the right one: it takes 1 from each id.
        The ids begin at 0, as the places of a list do.""",
        at="decode",
        numpy=("chars[i]", "chars[i - 1]"),
        torch=("self.chars[i]", "self.chars[i - 1]"),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-decode-code-points",
        advice="""Your `decode` takes ids for code points, `chr(i)`. The id is a place in `chars`:
        look the character up there.""",
        at="decode",
        numpy=("chars[i]", "chr(i)"),
        torch=("self.chars[i]", "chr(i)"),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-decode-last-id-refused",
        advice="""Your `decode` refuses the last id. The ids are 0 to V - 1 and V - 1 is one of
        them: compare with `< vocab_size`.""",
        at="decode",
        numpy=("< len(chars)]", "< len(chars) - 1]"),
        torch=(OUTSIDE, "if not 0 <= i < self.vocab_size - 1:"),
        read="Ids out of range",
    ),
    of_tokenizer(
        "char-decode-zero-refused",
        advice="""Your `decode` treats id 0 as none: `if i` is false for 0, and so is `0 < i`. But 0
        is the id of the first character.""",
        at="decode",
        numpy=("not 0 <= i", "not 0 < i"),
        torch=(OUTSIDE, "if not 0 < i < self.vocab_size:"),
        read="Ids out of range",
    ),
    of_tokenizer(
        "char-decode-zero-skipped",
        advice="""Your `decode` skips id 0: `if i` is false for 0. But 0 is the id of the first
        character, no padding.""",
        at="decode",
        numpy=("for i in ids)", "for i in ids if i)"),
        torch=(JOIN, 'return "".join(self.chars[i] for i in ids if i)'),
        read="Ids out of range",
    ),
    of_tokenizer(
        "char-decode-negative-from-the-end",
        advice="""Your `decode` counts negative ids from the end, as Python's lists do. A list
        allows it, but no token has the id -1: check that 0 <= i, and raise ValueError.""",
        at="decode",
        numpy=("not 0 <= i < len(chars)", "i >= len(chars)"),
        torch=(OUTSIDE, "if i >= self.vocab_size:"),
        read="Ids out of range",
    ),
    of_tokenizer(
        "char-decode-drops-unknown-ids",
        advice="""Your `decode` skips ids that are out of range, and nobody notices the loss. Raise
        ValueError with the id.""",
        at="decode",
        numpy=[
            ("if outside", "if False"),
            ("for i in ids)", "for i in ids if 0 <= i < len(chars))"),
        ],
        torch=[
            (RANGE_CHECK, ""),
            (JOIN, 'return "".join(self.chars[i] for i in ids if 0 <= i < len(self.chars))'),
        ],
        read="Ids out of range",
    ),
    of_tokenizer(
        "char-decode-unknown-becomes-a-sign",
        advice="""Your `decode` writes a question mark for ids out of range. That is a loss that
        looks like text: raise ValueError with the id.""",
        at="decode",
        numpy=[
            ("if outside", "if False"),
            ("chars[i] for", 'chars[i] if 0 <= i < len(chars) else "?" for'),
        ],
        torch=[
            (RANGE_CHECK, ""),
            (JOIN, 'return "".join(dict(enumerate(self.chars)).get(i, "?") for i in ids)'),
        ],
        read="Ids out of range",
    ),
    of_tokenizer(
        "char-decode-clamps",
        advice="""Your `decode` pulls ids that are out of range to the nearest end. The text then
        has characters that nobody encoded: raise ValueError with the id.""",
        at="decode",
        numpy=[("if outside", "if False"), ("chars[i]", "chars[min(max(i, 0), len(chars) - 1)]")],
        torch=[
            (RANGE_CHECK, ""),
            ("self.chars[i]", "self.chars[min(max(i, 0), self.vocab_size - 1)]"),
        ],
        read="Ids out of range",
    ),
    of_tokenizer(
        "char-decode-wraps-around",
        advice="""Your `decode` takes ids modulo V, so an id out of range becomes some other
        character. Raise ValueError with the id.""",
        at="decode",
        numpy=[("if outside", "if False"), ("chars[i]", "chars[i % len(chars)]")],
        torch=[(RANGE_CHECK, ""), ("self.chars[i]", "self.chars[i % self.vocab_size]")],
        read="Ids out of range",
    ),
    of_tokenizer(
        "char-decode-index-error",
        advice="""For an id out of range your `decode` raises IndexError, as a list does. The
        contract is ValueError with the id in its message: check first.""",
        at="decode",
        numpy=("raise ValueError", "raise IndexError"),
        torch=('raise ValueError(f"the id', 'raise IndexError(f"the id'),
        also=(
            (RANGE_CHECK, ""),
            (OUTSIDE, "if i < 0:"),
            (OUTSIDE, "if not 0 <= i <= self.vocab_size:"),
        ),
        brings=("char-decode-negative-from-the-end",),
        read="Ids out of range",
    ),
    of_tokenizer(
        "char-decode-key-error",
        advice="""For an id out of range your `decode` lets the dictionary's KeyError through. The
        contract is ValueError with the id in its message: check first.""",
        at="decode",
        numpy=("raise ValueError", "raise KeyError"),
        torch=[
            (RANGE_CHECK, ""),
            (JOIN, 'return "".join(dict(enumerate(self.chars))[i] for i in ids)'),
        ],
        read="Ids out of range",
    ),
    of_tokenizer(
        "char-wrong-id-not-named",
        advice="""Your `decode` refuses an id out of range, but does not say which. Put the id in
        the message.""",
        torch=("the id {i} is outside", "an id is outside"),
        read="Ids out of range",
    ),
    of_tokenizer(
        "char-decode-reads-twice",
        advice="""Your `decode` goes through its ids more than once, or asks for their length. An
        iterator can be read only once, the second time it is empty: make a list of it first.""",
        torch=("        ids = list(ids)\n", ""),
        also=(("ids = list(ids)", "ids = [ids[i] for i in range(len(ids))]"),),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-decode-plain-ints-only",
        advice="""Your `decode` refuses ids from a NumPy array: `type(i) is int` is false for them,
        and so is `if ids` unclear for an array. Treat whatever counts as a whole number alike.""",
        torch=(OUTSIDE, "if type(i) is not int or not 0 <= i < self.vocab_size:"),
        also=(
            (OUTSIDE, "if not isinstance(i, int) or not 0 <= i < self.vocab_size:"),
            (
                "        ids = list(ids)\n",
                '        if not ids:\n            return ""\n        ids = list(ids)\n',
            ),
        ),
        read="Ids out of range",
    ),
]
