"""Grade one submission: `python -m tests.classroom.grade --submission ada.zip`, `make grade`.

Every run draws fresh inputs; the seed it prints repeats it. Prints the report in the chosen format;
what only the teacher should see (seed, isolation, attempts) goes to the error stream.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from tests.classroom import escape, formats, leaderboard, record
from tests.classroom.archive import SubmissionError
from tests.classroom.faults import GraderError, IsolationRefused
from tests.classroom.port import MEMORY, RemotePort
from tests.classroom.record import Record
from tests.classroom.remote import RemoteBench
from tests.classroom.submission import Submission, read_submission
from tests.harness import report
from tests.harness.files import write_whole
from tests.harness.results import StageResult
from tests.harness.screen import Paint
from tests.harness.sources import Files, finished
from tests.stages import BY_NAME, STAGES

LEAST_MEMORY = 128  # MB of address space, below which torch can hardly compute
# beside the graded files in everybody's folder: nothing to wonder about
HANDED_OUT = {"__init__.py", "gpt2_text.py", "simple_llm.py"} | {stage.file for stage in STAGES}


@dataclass(frozen=True)
class Settings:
    """How a class is graded; a change of any of them asks for grading anew."""

    seed: int
    stages: tuple[str, ...] = record.CORE
    isolation: str = "sandbox"
    strict: str | None = None
    memory: int = MEMORY
    leaderboard: float = 0.0  # seconds of training, 0 for none


def grade(
    name: str,
    submission: Submission,
    warm: RemotePort,
    settings: Settings,
    on_stage: Callable[[Record], None] = lambda partial: None,
) -> Record:
    """The record of one submission; `on_stage` is shown what is known after each stage.

    Raises GraderError where the grader itself fails, again and again.
    """
    began, files = time.perf_counter(), own_files(submission)
    facts = {"problems": submission.problems, "memory": settings.memory}
    found = record.nothing_graded(name, "", settings.stages, seed=settings.seed)
    found.isolation = str(warm.level)
    found.remarks = remarks(submission)
    found.files = record.digest_of(submission.sources, *map(str, submission.problems.items()))
    with RemoteBench(files, finished(), warm, settings.seed, **facts) as bench:
        for place, stage in enumerate(settings.stages):
            found.stages[place] = reported(bench.grade(BY_NAME[stage]), files, found)
            found.attempts = record.cleaned(list(bench.port.attempts))
            found.seconds = round(time.perf_counter() - began, 3)
            on_stage(found)
        if settings.leaderboard:
            found.measured = leaderboard.measure(bench, settings.leaderboard)
            found.seconds = round(time.perf_counter() - began, 3)
    return found


def own_files(submission: Submission) -> Files:
    return {stage: (BY_NAME[stage].file, raw) for stage, raw in submission.sources.items()}


def remarks(submission: Submission) -> list[str]:
    lines = list(submission.problems.values())
    stray = [name for name in submission.stray if PurePosixPath(name).name not in HANDED_OUT]
    if stray:
        lines.append("Not read, as nobody expected them: " + ", ".join(stray) + ".")
    return [escape.line(text, 600) for text in lines]


def reported(result: StageResult, files: Files, found: Record) -> StageResult:
    """The result, harmless to show, with the learner's report of it noted in the record."""
    result = record.stage_from(record.cleaned(asdict(result)))
    found.reports[result.stage] = readable(lambda: report.stage_report(result, files, PLAIN))
    for function in result.functions:
        if function.failed:
            text = readable(lambda: report.expanded(function, result, files, PLAIN))
            found.advice[function.name] = text
    return result


PLAIN = Paint(False)


def readable(lines: Callable[[], list[str]]) -> str:
    """The report's text. It parses the submission's source, which may be made to break parsers."""
    try:
        return escape.plain("\n".join(lines()).strip("\n"))
    except Exception as error:
        return f"(no report can be written for this file: {type(error).__name__})"


def grade_path(path: Path, warm: RemotePort, settings: Settings, **more) -> Record:
    """The record of what lies at a path; also where that is no submission at all."""
    name = escape.line(path.name, 120)
    try:
        submission = read_submission(path, settings.stages)
    except SubmissionError as error:
        facts = {"seed": settings.seed, "isolation": str(warm.level)}
        return record.nothing_graded(name, str(error), settings.stages, **facts)
    return grade(name, submission, warm, settings, **more)


# -- the command -------------------------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    described = argparse.ArgumentParser(prog="grade", description=__doc__)
    described.add_argument(
        "--submission", required=True, type=Path, help="a folder, a .zip, a .tar, or one file"
    )
    add_settings(described)
    known = ", ".join(formats.FORMATS)
    described.add_argument("--format", default="text", choices=formats.FORMATS, help=known)
    described.add_argument("--out", type=Path, help="write there instead of printing")
    described.add_argument("--need", type=int, help="exit code 1 below so many points")
    return described


def add_settings(described: argparse.ArgumentParser) -> None:
    described.add_argument("--seed", type=int, help="repeat a run; drawn anew without it")
    described.add_argument("--stages", help="2, 1-6 or 1,3; the core stages without it")
    described.add_argument("--strict", metavar="LEVEL", help="refuse below: 'landlock 4 + seccomp'")
    described.add_argument("--isolation", default="sandbox", choices=["sandbox", "process"])
    described.add_argument("--memory", type=int, default=MEMORY >> 20, help="MB beside torch's own")
    described.add_argument(
        "--leaderboard", type=float, default=0.0, metavar="SECONDS", help="train so long, measure"
    )


def settings_of(options: argparse.Namespace) -> Settings:
    """ValueError for stages that are not there, or for too little memory."""
    seed = secrets.randbits(48) if options.seed is None else options.seed
    stages = tuple(stage.name for stage in record.chosen(options.stages))
    if options.memory < LEAST_MEMORY:
        raise ValueError(f"memory {options.memory}: a submission needs {LEAST_MEMORY} MB or more")
    return Settings(
        seed,
        stages,
        options.isolation,
        options.strict,
        options.memory << 20,
        options.leaderboard,
    )


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    try:
        settings = settings_of(options)
        options.submission.lstat()  # a student's fault earns no points, a mistyped path is no fault
        with RemotePort(settings.isolation, settings.strict) as warm:
            found = grade_path(options.submission, warm, settings)
    except (GraderError, ValueError, OSError) as error:
        print(f"grade: {error}", file=sys.stderr)
        return 3 if isinstance(error, IsolationRefused) else 2
    text = formats.FORMATS[options.format]([found])
    try:
        if options.out:
            write_whole(options.out, text)
        else:
            print(text)
    except OSError as error:
        print(f"grade: the result cannot be written: {error}", file=sys.stderr)
        return 2
    print("\n".join(for_the_teacher(found)), file=sys.stderr)
    return int(options.need is not None and found.points < options.need)


def for_the_teacher(found: Record) -> list[str]:
    """What the student must not read."""
    lines = [f"isolation: {found.isolation}   seed: {found.seed}   {found.seconds:.1f} s"]
    lines += [f"the submission {what}" for what in found.attempts]
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
