"""Objects the kata makes beside a submission: generators, optimizers, small models that can be seen
through. Graded tests ask for them with `learner.given(name, ...)`. Imports nothing of the kata.
"""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only


def generator(seed: int) -> torch.Generator:
    """A seeded source of random numbers."""
    return torch.Generator().manual_seed(seed)


def optimizer(model: nn.Module, name: str = "AdamW", **options) -> torch.optim.Optimizer:
    """One of torch's optimizers over all parameters of `model`."""
    return getattr(torch.optim, name)(model.parameters(), **options)


def set_lr(optimizer: torch.optim.Optimizer, lr: float) -> None:
    """Another learning rate from now on, as a schedule sets it."""
    for group in optimizer.param_groups:
        group["lr"] = lr


def steps_taken(optimizer: torch.optim.Optimizer) -> list[float]:
    """How many steps it counts for each parameter that ever moved."""
    return [float(state["step"]) for state in optimizer.state.values() if "step" in state]


def leave_gradients(model: nn.Module, gradients: dict[str, torch.Tensor]) -> None:
    """Put these into `.grad`, as an earlier batch may have left them there."""
    for name, parameter in model.named_parameters():
        parameter.grad = gradients[name].clone()


def trainable(model: nn.Module) -> list[bool]:
    """Which parameters still ask for a gradient."""
    return [parameter.requires_grad for parameter in model.parameters()]


def gradients_enabled() -> bool:
    """Whether torch records operations at this moment."""
    return torch.is_grad_enabled()


class Probe(nn.Module):
    """A language model one can see through: row i of a table scores what follows token i.

    It remembers the ids it was fed, the mode it was in, and whether gradients were recorded.
    """

    def __init__(self, vocab_size: int):
        super().__init__()
        self.table = nn.Embedding(vocab_size, vocab_size)
        self.fed, self.modes, self.recorded = [], [], []

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        self.note(ids)
        return self.table(ids)

    def note(self, ids: torch.Tensor) -> None:
        self.fed.append(ids.clone())
        self.modes.append(self.training)
        self.recorded.append(torch.is_grad_enabled())


class WindowProbe(Probe):
    """A probe that hears every token of its window: token i at place t adds `table[t, i]` (V) to
    the logits at t and after. It reads at most as many tokens as its table (T, V, V) has places.
    """

    def __init__(self, table: torch.Tensor):
        super().__init__(table.shape[-1])
        self.max_seq_len = len(table)
        self.table = nn.Parameter(table)
        self.dropout = nn.Dropout()  # a part that knows its own mode

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        self.note(ids)
        return self.table[torch.arange(ids.shape[-1]), ids].cumsum(-2)

    def note(self, ids: torch.Tensor) -> None:
        super().note(ids)
        self.modes[-1] = self.modes[-1] or self.dropout.training


class Cache:
    """A key-value cache that notes the shapes it is given."""

    def __init__(self):
        self.k, self.v, self.shapes = None, None, []

    def __len__(self) -> int:
        return 0 if self.k is None else self.k.shape[-2]

    def update(self, k: torch.Tensor, v: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        self.shapes.append([list(k.shape), list(v.shape)])
        self.k = k if self.k is None else torch.cat([self.k, k], dim=-2)
        self.v = v if self.v is None else torch.cat([self.v, v], dim=-2)
        return self.k, self.v


class Meter:
    """Counts what a model is fed: the rows that enter each of its linear layers and tables.

    It remembers the mode the model was in, too, and whether gradients were recorded.
    """

    def __init__(self, model: nn.Module):
        self.rows, self.modes, self.recorded = {}, [], []
        for name, module in model.named_modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                hook = partial(self.note, name)
                module.register_forward_pre_hook(hook, with_kwargs=True)

    def note(self, name: str, module: nn.Module, args: tuple, kwargs: dict) -> None:
        x = args[0] if args else kwargs["input"]
        rows = x.numel() if isinstance(module, nn.Embedding) else x.numel() // x.shape[-1]
        self.rows[name] = self.rows.get(name, 0) + rows
        self.modes.append(module.training)
        self.recorded.append(torch.is_grad_enabled())


def length(thing) -> int:
    """`len`, asked beside the submission."""
    return len(thing)


class Schedule:
    """A schedule that reads its rates from a list."""

    def __init__(self, rates: list[float]):
        self.rates = rates

    def __call__(self, step: int) -> float:
        return self.rates[step]


class Recorder:
    """Notes what it is called with, and one parameter of the model at that moment."""

    def __init__(self, model: nn.Module, name: str):
        self.watched = dict(model.named_parameters())[name]
        self.calls, self.values = [], []

    def __call__(self, *args) -> None:
        self.calls.append(list(args))
        self.values.append(self.watched.detach().clone())


def network(shapes: dict, buffers: dict | None = None, shared: dict | None = None) -> nn.Module:
    """A module that holds parameters of these names and shapes, and computes nothing.

    `buffers` has names and shapes too; `shared` maps a new name to that of a parameter it repeats.
    """
    root = nn.Module()
    for name, shape in shapes.items():
        owner, leaf = nest(root, name)
        owner.register_parameter(leaf, nn.Parameter(torch.ones(*shape)))
    for name, shape in (buffers or {}).items():
        owner, leaf = nest(root, name)
        owner.register_buffer(leaf, torch.ones(*shape))
    for name, repeated in (shared or {}).items():
        owner, leaf = nest(root, name)
        owner.register_parameter(leaf, root.get_parameter(repeated))
    return root


def nest(module: nn.Module, name: str) -> tuple[nn.Module, str]:
    """The submodule that owns the last part of a dotted name, made where it is not there."""
    *path, leaf = name.split(".")
    for part in path:
        if not hasattr(module, part):
            module.add_module(part, nn.Module())
        module = getattr(module, part)
    return module, leaf


AWAY = torch.device("meta")


class Away(torch.Tensor):
    """A tensor that says it lies on another device, while its numbers lie here.

    Only under OneDevice can anything be done with it.
    """

    @staticmethod
    def __new__(cls, here: torch.Tensor):
        facts = {"strides": here.stride(), "dtype": here.dtype, "device": AWAY}
        return torch.Tensor._make_wrapper_subclass(cls, here.shape, **facts)

    def __init__(self, here: torch.Tensor):
        self.here = here

    @classmethod
    def __torch_dispatch__(cls, operation, types, args=(), kwargs=None):
        raise RuntimeError(f"{operation.__name__} outside of OneDevice")


class OneDevice(TorchDispatchMode):
    """Plays a second device, and notes the operations whose tensors lie on different ones.

    A true "meta" tensor would do, but its kernels import torch's compiler: seconds.
    """

    def __init__(self):
        super().__init__()
        self.mixed: list[str] = []

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """No compiler is near; guarding against it would import it."""
        return False

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        found = [leaf for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, torch.Tensor)]
        mixed = len({tensor.device for tensor in found if tensor.dim()}) > 1
        if mixed and not operation.__name__.startswith("index"):  # an index may lie anywhere
            self.mixed.append(operation.__name__)
        known = {id(tensor.here): tensor for tensor in found if isinstance(tensor, Away)}
        away = bool(known)
        if kwargs.get("device") is not None:
            away, kwargs["device"] = kwargs["device"] == AWAY, "cpu"
        args, kwargs = tree_map_only(Away, lambda tensor: tensor.here, (args, kwargs))
        result = operation(*args, **kwargs)

        def sent(tensor: torch.Tensor) -> Away:  # what was changed in place is still the same
            return known[id(tensor)] if id(tensor) in known else Away(tensor)

        return tree_map_only(torch.Tensor, sent, result) if away else result


def mixed_devices(model: nn.Module, *shape: int, ids: bool = True) -> str:
    """Run `model` on ids (or numbers) on another device: "" or the operations that mix devices."""
    x = torch.zeros(shape, dtype=torch.long if ids else torch.float32)
    with OneDevice() as seen:
        model._apply(Away)
        model(Away(x))
    return ", ".join(seen.mixed)


# -- optimizers and checkpoints ----------------------------------------------------------------


def parameters(model: nn.Module) -> Iterator[nn.Parameter]:
    """The generator `model.parameters()`: it can be read once."""
    return model.parameters()


def parameter_list(model: nn.Module) -> nn.ParameterList:
    """The parameters of a model as a list: it can be read again and again."""
    return nn.ParameterList(model.parameters())


def groups(model: nn.Module, groups: list[dict]) -> Iterator[dict]:
    """Parameter groups for an optimizer; "params" of each holds names."""
    named = dict(model.named_parameters())
    return iter([group | {"params": [named[name] for name in group["params"]]} for group in groups])


def group_options(optimizer: torch.optim.Optimizer) -> list[dict]:
    """What each group says beside its parameters."""
    return [{k: v for k, v in g.items() if k != "params"} for g in optimizer.param_groups]


def is_optimizer(thing: object) -> bool:
    """Whether it has all that torch's schedulers and training loops expect of an optimizer."""
    return isinstance(thing, torch.optim.Optimizer)


def set_gradients(model: nn.Module, gradients: dict[str, torch.Tensor | None]) -> None:
    """Put these into `.grad`; parameters that are not named have None."""
    for name, parameter in model.named_parameters():
        gradient = gradients.get(name)
        parameter.grad = None if gradient is None else gradient.clone()


def gradients(model: nn.Module) -> dict[str, torch.Tensor | None]:
    """What stands in `.grad` now."""
    return {name: parameter.grad for name, parameter in model.named_parameters()}


def turn(model: nn.Module) -> None:
    """The same numbers in another memory layout: matrices lie column after column."""
    for parameter in model.parameters():
        parameter.data = parameter.data.T.contiguous().T if parameter.dim() == 2 else parameter.data


def resume(before: torch.optim.Optimizer, after: torch.optim.Optimizer) -> None:
    """Give the state of one optimizer to another, as a checkpoint would."""
    after.load_state_dict(copy.deepcopy(before.state_dict()))


class Closure:
    """Sets gradients and returns a loss, as a closure does that computes the loss anew."""

    def __init__(self, model: nn.Module, gradients: dict, loss: float):
        self.model, self.gradients, self.loss = model, gradients, loss
        self.recorded = []

    def __call__(self) -> torch.Tensor:
        self.recorded.append(torch.is_grad_enabled())
        set_gradients(self.model, self.gradients)
        return torch.tensor(self.loss)


class Counting(torch.optim.Optimizer):
    """An optimizer that moves nothing: it counts its steps, in plain numbers."""

    def __init__(self, params, lr: float):
        super().__init__(params, {"lr": lr, "name": "counting"})

    def step(self) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                state = self.state[parameter]
                state["step"] = state.get("step", 0) + 1

    def counts(self) -> list[int]:
        """The steps of each parameter, in their order."""
        ordered = [parameter for group in self.param_groups for parameter in group["params"]]
        return [self.state.get(parameter, {}).get("step", 0) for parameter in ordered]


class Folder:
    """An empty folder that goes away with this object."""

    def __init__(self):
        self.place = tempfile.TemporaryDirectory(prefix="kata-")

    def path(self, name: str) -> str:
        """The path of a file in it."""
        return str(Path(self.place.name, name))

    def names(self) -> list[str]:
        """The names of the files in it."""
        return sorted(path.name for path in Path(self.place.name).iterdir())

    def identity(self, name: str) -> int:
        """The number of the file on its disk: another file of the same name has another one."""
        return Path(self.path(name)).stat().st_ino

    def read(self, name: str) -> dict | None:
        """What plain `safetensors` finds: "tensors" and "metadata"; None where it finds nothing."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(self.path(name), framework="pt") as file:
                tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
                return {"tensors": tensors, "metadata": file.metadata() or {}}
        except (SafetensorError, OSError):
            return None


class GPT2Folder:
    """A folder with `config.json` and `model.safetensors`, which goes away with this object.

    Texts are written as they are: a broken file. None leaves the file out.
    """

    def __init__(self, config: dict | str | None, weights: dict[str, torch.Tensor] | str | None):
        self.place = tempfile.TemporaryDirectory(prefix="kata-")
        self.path = self.place.name
        if config is not None:
            text = config if isinstance(config, str) else json.dumps(config)
            Path(self.path, "config.json").write_text(text, encoding="utf-8")
        if isinstance(weights, str):
            Path(self.path, "model.safetensors").write_text(weights, encoding="utf-8")
        elif weights is not None:
            from safetensors.torch import save_file

            whole = {name: weight.contiguous() for name, weight in weights.items()}
            save_file(whole, Path(self.path, "model.safetensors"), {"format": "pt"})


def dtypes(model: nn.Module) -> list[str]:
    """The types of number among the parameters."""
    return sorted({str(parameter.dtype) for parameter in model.parameters()})
