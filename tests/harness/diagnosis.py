"""Which known mistake explains a wrong result? Run the expectation under each, and see."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tests import mistakes
from tests.harness.comparison import LISTENERS
from tests.harness.evidence import Evidence, Group, evidence
from tests.harness.results import Failure, FunctionResult
from tests.harness.search import Search, candidates
from tests.mistakes import Mistake
from tests.stages import STAGE_OF

SECONDS = 0.4  # what the diagnoses of one stage may cost a learner together
LIKELY = 100  # pairs of a stage's own mistakes that are tried before those of earlier stages


@dataclass
class Diagnosis:
    """The diagnoses of one stage: a bounded time for all, and what was found so far.

    A claim may use half of the time that is left, so the first failures, which a learner reads,
    get most. The clock is the thread's own: a busy machine does not change what is found.
    """

    seconds: float = SECONDS
    found: list[Group] = field(default_factory=list)
    cases: list[tuple[Failure, Evidence]] = field(default_factory=list)
    met: list[Evidence] = field(default_factory=list)  # what was right so far
    before: int = 0  # so much of it came before the claim that is being tried

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While a claim runs: remember what is right in it."""

        def listener(right: Any, expected: Callable[[], Any], tolerance: float) -> None:
            self.met.append(Evidence(right, right, expected, tolerance))

        self.before = len(self.met)
        LISTENERS.append(listener)
        try:
            yield
        finally:
            LISTENERS.remove(listener)

    @contextmanager
    def deadline(self, share: float) -> Iterator[float]:
        """Until when one search may go on: for a share of the time that is left.

        It costs the others no more than that, even where the machine stood still for a moment.
        """
        began, granted = time.thread_time(), self.seconds * share
        yield began + granted
        self.seconds -= min(granted, time.thread_time() - began)

    def explain(
        self,
        failure: Failure,
        function: str,
        got: Any,
        expected: Callable[[], Any],
        tolerance: float = 1.0,
    ) -> None:
        """Suspects of the failure: the mistakes (alone, else in pairs) that give what was got."""
        with self.deadline(1 / 2) as deadline:
            shown = evidence(got, expected, tolerance)
            groups = self.explaining(function, shown, deadline)
        self.cases.append((failure, shown))
        self.found += [group for group in groups if group not in self.found]
        failure.suspects = [ids(group) for group in groups]

    def explaining(self, function: str, shown: Evidence, deadline: float) -> list[Group]:
        """First what explained an earlier failure, then each mistake alone, then pairs: those of
        the stage itself before those of earlier stages, which have claims of their own.
        """
        search = Search(shown, deadline, self.against(shown))
        again = search.among(self.found)
        if again:
            return [g for g in again if not any(set(other) < set(g) for other in again)]
        named = [one for group in self.found for one in group]
        shows = [known for known in candidates(function) if shown.shows(known)]
        near = [known for known in shows if known.stage is STAGE_OF[function]]
        # in a gradient, which takes long, the function's own mistakes of that first
        near.sort(key=lambda known: (known.of != function, not backward(known)))
        return (
            search.among((one,) for one in near)
            or search.first(islice(search.likely_pairs(named), LIKELY))
            or search.among((one,) for one in shows if one not in near)
            or search.first(search.likely_pairs(named))
        )

    def against(self, shown: Evidence) -> list[Evidence]:
        """What a mistake must not contradict: what was right in the same claim.

        Little evidence, such as an error or a single number, may be chance: there it is all that
        was right so far.
        """
        return self.met if shown.little else self.met[self.before :]

    def look_again(self, function: FunctionResult) -> None:
        """A second mistake where the one that is named leaves failures of a function unexplained:
        two in one function need not meet in any claim.
        """
        named = function.diagnosis
        cases = [case for case in self.cases if any(case[0] is own for own in function.failures)]
        rest = [(failure, shown) for failure, shown in cases if not failure.explained_by(named)]
        if len(named) != 1 or not rest:
            return
        settled = [shown for failure, shown in cases if failure.explained_by(named)]
        first = mistakes.by_id(named[0])
        suspected = {id for failure, _ in rest for group in failure.suspects for id in group}
        pairs = ((first, second) for second in partners(first, function.name, suspected))
        with self.deadline(1) as deadline:
            search = Search(rest[0][1], deadline, self.met)
            complete = (p for p in pairs if completes(search, p, settled, [e for _, e in rest]))
            pair = next(complete, None)
        for failure, shown in cases if pair else ():
            if shown in settled or shown.explained_by(pair):
                failure.suspects.append(ids(pair))


def completes(search: Search, pair: Group, settled: list[Evidence], rest: list[Evidence]) -> bool:
    """Together they explain at least half of the rest and all that was settled, and contradict
    nothing that was right.
    """
    explained = sum(shown.explained_by(pair) for shown in rest if not search.over)
    if 2 * explained < len(rest) or not all(shown.explained_by(pair) for shown in settled):
        return False
    return not search.contradicted(pair) and not search.over


def partners(first: Mistake, function: str, suspected: set[str]) -> list[Mistake]:
    """What may be wrong beside a mistake: the function's others, those suspected already first."""
    own = [known for known in candidates(function) if known.of == function and known is not first]
    apart = [known for known in own if known.id not in first.brings]
    return sorted(apart, key=lambda known: known.id not in suspected)


def backward(known: Mistake) -> bool:
    return known.at.endswith("_backward")


def ids(group: Group) -> tuple[str, ...]:
    return tuple(known.id for known in group)
