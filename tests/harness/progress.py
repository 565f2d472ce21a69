"""What a learner has reached, in one small file that git ignores: `.kata/progress.json`.

It only saves time and tells a story: lost or damaged, it is built anew by the next runs.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import datetime

from tests.harness.files import write_whole
from tests.harness.report import MARKS, Paint, named, say, wants_colour
from tests.harness.results import StageResult
from tests.harness.sources import Files
from tests.stages import ROOT, STAGES, Stage

FILE = ROOT / ".kata" / "progress.json"
GRADING = ("reference", "tests/graded", "tests/harness")  # a change here may change a verdict


def digest(stage: Stage, own: Files) -> str:
    """Changes when the stage's file, one it builds on, or the grading of it changes."""
    found = hashlib.sha256()
    for name in (*stage.needs, stage.name):
        found.update(own.get(name, ("", b""))[1] + b"\0")
    for room in GRADING:
        for path in sorted((ROOT / room).rglob("*.py")):
            status = path.stat()
            found.update(f"{path.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()[:16]


def read() -> dict:
    """Stage name -> what its last run found; nothing where the file is missing or damaged."""
    try:
        stages = json.loads(FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    known = isinstance(stages, dict) and all(isinstance(v, dict) for v in stages.values())
    return stages if known else {}


def remember(stage: Stage, own: Files, result: StageResult) -> None:
    """Note a result. A folder that cannot be written to costs the note, not the run."""
    stages = read() | {
        stage.name: {
            "digest": digest(stage, own),
            "passed": result.passed,
            "functions": {f.name: f.status for f in result.functions},
            "when": datetime.now().isoformat(timespec="seconds"),
        }
    }
    with suppress(OSError):
        write_whole(FILE, json.dumps(stages, indent=1))


def passed_before(stage: Stage, own: Files) -> bool:
    """The stage passed, and nothing that decides it has changed since."""
    note = read().get(stage.name, {})
    return note.get("passed") is True and note.get("digest") == digest(stage, own)


def current() -> Stage:
    """The stage the learner is on: the first that has not passed yet."""
    notes = read()
    waiting = [stage for stage in STAGES if not notes.get(stage.name, {}).get("passed")]
    return waiting[0] if waiting else STAGES[-1]


def overview(paint: Paint) -> list[str]:
    """Every stage with its functions, as the last runs left them, and what is next."""
    notes = read()
    lines = ["", *(line for stage in STAGES for line in told(stage, notes.get(stage.name), paint))]
    following = current()
    head = say("Next: make test-stage-{} ({})", following.number, named(following))
    return [*lines, "", head, ""]


def told(stage: Stage, note: dict | None, paint: Paint) -> list[str]:
    """One stage: its mark, its points, when it was last tried; and its functions, if it was."""
    if not note:
        return [f"  {paint('faint', MARKS['unwritten'])} {stage.number:2} {named(stage)}"]
    statuses = note.get("functions", {})
    points = sum(stage.points[name] for name in stage.points if statuses.get(name) == "passed")
    status = "passed" if note.get("passed") else "failed"
    when = str(note.get("when", ""))[:16].replace("T", " ")
    head = f"  {paint(status, MARKS[status])} {stage.number:2} {named(stage)}"
    marks = [
        f"{paint(status, MARKS[status])} {name}"
        for name in stage.points
        for status in [statuses.get(name) if statuses.get(name) in MARKS else "unwritten"]
    ]
    return [f"{head}  {points}/{stage.total}  {paint('faint', when)}", f"       {'  '.join(marks)}"]


if __name__ == "__main__":
    print("\n".join(overview(Paint(wants_colour()))))
