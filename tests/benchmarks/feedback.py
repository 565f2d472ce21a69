"""How long a learner waits: a stage tried cold, at a save, and with something wrong in it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from tests import mistakes
from tests.benchmarks.timing import Figure, at_most, python, ratio, run, seconds
from tests.mistakes import commit_in
from tests.stages import BY_NAME, ROOT

COLD = 5  # turns
FAILED = 2  # what make ends with when a command does not end well


def make(stage: int, target: str = "solutions", expected: int = 0) -> str:
    """The command of a learner; `-o`: the environment is taken as it is."""
    aside = ("-o", ".venv/learner", "-o", ".venv/contributor")
    return run(["make", *aside, f"test-stage-{stage}", f"TARGET={target}"], expected)


def cold(quick: bool) -> Iterator[Figure]:
    """Stage 1 beside pytest with nothing to do, stages 2 to 6 beside their imports."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder, "test_empty.py")
        empty.write_text("def test_nothing():\n    pass\n")
        nothing = partial(python, "-m", "pytest", "-q", f"--rootdir={folder}", str(empty))
        make(1)  # once for the compiled files
        found = ratio(partial(make, 1), nothing, turns(quick))
    yield at_most("make test-stage-1 / pytest on an empty test", 1.6, found)
    imports = partial(python, "-c", "import torch, pytest")
    for stage in (2, 3, 4, 5):
        found = ratio(partial(make, stage), imports, turns(quick))
        yield at_most(f"make test-stage-{stage} / import torch, pytest", 1.35, found)
    found = ratio(partial(make, 6), imports, turns(quick))
    yield Figure("make test-stage-6 / import torch, pytest", "", f"{found:.2f} x")


def turns(quick: bool) -> int:
    return 2 if quick else COLD


def warm(quick: bool) -> Iterator[Figure]:
    """A save under `make watch`, from the fork to the end of the report, beside the cold run."""
    ratios = []
    for _ in range(turns(quick)):
        at_a_save = float(python("-m", "tests.benchmarks.at_a_save", "2"))
        ratios.append(at_a_save / seconds(lambda: make(2)))
    yield at_most("stage 2 at a save (make watch) / cold", 0.15, median(ratios))


def diagnosis(quick: bool) -> Iterator[Figure]:
    """A stage with a known mistake in it, and one that nobody knows, beside the right one."""
    for known in ("attention-not-scaled", None):
        with submission(known) as folder:
            more = [
                seconds(lambda: make(2, folder, FAILED)) - seconds(lambda: make(2))
                for _ in range(turns(quick))
            ]
        what = f"with the mistake {known}" if known else "with a mistake nobody knows"
        yield at_most(f"stage 2 {what}: seconds more", 0.5, median(more), "s")


@contextmanager
def submission(known: str | None) -> Iterator[str]:
    """A folder with the solutions, the second stage wrong."""
    with tempfile.TemporaryDirectory() as folder:
        for stage in BY_NAME.values():
            if (ROOT / "solutions" / stage.file).exists():
                shutil.copy(ROOT / "solutions" / stage.file, folder)
        file = Path(folder, BY_NAME["attention"].file)
        way = mistakes.by_id(known).commits[0] if known else NOBODY_KNOWS
        file.write_text(commit_in(file.read_text(), way))
        yield folder


NOBODY_KNOWS = (
    "return exponentials / exponentials.sum(dim, keepdim=True)",
    "return (exponentials / exponentials.sum(dim, keepdim=True)) * 1.017",
)
