"""The block reference equals torch, forward and backward."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from reference import attention, block
from tests.meta import torch_twin
from tests.meta.torch_twin import all_same, draw, gradients_of, leaf, same

pytestmark = pytest.mark.filterwarnings("error")

LEADING = [(), (2,), (2, 3)]


@pytest.mark.parametrize("leading", LEADING)
@pytest.mark.parametrize("eps", [1e-5, 0.3])
@pytest.mark.parametrize("scale", [2.0, 1e-3])  # so small a spread that eps decides
def test_layer_norm_and_its_gradients(leading, eps, scale):
    x, upstream = draw(*leading, 7, scale=scale), draw(*leading, 7, seed=1)
    arrays = [x, draw(7, seed=2), draw(7, seed=3)]

    def torch_norm(x, weight, bias):
        return F.layer_norm(x, (7,), weight, bias, eps)

    same(block.layer_norm(*arrays, eps), torch_norm(*map(leaf, arrays)))
    got = block.layer_norm_backward(upstream, *arrays, eps)
    all_same(got, gradients_of(torch_norm, arrays, upstream), rtol=1e-8)


def test_layer_norm_has_the_eps_of_torch():
    x, weight, bias = draw(2, 7, scale=1e-3), draw(7), draw(7, seed=1)
    same(block.layer_norm(x, weight, bias), F.layer_norm(leaf(x), (7,), leaf(weight), leaf(bias)))
    got = block.layer_norm_backward(x, x, weight, bias)
    all_same(got, block.layer_norm_backward(x, x, weight, bias, 1e-5))


def test_layer_norm_of_equal_features_is_its_bias():
    same(block.layer_norm(np.full((2, 3), 5.0), np.ones(3), draw(3)), np.tile(draw(3), (2, 1)))


def test_relu_and_its_gradient():
    x, upstream = draw(2, 3, 5), draw(2, 3, 5, seed=1)
    x[0, 0] = [0.0, -0.0, 1.0, -1.0, 0.0]
    same(block.relu(x), F.relu(leaf(x)))
    all_same([block.relu_backward(upstream, x)], gradients_of(F.relu, [x], upstream))


@pytest.mark.parametrize("leading", LEADING)
def test_feed_forward_and_its_gradients(leading):
    x, upstream = draw(*leading, 5), draw(*leading, 5, seed=1)
    weights = attention.under(torch_twin.block_weights(5, 7), "feed_forward")
    arrays = [x, *weights.values()]

    def torch_feed_forward(x, weight1, bias1, weight2, bias2):
        return F.linear(F.relu(F.linear(x, weight1, bias1)), weight2, bias2)

    same(block.feed_forward(x, weights), torch_feed_forward(*map(leaf, arrays)))
    dx, dweights = block.feed_forward_backward(upstream, x, weights)
    assert list(dweights) == list(weights)
    found = gradients_of(torch_feed_forward, arrays, upstream)
    all_same([dx, *dweights.values()], found)


@pytest.mark.parametrize("leading", LEADING)
def test_transformer_block_and_its_gradients(leading):
    weights = torch_twin.block_weights(6, 7)
    pair = block.transformer_block, block.transformer_block_backward
    twin = torch_twin.transformer_block
    torch_twin.same_forward_and_back(*pair, twin, draw(*leading, 5, 6), weights, 3)


def test_transformer_block_is_torchs_own_post_norm_layer():
    x, weights = draw(2, 5, 6), torch_twin.block_weights(6, 7)
    layer = torch.nn.TransformerEncoderLayer(
        6, 3, 7, dropout=0.0, batch_first=True, norm_first=False, dtype=torch.float64
    )
    layer.load_state_dict({name: torch.tensor(w) for name, w in torchs_names(weights).items()})
    blocked = ~torch.tensor(attention.causal_mask(5))
    same(block.transformer_block(x, weights, 3), layer(torch.tensor(x), src_mask=blocked))


def torchs_names(weights):
    """The weights of a block as `nn.TransformerEncoderLayer` calls them."""
    renamed = {}
    for kind in ("weight", "bias"):
        parts = [weights[f"attention.{name}.{kind}"] for name in attention.PROJECTIONS]
        renamed[f"self_attn.in_proj_{kind}"] = np.concatenate(parts)
        renamed[f"self_attn.out_proj.{kind}"] = weights[f"attention.out_linear.{kind}"]
        for name in ("linear1", "linear2"):
            renamed[f"{name}.{kind}"] = weights[f"feed_forward.{name}.{kind}"]
        for name in ("norm1", "norm2"):
            renamed[f"{name}.{kind}"] = weights[f"{name}.{kind}"]
    return renamed
