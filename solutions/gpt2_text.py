"""The program that continues a text with GPT-2's own weights, with the modules beside this file.

It is given: there is nothing to write here. Run it as `make gpt2 WEIGHTS=folder PROMPT="..."`. The
folder holds what Hugging Face has for GPT-2: config.json, model.safetensors, vocab.json and
merges.txt.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from pathlib import Path

import torch

from .bpe import load_gpt2_bpe
from .gpt2 import load_gpt2
from .kv_cache import generate_cached

END = "<|endoftext|>"  # between two texts of the training data: what stands before any first word


def continued(options: argparse.Namespace) -> str:
    """The prompt and what the model adds to it."""
    folder = Path(options.weights)
    model = load_gpt2(folder)
    for name in ("vocab.json", "merges.txt"):
        if not (folder / name).is_file():
            raise ValueError(f"there is no {name} in {folder}")
    try:
        tokenizer = load_gpt2_bpe(folder, [END])
    except (KeyError, ValueError) as error:
        raise ValueError(f"{folder}: vocab.json or merges.txt is not as GPT-2's: {error}") from None
    try:
        ids = torch.tensor([tokenizer.encode(options.prompt or END)])
    except KeyError as error:
        raise ValueError(f"the vocabulary of {folder} has no {error} of the prompt") from None
    generator = torch.Generator().manual_seed(options.seed)
    sampling = (options.temperature, options.top_k, options.top_p, generator)
    ids = generate_cached(model, ids, options.tokens, *sampling)[0].tolist()
    return tokenizer.decode(ids).removeprefix("" if options.prompt else END)


def parser() -> argparse.ArgumentParser:
    line = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    line.add_argument("--weights", required=True, help="the folder with GPT-2's four files")
    line.add_argument("--prompt", default="", help="what to continue")
    line.add_argument("--tokens", type=int, default=60, help="how many to add")
    line.add_argument("--temperature", type=float, default=0.8, help="0: always the likeliest")
    line.add_argument("--top-k", type=int)
    line.add_argument("--top-p", type=float)
    line.add_argument("--seed", type=int, default=0)
    return line


def main(arguments: list[str]) -> int:
    try:
        print(continued(parser().parse_args(arguments)))
    except NotImplementedError as error:
        hole = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(hole.filename).name}:{hole.lineno}"
        print(f"{hole.name} ({where}) is not written yet; try TARGET=solutions", file=sys.stderr)
        return 1
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
