"""Given models that can be seen through, what counts beside one, and what one says of itself."""

from __future__ import annotations

from functools import partial

import torch
from torch import nn


class Probe(nn.Module):
    """A language model one can see through: row i of a table scores what follows token i.

    It remembers the ids it was fed, the mode it was in, and whether gradients were recorded.
    """

    def __init__(self, vocab_size: int):
        super().__init__()
        self.table = nn.Embedding(vocab_size, vocab_size)
        self.dropout = nn.Dropout()  # a part that knows its own mode
        self.fed, self.modes, self.recorded = [], [], []

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        self.note(ids)
        return self.table(ids)

    def note(self, ids: torch.Tensor) -> None:
        self.fed.append(ids.clone())
        self.modes.append(self.training or self.dropout.training)
        self.recorded.append(torch.is_grad_enabled())


class WindowProbe(Probe):
    """A probe that hears every token of its window: token i at place t adds `table[t, i]` (V) to
    the logits at t and after. It reads at most as many tokens as its table (T, V, V) has places.
    """

    def __init__(self, table: torch.Tensor):
        super().__init__(table.shape[-1])
        self.max_seq_len = len(table)
        self.table = nn.Parameter(table)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        self.note(ids)
        return self.table[torch.arange(ids.shape[-1]), ids].cumsum(-2)


class CountingModel(nn.Module):
    """A model of no stage, which reads caches: after token i comes i + 1, and after the last 0."""

    def __init__(self, vocab_size: int, max_seq_len: int):
        super().__init__()
        self.max_seq_len = max_seq_len
        self.token_embedding = nn.Embedding(vocab_size, vocab_size)
        self.token_embedding.weight.data = torch.eye(vocab_size).roll(1, dims=1)
        self.position_embedding = nn.Embedding(max_seq_len, vocab_size)
        self.transformer_blocks = nn.ModuleList([nn.Identity()])

    def forward(self, ids: torch.Tensor, caches=None) -> torch.Tensor:
        x = self.token_embedding(ids)
        for cache in caches or ():
            cache.update(x[:, None], x[:, None])
        return x


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


def network(shapes: dict, buffers: dict | None = None, shared: dict | None = None) -> nn.Module:
    """A module that holds parameters of these names and shapes, and computes nothing.

    `buffers` has names and shapes too; `shared` maps a new name to that of a parameter it repeats.
    """
    root = nn.Module()
    for name, shape in shapes.items():
        owner, leaf = nest(root, name)
        owner.register_parameter(leaf, nn.Parameter(torch.zeros(shape)))
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


def trainable(model: nn.Module) -> list[bool]:
    """Which parameters still ask for a gradient."""
    return [parameter.requires_grad for parameter in model.parameters()]


def dtypes(model: nn.Module) -> list[str]:
    """The types of number among the parameters."""
    return sorted({str(parameter.dtype) for parameter in model.parameters()})


def turn(model: nn.Module) -> None:
    """The same numbers in another memory layout: matrices lie column after column."""
    for parameter in model.parameters():
        parameter.data = parameter.data.T.contiguous().T if parameter.dim() == 2 else parameter.data
