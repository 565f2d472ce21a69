"""The learner's file beside the finished one: `python -m tests.harness.compare 2`."""

from __future__ import annotations

import argparse
import ast
import difflib
import sys

from tests.harness import language
from tests.harness.bench import Bench, Trial
from tests.harness.claims import Claim, claims_of
from tests.harness.comparison import compare
from tests.harness.results import StageResult
from tests.harness.screen import Paint, say, screen, show
from tests.harness.sources import Files, finished, read_folder, target_folder
from tests.harness.target import LocalPort
from tests.stages import Stage, stage_numbered

RESULTS = {"call", "gradients", "observe"}  # requests whose answers are results
NOT_YET = (
    "Stage {0} has {1} of {2} points. The finished solution teaches most after the pass: first "
    "make test-stage-{0}. To look all the same: make compare-stage-{0} ANYWAY=1"
)


class Recorder(LocalPort):
    """A port that remembers what the submission answered."""

    def __init__(self):
        super().__init__()
        self.answers: list = []

    def request(self, request: dict) -> dict:
        answer = super().request(request)
        if request["op"] in RESULTS:
            self.answers.append(answer.get("value", answer.get("raised", {}).get("types")))
        return answer


def answers(stage: Stage, files: Files, claims: list[Claim]) -> dict[str, list]:
    """Function -> every answer it gave on the inputs of its claims."""
    trial, port = Trial(Bench(files, finished(), diagnose=False), stage), Recorder()
    given: dict[str, list] = {}
    if trial.load(port) is None:
        for claim in claims:
            trial.run_one(claim, port)
            given.setdefault(claim.function, []).extend(port.answers)
            port.answers = []
    return given


def bodies(source: str) -> dict[str, list[str]]:
    """Qualified name -> the lines of each function, its docstring left out."""
    found: dict[str, list[str]] = {}

    def visit(node, prefix: str) -> None:
        for child in node.body:
            if isinstance(child, ast.ClassDef):
                visit(child, f"{child.name}.")
            elif isinstance(child, ast.FunctionDef):
                documented = ast.get_docstring(child) is not None
                first = child.body[0].end_lineno if documented else child.body[0].lineno - 1
                found[prefix + child.name] = lines[first : child.end_lineno]

    lines = source.splitlines()
    visit(ast.parse(source), "")
    return found


def report(stage: Stage, mine: Files, result: StageResult, paint: Paint) -> list[str]:
    """For each function: do both give the same results, and how do the bodies differ."""
    theirs, claims = finished(), claims_of(stage)
    my_answers, their_answers = answers(stage, mine, claims), answers(stage, theirs, claims)
    title = say("Stage {}: {} beside the finished one", stage.number, mine[stage.name][0])
    lines = ["", paint("bold", title)]
    for function in result.functions:
        same = compare(my_answers.get(function.name), their_answers[function.name]) is None
        mark = paint("passed", "✓") if same else paint("failed", "≠")
        lines.append(f"  {mark} {function.name}: {judged(same, function.passed)}")
    return [*lines, "", *differences(mine[stage.name][1], theirs[stage.name][1], paint)]


def judged(same: bool, passed: bool) -> str:
    if same:
        return say("the same results on the graded inputs")
    other = say("other results on the graded inputs")
    return other + say(" (as right: it passes)") if passed else other


def differences(mine: bytes, theirs: bytes, paint: Paint) -> list[str]:
    """The bodies that differ, line by line: `-` yours, `+` the finished one."""
    own, lines = bodies(mine.decode()), []
    colours = {"-": "failed", "+": "passed"}
    for name, body in bodies(theirs.decode()).items():
        diff = list(difflib.ndiff(own.get(name, []), body))
        if any(line[0] in "+-" for line in diff):
            lines += [paint("bold", name)]
            kept = [line for line in diff if line[0] != "?"]
            lines += [paint(colours[x[0]], x) if x[0] in colours else x for x in kept] + [""]
    legend = f"{paint('failed', say('- yours'))}   {paint('passed', say('+ the finished one'))}"
    return [legend, "", *lines] if lines else [say("Every body is the same.")]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="compare", description=__doc__)
    parser.add_argument("stage", type=int)
    parser.add_argument("--target", default="exercises")
    parser.add_argument("--anyway", action="store_true", help="even before the stage passes")
    options = parser.parse_args(arguments)
    try:
        stage = stage_numbered(options.stage)
        mine = read_folder(target_folder(options.target))
        return beside(stage, mine, options.anyway)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2


def beside(stage: Stage, mine: Files, anyway: bool) -> int:
    if not finished():
        raise ValueError(say("There is no finished solution in this folder to compare with."))
    if stage.name not in mine:
        raise ValueError(say("There is no {} to compare.", stage.file))
    result = Bench(mine, finished(), diagnose=False).grade(stage)
    if not result.passed and not anyway:
        told = say(NOT_YET, stage.number, result.points, result.total)
        show(language.wrap(told, screen().width))
        return 1
    try:
        show(report(stage, mine, result, screen()))
    except (SyntaxError, UnicodeDecodeError) as error:
        raise ValueError(say("{} cannot be read: {}", mine[stage.name][0], error)) from None
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
