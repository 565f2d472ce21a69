"""What a learner sees of a training run: what it begins with, how it goes, how it ends."""

from __future__ import annotations

import argparse
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

CHECKS = 12  # how often the validation loss is measured during a run
FIRST_STEPS = 20  # after so many the time of the whole run is foretold

Levels = Mapping[str, float]  # losses to compare with, worst first
OnStep = Callable[[int, float], None]  # (step, loss), steps counted from 0
Check = Callable[[int, float], float]  # (steps done, loss) -> the validation loss


def beginning(about: dict, n_characters: int, n_parameters: int) -> None:
    """What is about to be learnt, by how large a model, and what its loss can be read against."""
    print(f"Data: {about['data']}, {n_characters:,} characters to learn from")
    print(f"Vocabulary size: {len(about['vocabulary'])}")
    print(f"Model parameters: {n_parameters:,}")
    if about["levels"]:
        told = ", ".join(f"{name} {level:.3f}" for name, level in about["levels"].items())
        print(textwrap.fill(f"Losses to compare with, in nats per character: {told}", 80))


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
    print(f"Trained in {seconds:.1f} s: validation loss {loss:.3f} nats")
    if "floor" in levels:
        print(f"That is {loss / levels['floor']:.3f} times the floor.")
    print(f"Checkpoint: {options.out}")


class Lines:
    """The bar as it moves, and a line at every check."""

    def __init__(self, options: argparse.Namespace, levels: Levels, check: Check, bar: Progress):
        self.options, self.levels, self.measure, self.bar = options, levels, check, bar
        self.task = bar.add_task("training", total=options.steps, facts="")
        self.began = time.perf_counter()

    def on_step(self, step: int, loss: float) -> None:
        done, o = step + 1, self.options
        seconds = time.perf_counter() - self.began
        speed = f"{done * o.batch * o.seq_len / seconds:,.0f} tokens/s"
        self.bar.update(self.task, completed=done, facts=f"loss {loss:.3f}  {speed}")
        if done == FIRST_STEPS:
            self.show(f"{speed}: about {seconds / done * o.steps:.0f} s for {o.steps} steps")
        if done * CHECKS // o.steps > step * CHECKS // o.steps:  # evenly, the last one at the end
            self.check(done, loss)

    def check(self, done: int, loss: float) -> None:
        self.validation = self.measure(done, loss)
        reached = [name for name, level in self.levels.items() if self.validation <= level]
        compared = f"  (better than {reached[-1]})" if reached else ""
        self.show(f"step {done:5d}  loss {loss:.3f}  validation {self.validation:.3f}{compared}")

    def show(self, line: str) -> None:
        self.bar.console.print(line, highlight=False)


def heading(temperature: float) -> None:
    """What stands above the samples."""
    print(f"\n--- Text from the model, at temperature {temperature:g} ---")
