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
import threading
from dataclasses import dataclass, field
from pathlib import Path

from rich.live import Live
from rich.table import Table

from tests import mistakes
from tests.harness import language
from tests.harness.screen import Paint, named, say, screen, show
from tests.harness.sources import FINISHED
from tests.mistakes import Mistake, commit_in
from tests.stages import ROOT, STAGES

TRAINED = ("tokenizer", "attention", "block", "model", "generation", "training")
BARS = "▁▂▃▄▅▆▇█"
LEAST = 0.01  # nats: below it all bars are equal
# each shows something else: a loss that lies, a slow start, a model that copies
FIRST = ("causal-mask-hides-nothing", "attention-not-scaled", "batch-targets-not-shifted")
ROOM = "room"  # the package each process trains: the solutions, one of them with the mistake
NAN = " The numbers are lost: once there is a nan, it spreads."
BELOW_THE_FLOOR = (
    " The floor of this text is {}: nobody can be better without seeing the answer, so the loss "
    "lies. Read the text."
)
NOT_TRAINED = (
    "{} cannot be tried here: it lives in {}, which the training program does not use. Its claim "
    "shows it."
)


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


def sparkline(losses: list[float], width: int, low: float, top: float) -> str:
    """The curve as a row of bars, as high as the logarithm of the loss between these two.

    A loss that is not a number is an empty place.
    """
    every = max(1, math.ceil(len(losses) / width))
    return "".join(bar(loss, low, top) for loss in losses[::every])


def bar(loss: float, low: float, top: float) -> str:
    if not math.isfinite(loss):
        return " "
    share = math.log(max(loss, low) / low) / max(math.log(top / low), 1e-9)
    return BARS[min(len(BARS) - 1, int(share * len(BARS)))]


def picture(sides: list[Side], steps: int) -> Table:
    """Both curves as they stand."""
    table = Table(box=None)
    for heading in ("", say("step"), say("loss"), say("curve")):
        table.add_column(heading)
    finite = [x for side in sides for x in side.losses if math.isfinite(x)]
    low = max(LEAST, min(finite, default=1.0))
    for side in sides:
        last = f"{side.losses[-1]:.3f}" if side.losses else ""
        curve = sparkline(side.losses, 48, low, max([low, *finite]))
        table.add_row(say(side.name), f"{len(side.losses)}/{steps}", last, curve)
    return table


def verdict(right: Side, wrong: Side) -> str:
    """What the two runs show, from their numbers alone."""
    if right.error:
        return say("Nothing could be trained: {}.", right.error)
    if wrong.error:
        return say("With the mistake nothing can be trained: {}.", wrong.error)
    losses = f"{wrong.validation:.3f}", f"{right.validation:.3f}"
    both = say("Validation loss: {} with the mistake, {} without.", *losses)
    if not math.isfinite(wrong.validation):
        return both + say(NAN)
    if wrong.validation < 0.97 * right.floor:
        return both + say(BELOW_THE_FLOOR, f"{right.floor:.3f}")
    if wrong.validation > 1.05 * right.validation:
        return both + say(" It learns less, or more slowly.")
    return both + say(" The loss alone does not show this mistake; a test has to.")


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
    show(closing(known, sides, screen()))


def closing(known: Mistake, sides: list[Side], paint: Paint) -> list[str]:
    """A text from each, what the numbers show, and what the mistake is."""
    lines = []
    for side in sides:
        lines += ["", say("--- Text from the {} model ---", say(side.name))]
        lines += (side.sample or say("(none)")).splitlines()
    advice = mistakes.advice(known, language.chosen())
    told = language.wrap(verdict(*sides), paint.width)
    return [*lines, "", *told, *language.wrap(f"{known.id}: {advice}", paint.width), ""]


def listing(paint: Paint) -> list[str]:
    """Every mistake that the training program runs through, by stage and function."""
    lines = []
    for stage in (stage for stage in STAGES if stage.name in TRAINED):
        lines += ["", paint("bold", say("Stage {} · {}", stage.number, named(stage)))]
        for function in stage.points:
            known = mistakes.of_stage(stage.name)
            ids = " ".join(m.id for m in known if m.of == function and m.commits)
            lines += [f"  {function}", *language.wrap(ids, paint.width, "    ")]
    first = [say("One of these: make lab MISTAKE=id. To begin with:"), *FIRST]
    return [*lines, "", *language.wrap(" ".join(first), paint.width), ""]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="lab", description="Train with a known mistake.")
    parser.add_argument("mistake", nargs="?")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", default="stories")
    options = parser.parse_args(arguments)
    if options.mistake is None:
        show(listing(screen()))
        return 0
    try:
        known = mistakes.by_id(options.mistake)
    except KeyError:
        print(say("There is no mistake {}; make lab lists them.", options.mistake), file=sys.stderr)
        return 2
    if known.stage.name not in TRAINED:
        print(say(NOT_TRAINED, known.id, known.stage.file), file=sys.stderr)
        return 1
    try:
        compare(known, options)
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
