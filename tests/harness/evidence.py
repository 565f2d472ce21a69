"""What a wrong result shows: what came, what should have come, and what that is under a mistake."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import numpy as np

from tests.harness.comparison import close, compare, expectation, names_of, outcome
from tests.harness.shown import Raised
from tests.mistakes import Mistake, committed, original

Group = tuple[Mistake, ...]
COMMON = {TypeError, ValueError, AttributeError, SyntaxError}


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the learner got, and how to work out what should have come."""

    got: Any
    right: Any
    expected: Callable[[], Any]
    tolerance: float = 1.0
    called: set[CodeType] = field(default_factory=set)  # no other function's mistake can show

    def shows(self, known: Mistake) -> bool:
        """Whether the mistake lies in code that ran."""
        return original(known.at).__code__ in self.called

    def changed(self, group: Group) -> Any:
        """What the expectation gives with the mistakes in it; None where it is still right."""
        wrong = mistaken(group, self.expected)
        return None if wrong is None or self.same(wrong, self.right) else wrong

    def explained_by(self, group: Group) -> bool:
        """With these mistakes in it the expectation gives exactly what the learner got."""
        wrong = self.changed(group)
        return wrong is not None and self.same(self.got, wrong)

    def same(self, value: Any, other: Any) -> bool:
        return compare(value, other, self.tolerance) is None

    @property
    def little(self) -> bool:
        """Many mistakes could give this: no array, as many values in another shape, only NaN."""
        got, right = self.got, self.right
        if not isinstance(got, np.ndarray) or not isinstance(right, np.ndarray) or got.size < 2:
            return True
        if got.shape != right.shape:
            return got.size == right.size
        return got.dtype.kind == "f" and bool(np.isnan(got[~close(got, right)]).all())


def evidence(got: Any, expected: Callable[[], Any], tolerance: float = 1.0) -> Evidence:
    """The evidence of a wrong result: the expectation is run, and watched, once."""
    right, called = traced(expected)
    return Evidence(got, right, expected, tolerance, called)


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
    """The right result and the code that ran for it."""
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
