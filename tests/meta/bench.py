"""What the meta tests share: grading sources that exist nowhere on the disk."""

from __future__ import annotations

from functools import cache

from tests.harness.bench import Bench, Trial
from tests.harness.claims import claims_of
from tests.harness.results import StageResult
from tests.harness.sources import Files, finished
from tests.mistakes import commit_in
from tests.stages import BY_NAME


@cache
def solutions() -> Files:
    """The finished files, read once."""
    return finished()


def changed(stage: str, *ways) -> Files:
    """The solutions with the stage's file changed in these ways (patches or definitions)."""
    name, source = solutions()[stage]
    text = source.decode()
    for way in ways:
        text = commit_in(text, way)
    return solutions() | {stage: (name, text.encode())}


def graded(
    stage: str, files: Files, seed: int = 0, diagnose: bool = True, function: str = ""
) -> StageResult:
    """The stage's result; with `function` only its claims are run."""
    return tried(stage, files, seed, diagnose, function)[1]


def tried(
    stage: str, files: Files, seed: int = 0, diagnose: bool = True, function: str = ""
) -> tuple[Trial, StageResult]:
    """The trial and its result; earlier stages are the finished ones and count as passed."""
    bench = Bench(files, solutions(), seed, diagnose=diagnose)
    bench.needs = lambda _stage: (solutions() | {stage: files[stage]}, [], [])
    trial = Trial(bench, BY_NAME[stage])
    claims = [c for c in claims_of(BY_NAME[stage]) if function in ("", c.function)]
    return trial, trial.result(list(trial.run(claims)), 0.0)
