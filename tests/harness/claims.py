"""Graded tests as claims: finding them, and running one against a submission."""

from __future__ import annotations

import importlib
import inspect
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np

from reference.sentence import Sentence
from tests.harness import measure
from tests.harness.clock import TookTooLong
from tests.harness.comparison import Disagreement
from tests.harness.diagnosis import Diagnosis
from tests.harness.draw import Draw
from tests.harness.results import ClaimResult, Failure
from tests.harness.target import Learner, LearnerError, Lost
from tests.stages import Stage


@dataclass(frozen=True)
class Claim:
    """A graded test: `test_<function>_<claim>`, its docstring the sentence a learner reads."""

    stage: Stage
    function: str
    name: str
    sentence: str
    test: Callable[[Learner, Draw], None]


def claims_of(stage: Stage) -> list[Claim]:
    """The claims of a stage, in the order of the stage table, then of the file."""
    module = importlib.import_module(f"tests.graded.test_{stage.name}")
    tests = [value for name, value in vars(module).items() if name.startswith("test_")]
    claims = [as_claim(stage, test) for test in tests]
    order = list(stage.points)
    return sorted(claims, key=lambda claim: order.index(claim.function))


def as_claim(stage: Stage, test: Callable) -> Claim:
    """A test belongs to the function with the longest name that its own name begins with."""
    name = test.__name__.removeprefix("test_")
    owners = [f for f in stage.points if name == f or name.startswith(f"{f}_")]
    if not owners:
        raise ValueError(f"{test.__name__} names no function of stage {stage.name}")
    sentence = " ".join((inspect.getdoc(test) or "").split())
    return Claim(stage, max(owners, key=len), test.__name__, sentence, test)


def run_claim(
    claim: Claim, learner: Learner, seed: int, diagnosis: Diagnosis | None = None
) -> ClaimResult:
    """Run one claim; whatever goes wrong becomes a Failure, never an exception."""
    began, failure = time.perf_counter(), None
    try:
        listening = diagnosis.listening() if diagnosis else nullcontext()
        # infinite where nobody expects it: no news for whoever reads the error stream
        quiet = np.errstate(all="ignore")
        with learner._port.limit(claim.stage.seconds), listening, quiet:
            claim.test(learner, Draw(seed, claim.name))
    except Disagreement as found:
        failure = explained(claim, learner, found, diagnosis)
    except LearnerError as error:
        failure = raised(learner, error)
    except TookTooLong as late:
        failure = hung(learner, late)
    except Lost as lost:
        failure = Failure(lost.kind, str(lost), learner._last_call)
    except Exception as error:  # a claim reads what it got, and that may be anything
        failure = unusable(learner, error)
    return ClaimResult(
        claim.function, claim.name, claim.sentence, failure, time.perf_counter() - began
    )


def explained(
    claim: Claim, learner: Learner, found: Disagreement, diagnosis: Diagnosis | None
) -> Failure:
    """The diagnosis looks at the result, too, and nothing that it meets may end the run."""
    try:
        return wrong(claim, learner, found, diagnosis)
    except Exception as error:
        return unusable(learner, error)


def unusable(learner: Learner, error: Exception) -> Failure:
    kind = type(error).__name__
    sentence = Sentence("a result of this form cannot be used ({}: {})", kind, error)
    return Failure("wrong", sentence, learner._last_call)


def wrong(
    claim: Claim, learner: Learner, found: Disagreement, diagnosis: Diagnosis | None
) -> Failure:
    """A result that is not the expected one, with what explains it."""
    if found.error and not found.sentence:
        failure = raised(learner, found.error)
    else:
        failure = Failure("wrong", found.sentence, learner._last_call)
        failure.frames = found.error.frames if found.error else []
    if found.difference:
        failure.expected = found.difference.expected
        failure.got, failure.where = found.difference.got, found.difference.where
    if found.mistake:
        failure.suspects = [(found.mistake,)]
    elif diagnosis and found.expected:
        facts = (found.got, found.expected, found.tolerance)
        diagnosis.explain(failure, claim.function, *facts)
        if not failure.suspects:
            failure.measured = measure.describe(*facts, learner._last_arrays)
    return failure


def raised(learner: Learner, error: LearnerError) -> Failure:
    """The learner's code raised, is not there, or is not written yet."""
    if error.missing:
        sentence = Sentence("`{}` is not in the file", error.missing)
        return Failure("missing", sentence, learner._last_call)
    function = error.frames[-1][2] if error.frames else ""
    if "NotImplementedError" in error.types and not error.message.strip("()"):
        sentence = Sentence("{} is not written yet", function)
        return Failure("unwritten", sentence, learner._last_call, frames=error.frames)
    sentence = f"{error.type}: {error.message}" if error.message else error.type
    return Failure("raised", sentence, learner._last_call, frames=error.frames)


def hung(learner: Learner, late: TookTooLong) -> Failure:
    """The claim was cut off."""
    sentence, frames = cut_off(late)
    return Failure("hung", sentence, learner._last_call, frames=frames)


def cut_off(late: TookTooLong) -> tuple[str, list]:
    """What a learner is told, and the frames where the time was over."""
    seconds, frames = late.args
    return Sentence(CUT_OFF, f"{seconds:g}"), frames


CUT_OFF = "cut off after {} seconds: is there a loop that never ends?"
