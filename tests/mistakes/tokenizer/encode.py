"""From text to ids."""

from tests.mistakes.tokenizer.shared import CHECK, LOOK_UP, OUTSIDE, RANGE_CHECK, of_tokenizer

MISTAKES = [
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
        brings=("char-decode-one-off",),
        read="Encode and decode",
    ),
    of_tokenizer(
        "char-encode-unifies-line-ends",
        advice="""Your `encode` turns the line ends of Windows, "\\r\\n", into "\\n". Both are
        characters of the text: what goes in must come out.""",
        at="encode",
        numpy=("unknown =", 'text = text.replace("\\r\\n", "\\n")\n    unknown ='),
        torch=(CHECK, '        text = text.replace("\\r\\n", "\\n")\n' + CHECK),
        read="Nothing is lost",
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
]
