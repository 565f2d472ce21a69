"""The corpora: levels against independent estimates, and what a learner with a bad file is told."""

import math
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from itertools import accumulate, pairwise, product
from statistics import fmean, stdev

import pytest

from reference import corpus, grammar

SLOT = re.compile(r"\{(\w+)\}")
SMALL = replace(
    grammar.STORIES,
    openings=grammar.STORIES.openings[:2],
    endings=grammar.STORIES.endings[:3],
    words={
        "name": "Anna Abel Lily",  # two begin alike
        "thing": "kite king",  # so do these
        "kind": "blue pink",
        "animal": "goat wolf",
        "place": "cave",
    },
)


def probabilities(rules, copies=True):
    """Each story with its probability: the slots of a pattern filled; without copies, each anew."""
    stories = Counter()
    for pattern in map("".join, product(rules.openings, rules.endings)):
        named = SLOT.findall(pattern)
        slots = sorted(set(named)) if copies else named
        fillings = list(product(*(rules.words[slot].split() for slot in slots)))
        for words in fillings:
            rest = iter(words)
            word_of = dict(zip(slots, words, strict=True)) if copies else None
            story = SLOT.sub(lambda m: word_of[m[1]] if copies else next(rest), pattern)
            stories[story] += 1 / len(rules.openings) / len(rules.endings) / len(fillings)
    return stories


@pytest.fixture(scope="module")
def heard():
    """All 442,368 stories with their probabilities."""
    return probabilities(grammar.STORIES)


def test_the_floor_is_the_entropy_of_all_stories(heard):
    for rules, truth in ((SMALL, probabilities(SMALL)), (grammar.STORIES, heard)):
        assert math.fsum(truth.values()) == pytest.approx(1)
        nats = -math.fsum(p * math.log(p) for p in truth.values())
        assert grammar.floor(rules) == pytest.approx(nats / 64, rel=1e-12)


def test_no_copying_is_the_loss_of_a_predictor_that_draws_every_mention_anew():
    believed = probabilities(SMALL, copies=False)
    nats = -math.fsum(p * math.log(believed[s]) for s, p in probabilities(SMALL).items())
    assert grammar.no_copying(SMALL) == pytest.approx(nats / 64, rel=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3, 12])  # 12 reach from one story's name to the next's
def test_ngrams_are_weighted_as_in_all_pairs_of_stories(n):
    truth = probabilities(SMALL)
    heads = Counter()
    for story, p in truth.items():
        heads[story[: n - 1]] += p
    expected = Counter()
    for (story, p), (head, q) in product(truth.items(), heads.items()):
        for i in range(64):
            expected[(story + head)[i : i + n]] += p * q / 64
    weights = grammar.ngram_weights(n, SMALL)
    total = sum(weights.values())
    assert {ngram: w / total for ngram, w in weights.items()} == pytest.approx(dict(expected))


class Listener:
    """A perfect predictor of the full grammar that knows no formula: it has heard every story."""

    def __init__(self, heard):
        self.stories = sorted(heard)
        self.below = [0.0, *accumulate(heard[story] for story in self.stories)]

    def probability(self, prefix):
        first, past = (bisect_left(self.stories, prefix + end) for end in ("", "\x7f"))
        return self.below[past] - self.below[first]

    def loss(self, window):
        """Mean over the window's 65 characters but the first, each given those before it."""
        story, following = window[:64], window[64:]
        heard = [self.probability(story[:i]) for i in range(1, 65)]
        surprises = [math.log(before / now) for before, now in pairwise(heard)]
        return (math.fsum(surprises) - math.log(self.probability(following))) / 64


def test_a_perfect_predictor_on_windows_at_story_starts_loses_the_floor(heard):
    listener, told = Listener(heard), corpus.stories(3001, seed=5)
    losses = [listener.loss(told.text[s : s + 65]) for s in corpus.window_starts(told, 64)]
    error = stdev(losses) / math.sqrt(len(losses))
    assert len(losses) == 3000
    assert error < 1e-3
    assert abs(fmean(losses) - told.levels["floor"]) < 4 * error


def test_ngram_levels_are_met_by_a_long_sample():
    text, levels = corpus.stories(16000, seed=5).text, grammar.levels()
    assert levels["uniform"] == math.log(len(set(text)))
    for n, name in enumerate(("unigram", "bigram", "trigram"), start=1):
        counts = Counter(text[i : i + n] for i in range(len(text)))
        assert levels[name] == pytest.approx(grammar.conditional_entropy(counts), abs=2e-3)


def test_each_level_is_clearly_below_the_one_before():
    levels = list(grammar.levels().items())
    assert [name for name, _ in levels] == [
        *("uniform", "unigram", "bigram", "trigram", "no copying", "floor"),
    ]
    assert all(low < 0.85 * high for (_, high), (_, low) in pairwise(levels))


def test_a_story_is_a_line_of_64_characters_that_repeats_its_name_and_its_thing():
    told = corpus.stories(500, seed=2)
    lines = told.text.splitlines(keepends=True)
    assert [told.text[s : s + 64] for s in told.starts] == lines
    assert set(told.text) < set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ,.'!?\n")
    for line in lines:
        for slot in ("name", "thing"):
            words = re.findall("|".join(grammar.STORIES.choices(slot)), line)
            assert len(words) >= 2
            assert len(set(words)) == 1


def test_the_seed_decides_the_stories():
    assert corpus.stories(50, seed=3) == corpus.stories(50, seed=3)
    assert corpus.stories(50, seed=3).text != corpus.stories(50, seed=4).text
    assert (
        corpus.load("stories").text[:64]
        == "Emma found a gray book today. A wolf ran away with Emma's book.\n"
    )


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            {"words": {**SMALL.words, "name": "Anna Bo"}},
            "The words of name must all have one length",
        ),
        ({"endings": ("{name} slept.\n", "{thing}\n")}, "Stories have [35, 42] characters"),
    ],
)
def test_a_grammar_of_uneven_stories_is_refused(changed, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        grammar.story_length(replace(SMALL, **changed))


def test_pydoc_is_the_manual_in_plain_ascii():
    manual = corpus.load("pydoc")
    assert len(manual.text) > 200_000
    assert "assert" in manual.text
    assert set(manual.text) <= set(map(chr, range(32, 127))) | {"\n"}
    assert manual.starts is None
    assert manual.levels["uniform"] > manual.levels["unigram"] > manual.levels["bigram"] > 2


def test_plain_text_keeps_what_ascii_can_say():
    assert corpus.plain("“naïve” – it’s…\t½ 世\n") == '"naive" - it\'s...12 \n'


def test_pydoc_may_be_missing(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pydoc_data.topics", None)
    with pytest.raises(ValueError, match=r"This Python came without its manual"):
        corpus.load("pydoc")


def test_a_file_loses_its_byte_order_mark_and_its_carriage_returns(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes("\ufeffwäre\r\n世界🙂\rend\n".encode())
    loaded = corpus.load(path)
    assert loaded.text == "wäre\n世界🙂\nend\n"
    assert (loaded.name, loaded.starts) == (str(path), None)


def test_levels_of_a_text_are_counted():
    levels = corpus.counted_levels("abab")
    assert levels == pytest.approx({"uniform": math.log(2), "unigram": math.log(2), "bigram": 0})
    assert corpus.counted_levels("a") == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "There is no file {}; DATA is stories, pydoc or the path of a text file."),
        (b"", "{} is empty; name a file with text in it to learn from."),
        (b"\xef\xbb\xbf \r\n", "{} is empty; name a file with text in it to learn from."),
        (
            b"caf\xe9 au lait",
            "{} is not UTF-8 text (byte 3 is 0xe9); save it as UTF-8 or name another file.",
        ),
        (
            "text".encode("utf-16"),
            "{} is not UTF-8 text (byte 0 is 0xff); save it as UTF-8 or name another file.",
        ),
    ],
)
def test_a_file_that_is_no_text_is_told_so_in_one_sentence(tmp_path, content, says):
    path = tmp_path / "some.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"\A{re.escape(says.format(path))}\Z"):
        corpus.load(str(path))


def test_a_path_that_is_no_file_is_told_so_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("text")
    with pytest.raises(ValueError, match=r"is a folder; name one text file in it\.\Z"):
        corpus.load(tmp_path)
    with pytest.raises(ValueError, match=r"cannot be read \(Not a directory\); name another file"):
        corpus.load(tmp_path / "file" / "inside")


def test_validation_is_the_end_of_the_text():
    whole = corpus.Corpus("some", "abcdefghij", levels={"floor": 1.0})
    train, validation = corpus.split(whole, 0.3)
    assert (train.text, validation.text) == ("abcdefg", "hij")
    assert train.levels == validation.levels == whole.levels


@pytest.mark.parametrize("fraction", [0.1, 0.25, 0.5])
def test_stories_are_split_between_stories(fraction):
    told = corpus.stories(101, seed=0)
    train, validation = corpus.split(told, fraction)
    assert train.text + validation.text == told.text
    assert len(validation.text) == pytest.approx(fraction * len(told.text), abs=32)
    for part in (train, validation):
        assert part.starts == tuple(range(0, len(part.text), 64))


@pytest.mark.parametrize("fraction", [0, 1, -0.1, 1.5])
def test_a_split_leaves_something_on_both_sides(fraction):
    with pytest.raises(ValueError, match=rf"is {fraction}; it must lie between 0 and 1"):
        corpus.split(corpus.Corpus("some", "text"), fraction)


def test_a_window_starts_where_it_and_its_last_target_fit():
    assert corpus.window_starts(corpus.stories(3, seed=0), 64) == (0, 64)
    assert corpus.window_starts(corpus.stories(3, seed=0), 63) == (0, 64, 128)
    assert corpus.window_starts(corpus.Corpus("some", "x" * 65), 64) is None


def test_a_text_too_short_for_a_window_is_told_so_in_one_sentence():
    _, validation = corpus.split(corpus.Corpus("my.txt", "x" * 640))
    says = (
        "my.txt (the validation part) has 64 characters, but a window of 64 needs 65; "
        "take a longer text or a shorter window."
    )
    with pytest.raises(ValueError, match=rf"\A{re.escape(says)}\Z"):
        corpus.window_starts(validation, 64)


TEXT_SHA256 = "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"  # of b"text"


@pytest.fixture
def served(tmp_path):
    """A download of the four bytes `text` over file://, and the folder it is to go to."""
    source = tmp_path / "source.txt"
    source.write_bytes(b"text")
    return corpus.Download(source.as_uri(), TEXT_SHA256, "text.txt"), tmp_path / "new" / "folder"


def test_a_download_is_written_whole(served):
    what, folder = served
    path = corpus.download(what, folder)
    assert path.read_bytes() == b"text"
    assert [p.name for p in folder.iterdir()] == ["text.txt"]
    gone = replace(what, url="file:///nowhere")
    assert corpus.download(gone, folder) == path  # a good copy is not fetched again


def test_a_download_with_another_checksum_is_not_written(served):
    what, folder = served
    with pytest.raises(
        ValueError, match=r"sent 4 bytes with sha256 982d.* not 0+; nothing was writ"
    ):
        corpus.download(replace(what, sha256="0" * 64), folder)
    assert not folder.exists()


def test_a_download_that_breaks_off_leaves_no_file(served, monkeypatch):
    what, folder = served
    monkeypatch.setattr(
        corpus.os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full"))
    )
    with pytest.raises(OSError, match="disk full"):
        corpus.download(what, folder)
    assert list(folder.iterdir()) == []


def test_a_download_without_a_network_is_told_so(served):
    what, folder = served
    with pytest.raises(ValueError, match=r"nowhere cannot be fetched \(.*\); is there a network\?"):
        corpus.download(replace(what, url="file:///nowhere"), folder)


def test_the_command_downloads_by_name(served, monkeypatch, capsys):
    what, folder = served
    monkeypatch.setitem(corpus.DOWNLOADS, "shakespeare", what)
    assert corpus.main(["download", "shakespeare", str(folder)]) == 0
    assert f"make train DATA={folder / 'text.txt'}" in capsys.readouterr().out
    monkeypatch.setitem(corpus.DOWNLOADS, "shakespeare", replace(what, sha256="0" * 64))
    assert corpus.main(["download", "shakespeare", str(folder)]) == 1
    assert "nothing was written" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["download"], ["download", "novels"], ["upload"] * 2])
def test_the_command_says_how_it_is_used(arguments, capsys):
    assert corpus.main(arguments) == 2
    assert "usage: python -m reference.corpus download {shakespeare}" in capsys.readouterr().out
