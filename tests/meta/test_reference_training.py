"""The training reference equals torch: windows, loss, AdamW, and whole training of a model."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from reference import generation, model, training
from tests.meta import torch_twin
from tests.meta.torch_twin import (
    all_same,
    draw,
    draw_weights,
    gradients_of,
    leaf,
    leaves,
    same,
    same_weights,
)

pytestmark = pytest.mark.filterwarnings("error")

SHAPES = {"a": (3, 5), "b": (5, 3), "c": (2,), "d": (1, 1)}


def random_targets(*shape, V=7):
    return np.random.default_rng(shape).integers(0, V, shape)


def random_batch(seed, vocab_size=11):
    x, y = np.random.default_rng(seed).integers(0, vocab_size, (2, 3, 5))
    return x, y


@pytest.mark.parametrize("seq_len", [1, 3, 6])
def test_windows_are_all_places_with_targets_one_on(seq_len):
    data = random_targets(7)
    x, y = training.windows(data, seq_len)
    np.testing.assert_array_equal(x, torch.tensor(data[:-1]).unfold(0, seq_len, 1))
    np.testing.assert_array_equal(y, torch.tensor(data[1:]).unfold(0, seq_len, 1))


def test_windows_refuse_data_without_room_for_targets():
    with pytest.raises(ValueError, match="7 tokens"):
        training.windows(np.arange(7), 7)


@pytest.mark.parametrize("leading", [(), (1,), (2,), (2, 3), (2, 3, 5)])
@pytest.mark.parametrize("scale", [2.0, 1e4])
def test_cross_entropy_and_its_gradient(leading, scale):
    logits, targets = draw(*leading, 7, scale=scale), random_targets(*leading)

    def torch_loss(logits):
        return F.cross_entropy(logits.reshape(-1, 7), torch.tensor(targets).reshape(-1))

    same(training.cross_entropy(logits, targets), torch_loss(leaf(logits)))
    got = training.cross_entropy_backward(logits, targets)
    all_same([got], gradients_of(torch_loss, [logits], 1.0))


def test_cross_entropy_survives_enormous_and_hidden_logits():
    logits = np.array([[1e308, -1e308, 0.0], [-np.inf, 1.0, 2.0]])
    targets = np.array([0, 2])
    expected = F.cross_entropy(leaf(logits), torch.tensor(targets))
    same(training.cross_entropy(logits, targets), expected)
    assert np.isfinite(training.cross_entropy_backward(logits, targets)).all()


@pytest.mark.parametrize(
    "options", [{}, {"betas": (0.7, 0.8), "eps": 0.1, "weight_decay": 0.3}, {"weight_decay": 0.0}]
)
@pytest.mark.parametrize("scale", [1.0, 1e-8])  # so small a gradient that eps decides
def test_adamw_is_torchs_over_twelve_steps_of_changing_rate(options, scale):
    weights = draw_weights(SHAPES)
    tensors = leaves(weights)
    optimizer = torch.optim.AdamW(tensors.values(), lr=1.0, **options)
    state = training.adamw_init(weights)
    for step in range(12):
        gradients = {name: scale * draw(*SHAPES[name], seed=step) for name in SHAPES}
        optimizer.param_groups[0]["lr"] = lr = 0.5 / (1 + step)
        for name, tensor in tensors.items():
            tensor.grad = torch.tensor(gradients[name])
        optimizer.step()
        training.adamw_step(weights, gradients, state, lr, **options)
        same_weights(weights, tensors)


def test_adamw_decays_by_default_and_as_much_as_torch():
    weights, tensor = {"a": draw(3)}, leaf(draw(3))
    tensor.grad = torch.tensor(draw(3, seed=1))
    torch.optim.AdamW([tensor], lr=0.1).step()
    training.adamw_step(weights, {"a": draw(3, seed=1)}, training.adamw_init(weights), 0.1)
    same(weights["a"], tensor)


def test_adamw_leaves_the_callers_arrays_alone():
    weights, gradients = draw_weights(SHAPES), draw_weights(SHAPES, seed=9)
    before = dict(weights)
    training.adamw_step(weights, gradients, training.adamw_init(weights), 0.1)
    same_weights(before, draw_weights(SHAPES))
    same_weights(gradients, draw_weights(SHAPES, seed=9))
    assert all((weights[name] != before[name]).all() for name in SHAPES)


def torch_training(weights, batches, rates, n_heads, n_layers, **options):
    """The losses and the tensors after `torch.optim.AdamW` has trained the twin."""
    tensors = leaves(weights)
    optimizer = torch.optim.AdamW(tensors.values(), **options)
    losses = []
    for (x, y), lr in zip(batches, rates, strict=True):
        logits = torch_twin.simple_llm(torch.tensor(x), tensors, n_heads, n_layers)
        loss = F.cross_entropy(logits.flatten(0, 1), torch.tensor(y).flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.param_groups[0]["lr"] = lr
        optimizer.step()
        losses.append(loss.item())
    return losses, tensors


def test_train_step_is_torchs_over_ten_steps_of_changing_rate():
    weights = draw_weights(model.parameter_shapes(11, 6, 3, 2, 7))
    batches = [random_batch(step) for step in range(10)]
    rates = [0.01 / (1 + step) for step in range(10)]
    # a large eps: the gradient of a key bias is 0, and rounding over rounding is no number
    options = {"betas": (0.8, 0.9), "eps": 1e-3, "weight_decay": 0.1}
    losses, tensors = torch_training(weights, batches, rates, 3, 2, **options)
    state = training.adamw_init(weights)
    got = [
        training.train_step(weights, state, x, y, 3, lr, **options)
        for (x, y), lr in zip(batches, rates, strict=True)
    ]
    np.testing.assert_allclose(got, losses, rtol=1e-8)
    same_weights(weights, tensors, rtol=1e-6, atol=1e-8)


def test_train_is_torchs_with_its_defaults():
    shapes = model.parameter_shapes(11, 6, 3, 1, 7)
    batches = [random_batch(step) for step in range(5)]
    rates = [0.01, 0.003, 0.02, 0.001, 0.005]
    losses, tensors = torch_training(draw_weights(shapes), batches, rates, 3, 1)
    weights = draw_weights(shapes)
    got = training.train(weights, batches, 3, schedule=rates.__getitem__)
    np.testing.assert_allclose(got, losses, rtol=1e-8)
    for mine in (weights, tensors):
        del mine["transformer_blocks.0.attention.k_linear.bias"]  # its gradient is rounding
    same_weights(weights, tensors, rtol=1e-6, atol=1e-8)


def test_train_has_the_learning_rate_of_torch_by_default():
    shapes = model.parameter_shapes(11, 6, 3, 1, 7)
    batches = [random_batch(step) for step in range(3)]
    expected, _ = torch_training(draw_weights(shapes), batches, [1e-3] * 3, 3, 1)
    np.testing.assert_allclose(training.train(draw_weights(shapes), batches, 3), expected)


def test_evaluate_is_the_mean_loss_and_changes_nothing():
    shapes = model.parameter_shapes(11, 6, 3, 1, 7)
    weights = draw_weights(shapes)
    batches = [random_batch(step) for step in range(3)]
    losses, _ = torch_training(weights, batches, [0.0] * 3, 3, 1)
    assert training.evaluate(weights, batches, 3) == pytest.approx(sum(losses) / 3)
    same_weights(weights, draw_weights(shapes))


def test_the_reference_trains_alone_and_says_what_it_learnt():
    data = np.array([3, 1, 4, 0, 2] * 6)
    shapes = model.parameter_shapes(5, 6, 3, 1, 7)
    weights = {name: w - 0.1 for name, w in draw_weights(shapes).items()}
    batches = [training.windows(data, 6)] * 60
    losses = training.train(weights, batches, 3, lr=0.03)
    assert losses[0] > 1.5
    assert losses[-1] < 0.1
    got = generation.generate_ids(lambda ids: model.simple_llm(ids, weights, 3), [[4]], 6, 7)
    assert got.tolist() == [[4, 0, 2, 3, 1, 4, 0]]
