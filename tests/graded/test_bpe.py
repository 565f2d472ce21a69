"""Graded claims of stage 8, bpe. Nothing here imports torch, nor does the harness for it."""

import json

from reference import bpe
from tests.harness.arguments import iterator
from tests.harness.comparison import agree, claim, learner_outcome

ENGLISH = [
    *("the", "then", "there", "low", "lower", "lowest", "new", "newest", "wide", "wider"),
    *("don't", "I'll", "we've", "he'd", "I'm"),
]
OTHERS = [
    *("naïve", "café", "你好", "世界", "你们好", "🙂🙃", "2024", "17", "x_1"),
    *("==", "<-", "(a)", "...", "it's", "it’s", "Ⅷ", "cafe\u0301", "हिन्दी"),
]
BLANKS = [" "] * 8 + ["  ", "\n", "\n\n", "\t", ", ", " \n ", "\r\n"]
END, LONG, PAD = "<|end|>", "<|end|><|end|>", "[PAD]"
ALL = 10**6  # more ids than any text here has


def words_of(draw, letters, count, longest=6):
    """Words of random letters with one blank between them."""
    sizes = draw.random.integers(1, longest + 1, count)
    return " ".join("".join(draw.random.choice(list(letters), size)) for size in sizes)


def text_of(draw, count=40, words=(*ENGLISH, *OTHERS)):
    """A text with words, signs, Chinese, emoji, and blanks of all kinds between them."""
    chosen = draw.random.choice(list(words), count)
    return "".join(word + str(draw.random.choice(BLANKS)) for word in chosen)


def tokens(vocab):
    """The tokens in the order of their ids, where the ids are 0, 1, 2, ..."""
    if isinstance(vocab, dict) and set(vocab) == set(range(len(vocab))):
        return [vocab[i] for i in range(len(vocab))]
    return vocab


def same_training(learner, text, vocab_size, special_tokens=()):
    """What the learner's training and the reference's give."""
    special = list(special_tokens)
    agree(
        lambda: learner.train_bpe(text, vocab_size, special)[1],
        lambda: bpe.train_bpe(text, vocab_size, special)[1],
    )


def vocabulary_for(draw, merges):
    """256 bytes and what these merges make, each token once, under shuffled ids."""
    made = [left + right for left, right in merges]
    every = list(dict.fromkeys([bytes([b]) for b in range(256)] + made))
    ids = draw.random.permutation(len(every)).tolist()
    return dict(zip(ids, every, strict=True))


def trained(draw, n_merges=60):
    """(vocab, merges) of a drawn text."""
    words = bpe.count_words(text_of(draw, 150), ())
    merges = bpe.learn_merges(words, n_merges)
    return vocabulary_for(draw, merges), merges


def all_pairs(draw, text):
    """(vocab, merges): any two bytes of the text, in random order of rank. Where two neighbours
    stay apart, a border of pieces lies between them.
    """
    found = sorted({bytes([byte]) for byte in text.encode()})
    pairs = [(left, right) for left in found for right in found]
    merges = [pairs[i] for i in draw.random.permutation(len(pairs))]
    return vocabulary_for(draw, merges), merges


def same_ids(learner, text, vocab, merges, special_tokens=()):
    """What the learner's `encode` and the reference's give."""
    special = list(special_tokens)
    agree(
        lambda: learner.BPETokenizer(vocab, merges, special).encode(text),
        lambda: bpe.encode(text, vocab, merges, special),
    )


def cut(draw, text, count):
    """The text in chunks that end anywhere, some of them empty."""
    ends = sorted(int(end) for end in draw.random.integers(0, len(text) + 1, count))
    return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]


def same_stream(learner, chunks, vocab, merges, special_tokens=()):
    """What the learner's `encode_iterable` and the reference's give."""
    special = list(special_tokens)

    def streamed():
        mine = learner.BPETokenizer(vocab, merges, special)
        return learner.given("take", mine.encode_iterable(iterator(chunks)), ALL)

    agree(streamed, lambda: bpe.encode_iterable(chunks, vocab, merges, special))


# -- train_bpe ---------------------------------------------------------------------------------


def test_train_bpe_merges_the_most_frequent_pair_again_and_again(learner, draw):
    """the pair that stands side by side most often becomes a token, then the next one"""
    same_training(learner, words_of(draw, "abcde", 40), 256 + 12)


def test_train_bpe_vocab_has_bytes_then_merges_then_special_tokens(learner, draw):
    """the ids 0 to 255 are the bytes, then come the merges, then the special tokens"""
    text, special = words_of(draw, "abcd", 20), [PAD, END, PAD]
    agree(
        lambda: tokens(learner.train_bpe(text, 256 + 5 + 2, special)[0]),
        lambda: tokens(bpe.train_bpe(text, 256 + 5 + 2, special)[0]),
    )


def test_train_bpe_returns_a_dict_and_a_list_of_pairs(learner, draw):
    """vocab is a dict from ids to bytes, merges a list of pairs of bytes"""
    vocab, merges = learner.train_bpe("abab", 257)
    agree(lambda: vocab, lambda: bpe.train_bpe("abab", 257)[0])
    good = isinstance(merges, list) and all(isinstance(pair, tuple) for pair in merges)
    claim(good, "merges is not a list of tuples", mistake="bpe-merges-of-another-form")


def test_train_bpe_ties_go_to_the_greatest_pair(learner, draw):
    """of pairs that are equally frequent the greatest becomes a token"""
    pairs = draw.random.permutation(["ab", "cd", "ef", "gh", "ij"])
    same_training(learner, "\n".join(pairs), 256 + 5)


def test_train_bpe_ties_compare_pairs_of_byte_strings(learner, draw):
    """pairs are compared as tuples of bytes: neither by their ids nor by what they make"""
    text = "\n".join("".join(draw.random.choice(list("abc"), 5)) for _ in range(9))
    same_training(learner, text, 256 + 20)


def test_train_bpe_counts_a_piece_as_often_as_it_occurs(learner, draw):
    """a pair in one frequent word outweighs a pair in several rare ones"""
    rare = draw.random.permutation(["ax", "bx", "cx", "dx"])
    same_training(learner, "\n".join(["yz"] * 3 + [f"{word}w" for word in rare] + ["yz"] * 3), 258)


def test_train_bpe_runs_of_one_character(learner, draw):
    """in a run a pair counts at every place, and is merged from left to right"""
    lengths = draw.random.integers(2, 12, 5)
    same_training(learner, "\n".join("a" * n + "b" for n in lengths) + "\ncd" * 9, 256 + 8)


def test_train_bpe_of_any_script(learner, draw):
    """Chinese, emoji and accents are UTF-8 bytes like others"""
    same_training(learner, text_of(draw, 30, [*OTHERS, "你是谁"]), 256 + 15)


def test_train_bpe_no_merge_crosses_pieces(learner, draw):
    """words, numbers, signs and runs of blanks are pieces of their own"""
    bits = ["ab", "12", "!?", "'ll", "'s", "é", "²"]
    between = ["", "", " ", "  ", "\n", "\n\n", "\t "]
    text = "".join(
        str(draw.random.choice(bits)) + str(draw.random.choice(between)) for _ in range(60)
    )
    same_training(learner, text, 256 + 30)


def test_train_bpe_keeps_its_counts_right_to_the_end(learner, draw):
    """after many merges the counts are still those of the text as it is now"""
    same_training(learner, words_of(draw, "abcd", 30, longest=9), 256 + 60)


def test_train_bpe_vocab_size_counts_everything(learner, draw):
    """bytes, merges and special tokens together are vocab_size; one named twice is one"""
    text = words_of(draw, "abcdef", 30)
    for size, special in ((256, []), (259, [END]), (262, [END, PAD, END])):
        agree(
            lambda: len(learner.train_bpe(text, size, special)[0]),
            lambda: len(bpe.train_bpe(text, size, special)[0]),
        )


def test_train_bpe_ends_when_no_pair_is_left(learner, draw):
    """a small text gives all its merges, also of pairs that occur once, and a smaller vocabulary"""
    for text in ("".join(draw.random.permutation(list("abcdefg"))), "abab", "a", ""):
        same_training(learner, text, 300)


def test_train_bpe_refuses_a_size_without_room(learner, draw):
    """a vocab_size without room for the bytes and special tokens raises ValueError"""
    for size, special in ((250, [END]), (255, []), (257, [END, PAD])):
        same_training(learner, "abab", size, special)


def test_train_bpe_leaves_special_tokens_out(learner, draw):
    """no merge comes from within a special token, or from what stands on both sides of one"""
    words = draw.random.permutation(["xy", "zx", "yy", "xz"])
    same_training(learner, END.join(words) + f" yz{PAD}yz {END}{END}", 256 + 9, [END, PAD])


def test_train_bpe_overlapping_special_tokens(learner, draw):
    """where special tokens overlap the longest is cut out"""
    special = [str(token) for token in draw.random.permutation(["<a>", "<a>bc", "<a>bcde"])]
    same_training(learner, "<a>bcdefg <a>bcef <a>bcdefg hi", 256 + 3 + 5, special)


def test_train_bpe_again_gives_the_same(learner, draw):
    """a second training knows nothing of the first"""
    first, second = words_of(draw, "abc", 12), words_of(draw, "bcd", 12)
    same_training(learner, first, 256 + 6)
    same_training(learner, second, 256 + 6)
    same_training(learner, first, 256 + 6)


def test_train_bpe_leaves_its_arguments_alone(learner, draw):
    """the list of special tokens stays as it was"""
    seen = learner.observe("train_bpe", words_of(draw, "abc", 5), 262, [PAD, LONG, END, PAD])
    claim(seen.containers_untouched, "special_tokens was changed", mistake="bpe-changes-arguments")


def test_train_bpe_does_not_count_everything_anew_for_each_merge(learner, draw):
    """100 merges take a few times as long as one, not 100 times"""
    text = words_of(draw, "abcdefghijklmn", 5000, longest=9)

    def seconds(n_merges):
        return learner.seconds(lambda: learner.train_bpe(text, 256 + n_merges), tries=2)

    one, anew = seconds(1), "bpe-counts-all-anew"
    claim(one < 0.5, f"1 merge takes {one:.3f} s", anew)
    many = seconds(100)
    sentence = f"1 merge takes {one:.3f} s, 100 merges take {many:.2f} s"
    claim(many < max(0.2, 30 * one), sentence, anew)


# -- BPETokenizer ------------------------------------------------------------------------------


def test_BPETokenizer_encode_merges_the_lowest_rank_first(learner, draw):
    """in a word the pair with the lowest rank is merged first, until none is left"""
    merges = bpe.learn_merges(bpe.count_words(words_of(draw, "abcd", 60), ()), 25)
    vocab = vocabulary_for(draw, merges)
    for _ in range(3):
        same_ids(learner, words_of(draw, "abcd", 6, longest=12), vocab, merges)


def test_BPETokenizer_encode_applies_the_first_merge(learner, draw):
    """rank 0 is a rank"""
    vocab = {**{i: bytes([i]) for i in range(256)}, 256: b"ab", 257: b"bc"}
    same_ids(learner, "abc ab", vocab, [(b"a", b"b"), (b"b", b"c")])


def test_BPETokenizer_encode_ids_are_those_of_vocab(learner, draw):
    """the ids come from vocab: a byte's id need not be its value, nor a merge's its rank"""
    vocab, merges = trained(draw, 20)
    same_ids(learner, text_of(draw, 10), vocab, merges)


def test_BPETokenizer_encode_any_script(learner, draw):
    """English, Chinese, emoji, code and runs of blanks give the ids of their merges"""
    vocab, merges = trained(draw, 90)
    same_ids(learner, text_of(draw, 60), vocab, merges)


def test_BPETokenizer_encode_cuts_the_text_into_pieces(learner, draw):
    """no merge crosses the border of two pieces"""
    bits = ["a", "b", "1", "²", "!", "_", "'", "’s", "'s", "'m", "'ll", "'S", "é", "e\u0301"]
    bits += [" ", " ", " ", "  ", "\n", "\t", "\r\n"]
    for _ in range(12):  # that a border is crossed shows in one of two orders of rank
        text = "".join(draw.random.permutation(2 * bits))
        same_ids(learner, text, *all_pairs(draw, text))


def test_BPETokenizer_encode_a_pair_is_two_tokens(learner, draw):
    """(a, bc) is another pair than (ab, c), though both make abc"""
    pairs = ["x y", "b c", "ab c", "a b", "r s", "q r", "y z"]
    merges = [tuple(half.encode() for half in pair.split()) for pair in pairs]
    same_ids(learner, "abc xyz qrs ab abc", vocabulary_for(draw, merges), merges)


def test_BPETokenizer_encode_looks_again_after_each_merge(learner, draw):
    """a token made by a late merge may be part of an earlier one"""
    pairs = ["x y", "ab c", "a b", "abc abc", "d e", "de f"]
    merges = [tuple(half.encode() for half in pair.split()) for pair in pairs]
    same_ids(learner, "abcabc xyx defde abab", vocabulary_for(draw, merges), merges)


def test_BPETokenizer_encode_returns_a_list_of_ints(learner, draw):
    """encode returns a list, and the empty text has no ids"""
    vocab, merges = trained(draw, 9)
    for text in ("the low", ""):
        got = learner.BPETokenizer(vocab, merges).encode(text)
        claim(isinstance(got, list), f"encode returned {got!r:.60}, not a list")
        agree(lambda: got, lambda: bpe.encode(text, vocab, merges))


def test_BPETokenizer_encode_again_gives_the_same(learner, draw):
    """what was encoded before changes nothing, nor does another tokenizer"""
    vocab, merges = trained(draw, 20)
    text, end = text_of(draw, 8), [END]
    mine = learner.BPETokenizer(vocab, merges, end)
    other_vocab = vocabulary_for(draw, merges)
    other = learner.BPETokenizer(other_vocab, merges[:5])
    for _ in range(2):
        agree(lambda: mine.encode(text + END), lambda: bpe.encode(text + END, vocab, merges, end))
        agree(lambda: other.encode(text), lambda: bpe.encode(text, other_vocab, merges[:5]))


def test_BPETokenizer_special_tokens_are_one_id_each(learner, draw):
    """a special token is one id, inside a word, at the ends, and side by side"""
    vocab, merges = trained(draw, 30)
    text = f"{END}the{END}re {END}{END}{PAD} lower\n{END}\n{PAD}"
    same_ids(learner, text, vocab, merges, [END, PAD])


def test_BPETokenizer_special_tokens_are_taken_literally(learner, draw):
    """signs such as | . ( [ mean themselves in a special token"""
    vocab, merges = trained(draw, 20)
    special = [str(token) for token in draw.random.permutation(["a|b", "(x)", "[yz]", "u.", "+"])]
    same_ids(learner, "a b a|b (x) x [yz] y u.v uv + a|", vocab, merges, special)


def test_BPETokenizer_of_overlapping_special_tokens_the_longest(learner, draw):
    """where special tokens overlap the longest wins, in whatever order they are given"""
    vocab, merges = trained(draw, 20)
    for special in ([END, LONG], [LONG, END]):
        same_ids(learner, f"a{LONG}b{END} {LONG}{END}", vocab, merges, special)


def test_BPETokenizer_special_tokens_that_vocab_lacks_get_the_next_ids(learner, draw):
    """a special token not in vocab gets the id after the greatest, one in vocab keeps its own"""
    vocab = {**{i: bytes([i]) for i in range(256)}, 700: PAD.encode(), 300: b"ab"}
    for special in ([END, PAD, "<x>"], ["<x>", END]):
        agree(
            lambda: learner.BPETokenizer(vocab, [(b"a", b"b")], special).get("vocab"),
            lambda: bpe.with_special(vocab, special),
        )
        same_ids(learner, f"ab{END}{PAD}<x>", vocab, [(b"a", b"b")], special)


def test_BPETokenizer_without_special_tokens_all_text_is_ordinary(learner, draw):
    """what looks like a special token is text, if it is not given as one"""
    vocab, merges = trained(draw, 20)
    same_ids(learner, f"the {END} low", vocab, merges)


def test_BPETokenizer_keeps_vocab_and_merges(learner, draw):
    """vocab and merges are attributes, as they were given"""
    vocab, merges = trained(draw, 7)
    mine = learner.BPETokenizer(vocab, merges)
    agree(lambda: mine.get("vocab"), lambda: bpe.with_special(vocab, ()))
    agree(lambda: mine.get("merges"), lambda: merges)


def test_BPETokenizer_leaves_its_arguments_alone(learner, draw):
    """vocab, merges and special_tokens belong to the caller, who may use them again"""
    vocab, merges = trained(draw, 7)
    seen = learner.observe("BPETokenizer", vocab, merges, [END, LONG, PAD])
    sentence = "the caller's vocab, merges or special_tokens was changed"
    claim(seen.containers_untouched, sentence, mistake="bpe-changes-arguments")


def test_BPETokenizer_decode_is_the_text_of_the_ids(learner, draw):
    """decode gives the text back, whatever is in it"""
    vocab, merges = trained(draw, 40)
    special = [END]
    text = f" {text_of(draw, 20)}{END}🙂你 \n"
    ids, all_tokens = bpe.encode(text, vocab, merges, special), bpe.with_special(vocab, special)
    for sample in (ids, ids[:3], []):
        agree(
            lambda: learner.BPETokenizer(vocab, merges, special).decode(sample),
            lambda: bpe.decode(sample, all_tokens),
        )


def test_BPETokenizer_decode_joins_bytes_before_reading_characters(learner, draw):
    """a character whose bytes lie in several tokens comes back whole"""
    vocab = vocabulary_for(draw, [])
    ids = bpe.encode("é你🙂", vocab, [])
    agree(lambda: learner.BPETokenizer(vocab, []).decode(ids), lambda: bpe.decode(ids, vocab))


def test_BPETokenizer_decode_shows_bytes_that_are_no_text(learner, draw):
    """bytes that are not UTF-8 become the replacement character"""
    vocab = vocabulary_for(draw, [])
    for raw in ("a你".encode()[:-1] + b"b", b"\xff", b"x\xf0\x9f\x99"):
        ids = bpe.ids_of([bytes([byte]) for byte in raw], vocab)
        agree(lambda: learner.BPETokenizer(vocab, []).decode(ids), lambda: bpe.decode(ids, vocab))


def test_BPETokenizer_decode_refuses_unknown_ids(learner, draw):
    """an id that is not in vocab raises ValueError, and the message shows it"""
    vocab, merges = trained(draw, 5)
    mine = learner.BPETokenizer(vocab, merges)
    for wrong in (941, -753):
        agree(lambda: mine.decode([1, wrong, 2]), lambda: bpe.decode([1, wrong, 2], vocab))
        _, error = learner_outcome(lambda: mine.decode([1, wrong]))
        sentence = f"the error for the id {wrong} does not show it"
        claim(not error or str(wrong) in error.message, sentence, mistake="bpe-wrong-id-not-named")


def test_BPETokenizer_decode_reads_arrays_and_iterators(learner, draw):
    """the ids may come in an array, or from an iterator, which can be read once"""
    vocab, merges = trained(draw, 20)
    ids = bpe.encode(text_of(draw, 5), vocab, merges)
    mine = learner.BPETokenizer(vocab, merges)
    expected = bpe.decode(ids, vocab)
    got, _ = learner_outcome(lambda: mine.decode(iterator(ids)))
    sentence = "from an iterator decode gives another text than from a list"
    same = got == expected or learner_outcome(lambda: mine.decode(ids))[0] != expected
    claim(same, sentence, mistake="bpe-decode-reads-twice")
    array = draw.ids(256, 7)
    agree(lambda: mine.decode(array), lambda: bpe.decode(array.tolist(), vocab))


def test_BPETokenizer_encode_iterable_gives_the_ids_of_the_whole_text(learner, draw):
    """chunks that end anywhere give the same ids as the whole text"""
    vocab, merges = trained(draw, 90)
    same_stream(learner, cut(draw, text_of(draw, 40), 12), vocab, merges)
    for count in (1, 200):
        same_stream(learner, cut(draw, text_of(draw, 400), count), vocab, merges)


def test_BPETokenizer_encode_iterable_of_single_characters(learner, draw):
    """even chunks of one character give words, runs of blanks and endings such as 'll whole"""
    text = "I'll we've  you're\n\n\nthey'd \t it's 'l 'v 12 !!'ll\n\n"
    same_stream(learner, list(text), *all_pairs(draw, text))


def test_BPETokenizer_encode_iterable_blanks_at_the_end_of_a_chunk(learner, draw):
    """a run of blanks that ends a chunk may go on in the next, or leave its last one to a word"""
    text = " \n a  b \t\tc   "
    chunks = [" ", "\n a", "  ", "", "b \t", "\tc ", "  "]
    same_stream(learner, chunks, *all_pairs(draw, text))
    same_stream(learner, ["a", "   ", " b", "\n\n", "\n", "\n c"], *all_pairs(draw, text))


def test_BPETokenizer_encode_iterable_special_tokens_across_chunks(learner, draw):
    """a special token in two chunks is one id, and the longest still wins"""
    vocab, merges = trained(draw, 30)
    text = f"the{LONG} low{END}e{END}<|en{LONG}{END} new<|"
    same_stream(learner, [END, *text], vocab, merges, [END, LONG])
    same_stream(learner, cut(draw, text, 9), vocab, merges, [END, LONG])


def test_BPETokenizer_encode_iterable_reads_no_further_than_it_must(learner, draw):
    """the first ids come after the first few chunks, before the rest is read"""
    vocab, merges = trained(draw, 30)
    plain = [" ".join(draw.random.choice(ENGLISH, 5)) + " " for _ in range(40)]
    for lines in (plain, [END] * 40):
        source = learner.given("Chunks", lines)
        mine = learner.BPETokenizer(vocab, merges, [END])
        first = learner.given("take", mine.encode_iterable(source), 3)
        agree(lambda: first, lambda: bpe.encode_iterable(lines, vocab, merges, [END])[:3])
        read = source.get("read")
        sentence = f"for the first 3 ids, {read} of 40 chunks were read"
        claim(read <= 6, sentence, mistake="bpe-iterable-reads-all")


def test_BPETokenizer_encode_iterable_keeps_nothing_but_the_open_end(learner, draw):
    """a text of any length is encoded in the memory of its chunks"""
    vocab, merges = trained(draw, 30)
    line = " ".join(draw.random.choice(ENGLISH, 40)) + "\n"
    mine = learner.BPETokenizer(vocab, merges, [END])
    held = [learner.given("peak_of_stream", mine, line, times) for times in (5, 5, 45)]
    grown = held[2] - held[1]
    sentence = f"for {40 * len(line):,} characters more, {grown:,} bytes more are held at once"
    claim(grown < 20 * len(line), sentence, mistake="bpe-iterable-keeps-all")


def test_BPETokenizer_does_without_the_tokenizers_of_others(learner, draw):
    """this file imports neither torch nor a tokenizer made by others"""
    learner.BPETokenizer({i: bytes([i]) for i in range(256)}, []).encode("a")
    packages = {"torch", "torchtext", "transformers", "tokenizers", "tiktoken", "sentencepiece"}
    found = packages & set(learner.imports())
    sentence = f"the file imports {', '.join(sorted(found))}"
    claim(not found, sentence, mistake="bpe-imports-another-tokenizer")


# -- load_gpt2_bpe -----------------------------------------------------------------------------


def files_of(vocab, merges, header="#version: 0.2\n"):
    """The texts of `vocab.json` and `merges.txt`."""
    char_of = {byte: char for char, byte in bpe.byte_alphabet().items()}

    def written(token):
        return "".join(char_of[byte] for byte in token)

    lines = [f"{written(left)} {written(right)}\n" for left, right in merges]
    return json.dumps({written(t): i for i, t in vocab.items()}), header + "".join(lines)


def loaded(learner, texts, *args):
    """The learner's tokenizer of the two files."""
    vocab, merges = texts
    folder = learner.given("TextFiles", {"vocab.json": vocab, "merges.txt": merges})
    return learner.load_gpt2_bpe(folder.get("path"), *args)


def test_load_gpt2_bpe_reads_vocabulary_and_merges(learner, draw):
    """vocab and merges of the two files become bytes"""
    texts = files_of(*trained(draw, 30))
    mine = loaded(learner, texts, [])
    agree(lambda: mine.get("merges"), lambda: bpe.load_gpt2_bpe(*texts)[1])
    agree(lambda: mine.get("vocab"), lambda: bpe.load_gpt2_bpe(*texts)[0])


def test_load_gpt2_bpe_takes_a_path(learner, draw):
    """the folder may be a text or a `pathlib.Path`"""
    vocab, merges = files_of(*trained(draw, 5))
    folder = learner.given("TextFiles", {"vocab.json": vocab, "merges.txt": merges})
    learner.load_gpt2_bpe(folder.get("path"))  # if this fails, it is not for the path's sake
    path = learner.given("as_path", folder.get("path"))
    _, error = learner_outcome(lambda: learner.load_gpt2_bpe(path))
    sentence = f"a Path is refused: {error and error.message}"
    claim(not error, sentence, mistake="gpt2-bpe-path-is-no-text")


def test_load_gpt2_bpe_encodes_and_decodes(learner, draw):
    """the tokenizer that is loaded gives the ids of the files, and the text back"""
    texts = files_of(*trained(draw, 50))
    text = text_of(draw, 20)
    mine = loaded(learner, texts)
    agree(lambda: mine.encode(text), lambda: bpe.encode(text, *bpe.load_gpt2_bpe(*texts)))
    ids = bpe.encode(text, *bpe.load_gpt2_bpe(*texts))
    agree(lambda: mine.decode(ids), lambda: bpe.decode(ids, bpe.load_gpt2_bpe(*texts)[0]))


def test_load_gpt2_bpe_every_byte_has_its_character(learner, draw):
    """all 256 characters of the files are known, those from U+0100 on too"""
    texts = files_of(vocabulary_for(draw, []), [])
    agree(
        lambda: loaded(learner, texts, []).get("vocab"),
        lambda: bpe.load_gpt2_bpe(*texts)[0],
    )


def test_load_gpt2_bpe_only_the_version_is_no_merge(learner, draw):
    """a merge of # and # is a merge, and the line with the version may be missing"""
    merges = [(b"#", b"#"), (b"##", b"##"), (b" ", b"a"), (b"#", b"version:"), (b"#version", b":")]
    vocab = vocabulary_for(draw, merges)
    for header in ("#version: 0.2\n", ""):
        texts = files_of(vocab, merges, header)
        agree(lambda: loaded(learner, texts).get("merges"), lambda: bpe.load_gpt2_bpe(*texts)[1])


def test_load_gpt2_bpe_special_tokens(learner, draw):
    """<|endoftext|> is one id without being asked for, another special token when it is given"""
    vocab, merges = trained(draw, 9)
    text = f"low<|endoftext|>new{END}"
    with_end = {**vocab, 9999: b"<|endoftext|>"}
    for known, special in ((with_end, None), (vocab, None), (with_end, [END]), (with_end, [])):
        texts = files_of(known, merges)
        given = ["<|endoftext|>"] if special is None else special
        args = () if special is None else (special,)
        if special is None:
            got, _ = learner_outcome(lambda: loaded(learner, texts).encode(text))
            ordinary = got == bpe.encode(text, *bpe.load_gpt2_bpe(*texts))
            sentence = "<|endoftext|> is read as ordinary text"
            claim(not ordinary, sentence, mistake="gpt2-end-of-text-is-text")
        agree(
            lambda: loaded(learner, texts, *args).encode(text),
            lambda: bpe.encode(text, *bpe.load_gpt2_bpe(*texts), given),
        )
