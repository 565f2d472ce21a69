"""Memory that the program needs beyond `import torch`, as the system counts it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.timing import Figure, at_most, python

# Linux's own note; `getrusage` would begin with what the process that measures had in use
PEAK = "print([line.split()[1] for line in open('/proc/self/status') if 'VmHWM' in line][0])"
PROGRAM = "from solutions.simple_llm import main; import sys; assert main(sys.argv[1:]) == 0; "


def peak(code: str, *arguments: str) -> float:
    """The most a process ever held, in MB (Linux only, which counts in KB)."""
    return int(python("-c", code + PEAK, *arguments).split()[-1]) / 1024


def program(quick: bool) -> Iterator[Figure]:
    """Training and generating with the given program."""
    before = peak("import torch; ")
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder, "model.safetensors"))
        steps = "40" if quick else "120"
        training = peak(PROGRAM, "train", "--steps", steps, "--out", out)
        generating = peak(PROGRAM, "generate", "--checkpoint", out)
    yield Figure("import torch", "", f"{before:.0f} MB")
    what = "memory that training adds (make train, stories)"
    yield at_most(what, 100, training - before, "MB")
    yield at_most("memory that generating adds (make generate)", 50, generating - before, "MB")
