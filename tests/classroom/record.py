"""What is known about one graded submission: the data behind every format, page and gradebook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from reference.sentence import Sentence
from tests.classroom import escape
from tests.harness.results import (
    ClaimResult,
    Failure,
    FunctionResult,
    StageResult,
    stage_result,
)
from tests.stages import ROOT, STAGES, Stage

SCHEMA = "gpt-kata/result/v1"
CORE = tuple(stage.name for stage in STAGES if not stage.optional)
# what decides a grade beside the submission; a change here asks for grading anew
SUITE = ("reference", "solutions", "tests/graded", "tests/harness", "tests/mistakes")


@dataclass
class Record:
    """One submission and what it earned.

    problem   why it could not be graded, or not to the end; "" if it was
    remarks   on its files: what was not read, what nobody expected
    reports   stage -> the learner's report; advice: function -> the part about this function
    attempts  what it tried and must not: for the teacher only, like `seed`
    person    the roster's row: column -> cell
    measured  for a leaderboard: name -> number
    ours      the problem is the grader's: another run may do better
    """

    name: str
    stages: list[StageResult] = field(default_factory=list)
    problem: str = ""
    ours: bool = False
    remarks: list[str] = field(default_factory=list)
    reports: dict[str, str] = field(default_factory=dict)
    advice: dict[str, str] = field(default_factory=dict)
    attempts: list[str] = field(default_factory=list)
    person: dict[str, str] = field(default_factory=dict)
    measured: dict[str, float] = field(default_factory=dict)
    isolation: str = ""
    seed: int = 0
    key: str = ""
    files: str = ""
    seconds: float = 0.0

    @property
    def points(self) -> int:
        return sum(stage.points for stage in self.stages)

    @property
    def total(self) -> int:
        return sum(stage.total for stage in self.stages)

    @property
    def functions(self) -> list[FunctionResult]:
        return [function for stage in self.stages for function in stage.functions]

    @property
    def carried(self) -> list[str]:
        """The stages whose points rest on finished files in place of the student's."""
        return [stage.stage for stage in self.stages if stage.finished and stage.points]


def nothing_graded(name: str, problem: str, stages: Iterable[str] = CORE, **facts) -> Record:
    """A record without a point; the total stays what it is for everyone."""
    empty = [stage_result(stage, []) for stage in stages]
    return Record(name, empty, escape.line(problem, 600), **facts)


def as_data(record: Record) -> dict:
    """Plain data for JSON; `from_data` is its inverse."""
    score = {"schema": SCHEMA, "score": record.points, "max_score": record.total}
    return score | asdict(record)


def from_data(data: dict) -> Record:
    """The record behind `as_data`; ValueError where it is of another version."""
    if data.get("schema") != SCHEMA:
        raise ValueError(f"expected {SCHEMA}, got {data.get('schema')!r}")
    facts = {key: data[key] for key in Record.__dataclass_fields__ if key != "stages"}
    return Record(stages=[stage_from(stage) for stage in data["stages"]], **facts)


def stage_from(data: dict) -> StageResult:
    functions = [function_from(function) for function in data["functions"]]
    return StageResult(**data | {"functions": functions})


def function_from(data: dict) -> FunctionResult:
    claims = []
    for claim in data["claims"]:
        failure = Failure(**claim["failure"]) if claim["failure"] else None
        claims.append(ClaimResult(**claim | {"failure": failure}))
    return FunctionResult(data["name"], data["worth"], claims)


def cleaned(tree):
    """Every string of a result without characters that could do something where it is shown."""
    if isinstance(tree, Sentence):  # its parts stay apart: a report may tell it in Chinese
        return Sentence(tree.text, *map(cleaned, tree.fields))
    if isinstance(tree, str):
        return escape.plain(tree)
    if isinstance(tree, (list, tuple)):
        return [cleaned(item) for item in tree]
    if isinstance(tree, dict):
        return {key: cleaned(value) for key, value in tree.items()}
    return tree


def digest_of(sources: dict[str, bytes], *more: str) -> str:
    """One word for these files and facts; it changes with any of them."""
    found = hashlib.sha256()
    for part in (*more, *(item for name in sorted(sources) for item in (name, sources[name]))):
        raw = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        found.update(len(raw).to_bytes(8, "big") + raw)
    return found.hexdigest()[:24]


def suite_digest() -> str:
    """The kata's own files, as far as they decide grades."""
    paths = [path for room in SUITE for path in sorted((ROOT / room).rglob("*.py"))]
    paths.append(ROOT / "tests" / "stages.py")
    return digest_of({str(path.relative_to(ROOT)): path.read_bytes() for path in paths})


def chosen(text: str | None) -> tuple[Stage, ...]:
    """The stages meant by `2`, `1-6` or `1,3`; the core ones without a word."""
    if not text:
        return tuple(stage for stage in STAGES if not stage.optional)
    wanted: set[int] = set()
    try:
        for part in text.split(","):
            first, _, last = part.partition("-")
            wanted |= set(range(int(first), int(last or first) + 1))
    except ValueError:
        raise ValueError(f"stages {text!r}: expected numbers such as 2, 1-6 or 1,3") from None
    found = tuple(stage for stage in STAGES if stage.number in wanted)
    if len(found) != len(wanted):
        raise ValueError(f"stages {text!r}: there are 1 to {STAGES[-1].number}")
    return found
