"""Stage 1, tokenizer: a character is a token; its id is its place in the sorted vocabulary."""


def vocabulary(text):
    """The different characters of the text, sorted by code point."""
    return sorted(set(text))


def vocab_size(text):
    """V, how many different characters there are: the ids are 0 to V - 1."""
    return len(vocabulary(text))


def encode(text, chars):
    """The id of each character. Raises ValueError, naming it, for a character not in `chars`."""
    unknown = [char for char in text if char not in chars]
    if unknown:
        raise ValueError(f"the character {unknown[0]!r} is not in the vocabulary")
    return [chars.index(char) for char in text]


def decode(ids, chars):
    """The text of the ids. Raises ValueError for an id outside 0 to V - 1."""
    ids = list(ids)
    outside = [i for i in ids if not 0 <= i < len(chars)]
    if outside:
        raise ValueError(f"the id {outside[0]} is outside the vocabulary of {len(chars)}")
    return "".join(chars[i] for i in ids)
