"""Measure the figures and write them into RESULTS.md: `make bench`.

`--only NAME` measures some of them and prints, `--quick` measures all of them roughly; both leave
RESULTS.md as it is, unless `--out` says where to write.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import feedback, goals, grading, learning, memory, merging, writing
from tests.benchmarks.timing import Figure

Measure = Callable[[bool], Iterator[Figure]]
FIGURES: dict[str, tuple[str, list[Measure]]] = {
    "cold": ("Feedback, cold", [feedback.cold]),
    "warm": ("Feedback, at a save", [feedback.warm]),
    "diagnosis": ("Diagnosis", [feedback.diagnosis]),
    "grade": ("Grading one submission", [grading.once]),
    "class": ("Grading a class", [grading.many]),
    "training": ("Training", [learning.tokens, learning.share, learning.size]),
    "goal": ("Time to a loss (`make speedrun`)", [goals.stories]),
    "memory": ("Memory", [memory.program]),
    "generation": ("Generation", [writing.cached, writing.beside_transformers]),
    "bpe": ("Byte-pair encoding", [merging.beside_tokenizers]),
}
RESULTS = Path(__file__).with_name("RESULTS.md")
MARK = {True: "yes", False: "**no**", None: ""}


def parser() -> argparse.ArgumentParser:
    described = argparse.ArgumentParser(prog="bench", description=__doc__)
    described.add_argument("--only", nargs="+", choices=FIGURES, default=list(FIGURES))
    described.add_argument("--quick", action="store_true", help="fewer turns, smaller sizes")
    described.add_argument("--shakespeare", metavar="PATH", help="Tiny Shakespeare, a text file")
    described.add_argument("--out", type=Path, help="where the table is written")
    return described


def machine() -> str:
    """What the figures were measured on, and how busy it was with other things."""
    import torch

    parts = [f"{os.cpu_count()} cores ({processor()})", platform.system()]
    parts += [f"Python {platform.python_version()}"]
    parts += [f"{name} {version(name)}" for name in ("torch", "numpy", "pytest")]
    count = torch.get_num_threads()
    threads = f"{count} thread{'s' * (count > 1)} of torch in training and generation"
    busy = os.getloadavg()[0]
    return f"{date.today()}, {', '.join(parts)}; {threads}; load {busy:.1f} when it began."


def processor() -> str:
    """Linux tells its name in /proc; elsewhere Python does."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def table(title: str, figures: list[Figure]) -> str:
    rows = [f"| {f.what} | {f.target} | {f.measured} | {MARK[f.holds]} |" for f in figures]
    return "\n".join(
        [f"## {title}", "", "| | target | measured | holds |", "|---|---|---|---|", *rows]
    )


def measured(options: argparse.Namespace) -> Iterator[str]:
    """The parts of the page, each as soon as it is known."""
    rough = " Quick: few turns, small sizes." if options.quick else ""
    yield f"# Figures\n\nWritten by `make bench`.{rough} {machine()}"
    yield (
        "Each ratio is a median over turns that two programs took alternately, so that a busy "
        "machine slows both; seconds by themselves are those of this machine on that day."
    )
    for name in options.only:
        title, measures = FIGURES[name]
        figures = [figure for measure in measures for figure in measure(options.quick)]
        if name == "goal" and options.shakespeare:
            figures.append(goals.shakespeare(options.shakespeare))
        yield table(title, figures)
        if name == "goal" and not options.shakespeare:
            yield "Tiny Shakespeare was not measured: its text is not part of the project; name it."


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    whole = not options.quick and options.only == list(FIGURES)
    out, parts = options.out or (RESULTS if whole else None), []
    for text in measured(options):
        print(text, end="\n\n", flush=True)
        parts.append(text)
        if out:  # each time: what is measured is kept, however the run ends
            out.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
