"""What a learner reads after a run: results in, lines of text out."""

from __future__ import annotations

import ast
import re

from tests import mistakes
from tests.harness import language
from tests.harness.results import ClaimResult, Failure, FunctionResult, StageResult
from tests.harness.screen import MARKS, WIDTH, Paint, named, say, tell
from tests.harness.sources import Files
from tests.stages import BY_NAME, STAGE_OF, STAGES, Stage

LABEL = 14  # columns before the value of a fact
PRINTED = 4  # lines of what a claim printed, the last ones
REPLACED = (
    "Not passing yet: {}. This stage was tried with the finished files in their place, so it costs "
    "you no points here."
)
BROKEN = "Not passing yet: {}. This stage builds on it: mend it first."
WRITE = "Next: write {} ({}). Its docstring is its specification; {} tells the idea."
MEND = "Next: mend {}."
TRAIN = "Next: make train, your own model. Then, as you like, {} ({})."
NO_FILE = "Next: there is no {}; make reset-stage-{} brings the untouched exercise back."
NOT_IN_FILE = (
    "Next: {} is not in {}. make reset-stage-{} brings the untouched exercise back; yours is kept."
)


def stage_report(
    result: StageResult, files: Files, paint: Paint, watched: bool = False
) -> list[str]:
    """The whole screen for one stage; `watched`: the next save tries it again by itself."""
    stage = BY_NAME[result.stage]
    file = files[stage.name][0] if stage.name in files else stage.file
    head = say("Stage {} · {}", stage.number, named(stage))
    lines = ["", paint("bold", head), paint("faint", file), ""]
    names = max(len(function.name) for function in result.functions) + 2
    marks = max(len(function.claims) for function in result.functions) + 1
    lines += [function_line(function, names, marks, paint) for function in result.functions]
    lines += carried_forward(result, paint)
    main = first_to_mend(result)
    if main and main.status == "failed":
        lines += ["", *expanded(main, result, files, paint)]
    return [*lines, "", *closing(result, main, files, paint, watched), ""]


def function_line(function: FunctionResult, names: int, marks: int, paint: Paint) -> str:
    """One function: its mark, a mark for each claim, its points."""
    statuses = [status_of(claim) for claim in function.claims]
    shown = "".join(paint(status, MARKS[status]) for status in statuses)
    room = " " * (marks - len(statuses))
    own = function.status if function.passed or "failed" in statuses else "unwritten"
    points = f"{function.points:>2}/{function.worth:<3}"
    line = f"  {paint(own, MARKS[own])} {function.name:<{names}}{shown}{room}{points}"
    left = paint.width - (4 + names + marks + len(points) + 1)
    return f"{line} {hole(function, left)}".rstrip()


def hole(function: FunctionResult, room: int) -> str:
    """What is not there: a body, or the name itself."""
    if function.status != "unwritten":
        return ""
    failure = function.failed[0].failure
    if failure.kind == "missing":
        return say("not in the file")
    part = failure.frames[-1][2] if failure.frames else ""
    begun = any(claim.passed for claim in function.claims)
    named = say("{} is not written yet", part)
    return named if begun and language.columns(named) <= room else say("not written yet")


def status_of(claim: ClaimResult) -> str:
    if claim.failure is None:
        return "passed"
    return "failed" if claim.failure.tried else "unwritten"


def carried_forward(result: StageResult, paint: Paint) -> list[str]:
    """Which earlier stages were not the learner's own, or do not work."""
    told = []
    if result.finished:
        told.append(say(REPLACED, files_of(result.finished)))
    if result.broken:
        told.append(say(BROKEN, files_of(result.broken)))
    return [line for text in told for line in ["", *language.wrap(text, paint.width, "  ")]]


def files_of(stages: list[str]) -> str:
    return say(", ").join(BY_NAME[name].file for name in stages)


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
    head, *more = language.wrap(f"{subject(function, files)}: {title(claim)}", paint.width - 2)
    name, _, rest = head.partition(": ")
    lines = [paint("failed", f"✗ {name}: ") + paint("bold", rest)]
    lines += [paint("bold", f"  {line}") for line in more]
    for key, values in facts(function, failure, files):
        for value in values:
            label = " " * (LABEL - 4 - language.columns(key))
            folded_lines = language.fold(value, paint.width - LABEL)
            lines.append(f"    {paint('faint', key + label)}{folded_lines[0]}")
            lines += [" " * LABEL + line for line in folded_lines[1:]]
            key = ""
    lines += diagnosed(function, paint)
    return lines + folded(function, claim, result, paint)


def subject(function: FunctionResult, files: Files) -> str:
    """What is broken: the function, or the whole file."""
    if main_claim(function).failure.kind != "import":
        return function.name
    stage = STAGE_OF[function.name]
    return files[stage.name][0] if stage.name in files else stage.file


def main_claim(function: FunctionResult) -> ClaimResult:
    """The claim that shows the diagnosed mistake, else the first that failed."""
    best = function.diagnosis
    showing = [c for c in function.failed if best and best in map(tuple, c.failure.suspects)]
    return (showing or function.failed)[0]


def title(claim: ClaimResult) -> str:
    if claim.failure.kind == "import":
        return say("the file cannot be run")
    if claim.failure.kind == "hung":
        return tell(claim.failure.sentence)
    stage = STAGE_OF[claim.function].name
    return language.promise(claim.name, claim.sentence, stage, language.chosen())


def facts(function: FunctionResult, failure: Failure, files: Files) -> list[tuple[str, list[str]]]:
    """Name and lines of each piece of evidence; a long line is cut with a mark."""
    rows = []
    if failure.sentence and failure.kind != "hung":
        rows.append((say("fact"), [failure.sentence]))
    rows += [
        (say("call"), [failure.call]),
        (say("expected"), [failure.expected]),
        (say("got"), [failure.got]),
        (say("where"), [failure.where]),
        (say("your code"), [place(function.name, failure, files)]),
        (say("printed"), failure.printed.strip().splitlines()[-PRINTED:]),
    ]
    return [(key, [cut(tell(value)) for value in values]) for key, values in rows if any(values)]


def cut(text: str, width: int = 2 * WIDTH) -> str:
    text = "".join(char if char.isprintable() else " " for char in text)
    return text if len(text) <= width else f"{text[: width - 1]}…"


def place(name: str, failure: Failure, files: Files) -> str:
    """File and line: where it was raised, else where the function begins."""
    if failure.frames:
        file, line, function, text = failure.frames[-1]
        text = text or source_line(files, file, line)
        where = f"{file}:{line}"
        where = say("{} in {}", where, function) if function else where
        return f"{where}:  {text}" if text else where
    if failure.kind == "import":
        return ""
    file, source = files.get(STAGE_OF[name].name, ("", b""))
    line = line_of(source, name, method_in(failure.call))
    return f"{file}:{line}" if line else ""


def method_in(call: str) -> str:
    """`encode` for `SimpleTokenizer('…').encode('…')`, `forward` for a module that is called."""
    found = re.findall(r"\)(?:\.(\w+))?\(", call)
    return (found[-1] or "forward") if found else ""


def line_of(source: bytes, name: str, method: str = "") -> int:
    """The line on which a function or class, or a method of it, is defined; 0: it is not."""
    try:
        node = definition(ast.parse(source), name)
    except (SyntaxError, ValueError):
        return 0
    return getattr(definition(node, method) or node, "lineno", 0)


def definition(node: ast.AST | None, name: str) -> ast.AST | None:
    """What bears this name right inside the node."""
    body = getattr(node, "body", [])
    return next((child for child in body if getattr(child, "name", None) == name), None)


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
        lives = "" if known.of == function.name else say(", a mistake of {}", known.of)
        lines += ["", f"    {paint('hint', say('Known mistake'))}: {known.id}{lives}"]
        lines += language.wrap(mistakes.advice(known, tongue), paint.width - 4, " " * 4)
        if known.read:
            where = language.place(known.stage.name, known.read, tongue)
            lines += [f"    {paint('faint', say('Read'))} {where}"]
    measured = tell(main_claim(function).failure.measured)
    if not lines and measured:
        first, *more = language.wrap(f"{say('Measured')}: {measured}", paint.width - 4, " " * 4)
        head, _, rest = first.strip().partition(": ")
        lines += ["", f"    {paint('hint', head)}: {rest}", *more]
    return lines


def folded(
    function: FunctionResult, claim: ClaimResult, result: StageResult, paint: Paint
) -> list[str]:
    """One line for what else fails in this function, one for the functions that inherit it."""
    lines = []
    if claim.failure.kind == "import":
        return lines
    others = len(function.failed) - 1
    if claim.failure.kind == "hung":
        lines += [
            "",
            f"    {say('What else there is to test in {} was not tried.', function.name)}",
        ]
    elif others:
        lines += ["", f"    {say('Failing too in {}: {} more.', function.name, others)}"]
    heirs = [f.name for f in result.functions if f is not function and inherits(f, function)]
    if heirs:
        told = say("For the same reason: {}.", say(", ").join(heirs))
        lines += ["", *language.wrap(told, paint.width, " " * 4)]
    return lines


def inherits(heir: FunctionResult, function: FunctionResult) -> bool:
    """The same known mistake, or stopped at the same line."""
    same = bool(function.diagnosis) and heir.diagnosis == function.diagnosis
    return heir.status == "failed" and (same or stopped_at(heir) == stopped_at(function) != [])


def stopped_at(function: FunctionResult) -> list:
    """File, line and function of where the first failing claim ended in the learner's code."""
    frames = main_claim(function).failure.frames
    return frames[-1][:3] if frames else []


# -- what to do next ---------------------------------------------------------------------------


def closing(
    result: StageResult, main: FunctionResult | None, files: Files, paint: Paint, watched: bool
) -> list[str]:
    """Points, and what to do next."""
    stage = BY_NAME[result.stage]
    points = paint("bold", say("{} of {} points.", result.points, result.total))
    if main is None:
        points = f"{points} {paint('passed', say('Stage passed.'))}"
        told = after(stage, watched)
    elif stage.name not in files:
        told = [say(NO_FILE, stage.file, stage.number)]
    elif main.status == "failed":
        told = [say(MEND, subject(main, files)) + again(stage, watched)]
    elif main.failed[0].failure.kind == "missing":
        told = [say(NOT_IN_FILE, main.name, files[stage.name][0], stage.number)]
    else:
        where = place(main.name, Failure(""), files)
        lesson = language.lesson(stage.name, language.chosen())
        told = [say(WRITE, main.name, where, lesson) + again(stage, watched)]
    return [points, *(line for text in told for line in language.wrap(text, paint.width))]


def again(stage: Stage, watched: bool) -> str:
    return (
        say(" Then save.") if watched else say(" Then run make test-stage-{} again.", stage.number)
    )


def after(stage: Stage, watched: bool) -> list[str]:
    """What follows a stage that passes: the model trains after the core, and the next stage."""
    following = next((s for s in STAGES if s.number == stage.number + 1), None)
    if following is None:
        return []
    way = (
        say("press n for stage {}", following.number)
        if watched
        else f"make test-stage-{following.number}"
    )
    if following.optional and not stage.optional:
        return [say(TRAIN, way, named(following))]
    return [say("Next: {} ({}).", way, named(following))]
