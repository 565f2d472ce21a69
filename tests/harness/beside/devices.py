"""A given second device, played on the first: which operations of a model mix devices?"""

from __future__ import annotations

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

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


def brought_here(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor with its numbers; `torch.tensor(..., device=...)` passes by and leaves none."""
    if isinstance(tensor, Away):
        return tensor.here
    return torch.ones(tensor.shape, dtype=tensor.dtype) if tensor.device == AWAY else tensor


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
        away = any(tensor.device == AWAY for tensor in found)
        if kwargs.get("device") is not None:
            away, kwargs["device"] = kwargs["device"] == AWAY, "cpu"
        args, kwargs = tree_map_only(torch.Tensor, brought_here, (args, kwargs))
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
