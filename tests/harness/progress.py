"""What a learner has reached, in one small file that git ignores: `.kata/progress.json`.

It only saves time and tells a story: lost or damaged, it is built anew by the next runs.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import datetime

from tests.harness import language
from tests.harness.files import write_whole
from tests.harness.results import StageResult
from tests.harness.screen import MARKS, Paint, named, say, screen, show
from tests.harness.sources import Files
from tests.stages import ROOT, STAGES, Stage

FILE = ROOT / ".kata" / "progress.json"
# a change here may change a verdict
GRADING = ("reference", "tests/graded", "tests/harness", "tests/harness/beside")


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
    whole = isinstance(stages, dict) and all(map(is_note, stages.values()))
    return stages if whole else {}


def is_note(note: object) -> bool:
    """Something that `remember` wrote."""
    functions = note.get("functions") if isinstance(note, dict) else None
    return isinstance(functions, dict) and all(s in tuple(MARKS) for s in functions.values())


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
    """Every stage as its last run left it, the functions of those under way, and what is next."""
    notes = read()
    lines = [line for stage in STAGES for line in told(stage, notes.get(stage.name), paint)]
    closing = [*last_run(notes), following(notes)]
    return ["", *lines, "", *(x for text in closing for x in language.wrap(text, paint.width)), ""]


def told(stage: Stage, note: dict | None, paint: Paint) -> list[str]:
    """One stage: its mark and points; its functions if it is under way."""
    statuses = note["functions"] if note else {}
    found = {name: statuses.get(name, "unwritten") for name in stage.points}
    status = next((s for s in ("failed", "unwritten") if s in found.values()), "passed")
    points = sum(stage.points[name] for name in found if found[name] == "passed")
    share = f"{points}/{stage.total}"
    head = f"  {paint(status, MARKS[status])} {stage.number:2} {share:>6}  {named(stage)}"
    if len(set(found.values())) == 1 and status != "failed":
        return [head]
    marked = " ".join(f"{MARKS[status]}\0{name}" for name, status in found.items())
    lines = language.wrap(marked, paint.width, " " * 14)  # a mark stays with its name
    return [head, *(paint("faint", line.replace("\0", " ")) for line in lines)]


def last_run(notes: dict) -> list[str]:
    """When something was last tried, and what."""
    tried = [(str(notes[s.name].get("when", "")), s.number) for s in STAGES if s.name in notes]
    when, number = max(tried, default=("", 0))
    when = when[:16].replace("T", " ")
    return [say("Last run: stage {}, {}.", number, when)] if when else []


def following(notes: dict) -> str:
    stage = current()
    if notes.get(stage.name, {}).get("passed"):
        return say("Every stage passes.")
    return say("Next: make test-stage-{} ({}).", stage.number, named(stage))


if __name__ == "__main__":
    show(overview(screen()))
