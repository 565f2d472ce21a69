"""Stage 9, optimizer: AdamW with groups, clipping by the global norm, warm-up and cosine, resuming.

`weights` and `gradients` are flat dicts; a gradient may be None or missing. `groups` is a list of
`{"params": [names], "lr": ..., ...}`, `states` holds the AdamW state of each name that ever moved.
"""

import copy
import math

import numpy as np

from reference import training


def adamw_step(weights, gradients, states, groups):
    """One AdamW step, each group with its own options; `weights` and `states` are updated.

    A parameter without gradient is left alone: no decay, and its own count of steps stands still.
    Source: Loshchilov & Hutter 2019, algorithm 2, as in `torch.optim.AdamW`.
    """
    for group in groups:
        options = {key: value for key, value in group.items() if key != "params"}
        for name in group["params"]:
            gradient = gradients.get(name)
            if gradient is not None:
                one = {name: weights[name]}
                state = states.setdefault(name, training.adamw_init(one))
                training.adamw_step(one, {name: gradient}, state, **options)
                weights[name] = one[name]


def adamw(weights, history, groups, rates=None):
    """The weights after one step for each gradients dict of `history`; nothing given is changed.

    With `rates`, step i has the learning rate `rates[i]` in every group.
    """
    weights, states = dict(weights), {}
    for step, gradients in enumerate(history):
        if rates is not None:
            groups = [group | {"lr": rates[step]} for group in groups]
        adamw_step(weights, gradients, states, groups)
    return weights


def clip_grad_norm(gradients, max_norm):
    """(clipped gradients, norm before): all multiplied by `min(1, max_norm / norm)`.

    The norm is that of all numbers of all gradients together; None stays None. As in torch, 1e-6 is
    added to the divisor. Source: Pascanu, Mikolov & Bengio 2013, algorithm 1.
    """
    present = {n: np.asarray(g, np.float64) for n, g in gradients.items() if g is not None}
    norm = math.sqrt(sum((g**2).sum() for g in present.values()))
    scale = min(1.0, max_norm / (norm + 1e-6))
    return gradients | {name: g * scale for name, g in present.items()}, norm


def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    """Learning rate of a step: up from 0 in a line, down half a cosine, `min_lr` from the end on.

    Source: Loshchilov & Hutter 2017 (SGDR), eq. 5; the warm-up, Goyal et al. 2017, section 2.2.
    """
    if step < warmup_steps:
        return max_lr * step / warmup_steps
    if step >= total_steps:
        return min_lr
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * progress)) / 2


def save_checkpoint(weights, states, groups, step):
    """A copy of all that a later run needs to go on."""
    return copy.deepcopy({"weights": weights, "states": states, "groups": groups, "step": step})


def load_checkpoint(saved, weights, states, groups):
    """Put what was saved in place of `weights`, `states`, `groups`; returns the step."""
    saved = copy.deepcopy(saved)
    weights |= saved["weights"]
    states.clear()
    states |= saved["states"]
    groups[:] = saved["groups"]
    return saved["step"]


def resumed(weights, history, groups, at, fresh, fresh_groups):
    """The weights of a run that was saved before step `at` and went on from other beginnings.

    `fresh` and `fresh_groups` are what the second run would begin with if nothing were loaded.
    """
    weights, states = dict(weights), {}
    for gradients in history[:at]:
        adamw_step(weights, gradients, states, groups)
    saved = save_checkpoint(weights, states, groups, at)
    weights, states, groups = dict(fresh), {}, [dict(group) for group in fresh_groups]
    step = load_checkpoint(saved, weights, states, groups)
    for gradients in history[at:]:
        adamw_step(weights, gradients, states, groups)
    return {"step": step, "weights": weights}
