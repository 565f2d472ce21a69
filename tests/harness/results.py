"""The result of a claim, a function, a stage: plain data that every report is written from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.stages import BY_NAME


@dataclass
class Failure:
    """Why a claim does not hold.

    kind  "wrong" (another result), "raised", "unwritten" (a hole is still there), "missing" (no
          such name), "import" (the file cannot be run), "hung" (cut off), "died" (the process
          that held the submission ended), "ours" (a fault of the kata itself)
    """

    kind: str
    sentence: str = ""
    call: str = ""
    expected: str = ""
    got: str = ""
    where: str = ""
    frames: list = field(default_factory=list)  # [file, line, function, text], innermost last
    suspects: list = field(default_factory=list)  # groups of mistake ids, each explains it
    measured: str = ""  # what is wrong in numbers, where no known mistake explains it
    printed: str = ""

    @property
    def tried(self) -> bool:
        """The claim was run to some end; nothing is known of one that could not be."""
        return self.kind not in ("unwritten", "missing", "import")

    @property
    def stated(self) -> bool:
        """The claim itself says which mistake it is: nothing was compared."""
        return bool(self.suspects) and not self.expected

    def explained_by(self, group: tuple[str, ...]) -> bool:
        """By these mistakes together, or by some of them."""
        return any(set(found) <= set(group) for found in self.suspects)


@dataclass
class ClaimResult:
    """One graded test."""

    function: str
    name: str
    sentence: str
    failure: Failure | None = None
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return self.failure is None


@dataclass
class FunctionResult:
    """All claims of one public function; its points are all or nothing."""

    name: str
    worth: int
    claims: list[ClaimResult] = field(default_factory=list)

    @property
    def failed(self) -> list[ClaimResult]:
        return [claim for claim in self.claims if not claim.passed]

    @property
    def failures(self) -> list[Failure]:
        return [claim.failure for claim in self.claims if claim.failure]

    @property
    def passed(self) -> bool:
        return bool(self.claims) and not self.failed

    @property
    def points(self) -> int:
        return self.worth if self.passed else 0

    @property
    def status(self) -> str:
        """ "passed", "unwritten" (not one claim could be tried), or "failed"."""
        kinds = {failure.kind for failure in self.failures}
        if self.passed:
            return "passed"
        return "unwritten" if kinds and kinds <= {"unwritten", "missing"} else "failed"

    @property
    def diagnosis(self) -> tuple[str, ...]:
        """The mistakes that explain the failures; () where none explains enough of them.

        A group that explains some late claim only, while the first failure and most others speak
        of something else, would send the learner the wrong way. A claim that names a mistake
        itself is certain, and one cut short by an exception says nothing against any. Two
        mistakes at once also explain what each of them explains alone, but a pair seen only once
        may be chance.
        """
        telling = [f for f in self.failures if f.suspects or f.kind != "raised"]
        seen = Counter(tuple(group) for failure in telling for group in failure.suspects)
        stated = {tuple(group) for f in telling if f.stated for group in f.suspects}
        count = {group: sum(f.explained_by(group) for f in telling) for group in seen}
        trusted = [
            group
            for group in seen
            if group in stated or telling[0].explained_by(group) or 2 * count[group] > len(telling)
            if len(group) == 1 or seen[group] > 1 or len(telling) == 1
        ]

        def weight(group: tuple[str, ...]) -> tuple[bool, int, int]:
            """Is what the first failure states, if it does; explains many; is short."""
            said = telling[0].stated and telling[0].explained_by(group) and len(group) == 1
            return said, count[group], -len(group)

        return max(trusted, key=weight, default=())


@dataclass
class StageResult:
    """All functions of one stage."""

    stage: str
    functions: list[FunctionResult]
    finished: list[str] = field(default_factory=list)  # earlier stages taken from the solutions
    broken: list[str] = field(default_factory=list)  # earlier stages that do not pass, used as is
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return all(function.passed for function in self.functions)

    @property
    def points(self) -> int:
        return sum(function.points for function in self.functions)

    @property
    def total(self) -> int:
        return BY_NAME[self.stage].total


def stage_result(stage: str, claims: list[ClaimResult], **facts) -> StageResult:
    """Claims sorted into the functions of the stage table: what was not run has not passed."""
    functions = {name: FunctionResult(name, worth) for name, worth in BY_NAME[stage].points.items()}
    for claim in claims:
        functions[claim.function].claims.append(claim)
    return StageResult(stage, list(functions.values()), **facts)
