"""The next hint for a stage: `python -m tests.harness.hint 2`.

A hint belongs to the function that the report asks to mend first. How many were given is kept in
`.kata/hints.json`; lost or damaged, they begin anew.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress

from tests import hints
from tests.harness import language, progress
from tests.harness.bench import Bench
from tests.harness.files import write_whole
from tests.harness.report import first_to_mend
from tests.harness.results import StageResult
from tests.harness.screen import Paint, screen, show
from tests.harness.sources import finished, read_folder, target_folder
from tests.stages import ROOT, Stage, stage_numbered

FILE = ROOT / ".kata" / "hints.json"


def given() -> dict[str, int]:
    """Public name -> how many of its texts were shown."""
    try:
        notes = json.loads(FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    known = isinstance(notes, dict) and all(type(count) is int for count in notes.values())
    return notes if known else {}


def remember(notes: dict[str, int]) -> None:
    """Note what was shown. A folder that cannot be written to costs the note, not the hint."""
    with suppress(OSError):
        write_whole(FILE, json.dumps(notes, indent=1))


def quietly_graded(stage: Stage, target: str) -> StageResult:
    """The stage's result; what the learner's code prints is for another time."""
    own = read_folder(target_folder(target))
    bench = Bench(own, finished(), diagnose=False)
    if target == "exercises":
        bench.passed_before = lambda earlier: progress.passed_before(earlier, own)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return bench.grade(stage)


def advance(result: StageResult, notes: dict[str, int], tongue: str, paint: Paint) -> list[str]:
    """What to show now, counted in `notes`: explanations of what passes, then the next hint."""
    main = first_to_mend(result)
    lines = []
    for function in result.functions:
        all_texts = len(hints.texts(function.name, tongue))
        hinted = 0 < notes.get(function.name, 0) < all_texts
        if function.passed and (main is None or hinted):
            lines += explained(function.name, tongue, paint)
            notes[function.name] = all_texts
    return lines + (next_hint(main.name, result, notes, tongue, paint) if main else [])


def next_hint(
    name: str, result: StageResult, notes: dict[str, int], tongue: str, paint: Paint
) -> list[str]:
    """One hint more than last time; after the last one, where else help is."""
    texts = hints.hints(name, tongue)
    number = notes.get(name, 0) % (len(texts) + 1) + 1  # explained and failing again: anew
    lesson = language.lesson(result.stage, tongue)
    if not texts:
        return [language.say("There are no hints for {}. The lesson: {}", tongue, name, lesson)]
    shown = min(number, len(texts))
    notes[name] = shown
    head = language.say("Hint {} of {} for {}", tongue, shown, len(texts), name)
    lines = [paint("hint", head), *language.wrap(texts[shown - 1], paint.width, "  "), ""]
    last = language.say("That was the last hint. The lesson tells more: {}", tongue, lesson)
    return lines + ([last, ""] if shown == len(texts) else [])


def explained(name: str, tongue: str, paint: Paint) -> list[str]:
    """What a function that passes was about."""
    text = hints.explanation(name, tongue)
    if not text:
        return []
    head = language.say("{} passes. What it was about:", tongue, name)
    return [paint("passed", head), *language.wrap(text, paint.width, "  "), ""]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="hint", description=__doc__)
    parser.add_argument("stage", type=int)
    parser.add_argument("--target", default="exercises")
    options = parser.parse_args(arguments)
    try:
        result = quietly_graded(stage_numbered(options.stage), options.target)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    notes = given()
    show(advance(result, notes, language.chosen(), screen()))
    remember(notes)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
