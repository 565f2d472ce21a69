"""Known mistakes of stage 1, tokenizer."""

from functools import partial

from tests.mistakes import mistake

of_tokenizer = partial(mistake, of="SimpleTokenizer")

CHARS = "self.chars = sorted(set(text))"
SIZE = "self.vocab_size = len(self.chars)"
TABLE = "{char: i for i, char in enumerate(self.chars)}"
CHECK = """        for char in text:
            if char not in self._id_of:
                raise ValueError(f"the character {char!r} is not in the vocabulary")
"""
LOOK_UP = "return [self._id_of[char] for char in text]"
OUTSIDE = "if not 0 <= i < self.vocab_size:"
JOIN = 'return "".join(self.chars[i] for i in ids)'
RANGE_CHECK = f"""        for i in ids:
            {OUTSIDE}
                raise ValueError(f"the id {{i}} is outside the vocabulary of {{self.vocab_size}}")
"""


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
        "char-vocab-size-max-id",
        advice="""Your vocab_size is the greatest id, not the number of ids. The ids begin at 0: how
        many numbers are there from 0 to 4? It is `len(chars)`.""",
        at="vocab_size",
        numpy=("len(vocabulary(text))", "len(vocabulary(text)) - 1"),
        torch=[(SIZE, "self.vocab_size = len(self.chars) - 1"), (OUTSIDE, "if i < 0:")],
        also=((SIZE, "self.vocab_size = len(self.chars) - 1"),),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-vocab-size-is-text-length",
        advice="""Your vocab_size is the length of the text. The vocabulary counts each character
        once, however often it occurs: it is `len(chars)`.""",
        at="vocab_size",
        numpy=("vocabulary(text)", "text"),
        torch=(SIZE, "self.vocab_size = len(text)"),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-vocab-size-one-more",
        advice="""Your vocab_size is one more than there are characters. No token has the id
        `len(chars)`, and no place is kept for one: it is `len(chars)`.""",
        at="vocab_size",
        numpy=("len(vocabulary(text))", "len(vocabulary(text)) + 1"),
        torch=(SIZE, "self.vocab_size = len(self.chars) + 1"),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-vocab-keeps-duplicates",
        advice="""Your vocabulary has an entry for each occurrence of a character, not for each
        character. How many different ids does "aaaa" need? Make a set of the text first.""",
        at="vocabulary",
        numpy=("sorted(set(text))", "sorted(text)"),
        torch=(CHARS, "self.chars = sorted(text)"),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-unsorted",
        advice="""Your characters are not sorted: they stand in the order in which they appear, or
        in the order of a set, which changes from run to run. Would a model trained today still
        understand the ids of tomorrow? Sort them.""",
        at="vocabulary",
        numpy=("sorted(set(text))", "list(dict.fromkeys(text))"),
        torch=(CHARS, "self.chars = list(dict.fromkeys(text))"),
        also=((CHARS, "self.chars = list(set(text))"),),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-sorted-backwards",
        advice="""Your characters are sorted from the greatest code point down. The contract is
        `ord` from small to large: sort without `reverse`.""",
        at="vocabulary",
        numpy=("sorted(set(text))", "sorted(set(text), reverse=True)"),
        torch=(CHARS, "self.chars = sorted(set(text), reverse=True)"),
        also=((CHARS, "self.chars = sorted(set(text))[::-1]"),),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-sorted-by-small-letter",
        advice="""Your characters are sorted as in a dictionary, capitals beside small letters. What
        decides here is the code point, `ord`: "Z" comes before "a". Sort without a key.""",
        at="vocabulary",
        numpy=("sorted(set(text))", "sorted(sorted(set(text)), key=str.lower)"),
        torch=(CHARS, "self.chars = sorted(sorted(set(text)), key=str.lower)"),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-sorted-by-frequency",
        advice="""Your most frequent character gets id 0. That is how word vocabularies are often
        made, but then one more letter in the text renumbers everything: sort by code point.""",
        at="vocabulary",
        numpy=("sorted(set(text))", "sorted(set(text), key=lambda c: (-text.count(c), c))"),
        torch=(CHARS, "self.chars = sorted(set(text), key=lambda c: (-text.count(c), c))"),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-special-tokens-added",
        advice="""Your vocabulary has an entry that is not in the text, such as an unknown or
        padding token. It shifts every id, and the contract does not have it: only the characters
        of the text.""",
        at="vocabulary",
        numpy=("sorted(set(text))", '["<unk>", *sorted(set(text))]'),
        torch=(CHARS, 'self.chars = ["<unk>", *sorted(set(text))]'),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-vocabulary-lowercases",
        advice="""Your vocabulary is made from the text in small letters. Can `decode` ever give a
        capital back? Nothing may be changed on the way: take the text as it is.""",
        at="vocabulary",
        numpy=("set(text)", "set(text.lower())"),
        torch=("set(text)", "set(text.lower())"),
        read="Nothing is lost",
    ),
    of_tokenizer(
        "char-vocabulary-strips",
        advice="""Your vocabulary misses blanks and line ends that stand at the ends of the text:
        `strip` cut them off. They are characters like others; take the text as it is.""",
        at="vocabulary",
        numpy=("set(text)", "set(text.strip())"),
        torch=("set(text)", "set(text.strip())"),
        read="Nothing is lost",
    ),
    of_tokenizer(
        "char-vocabulary-without-blanks",
        advice="""Your vocabulary has no blanks and line ends at all: `split` throws them away. How
        would the model learn where a word ends? Every character counts.""",
        at="vocabulary",
        numpy=("set(text)", 'set("".join(text.split()))'),
        torch=("set(text)", 'set("".join(text.split()))'),
        also=(("set(text)", "{char for char in text if not char.isspace()}"),),
        read="Nothing is lost",
    ),
    of_tokenizer(
        "char-vocabulary-of-words",
        advice="""Your vocabulary holds words. Here a token is one character: `set(text)` of a
        string is the set of its characters, no `split` needed.""",
        at="vocabulary",
        numpy=("set(text)", "set(text.split())"),
        torch=("set(text)", "set(text.split())"),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-ascii-only",
        advice="""Your vocabulary drops what is not ASCII: é, Chinese, emoji. Python's strings know
        every character by its code point; keep them all.""",
        at="vocabulary",
        numpy=("set(text)", 'set(text.encode("ascii", "ignore").decode())'),
        torch=("set(text)", 'set(text.encode("ascii", "ignore").decode())'),
        also=(("set(text)", "{char for char in text if char.isascii()}"),),
        read="Nothing is lost",
    ),
    of_tokenizer(
        "char-unprintable-dropped",
        advice="""Your vocabulary keeps printable characters only, so line ends and tabs are gone.
        A text without line ends is another text: keep every character.""",
        at="vocabulary",
        numpy=("set(text)", "{char for char in text if char.isprintable()}"),
        torch=("set(text)", "{char for char in text if char.isprintable()}"),
        read="Nothing is lost",
    ),
    of_tokenizer(
        "char-fixed-alphabet",
        advice="""Your vocabulary is a fixed alphabet and does not depend on the text. It is the
        text that says which characters there are: make the set of *its* characters.""",
        at="vocabulary",
        numpy=("sorted(set(text))", "sorted(__import__('string').printable)"),
        torch=(CHARS, "import string\n\n        self.chars = sorted(string.printable)"),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-chars-is-a-string",
        advice="""Your `chars` is one string. It can be indexed like a list, but a later program
        that stores or extends the vocabulary expects a list: leave out the join.""",
        torch=(CHARS, 'self.chars = "".join(sorted(set(text)))'),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-class-level-state",
        advice="""Your tokenizers share their tables: making a second one changes the first. A
        table that is made in the body of the class belongs to the class; make it in `__init__`, as
        an attribute of `self`.""",
        torch=[
            ("    def __init__(self", "    _id_of: dict = {}\n\n    def __init__(self"),
            (f"self._id_of = {TABLE}", f"self._id_of.update({TABLE})"),
        ],
        also=(
            [
                ("self.chars = sorted", "SimpleTokenizer.chars = sorted"),
                ("self.vocab_size = len", "SimpleTokenizer.vocab_size = len"),
                (f"self._id_of = {TABLE}", f"SimpleTokenizer._id_of = {TABLE}"),
            ],
        ),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-ids-start-at-one",
        advice="""Your ids begin at 1. They are the rows of a table with V rows, and the rows are 0
        to V - 1: which row would the last character take? Begin at 0.""",
        at="encode",
        numpy=("chars.index(char)", "chars.index(char) + 1"),
        torch=[
            ("enumerate(self.chars)", "enumerate(self.chars, start=1)"),
            (OUTSIDE, "if not 0 < i <= self.vocab_size:"),
            ("self.chars[i]", "self.chars[i - 1]"),
        ],
        also=(("enumerate(self.chars)", "enumerate(self.chars, 1)"),),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-ids-are-code-points",
        advice="""Your ids are code points, `ord(char)`. An emoji would ask for a table of 128,000
        rows; the id is the place of the character in `chars`.""",
        at="encode",
        numpy=("chars.index(char)", "ord(char)"),
        torch=(LOOK_UP, "return [ord(char) for char in text]"),
        also=(
            [
                (LOOK_UP, "return [ord(char) for char in text]"),
                (RANGE_CHECK, ""),
                ("self.chars[i]", "chr(i)"),
            ],
        ),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-ids-are-bytes",
        advice="""Your ids are UTF-8 bytes, so é becomes two tokens and an emoji four. That is how
        GPT-2 begins, but here a token is a character, and its id its place in `chars`.""",
        at="encode",
        numpy=("[chars.index(char) for char in text]", 'list(text.encode("utf-8"))'),
        torch=(LOOK_UP, 'return list(text.encode("utf-8"))'),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-ids-are-strings",
        advice="""Your ids are strings of digits. The model looks rows up by number: return whole
        numbers.""",
        at="encode",
        numpy=("chars.index(char) for", "str(chars.index(char)) for"),
        torch=(LOOK_UP, "return [str(self._id_of[char]) for char in text]"),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-encode-returns-no-list",
        advice="""Your `encode` does not return a list. A text of ids is often joined to another
        with `+`, and a generator can be read only once: return a plain list.""",
        torch=(LOOK_UP, "return tuple(self._id_of[char] for char in text)"),
        also=(
            (LOOK_UP, "return (self._id_of[char] for char in text)"),
            (LOOK_UP, "return map(self._id_of.get, text)"),
            (LOOK_UP, "import numpy\n\n        return numpy.array([self._id_of[c] for c in text])"),
        ),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-encode-each-character-once",
        advice="""Your `encode` gives each character once, as a set does. The text is its characters
        *in their order*, however often they occur: go through the text itself.""",
        at="encode",
        numpy=("char) for char in text]", "char) for char in dict.fromkeys(text)]"),
        torch=(LOOK_UP, "return [self._id_of[char] for char in dict.fromkeys(text)]"),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-encode-lowercases",
        advice="""Your `encode` turns capitals into small letters. Can `decode` know which letters
        were capitals? Encode the text as it is.""",
        at="encode",
        numpy=("unknown =", "text = text.lower()\n    unknown ="),
        torch=(CHECK, "        text = text.lower()\n" + CHECK),
        read="Nothing is lost",
    ),
    of_tokenizer(
        "char-encode-strips",
        advice="""Your `encode` cuts blanks and line ends off the ends of the text. Is
        encode(a) + encode(b) still encode(a + b)? Leave out `strip`.""",
        at="encode",
        numpy=("unknown =", "text = text.strip()\n    unknown ="),
        torch=(CHECK, "        text = text.strip()\n" + CHECK),
        read="Nothing is lost",
    ),
    of_tokenizer(
        "char-encode-drops-last-line-end",
        advice="""Your `encode` cuts the line end off the end of the text, as one does with lines
        of a file. It is a character like any other: leave out `rstrip`.""",
        at="encode",
        numpy=("unknown =", 'text = text.rstrip("\\n")\n    unknown ='),
        torch=(CHECK, '        text = text.rstrip("\\n")\n' + CHECK),
        read="Nothing is lost",
    ),
    of_tokenizer(
        "char-encode-splits-words",
        advice="""Your `encode` splits the text into words first, and every blank and line end is
        lost. A string is already a sequence of characters: go through it directly.""",
        at="encode",
        numpy=("unknown =", 'text = "".join(text.split())\n    unknown ='),
        torch=(CHECK, '        text = "".join(text.split())\n' + CHECK),
        also=((LOOK_UP, "return [self._id_of[c] for word in text.split() for c in word]"),),
        read="Nothing is lost",
    ),
    of_tokenizer(
        "char-encode-joins-blanks",
        advice="""Your `encode` turns every run of blanks, tabs and line ends into one blank, as
        `" ".join(text.split())` does. Nothing may be tidied up: encode the text as it is.""",
        at="encode",
        numpy=("unknown =", 'text = " ".join(text.split())\n    unknown ='),
        torch=(CHECK, '        text = " ".join(text.split())\n' + CHECK),
        read="Nothing is lost",
    ),
    of_tokenizer(
        "char-encode-normalises",
        advice="""Your `encode` rewrites the text in a Unicode normal form, so e with an accent
        becomes é. They look alike, but what came in must come out: encode the code points.""",
        at="encode",
        numpy=(
            "unknown =",
            "text = __import__('unicodedata').normalize('NFC', text)\n    unknown =",
        ),
        torch=(
            CHECK,
            '        import unicodedata\n\n        text = unicodedata.normalize("NFC", text)\n'
            + CHECK,
        ),
        read="Nothing is lost",
    ),
    of_tokenizer(
        "char-encode-backwards",
        advice="""Your `encode` gives the ids from the last character to the first. Go through the
        text from its beginning.""",
        at="encode",
        numpy=(
            "return [chars.index(char) for char in text]",
            "return [chars.index(char) for char in text[::-1]]",
        ),
        torch=(LOOK_UP, "return [self._id_of[char] for char in reversed(text)]"),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-encode-drops-last",
        advice="""Your `encode` leaves out the last character. Does a loop stop one place early?
        Go through all of the text.""",
        at="encode",
        numpy=(
            "return [chars.index(char) for char in text]",
            "return [chars.index(char) for char in text[:-1]]",
        ),
        torch=(LOOK_UP, "return [self._id_of[text[i]] for i in range(len(text) - 1)]"),
        read="Encode and decode",
    ),
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
