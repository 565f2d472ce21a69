"""BPE against the libraries everybody uses: `tokenizers` and `tiktoken` give the same ids."""

import json
import random
from pathlib import Path

import pytest
import tiktoken
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from reference import bpe, corpus
from solutions.bpe import PATTERN, BPETokenizer, load_gpt2_bpe, train_bpe

END, LONG = "<|endoftext|>", "<|endoftext|><|endoftext|>"
SAMPLES = {
    "english": "The tokenizer's job, they'd say, isn't hard: we've 42 rules; I'll show you!",
    "chinese": "那是问题:生存还是毁灭。 你好,世界!你好",
    "emoji": "🙂🙃 👩‍👩‍👧‍👦 🇨🇳x🙂",
    "code": "def f(x):\n    if x_1 != 0x1F:\n\t\treturn {'a': [1, 2]}  # no\n\n\n",
    "blanks": "  a   b\n\n\n c \t\t d\r\n   \u00a0\u3000 e \n ",
    "odd": "naïve e\u0301 ½ ² \x00\x7f\u200b 'LL 'll'll ''s",
    "special": f"{END}a{END}{END} b{LONG}{LONG}{END}c<|endoftext|",
    "nothing": "",
}


def text_of(length: int) -> str:
    return corpus.pydoc().text[:length] + "".join(SAMPLES.values()) * 5


@pytest.fixture(scope="module")
def trained():
    """(vocab, merges) of some English, with a bit of everything else."""
    return train_bpe(text_of(60_000), 256 + 700)


def with_special(trained):
    vocab, merges = trained
    return BPETokenizer(vocab, merges, [END, LONG])


def as_tokenizers(trained, special=(END, LONG)) -> Tokenizer:
    """The same merges in Hugging Face's library."""
    vocab, merges = trained
    char_of = {byte: char for char, byte in bpe.byte_alphabet().items()}

    def written(token):
        return "".join(char_of[byte] for byte in token)

    model = models.BPE(
        vocab={written(token): i for i, token in vocab.items()},
        merges=[(written(left), written(right)) for left, right in merges],
    )
    made = Tokenizer(model)
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(token, normalized=False) for token in special])
    return made


def as_tiktoken(trained) -> tiktoken.Encoding:
    """The same merges in OpenAI's library; of overlapping special tokens it takes any."""
    vocab, _ = trained
    return tiktoken.Encoding(
        "kata",
        pat_str=PATTERN.pattern,
        mergeable_ranks={token: i for i, token in vocab.items()},
        special_tokens={END: len(vocab)},
    )


def test_no_token_was_made_twice(trained):
    """tiktoken knows tokens by their bytes only; the comparison needs each once."""
    vocab, _ = trained
    assert len(set(vocab.values())) == len(vocab)


@pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES)
def test_ids_are_those_of_tokenizers(trained, text):
    ids = with_special(trained).encode(text)
    assert ids == as_tokenizers(trained).encode(text).ids
    assert ids == bpe.encode(text, *trained, [END, LONG])


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "special"])
def test_ids_are_those_of_tiktoken(trained, name):
    ids = with_special(trained).encode(SAMPLES[name])
    assert ids == as_tiktoken(trained).encode(SAMPLES[name], allowed_special="all")


def test_special_ids_are_those_of_tiktoken(trained):
    tokenizer, text = BPETokenizer(*trained, [END]), SAMPLES["special"]
    assert tokenizer.encode(text) == as_tiktoken(trained).encode(text, allowed_special={END})


@pytest.mark.parametrize("seed", range(3))
def test_ids_of_a_random_mixture_are_those_of_both(trained, seed):
    bits = [*"abcelrstv 1'!\n\té你🙂_", "  ", END, "the ", " and", "'ll", "\r\n", "\u00a0"]
    text = "".join(random.Random(seed).choices(bits, k=3000))
    ids = BPETokenizer(*trained, [END]).encode(text)
    assert ids == as_tokenizers(trained, [END]).encode(text).ids
    assert ids == as_tiktoken(trained).encode(text, allowed_special={END})


@pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES)
def test_decoding_gives_the_text_back(trained, text):
    tokenizer = with_special(trained)
    assert tokenizer.decode(tokenizer.encode(text)) == text
    assert bpe.decode(tokenizer.encode(text), tokenizer.vocab) == text


def test_decoding_of_damaged_bytes_is_that_of_tiktoken(trained):
    ids = random.Random(0).choices(range(256), k=400)
    assert with_special(trained).decode(ids) == as_tiktoken(trained).decode(ids)


@pytest.mark.parametrize("seed", range(20))
def test_a_stream_gives_the_ids_of_the_whole(trained, seed):
    rng = random.Random(seed)
    bits = ["'", "l", "s", "ve", " ", "\n", "  ", "é", "你", END, "<|", "endoftext|>", "1", "!"]
    text = "".join(rng.choices(bits, k=60))
    ends = sorted(rng.choices(range(len(text) + 1), k=25))
    chunks = [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]
    tokenizer = with_special(trained)
    whole = tokenizer.encode(text)
    assert list(tokenizer.encode_iterable(chunks)) == whole
    assert list(tokenizer.encode_iterable(text)) == whole
    assert bpe.encode_iterable(chunks, *trained, [END, LONG]) == whole


def test_a_stream_keeps_only_its_open_end(trained):
    seen = []

    def lines():
        for number in range(1000):
            seen.append(number)
            yield f"line {number} of a file\n"

    ids = with_special(trained).encode_iterable(lines())
    next(ids)
    assert len(seen) <= 3


@pytest.mark.parametrize("size", [256, 290, 330])
def test_solution_and_reference_train_alike(size):
    text = text_of(6_000) + END + "aaa aaaa aaaaa " * 9
    assert train_bpe(text, size, [END][: size - 256]) == bpe.train_bpe(
        text, size, [END][: size - 256]
    )


def test_first_merges_are_those_of_tokenizers():
    """As long as no two pairs are equally frequent: theirs go to the smaller ids."""
    text = text_of(60_000)
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=256 + 60, show_progress=False, initial_alphabet=alphabet
    )
    made.train_from_iterator([text], trainer)
    theirs = [tuple(pair) for pair in json.loads(made.to_str())["model"]["merges"]]
    byte_of = bpe.byte_alphabet()
    mine = train_bpe(text, 256 + 60)[1]
    assert mine[:25] == [
        tuple(bpe.token_bytes(half, byte_of) for half in pair) for pair in theirs[:25]
    ]


def test_files_of_tokenizers_are_read(trained, tmp_path):
    as_tokenizers(trained).model.save(str(tmp_path))
    assert sorted(path.name for path in Path(tmp_path).iterdir()) == ["merges.txt", "vocab.json"]
    loaded = load_gpt2_bpe(tmp_path)
    texts = [(tmp_path / n).read_text(encoding="utf-8") for n in ("vocab.json", "merges.txt")]
    assert (loaded.vocab, loaded.merges) == (
        bpe.with_special(trained[0], [END]),
        trained[1],
    )
    assert bpe.load_gpt2_bpe(*texts) == trained
    text = "".join(SAMPLES.values())
    assert loaded.encode(text) == BPETokenizer(*trained, [END]).encode(text)


def test_a_missing_file_is_named(tmp_path):
    (tmp_path / "vocab.json").write_text("{}", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"merges\.txt"):
        load_gpt2_bpe(tmp_path)
