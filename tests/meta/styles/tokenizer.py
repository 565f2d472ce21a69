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
}
