"""load_gpt2_bpe: GPT-2's files."""

from functools import partial

from tests.mistakes import mistake

of_loading = partial(mistake, of="load_gpt2_bpe")

FILES = "GPT-2's files"

MISTAKES = [
    of_loading(
        "gpt2-only-the-blank-is-mapped",
        advice="""You turn Ġ back into a blank and take the rest as text. Ġ is only one of 256
        characters that stand for bytes: map each of them.""",
        at="token_bytes",
        numpy=(
            "bytes(byte_of[char] for char in written)",
            'written.replace("Ġ", " ").encode("utf-8")',
        ),
        torch=(
            "bytes(byte_of[char] for char in written)",
            'written.replace("Ġ", " ").encode("utf-8")',
        ),
        read=FILES,
    ),
    of_loading(
        "gpt2-alphabet-ends-early",
        advice="""Your three ranges of visible bytes end one early: `range(33, 126)` has no 126. The
        bytes after that get the characters of others.""",
        at="byte_alphabet",
        numpy=(
            "*range(33, 127), *range(161, 173), *range(174, 256)",
            "*range(33, 126), *range(161, 172), *range(174, 255)",
        ),
        torch=(
            "*range(33, 127), *range(161, 173), *range(174, 256)",
            "*range(33, 126), *range(161, 172), *range(174, 255)",
        ),
        read=FILES,
    ),
    of_loading(
        "gpt2-version-is-a-merge",
        advice="""The line with the version has become a merge, and every rank is one too high. Skip
        a first line that begins with "#version".""",
        at="merges_of",
        numpy=('lines[0].startswith("#version")', "False"),
        torch=('if lines[0].startswith("#version"):', "if False:"),
        read=FILES,
    ),
    of_loading(
        "gpt2-first-line-always-skipped",
        advice="""You skip the first line whatever it says. Without a version, the first merge
        stands there: look whether the line begins with "#version".""",
        at="merges_of",
        numpy=('lines[0].startswith("#version")', "True"),
        torch=('if lines[0].startswith("#version"):', "if True:"),
        read=FILES,
    ),
    of_loading(
        "gpt2-hash-taken-for-a-comment",
        advice="""You skip every line that begins with #. "# #" is a merge like others: only the
        first line can be the version.""",
        at="merges_of",
        numpy=("for line in lines if line]", 'for line in lines if line and line[0] != "#"]'),
        torch=("for line in lines if line]", 'for line in lines if line and line[0] != "#"]'),
        read=FILES,
    ),
    of_loading(
        "gpt2-bpe-path-is-no-text",
        advice="""You glue the folder and the name together with `+`, which works for texts only.
        Use `Path(folder) / name`: it takes a text and a Path.""",
        torch=[
            ('(Path(folder) / "vocab.json")', 'Path(folder + "/vocab.json")'),
            ('(Path(folder) / "merges.txt")', 'Path(folder + "/merges.txt")'),
        ],
        read=FILES,
    ),
    of_loading(
        "gpt2-end-of-text-is-text",
        advice="""Without being told, your tokenizer reads <|endoftext|> as letters. Hand the
        special tokens on to `BPETokenizer`.""",
        torch=("merges, special_tokens)\n", "merges)\n"),
        read=FILES,
    ),
]
