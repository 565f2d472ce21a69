"""Which known mistake explains a wrong result? Run the expectation under each, and see."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations, product
from types import CodeType
from typing import Any

import numpy as np

from tests import mistakes
from tests.harness.comparison import (
    LISTENERS,
    close,
    compare,
    expectation,
    names_of,
    outcome,
)
from tests.harness.shown import Raised
from tests.mistakes import Mistake, committed, original
from tests.stages import BY_NAME, STAGE_OF

SECONDS = 0.4  # what the diagnoses of one stage may cost a learner together

Group = tuple[Mistake, ...]


@dataclass(frozen=True)
class Evidence:
    """A wrong result: what the learner got, and how to work out what should have come."""

    got: Any
    expected: Callable[[], Any]
    tolerance: float = 1.0

    def changed(self, group: Group, right: Any) -> Any:
        """What the expectation gives with the mistakes in it; None where it is still right."""
        wrong = mistaken(group, self.expected)
        return None if wrong is None or self.same(wrong, right) else wrong

    def same(self, value: Any, other: Any) -> bool:
        return compare(value, other, self.tolerance) is None

    def little(self, right: Any) -> bool:
        """Many mistakes could give this: no array, as many values in another shape, only NaN."""
        got = self.got
        if not isinstance(got, np.ndarray) or not isinstance(right, np.ndarray) or got.size < 2:
            return True
        if got.shape != right.shape:
            return got.size == right.size
        return got.dtype.kind == "f" and bool(np.isnan(got[~close(got, right)]).all())


@dataclass
class Diagnosis:
    """The diagnoses of one stage: a bounded time for all, and what was found so far.

    A claim may use half of the time that is left, so the first failures, which a learner reads,
    get most. The clock is the thread's own: a busy machine does not change what is found.
    """

    seconds: float = SECONDS
    found: list[Group] = field(default_factory=list)
    met: list[Evidence] = field(default_factory=list)  # what was right so far
    before: int = 0  # so much of it came before the claim that is being tried

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While a claim runs: remember what is right in it."""

        def listener(right: Any, expected: Callable[[], Any], tolerance: float) -> None:
            self.met.append(Evidence(right, expected, tolerance))

        self.before = len(self.met)
        LISTENERS.append(listener)
        try:
            yield
        finally:
            LISTENERS.remove(listener)

    def against(self, evidence: Evidence, right: Any) -> list[Evidence]:
        """What a mistake must not contradict: what was right in the same claim.

        Little evidence, such as an error or a single number, may be chance: there it is all that
        was right so far.
        """
        return self.met if evidence.little(right) else self.met[self.before :]

    def suspects(
        self, function: str, got: Any, expected: Callable[[], Any], tolerance: float = 1.0
    ) -> list[tuple[str, ...]]:
        """The ids of the mistakes (alone, else in pairs) that give exactly what the learner got."""
        evidence = Evidence(got, expected, tolerance)
        began = time.thread_time()
        groups = self.explaining(function, evidence, began + self.seconds / 2)
        self.seconds -= time.thread_time() - began
        self.found += [group for group in groups if group not in self.found]
        return [tuple(known.id for known in group) for group in groups]

    def explaining(self, function: str, evidence: Evidence, deadline: float) -> list[Group]:
        """First what explained an earlier failure, then each mistake alone, then pairs."""
        right, called = traced(evidence.expected)
        search = Search(evidence, right, deadline, self.against(evidence, right))
        again = search.among(self.found)
        if again:
            return [g for g in again if not any(set(other) < set(g) for other in again)]
        known = [m for m in candidates(function) if original(m.at).__code__ in called]
        alone = search.among((one,) for one in known)
        if alone:
            return alone
        named = [one for group in self.found for one in group]
        likely = pairs(function, list(search.visible), named)
        return search.first(search.nearest_first(likely))


@dataclass
class Search:
    """Tries groups of mistakes on one wrong result until time is over."""

    evidence: Evidence
    right: Any
    deadline: float
    against: list[Evidence]  # what was right, and must be so with the mistakes too
    visible: dict[Mistake, Any] = field(default_factory=dict)  # what each gives alone

    def among(self, groups: Iterable[Group]) -> list[Group]:
        """All groups that explain the result."""
        return list(self.explained(groups))

    def first(self, groups: Iterable[Group]) -> list[Group]:
        """The first group that explains the result, if any."""
        return [group for group in [next(self.explained(groups), None)] if group]

    def explained(self, groups: Iterable[Group]) -> Iterator[Group]:
        for group in groups:
            if time.thread_time() > self.deadline:
                return
            wrong = self.evidence.changed(group, self.right)
            if wrong is None:
                continue
            if len(group) == 1:
                self.visible[group[0]] = wrong
            if self.evidence.same(self.evidence.got, wrong) and not self.contradicted(group):
                yield group

    def contradicted(self, group: Group) -> bool:
        """With these mistakes something would be wrong that was right."""
        met = (known for known in self.against if time.thread_time() <= self.deadline)
        return any(known.changed(group, known.got) is not None for known in met)

    def nearest_first(self, groups: Iterable[Group]) -> list[Group]:
        """Pairs whose changes, simply added up, come near what the learner got, come first."""
        groups = list(groups)
        changes = {known: self.change(wrong) for known, wrong in self.visible.items()}
        target = self.change(self.evidence.got)
        if target is None or time.thread_time() > self.deadline:
            return groups

        def distance(pair: Group) -> float:
            one, other = (changes.get(known) for known in pair)
            return np.inf if one is None or other is None else np.abs(target - one - other).sum()

        with quiet():
            return sorted(groups, key=distance)

    def change(self, value: Any) -> np.ndarray | None:
        """How a result differs from the right one, where both are arrays of one shape."""
        arrays = isinstance(value, np.ndarray) and isinstance(self.right, np.ndarray)
        alike = arrays and value.shape == self.right.shape and value.dtype.kind == "f"
        with quiet():  # infinity less infinity
            return np.nan_to_num(value - self.right) if alike else None


def candidates(function: str) -> list[Mistake]:
    """What could be wrong: the function's own mistakes first, then its stage's, then its needs'."""
    stage = STAGE_OF[function]
    own = mistakes.of_stage(stage.name)
    ordered = [m for m in own if m.of == function] + [m for m in own if m.of != function]
    for need in reversed(stage.needs):
        ordered += mistakes.of_stage(BY_NAME[need].name)
    return [known for known in ordered if known.numpy is not None]


def pairs(function: str, visible: list[Mistake], named: list[Mistake]) -> Iterator[Group]:
    """Two of the mistakes that show, likely ones first: one that explained an earlier failure
    with any other, then two of the function's own, then one of its own with another's.
    """
    own = [known for known in visible if known.of == function]
    others = [known for known in visible if known.of != function]
    yield from (pair for pair in product(named, visible) if pair[0] is not pair[1])
    yield from combinations(own, 2)
    yield from product(own, others)
    yield from combinations(others, 2)


COMMON = {TypeError, ValueError, AttributeError, SyntaxError}


def mistaken(group: Group, expected: Callable[[], Any]) -> Any:
    """The outcome of the expectation with the mistakes committed; None where they clash.

    Also None where an operation of the reference fails with an error that fits too many mistakes:
    that NumPy and torch both raise a TypeError somewhere says nothing.
    """
    with quiet():
        try:
            with committed(*group):
                return expectation(expected)
        except Exception as error:
            return None if type(error) in COMMON else Raised(names_of(error))


def traced(expected: Callable[[], Any]) -> tuple[Any, set[CodeType]]:
    """The right result and the code that ran for it: no other function's mistake can show."""
    ran: set[CodeType] = set()
    before = sys.getprofile()
    sys.setprofile(lambda frame, _event, _arg: ran.add(frame.f_code))
    try:
        return outcome(expected), ran
    finally:
        sys.setprofile(before)


@contextmanager
def quiet() -> Iterator[None]:
    """A wrong formula may divide by zero; nobody needs to hear of it."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
