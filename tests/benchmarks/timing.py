"""What every figure is made of: seconds of a call, and ratios of calls that take turns.

A ratio of two things measured side by side means something on a machine that is busy, too; the
median of several leaves out the turn in which somebody else's work came in between.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.stages import ROOT

# as a learner's make runs it: compiled files are kept, and nothing is inherited from this run
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Figure:
    """One line of the table. `holds` is None where no target was set, or none could be measured."""

    what: str
    target: str
    measured: str
    holds: bool | None = None


def at_most(what: str, limit: float, found: float, unit: str = "x") -> Figure:
    return Figure(what, f"at most {limit:g} {unit}", f"{found:.2f} {unit}", found <= limit)


def at_least(what: str, limit: float, found: float, unit: str = "x") -> Figure:
    return Figure(what, f"at least {limit:g} {unit}", f"{found:.2f} {unit}", found >= limit)


def seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def ratio(call: Callable[[], object], beside: Callable[[], object], rounds: int) -> float:
    """How many times as long as `beside` a call takes: the median over turns taken alternately."""
    return median(seconds(call) / seconds(beside) for _ in range(rounds))


def run(command: Sequence[str], expected: int = 0) -> str:
    """What a command prints; CalledProcessError, with its error stream shown, for another end."""
    done = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    if done.returncode != expected:
        print(done.stdout[-2000:], done.stderr[-2000:], file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, command)
    return done.stdout


def python(*arguments: str) -> str:
    return run([sys.executable, *arguments])
