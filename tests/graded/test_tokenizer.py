"""Graded claims of stage 1, tokenizer. Nothing here imports torch, nor does the harness for it."""

import unicodedata

from reference import tokenizer
from tests.harness.arguments import iterator
from tests.harness.comparison import agree, claim, learner_outcome
from tests.harness.target import Instance

REMEMBERS = "char-remembers"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHERS = " .,\n\r\tABCéß那是问题！🙂🙃"
UNKNOWN = "µ猫🐍\x07É\xa0"  # not in any text below, though é and the blank are
UNSEEN = "\x7f\x85\xad\u200d\ufeff"  # characters that a screen does not show


def text_of(draw, letters=7, length=29):
    """A text of some small letters and all of OTHERS, in random order, many of them repeated."""
    known = [*draw.random.choice(list(LETTERS), letters, replace=False), *OTHERS]
    return "".join(draw.random.permutation([*known, *draw.random.choice(known, length)]))


def vocabulary_of(draw):
    """(text, chars): a text, and its vocabulary where a claim does not try the vocabulary."""
    text = text_of(draw)
    return text, tokenizer.vocabulary(text)


def words_of(draw, chars, length=11):
    """Another text, written with the characters of the vocabulary."""
    return "".join(draw.random.choice(chars, length))


def kind_of(value):
    """The type of a result, also of one that cannot be sent."""
    return value._type if isinstance(value, Instance) else type(value).__name__


def test_SimpleTokenizer_chars_are_those_of_the_text_once_each_and_sorted(learner, draw):
    """chars is the list of the different characters of the text, sorted by code point"""
    text = text_of(draw)
    chars = learner.SimpleTokenizer(text).get("chars")
    if isinstance(chars, list) and all(isinstance(char, str) for char in chars):
        unsorted = sorted(chars) == tokenizer.vocabulary(text) != chars
        by_count = sorted(set(text), key=lambda char: (-text.count(char), char))
        known = [list(dict.fromkeys(text)), tokenizer.vocabulary(text)[::-1], by_count]
        sentence = "the characters are right, but not in the order of their code points"
        claim(not unsorted or chars in known, sentence, mistake="char-unsorted")
    sentence = "chars is one string, not a list of characters"
    claim(not isinstance(chars, str), sentence, mistake="char-chars-is-a-string")
    sentence = f"chars is a {kind_of(chars)}, not a list"
    claim(isinstance(chars, list), sentence, mistake="char-chars-is-no-list")
    agree(lambda: chars, lambda: tokenizer.vocabulary(text))


def test_SimpleTokenizer_vocab_size_counts_the_chars(learner, draw):
    """vocab_size is the number of different characters"""
    for text in (text_of(draw), "a", "abba"):
        agree(
            lambda: learner.SimpleTokenizer(text).get("vocab_size"),
            lambda: tokenizer.vocab_size(text),
        )


def test_SimpleTokenizer_of_no_text_knows_nothing(learner, draw):
    """the empty text has an empty vocabulary"""
    empty = learner.SimpleTokenizer("")
    agree(lambda: empty.get("chars"), lambda: tokenizer.vocabulary(""))
    agree(lambda: empty.get("vocab_size"), lambda: tokenizer.vocab_size(""))
    agree(lambda: empty.encode(""), lambda: tokenizer.encode("", []))


def test_SimpleTokenizer_encode_gives_the_place_of_each_character(learner, draw):
    """encode gives each character its place in chars, 0 to V - 1"""
    text = text_of(draw)
    words = words_of(draw, sorted(set(text)))
    agree(
        lambda: learner.SimpleTokenizer(text).encode(words),
        lambda: tokenizer.encode(words, tokenizer.vocabulary(text)),
    )


def test_SimpleTokenizer_encode_of_plain_letters(learner, draw):
    """encode works on a word of small letters"""
    text = "".join(draw.random.permutation(list(LETTERS)))
    words = words_of(draw, list(LETTERS), 7)
    agree(
        lambda: learner.SimpleTokenizer(text).encode(words),
        lambda: tokenizer.encode(words, tokenizer.vocabulary(text)),
    )


def test_SimpleTokenizer_encode_keeps_every_blank_and_line_end(learner, draw):
    """blanks, tabs and line ends are characters like others, inside a text and at its ends"""
    text, chars = vocabulary_of(draw)
    letters = [char for char in chars if char.islower()]
    words = f"{words_of(draw, letters, 3)} \t{words_of(draw, letters, 2)}\n\n"
    for sample in (words, f" {words_of(draw, letters, 2)}", "\n", "\r\n", "\r"):
        agree(
            lambda: learner.SimpleTokenizer(text).encode(sample),
            lambda: tokenizer.encode(sample, chars),
        )


def test_SimpleTokenizer_keeps_blanks_at_the_ends_of_its_text(learner, draw):
    """a blank or line end that stands only at the end of the text is in the vocabulary too"""
    for text in ("\tab ba\n", " \nbca", "a\r\nb\r"):
        agree(
            lambda: learner.SimpleTokenizer(text).get("chars"),
            lambda: tokenizer.vocabulary(text),
        )


def test_SimpleTokenizer_keeps_characters_that_nobody_sees(learner, draw):
    """a soft hyphen, a joiner of emoji, a byte order mark are characters like others"""
    start = int(draw.random.integers(len(UNSEEN)))
    text = f"a{UNSEEN[start:]}bc{UNSEEN[:start]}"
    mine, chars = learner.SimpleTokenizer(text), tokenizer.vocabulary(text)
    agree(lambda: mine.get("chars"), lambda: tokenizer.vocabulary(text))
    agree(lambda: mine.encode(text), lambda: tokenizer.encode(text, chars))


def test_SimpleTokenizer_of_a_long_text_in_many_characters(learner, draw):
    """no character comes too late in a text, and no vocabulary is too large"""
    start = ord("一") + int(draw.random.integers(5000))
    text = "abc" * 1000 + "".join(map(chr, range(start, start + 400)))
    mine, chars = learner.SimpleTokenizer(text), tokenizer.vocabulary(text)
    words = words_of(draw, chars, 3000)
    agree(lambda: mine.get("vocab_size"), lambda: tokenizer.vocab_size(text))
    agree(lambda: mine.encode(words), lambda: tokenizer.encode(words, chars))


def test_SimpleTokenizer_tells_capitals_from_small_letters(learner, draw):
    """A and a are two characters with two ids"""
    text = "".join(draw.random.permutation(list("AaBbCc")))
    agree(
        lambda: learner.SimpleTokenizer(text).encode("aBCAbc"),
        lambda: tokenizer.encode("aBCAbc", tokenizer.vocabulary(text)),
    )


def test_SimpleTokenizer_counts_code_points(learner, draw):
    """a Chinese character or an emoji is one token; two ways to write é stay two ways"""
    text = text_of(draw) + unicodedata.normalize("NFD", "é")
    words = words_of(draw, [*"那是问题🙂🙃é", "e\u0301"], 9)
    agree(
        lambda: learner.SimpleTokenizer(text).encode(words),
        lambda: tokenizer.encode(words, tokenizer.vocabulary(text)),
    )


def test_SimpleTokenizer_encode_of_the_empty_text(learner, draw):
    """the empty text has no ids"""
    text, chars = vocabulary_of(draw)
    agree(lambda: learner.SimpleTokenizer(text).encode(""), lambda: tokenizer.encode("", chars))


def test_SimpleTokenizer_encode_returns_a_list_of_ints(learner, draw):
    """encode returns a plain list of whole numbers"""
    got = learner.SimpleTokenizer("hello").encode("hole")
    sentence = f"encode returned {got!r:.60}, not a list"
    claim(isinstance(got, list), sentence, mistake="char-encode-returns-no-list")
    agree(lambda: got, lambda: tokenizer.encode("hole", tokenizer.vocabulary("hello")))


def test_SimpleTokenizer_encode_gives_each_text_a_list_of_its_own(learner, draw):
    """the ids of one text stay as they are when another is encoded"""
    mine, chars = learner.SimpleTokenizer("bcd"), list("bcd")
    agree(lambda: mine.encode("db"), lambda: tokenizer.encode("db", chars))
    given = learner.given("results", mine, "encode", ["db", "cbd"])
    sentence = f"the ids of 'db' are {given[0]} after 'cbd' was encoded"
    claim(given[0] == [2, 0], sentence, mistake=REMEMBERS)


def test_SimpleTokenizer_encode_adds_nothing_to_the_vocabulary(learner, draw):
    """an unknown character leaves the vocabulary, and all ids, as they were"""
    text, chars = vocabulary_of(draw)
    mine = learner.SimpleTokenizer(text)
    before = mine.get("chars"), mine.get("vocab_size")
    ids, _ = learner_outcome(lambda: mine.encode(UNKNOWN[:2]))
    learner_outcome(lambda: mine.encode(UNKNOWN[2]))
    same = repr((mine.get("chars"), mine.get("vocab_size"))) == repr(before)
    newcomers = repr(ids) == repr([len(chars), len(chars) + 1])
    sentence = "encode takes a character it does not know into the vocabulary"
    claim(same and not newcomers, sentence, mistake="char-vocabulary-grows")
    agree(lambda: mine.encode(text), lambda: tokenizer.encode(text, chars))


def test_SimpleTokenizer_encode_refuses_an_unknown_character(learner, draw):
    """a character that is not in the vocabulary raises ValueError, wherever it stands"""
    text, chars = vocabulary_of(draw)
    words, mine = words_of(draw, chars, 5), learner.SimpleTokenizer(text)
    for stranger in UNKNOWN:
        for sample in (words + stranger, stranger + words, stranger):
            agree(lambda: mine.encode(sample), lambda: tokenizer.encode(sample, chars))


def test_SimpleTokenizer_encode_names_the_unknown_character(learner, draw):
    """the message of the error shows the character that is not in the vocabulary"""
    text, chars = vocabulary_of(draw)
    words, call = words_of(draw, chars, 4), learner.SimpleTokenizer(text).encode
    agree(lambda: call(words), lambda: tokenizer.encode(words, chars))
    for stranger in UNKNOWN:
        _, error = learner_outcome(lambda: call(words + stranger))
        other = not error or "ValueError" not in error.types  # of that another claim speaks
        shown = other or stranger in error.message or repr(stranger) in error.message
        sentence = f"the error for {stranger!r} does not show it"
        claim(shown, sentence, mistake="char-unknown-not-named")


def test_SimpleTokenizer_decode_is_the_text_of_the_ids(learner, draw):
    """decode joins the characters of the ids, with nothing between them"""
    text, chars = vocabulary_of(draw)
    ids = draw.ids(len(chars), 11).tolist()
    for sample in (ids, tuple(ids), ids[:1], [0], [len(chars) - 1]):
        agree(
            lambda: learner.SimpleTokenizer(text).decode(sample),
            lambda: tokenizer.decode(sample, chars),
        )


def test_SimpleTokenizer_decode_of_no_ids(learner, draw):
    """no ids give the empty text"""
    text, chars = vocabulary_of(draw)
    agree(lambda: learner.SimpleTokenizer(text).decode([]), lambda: tokenizer.decode([], chars))


def test_SimpleTokenizer_decode_refuses_an_id_too_large(learner, draw):
    """the ids end at V - 1: the id V raises ValueError"""
    text, chars = vocabulary_of(draw)
    V = len(chars)
    for ids in ([V], [0, V + 5], [V + 5, 0]):
        agree(
            lambda: learner.SimpleTokenizer(text).decode(ids),
            lambda: tokenizer.decode(ids, chars),
        )


def test_SimpleTokenizer_decode_refuses_a_negative_id(learner, draw):
    """no token has a negative id: -1 raises ValueError"""
    text, chars = vocabulary_of(draw)
    for ids in ([-1], [0, -len(chars)], [-len(chars) - 1], [-1, 0]):
        agree(
            lambda: learner.SimpleTokenizer(text).decode(ids),
            lambda: tokenizer.decode(ids, chars),
        )


def test_SimpleTokenizer_decode_names_the_wrong_id(learner, draw):
    """the message of the error shows the id that is out of range"""
    agree(lambda: learner.SimpleTokenizer("hello").decode([1]), lambda: "h")
    for wrong in (941, -753):
        _, error = learner_outcome(lambda: learner.SimpleTokenizer("hello").decode([1, wrong]))
        other = not error or "ValueError" not in error.types
        shown = other or str(wrong) in error.message
        sentence = f"the error for the id {wrong} does not show it"
        claim(shown, sentence, mistake="char-wrong-id-not-named")


def test_SimpleTokenizer_decode_reads_an_array(learner, draw):
    """the ids may be a NumPy array, as they come out of an array of data"""
    text, chars = vocabulary_of(draw)
    ids = draw.ids(len(chars), 7)
    mine = learner.SimpleTokenizer(text)
    _, of_list = learner_outcome(lambda: mine.decode(ids.tolist()))
    got, of_array = learner_outcome(lambda: mine.decode(ids))
    sentence = "decode reads a list of ids, but raises an error for the same ids in an array"
    claim(bool(of_list) or not of_array, sentence, mistake="char-decode-plain-ints-only")
    agree(lambda: got, lambda: tokenizer.decode(ids, chars))


def test_SimpleTokenizer_decode_reads_an_iterator_once(learner, draw):
    """the ids may come from an iterator, which can be read only once"""
    text, chars = vocabulary_of(draw)
    ids, mine = draw.ids(len(chars), 7).tolist(), learner.SimpleTokenizer(text)
    agree(lambda: mine.decode(ids), lambda: tokenizer.decode(ids, chars))
    got, _ = learner_outcome(lambda: mine.decode(iterator(ids)))
    sentence = "from an iterator of 7 ids, decode does not get the 7 characters"
    enough = isinstance(got, str) and len(got) >= 7
    claim(enough, sentence, mistake="char-decode-reads-twice")
    agree(lambda: got, lambda: tokenizer.decode(iter(ids), chars))


def test_SimpleTokenizer_decode_leaves_its_ids_alone(learner, draw):
    """the caller's list of ids is the same afterwards"""
    mine = learner.SimpleTokenizer("hello")
    agree(lambda: mine.decode([1, 3, 2, 0]), lambda: tokenizer.decode([1, 3, 2, 0], list("ehlo")))
    left = learner.given("argument_after", mine, "decode", [1, 3, 2, 0])
    sentence = f"the list [1, 3, 2, 0] is {left} after decode"
    claim(left == [1, 3, 2, 0], sentence, mistake="char-decode-changes-its-ids")


def test_SimpleTokenizer_decode_undoes_encode(learner, draw):
    """decode(encode(text)) is the text, whatever is in it"""
    text = text_of(draw) + unicodedata.normalize("NFD", "é") + UNSEEN
    mine = learner.SimpleTokenizer(text)
    words = f"\n {words_of(draw, tokenizer.vocabulary(text))} e\u0301 \r\n"

    def there_and_back():
        chars = tokenizer.vocabulary(text)
        return tokenizer.decode(tokenizer.encode(words, chars), chars)

    agree(lambda: mine.decode(mine.encode(words)), there_and_back)


def test_SimpleTokenizer_two_tokenizers_know_nothing_of_each_other(learner, draw):
    """a second tokenizer leaves the first one as it was"""
    first = learner.SimpleTokenizer("bcd")

    def shown():
        ids, _ = learner_outcome(lambda: first.encode("dbc"))
        return repr([ids, first.get("chars"), first.get("vocab_size")])

    before, again = shown(), shown()
    claim(before == again, "the second call of encode changed something", mistake=REMEMBERS)
    second = learner.SimpleTokenizer("xbadc")
    sentence = "making a second tokenizer changed the first one"
    claim(before == shown(), sentence, mistake="char-class-level-state")
    agree(lambda: second.get("chars"), lambda: tokenizer.vocabulary("xbadc"))
    ids, _ = learner_outcome(lambda: second.encode("dbc"))
    sentence = "a second tokenizer answers with the ids of the first"
    claim(ids != [2, 0, 1], sentence, mistake="char-class-level-state")
    agree(lambda: ids, lambda: tokenizer.encode("dbc", list("abcdx")))
    agree(lambda: first.decode([2, 0]), lambda: tokenizer.decode([2, 0], list("bcd")))


def test_SimpleTokenizer_encode_takes_time_in_proportion_to_the_text(learner, draw):
    """a text 32 times as long takes about 32 times as long to encode, not 1024 times"""
    text = "".join(draw.random.choice(list(LETTERS + OTHERS), 32_000))
    mine = learner.SimpleTokenizer(text)
    short = learner.seconds(lambda: mine.encode(text[:1_000]), tries=3)
    sentence, quadratic = f"1,000 characters take {short:.4f} s", "char-encode-quadratic"
    claim(short < 0.2, sentence, quadratic)
    long = learner.seconds(lambda: mine.encode(text))
    claim(long < max(0.08, 9 * 32 * short), f"{sentence}, 32,000 take {long:.3f} s", quadratic)


def test_SimpleTokenizer_does_without_torch(learner, draw):
    """text needs no tensors: this file does not import torch"""
    learner.SimpleTokenizer("a").encode("a")
    packages = {"torch", "torchtext", "transformers", "tokenizers", "tiktoken"}
    found = packages & set(learner.imports())
    sentence = f"the file imports {', '.join(sorted(found))}"
    claim(not found, sentence, mistake="char-imports-torch")
