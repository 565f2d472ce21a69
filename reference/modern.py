"""Stage 7, modern: RMSNorm, SwiGLU, RoPE, grouped queries, pre-norm, tied head; both ways.

No linear layer has a bias. `cache` is one of `reference.kv_cache`, or None.
"""

import math

import numpy as np

from reference import attention, model

THETA = 10000.0


def linear(x, weights, name):
    """`x W^T`, W being `name.weight`, (out, in): (..., in) -> (..., out)."""
    return np.asarray(x, np.float64) @ np.asarray(weights[f"{name}.weight"], np.float64).T


def linear_backward(upstream, x, weights, name):
    """(dx, {name.weight: dW}): `dx = g W`, `dW = sum g^T x` over all leading dimensions."""
    weight = np.asarray(weights[f"{name}.weight"], np.float64)
    rows = np.asarray(upstream, np.float64).reshape(-1, weight.shape[0])
    dweight = rows.T @ np.asarray(x, np.float64).reshape(-1, weight.shape[1])
    return upstream @ weight, {f"{name}.weight": dweight}


def root_mean_square(x, eps=1e-5):
    """`sqrt(mean(x^2) + eps)` of each token: (..., C) -> (..., 1)."""
    return np.sqrt((np.asarray(x, np.float64) ** 2).mean(-1, keepdims=True) + eps)


def rms_norm(x, weight, eps=1e-5):
    """`x / sqrt(mean(x^2) + eps) * weight` over the last dim: (..., C) -> (..., C).

    Source: Zhang & Sennrich 2019, eq. 4; eps inside the root as in Llama.
    """
    normalized = np.asarray(x, np.float64) / root_mean_square(x, eps)
    return normalized * np.asarray(weight, np.float64)


def rms_norm_backward(upstream, x, weight, eps=1e-5):
    """(dx, dweight): `dx = (h - n * mean(h * n)) / r`, n = x / r, h = g * weight.

    Source: the chain rule on Zhang & Sennrich 2019, eq. 4.
    """
    r = root_mean_square(x, eps)
    normalized = np.asarray(x, np.float64) / r
    h = upstream * np.asarray(weight, np.float64)
    dx = (h - normalized * (h * normalized).mean(-1, keepdims=True)) / r
    return dx, attention.sum_to(upstream * normalized, np.shape(weight))


def sigmoid(x):
    """`1 / (1 + exp(-x))`, by the tangent, which overflows nowhere: any shape."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(x, np.float64)))


def silu(x):
    """`x * sigmoid(x)`: any shape -> the same. Source: Ramachandran, Zoph & Le 2017, section 4."""
    return np.asarray(x, np.float64) * sigmoid(x)


def silu_backward(upstream, x):
    """`dx = g * (s + x s (1 - s))`, s = sigmoid(x): any shape -> the same."""
    s = sigmoid(x)
    return upstream * (s + x * s * (1 - s))


def swi_glu(x, weights):
    """`down(silu(gate(x)) * up(x))`: (..., C) -> (..., F) -> (..., C).

    Source: Shazeer 2020, eq. 6.
    """
    gate, up = linear(x, weights, "gate_linear"), linear(x, weights, "up_linear")
    return linear(silu(gate) * up, weights, "down_linear")


def swi_glu_backward(upstream, x, weights):
    """(dx, dweights): (..., C) -> (..., C), and a gradient under the name of each weight."""
    gate, up = linear(x, weights, "gate_linear"), linear(x, weights, "up_linear")
    dhidden, ddown = linear_backward(upstream, silu(gate) * up, weights, "down_linear")
    dgate = silu_backward(dhidden * up, gate)
    dx, dgate = linear_backward(dgate, x, weights, "gate_linear")
    dx_up, dup = linear_backward(dhidden * silu(gate), x, weights, "up_linear")
    return dx + dx_up, {**dgate, **dup, **ddown}


def rope_angles(x, positions, theta=THETA):
    """`position * theta^(-2i / D)`, to be broadcast over the heads of x: (..., T, D / 2).

    Source: Su et al. 2021, eq. 15, i counted from 0.
    """
    positions, D = np.asarray(positions, np.float64), np.shape(x)[-1]
    frequencies = theta ** (-np.arange(0, D, 2) / D)
    heads = (1,) * (np.ndim(x) - 1 - positions.ndim)
    places = positions.reshape(*positions.shape[:-1], *heads, positions.shape[-1])
    return places[..., None] * frequencies


def pairs(x, half_split=False):
    """The first and the second of each pair: (..., D) -> twice (..., D / 2)."""
    x = np.asarray(x, np.float64)
    return np.split(x, 2, -1) if half_split else (x[..., 0::2], x[..., 1::2])


def unpaired(a, b, half_split=False):
    """Each where it stood, undoing `pairs`: twice (..., D / 2) -> (..., D)."""
    if half_split:
        return np.concatenate([a, b], -1)
    return np.stack([a, b], -1).reshape(*a.shape[:-1], -1)


def rotate(a, b, angles):
    """`(a cos - b sin, a sin + b cos)`. Source: Su et al. 2021, eq. 13."""
    cos, sin = np.cos(angles), np.sin(angles)
    return a * cos - b * sin, a * sin + b * cos


def apply_rope(x, positions, theta=THETA, half_split=False):
    """Pairs of features turned by their angles: (..., T, D), (T) or (B, T) -> (..., T, D).

    Raises ValueError if D is odd. Source: Su et al. 2021, eq. 34.
    """
    if np.shape(x)[-1] % 2:
        raise ValueError("an odd number of features cannot be paired")
    angles = rope_angles(x, positions, theta)
    return unpaired(*rotate(*pairs(x, half_split), angles), half_split)


def apply_rope_backward(upstream, positions, theta=THETA, half_split=False):
    """dx: a rotation goes back by the opposite angle: (..., T, D) -> (..., T, D)."""
    return apply_rope(upstream, -np.asarray(positions), theta, half_split)


def repeat_heads(x, n_heads):
    """Neighbouring query heads share a head: (..., G, T, D) -> (..., H, T, D).

    Source: Ainslie et al. 2023, section 2.2.
    """
    return np.repeat(x, n_heads // np.shape(x)[-3], axis=-3)


def repeat_heads_backward(upstream, n_kv_heads):
    """dx: the gradients of all that read a head add up: (..., H, T, D) -> (..., G, T, D)."""
    *leading, H, T, D = upstream.shape
    return upstream.reshape(*leading, n_kv_heads, H // n_kv_heads, T, D).sum(-3)


def rotated_heads(x, weights, name, n_heads, positions, theta=THETA, half_split=False):
    """The queries or keys of every head, turned: (..., T, C) -> (..., H, T, D)."""
    heads = attention.split_heads(linear(x, weights, name), n_heads)
    return apply_rope(heads, positions, theta, half_split)


def grouped_query_attention(
    x, weights, n_heads, n_kv_heads, theta=THETA, half_split=False, cache=None
):
    """Causal attention with RoPE and shared keys and values: (..., T, C) -> (..., T, C).

    With a cache the tokens go on where it ends. Source: Ainslie et al. 2023, section 2.2.
    """
    past = 0 if cache is None else len(cache)
    positions = past + np.arange(np.shape(x)[-2])
    q = rotated_heads(x, weights, "q_linear", n_heads, positions, theta, half_split)
    k = rotated_heads(x, weights, "k_linear", n_kv_heads, positions, theta, half_split)
    v = attention.split_heads(linear(x, weights, "v_linear"), n_kv_heads)
    if cache is not None:
        k, v = cache.update(k, v)
    mask = attention.causal_mask(k.shape[-2])[past:]
    k, v = repeat_heads(k, n_heads), repeat_heads(v, n_heads)
    mixed = attention.scaled_dot_product_attention(q, k, v, mask)
    return linear(attention.merge_heads(mixed), weights, "out_linear")


def grouped_query_attention_backward(
    upstream, x, weights, n_heads, n_kv_heads, theta=THETA, half_split=False
):
    """(dx, dweights) without a cache: (..., T, C) -> (..., T, C), a gradient for each weight."""
    positions = np.arange(np.shape(x)[-2])
    q = rotated_heads(x, weights, "q_linear", n_heads, positions, theta, half_split)
    k = rotated_heads(x, weights, "k_linear", n_kv_heads, positions, theta, half_split)
    v = attention.split_heads(linear(x, weights, "v_linear"), n_kv_heads)
    shared = q, repeat_heads(k, n_heads), repeat_heads(v, n_heads)
    mask = attention.causal_mask(len(positions))
    mixed = attention.scaled_dot_product_attention(*shared, mask)
    dmerged, dout = linear_backward(upstream, attention.merge_heads(mixed), weights, "out_linear")
    dmixed = attention.merge_heads_backward(dmerged, n_heads)
    dq, dk, dv = attention.scaled_dot_product_attention_backward(dmixed, *shared, mask)
    dheads = {
        "q_linear": apply_rope_backward(dq, positions, theta, half_split),
        "k_linear": apply_rope_backward(
            repeat_heads_backward(dk, n_kv_heads), positions, theta, half_split
        ),
        "v_linear": repeat_heads_backward(dv, n_kv_heads),
    }
    dx, dweights = 0.0, {}
    for name, dhead in dheads.items():
        dinput, dweight = linear_backward(attention.split_heads_backward(dhead), x, weights, name)
        dx, dweights = dx + dinput, dweights | dweight
    return dx, dweights | dout


def attention_half(x, weights, *heads, eps=1e-5, **options):
    """`x + attention(norm1(x))`: (..., T, C) -> (..., T, C)."""
    x = np.asarray(x, np.float64)
    normed = rms_norm(x, weights["norm1.weight"], eps)
    below = attention.under(weights, "attention")
    return x + grouped_query_attention(normed, below, *heads, **options)


def modern_block(x, weights, n_heads, n_kv_heads, eps=1e-5, **options):
    """`x = x + attention(norm1(x)); x = x + swi_glu(norm2(x))`: (..., T, C) -> (..., T, C).

    `options` (theta, half_split, cache) are the attention's. Source: Touvron et al. 2023, sec. 2.2.
    """
    x = attention_half(x, weights, n_heads, n_kv_heads, eps=eps, **options)
    normed = rms_norm(x, weights["norm2.weight"], eps)
    return x + swi_glu(normed, attention.under(weights, "feed_forward"))


def modern_block_backward(upstream, x, weights, *heads, eps=1e-5, **options):
    """(dx, dweights): (..., T, C) -> (..., T, C), and a gradient under the name of each weight."""
    parts = {name: attention.under(weights, name) for name in ("attention", "feed_forward")}
    first = rms_norm(x, weights["norm1.weight"], eps)
    middle = attention_half(x, weights, *heads, eps=eps, **options)
    second = rms_norm(middle, weights["norm2.weight"], eps)

    dsecond, dfeed = swi_glu_backward(upstream, second, parts["feed_forward"])
    dbranch, dnorm2 = rms_norm_backward(dsecond, middle, weights["norm2.weight"], eps)
    dmiddle = upstream + dbranch

    dfirst, dattention = grouped_query_attention_backward(
        dmiddle, first, parts["attention"], *heads, **options
    )
    dbranch, dnorm1 = rms_norm_backward(dfirst, x, weights["norm1.weight"], eps)
    return dmiddle + dbranch, {
        "norm1.weight": dnorm1,
        **attention.prefixed(dattention, "attention"),
        "norm2.weight": dnorm2,
        **attention.prefixed(dfeed, "feed_forward"),
    }


def head_name(weights):
    """The matrix that scores the tokens: the embedding's own where the head is tied."""
    untied = "output_projection.weight" in weights
    return "output_projection" if untied else "token_embedding"


def modern_states(ids, weights, *heads, caches=None, **options):
    """The input of each block, last the output of the stack: (..., T) -> a list of (..., T, C)."""
    states = [model.embedding(ids, weights["token_embedding.weight"])]
    for layer, name in enumerate(model.block_names(weights)):
        cache = caches[layer] if caches else None
        below = attention.under(weights, name)
        states.append(modern_block(states[-1], below, *heads, cache=cache, **options))
    return states


def modern_llm(ids, weights, n_heads, n_kv_heads, eps=1e-5, **options):
    """Logits of the next token at every place: (..., T) -> (..., T, V).

    `options`: theta, half_split, and `caches`, one for each block. Without the weight of an output
    projection the head is tied. Source: Touvron et al. 2023; Press & Wolf 2017 (tied).
    """
    last = modern_states(ids, weights, n_heads, n_kv_heads, eps=eps, **options)[-1]
    return linear(rms_norm(last, weights["norm.weight"], eps), weights, head_name(weights))


def modern_llm_backward(upstream, ids, weights, *heads, eps=1e-5, **options):
    """dweights: (..., T, V), the gradient of the logits -> one under the name of each weight.

    A tied matrix is used twice, so its two gradients add up.
    """
    *inputs, last = modern_states(ids, weights, *heads, eps=eps, **options)
    normed = rms_norm(last, weights["norm.weight"], eps)
    dnormed, dhead = linear_backward(upstream, normed, weights, head_name(weights))
    dx, dnorm = rms_norm_backward(dnormed, last, weights["norm.weight"], eps)
    dweights = dhead | {"norm.weight": dnorm}
    for name, x in reversed(list(zip(model.block_names(weights), inputs, strict=True))):
        below = attention.under(weights, name)
        dx, dblock = modern_block_backward(dx, x, below, *heads, eps=eps, **options)
        dweights |= attention.prefixed(dblock, name)
    table = "token_embedding.weight"
    dtable = model.embedding_backward(dx, ids, weights[table])
    return dweights | {table: dtable + dweights.get(table, 0.0)}


def gqa_shapes(d_model, n_heads, n_kv_heads):
    """Name -> shape of the weights of a grouped-query attention, in torch's order.

    Raises ValueError where heads are not of equal, even size or groups not of equal size.
    """
    if d_model % n_heads or n_heads % n_kv_heads or d_model // n_heads % 2:
        raise ValueError(f"d_model {d_model}, n_heads {n_heads} and n_kv_heads {n_kv_heads}")
    kept = n_kv_heads * (d_model // n_heads)
    return {
        "q_linear.weight": (d_model, d_model),
        "k_linear.weight": (kept, d_model),
        "v_linear.weight": (kept, d_model),
        "out_linear.weight": (d_model, d_model),
    }


def swiglu_shapes(d_model, d_ff):
    """Name -> shape of the weights of a SwiGLU net, in torch's order."""
    narrow, wide = (d_model, d_ff), (d_ff, d_model)
    return {"gate_linear.weight": wide, "up_linear.weight": wide, "down_linear.weight": narrow}


def block_shapes(d_model, n_heads, n_kv_heads, d_ff):
    """Shapes of one block, in the order `norm1 attention norm2 feed_forward`."""
    heads = gqa_shapes(d_model, n_heads, n_kv_heads)
    return {
        "norm1.weight": (d_model,),
        **attention.prefixed(heads, "attention"),
        "norm2.weight": (d_model,),
        **attention.prefixed(swiglu_shapes(d_model, d_ff), "feed_forward"),
    }


def default_d_ff(d_model):
    """8/3 of d_model, rounded up to a multiple of 8. Source: Touvron et al. 2023, section 2.2."""
    return 8 * math.ceil(d_model / 3)


def parameter_shapes(
    vocab_size, d_model=128, n_heads=4, n_kv_heads=2, n_layers=2, d_ff=None, tied=True
):
    """Name -> shape of every parameter, in torch's order; a tied head has none of its own."""
    shapes = {"token_embedding.weight": (vocab_size, d_model)}
    for layer in range(n_layers):
        one = block_shapes(d_model, n_heads, n_kv_heads, d_ff or default_d_ff(d_model))
        shapes |= attention.prefixed(one, f"transformer_blocks.{layer}")
    shapes["norm.weight"] = (d_model,)
    return shapes if tied else shapes | {"output_projection.weight": (vocab_size, d_model)}
