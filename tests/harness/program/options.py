"""The command line of the given programs: which options there are, and what they may be."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from reference.sentence import Sentence
from tests.harness.program.precision import PRECISIONS, precision
from tests.harness.screen import say

UNEVEN_HEADS = (
    "D_MODEL={} cannot be cut into N_HEADS={} equal heads: choose numbers that divide, such as 128 "
    "and 4."
)
ODD_HEADS = (
    "D_MODEL={} and N_HEADS={} make heads of {} features, but MODEL=modern turns them in pairs: "
    "choose an even size, such as 128 and 4."
)
DEFAULT_CHECKPOINT = "out/model.safetensors"


class Parser(argparse.ArgumentParser):
    """Tells what is wrong in one line, without the list of all options."""

    def error(self, message: str) -> NoReturn:
        of_one = re.fullmatch(r"argument (\S+): (.*)", message, re.DOTALL)
        told = say("argument {}: {}", *of_one.groups()) if of_one else message
        self.exit(2, say("{} (--help shows every option)", told) + "\n")


def started_as(program: str) -> str:
    """How the program in this file is started, such as `python -m exercises.simple_llm`."""
    path = Path(program)
    return f"python -m {path.parent.name}.{path.stem}"


def parser(program: str, description: str) -> Parser:
    """The command line of the program in this file, `simple_llm.py`."""
    top = Parser(prog=started_as(program), description=description)
    top.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = top.add_subparsers(dest="command")
    for name in ("demo", "train"):
        command = commands.add_parser(name)
        add_training_options(command)
        add_sampling_options(command)
    command = commands.add_parser("generate")
    checkpoint = {"type": Path, "default": DEFAULT_CHECKPOINT}
    command.add_argument("--checkpoint", **checkpoint, help="what train wrote")
    add_sampling_options(command)
    return top


def add_training_options(command: argparse.ArgumentParser) -> None:
    whole, place = within(int, 0), {"type": Path, "default": DEFAULT_CHECKPOINT}
    command.add_argument("--data", default="stories", help="stories, pydoc or a UTF-8 text file")
    command.add_argument("--model", choices=("simple", "modern"), default="simple")
    command.add_argument("--steps", type=whole, help="default: 1000 for stories, else 1500")
    command.add_argument("--batch", type=whole, default=16)
    command.add_argument("--lr", type=within(float, 0), default=3e-3, help="at its highest")
    command.add_argument("--seq-len", type=whole, default=64, help="how far the model looks back")
    command.add_argument("--d-model", type=whole, default=128)
    command.add_argument("--n-heads", type=whole, default=4)
    command.add_argument("--n-layers", type=whole, default=2)
    command.add_argument("--precision", choices=PRECISIONS, default="auto", help="of products")
    command.add_argument("--out", **place, help="where the checkpoint goes")


def add_sampling_options(command: argparse.ArgumentParser, tokens: int = 200) -> None:
    above_zero, warm = within(int, 0), within(float, 0, open_low=False)
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--prompt", default="", help="what to continue")
    command.add_argument("--tokens", type=above_zero, default=tokens, help="how many to add")
    command.add_argument("--temperature", type=warm, default=0.8, help="0: always the likeliest")
    command.add_argument("--top-k", type=above_zero, default=None)
    command.add_argument("--top-p", type=within(float, 0, 1), default=None)


def within(
    number: type, low: float, high: float = math.inf, open_low: bool = True
) -> Callable[[str], float]:
    """An argparse type: a number above `low` (or from it on), up to `high`."""

    def parse(text: str):
        try:
            value = number(text)
        except ValueError:
            told = say("invalid {} value: {}", number.__name__, repr(text))
            raise argparse.ArgumentTypeError(told) from None
        if low < value <= high or (value == low and not open_low):
            return value
        raise argparse.ArgumentTypeError(bounds(text))

    def bounds(text: str) -> str:
        if high < math.inf:
            told = "{} must be greater than {} and at most {}"
            return say(told, text, f"{low:g}", f"{high:g}")
        if open_low:
            return say("{} must be greater than {}", text, f"{low:g}")
        return say("{} must be at least {}", text, f"{low:g}")

    return parse


def completed(options: argparse.Namespace) -> argparse.Namespace:
    """With the steps that fit the text and a precision that fits the processor.

    ValueError for heads that no model can have.
    """
    if options.d_model % options.n_heads:
        raise ValueError(Sentence(UNEVEN_HEADS, options.d_model, options.n_heads))
    of_each = options.d_model // options.n_heads
    if options.model == "modern" and of_each % 2:
        raise ValueError(Sentence(ODD_HEADS, options.d_model, options.n_heads, of_each))
    options.precision = precision(options.precision)
    options.steps = options.steps or (1000 if options.data == "stories" else 1500)
    return options
