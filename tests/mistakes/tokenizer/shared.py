"""What several files here patch, and how they write a mistake."""

from functools import partial

from tests.mistakes import mistake

of_tokenizer = partial(mistake, of="SimpleTokenizer")

CHARS = "self.chars = sorted(set(text))"
CHECK = """        for char in text:
            if char not in self._id_of:
                raise ValueError(f"the character {char!r} is not in the vocabulary")
"""
LOOK_UP = "return [self._id_of[char] for char in text]"
OUTSIDE = "if not 0 <= i < self.vocab_size:"
RANGE_CHECK = f"""        for i in ids:
            {OUTSIDE}
                raise ValueError(f"the id {{i}} is outside the vocabulary of {{self.vocab_size}}")
"""
