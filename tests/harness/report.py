"""What a learner reads after a run: results in, lines of text out."""

from __future__ import annotations

import ast
import os
import sys

from tests import mistakes
from tests.harness import language
from tests.harness.results import ClaimResult, Failure, FunctionResult, StageResult
from tests.harness.sources import Files
from tests.stages import BY_NAME, STAGE_OF, STAGES, Stage

WIDTH = 88
MARKS = {"passed": "✓", "failed": "✗", "unwritten": "·"}
COLOURS = {
    "passed": "32",
    "failed": "31",
    "unwritten": "2",
    "bold": "1",
    "faint": "2",
    "hint": "36",
}


class Paint:
    """Colours where they are wanted, plain text elsewhere."""

    def __init__(self, enabled: bool):
        self.enabled = enabled

    def __call__(self, colour: str, text: str) -> str:
        return f"\033[{COLOURS[colour]}m{text}\033[0m" if self.enabled else text


def wants_colour(stream=None) -> bool:
    """A terminal that can show colours, and no `NO_COLOR` (https://no-color.org)."""
    stream = stream or sys.stdout
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and stream.isatty()


def say(text: str, *fields) -> str:
    """One of the fixed sentences of a report, in the learner's language."""
    return language.say(text, language.chosen()).format(*fields)


def named(stage: Stage) -> str:
    """What the stage is called in the learner's language."""
    return language.title(stage, language.chosen())


def stage_report(result: StageResult, files: Files, paint: Paint) -> list[str]:
    """The whole screen for one stage."""
    stage = BY_NAME[result.stage]
    file = files[stage.name][0] if stage.name in files else stage.file
    head = say("Stage {} · {}", stage.number, named(stage))
    lines = ["", paint("bold", head), paint("faint", file), ""]
    column = max(len(function.claims) for function in result.functions) + 1
    lines += [function_line(function, column, paint) for function in result.functions]
    lines += carried_forward(result)
    main = first_to_mend(result)
    if main and main.status == "failed":
        lines += ["", *expanded(main, result, files, paint)]
    return [*lines, "", *closing(result, main, file, files, paint)]


def function_line(function: FunctionResult, column: int, paint: Paint) -> str:
    """One function: its mark, a mark for each claim, its points."""
    statuses = [status_of(claim) for claim in function.claims]
    marks = "".join(paint(status, MARKS[status]) for status in statuses)
    room = " " * (column - len(statuses))
    note = hole(function)
    mark = paint(function.status, MARKS[function.status])
    return f"  {mark} {function.name:<30}{marks}{room}{function.points:>3}/{function.worth}{note}"


def hole(function: FunctionResult) -> str:
    """What is not there: a body, or the name itself."""
    if function.status != "unwritten":
        return ""
    failure = function.failed[0].failure
    if failure.kind == "missing":
        return f"  {say('not in the file')}"
    part = failure.frames[-1][2] if failure.frames else ""
    begun = any(claim.passed for claim in function.claims)
    return f"  {say('{} is not written yet', part) if begun else say('not written yet')}"


def status_of(claim: ClaimResult) -> str:
    if claim.failure is None:
        return "passed"
    return "unwritten" if claim.failure.kind in ("unwritten", "missing") else "failed"


def carried_forward(result: StageResult) -> list[str]:
    """Which earlier stages were not the learner's own, or do not work."""
    told = []
    if result.finished:
        told.append(say(language.REPLACED, files_of(result.finished)))
    if result.broken:
        told.append(say(language.BROKEN, files_of(result.broken)))
    return [line for text in told for line in ["", *language.wrap(text, WIDTH, "  ")]]


def files_of(stages: list[str]) -> str:
    return ", ".join(BY_NAME[name].file for name in stages)


def first_to_mend(result: StageResult) -> FunctionResult | None:
    """The first function that fails, else the first that is not written."""
    open_ones = [function for function in result.functions if not function.passed]
    failed = [function for function in open_ones if function.status == "failed"]
    return next(iter(failed or open_ones), None)


def expanded(
    function: FunctionResult, result: StageResult, files: Files, paint: Paint
) -> list[str]:
    """The first failure: the claim, the facts, the diagnosis, and what inherits it."""
    claim = main_claim(function)
    failure = claim.failure
    lines = [paint("failed", f"✗ {function.name}: ") + paint("bold", title(claim))]
    for key, value in facts(function, failure, files):
        name = say(key)
        lines.append(f"    {paint('faint', name + ' ' * (10 - language.columns(name)))}{value}")
    lines += diagnosed(function, paint)
    return lines + folded(function, claim, result, paint)


def main_claim(function: FunctionResult) -> ClaimResult:
    """The claim that shows the diagnosed mistake, else the first that failed."""
    best = function.diagnosis
    showing = [c for c in function.failed if best and best in map(tuple, c.failure.suspects)]
    return (showing or function.failed)[0]


def title(claim: ClaimResult) -> str:
    if claim.failure.kind == "import":
        return say("the file cannot be run")
    return claim.failure.sentence if claim.failure.kind == "hung" else claim.sentence


def facts(function: FunctionResult, failure: Failure, files: Files) -> list[tuple[str, str]]:
    """Name and value of each line of evidence; a long value is cut with a mark."""
    rows = []
    if failure.sentence and failure.kind != "hung":
        rows.append(("fact", failure.sentence))
    rows += [("call", failure.call), ("expected", failure.expected), ("got", failure.got)]
    rows += [("where", failure.where), ("your code", place(function.name, failure, files))]
    if failure.printed:
        rows.append(("printed", failure.printed.strip().splitlines()[-1]))
    return [(key, cut(value)) for key, value in rows if value]


def cut(text: str, width: int = 2 * WIDTH) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= width else f"{text[: width - 1]}…"


def place(name: str, failure: Failure, files: Files) -> str:
    """File and line: where it was raised, else where the function begins."""
    if failure.frames:
        file, line, function, text = failure.frames[-1]
        text = text or source_line(files, file, line)
        return (
            f"{file}:{line}"
            + (f" in {function}" if function else "")
            + (f":  {text}" if text else "")
        )
    file, source = files.get(STAGE_OF[name].name, ("", b""))
    line = line_of(source, name)
    return f"{file}:{line}" if line else ""


def line_of(source: bytes, name: str) -> int:
    """The line on which a function or class is defined; 0 where it is not."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return 0
    return next((node.lineno for node in body if getattr(node, "name", "") == name), 0)


def source_line(files: Files, file: str, line: int) -> str:
    for filename, source in files.values():
        lines = source.decode("utf-8", "replace").splitlines()
        if filename == file and 0 < line <= len(lines):
            return lines[line - 1].strip()
    return ""


def diagnosed(function: FunctionResult, paint: Paint) -> list[str]:
    """The advice of each mistake that explains the failure; measured facts where none does."""
    lines, tongue = [], language.chosen()
    for known in map(mistakes.by_id, function.diagnosis):
        lives = "" if known.of == function.name else f", {say('a mistake of')} {known.of}"
        lines += ["", f"    {paint('hint', say('Known mistake'))}: {known.id}{lives}"]
        lines += language.wrap(mistakes.advice(known, tongue), WIDTH - 8, " " * 4)
        if known.read:
            where = language.place(known.stage.name, known.read, tongue)
            lines += [f"    {paint('faint', say('Read'))} {where}"]
    measured = main_claim(function).failure.measured
    if not lines and measured:
        lines += ["", f"    {paint('hint', say('Measured'))}: {measured}"]
    return lines


def folded(
    function: FunctionResult, claim: ClaimResult, result: StageResult, paint: Paint
) -> list[str]:
    """One line for what else fails in this function, one for the functions that inherit it."""
    lines = []
    if claim.failure.kind == "import":
        return lines
    others = len(function.failed) - 1
    if others:
        lines += ["", f"    {say('Failing too in {}: {} more.', function.name, others)}"]
    heirs = [f.name for f in result.functions if f is not function and inherits(f, function)]
    if heirs:
        lines += ["", f"    {say('For the same reason: {}.', ', '.join(heirs))}"]
    return lines


def inherits(heir: FunctionResult, function: FunctionResult) -> bool:
    same = bool(function.diagnosis) and heir.diagnosis == function.diagnosis
    return heir.status == "failed" and same


def closing(
    result, main: FunctionResult | None, file: str, files: Files, paint: Paint
) -> list[str]:
    """Points, and what to do next."""
    stage = BY_NAME[result.stage]
    points = paint("bold", say("{} of {} points.", result.points, result.total))
    if main is None:
        after = next((s for s in STAGES if s.number == stage.number + 1), None)
        following = (
            say("Next: make test-stage-{} ({}).", after.number, named(after)) if after else ""
        )
        return [f"{points} {paint('passed', say('Stage passed.'))} {following}".rstrip(), ""]
    if main.status == "unwritten":
        where = place(main.name, Failure(""), files) or file
        return [
            f"{points} {say(language.WRITE, main.name, where, stage.number)}",
            *reading(stage),
            "",
        ]
    return [f"{points} {say(language.MEND, main.name, stage.number)}", ""]


def reading(stage: Stage) -> list[str]:
    lesson = language.lesson(stage.name, language.chosen())
    return [say("Its docstring is its specification; {} tells the idea.", lesson)]
