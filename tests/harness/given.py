"""Objects the kata makes beside a submission: generators, optimizers, small models that can be seen
through. Graded tests ask for them with `learner.given(name, ...)`. Imports nothing of the kata.
"""

from __future__ import annotations

import torch
from torch import nn


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
        self.fed.append(ids.clone())
        self.modes.append(self.training)
        self.recorded.append(torch.is_grad_enabled())
        return self.table(ids)


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
