"""Hints for stage 1, tokenizer."""

HINTS = {
    "SimpleTokenizer": (
        """Take "hello" and a pencil: which characters are there, each once, in the order of `ord`?
        What is the id of l, and how many ids are there? Those are `chars` and `vocab_size`.""",
        """Python has a type that keeps each thing once, and a function that makes a sorted list of
        whatever it gets. Both take a string as it is. The size is the length of that list.""",
        """`encode` asks "which id has this character?", `decode` asks "which character has this
        id?". The second table is `chars` itself. For the first, make a dictionary in `__init__`
        with `enumerate(self.chars)`: looking through a list would be slow for a whole book.""",
        """What if a character is not in the dictionary? Check with `in` and raise ValueError with
        `{char!r}` in its message. What if an id is below 0 or not below `vocab_size`? ValueError
        again, with the id. Both checks stand before the answer is put together.""",
        """Almost the lines: `[table[char] for char in text]` to encode, `"".join(...)` over
        `self.chars[i]` to decode. The ids may come from an iterator that can be read only once:
        make a list of them before you check them.""",
        """The whole tokenizer is one sorted list and its inverse. Sorting makes the ids the same on
        every machine; `decode(encode(t)) == t` makes sure that the model sees all there is; the two
        errors stand at the only place where a wrong character or id can still be noticed. What the
        model will get from all this is V: the number of rows of its first table.""",
    ),
}
