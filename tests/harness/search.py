"""The search of the bank: which of its mistakes, alone or two at once, explain a wrong result."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, product
from typing import Any

import numpy as np

from tests import mistakes
from tests.harness.evidence import Evidence, Group, quiet
from tests.mistakes import Mistake
from tests.stages import BY_NAME, STAGE_OF

MEASURED = 256  # numbers of a result, at most about so many, tell how near another one is


@dataclass
class Search:
    """Tries groups of mistakes on one wrong result until time is over."""

    evidence: Evidence
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
            if self.over:
                return
            wrong = self.evidence.changed(group)
            if wrong is None:
                continue
            if len(group) == 1:
                self.visible[group[0]] = wrong
            if self.evidence.same(self.evidence.got, wrong) and not self.contradicted(group):
                yield group

    @property
    def over(self) -> bool:
        return time.thread_time() > self.deadline

    def contradicted(self, group: Group) -> bool:
        """With these mistakes something would be wrong that was right."""
        return any(met.changed(group) is not None for met in self.against if not self.over)

    def likely_pairs(self, named: list[Mistake]) -> Iterator[Group]:
        """Two of the mistakes that show. First what explained an earlier failure, with any other;
        then by two measures in turn: the changes of both, simply added up, come near what the
        learner got; one of the two alone does. Equally near, the function's own come first.
        """
        known = list(self.visible)
        yield from (pair for pair in product(named, known) if pair[0] is not pair[1])
        rows, columns = np.triu_indices(len(known), 1)
        orders = [measure[rows, columns].argsort(kind="stable") for measure in self.measures(known)]
        for place in dict.fromkeys(chain.from_iterable(zip(*orders, strict=True))):
            yield known[rows[place]], known[columns[place]]

    def measures(self, known: list[Mistake]) -> tuple[np.ndarray, np.ndarray]:
        """How far from what the learner got: both changes added up, and the nearer one alone."""
        to_go = difference(self.evidence.got, self.evidence.right)
        changes = [difference(self.visible[one], self.evidence.right) for one in known]
        distances = [difference(self.visible[one], self.evidence.got) for one in known]
        with quiet():
            alone = np.array([np.inf if d is None else np.abs(d).sum() for d in distances])
            nearer = np.minimum.outer(alone, alone)
            if to_go is None:
                return nearer, nearer
            table = np.array([np.full_like(to_go, np.inf) if c is None else c for c in changes])
            table.shape = len(known), to_go.size
            added = np.array([np.abs(to_go - change - table).sum(1) for change in table])
            return added.reshape(nearer.shape), nearer


def difference(value: Any, other: Any) -> np.ndarray | None:
    """Some of the numbers of a result less those of another; None where their forms differ."""
    one, two = numbers(value), numbers(other)
    if form(value) != form(other) or one is None or two is None or one.size != two.size:
        return None
    step = one.size // MEASURED + 1
    with quiet():  # infinity less infinity
        return np.nan_to_num(one[::step] - two[::step])


def form(value: Any) -> Any:
    """The shape of an array, the type of anything else."""
    return value.shape if isinstance(value, np.ndarray) else type(value)


def numbers(value: Any) -> np.ndarray | None:
    """All numbers of a result in one row; None where there is anything else in it."""
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value)]
    if isinstance(value, (list, tuple)):
        parts = [numbers(part) for part in value]
        return np.concatenate(parts) if parts and all(p is not None for p in parts) else None
    if not isinstance(value, (np.ndarray, np.generic, int, float)):
        return None
    row = np.ravel(value)
    return row.astype(np.float64) if row.dtype.kind in "fiub" else None


def candidates(function: str) -> list[Mistake]:
    """What could be wrong: the function's own mistakes first, then its stage's, then its needs'."""
    stage = STAGE_OF[function]
    own = mistakes.of_stage(stage.name)
    ordered = [m for m in own if m.of == function] + [m for m in own if m.of != function]
    for need in reversed(stage.needs):
        ordered += mistakes.of_stage(BY_NAME[need].name)
    return [known for known in ordered if known.numpy is not None]
