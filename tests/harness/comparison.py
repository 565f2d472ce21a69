"""THE comparison: what a submission gave against what the reference says, and where they part.

Nothing here uses code of the submission: values arrive as plain data and arrays.
"""

from __future__ import annotations

import dis
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import CellType, FunctionType
from typing import Any

import numpy as np

from reference.sentence import Sentence
from tests.harness.shown import (
    KINDS,
    Item,
    Raised,
    Way,
    describe_array,
    joined,
    number,
    place,
    show,
    with_names,
)
from tests.harness.target import Instance, LearnerError

# Above the error of every correct style, below the smallest error of any known mistake.
RTOL = 1e-4  # of the expected value
ATOL = 1e-5  # of the largest expected magnitude in the same array


@dataclass(frozen=True)
class Difference:
    """Where and how a result differs from the expected one: sentences, or values as they are."""

    expected: str
    got: str
    where: str


class Disagreement(Exception):
    """A claim does not hold: carries all that the diagnosis and the report need."""

    def __init__(self, difference: Difference | None, **facts):
        super().__init__(str(difference or facts.get("sentence")))
        self.difference = difference
        self.got: Any = facts.get("got")
        self.expected: Callable[[], Any] | None = facts.get("expected")
        self.error: LearnerError | None = facts.get("error")
        self.sentence: str = facts.get("sentence", "")
        self.mistake: str | None = facts.get("mistake")
        self.tolerance: float = facts.get("tolerance", 1.0)


def agree(call: Callable[[], Any], expected: Callable[[], Any], tolerance: float = 1.0) -> None:
    """The learner's call gives what the reference gives, or raises where the reference raises.

    Both are functions without arguments: `expected` is run again under every known mistake when
    they differ. `tolerance` multiplies the usual one where errors add up (many steps).
    """
    right, (got, error) = expectation(expected), learner_outcome(call)
    difference = compare(got, right, tolerance)
    if difference:
        facts = {"got": got, "expected": expected, "error": error, "tolerance": tolerance}
        raise Disagreement(difference, **facts)
    for listener in LISTENERS:
        listener(right, as_it_is(expected), tolerance)


LISTENERS: list[Callable[[Any, Callable[[], Any], float], None]] = []  # told what went right


def as_it_is(function: FunctionType, copies: dict | None = None) -> FunctionType:
    """An expectation with its variables as they are now, for a loop will change them; and so the
    functions that it uses.
    """
    copies = {} if copies is None else copies
    if function not in copies:
        cells = tuple(CellType() for _ in function.__closure__ or ())
        name, defaults = function.__name__, function.__defaults__
        copy = FunctionType(function.__code__, function.__globals__, name, defaults, cells)
        copies[function] = copy
        for new, old in zip(cells, function.__closure__ or (), strict=True):
            with suppress(ValueError):  # a variable that has no value yet
                value = old.cell_contents
                inner = isinstance(value, FunctionType)
                new.cell_contents = as_it_is(value, copies) if inner else value
    return copies[function]


def raises(call: Callable[[], Any], error_type: type[Exception], sentence: str) -> None:
    """The learner's call must raise this type of error; `sentence` says when and why."""
    got, error = learner_outcome(call)
    if error is None:
        difference = Difference(Raised((error_type.__name__,)).told(), show(got), "")
        raise Disagreement(difference, got=got, sentence=sentence)
    of_type(error, error_type, sentence)


def of_type(error: LearnerError, wanted: type[Exception], sentence: str) -> None:
    """The learner's error must be of this type."""
    if wanted.__name__ not in error.types:
        told = (Raised((name,)).told() for name in (wanted.__name__, error.type))
        facts = {"got": Raised(tuple(error.types)), "error": error, "sentence": sentence}
        raise Disagreement(Difference(*told, ""), **facts)


def claim(condition: bool, sentence: str, mistake: str | None = None) -> None:
    """For what no comparison shows: `sentence` says what is wrong, `mistake` names it."""
    if not condition:
        raise Disagreement(None, sentence=sentence, mistake=mistake)


def refuses(call: Callable[[], Any], sentence: str, mistake: str) -> None:
    """The learner's call must raise ValueError; the mistake is to have forgotten it.

    Whoever raises another error on purpose has forgotten nothing.
    """
    got, error = learner_outcome(call)
    if error and error.frames and error.frames[-1][-1].startswith("raise "):
        of_type(error, ValueError, sentence)
    claim(error is not None and "ValueError" in error.types, f"{sentence}: got {got}", mistake)


def expectation(expected: Callable[[], Any]) -> Any:
    """What the reference returns, or raises on purpose.

    It may compute with weights or ids whose shapes a submission has named. An error that only comes
    of those must not become what is expected: raising the same would then be a right answer.
    """
    try:
        return expected()
    except Exception as error:
        if not on_purpose(error):
            raise
        return Raised(names_of(error))


def on_purpose(error: Exception) -> bool:
    """Whether a `raise` statement of the reference, or of a mistake in it, raised this."""
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    own = {"reference", "mistakes"} & set(Path(code.co_filename).parts)
    written = bool(own) or code.co_filename.startswith("<")  # compiled from a patch
    return written and code.co_code[trace.tb_lasti] == dis.opmap["RAISE_VARARGS"]


def outcome(call: Callable[[], Any]) -> Any:
    """What a reference call returns, or what it raises."""
    try:
        return call()
    except Exception as error:
        return Raised(names_of(error))


def names_of(error: Exception) -> tuple[str, ...]:
    return tuple(cls.__name__ for cls in type(error).__mro__)


def learner_outcome(call: Callable[[], Any]) -> tuple[Any, LearnerError | None]:
    """What the learner's call returns, or raises; a name or body not written yet goes on up."""
    try:
        return call(), None
    except LearnerError as error:
        if error.missing or "NotImplementedError" in error.types:
            raise
        return Raised(tuple(error.types)), error


def compare(got: Any, right: Any, tolerance: float = 1.0, path: Way = ()) -> Difference | None:
    """The first difference between two trees of arrays and plain data, or None."""
    if isinstance(right, Raised) or isinstance(got, Raised):
        return compare_raised(got, right)
    if hasattr(right, "difference"):  # such as `Drawn` of tests/harness/sampling.py
        return right.difference(got)
    if isinstance(right, dict):
        return compare_dicts(got, right, tolerance, path)
    if isinstance(right, (list, tuple)) and not is_flat(right):
        return compare_sequences(got, right, tolerance, path)
    if isinstance(right, (str, bytes, type(None))):
        same = type(got) is type(right) and got == right
        return None if same else compare_texts(got, right, path)
    return compare_arrays(got, right, tolerance, path)


def compare_raised(got: Any, right: Any) -> Difference | None:
    if isinstance(right, Raised) and isinstance(got, Raised) and right.types[0] in got.types:
        return None
    return Difference(show(right), show(got), "")


def compare_dicts(got: Any, right: dict, tolerance: float, path: Way) -> Difference | None:
    if not isinstance(got, dict):
        return Difference(show(right), show(got), place(path))
    if set(got) != set(right):
        missing, extra = (
            sorted(map(str, names)) for names in (set(right) - set(got), set(got) - set(right))
        )
        more = with_names("missing {}", missing) if missing else with_names("also {}", extra)
        return Difference(show(right), more, place(path))
    found = (compare(got[key], right[key], tolerance, (*path, key)) for key in right)
    return next(filter(None, found), None)


def compare_sequences(got: Any, right: Any, tolerance: float, path: Way) -> Difference | None:
    if not isinstance(got, (list, tuple)) or len(got) != len(right):
        return Difference(show(right), show(got), place(path))
    pairs = enumerate(zip(got, right, strict=True))
    found = (compare(g, r, tolerance, (*path, Item(i))) for i, (g, r) in pairs)
    return next(filter(None, found), None)


def compare_texts(got: Any, right: Any, path: Way) -> Difference:
    where = place(path)
    if isinstance(got, str) and isinstance(right, str):
        pairs = zip(got, right, strict=False)
        first = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(got), len(right)))
        where = joined(where, Sentence("first at character {}", first))
    return Difference(show(right), show(got), where)


def compare_arrays(got: Any, right: Any, tolerance: float, path: Way) -> Difference | None:
    listed = isinstance(right, np.ndarray) and isinstance(got, (list, tuple))
    right = np.asarray(right)
    if listed:
        found = Sentence("a {} of {}", type(got).__name__, len(got))
        return Difference(describe_array(right), found, place(path))
    if got is None or isinstance(got, (str, bytes, dict, Instance)):
        return Difference(describe_array(right), show(got), place(path))
    try:
        array = np.asarray(got)
    except ValueError:  # a ragged list
        return Difference(describe_array(right), show(got), place(path))
    if array.shape != right.shape:
        shapes = (Sentence("shape {}", a.shape) for a in (right, array))
        return Difference(*shapes, place(path))
    if KINDS.get(array.dtype.kind) != KINDS.get(right.dtype.kind):
        kinds = (KINDS.get(a.dtype.kind, str(a.dtype)) for a in (right, array))
        return Difference(*(Sentence("{} values", kind) for kind in kinds), place(path))
    wrong = np.argwhere(~close(array, right, tolerance))
    return first_difference(array, right, wrong, path) if len(wrong) else None


def close(got: np.ndarray, right: np.ndarray, tolerance: float = 1.0) -> np.ndarray:
    """Where two arrays agree."""
    return error(got, right, tolerance) <= 1


def error(got: np.ndarray, right: np.ndarray, tolerance: float = 1.0) -> np.ndarray:
    """How far apart two arrays are, in units of what is allowed.

    NaN agrees with nothing but NaN, infinity with its own sign.
    """
    if right.dtype.kind != "f":
        return np.where(got == right, 0.0, np.inf)
    with np.errstate(all="ignore"):
        finite = right[np.isfinite(right)]
        scale = float(np.max(np.abs(finite), initial=0.0))
        allowed = tolerance * (ATOL * max(scale, 1e-30) + RTOL * np.abs(right))
        distance = np.abs(got.astype(np.float64) - right) / allowed
        same = (got == right) | (np.isnan(got) & np.isnan(right))
        return np.where(same, 0.0, np.where(np.isnan(distance), np.inf, distance))


def first_difference(got, right, wrong: np.ndarray, path: Way) -> Difference:
    index = tuple(int(i) for i in wrong[0])
    at, where = ", ".join(map(str, index)), ""
    if right.size > 1:
        where = Sentence("{} of {} values differ, first at [{}]", len(wrong), right.size, at)
    elif index:
        where = Sentence("at [{}]", at)
    return Difference(number(right[index]), number(got[index]), joined(place(path), where))


def is_flat(sequence: Any) -> bool:
    """A list of ids is compared as one array; a list of arrays item by item."""
    return all(isinstance(item, (bool, int, float)) for item in sequence)
