"""An exercise as it was at first: `python -m tests.harness.reset 2`. The learner's file is kept."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from tests.harness.sources import FINISHED, shown
from tests.harness.stubs import stub_of
from tests.stages import ROOT, Stage, stage_numbered

EXERCISES = ROOT / "exercises"
STUBS = ROOT / ".stubs"  # a handout has no solutions, so it brings the untouched exercises along


def untouched(stage: Stage) -> str:
    """The exercise as it was handed out."""
    kept = STUBS / stage.file
    if kept.is_file():
        return kept.read_text(encoding="utf-8")
    return stub_of((FINISHED / stage.file).read_text(encoding="utf-8"))


def reset(stage: Stage) -> Path | None:
    """Write the untouched exercise; returns where the learner's file was kept, if it differed."""
    path, stub = EXERCISES / stage.file, untouched(stage)
    if path.is_file() and path.read_bytes() == stub.encode():
        return None
    backup = None
    if path.is_file():
        backup = path.with_suffix(f".{datetime.now():%Y%m%d-%H%M%S}.bak")
        path.rename(backup)
    path.write_text(stub, encoding="utf-8")
    return backup


def main(arguments: list[str]) -> int:
    try:
        stage = stage_numbered(int(arguments[0]))
    except (ValueError, IndexError) as error:
        print(f"reset: {error}; expected the number of a stage", file=sys.stderr)
        return 2
    question = f"Put exercises/{stage.file} back as it was at first? Yours is kept. [y/N] "
    try:
        sure = input(question).strip().lower() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        sure = False
    if not sure:
        print("\nNothing was changed.")
        return 1
    backup = reset(stage)
    print(f"Your file is now {shown(backup)}." if backup else "It was untouched already.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
