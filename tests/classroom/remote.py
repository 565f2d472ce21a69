"""The harness's own bench with the submission at the far end of a port.

The suites, the comparison and the diagnosis are those of the learner's own run. A child serves one
function after another, stage after stage, as long as all their claims hold. A function that fails
in such company is tried again in a child of its own, as what ran before may be to blame, and the
next function gets a fresh one: no function costs another its points, and all of a right submission
is graded in one child. Within a function, whose points are all or nothing, claims share a child as
they share a process in the learner's run, so a result cached for the wrong input shows.
"""

from __future__ import annotations

import hashlib
import marshal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby

from tests.classroom import faults
from tests.classroom.faults import GraderError
from tests.classroom.port import MEMORY, RemotePort
from tests.classroom.session import Session
from tests.harness.bench import Bench, Trial
from tests.harness.claims import Claim, claims_of
from tests.harness.results import ClaimResult, Failure, StageResult
from tests.harness.sources import Files
from tests.harness.target import Lost
from tests.stages import Stage

PATIENCE = 60.0  # seconds a submission may waste in all before its claims get less time each
LEAST = 2.0  # seconds that a claim always has; an honest one takes milliseconds
FREE = 0.3  # seconds of a claim that are not counted as wasted
IN_COMPANY = 2.0  # seconds for a claim in a child that served others: it gets a second chance
ATTEMPTS = 3  # for one claim, where the server fails and not the submission
OUT_OF_PATIENCE = "not tried: the claims before it took too much time"


class Patience:
    """Time for one submission: endless loops in every function must not hold up a class."""

    def __init__(self, seconds: float):
        self.left = self.all = seconds

    def allows(self, seconds: float) -> float:
        return min(seconds, max(LEAST, self.left / 4))

    @property
    def over(self) -> bool:
        """Whether so much has been wasted that nothing more is tried."""
        return self.left < -self.all

    def spend(self, seconds: float) -> None:
        self.left -= max(0.0, seconds - FREE)


class SubmissionPort:
    """The port of one submission: a child answers until it is lost or closed, then a fresh one."""

    def __init__(self, warm: RemotePort, patience: Patience, seed: int, memory: int = MEMORY):
        self.warm, self.patience, self.seed, self.memory = warm, patience, seed, memory
        self.sources: dict[str, bytes] = {}
        self.tried: dict[str, None] = {}
        self.broken: GraderError | None = None
        self.session: Session | None = None
        self.children = 0
        self.seconds = LEAST
        self.in_company = False  # whether the child has served another function

    def request(self, request: dict) -> dict:
        if request["op"] == "load":
            files = request["sources"].items()
            self.sources = {stage: file["source"].tobytes() for stage, file in files}
            if self.session is None:  # a child loads them when it is opened
                return {"value": None}
        if self.session is None:
            self.session = self.asked(self.open)
        return self.asked(lambda: self.session.request(request))

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        began = time.monotonic()
        wanted = min(seconds, IN_COMPANY) if self.in_company else seconds
        self.seconds = self.patience.allows(wanted)
        if self.session:
            self.session.seconds = self.session.left = self.seconds
        try:
            yield
        finally:
            self.patience.spend(time.monotonic() - began)

    def open(self) -> Session:
        self.children += 1
        seed = child_seed(self.seed, self.children)
        return self.warm.session(self.sources, self.seconds, self.memory, seed)

    def close(self) -> None:
        """The next request gets a fresh child."""
        if self.session:
            self.session.close()
            self.tried = self.attempts
            self.session = None

    @property
    def attempts(self) -> dict[str, None]:
        """What the submission tried and must not, in order, each once."""
        return self.tried | dict.fromkeys(self.session.attempts() if self.session else ())

    @property
    def printed(self) -> str:
        return self.session.printed if self.session else ""

    def asked(self, ask):
        """The answer; a fault of the submission becomes the harness's word for it."""
        try:
            return ask()
        except faults.Hung as fault:
            raise Lost("hung", str(fault)) from None
        except faults.Fault as fault:
            raise Lost("died", str(fault)) from None
        except GraderError as error:
            self.broken = error
            raise


def child_seed(seed: int, number: int) -> int:
    """Another seed for every child, from which the seed of the inputs cannot be told."""
    return int.from_bytes(hashlib.sha256(f"{seed} {number}".encode()).digest()[:4], "big")


class RemoteTrial(Trial):
    """One stage being tried through the submission's port."""

    def __init__(self, bench: Bench, stage: Stage):
        super().__init__(bench, stage)
        lent = {name: self.files[name] for name in self.finished}
        self.files |= {name: (file, without_text(raw)) for name, (file, raw) in lent.items()}

    @property
    def import_seconds(self) -> float:
        """As for a claim: torch is imported already."""
        return self.stage.seconds

    def run(self, claims: list[Claim]) -> Iterator[ClaimResult]:
        port = self.bench.port
        if self.finished:  # what is lent stays with this stage: a child before it, one after it
            port.close()
        failure = self.load(port)
        for _, group in groupby(claims, key=lambda claim: claim.function):
            of_one = list(group)
            if failure:
                yield from (self.blocked(claim, failure) for claim in of_one)
            else:
                yield from self.in_company(port, of_one) or self.alone(port, of_one)
        if self.finished:
            port.close()

    def in_company(self, port: SubmissionPort, claims: list[Claim]) -> list[ClaimResult] | None:
        """The claims of one function in a child that has served others; None where one fails."""
        port.in_company = port.session is not None
        if not port.in_company:
            return None
        results = []
        for claim in claims:
            results.append(self.run_one(claim, port))
            if results[-1].failure:
                port.close()
                return None
        return results

    def alone(self, port: SubmissionPort, claims: list[Claim]) -> Iterator[ClaimResult]:
        """The claims of one function in a fresh child, which stays open if they all hold."""
        port.in_company, failed = False, False
        for claim in claims:
            if self.bench.patience.over:
                result = self.blocked(claim, Failure("hung", OUT_OF_PATIENCE))
            else:
                result = self.run_unless_endless(claim, port)
            failed = failed or not result.passed
            yield result
        if failed:
            port.close()

    def load(self, port: SubmissionPort) -> Failure | None:
        """What fails where other stages ran before is tried again in a child of its own; and a
        child that a file has ended serves nobody else.
        """
        if self.stage.name in self.bench.problems:
            return Failure("missing", self.bench.problems[self.stage.name])
        port.in_company = port.session is not None
        failure = self.again(port, lambda: self.imported(port))
        if failure:
            port.close()
        return self.load(port) if failure and port.in_company else failure

    def imported(self, port: SubmissionPort) -> Failure | None:
        """Run the file before anything else, so that a fault there is told as one."""
        try:
            return super().load(port)
        except Lost as lost:
            return Failure("import", f"running the file: {lost}")

    def run_one(self, claim: Claim, port: SubmissionPort) -> ClaimResult:
        before = len(port.printed)
        result = self.again(port, lambda: super(RemoteTrial, self).run_one(claim, port))
        if result.failure:
            result.failure.printed = port.printed[before:]
            if result.failure.kind in ("hung", "died"):
                port.close()
        return result

    def again(self, port: SubmissionPort, run):
        """What `run` gives, tried anew where the server failed; or its GraderError."""
        for _ in range(ATTEMPTS):
            port.broken = None
            try:
                result = run()
            except GraderError:
                port.close()
                continue
            if port.broken is None:
                return result
            port.close()
        raise port.broken


def without_text(source: bytes) -> bytes:
    """The same module without its text: a lent solution must not be there to be printed."""
    code = compile(source, "finished", "exec", dont_inherit=True, optimize=2)
    return b"import marshal\nexec(marshal.loads(%r))\n" % marshal.dumps(code)


class RemoteBench(Bench):
    """A bench whose submission is never in this process. Raises GraderError."""

    def __init__(self, own: Files, finished: Files, warm: RemotePort, seed: int, **more):
        super().__init__(own, finished, seed)
        self.warm, self.patience = warm, Patience(more.get("patience", PATIENCE))
        self.problems: dict[str, str] = more.get("problems", {})
        self.memory: int = more.get("memory", MEMORY)
        self.port = self.another_port()

    def another_port(self) -> SubmissionPort:
        """For a child beside those that are graded."""
        return SubmissionPort(self.warm, self.patience, child_seed(self.seed, 0), self.memory)

    def __enter__(self) -> RemoteBench:
        return self

    def __exit__(self, *_) -> None:
        self.port.close()

    def grade(self, stage: Stage) -> StageResult:
        if stage.name not in self.results:
            began, trial = time.perf_counter(), RemoteTrial(self, stage)
            claims = list(trial.run(claims_of(stage)))
            self.results[stage.name] = trial.result(claims, time.perf_counter() - began)
        return self.results[stage.name]
