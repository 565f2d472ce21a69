"""What grading costs: one submission, a class, and how the cost of a class grows."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

from tests.benchmarks.timing import Figure, at_least, at_most, python, ratio, seconds
from tests.stages import ROOT, STAGES

JOBS = 2
CLUSTER = 64  # cores
CORE = [ROOT / "solutions" / stage.file for stage in STAGES if stage.number <= 6]


def once(quick: bool) -> Iterator[Figure]:
    """Stages 1 to 6 of one submission, in its sandbox."""
    grade = partial(python, "-m", "tests.classroom.grade", "--submission", "solutions")
    found = ratio(grade, partial(python, "-c", "import torch"), 2 if quick else 5)
    yield at_most("make grade, stages 1 to 6 / import torch", 3, found)


def many(quick: bool) -> Iterator[Figure]:
    """A class beside one cold pytest after another, the same number of processes at once."""
    few, some = (JOBS, JOBS + 4) if quick else (JOBS, JOBS + 40)  # each job starts a server
    pairs = [(batch(few), batch(some), cold()) for _ in range(1 if quick else 3)]
    each = [(late - early) / (some - few) for early, late, _ in pairs]
    gain = median(c / one for one, (_, _, c) in zip(each, pairs, strict=True))
    yield at_least("submissions per second: make grade-class / a pytest process for each", 10, gain)
    for count, took in ((few, pairs[0][0]), (some, pairs[0][1])):
        yield Figure(f"make grade-class, {count} submissions", "", f"{took:.1f} s")
    if not quick:
        yield Figure("make grade-class, 100 submissions", "", f"{batch(100):.1f} s")
    hours = 10_000 * median(each) * JOBS / CLUSTER / 60
    what = f"projected from that: 10,000 submissions on {CLUSTER} such cores"
    yield Figure(what, "", f"{hours:.1f} min")


def batch(count: int) -> float:
    """Seconds to grade a class; every submission has other files, so none is known already."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            student = Path(folder, "in", f"student{number}")
            student.mkdir(parents=True)
            for file in CORE:
                shutil.copy(file, student)
            with (student / "tokenizer.py").open("a") as file:
                file.write(f"# student {number}\n")
        places = ("--submissions", f"{folder}/in", "--out", f"{folder}/out", "--jobs", str(JOBS))
        return seconds(partial(python, "-m", "tests.classroom.batch", *places))


def cold() -> float:
    """Seconds for each submission when pytest is started anew for it."""
    one = partial(python, "-m", "pytest", "--stage", "1-6", "--target=solutions")
    with ThreadPoolExecutor(JOBS) as pool:
        return seconds(lambda: [run.result() for run in [pool.submit(one) for _ in "ab"]]) / JOBS
