"""The second opinion: torch in float64 and its autograd, beside which each reference is laid."""

import numpy as np
import torch
import torch.nn.functional as F

from reference import attention, block


def draw(*shape, seed=0, shift=0.5, scale=2.0):
    """Normal values away from mean 0 and spread 1, where wrong means and roots would hide."""
    return shift + scale * np.random.default_rng((seed, *shape)).normal(size=shape)


def draw_weights(shapes, seed=0):
    """Every weight drawn, biases and gains too: their usual ones and zeros would hide mistakes."""
    return {
        name: draw(*shape, seed=seed + i, shift=0.1, scale=0.5)
        for i, (name, shape) in enumerate(shapes.items())
    }


def block_weights(d_model, d_ff, seed=0):
    return draw_weights(block.block_shapes(d_model, d_ff), seed)


def attention_weights(d_model, seed=0):
    return attention.under(block_weights(d_model, 3, seed), "attention")


def leaf(array):
    return torch.tensor(np.asarray(array), dtype=torch.float64, requires_grad=True)


def leaves(weights):
    return {name: leaf(w) for name, w in weights.items()}


def gradients(output, tensors, upstream):
    """What autograd gives each tensor, as arrays."""
    found = torch.autograd.grad(output, list(tensors), torch.as_tensor(upstream))
    return [gradient.numpy() for gradient in found]


def gradients_of(function, arrays, upstream):
    tensors = [leaf(array) for array in arrays]
    return gradients(function(*tensors), tensors, upstream)


def same(got, expected, rtol=1e-9, atol=1e-11):
    """Equal to float64 precision, of the same shape, and float64."""
    if isinstance(expected, torch.Tensor):
        expected = expected.detach().numpy()
    assert got.dtype == np.float64
    assert got.shape == tuple(np.shape(expected))
    np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol)


def all_same(got, expected, **tolerance):
    for one, other in zip(got, expected, strict=True):
        same(one, other, **tolerance)


def same_weights(got, expected, **tolerance):
    assert set(got) == set(expected)
    for name in expected:
        same(got[name], expected[name], **tolerance)


def same_forward_and_back(function, backward, twin, x, weights, *heads, **options):
    """Values and gradients of one part: function(x, weights), backward(g, x, weights)."""
    tensors, input_ = leaves(weights), leaf(x)
    expected = twin(input_, tensors, *heads, **options)
    same(function(x, weights, *heads, **options), expected)
    upstream = draw(*expected.shape, seed=9)
    dx, dweights = backward(upstream, x, weights, *heads, **options)
    assert list(dweights) == list(weights)
    found = gradients(expected, [input_, *tensors.values()], upstream)
    all_same([dx, *dweights.values()], found)


def stirred(network):
    """Noise on every parameter: ones and zeros would hide that one is not read."""
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn(parameter.shape) * 0.1)
    return network


def linear(x, weights, name):
    return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def multi_head_attention(x, weights, n_heads):
    """Head by head with slices, so that no reshape can err the same way twice."""
    q, k, v = (linear(x, weights, f"{name}_linear") for name in "qkv")
    heads = [
        F.scaled_dot_product_attention(*parts, is_causal=True)
        for parts in zip(*(part.chunk(n_heads, dim=-1) for part in (q, k, v)), strict=True)
    ]
    return linear(torch.cat(heads, dim=-1), weights, "out_linear")


def transformer_block(x, weights, n_heads):
    def norm(x, name):
        return F.layer_norm(x, x.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"])

    x = norm(x + multi_head_attention(x, attention.under(weights, "attention"), n_heads), "norm1")
    hidden = F.relu(linear(x, weights, "feed_forward.linear1"))
    return norm(x + linear(hidden, weights, "feed_forward.linear2"), "norm2")


def simple_llm(ids, weights, n_heads, n_layers):
    x = F.embedding(ids, weights["token_embedding.weight"])
    x = x + weights["position_embedding.weight"][: ids.shape[-1]]
    for layer in range(n_layers):
        below = attention.under(weights, f"transformer_blocks.{layer}")
        x = transformer_block(x, below, n_heads)
    return linear(x, weights, "output_projection")
