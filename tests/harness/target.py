"""The learner's code as a graded test sees it: a handle, never the module itself.

`learner.softmax(x, dim=0)` becomes a request through a port, and the port decides where the code
lives: in this process (`LocalPort`, with tracebacks and `breakpoint()`), or in a sandbox.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from tests.harness.arguments import Handle, arrays_of, describe_call, pack
from tests.harness.beside.executor import Executor
from tests.harness.clock import time_limit
from tests.harness.no_compiler import leave_out_the_compiler
from tests.stages import STAGE_OF, Stage

LARGEST = 2_000_000  # parameters of any model drawn for a claim; the number is the submission's


class Port(Protocol):
    """Carries one request to the submission and its answer back."""

    def request(self, request: dict) -> dict: ...

    def limit(self, seconds: float) -> AbstractContextManager:
        """What is asked inside takes at most so long, else TookTooLong is raised."""
        ...


class LocalPort:
    """The submission in this very process."""

    def __init__(self):
        leave_out_the_compiler()
        self.executor = Executor()

    def limit(self, seconds: float) -> AbstractContextManager:
        return time_limit(seconds, {s["filename"] for s in self.executor.sources.values()})

    def request(self, request: dict) -> dict:
        answer = self.executor.handle(request)
        if "raised" in answer:
            answer["exception"] = self.executor.last_exception
        return answer


@dataclass
class LearnerError(Exception):
    """The learner's code raised, or a name is missing. Facts only; the report finds the words."""

    types: list[str] = field(default_factory=list)  # the exception's class and its bases
    message: str = ""
    frames: list = field(default_factory=list)  # [file, line, function, text], innermost last
    missing: str = ""  # the public name that is not there

    @property
    def type(self) -> str:
        return self.types[0] if self.types else "NameError"


class Lost(Exception):
    """The process that holds the submission does not answer any more; `str()` says why."""

    def __init__(self, kind: str, sentence: str):
        super().__init__(sentence)
        self.kind = kind  # as in `results.Failure`: "hung" or "died"


@dataclass
class Observation:
    """What a call returned and what else it did."""

    value: Any
    arguments: list[np.ndarray]
    untouched: bool  # the arrays among the arguments
    containers_untouched: bool  # the lists and dicts among them, as the submission's side says
    requires_grad: bool
    global_random_untouched: bool
    printed: str
    warnings: list[str]


class Learner:
    """Every public name of the kata: functions can be called, classes make Instances."""

    def __init__(self, port: Port, stage: Stage):
        self._port = port
        self._stage = stage
        self._last_call = ""
        self._last_arrays: list[np.ndarray] = []

    def __getattr__(self, name: str):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._call(self._path(name), name, args, kwargs)

    def gradients(self, name: str, *args, upstream=None, **kwargs) -> dict:
        """{"inputs": [one for each float argument], "weights": {}}; None where none arrives."""
        return self._call(self._path(name), name, args, kwargs, "gradients", upstream=upstream)

    def observe(self, name: str, *args, **kwargs) -> Observation:
        """Call and report the side effects."""
        return self._observed(self._path(name), name, args, kwargs)

    def given(self, name: str, *args, **kwargs) -> Any:
        """Something the kata makes beside the submission; see `tests/harness/beside/given.py`."""
        request = {"op": "given", "name": name, "args": pack(args), "kwargs": pack(kwargs)}
        return self._ask(request)

    def seconds(self, call: Callable[[], Any], tries: int = 1) -> float:
        """The processor time of a call beside the submission: the least of so many tries, since
        what else the machine does may make one slow.
        """
        clock = [self.given("processor_seconds")]
        for _ in range(tries):
            call()
            clock.append(self.given("processor_seconds"))
        return min(end - begin for begin, end in pairwise(clock))

    def imports(self) -> list[str]:
        """The packages that the stage's own file imports."""
        return self._ask({"op": "imports", "stage": self._stage.name})

    def _path(self, name: str) -> list[str]:
        return [STAGE_OF[name].name if name in STAGE_OF else self._stage.name, name]

    def _observed(self, target, name, args, kwargs) -> Observation:
        seen = self._call(target, name, args, kwargs, "observe")
        before = arrays_of((args, kwargs))
        same = len(before) == len(seen["arguments"]) and all(
            np.array_equal(was, now, equal_nan=True)
            for was, now in zip(before, seen["arguments"], strict=True)
        )
        return Observation(untouched=same, **seen)

    def _call(self, target, name, args, kwargs, op="call", **more):
        self._last_call = describe_call(name, args, kwargs)
        self._last_arrays = arrays_of((args, kwargs))
        request = {"op": op, "target": target, "args": pack(args), "kwargs": pack(kwargs), **more}
        if op in ("call", "observe"):
            request["arrays"] = self._stage.arrays
        return self._ask(request, self._last_call)

    def _ask(self, request: dict, made: str = ""):
        answer = self._port.request(request)
        if "missing" in answer:
            raise LearnerError(missing=answer["missing"])
        if "raised" in answer:
            raise LearnerError(**answer["raised"]) from answer.get("exception")
        return self._unpack(answer["value"], made)

    def _unpack(self, tree, made: str):
        if isinstance(tree, dict):
            if "__handle__" in tree:
                return Instance(self, tree["__handle__"], tree["type"], made or tree["type"])
            if "__bytes__" in tree:
                return bytes.fromhex(tree["__bytes__"])
            if "__items__" in tree:
                return {key: self._unpack(value, made) for key, value in tree["__items__"]}
            return {key: self._unpack(value, made) for key, value in tree.items()}
        if isinstance(tree, (list, tuple)):
            return type(tree)(self._unpack(value, made) for value in tree)
        return tree


class Instance(Handle):
    """An object that lives beside the submission: a module, a tokenizer, a generator."""

    def __init__(self, learner: Learner, handle: int, type_name: str, made: str):
        super().__init__(handle)
        self._learner = learner
        self._type = type_name
        self._made = made  # the call that made it, as a learner would write it

    def __repr__(self) -> str:
        return self._type

    def __call__(self, *args, **kwargs):
        return self._learner._call(self._handle, self._made, args, kwargs)

    def __getattr__(self, name: str):
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._learner._call(
            [self._handle, name], f"{self._made}.{name}", args, kwargs
        )

    def get(self, name: str):
        """An attribute that holds plain data."""
        return self._learner._ask({"op": "get", "target": self._handle, "name": name})

    def gradients(self, *args, upstream=None, **kwargs) -> dict:
        """{"inputs": [...], "weights": {...}}: what arrives when `upstream` is sent back."""
        return self._learner._call(
            self._handle, self._made, args, kwargs, "gradients", upstream=upstream
        )

    def observe(self, *args, **kwargs) -> Observation:
        """Call and report the side effects."""
        return self._learner._observed(self._handle, self._made, args, kwargs)

    def weights(self) -> dict[str, np.ndarray]:
        """Every registered parameter by name."""
        return self._learner._ask({"op": "weights", "target": self._handle})

    def load(self, weights: dict[str, np.ndarray]) -> None:
        """Set the named parameters; a name or shape that does not fit is the learner's fault."""
        own = self.weights()
        for name, value in weights.items():
            if name not in own:
                raise LearnerError(["AttributeError"], f"{self._type} has no parameter `{name}`")
            if own[name].shape != value.shape:
                shapes = f"has shape {own[name].shape} where {value.shape} was expected"
                raise LearnerError(["ValueError"], f"parameter `{name}` of {self._type} {shapes}")
        self._learner._ask({"op": "set_weights", "target": self._handle, "weights": weights})

    def randomize(self, draw) -> dict[str, np.ndarray]:
        """Seeded values into every parameter, so that none is at its initial value."""
        shapes = {name: value.shape for name, value in self.weights().items()}
        if sum(map(math.prod, shapes.values())) > LARGEST:
            raise LearnerError(["ValueError"], f"{self._type} has far too many parameters")
        weights = draw.weights(shapes)
        self.load(weights)
        return weights
