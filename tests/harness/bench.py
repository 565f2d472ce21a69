"""A stage on the bench: its claims, the files it is tried with, the port that reaches them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.harness.claims import Claim, claims_of, cut_off, run_claim
from tests.harness.clock import TookTooLong
from tests.harness.diagnosis import Diagnosis
from tests.harness.results import ClaimResult, Failure, StageResult, stage_result
from tests.harness.sources import Files, as_request, with_needs
from tests.harness.target import Learner, LearnerError, LocalPort, Port
from tests.stages import BY_NAME, Stage

OpenPort = Callable[[Stage], "contextmanager[Port]"]


@contextmanager
def local_port(stage: Stage) -> Iterator[Port]:
    """The learner's code in this process, one executor for a whole stage."""
    yield LocalPort()


@dataclass
class Bench:
    """Grades the stages of one submission; remembers what passed, to carry errors forward."""

    own: Files
    finished: Files
    seed: int = 0
    open_port: OpenPort = local_port
    diagnose: bool = True
    passed_before: Callable[[Stage], bool] = lambda _stage: False  # saves grading it once more
    on_claim: Callable[[Claim], None] = lambda _claim: None  # hears what is tried now
    results: dict[str, StageResult] = field(default_factory=dict)

    def grade(self, stage: Stage) -> StageResult:
        """The stage's result; earlier stages are graded first where they are needed."""
        if stage.name not in self.results:
            began = time.perf_counter()
            trial = Trial(self, stage)
            claims = list(trial.run(claims_of(stage)))
            self.results[stage.name] = trial.result(claims, time.perf_counter() - began)
        return self.results[stage.name]

    def is_right(self, stage: Stage) -> bool:
        """Whether the submission's own stage passes; only what is not known is graded."""
        own, finished = self.own.get(stage.name), self.finished.get(stage.name)
        unchanged = own and finished and own[1] == finished[1]
        return bool(unchanged) or self.passed_before(stage) or self.grade(stage).passed

    def needs(self, stage: Stage) -> tuple[Files, list[str], list[str]]:
        """Files for the stages this one needs; which are finished ones; which are broken ones."""
        files, replaced, broken = dict(self.own), [], []
        for name in stage.needs:
            if self.is_right(BY_NAME[name]):
                continue
            if name in self.finished:
                files[name] = self.finished[name]
                replaced.append(name)
            else:
                broken.append(name)
        return files, replaced, broken


def not_tried(function: str) -> Failure:
    return Failure("hung", f"not tried: another claim of {function} did not come to an end")


class Trial:
    """One stage being tried: its port stays open from the first claim to the last."""

    import_seconds = 60.0  # for running the file, which may be the first to import torch

    def __init__(self, bench: Bench, stage: Stage):
        self.bench, self.stage = bench, stage
        others, self.finished, self.broken = bench.needs(stage)
        self.files = with_needs(stage, bench.own, others)
        self.diagnosis = Diagnosis() if bench.diagnose else None
        self.endless: set[str] = set()  # functions of which a claim was cut off

    def run(self, claims: list[Claim]) -> Iterator[ClaimResult]:
        """Run the claims one after another."""
        with self.bench.open_port(self.stage) as port:
            failure = self.load(port)
            for claim in claims:
                if failure:
                    yield self.blocked(claim, failure)
                else:
                    yield self.run_unless_endless(claim, port)

    def load(self, port: Port) -> Failure | None:
        """Bring the files beside the port and run the stage's own; a fault there stops all."""
        learner = Learner(port, self.stage)
        if self.stage.name not in self.files:
            return Failure("missing", f"there is no file {self.stage.file}")
        learner._ask({"op": "load", "sources": as_request(self.files)})
        try:
            with port.limit(self.import_seconds):
                learner._ask({"op": "import", "stage": self.stage.name})
        except LearnerError as error:
            return Failure("import", f"{error.type}: {error.message}", frames=error.frames)
        except TookTooLong as late:
            sentence, frames = cut_off(late)
            return Failure("import", sentence, frames=frames)
        return None

    def run_one(self, claim: Claim, port: Port) -> ClaimResult:
        self.bench.on_claim(claim)
        return run_claim(claim, Learner(port, self.stage), self.bench.seed, self.diagnosis)

    def run_unless_endless(self, claim: Claim, port: Port) -> ClaimResult:
        """A function of which a claim was cut off has lost its points, and time is not lost too."""
        if claim.function in self.endless:
            return self.blocked(claim, not_tried(claim.function))
        result = self.run_one(claim, port)
        if result.failure and result.failure.kind == "hung":
            self.endless.add(claim.function)
        return result

    def blocked(self, claim: Claim, failure: Failure) -> ClaimResult:
        return ClaimResult(claim.function, claim.name, claim.sentence, failure)

    def result(self, claims: list[ClaimResult], seconds: float) -> StageResult:
        facts = {"finished": self.finished, "broken": self.broken, "seconds": seconds}
        result = stage_result(self.stage.name, claims, **facts)
        for function in result.functions if self.diagnosis else ():
            self.diagnosis.look_again(function)
        return result
