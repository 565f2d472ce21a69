"""What runs beside a submission: it loads the submission's files and does what the port asks.

This file imports nothing of the kata, because in a classroom it is loaded into the process that
holds the submission, where nothing worth stealing may be. It knows no expected value. A request
and its answer are trees of plain data and NumPy arrays, so they cross a process boundary as well
as a function call.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.util
import io
import random
import sys
import traceback
import warnings

import numpy as np

PACKAGE = "exercises"  # the name every submission is loaded under, wherever its files lie
MESSAGE_LIMIT = 400
FRAME_LIMIT = 4


class SubmissionFinder:
    """Finds `exercises.<stage>` among the given sources only, never on the disk."""

    def __init__(self, sources: dict):
        self.sources = sources

    def find_spec(self, fullname, path=None, target=None):
        if fullname == PACKAGE:
            return importlib.util.spec_from_loader(fullname, self, is_package=True)
        package, _, stage = fullname.rpartition(".")
        if package == PACKAGE and stage in self.sources:
            return importlib.util.spec_from_loader(fullname, self)
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        stage = module.__name__.rpartition(".")[2]
        if stage in self.sources and module.__name__ != PACKAGE:
            source = self.sources[stage]
            module.__file__ = source["filename"]
            code = compile(bytes(source["source"]), source["filename"], "exec", dont_inherit=True)
            exec(code, module.__dict__)


class Executor:
    """Holds one submission and the objects made from it; answers one request at a time."""

    def __init__(self, given):
        self.given = given  # the module of a given object's name; a function, as it imports torch
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
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]
        sys.meta_path[:] = [f for f in sys.meta_path if not isinstance(f, SubmissionFinder)]
        sys.meta_path.insert(0, SubmissionFinder(sources))
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
        return {"value": self.send(self.resolve(target)(*args, **kwargs))}

    def do_get(self, target, name: str) -> dict:
        return {"value": self.send(getattr(self.resolve(target), name))}

    def do_given(self, name: str, args=(), kwargs=None) -> dict:
        args, kwargs = self.receive(args, "torch"), self.receive(kwargs or {}, "torch")
        return {"value": self.send(getattr(self.given(name), name)(*args, **kwargs))}

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
            found = torch.autograd.grad(output.sum(), leaves, allow_unused=True)
        else:
            found = [None] * len(leaves)
        sent = [self.send(gradient) for gradient in found]
        after = dict(zip(weights, sent[len(inputs) :], strict=True))
        return {"value": {"inputs": sent[: len(inputs)], "weights": after}}

    def do_observe(self, target, args=(), kwargs=None, arrays="torch") -> dict:
        """Call, and report what the call did beside returning a value."""
        args, kwargs = self.receive(args, arrays), self.receive(kwargs or {}, arrays)
        reset_defaults()
        function, before, printed = self.resolve(target), random_states(), io.StringIO()
        with contextlib.redirect_stdout(printed), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            value = function(*args, **kwargs)
        seen = {
            "value": self.send(value),
            "arguments": [self.send(leaf) for leaf in leaves((args, kwargs))],
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


def is_tensor(value) -> bool:
    torch = sys.modules.get("torch")
    return bool(torch) and isinstance(value, torch.Tensor)


def to_tensor(array: np.ndarray):
    import torch

    return torch.from_numpy(np.array(array))


def to_array(tensor) -> np.ndarray:
    import torch

    plain = tensor.detach().cpu().as_subclass(torch.Tensor).resolve_conj().resolve_neg()
    if plain.dtype == torch.bfloat16:
        plain = plain.float()
    return plain.clone().numpy()


def weighted_sum(output, upstream):
    """A number whose gradient with respect to `output` is `upstream`.

    `torch.autograd.grad` would take `upstream` itself, but imports sympy for it: seconds.
    """
    if output.shape != upstream.shape:
        raise RuntimeError(f"the output has shape {list(output.shape)}, not {list(upstream.shape)}")
    return (output * upstream.to(output.dtype)).sum()


def strided_tensor(array: np.ndarray):
    """The same values, every second element of a larger tensor: not contiguous in memory."""
    import torch

    wide = torch.zeros(*array.shape, 2, dtype=to_tensor(array).dtype)
    wide[..., 0] = to_tensor(array)
    return wide[..., 0]


def imported(source: bytes) -> set[str]:
    """The first words of all absolute imports in a text."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def leaves(tree) -> list:
    """The arrays and tensors of a tree, left to right."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (list, tuple)):
        return [leaf for branch in tree for leaf in leaves(branch)]
    return [tree] if isinstance(tree, np.ndarray) or is_tensor(tree) else []


def tensors(tree) -> list:
    return [leaf for leaf in leaves(tree) if is_tensor(leaf)]


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
