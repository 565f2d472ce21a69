"""Given parts of a training loop: generators, gradients, optimizers, schedules, closures."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import torch
from torch import nn


def generator(seed: int) -> torch.Generator:
    """A seeded source of random numbers."""
    return torch.Generator().manual_seed(seed)


def gradients_enabled() -> bool:
    """Whether torch records operations at this moment."""
    return torch.is_grad_enabled()


def parameters(model: nn.Module) -> Iterator[nn.Parameter]:
    """The generator `model.parameters()`: it can be read once."""
    return model.parameters()


def parameter_list(model: nn.Module) -> nn.ParameterList:
    """The parameters of a model as a list: it can be read again and again."""
    return nn.ParameterList(model.parameters())


def gradients(model: nn.Module) -> dict[str, torch.Tensor | None]:
    """What stands in `.grad` now."""
    return {name: parameter.grad for name, parameter in model.named_parameters()}


def set_gradients(model: nn.Module, gradients: dict[str, torch.Tensor | None]) -> None:
    """Put these into `.grad`; parameters that are not named have None."""
    for name, parameter in model.named_parameters():
        gradient = gradients.get(name)
        parameter.grad = None if gradient is None else gradient.clone()


def optimizer(model: nn.Module, name: str = "AdamW", **options) -> torch.optim.Optimizer:
    """One of torch's optimizers over all parameters of `model`."""
    return getattr(torch.optim, name)(model.parameters(), **options)


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


def is_optimizer(thing: object) -> bool:
    """Whether it has all that torch's schedulers and training loops expect of an optimizer."""
    return isinstance(thing, torch.optim.Optimizer)


def groups(model: nn.Module, groups: list[dict]) -> Iterator[dict]:
    """Parameter groups for an optimizer; "params" of each holds names."""
    named = dict(model.named_parameters())
    return iter([group | {"params": [named[name] for name in group["params"]]} for group in groups])


def group_options(optimizer: torch.optim.Optimizer) -> list[dict]:
    """What each group says beside its parameters."""
    return [{k: v for k, v in g.items() if k != "params"} for g in optimizer.param_groups]


def set_lr(optimizer: torch.optim.Optimizer, lr: float) -> None:
    """Another learning rate from now on, as a schedule sets it."""
    for group in optimizer.param_groups:
        group["lr"] = lr


def steps_taken(optimizer: torch.optim.Optimizer) -> list[float]:
    """How many steps it counts for each parameter that ever moved."""
    return [float(state["step"]) for state in optimizer.state.values() if "step" in state]


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
