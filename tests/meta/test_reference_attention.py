"""The attention reference equals torch, forward and backward."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from reference import attention
from tests.meta import torch_twin
from tests.meta.torch_twin import all_same, draw, gradients_of, leaf, same, same_weights

pytestmark = pytest.mark.filterwarnings("error")

LEADING = [(), (2,), (2, 3)]


def queries_keys_values(leading=(), T=3, S=5, D=7, E=2):
    return (
        draw(*leading, T, D, seed=1),
        draw(*leading, S, D, seed=2),
        draw(*leading, S, E, seed=3),
    )


def random_mask(*shape):
    """Booleans with at least one True in each row."""
    mask = np.random.default_rng(4).random(shape) < 0.5
    mask[..., 0] |= ~mask.any(-1)
    return mask


def torch_attention(mask):
    mask = None if mask is None else torch.tensor(mask)
    return lambda q, k, v: F.scaled_dot_product_attention(q, k, v, attn_mask=mask)


def test_under_takes_what_lies_below_a_whole_word():
    weights = {"norm.bias": 1, "norm1.bias": 2, "a.norm.bias": 3, "norm.x.y": 4}
    assert attention.under(weights, "norm") == {"bias": 1, "x.y": 4}


def test_prefixed_is_undone_by_under():
    assert attention.prefixed({"bias": 1}, "a.b") == {"a.b.bias": 1}
    assert attention.under(attention.prefixed({"x.y": 1}, "a.b"), "a.b") == {"x.y": 1}


@pytest.mark.parametrize("shape", [(), (3,), (1, 3), (2, 1), (5, 2, 3), (1, 1, 3), (5, 1, 1)])
def test_sum_to_sums_what_broadcasting_repeated(shape):
    same(attention.sum_to(draw(5, 2, 3), shape), torch.tensor(draw(5, 2, 3)).sum_to_size(shape))


@pytest.mark.parametrize("leading", LEADING)
def test_linear_and_its_gradients(leading):
    x, upstream = draw(*leading, 3), draw(*leading, 5)
    weights = {"in.weight": draw(5, 3), "in.bias": draw(5)}
    arrays = [x, *weights.values()]
    same(attention.linear(x, weights, "in"), F.linear(*map(leaf, arrays)))
    dx, dweights = attention.linear_backward(upstream, x, weights, "in")
    assert list(dweights) == list(weights)
    all_same([dx, *dweights.values()], gradients_of(F.linear, arrays, upstream))


@pytest.mark.parametrize("dim", [0, 1, 2, -1, -2, -3])
def test_softmax_and_its_gradient_along_each_dim(dim):
    x, upstream = draw(2, 3, 5), draw(2, 3, 5, seed=1)
    same(attention.softmax(x, dim), F.softmax(leaf(x), dim))
    expected = gradients_of(lambda x: F.softmax(x, dim), [x], upstream)
    all_same([attention.softmax_backward(upstream, x, dim)], expected)


def test_softmax_survives_enormous_scores():
    x = np.array([[1e308, -1e308, 1e308], [-1e308, -1e308, -1e307], [3e4, 3e4 + 1, -3e4]])
    same(attention.softmax(x), F.softmax(leaf(x), -1))


def test_softmax_of_a_row_of_minus_infinity_is_nan_and_of_the_others_right():
    x = np.array([[-np.inf] * 3, [1.0, -np.inf, 2.0]])
    same(attention.softmax(x), F.softmax(leaf(x), -1))
    assert np.isnan(attention.softmax(x)[0]).all()


def test_softmax_keeps_its_input():
    x = draw(2, 3)
    attention.softmax(x)
    np.testing.assert_array_equal(x, draw(2, 3))


def test_causal_mask_is_the_one_torch_applies():
    q, k, v = queries_keys_values(T=5, S=5)
    got = attention.scaled_dot_product_attention(q, k, v, attention.causal_mask(5))
    same(got, F.scaled_dot_product_attention(leaf(q), leaf(k), leaf(v), is_causal=True))
    assert attention.causal_mask(5).dtype == bool


@pytest.mark.parametrize(
    ("leading", "mask"),
    [
        *((leading, mask) for leading in LEADING for mask in (None, random_mask(3, 5))),
        ((2, 3), random_mask(2, 1, 3, 5)),
        ((2, 3), random_mask(3, 3, 5)),
    ],
)
def test_attention_and_its_gradients(leading, mask):
    arrays = queries_keys_values(leading)
    expected = torch_attention(mask)(*map(leaf, arrays))
    got = attention.scaled_dot_product_attention(*arrays, mask)
    same(got, expected)
    upstream = draw(*got.shape, seed=5)
    backward = attention.scaled_dot_product_attention_backward(upstream, *arrays, mask)
    all_same(backward, gradients_of(torch_attention(mask), arrays, upstream))


@pytest.mark.parametrize("mask", [None, random_mask(3, 5), random_mask(2, 3, 5)])
def test_attention_weights_and_their_gradients(mask):
    q, k, _ = queries_keys_values((2,))

    def torch_weights(q, k):
        scores = q @ k.mT / 7**0.5
        if mask is not None:
            scores = scores.masked_fill(~torch.tensor(mask), -torch.inf)
        return F.softmax(scores, -1)

    same(attention.attention_weights(q, k, mask), torch_weights(leaf(q), leaf(k)))
    upstream = draw(2, 3, 5, seed=5)
    got = attention.attention_weights_backward(upstream, q, k, mask)
    all_same(got, gradients_of(torch_weights, [q, k], upstream))


def test_attention_gradients_of_broadcast_inputs():
    q, k, v = draw(2, 3, 7), draw(1, 5, 7), draw(5, 2)
    mask = random_mask(3, 1, 3, 5)
    upstream = draw(3, 2, 3, 2)
    got = attention.scaled_dot_product_attention_backward(upstream, q, k, v, mask)

    def hand_written(q, k, v):
        scores = (q @ k.mT / 7**0.5).masked_fill(~torch.tensor(mask), -torch.inf)
        return F.softmax(scores, -1) @ v

    all_same(got, gradients_of(hand_written, [q, k, v], upstream))


def test_a_query_that_may_look_nowhere_disturbs_no_other():
    arrays = queries_keys_values((2,))
    mask = random_mask(3, 5)
    mask[1] = False
    seeing = [0, 2]
    got = attention.scaled_dot_product_attention(*arrays, mask)
    same(got[:, seeing], torch_attention(mask)(*map(leaf, arrays))[:, seeing])


def test_attention_survives_enormous_scores():
    q, k, v = queries_keys_values()
    mask = random_mask(3, 5)
    arrays = [q * 1e100, k * 1e100, v]
    got = attention.scaled_dot_product_attention(*arrays, mask)
    same(got, torch_attention(mask)(*map(leaf, arrays)))
    backward = attention.scaled_dot_product_attention_backward(draw(3, 2), *arrays, mask)
    assert all(np.isfinite(gradient).all() for gradient in backward)


@pytest.mark.parametrize("leading", LEADING)
def test_split_heads_slices_features_and_merge_heads_undoes_it(leading):
    x = draw(*leading, 5, 6)
    heads = attention.split_heads(x, 3)
    same(heads, torch.stack(torch.tensor(x).chunk(3, dim=-1), dim=-3))
    same(attention.merge_heads(heads), x)


def test_head_gradients():
    x, upstream = draw(2, 5, 6), draw(2, 3, 5, 2)
    expected = gradients_of(lambda x: torch.stack(x.chunk(3, -1), -3), [x], upstream)
    all_same([attention.split_heads_backward(upstream)], expected)
    expected = gradients_of(lambda x: torch.cat(x.unbind(-3), -1), [upstream], x)
    all_same([attention.merge_heads_backward(x, 3)], expected)


def test_split_heads_refuses_a_rest():
    with pytest.raises(ValueError, match="reshape"):
        attention.split_heads(draw(2, 5, 7), 3)


@pytest.mark.parametrize("leading", LEADING)
def test_multi_head_attention_and_its_gradients(leading):
    weights = torch_twin.attention_weights(6)
    pair = attention.multi_head_attention, attention.multi_head_attention_backward
    twin = torch_twin.multi_head_attention
    torch_twin.same_forward_and_back(*pair, twin, draw(*leading, 5, 6), weights, 3)


def test_multi_head_attention_is_torchs_own_module():
    x, weights = draw(2, 5, 6), torch_twin.attention_weights(6)
    module = torch.nn.MultiheadAttention(6, 3, batch_first=True, dtype=torch.float64)
    stacked = {
        f"in_proj_{kind}": np.concatenate([weights[f"{p}.{kind}"] for p in attention.PROJECTIONS])
        for kind in ("weight", "bias")
    } | {f"out_proj.{kind}": weights[f"out_linear.{kind}"] for kind in ("weight", "bias")}
    module.load_state_dict({name: torch.tensor(w) for name, w in stacked.items()})
    blocked = ~torch.tensor(attention.causal_mask(5))
    expected, _ = module(*[torch.tensor(x)] * 3, attn_mask=blocked, need_weights=False)
    same(attention.multi_head_attention(x, weights, 3), expected)


def test_float32_inputs_are_computed_in_float64():
    x, weights = draw(5, 6).astype(np.float32), torch_twin.attention_weights(6)
    small = {name: w.astype(np.float32) for name, w in weights.items()}
    wide = {name: w.astype(np.float64) for name, w in small.items()}
    expected = attention.multi_head_attention(x.astype(np.float64), wide, 3)
    same(attention.multi_head_attention(x, small, 3), expected)
    _, dweights = attention.multi_head_attention_backward(x, x, small, 3)
    _, expected = attention.multi_head_attention_backward(x.astype(np.float64), x, wide, 3)
    same_weights(dweights, expected)
