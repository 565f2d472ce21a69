"""`make mutants`: how many mechanical mutants of the solutions do the graded claims kill?

Each mutant is graded in a process of its own, forked from one that has everything loaded. One that
survives is either listed in `equivalent.py`, with the reason why no claim can tell it from the
original, or it shows a claim that is missing.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace

import torch

from tests.benchmarks.equivalent import EQUIVALENT
from tests.benchmarks.mutation import Mutant, mutants
from tests.harness.bench import Bench, Trial
from tests.harness.claims import claims_of
from tests.meta.bench import solutions
from tests.stages import STAGES, Stage

KILLED = 0.97  # at least so many of those that are not equivalent
SECONDS = 5.0  # for one claim; and CPU seconds for all of them are bounded too
CPU_SECONDS = 60


def survivors(stage: Stage, found: Iterable[Mutant]) -> Iterator[Mutant]:
    """The mutants that pass every claim of the stage, tried on all cores at once."""
    running: dict[int, Mutant] = {}
    for mutant in found:
        if len(running) >= (os.cpu_count() or 1):
            yield from finished(running)
        running[started(stage, mutant)] = mutant
    while running:
        yield from finished(running)


def started(stage: Stage, mutant: Mutant) -> int:
    """The id of a new process that ends with 0 where the mutant survives."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            code = 0 if survives(stage, mutant) else 1
        finally:
            os._exit(code)
    return child


def finished(running: dict[int, Mutant]) -> list[Mutant]:
    """Wait for one process: its mutant, if that survived."""
    child, status = os.wait()
    mutant = running.pop(child)
    return [mutant] if status == 0 else []


def survives(stage: Stage, mutant: Mutant) -> bool:
    """Whether all claims hold; the changed definition's own are tried first."""
    files = solutions() | {stage.name: (stage.file, mutant.source.encode())}
    bench = Bench(files, solutions(), diagnose=False)
    bench.needs = lambda _stage: (files, [], [])
    own = mutant.name.split(".")[0]
    claims = sorted(claims_of(stage), key=lambda claim: claim.function != own)
    hurried = [replace(claim, stage=replace(stage, seconds=SECONDS)) for claim in claims]
    return all(result.passed for result in Trial(bench, stage).run(hurried))


def report(stage: Stage) -> bool:
    """Print the kill rate of one stage and what survived; True where enough were killed."""
    reasons = EQUIVALENT.get(stage.name, {})
    original = solutions()[stage.name][1].decode()
    if not list(survivors(stage, [Mutant("", 0, "", "", original)])):
        raise SystemExit(f"{stage.name}: the finished file does not survive its own claims")
    found = mutants(original)
    tried = [mutant for mutant in found if mutant.key not in reasons]
    alive = list(survivors(stage, tried))
    rate = 1 - len(alive) / len(tried)
    print(f"{stage.name:<12}{len(found):>8}{len(reasons):>12}{100 * rate:>9.1f}%", flush=True)
    for mutant in alive:
        print(f"    line {mutant.line} {mutant.name}: {mutant.before}  ->  {mutant.after}")
    gone = set(reasons) - {mutant.key for mutant in found}
    for key in sorted(gone):
        print(f"    no such mutant any more: {key}")
    return rate >= KILLED and not gone


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("stages", nargs="*", help="names of stages; all where none is given")
    names = parser.parse_args(arguments).stages
    torch.set_num_threads(1)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    print("stage        mutants  equivalent   killed", flush=True)
    good = [report(stage) for stage in STAGES if not names or stage.name in names]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
