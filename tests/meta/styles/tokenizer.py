"""Other right ways to write this stage: each must earn every point."""

LOOK_UP = "return [self._id_of[char] for char in text]"
JOIN = 'return "".join(self.chars[i] for i in ids)'
CHECK = """        for char in text:
            if char not in self._id_of:
                raise ValueError(f"the character {char!r} is not in the vocabulary")
"""

# name -> patches or definitions, applied to the solution one after another
STYLES = {
    "two-dictionaries": [
        """
        class SimpleTokenizer:
            def __init__(self, text):
                self.chars = sorted(set(text))
                self.vocab_size = len(self.chars)
                self.stoi = {}
                self.itos = {}
                for i, char in enumerate(self.chars):
                    self.stoi[char] = i
                    self.itos[i] = char

            def encode(self, text):
                ids = []
                for char in text:
                    try:
                        ids.append(self.stoi[char])
                    except KeyError:
                        raise ValueError(f"unknown character: {char}") from None
                return ids

            def decode(self, ids):
                text = ""
                for i in ids:
                    if i not in self.itos:
                        raise ValueError(f"unknown id: {i}")
                    text += self.itos[i]
                return text
        """,
    ],
    "search-in-the-list": [
        (CHECK, ""),
        (LOOK_UP, "return [self.chars.index(char) for char in text]"),
    ],
    "properties": [
        """
        class SimpleTokenizer:
            def __init__(self, text):
                self._chars = []
                for char in text:
                    if char not in self._chars:
                        self._chars.append(char)
                self._chars.sort(key=ord)

            @property
            def chars(self):
                return list(self._chars)

            @property
            def vocab_size(self):
                return len(self._chars)

            def encode(self, text):
                table = dict(zip(self._chars, range(self.vocab_size)))
                unknown = set(text) - set(table)
                if unknown:
                    raise ValueError(f"not in the vocabulary: {sorted(unknown)}")
                return list(map(table.__getitem__, text))

            def decode(self, ids):
                return "".join(map(self._char, ids))

            def _char(self, i):
                if i < 0 or i >= len(self._chars):
                    raise ValueError("no token has the id %d" % i)
                return self._chars[i]
        """,
    ],
    "an-error-of-its-own": [
        (
            "class SimpleTokenizer:",
            "class Unknown(ValueError):\n    pass\n\n\nclass SimpleTokenizer:",
        ),
        ('raise ValueError(f"the character', 'raise Unknown(f"the character'),
    ],
    "try-and-except": [
        (CHECK, ""),
        (
            LOOK_UP,
            "try:\n            return [self._id_of[char] for char in text]\n"
            "        except KeyError as error:\n"
            "            raise ValueError(f'unknown character {error}') from error",
        ),
    ],
    "bisect": [
        (
            LOOK_UP,
            "import bisect\n\n        return [bisect.bisect_left(self.chars, c) for c in text]",
        ),
    ],
    "numpy-inside": [
        ("class SimpleTokenizer:", "import numpy as np\n\n\nclass SimpleTokenizer:"),
        ("self.chars = sorted(set(text))", "self.chars = [str(c) for c in np.unique(list(text))]"),
        (JOIN, 'return "".join(np.array([*self.chars, ""])[np.asarray(ids, int)])'),
    ],
    "string-inside": [
        ("self.vocab_size =", 'self._all = "".join(self.chars)\n        self.vocab_size ='),
        (JOIN, 'return "".join([self._all[i] for i in ids])'),
    ],
    "slots": [
        """
        class SimpleTokenizer:
            __slots__ = ("chars", "vocab_size", "_ids")

            def __init__(self, text):
                self.chars = self._vocabulary(text)
                self.vocab_size = len(self.chars)
                self._ids = dict(zip(self.chars, range(len(self.chars)), strict=True))

            @staticmethod
            def _vocabulary(text):
                return sorted({*text})

            def encode(self, text):
                try:
                    return [*map(self._ids.__getitem__, text)]
                except KeyError as missing:
                    raise ValueError(f"not in the vocabulary: {missing.args[0]!r}") from None

            def decode(self, ids):
                chars = self.chars

                def char(i):
                    if i < 0 or i >= len(chars):
                        raise ValueError(f"{i} is no id")
                    return chars[i]

                return "".join(char(int(i)) for i in ids)
        """,
    ],
    "a-table-that-raises": [
        """
        class SimpleTokenizer:
            class Table(dict):
                def __missing__(self, key):
                    raise ValueError(f"{key!r} is not in the vocabulary")

            def __init__(self, text):
                self.chars = sorted(set(text))
                self.vocab_size = len(self.chars)
                self.stoi = self.Table((c, i) for i, c in enumerate(self.chars))
                self.itos = self.Table(enumerate(self.chars))

            def encode(self, text):
                return [self.stoi[c] for c in text]

            def decode(self, ids):
                return "".join([self.itos[i] for i in ids])
        """,
    ],
    "translate": [
        (
            "return [self._id_of[char] for char in text]",
            """table = {ord(char): chr(i) for char, i in self._id_of.items()}
        return [ord(char) for char in text.translate(table)]""",
        ),
    ],
    "checks-the-extremes": [
        (
            """        for i in ids:
            if not 0 <= i < self.vocab_size:
                raise ValueError(f"the id {i} is outside the vocabulary of {self.vocab_size}")
""",
            """        for i in ids and (min(ids), max(ids)):
            if not 0 <= i < self.vocab_size:
                raise ValueError(f'id {i} out of range')
""",
        ),
    ],
    "array-inside": [
        (
            """        ids = list(ids)
""",
            """        import array

        ids = array.array('q', ids)
""",
        ),
    ],
}
