"""The modern reference equals torch; reference and solution equal the Llama of `transformers`."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from reference import attention, modern
from tests.meta.torch_twin import (
    all_same,
    draw,
    draw_weights,
    gradients,
    leaves,
    same,
    same_forward_and_back,
    stirred,
)

LEADING = [(), (2,), (2, 3)]
SIZES = {"d_model": 12, "n_heads": 6, "n_kv_heads": 3}
HEADS = (6, 3)
HALVES = pytest.mark.parametrize("half_split", [False, True])


def matmul(x, weights, name):
    return F.linear(x, weights[f"{name}.weight"])


def torch_rope(x, positions, theta, half_split):
    """With complex numbers, or with the two halves as Llama does it."""
    D = x.shape[-1]
    angles = positions[:, None] * theta ** (-torch.arange(0, D, 2, dtype=torch.float64) / D)
    if half_split:
        cos, sin = (torch.cat([f(angles)] * 2, -1) for f in (torch.cos, torch.sin))
        first, second = x.chunk(2, -1)
        return x * cos + torch.cat([-second, first], -1) * sin
    turned = torch.view_as_complex(x.unflatten(-1, (-1, 2)).contiguous())
    return torch.view_as_real(turned * torch.polar(torch.ones_like(angles), angles)).flatten(-2)


def torch_attention(x, weights, n_heads, n_kv_heads, theta=10000.0, half_split=False):
    D, positions = x.shape[-1] // n_heads, torch.arange(x.shape[-2], dtype=torch.float64)
    q, k, v = (
        matmul(x, weights, name).unflatten(-1, (-1, D)).transpose(-3, -2)
        for name in ("q_linear", "k_linear", "v_linear")
    )
    q, k = (torch_rope(part, positions, theta, half_split) for part in (q, k))
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
    return matmul(mixed.transpose(-3, -2).flatten(-2), weights, "out_linear")


def torch_swiglu(x, weights):
    gated = F.silu(matmul(x, weights, "gate_linear")) * matmul(x, weights, "up_linear")
    return matmul(gated, weights, "down_linear")


def torch_block(x, weights, *heads, eps=1e-5, **options):
    def norm(x, name):
        return F.rms_norm(x, x.shape[-1:], weights[f"{name}.weight"], eps)

    below = attention.under(weights, "attention")
    x = x + torch_attention(norm(x, "norm1"), below, *heads, **options)
    return x + torch_swiglu(norm(x, "norm2"), attention.under(weights, "feed_forward"))


def torch_llm(ids, weights, *heads, eps=1e-5, **options):
    x = F.embedding(torch.tensor(ids), weights["token_embedding.weight"])
    for name in modern.model.block_names(weights):
        x = torch_block(x, attention.under(weights, name), *heads, eps=eps, **options)
    x = F.rms_norm(x, x.shape[-1:], weights["norm.weight"], eps)
    return matmul(x, weights, modern.head_name(weights))


@pytest.mark.parametrize("leading", LEADING)
@pytest.mark.parametrize("eps", [1e-5, 0.3])
@pytest.mark.parametrize("scale", [2.0, 1e-3])
def test_rms_norm_and_its_gradients(leading, eps, scale):
    same_forward_and_back(
        lambda x, weights: modern.rms_norm(x, weights["weight"], eps),
        lambda g, x, weights: with_name(modern.rms_norm_backward(g, x, weights["weight"], eps)),
        lambda x, weights: F.rms_norm(x, (7,), weights["weight"], eps),
        draw(*leading, 7, scale=scale, shift=scale),
        {"weight": draw(7, seed=2)},
    )


def with_name(pair):
    return pair[0], {"weight": pair[1]}


@pytest.mark.parametrize("leading", LEADING)
def test_swi_glu_and_its_gradients(leading):
    weights = draw_weights(modern.swiglu_shapes(5, 7))
    x = draw(*leading, 5)
    same_forward_and_back(modern.swi_glu, modern.swi_glu_backward, torch_swiglu, x, weights)


def test_silu_is_torchs_also_far_out():
    x = np.array([-1e4, -800.0, -3.0, 0.0, 2.0, 800.0, 1e4])
    same(modern.silu(x), F.silu(torch.tensor(x)))


@HALVES
@pytest.mark.parametrize("theta", [10000.0, 30.0])
def test_apply_rope_is_a_complex_product(half_split, theta):
    x, positions = draw(2, 3, 5, 6), np.array([0, 7, 3, 3, 12])
    expected = torch_rope(torch.tensor(x), torch.tensor(positions), theta, half_split)
    same(modern.apply_rope(x, positions, theta, half_split), expected)


@HALVES
def test_apply_rope_with_positions_of_each_text(half_split):
    x, positions = draw(2, 2, 5, 6), np.array([[0, 1, 2, 3, 4], [7, 8, 9, 10, 11]])
    got = modern.apply_rope(x, positions, half_split=half_split)
    for text in range(2):
        same(got[text], modern.apply_rope(x[text], positions[text], half_split=half_split))
    same(modern.apply_rope(x[:, 0], positions, half_split=half_split), got[:, 0])


def test_apply_rope_refuses_an_odd_size():
    with pytest.raises(ValueError, match="odd"):
        modern.apply_rope(draw(2, 5), np.arange(2))


@HALVES
@pytest.mark.parametrize("leading", LEADING)
@pytest.mark.parametrize("heads", [(6, 3), (3, 1), (2, 2)])
def test_grouped_query_attention_and_its_gradients(leading, heads, half_split):
    weights = draw_weights(modern.gqa_shapes(12, *heads))
    same_forward_and_back(
        lambda x, w, **o: modern.grouped_query_attention(x, w, *heads, **o),
        lambda g, x, w, **o: modern.grouped_query_attention_backward(g, x, w, *heads, **o),
        lambda x, w, **o: torch_attention(x, w, *heads, **o),
        draw(*leading, 5, 12, scale=0.7),
        weights,
        theta=50.0,
        half_split=half_split,
    )


@HALVES
def test_modern_block_and_its_gradients(half_split):
    weights = draw_weights(modern.block_shapes(**SIZES, d_ff=7))
    same_forward_and_back(
        lambda x, w, **o: modern.modern_block(x, w, *HEADS, **o),
        lambda g, x, w, **o: modern.modern_block_backward(g, x, w, *HEADS, **o),
        lambda x, w, **o: torch_block(x, w, *HEADS, **o),
        draw(2, 5, 12),
        weights,
        eps=0.1,
        half_split=half_split,
    )


@pytest.mark.parametrize("tied", [True, False])
def test_modern_llm_and_its_gradients(tied):
    weights = draw_weights(modern.parameter_shapes(11, **SIZES, d_ff=7, tied=tied))
    ids, upstream = np.random.default_rng(0).integers(11, size=(2, 5)), draw(2, 5, 11)
    tensors = leaves(weights)
    expected = torch_llm(ids, tensors, *HEADS, eps=0.1)
    same(modern.modern_llm(ids, weights, *HEADS, eps=0.1), expected)
    dweights = modern.modern_llm_backward(upstream, ids, weights, *HEADS, eps=0.1)
    found = gradients(expected, tensors.values(), upstream)
    all_same([dweights[name] for name in weights], found, rtol=1e-8, atol=1e-10)


# -- beside transformers -----------------------------------------------------------------------

LLAMA_NAMES = {
    "embed_tokens": "token_embedding",
    "model.": "",
    "layers": "transformer_blocks",
    "self_attn": "attention",
    "q_proj": "q_linear",
    "k_proj": "k_linear",
    "v_proj": "v_linear",
    "o_proj": "out_linear",
    "mlp": "feed_forward",
    "gate_proj": "gate_linear",
    "up_proj": "up_linear",
    "down_proj": "down_linear",
    "post_attention_layernorm": "norm2",
    "input_layernorm": "norm1",
    "lm_head": "output_projection",
}


def llama(tied, theta):
    """A small random Llama: the real code, all its options away from the defaults."""
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=97,
        hidden_size=48,
        intermediate_size=88,
        num_hidden_layers=3,
        num_attention_heads=6,
        num_key_value_heads=2,
        max_position_embeddings=64,
        rms_norm_eps=1e-3,
        rope_parameters={"rope_type": "default", "rope_theta": theta},
        tie_word_embeddings=tied,
        attn_implementation="eager",
    )
    torch.manual_seed(0)
    network = LlamaForCausalLM(config).eval()
    return stirred(network)


def renamed(network):
    """Llama's parameters under the names of this kata."""
    ours = {}
    for name, parameter in network.named_parameters():
        for theirs, own in LLAMA_NAMES.items():
            name = name.replace(theirs, own)
        ours[name] = parameter.detach()
    return ours


def neighbours(matrix, D):
    """Rows of halves (i, i + D/2) brought side by side (2i, 2i + 1), in each head."""
    return matrix.unflatten(0, (-1, 2, D // 2)).transpose(1, 2).flatten(0, 2)


@pytest.mark.parametrize("theta", [10000.0, 500.0])
@pytest.mark.parametrize("tied", [True, False])
@HALVES
def test_logits_are_those_of_llama(tied, theta, half_split, capsys):
    from solutions.modern import ModernLLM

    network = llama(tied, theta)
    weights = renamed(network)
    if not half_split:  # the other layout is another order of the same features
        for name in weights:
            if "q_linear" in name or "k_linear" in name:
                weights[name] = neighbours(weights[name], 8)
    options = {"theta": theta, "half_split": half_split, "eps": 1e-3}
    own = ModernLLM(97, 48, 6, 2, 3, d_ff=88, tied=tied, **options)
    own.load_state_dict(weights, strict=not tied)
    ids = torch.randint(97, (3, 40), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected, got = network(ids).logits, own(ids)
    as_arrays = {name: weight.numpy() for name, weight in weights.items()}
    reference = modern.modern_llm(ids.numpy(), as_arrays, 6, 2, **options)
    largest = float((got - expected).abs().max())
    with capsys.disabled():
        print(f"\n  largest difference from Llama: {largest:.1e}", end=" ")
    assert float(expected.std()) > 0.5
    assert largest < 1e-4
    np.testing.assert_allclose(reference, expected.numpy(), rtol=1e-4, atol=1e-4)
