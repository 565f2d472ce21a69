"""The vocabulary: which characters there are, in which order, how many."""

from tests.mistakes.tokenizer.shared import CHARS, LOOK_UP, OUTSIDE, of_tokenizer

SIZE = "self.vocab_size = len(self.chars)"
TABLE = "{char: i for i, char in enumerate(self.chars)}"

MISTAKES = [
    of_tokenizer(
        "char-vocab-size-max-id",
        advice="""Your vocab_size is the greatest id, not the number of ids. The ids begin at 0: how
        many numbers are there from 0 to 4? It is `len(chars)`.""",
        at="vocab_size",
        numpy=("len(vocabulary(text))", "len(vocabulary(text)) - 1"),
        torch=[(SIZE, "self.vocab_size = len(self.chars) - 1"), (OUTSIDE, "if i < 0:")],
        also=((SIZE, "self.vocab_size = len(self.chars) - 1"),),
        brings=("char-decode-last-id-refused",),
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
        advice="""Your characters are not sorted by their code points: they stand in the order in
        which they appear, in that of a set, which changes from run to run, or sorted by something
        else. Would a model trained today still understand the ids of tomorrow? Sort them, without
        a key.""",
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
        "char-chars-is-no-list",
        advice="""Your `chars` holds the characters, but not in a list: a tuple, a set or a dict has
        other rules, and later programs compare and save a list. `sorted` gives one.""",
        torch=(CHARS, "self.chars = tuple(sorted(set(text)))"),
        read="The vocabulary",
    ),
    of_tokenizer(
        "char-remembers",
        advice="""Your `encode` keeps something from call to call: a later one gives other ids for
        the same text, or changes `chars`, `vocab_size` or the ids of an earlier one. What a call
        works with belongs into its own variables, not into `self`.""",
        torch=[
            (f"self._id_of = {TABLE}", f"self._id_of = {TABLE}\n        self.ids = []"),
            (LOOK_UP, "self.ids += [self._id_of[char] for char in text]\n        return self.ids"),
        ],
        also=(
            (LOOK_UP, f"self.chars.reverse()\n        {LOOK_UP}"),
            [
                (f"self._id_of = {TABLE}", f"self._id_of = {TABLE}\n        self.ids = []"),
                (
                    LOOK_UP,
                    f"self.ids[:] = {LOOK_UP.removeprefix('return ')}\n        return self.ids",
                ),
            ],
        ),
        read="Encode and decode",
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
]
