"""The starter repository for students: `python -m tests.classroom.handout --out DIR`.

Exercises, lessons, graded tests, references, diagnosis and the learner's commands; no solutions, no
tests of the kata, nothing of the classroom. The bank of mistakes goes along without the half of it
that quotes the finished code.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.classroom import bank
from tests.harness.reset import STUBS, untouched
from tests.harness.sources import FINISHED
from tests.stages import ROOT, STAGES, Stage

FILES = ("LICENSE", "conftest.py", ".constraints.txt", ".gitignore")
ROOMS = (".requirements", "reference", "tests/graded", "tests/harness", "tests/hints")
SINGLE = ("tests/__init__.py", "tests/stages.py", "tests/plugin.py")
# a rule of the Makefile that says one of these needs what students do not get
KEPT_BACK = ("solutions.", "tests.meta", "tests.classroom", "tests.benchmarks", "contributor")
KEPT_BACK += ("tests.harness.compare", "tests.harness.lab")
LEFT_OUT = ("__pycache__", "*.pyc", "*.bak", ".*")


def write_handout(out: Path) -> None:
    """The whole repository. ValueError where something is in the way."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ValueError(f"{out} is there already and not empty")
    out.mkdir(parents=True, exist_ok=True)
    for name in (*FILES, *SINGLE):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, out / name)
    for room in ROOMS:
        shutil.copytree(ROOT / room, out / room, ignore=shutil.ignore_patterns(*LEFT_OUT))
    write_exercises(out)
    for name, source in bank.files().items():
        write(out / "tests" / "mistakes" / name, source)
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    write(out / "pyproject.toml", text.replace('["tests/meta"]', '["tests/graded"]'))
    write(out / "Makefile", learners_makefile((ROOT / "Makefile").read_text(encoding="utf-8")))
    write(out / "README.md", readme())


def written_stages() -> list[Stage]:
    """The stages that have been written so far."""
    found = (stage for stage in STAGES if (FINISHED / stage.file).is_file())
    return sorted(found, key=lambda stage: stage.number)


def write_exercises(out: Path) -> None:
    """Untouched exercises, whatever the teacher has tried in them, and once more for `reset`."""
    room = ROOT / "exercises"
    stages = [stage.file for stage in STAGES]
    patterns = shutil.ignore_patterns(*LEFT_OUT, *stages)
    shutil.copytree(room, out / "exercises", ignore=patterns)
    for stage in written_stages():
        stub = untouched(stage)
        write(out / "exercises" / stage.file, stub)
        write(out / STUBS.name / stage.file, stub)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def learners_makefile(text: str) -> str:
    """The rules that work without what is kept back; the list of phony targets to match."""
    blocks = text.split("\n\n")
    kept = [b for b in blocks if not any(word in b for word in KEPT_BACK) and not is_test(b)]
    gone = {m[1] for b in blocks if b not in kept for m in re.finditer(r"(?m)^([\w%-]+):", b)}
    joined = "\n\n".join(kept).replace(" (TARGET=solutions: the finished one)", "").rstrip() + "\n"

    def still_there(match: re.Match) -> str:
        return ".PHONY: " + " ".join(name for name in match[1].split() if name not in gone)

    return re.sub(r"(?m)^\.PHONY: (.*)$", still_there, joined)


def is_test(block: str) -> bool:
    return block.startswith(("test:", "lint:"))


def readme() -> str:
    folder = Path(__file__).with_name("templates")
    plain = Environment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, trim_blocks=True
    )  # Markdown of our own words only: nothing to escape
    return plain.get_template("handout.md").render(stages=written_stages()) + "\n"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="handout", description=__doc__)
    parser.add_argument("--out", required=True, type=Path)
    options = parser.parse_args(arguments)
    try:
        write_handout(options.out)
    except (ValueError, OSError) as error:
        print(f"handout: {error}", file=sys.stderr)
        return 2
    print(f"{options.out} is ready for students: make it a repository of its own.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
