"""The optimizer reference equals torch: AdamW with groups, clipping, and a schedule of its own."""

import math

import numpy as np
import pytest
import torch

from reference import optimizer
from tests.meta.torch_twin import all_same, draw, draw_weights, leaves, same, same_weights

SHAPES = {"a": (3, 5), "b": (3, 5), "c": (2,), "d": (1, 1)}
GROUPS = [
    {"params": ["a", "c"], "lr": 0.3, "betas": (0.7, 0.8), "eps": 0.1, "weight_decay": 0.0},
    {"params": ["b"], "lr": 0.1, "weight_decay": 0.4},
    {"params": ["d"], "lr": 0.2},
]


def gradients(step, without=()):
    drawn = {name: draw(*shape, seed=step) for name, shape in SHAPES.items()}
    return drawn | dict.fromkeys(without)


HISTORY = [gradients(0, "ad"), gradients(1, "a"), gradients(2), gradients(3, "bc"), gradients(4)]


def set_gradients(tensors, values):
    for name, tensor in tensors.items():
        tensor.grad = None if values[name] is None else torch.tensor(values[name])


def torch_run(history, groups, rates=None):
    """The tensors after a step of `torch.optim.AdamW` for each gradients dict."""
    tensors = leaves(draw_weights(SHAPES))
    groups = [g | {"params": [tensors[name] for name in g["params"]]} for g in groups]
    adamw = torch.optim.AdamW(groups)
    for step, values in enumerate(history):
        for group in adamw.param_groups:
            group["lr"] = rates[step] if rates else group["lr"]
        set_gradients(tensors, values)
        adamw.step()
    return tensors


@pytest.mark.parametrize("rates", [None, [0.5, 0.0, 0.1, 0.3, 0.2]])
def test_adamw_is_torchs_with_groups_and_missing_gradients(rates):
    got = optimizer.adamw(draw_weights(SHAPES), HISTORY, GROUPS, rates)
    same_weights(got, torch_run(HISTORY, GROUPS, rates))


@pytest.mark.parametrize("at", [0, 2, 5])
def test_a_resumed_run_is_the_unbroken_one(at):
    other = [group | {"lr": 7.0} for group in GROUPS]
    fresh = draw_weights(SHAPES, seed=50)
    groups = [dict(group) for group in GROUPS]
    got = optimizer.resumed(draw_weights(SHAPES), HISTORY, groups, at, fresh, other)
    assert got["step"] == at
    same_weights(got["weights"], torch_run(HISTORY, GROUPS))
    assert groups == GROUPS
    assert [group["lr"] for group in other] == [7.0] * 3


@pytest.mark.parametrize("max_norm", [0.1, 3.0, 1e6])
@pytest.mark.parametrize("values", HISTORY)
def test_clipping_is_torchs(max_norm, values):
    tensors = leaves(draw_weights(SHAPES))
    set_gradients(tensors, values)
    expected = torch.nn.utils.clip_grad_norm_(tensors.values(), max_norm)
    got, norm = optimizer.clip_grad_norm(values, max_norm)
    assert norm == pytest.approx(expected.item(), rel=1e-12)
    left = {name: tensor.grad for name, tensor in tensors.items()}
    assert {n for n, g in got.items() if g is None} == {n for n, g in left.items() if g is None}
    there = [name for name, gradient in left.items() if gradient is not None]
    all_same([got[name] for name in there], [left[name] for name in there])


def test_clipping_nothing_gives_zero():
    assert optimizer.clip_grad_norm({"a": None}, 1.0) == ({"a": None}, 0.0)
    clipped, norm = optimizer.clip_grad_norm({"a": np.zeros(3)}, 1.0)
    same(clipped["a"], np.zeros(3))
    assert norm == 0.0


def test_the_cosine_is_that_of_torchs_scheduler():
    tensor = torch.zeros(1, requires_grad=True)
    sgd = torch.optim.SGD([tensor], lr=0.8)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(sgd, T_max=9, eta_min=0.1)
    for step in range(10):
        rate = optimizer.cosine_schedule(step + 4, 0.8, 0.1, 4, 13)
        assert math.isclose(rate, scheduler.get_last_lr()[0], rel_tol=1e-12)
        sgd.step()
        scheduler.step()


def test_the_schedule_rises_in_a_line_and_ends_at_its_least():
    rates = [optimizer.cosine_schedule(step, 1.0, 0.1, 4, 12) for step in (0, 1, 3, 4, 8, 12, 99)]
    assert rates == pytest.approx([0, 0.25, 0.75, 1, 0.55, 0.1, 0.1])
    assert [optimizer.cosine_schedule(s, 1.0, 0.3, 2, 2) for s in range(4)] == [0, 0.5, 0.3, 0.3]
    assert optimizer.cosine_schedule(0, 1.0, 0.3, 0, 5) == 1.0
