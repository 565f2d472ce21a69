"""A race: seconds of training until a fixed loss on fixed text. `make speedrun TARGET=exercises`.

Data, target loss, the windows that are judged and the judge are fixed; the model, `get_batch` and
`train_step` are those of the room, and everything else may be chosen. The clock stands still while
the loss is judged. Stories: 1.05 times the floor. A text file: 1.88 nats, or LOSS.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from dataclasses import dataclass

import torch
from torch import nn

from reference import corpus, tokenizer
from tests.benchmarks.muon import Muon
from tests.harness.no_compiler import leave_out_the_compiler
from tests.harness.program.precision import PRECISIONS, computing_in, precision

T = 64
JUDGED = 512  # windows
EVERY = 20  # steps between two looks


@dataclass(frozen=True)
class Track:
    """What everybody runs on: ids to learn from, where windows start, what is judged, the goal."""

    ids: torch.Tensor
    starts: torch.Tensor | None
    judged: tuple[torch.Tensor, torch.Tensor]
    vocab_size: int
    goal: float


def track(data: str, goal: float | None = None) -> Track:
    text = corpus.load(data)
    goal = goal or (1.05 * text.levels["floor"] if text.starts else 1.88)
    chars = tokenizer.vocabulary(text.text)
    parts = [part(half, chars) for half in corpus.split(text)]
    held_out, starts = parts[1]
    choice = torch.arange(len(held_out) - T) if starts is None else starts
    seeded = torch.Generator().manual_seed(0)
    first = choice[torch.randint(len(choice), (JUDGED,), generator=seeded)]
    windows = held_out[first[:, None] + torch.arange(T + 1)]
    return Track(*parts[0], (windows[:, :-1], windows[:, 1:]), len(chars), goal)


def part(text: corpus.Corpus, chars: list[str]) -> tuple[torch.Tensor, torch.Tensor | None]:
    starts = corpus.window_starts(text, T)
    ids = torch.tensor(tokenizer.encode(text.text, chars))
    return ids, None if starts is None else torch.tensor(starts)


@torch.no_grad()
def judge(model: nn.Module, on: Track) -> float:
    """The mean loss of the judged windows, worked out here and not by the room."""
    x, y = on.judged
    losses = [
        nn.functional.cross_entropy(model(ids).flatten(0, 1), targets.flatten())
        for ids, targets in zip(x.split(64), y.split(64), strict=True)
    ]
    return float(torch.stack(losses).mean())


# -- the recipe --------------------------------------------------------------------------------


class Several:
    """Optimizers that step together, each for its own parameters."""

    def __init__(self, *optimizers: torch.optim.Optimizer):
        self.optimizers = optimizers
        self.peaks = [group["lr"] for group in self.param_groups]

    @property
    def param_groups(self) -> list[dict]:
        return [group for one in self.optimizers for group in one.param_groups]

    def zero_grad(self) -> None:
        for one in self.optimizers:
            one.zero_grad()

    def step(self) -> None:
        for one in self.optimizers:
            one.step()

    def at(self, factor: float) -> None:
        """Every learning rate at this part of its peak."""
        for group, peak in zip(self.param_groups, self.peaks, strict=True):
            group["lr"] = factor * peak


def optimizer_of(model: nn.Module, options: argparse.Namespace) -> Several:
    """AdamW for all; with `muon`, Muon (Jordan 2024) for the matrices inside the blocks."""
    blocks = getattr(model, "transformer_blocks", nn.Module())
    inside = [weight for weight in blocks.parameters() if weight.ndim == 2]
    if options.optimizer == "adamw":
        inside = []
    chosen = set(map(id, inside))
    rest = [weight for weight in model.parameters() if id(weight) not in chosen]
    adamw = torch.optim.AdamW(rest, lr=options.lr, betas=(0.9, 0.95), fused=True)
    if not inside:
        return Several(adamw)
    return Several(adamw, Muon(inside, lr=options.muon_lr))


def factor(step: int, steps: int) -> float:
    """Rise over 3 % of the run, stay, then fall in a straight line from 30 % on to 0."""
    return min(1.0, (step + 1) / max(1, 0.03 * steps), (steps - step) / (0.7 * steps))


# -- the race ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """Seconds and steps until the goal; `loss` is what was reached, if it was not."""

    reached: bool
    steps: int
    seconds: float
    loss: float


def race(on: Track, options: argparse.Namespace, say=lambda line: None) -> Result:
    torch.manual_seed(options.seed)
    room = importlib.import_module(f"{options.target}.training")
    file, _, name = options.model.partition(":")
    make = getattr(importlib.import_module(f"{options.target}.{file}"), name)
    number_type = precision(options.precision)
    spent, began = 0.0, time.perf_counter()
    model = make(on.vocab_size, max_seq_len=T)
    optimizer = optimizer_of(model, options)
    seeded = torch.Generator().manual_seed(options.seed)
    for step in range(options.steps):
        optimizer.at(factor(step, options.steps))
        x, y = room.get_batch(on.ids, options.batch_size, T, seeded, on.starts)
        with computing_in(number_type):
            room.train_step(model, optimizer, x, y)
        if (step + 1) % EVERY == 0 or step + 1 == options.steps:
            spent += time.perf_counter() - began
            loss = judge(model, on)
            say(f"step {step + 1:5d}  {spent:6.1f} s  loss {loss:.3f}  goal {on.goal:.3f}")
            if loss <= on.goal:
                return Result(True, step + 1, spent, loss)
            began = time.perf_counter()
    return Result(False, options.steps, spent, loss)


def parser() -> argparse.ArgumentParser:
    described = argparse.ArgumentParser(prog="speedrun", description=__doc__)
    add = described.add_argument
    add("--target", default="exercises", choices=["exercises", "solutions"], help="whose model")
    add("--data", default="stories", help="stories, pydoc or a text file")
    add("--loss", type=float, help="another goal, in nats per character")
    add("--model", default="model:SimpleLLM", help="file:class, called with the vocabulary's size")
    add("--steps", type=int, default=320, help="the length of the schedule")
    add("--batch-size", type=int, default=32)
    add("--optimizer", default="muon", choices=["muon", "adamw"])
    add("--lr", type=float, default=1e-2, help="AdamW's peak")
    add("--muon-lr", type=float, default=0.04, help="Muon's peak")
    add("--precision", default="auto", choices=PRECISIONS, help="of matrix products")
    add("--seed", type=int, default=0)
    return described


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    leave_out_the_compiler()
    try:
        found = race(track(options.data, options.loss), options, print)
    except NotImplementedError:
        print(
            "Not everything that trains a model is written yet: make test-stages", file=sys.stderr
        )
        return 1
    except ValueError as error:
        print(f"speedrun: {error}", file=sys.stderr)
        return 2
    outcome = "reached" if found.reached else f"not reached (loss {found.loss:.3f})"
    print(f"Goal {outcome}: {found.seconds:.1f} s of training, {found.steps} steps.")
    print("The record to beat stands in tests/benchmarks/RESULTS.md.")
    return 0 if found.reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
