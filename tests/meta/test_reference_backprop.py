"""The backward passes in the form of stage 12 equal autograd's, whole steps included."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from reference import attention, backprop, block, model
from tests.meta import torch_twin
from tests.meta.torch_twin import (
    all_same,
    draw,
    draw_weights,
    gradients,
    gradients_of,
    leaf,
    leaves,
    same,
    same_weights,
)

LEADING = [(), (5,), (2, 5), (2, 3, 5)]


@pytest.mark.parametrize("leading", LEADING)
def test_linear(leading):
    g, x, weight, bias = draw(*leading, 3), draw(*leading, 7), draw(3, 7), draw(3)
    expected = gradients_of(F.linear, [x, weight, bias], g)
    all_same(backprop.linear_backward(g, x, weight), expected)


@pytest.mark.parametrize("leading", LEADING)
def test_relu_softmax_and_cross_entropy(leading):
    g, x = draw(*leading, 6, seed=1), draw(*leading, 6)
    x[..., 2] = 0.0
    all_same([backprop.relu_backward(g, x)], gradients_of(F.relu, [x], g))
    expected = gradients_of(lambda x: F.softmax(x, -1), [x], g)
    all_same([backprop.softmax_backward(g, x)], expected)
    targets = np.random.default_rng(len(leading)).integers(0, 6, leading)

    def loss(x):
        return F.cross_entropy(x.reshape(-1, 6), torch.tensor(targets).reshape(-1))

    expected = gradients_of(loss, [x], 1.0)
    all_same([backprop.cross_entropy_backward(x, targets)], expected)


@pytest.mark.parametrize("shape", [(7,), (2, 5), (1, 1)])
def test_embedding(shape):
    ids, g = np.random.default_rng(3).integers(0, 4, shape), draw(*shape, 3)
    expected = gradients_of(lambda t: F.embedding(torch.tensor(ids), t), [draw(6, 3)], g)
    all_same([backprop.embedding_backward(g, ids, 6)], expected)


@pytest.mark.parametrize("leading", LEADING)
@pytest.mark.parametrize("eps", [{}, {"eps": 0.7}])
def test_layer_norm(leading, eps):
    g, x, weight, bias = draw(*leading, 6), draw(*leading, 6, seed=2), draw(6), draw(6)
    expected = gradients_of(
        lambda *a: F.layer_norm(a[0], (6,), *a[1:], **eps), [x, weight, bias], g
    )
    all_same(backprop.layer_norm_backward(g, x, weight, **eps), expected)


@pytest.mark.parametrize("shape", [(5, 3), (2, 3, 5, 4), (1, 1, 2)])
def test_attention(shape):
    g, q, k, v = (draw(*shape, seed=i, scale=1.0) for i in range(4))
    expected = gradients_of(
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True), [q, k, v], g
    )
    all_same(backprop.attention_backward(g, q, k, v), expected)


def agree_on_part(got, forward, x, weights, g):
    """(dx, gradients) of the reference beside autograd's."""
    tensors = leaves(weights)
    inputs = leaf(x)
    expected = gradients(forward(inputs, tensors), [inputs, *tensors.values()], g)
    same(got[0], expected[0])
    same_weights(got[1], dict(zip(weights, expected[1:], strict=True)), atol=1e-9)


def test_parts_and_block():
    x, g = draw(2, 5, 6), draw(2, 5, 6, seed=4)
    weights = draw_weights(block.block_shapes(6, 11))
    got = backprop.block_backward(g, x, weights, 3)
    agree_on_part(got, lambda x, w: torch_twin.transformer_block(x, w, 3), x, weights, g)
    part = attention.under(weights, "attention")
    got = backprop.multi_head_attention_backward(g, x, part, 3)
    agree_on_part(got, lambda x, w: torch_twin.multi_head_attention(x, w, 3), x, part, g)
    part = attention.under(weights, "feed_forward")

    def feed_forward(x, w):
        return torch_twin.linear(F.relu(torch_twin.linear(x, w, "linear1")), w, "linear2")

    got = backprop.feed_forward_backward(g, x, part)
    agree_on_part(got, feed_forward, x, part, g)


def test_gradient_descent_is_torchs_sgd():
    weights = draw_weights(model.parameter_shapes(11, 6, 3, 2, 7))
    batches = [np.random.default_rng(seed).integers(0, 11, (2, 3, 5)) for seed in range(3)]
    tensors, losses = leaves(weights), []
    sgd = torch.optim.SGD(tensors.values(), lr=0.3)
    for x, y in batches:
        logits = torch_twin.simple_llm(torch.tensor(x), tensors, 3, 2)
        loss = F.cross_entropy(logits.flatten(0, 1), torch.tensor(y).flatten())
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        losses.append(loss.item())
    before = {name: w.copy() for name, w in weights.items()}
    got, got_losses = backprop.gradient_descent(weights, batches, 3, 0.3)
    np.testing.assert_allclose(got_losses, losses, rtol=1e-9)
    same_weights(got, tensors)
    same_weights(weights, before)
