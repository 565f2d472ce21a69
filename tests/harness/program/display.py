"""What a learner sees of a training run: what it begins with, how it goes, how it ends."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from tests.harness import language
from tests.harness.screen import say

WIDTH = 80  # of the lines
CHECKS = 12  # how often the validation loss is measured during a run
FIRST_STEPS = 20  # after so many the time of the whole run is foretold

Levels = Mapping[str, float]  # losses to compare with, worst first
OnStep = Callable[[int, float], None]  # (step, loss), steps counted from 0
Check = Callable[[int, float], float]  # (steps done, loss) -> the validation loss


def beginning(about: dict, n_characters: int, n_parameters: int, precision: str) -> None:
    """What is about to be learnt, by how large a model, and what its loss can be read against."""
    print(say("Data: {}, {} characters to learn from", about["data"], f"{n_characters:,}"))
    print(say("Vocabulary size: {}", len(about["vocabulary"])))
    print(say("Model parameters: {}", f"{n_parameters:,}"))
    if precision != "float32":
        print(say("Matrix products in {} (PRECISION=float32: all exact)", precision))
    if about["levels"]:
        pairs = (f"{say(name)} {level:.3f}" for name, level in about["levels"].items())
        told = say("Losses to compare with, in nats per character: {}", say(", ").join(pairs))
        print(*language.wrap(told, WIDTH), sep="\n")


@contextmanager
def training(options: argparse.Namespace, levels: Levels, check: Check) -> Iterator[OnStep]:
    """A progress bar over a run, checks on the way, and at the end what came out.

    What it gives wants to hear of every step.
    """
    began = time.perf_counter()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.fields[facts]}"), transient=True) as progress:
        lines = Lines(options, levels, check, progress)
        yield lines.on_step
    seconds, loss = time.perf_counter() - began, lines.validation
    print(say("Trained in {} s: validation loss {} nats", f"{seconds:.1f}", f"{loss:.3f}"))
    if "floor" in levels:
        print(say("That is {} times the floor.", f"{loss / levels['floor']:.3f}"))
    print(say("Checkpoint: {}", options.out))


class Lines:
    """The bar as it moves, and a line at every check."""

    def __init__(self, options: argparse.Namespace, levels: Levels, check: Check, bar: Progress):
        self.options, self.levels, self.measure, self.bar = options, levels, check, bar
        self.task = bar.add_task(say("training"), total=options.steps, facts="")
        self.began = time.perf_counter()

    def on_step(self, step: int, loss: float) -> None:
        done, o = step + 1, self.options
        seconds = time.perf_counter() - self.began
        speed = say("{} tokens/s", f"{done * o.batch * o.seq_len / seconds:,.0f}")
        self.bar.update(self.task, completed=done, facts=say("loss {}  {}", f"{loss:.3f}", speed))
        if done == FIRST_STEPS:
            expected = f"{seconds / done * o.steps:.0f}"
            self.show(say("{}: about {} s for {} steps", speed, expected, o.steps))
        if done * CHECKS // o.steps > step * CHECKS // o.steps:  # evenly, the last one at the end
            self.check(done, loss)

    def check(self, done: int, loss: float) -> None:
        self.validation = self.measure(done, loss)
        reached = [name for name, level in self.levels.items() if self.validation <= level]
        facts = (f"{done:5d}", f"{loss:.3f}", f"{self.validation:.3f}")
        if reached:
            compared = "step {}  loss {}  validation {}  (better than {})"
            self.show(say(compared, *facts, say(reached[-1])))
        else:
            self.show(say("step {}  loss {}  validation {}", *facts))

    def show(self, line: str) -> None:
        self.bar.console.print(line, highlight=False)


def heading(temperature: float) -> None:
    """What stands above the samples."""
    print()
    print(say("--- Text from the model, at temperature {} ---", f"{temperature:g}"))
