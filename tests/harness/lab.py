"""The mistake lab: train with one known mistake beside the right model, and watch both losses.

    python -m tests.harness.lab                      the mistakes that can be tried
    python -m tests.harness.lab causal-mask-missing  one of them

Same data, same seed, two processes. What is seen is measured; what it means, the bank says.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
import tempfile
import textwrap
import threading
from dataclasses import dataclass, field
from pathlib import Path

from rich.live import Live
from rich.table import Table

from tests import mistakes
from tests.harness.report import WIDTH
from tests.harness.sources import FINISHED
from tests.mistakes import Mistake, commit_in
from tests.stages import ROOT, STAGES

TRAINED = ("tokenizer", "attention", "block", "model", "generation", "training")
BARS = "▁▂▃▄▅▆▇█"
ROOM = "room"  # the package each process trains: the solutions, one of them with the mistake


@dataclass
class Side:
    """One of the two runs: its process, and what it has told so far."""

    name: str
    folder: Path
    losses: list[float] = field(default_factory=list)
    validation: float = math.nan
    floor: float = math.nan
    sample: str = ""
    error: str = ""

    def start(self, options: argparse.Namespace) -> threading.Thread:
        """Run the worker; a thread gathers what it tells."""
        command = [sys.executable, "-m", "tests.harness.lab_worker", str(self.folder)]
        facts = [str(options.steps), str(options.seed), options.data]
        self.process = subprocess.Popen(
            command + facts, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        thread = threading.Thread(target=self.listen, daemon=True)
        thread.start()
        return thread

    def listen(self) -> None:
        for line in self.process.stdout:
            for name, value in json.loads(line).items():
                if name == "loss":
                    self.losses.append(value)
                else:
                    setattr(self, name, value)
        self.process.wait()


def sparkline(losses: list[float], width: int, top: float) -> str:
    """The curve as a row of bars; a loss that is not a number is an empty place."""
    if not losses:
        return ""
    every = max(1, math.ceil(len(losses) / width))
    heights = [losses[i] / top * (len(BARS) - 1) for i in range(0, len(losses), every)]
    return "".join(
        BARS[min(len(BARS) - 1, max(0, round(h)))] if math.isfinite(h) else " " for h in heights
    )


def picture(sides: list[Side], steps: int) -> Table:
    """Both curves as they stand."""
    table = Table(box=None)
    for heading in ("", "step", "loss", "curve"):
        table.add_column(heading)
    finite = [x for side in sides for x in side.losses if math.isfinite(x)]
    for side in sides:
        last = f"{side.losses[-1]:.3f}" if side.losses else ""
        curve = sparkline(side.losses, 48, max(finite, default=1.0))
        table.add_row(side.name, f"{len(side.losses)}/{steps}", last, curve)
    return table


def verdict(right: Side, wrong: Side) -> str:
    """What the two runs show, from their numbers alone."""
    if wrong.error:
        return f"With the mistake nothing can be trained: {wrong.error}."
    both = f"{wrong.validation:.3f} with the mistake, {right.validation:.3f} without"
    if not math.isfinite(wrong.validation):
        return f"Validation loss: {both}. The numbers are lost: once there is a nan, it spreads."
    if wrong.validation < 0.97 * right.floor:
        return (
            f"Validation loss: {both}. The floor of this text is {right.floor:.3f}: nobody can "
            "be better without seeing the answer, so the loss lies. Read the text."
        )
    if wrong.validation > 1.05 * right.validation:
        return f"Validation loss: {both}. It learns less, or more slowly."
    return f"Validation loss: {both}. The loss alone does not show this mistake; a test has to."


def build(folder: Path, known: Mistake | None) -> Path:
    """The finished modules as a package of their own, with the mistake in it if there is one."""
    room = folder / ROOM
    shutil.copytree(FINISHED, room, ignore=shutil.ignore_patterns("__pycache__"))
    if known:
        path = room / known.stage.file
        source = commit_in(path.read_text(encoding="utf-8"), known.commits[0])
        path.write_text(source, encoding="utf-8")
    return folder


def compare(known: Mistake, options: argparse.Namespace) -> None:
    """Train both, live, then show a sample of each and what happened."""
    with tempfile.TemporaryDirectory() as folder:
        sides = [
            Side("right", build(Path(folder, "right"), None)),
            Side("mistaken", build(Path(folder, "mistaken"), known)),
        ]
        threads = [side.start(options) for side in sides]
        try:
            with Live(picture(sides, options.steps), refresh_per_second=4) as live:
                while any(thread.is_alive() for thread in threads):
                    threads[0 if threads[0].is_alive() else 1].join(0.25)
                    live.update(picture(sides, options.steps))
        finally:
            for side in sides:
                side.process.kill()
    for side in sides:
        print(f"\n--- Text from the {side.name} model ---\n{side.sample or '(none)'}")
    print("\n" + textwrap.fill(verdict(*sides), WIDTH))
    print(textwrap.fill(f"{known.id}: {known.advice}", WIDTH))


def listing() -> list[str]:
    """Every mistake that the training program runs through, by stage and function."""
    lines = []
    for stage in STAGES:
        if stage.name in TRAINED:
            lines += ["", f"Stage {stage.number} · {stage.title}"]
            lines += [f"  {m.of:<28} {m.id}" for m in mistakes.of_stage(stage.name) if m.commits]
    return [*lines, "", "make lab MISTAKE=<one of these>"]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="lab", description="Train with a known mistake.")
    parser.add_argument("mistake", nargs="?")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", default="stories")
    options = parser.parse_args(arguments)
    if options.mistake is None:
        print("\n".join(listing()))
        return 0
    try:
        known = mistakes.by_id(options.mistake)
    except KeyError:
        print(f"There is no mistake {options.mistake!r}; make lab lists them.", file=sys.stderr)
        return 2
    if known.stage.name not in TRAINED:
        where = f"it lives in {known.stage.file}, which the training program does not use"
        print(f"{known.id} cannot be tried here: {where}.", file=sys.stderr)
        return 1
    try:
        compare(known, options)
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
