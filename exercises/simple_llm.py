"""The program that trains a model and samples from it, with the modules beside this file.

It is given: there is nothing to write here. Run it as `python -m exercises.simple_llm` (your
modules) or `python -m solutions.simple_llm` (the finished ones), followed by

    demo       train on the default corpus and show what came out (what you get without a word)
    train      train, keep a checkpoint and the loss curve
    generate   continue a prompt from a checkpoint

and by `--help` for the options.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Callable
from pathlib import Path

# A thread with nothing to do soon sleeps: threads that wait by counting take each other's processor
# where there is other work, and a step takes many times as long. Read when torch is imported.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")

import torch
from torch import Tensor, nn

from reference import corpus
from tests.harness.no_compiler import leave_out_the_compiler
from tests.harness.program import checkpoint, display
from tests.harness.program.errors import exit_code
from tests.harness.program.options import completed, parser
from tests.harness.program.precision import computing_in
from tests.harness.program.prompts import check_prompt, prompts
from tests.harness.screen import say

from .generation import generate
from .model import SimpleLLM, count_parameters
from .tokenizer import SimpleTokenizer
from .training import evaluate, train

CHECK_BATCHES = 16  # of text that is never trained on, to measure the loss


class Run:
    """A text to learn from, a tokenizer made of it, and a model that learns it."""

    def __init__(self, options: argparse.Namespace):
        self.options = completed(options)
        text = corpus.load(options.data)
        self.tokenizer = SimpleTokenizer(text.text)
        self.training, self.validation = (self.encoded(part) for part in corpus.split(text))
        torch.manual_seed(options.seed)
        config = sizes(self.tokenizer.vocab_size, options)
        self.model = model_class(options.model)(**config)
        self.about = {  # what the checkpoint says of the model
            "model": options.model,
            "config": config,
            "vocabulary": list(self.tokenizer.chars),
            "data": options.data,
            "levels": dict(text.levels),
            "curve": [],  # [steps done, training loss, validation loss] at every check
            "openings": sorted({text.text[start] for start in text.starts or ()}),
        }

    def encoded(self, part: corpus.Corpus) -> tuple[Tensor, Tensor | None]:
        """A part of the text as ids, and where its windows may begin (None: anywhere)."""
        starts = corpus.window_starts(part, self.options.seq_len)
        ids = torch.tensor(self.tokenizer.encode(part.text))
        return ids, None if starts is None else torch.tensor(starts)

    def learn(self, on_step: Callable[[int, float], None]) -> None:
        """Train; on_step(step, loss) hears of every step."""
        leave_out_the_compiler()
        o, (data, starts) = self.options, self.training
        with computing_in(o.precision):
            train(
                self.model,
                data,
                o.steps,
                o.batch,
                o.seq_len,
                generator=torch.Generator().manual_seed(o.seed),
                starts=starts,
                schedule=lambda step: warm_up_and_cosine(step, o.steps, o.lr),
                on_step=on_step,
            )

    def validation_loss(self) -> float:
        """The loss on text that is never trained on, on the same windows every time."""
        (data, starts), o = self.validation, self.options
        seeded = torch.Generator().manual_seed(0)
        with computing_in("float32"):
            return evaluate(self.model, data, o.batch, o.seq_len, CHECK_BATCHES, seeded, starts)

    def check(self, done: int, loss: float) -> float:
        """After so many steps: measure, note it in the curve, and keep the model as it is now."""
        validation = self.validation_loss()
        self.about["curve"].append([done, loss, validation])
        checkpoint.save(self.options.out, self.model.state_dict(), self.about)
        return validation


def model_class(name: str) -> type[nn.Module]:
    """The model of stage 4, or that of stage 7; only what is asked for has to be written."""
    if name == "simple":
        return SimpleLLM
    from .modern import ModernLLM

    return ModernLLM


def sizes(vocab_size: int, options: argparse.Namespace) -> dict[str, int]:
    """What the model's class is called with."""
    config = {
        "vocab_size": vocab_size,
        "d_model": options.d_model,
        "n_heads": options.n_heads,
        "n_layers": options.n_layers,
        "max_seq_len": options.seq_len,
    }
    if options.model == "modern":  # two heads of queries share one of keys where that fits
        config["n_kv_heads"] = options.n_heads // (1 + (options.n_heads % 2 == 0))
    return config


def warm_up_and_cosine(step: int, steps: int, peak: float) -> float:
    """Rise to the peak over the first twentieth of the run, then fall along half a cosine."""
    warm_up = max(1, steps // 20)
    if step < warm_up:
        return peak * (step + 1) / warm_up
    progress = (step - warm_up) / max(1, steps - warm_up)
    return peak * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))


def load(path: Path) -> tuple[nn.Module, SimpleTokenizer, dict]:
    """The model and its tokenizer as they were kept, and what the checkpoint says of them."""
    weights, about = checkpoint.read(path)
    with checkpoint.of_train(path):
        model = model_class(about["model"])(**about["config"])
        model.load_state_dict(weights)
    return model, SimpleTokenizer("".join(about["vocabulary"])), about


def print_samples(model, tokenizer, openings: list[str], o: argparse.Namespace) -> None:
    """Text from the model: a few pieces where it learnt pieces, else one long text."""
    check_prompt(o.prompt, tokenizer.chars)
    seeded = torch.Generator().manual_seed(o.seed)
    begun = prompts(o.prompt, tokenizer.chars, openings, seeded)
    display.heading(o.temperature)
    for prompt in begun:
        n_new = o.tokens
        if openings:  # a piece fills the window at most
            n_new = min(n_new, max(0, model.max_seq_len - len(prompt)))
        text = generate(model, tokenizer, prompt, n_new, o.temperature, o.top_k, o.top_p, seeded)
        print(text.rstrip("\n") if openings else text)


# -- the three commands ------------------------------------------------------------------------


def command_train(options: argparse.Namespace) -> None:
    checkpoint.check_place(options.out)
    run = Run(options)
    check_prompt(options.prompt, run.tokenizer.chars)
    n_characters, n_parameters = len(run.training[0]), count_parameters(run.model)
    display.beginning(run.about, n_characters, n_parameters, options.precision)
    with display.training(options, run.about["levels"], run.check) as on_step:
        run.learn(on_step)
    print_samples(run.model, run.tokenizer, run.about["openings"], options)


def command_generate(options: argparse.Namespace) -> None:
    model, tokenizer, about = load(options.checkpoint)
    print_samples(model, tokenizer, about["openings"], options)


def command_demo(options: argparse.Namespace) -> None:
    print(say("=== Minimal LLM Demo ==="))
    command_train(options)


COMMANDS = {"demo": command_demo, "train": command_train, "generate": command_generate}


def main(arguments: list[str]) -> int:
    options = parser(__file__, __doc__).parse_args(arguments or ["demo"])
    return exit_code(COMMANDS[options.command], options, __file__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
