"""Stage 2, attention: from softmax to causal multi-head self-attention, forward and backward."""

import math

import numpy as np

PROJECTIONS = ("q_linear", "k_linear", "v_linear")


def under(weights, prefix):
    """The weights below a prefix: `{"norm1.bias": b}` under "norm1" is `{"bias": b}`."""
    start = f"{prefix}."
    return {name.removeprefix(start): w for name, w in weights.items() if name.startswith(start)}


def prefixed(weights, prefix):
    """The weights with `prefix.` before each name; `under` takes it off again."""
    return {f"{prefix}.{name}": w for name, w in weights.items()}


def sum_to(gradient, shape):
    """The backward pass of broadcasting: sum where an array of `shape` was repeated."""
    gradient = gradient.sum(tuple(range(gradient.ndim - len(shape))))
    stretched = tuple(i for i, n in enumerate(shape) if n == 1 and gradient.shape[i] != 1)
    return gradient.sum(stretched, keepdims=True)


def linear(x, weights, name):
    """`x W^T + b`, W and b being `name.weight` and `name.bias`: (..., in) -> (..., out).

    Source: Rumelhart, Hinton & Williams 1986, eq. 1; W has torch's layout, (out, in).
    """
    weight = np.asarray(weights[f"{name}.weight"], np.float64)
    bias = np.asarray(weights[f"{name}.bias"], np.float64)
    return np.asarray(x, np.float64) @ weight.T + bias


def linear_backward(upstream, x, weights, name):
    """(dx, {name.weight: dW, name.bias: db}): `dx = g W`, `dW = sum g^T x`, `db = sum g`.

    The sums run over all leading dimensions: (..., out) -> (..., in), (out, in), (out,).

    Source: Rumelhart, Hinton & Williams 1986, eqs. 6 and 7.
    """
    weight = np.asarray(weights[f"{name}.weight"], np.float64)
    upstream = np.asarray(upstream, np.float64)
    rows = upstream.reshape(-1, weight.shape[0])
    dweight = rows.T @ np.asarray(x, np.float64).reshape(-1, weight.shape[1])
    return upstream @ weight, {f"{name}.weight": dweight, f"{name}.bias": rows.sum(0)}


def softmax(x, dim=-1):
    """`exp(x_i) / sum_j exp(x_j)` along `dim`: any shape -> the same shape.

    The maximum is subtracted first: it cancels in the fraction, and no exponential exceeds 1.
    As in torch, a row of nothing but -inf has no softmax and comes out as nan.
    Source: Bridle 1990; Goodfellow, Bengio & Courville 2016, eqs. 4.1 and 6.29.
    """
    x = np.asarray(x, np.float64)
    # A difference beyond the largest float is -inf, whose exponential, 0, is right.
    with np.errstate(over="ignore", invalid="ignore"):
        exponentials = np.exp(x - x.max(dim, keepdims=True))
    return exponentials / exponentials.sum(dim, keepdims=True)


def softmax_backward(upstream, x, dim=-1):
    """`dx = p * (g - sum(g * p))`, p = softmax(x), the sum along `dim`: any shape -> the same.

    Source: Bridle 1990, from `dp_i/dx_j = p_i (1[i = j] - p_j)`.
    """
    p = softmax(x, dim)
    return p * (upstream - (upstream * p).sum(dim, keepdims=True))


def causal_mask(T):
    """(T, T) booleans: row t may look (True) at columns 0 to t.

    Source: Vaswani et al. 2017, section 3.2.3.
    """
    return np.tril(np.ones((T, T), bool))


def attention_scores(q, k, mask=None):
    """`q k^T / sqrt(D)`, -inf where `mask` is False: (..., T, D), (..., S, D) -> (..., T, S)."""
    q, k = np.asarray(q, np.float64), np.asarray(k, np.float64)
    scores = q @ k.swapaxes(-2, -1) / math.sqrt(q.shape[-1])
    return scores if mask is None else np.where(mask, scores, -np.inf)


def attention_weights(q, k, mask=None):
    """`softmax(q k^T / sqrt(D))` over the keys: (..., T, D), (..., S, D) -> (..., T, S).

    `mask` broadcasts to (..., T, S), True = may look. A query that may look nowhere has no weights:
    its row is nan, as that of `softmax`, and the other rows are right.
    Source: Vaswani et al. 2017, eq. 1; the mask, section 3.2.3.
    """
    return softmax(attention_scores(q, k, mask))


def attention_weights_backward(upstream, q, k, mask=None):
    """(dq, dk) with `ds = softmax_backward(g, s)`, `dq = ds k / sqrt(D)`, `dk = ds^T q / sqrt(D)`.

    What the mask hides has no gradient.
    Source: the chain rule on Vaswani et al. 2017, eq. 1.
    """
    q, k = np.asarray(q, np.float64), np.asarray(k, np.float64)
    dscores = softmax_backward(upstream, attention_scores(q, k, mask))
    if mask is not None:
        dscores = np.where(mask, dscores, 0.0)
    dscores = dscores / math.sqrt(q.shape[-1])
    return sum_to(dscores @ k, q.shape), sum_to(dscores.swapaxes(-2, -1) @ q, k.shape)


def scaled_dot_product_attention(q, k, v, mask=None):
    """`softmax(q k^T / sqrt(D)) v`: (..., T, D), (..., S, D), (..., S, E) -> (..., T, E).

    `mask` as in `attention_weights`.
    Source: Vaswani et al. 2017, eq. 1.
    """
    return attention_weights(q, k, mask) @ np.asarray(v, np.float64)


def scaled_dot_product_attention_backward(upstream, q, k, v, mask=None):
    """(dq, dk, dv), P the attention weights: `dP = g v^T` goes back through them, `dv = P^T g`.

    Source: the chain rule on Vaswani et al. 2017, eq. 1; Dao et al. 2022, appendix B.2.
    """
    upstream, v = np.asarray(upstream, np.float64), np.asarray(v, np.float64)
    dq, dk = attention_weights_backward(upstream @ v.swapaxes(-2, -1), q, k, mask)
    dv = attention_weights(q, k, mask).swapaxes(-2, -1) @ upstream
    return dq, dk, sum_to(dv, v.shape)


def split_heads(x, n_heads):
    """(..., T, C) -> (..., H, T, D), C = H D: head h gets the features hD to (h+1)D of each token.

    Raises ValueError when C is no multiple of `n_heads`.
    Source: Vaswani et al. 2017, section 3.2.2.
    """
    x = np.asarray(x, np.float64)
    *leading, T, C = x.shape
    return x.reshape(*leading, T, n_heads, C // n_heads).swapaxes(-3, -2)


def merge_heads(x):
    """(..., H, T, D) -> (..., T, C): the heads side by side, undoing `split_heads`.

    Source: `Concat` in Vaswani et al. 2017, section 3.2.2.
    """
    x = np.asarray(x, np.float64)
    *leading, H, T, D = x.shape
    return x.swapaxes(-3, -2).reshape(*leading, T, H * D)


def split_heads_backward(upstream):
    """dx: (..., H, T, D) -> (..., T, C). A rearrangement goes back by its inverse."""
    return merge_heads(upstream)


def merge_heads_backward(upstream, n_heads):
    """dx: (..., T, C) -> (..., H, T, D). A rearrangement goes back by its inverse."""
    return split_heads(upstream, n_heads)


def project_to_heads(x, weights, n_heads):
    """Queries, keys and values of every head: (..., T, C) -> three times (..., H, T, D)."""
    return [split_heads(linear(x, weights, name), n_heads) for name in PROJECTIONS]


def multi_head_attention(x, weights, n_heads):
    """Causal self-attention, `Concat(head_1 ... head_H) W^O`: (..., T, C) -> (..., T, C).

    Weights: q_linear, k_linear, v_linear, out_linear. Source: Vaswani et al. 2017, section 3.2.2.
    """
    q, k, v = project_to_heads(x, weights, n_heads)
    mixed = scaled_dot_product_attention(q, k, v, causal_mask(q.shape[-2]))
    return linear(merge_heads(mixed), weights, "out_linear")


def multi_head_attention_backward(upstream, x, weights, n_heads):
    """(dx, dweights): (..., T, C) -> (..., T, C), and a gradient under the name of each weight.

    The three projections read the same x, so their gradients add up.
    Source: the chain rule on Vaswani et al. 2017, section 3.2.2.
    """
    q, k, v = project_to_heads(x, weights, n_heads)
    mask = causal_mask(q.shape[-2])
    merged = merge_heads(scaled_dot_product_attention(q, k, v, mask))
    dmerged, dout = linear_backward(upstream, merged, weights, "out_linear")
    dmixed = merge_heads_backward(dmerged, n_heads)
    dheads = scaled_dot_product_attention_backward(dmixed, q, k, v, mask)
    back = [
        linear_backward(split_heads_backward(dhead), x, weights, name)
        for name, dhead in zip(PROJECTIONS, dheads, strict=True)
    ]
    dx = sum(dinput for dinput, _ in back)
    return dx, {**back[0][1], **back[1][1], **back[2][1], **dout}
