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
        if min(lr, eps, weight_decay) < 0:
            raise ValueError(f"negative: {lr=}, {eps=} or {weight_decay=}")
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"a beta lies outside 0 <= beta < 1: {betas}")
        super().__init__(
            params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        )

    @torch.no_grad()
    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor | None:
        """Move every parameter that has a gradient, once and in place; the gradients stay.

        A `closure`, if given, is called first, with gradients enabled: it computes the loss anew.
        Returns what it returned.
        """
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            lr, (beta1, beta2) = group["lr"], group["betas"]
            for parameter in group["params"]:
                gradient, state = parameter.grad, self.state[parameter]
                if gradient is None:
                    continue
                if not state:
                    zeros = torch.zeros_like(parameter)
                    state.update(step=0, exp_avg=zeros, exp_avg_sq=zeros.clone())
                state["step"] += 1
                mean = state["exp_avg"].mul_(beta1).add_(gradient, alpha=1 - beta1)
                square = (
                    state["exp_avg_sq"].mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
                )
                corrected_mean = mean / (1 - beta1 ** state["step"])
                corrected_square = square / (1 - beta2 ** state["step"])
                parameter.mul_(1 - lr * group["weight_decay"])
                parameter.sub_(lr * corrected_mean / (corrected_square.sqrt() + group["eps"]))
        return loss


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
    gradients = [p.grad for p in parameters if p.grad is not None]
    norm = torch.sqrt(sum((g.pow(2).sum() for g in gradients), torch.tensor(0.0)))
    if norm > max_norm:
        for gradient in gradients:
            gradient.mul_(max_norm / norm)
    return norm


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
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    if step >= total_steps:
        return min_lr
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * progress)) / 2


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
    facts = optimizer.state_dict()
    tensors, numbers = {f"model.{name}": t for name, t in model.state_dict().items()}, {}
    for index, state in facts["state"].items():
        numbers[index] = {key: v for key, v in state.items() if not isinstance(v, Tensor)}
        found = {key: v for key, v in state.items() if isinstance(v, Tensor)}
        tensors |= {f"optimizer.{index}.{key}": tensor for key, tensor in found.items()}
    facts = json.dumps({"state": numbers, "param_groups": facts["param_groups"]})
    # copies: the format knows no two names for one tensor, and no strides
    tensors = {name: t.clone().contiguous() for name, t in tensors.items()}
    save_file(tensors, f"{path}.part", metadata={"step": str(step), "optimizer": facts})
    os.replace(f"{path}.part", path)


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
    with safe_open(path, framework="pt") as file:
        facts, tensors = file.metadata(), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    start = "model."
    own = {name.removeprefix(start): t for name, t in tensors.items() if name.startswith(start)}
    model.load_state_dict(own)
    saved = json.loads(facts["optimizer"])
    saved["state"] = {int(index): numbers for index, numbers in saved["state"].items()}
    for name in tensors.keys() - {start + name for name in own}:
        _, index, key = name.split(".")
        saved["state"][int(index)][key] = tensors[name]
    optimizer.load_state_dict(saved)
    return int(facts["step"])
