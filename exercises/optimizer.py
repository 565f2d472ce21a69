"""Stage 9: the machine that trains, opened: AdamW, clipping, a schedule, checkpoints.

The examples take steps from 1.0 on a single parameter whose gradient is given.
"""

import json
import math
import os
from collections.abc import Callable, Iterable

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn


class AdamW(torch.optim.Optimizer):
    """Adam with decoupled weight decay: a step against the mean gradient, in its own units.

        m = b1 m + (1 - b1) g               v = b2 v + (1 - b2) g^2          (both 0 at first)
        p = p - lr * weight_decay * p - lr * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)

    Each parameter has m, v and its count t of steps (1 at its first) in `self.state[parameter]`, so
    that `state_dict` and `load_state_dict`, which are inherited, save and resume them. `params` is
    an iterable of parameters or of groups: dicts with "params" and options of their own under the
    names `lr`, `betas`, `eps`, `weight_decay`. The options are read from `self.param_groups` at
    every step, where schedules change them. A parameter whose gradient is None is left alone.
    Raises ValueError for a negative lr, eps or weight_decay, or a beta outside 0 <= beta < 1.

    Source: Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2, the
    decay multiplied by lr as in `torch.optim.AdamW`. The first step is lr long, whatever g is:

    >>> parameter = nn.Parameter(torch.tensor([1.0]))
    >>> optimizer = AdamW([parameter], lr=0.1, weight_decay=0.5)
    >>> parameter.grad = torch.tensor([4.0])
    >>> optimizer.step()
    >>> round(parameter.item(), 4) # 1 - 0.1 * 0.5 * 1 - 0.1
    0.85
    """

    def __init__(
        self,
        params: Iterable,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ):
        # about 7 lines
        raise NotImplementedError

    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor | None:
        """Move every parameter that has a gradient, once and in place; the gradients stay.

        A `closure`, if given, is called first, with gradients enabled: it computes the loss anew.
        Returns what it returned.
        """
        # about 23 lines
        raise NotImplementedError


def clip_grad_norm(parameters: Iterable[nn.Parameter], max_norm: float) -> Tensor:
    """Shorten the gradients, as one long vector, to at most `max_norm`; returns its length before.

        norm = sqrt(sum of the squares of all numbers of all gradients)
        if norm > max_norm: every gradient *= max_norm / norm

    The gradients are changed in place; shorter ones stay as they are. `parameters` is any iterable,
    such as the generator `model.parameters()`, which can be read only once. A parameter whose
    gradient is None counts as nothing; without any gradient the norm is 0.

    Source: Pascanu, Mikolov and Bengio 2013, "On the difficulty of training recurrent neural
    networks", algorithm 1.

    >>> parameter = nn.Parameter(torch.zeros(2))
    >>> parameter.grad = torch.tensor([3.0, 4.0])
    >>> clip_grad_norm([parameter], max_norm=1.0)
    tensor(5.)
    >>> parameter.grad
    tensor([0.6000, 0.8000])
    """
    # about 6 lines
    raise NotImplementedError


def cosine_schedule(
    step: int, max_lr: float, min_lr: float, warmup_steps: int, total_steps: int
) -> float:
    """The learning rate of a step, counted from 0: linear warm-up, then half a cosine down.

        step < warmup_steps:   max_lr * step / warmup_steps
        step >= total_steps:   min_lr
        between:               min_lr + (max_lr - min_lr) * (1 + cos(pi * progress)) / 2

    `progress` runs from 0 at `warmup_steps` to 1 at `total_steps`. Without warm-up (0 steps) the
    first rate is max_lr; with nothing but warm-up min_lr follows at once.

    Source: Loshchilov and Hutter 2017, "SGDR", equation 5; Goyal et al. 2017, section 2.2.

    >>> rates = [cosine_schedule(s, 1.0, 0.2, warmup_steps=2, total_steps=4) for s in range(6)]
    >>> [round(rate, 3) for rate in rates]
    [0.0, 0.5, 1.0, 0.6, 0.2, 0.2]
    """
    # about 6 lines
    raise NotImplementedError


def save_checkpoint(
    path: str, model: nn.Module, optimizer: torch.optim.Optimizer, step: int
) -> None:
    """Write all that a run needs to go on into one `safetensors` file, whole or not at all.

    The file holds each tensor of `model.state_dict()` under `model.<name>`, the optimizer's tensors
    under names that begin with `optimizer.`, and in its metadata (text only) `step` and whatever
    else `load_checkpoint` needs. It is opened by plain `safetensors`; nothing is pickled, as a
    pickle runs code when it is read. Weights that are shared or not contiguous are saved, too.

    The file is written under another name beside `path`, then moved there by `os.replace`: whoever
    is interrupted keeps the last good checkpoint. Nothing else is left behind.

    >>> import tempfile
    >>> model = nn.Linear(2, 1)
    >>> optimizer = torch.optim.AdamW(model.parameters())
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = f"{folder}/checkpoint.safetensors"
    ...     save_checkpoint(path, model, optimizer, step=7)
    ...     with safe_open(path, framework="pt") as file:
    ...         sorted(file.keys()), file.metadata()["step"]
    (['model.bias', 'model.weight'], '7')
    """
    # about 10 lines
    raise NotImplementedError


def load_checkpoint(path: str, model: nn.Module, optimizer: torch.optim.Optimizer) -> int:
    """Put what `save_checkpoint` wrote back into the model and the optimizer; returns the step.

    The optimizer's state and the options of its groups (lr, betas, ...) come back as well, so that
    training goes on as if it had never stopped. The parameters stay the same objects, with other
    numbers. Raises FileNotFoundError if there is no file, RuntimeError, as `load_state_dict` does,
    if the model has other names or shapes.

    >>> import tempfile
    >>> model = nn.Linear(2, 1)
    >>> optimizer = torch.optim.AdamW(model.parameters())
    >>> before = model.weight.tolist()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = f"{folder}/checkpoint.safetensors"
    ...     save_checkpoint(path, model, optimizer, step=7)
    ...     _ = nn.init.zeros_(model.weight)
    ...     load_checkpoint(path, model, optimizer), model.weight.tolist() == before
    (7, True)
    """
    # about 12 lines
    raise NotImplementedError
