"""The text a model learns from, with what is known about it: `stories`, `pydoc`, or any text file.

python -m reference.corpus download shakespeare [FOLDER]
"""

import hashlib
import os
import sys
import tempfile
import unicodedata
import urllib.request
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from itertools import pairwise
from math import log
from pathlib import Path

from reference import grammar
from reference.sentence import Sentence


@dataclass(frozen=True)
class Corpus:
    """A text, the places where its pieces start (None: a window may begin anywhere), and levels.

    `levels` are losses in nats per character to read a model's loss against, worst first.
    """

    name: str
    text: str
    starts: tuple[int, ...] | None = None
    levels: Mapping[str, float] = field(default_factory=dict)


def load(source: str | os.PathLike) -> Corpus:
    """The corpus called `stories` or `pydoc`, else the text file at that path.

    ValueError, one sentence for the learner, if there is no such text.
    """
    known = {"stories": stories, "pydoc": pydoc}
    return known[source]() if source in known else text_file(source)


def stories(n_stories: int = 16384, seed: int = 1) -> Corpus:
    """Stories of `reference.grammar`, one a line; its levels are exact.

    Train and judge a model on windows of 64 characters that begin at `starts`: each holds one
    story, so that `levels["floor"]` is what a perfect model loses. A window cut elsewhere hides
    the beginning of its first story and costs more.
    """
    text = "".join(grammar.tell(n_stories, seed))
    starts = tuple(range(0, len(text), grammar.story_length()))
    return Corpus("stories", text, starts, grammar.levels())


def pydoc() -> Corpus:
    """The reference manual that ships with every Python as `pydoc_data.topics`, in plain ASCII."""
    try:
        topics = import_module("pydoc_data.topics").topics
    except ImportError:
        told = Sentence(
            "This Python came without its manual (pydoc_data.topics); "
            "take DATA=stories or the path of a text file instead."
        )
        raise ValueError(told) from None
    text = plain("\n".join(topics[name].strip() + "\n" for name in sorted(topics)))
    return Corpus("pydoc", text, levels=counted_levels(text))


TYPOGRAPHY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "--", "ß": "ss"})


def plain(text: str) -> str:
    """The text in printable ASCII and newlines: quotes straight, accents off, the rest dropped."""
    decomposed = unicodedata.normalize("NFKD", text.translate(TYPOGRAPHY))
    return "".join(c for c in decomposed if c == "\n" or (c.isascii() and c.isprintable()))


def text_file(path: str | os.PathLike) -> Corpus:
    """A UTF-8 text file, without its byte order mark and with "\\n" for every line end."""
    path = Path(os.path.expanduser(path))
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        told = "There is no file {}; DATA is stories, pydoc or the path of a text file."
        raise ValueError(Sentence(told, path)) from None
    except IsADirectoryError:
        raise ValueError(Sentence("{} is a folder; name one text file in it.", path)) from None
    except OSError as error:
        told = Sentence("{} cannot be read ({}); name another file.", path, error.strerror)
        raise ValueError(told) from None
    text = _decoded(raw, path).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        told = Sentence("{} is empty; name a file with text in it to learn from.", path)
        raise ValueError(told)
    return Corpus(str(path), text, levels=counted_levels(text))


def _decoded(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        told = "{} is not UTF-8 text (byte {} is 0x{}); save it as UTF-8 or name another file."
        wrong = f"{raw[error.start]:02x}"
        raise ValueError(Sentence(told, path, error.start, wrong)) from None


def counted_levels(text: str) -> dict[str, float]:
    """Losses of the best tables that see nothing, no character, one character before.

    Counted on the whole text and used on the same text: a short one flatters them.
    """
    if len(text) < 2:
        return {}
    bigrams = Counter(map("".join, pairwise(text)))
    return {
        "uniform": log(len(set(text))),
        "unigram": grammar.conditional_entropy(Counter(text)),
        "bigram": grammar.conditional_entropy(bigrams),
    }


def split(corpus: Corpus, fraction: float = 0.1) -> tuple[Corpus, Corpus]:
    """(train, validation): the last `fraction` of the text validates, cut where a piece starts."""
    if not 0 < fraction < 1:
        raise ValueError(f"The validation fraction is {fraction}; it must lie between 0 and 1.")
    cut = round(len(corpus.text) * (1 - fraction))
    starts = corpus.starts
    if starts is not None:
        cut = min(starts, key=lambda start: abs(start - cut))
    return (
        _part(corpus, "{} (the training part)", 0, cut),
        _part(corpus, "{} (the validation part)", cut, len(corpus.text)),
    )


def _part(corpus: Corpus, name: str, begin: int, end: int) -> Corpus:
    starts = corpus.starts
    if starts is not None:
        starts = tuple(start - begin for start in starts if begin <= start < end)
    return Corpus(Sentence(name, corpus.name), corpus.text[begin:end], starts, corpus.levels)


def window_starts(corpus: Corpus, seq_len: int) -> tuple[int, ...] | None:
    """The `starts` whose window fits (None: anywhere); ValueError if the text is too short for any.

    A window takes seq_len + 1 characters: the last one is only predicted.
    """
    room = len(corpus.text) - (seq_len + 1)
    if room < 0:
        told = (
            "{} has {} characters, but a window of {} needs {}; take a longer text or a shorter "
            "window."
        )
        raise ValueError(Sentence(told, corpus.name, len(corpus.text), seq_len, seq_len + 1))
    return None if corpus.starts is None else tuple(s for s in corpus.starts if s <= room)


@dataclass(frozen=True)
class Download:
    """A text to be had from the network, known by its checksum."""

    url: str
    sha256: str
    file: str


DOWNLOADS = {
    "shakespeare": Download(
        "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
        "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
        "tinyshakespeare.txt",
    )
}


def download(what: Download, folder: str | os.PathLike = ".") -> Path:
    """Fetch a text into `folder`, whole and with the right checksum or not at all.

    Returns its path; a good copy already there is kept. ValueError if it cannot be had.
    """
    path = Path(folder) / what.file
    if path.is_file() and _sha256(path.read_bytes()) == what.sha256:
        return path
    try:
        with urllib.request.urlopen(what.url, timeout=30) as answer:
            content = answer.read()
    except OSError as error:
        raise ValueError(f"{what.url} cannot be fetched ({error}); is there a network?") from None
    if _sha256(content) != what.sha256:
        raise ValueError(
            f"{what.url} sent {len(content)} bytes with sha256 {_sha256(content)}, not "
            f"{what.sha256}; nothing was written: the text has changed or was damaged on its way."
        )
    _write(path, content)
    return path


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Atomic: the file appears whole under its name, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(partial, 0o644)
        os.replace(partial, path)
    except BaseException:
        os.unlink(partial)
        raise


def main(arguments: list[str]) -> int:
    """`download WHAT [FOLDER]`; the exit code."""
    if not 2 <= len(arguments) <= 3 or arguments[0] != "download" or arguments[1] not in DOWNLOADS:
        print(f"usage: python -m reference.corpus download {{{','.join(DOWNLOADS)}}} [FOLDER]")
        return 2
    try:
        path = download(DOWNLOADS[arguments[1]], *arguments[2:])
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{path}: checksum right. Train on it with: make train DATA={path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
