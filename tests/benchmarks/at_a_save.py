"""Seconds from a save to the end of the report under `make watch`: `... at_a_save STAGE`.

A process of its own, as the warm process of `watch` is: nothing but imports before the fork.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.harness import progress, watch
from tests.stages import ROOT, stage_numbered

TURNS = 5


def main(number: str) -> None:
    stage, times = stage_numbered(int(number)), []
    watch.EXERCISES = ROOT / "solutions"
    watch.import_everything()
    with tempfile.TemporaryDirectory() as folder:
        progress.FILE = Path(folder, "progress.json")  # the learner's own stays as it is
        for _ in range(TURNS):
            began = time.perf_counter()
            os.waitpid(watch.in_fork(quietly, stage), 0)
            times.append(time.perf_counter() - began)
    print(median(times))


def quietly(stage) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    watch.try_stage(stage)


if __name__ == "__main__":
    main(sys.argv[1])
