"""An exercise as it was at first: `python -m tests.harness.reset 2`. The learner's file is kept."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from tests.harness.screen import say
from tests.harness.sources import FINISHED, shown
from tests.harness.stubs import stub_of
from tests.stages import ROOT, STAGES, Stage, stage_numbered

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
    except (ValueError, IndexError):
        print(say("Which stage? One of 1 to {}.", len(STAGES)), file=sys.stderr)
        return 2
    path = EXERCISES / stage.file
    if path.is_file() and path.read_bytes() == untouched(stage).encode():
        print(say("{} is untouched already.", shown(path)))
        return 0
    question = say("Put {} back as it was? Yours is kept. [y/N] ", shown(path))
    if path.is_file() and not sure(question):
        print(say("Nothing was changed."))
        return 1
    backup = reset(stage)
    print(say("{} is as it was at first.", shown(path)))
    if backup:
        print(say("Your file is now {}.", shown(backup)))
    return 0


def sure(question: str) -> bool:
    """Only a clear yes is one."""
    try:
        return input(question).strip().lower() in ("y", "yes", "是")
    except (EOFError, KeyboardInterrupt):
        print()
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
