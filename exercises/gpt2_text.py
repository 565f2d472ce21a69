"""The program that continues a text with GPT-2's own weights, with the modules beside this file.

It is given: there is nothing to write here. Run it as `make gpt2 WEIGHTS=folder PROMPT="..."`. The
folder holds what Hugging Face has for GPT-2: config.json, model.safetensors, vocab.json and
merges.txt.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from reference.sentence import Sentence
from tests.harness.program.errors import exit_code
from tests.harness.program.options import Parser, add_sampling_options, started_as

from .bpe import BPETokenizer, load_gpt2_bpe
from .gpt2 import GPT2, load_gpt2
from .kv_cache import generate_cached

FILES = ("config.json", "model.safetensors", "vocab.json", "merges.txt")
END = "<|endoftext|>"  # between two texts of the training data: what stands before any first word


def opened(folder: Path) -> tuple[GPT2, BPETokenizer]:
    """The model and its tokenizer; ValueError that says what is wrong with the files."""
    for name in FILES:
        if not (folder / name).is_file():
            raise ValueError(Sentence("there is no {} in {}", name, folder))
    try:
        model = load_gpt2(folder)
    except (ValueError, OSError) as error:  # a file's fault: nobody needs the lines that read it
        raise ValueError(str(error)) from None
    try:
        return model, load_gpt2_bpe(folder, [END])
    except (KeyError, ValueError) as error:
        told = Sentence("{}: vocab.json or merges.txt is not as GPT-2's: {}", folder, error)
        raise ValueError(told) from None


def continue_text(o: argparse.Namespace) -> None:
    """Print the prompt and what the model adds to it."""
    model, tokenizer = opened(o.weights)
    try:
        ids = torch.tensor([tokenizer.encode(o.prompt or END)])
    except KeyError as error:
        told = Sentence("the vocabulary of {} has no {} of the prompt", o.weights, error)
        raise ValueError(told) from None
    seeded = torch.Generator().manual_seed(o.seed)
    ids = generate_cached(model, ids, o.tokens, o.temperature, o.top_k, o.top_p, seeded)
    text = tokenizer.decode(ids[0].tolist())
    print(text.removeprefix("" if o.prompt else END))


def main(arguments: list[str]) -> int:
    line = Parser(prog=started_as(__file__), description=__doc__.splitlines()[0])
    folder = "the folder with GPT-2's four files"
    line.add_argument("--weights", type=Path, required=True, help=folder)
    add_sampling_options(line, tokens=60)
    return exit_code(continue_text, line.parse_args(arguments), __file__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
