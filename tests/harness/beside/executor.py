"""What runs beside a submission: it loads the submission's files and does what the port asks.

This folder imports nothing else of the kata, because in a classroom it is loaded into the process
that holds the submission, where nothing worth stealing may be. It knows no expected value. A
request and its answer are trees of plain data and NumPy arrays, so they cross a process boundary
as well as a function call.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import random
import sys
import traceback
import warnings

import numpy as np

from tests.harness.beside import given
from tests.harness.beside.loading import PACKAGE, imported, install
from tests.harness.beside.values import (
    containers,
    is_tensor,
    leaves,
    strided_tensor,
    tensors,
    to_array,
    to_tensor,
    weighted_sum,
)

MESSAGE_LIMIT = 400
FRAME_LIMIT = 4


class Executor:
    """Holds one submission and the objects made from it; answers one request at a time."""

    def __init__(self):
        self.sources: dict = {}
        self.objects: dict[int, object] = {}
        self.last_exception: BaseException | None = None

    def handle(self, request: dict) -> dict:
        """Do what `request["op"]` names; what the submission raises becomes part of the answer."""
        details = {key: value for key, value in request.items() if key != "op"}
        try:
            return getattr(self, f"do_{request['op']}")(**details)
        except MissingName as missing:
            return {"missing": str(missing)}
        except (Exception, SystemExit) as error:
            self.last_exception = error
            return {"raised": self.describe(error)}

    # -- the verbs -----------------------------------------------------------------------------

    def do_load(self, sources: dict) -> dict:
        """Take the submission's files; each is run when something of it is first asked for."""
        install(sources)
        self.sources = sources
        self.objects.clear()
        return {"value": None}

    def do_import(self, stage: str) -> dict:
        """Run one stage's file, so that a fault at import is seen as one."""
        importlib.import_module(f"{PACKAGE}.{stage}")
        return {"value": None}

    def do_imports(self, stage: str) -> dict:
        """The packages that one stage's own text imports, wherever in it, without running it."""
        return {"value": sorted(imported(bytes(self.sources[stage]["source"])))}

    def do_call(self, target, args=(), kwargs=None, arrays="torch") -> dict:
        args, kwargs = self.receive(args, arrays), self.receive(kwargs or {}, arrays)
        reset_defaults()
        value = self.resolve(target)(*args, **kwargs)
        if arrays == "torch" and isinstance(value, np.ndarray) and value.ndim:
            return {"value": self.keep(value)}  # where a tensor is promised, it is another object
        return {"value": self.send(value)}

    def do_get(self, target, name: str) -> dict:
        return {"value": self.send(getattr(self.resolve(target), name))}

    def do_given(self, name: str, args=(), kwargs=None) -> dict:
        args, kwargs = self.receive(args, "torch"), self.receive(kwargs or {}, "torch")
        return {"value": self.send(getattr(given.module_of(name), name)(*args, **kwargs))}

    def do_weights(self, target) -> dict:
        named = self.resolve(target).named_parameters()
        return {"value": {name: self.send(weight) for name, weight in named}}

    def do_set_weights(self, target, weights: dict) -> dict:
        import torch

        with torch.no_grad():
            own = dict(self.resolve(target).named_parameters())
            for name, value in weights.items():
                own[name].copy_(torch.from_numpy(value))
        return {"value": None}

    def do_gradients(self, target, args=(), kwargs=None, upstream=None) -> dict:
        """Call, send `upstream` back through autograd, return what reaches inputs and weights."""
        import torch

        args, kwargs = self.receive(args, "torch"), self.receive(kwargs or {}, "torch")
        reset_defaults()
        inputs = [leaf.requires_grad_() for leaf in tensors(args) if leaf.is_floating_point()]
        function = self.resolve(target)
        weights = dict(named_parameters(function))
        output = function(*args, **kwargs)
        leaves = inputs + list(weights.values())
        if isinstance(output, torch.Tensor) and output.requires_grad:
            if upstream is not None:
                output = weighted_sum(output, torch.from_numpy(upstream))
            wanted = [leaf for leaf in leaves if leaf.requires_grad]  # a frozen one gets none
            found = torch.autograd.grad(output.sum(), wanted, allow_unused=True)
            found = dict(zip(map(id, wanted), found, strict=True))
        else:
            found = {}
        sent = [self.send(found.get(id(leaf))) for leaf in leaves]
        after = dict(zip(weights, sent[len(inputs) :], strict=True))
        return {"value": {"inputs": sent[: len(inputs)], "weights": after}}

    def do_observe(self, target, args=(), kwargs=None, arrays="torch") -> dict:
        """Call, and report what the call did beside returning a value."""
        args, kwargs = self.receive(args, arrays), self.receive(kwargs or {}, arrays)
        reset_defaults()
        function, before, printed = self.resolve(target), random_states(), io.StringIO()
        given = containers((args, kwargs))
        with contextlib.redirect_stdout(printed), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            value = function(*args, **kwargs)
        seen = {
            "value": self.send(value),
            "arguments": [self.send(leaf) for leaf in leaves((args, kwargs))],
            "containers_untouched": containers((args, kwargs)) == given,
            "requires_grad": bool(getattr(value, "requires_grad", False)),
            "global_random_untouched": before == random_states(),
            "printed": printed.getvalue()[:MESSAGE_LIMIT],
            "warnings": [str(w.message)[:MESSAGE_LIMIT] for w in caught][:8],
        }
        return {"value": seen}

    # -- helpers -------------------------------------------------------------------------------

    def resolve(self, target):
        """A target is a handle (int), [handle, method name], or [stage name, public name]."""
        if isinstance(target, int):
            return self.objects[target]
        owner, name = target
        if isinstance(owner, int):
            return getattr(self.objects[owner], name)
        module = importlib.import_module(f"{PACKAGE}.{owner}")
        try:
            return getattr(module, name)
        except AttributeError:
            raise MissingName(name) from None

    def receive(self, tree, arrays: str):
        """What came through the port, as the submission should see it. Arrays are always copies."""
        if isinstance(tree, np.ndarray):
            return tree.copy() if arrays == "numpy" else to_tensor(tree)
        if isinstance(tree, dict):
            if "__handle__" in tree:
                return self.objects[tree["__handle__"]]
            if "__strided__" in tree:
                return strided_tensor(tree["__strided__"])
            if "__iterator__" in tree:
                return iter(tree["__iterator__"])
            if "__bytes__" in tree:
                return bytes.fromhex(tree["__bytes__"])
            if "__items__" in tree:
                return {key: self.receive(value, arrays) for key, value in tree["__items__"]}
            return {key: self.receive(value, arrays) for key, value in tree.items()}
        if isinstance(tree, (list, tuple)):
            return type(tree)(self.receive(value, arrays) for value in tree)
        return tree

    def send(self, value):
        """A result as plain data and arrays; any other object stays here, sent as a handle."""
        if value is None or type(value) in (bool, int, float, str):
            return value
        if isinstance(value, np.ndarray):
            return value.copy()
        if isinstance(value, np.generic):
            return np.array(value)
        if is_tensor(value):
            return to_array(value)
        if type(value) in (list, tuple):
            return type(value)(self.send(item) for item in value)
        if type(value) is dict and all(type(key) is str for key in value):
            return {key: self.send(item) for key, item in value.items()}
        if type(value) is bytes:
            return {"__bytes__": value.hex()}
        if type(value) is dict and all(type(key) is int for key in value):
            return {"__items__": [[key, self.send(item)] for key, item in value.items()]}
        return self.keep(value)

    def keep(self, value) -> dict:
        """An object stays here: what is sent of it is a handle and the name of its type."""
        handle = len(self.objects) + 1
        self.objects[handle] = value
        return {"__handle__": handle, "type": type(value).__name__[:80]}

    def describe(self, error: BaseException) -> dict:
        """An exception as plain data: its types, its message, the submission's own frames."""
        own = {source["filename"] for source in self.sources.values()}
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in own]
        if isinstance(error, SyntaxError) and error.filename in own:
            where = [[error.filename, error.lineno or 0, "", (error.text or "").strip()[:200]]]
        else:
            where = [[f.filename, f.lineno or 0, f.name, (f.line or "")[:200]] for f in frames]
        return {
            "types": [cls.__name__ for cls in type(error).__mro__][:8],
            "message": safe_text(error),
            "frames": where[-FRAME_LIMIT:],
        }


class MissingName(Exception):
    """The submission's file has no such name."""


def reset_defaults() -> None:
    """A submission that changed torch's defaults at import must not change the next call."""
    torch = sys.modules.get("torch")
    if torch:
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)


def named_parameters(function) -> list:
    """The parameters of a module, or of the module a bound method belongs to."""
    owner = getattr(function, "__self__", function)
    return list(owner.named_parameters()) if hasattr(owner, "named_parameters") else []


def random_states() -> tuple:
    """The state of every global random generator a submission could disturb."""
    torch = sys.modules.get("torch")
    state = torch.get_rng_state().numpy().tobytes() if torch else b""
    name, keys, *rest = np.random.get_state()
    return (state, random.getstate(), name, keys.tobytes(), *rest)


def safe_text(error: BaseException) -> str:
    try:
        return str(error)[:MESSAGE_LIMIT]
    except Exception:
        return "(its message could not be read)"
