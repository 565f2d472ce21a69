"""Stage 3, block: layer norm, feed-forward net, post-norm block, forward and backward."""

import numpy as np

from reference import attention


def normalize(x, eps=1e-5):
    """`(x - mean) / sqrt(var + eps)` and that root: (..., C) -> (..., C), (..., 1).

    The variance divides by C, not C - 1.
    """
    x = np.asarray(x, np.float64)
    deviation = np.sqrt(x.var(-1, keepdims=True) + eps)
    return (x - x.mean(-1, keepdims=True)) / deviation, deviation


def layer_norm(x, weight, bias, eps=1e-5):
    """`(x - mean) / sqrt(var + eps) * weight + bias` over the last dim: (..., C) -> (..., C).

    Source: Ba, Kiros & Hinton 2016, eqs. 3 and 4; eps inside the root as in torch.
    """
    normalized, _ = normalize(x, eps)
    return normalized * np.asarray(weight, np.float64) + np.asarray(bias, np.float64)


def layer_norm_backward(upstream, x, weight, bias, eps=1e-5):
    """(dx, dweight, dbias): `dx = (h - mean(h) - n * mean(h * n)) / sqrt(var + eps)`.

    n is the normalised x, h = g * weight; `dweight = sum g * n`, `dbias = sum g`.

    Source: the chain rule on Ba, Kiros & Hinton 2016, eqs. 3 and 4.
    """
    upstream = np.asarray(upstream, np.float64)
    normalized, deviation = normalize(x, eps)
    h = upstream * np.asarray(weight, np.float64)
    along = h.mean(-1, keepdims=True) + normalized * (h * normalized).mean(-1, keepdims=True)
    dweight = attention.sum_to(upstream * normalized, np.shape(weight))
    return (h - along) / deviation, dweight, attention.sum_to(upstream, np.shape(bias))


def relu(x):
    """`max(x, 0)`: any shape -> the same. Source: Nair & Hinton 2010, section 2."""
    return np.maximum(np.asarray(x, np.float64), 0.0)


def relu_backward(upstream, x):
    """dx = g where x > 0, else 0 (at the kink too, as in torch): any shape -> the same shape."""
    return np.where(np.asarray(x, np.float64) > 0, upstream, 0.0)


def feed_forward(x, weights):
    """`linear2(relu(linear1(x)))`, each token by itself: (..., C) -> (..., F) -> (..., C).

    Source: Vaswani et al. 2017, eq. 2.
    """
    return attention.linear(relu(attention.linear(x, weights, "linear1")), weights, "linear2")


def feed_forward_backward(upstream, x, weights):
    """(dx, dweights): (..., C) -> (..., C), and a gradient under the name of each weight.

    Source: the chain rule on Vaswani et al. 2017, eq. 2.
    """
    hidden = attention.linear(x, weights, "linear1")
    dactive, dlinear2 = attention.linear_backward(upstream, relu(hidden), weights, "linear2")
    dhidden = relu_backward(dactive, hidden)
    dx, dlinear1 = attention.linear_backward(dhidden, x, weights, "linear1")
    return dx, {**dlinear1, **dlinear2}


def attention_half(x, weights, n_heads):
    """`x + attention(x)`, not yet normalised: (..., T, C) -> (..., T, C)."""
    x = np.asarray(x, np.float64)
    return x + attention.multi_head_attention(x, attention.under(weights, "attention"), n_heads)


def feed_forward_half(x, weights):
    """`x + feed_forward(x)`, not yet normalised: (..., T, C) -> (..., T, C)."""
    return x + feed_forward(x, attention.under(weights, "feed_forward"))


def transformer_block(x, weights, n_heads):
    """`x = norm1(x + attention(x)); x = norm2(x + feed_forward(x))`: (..., T, C) -> (..., T, C).

    Source: Vaswani et al. 2017, sections 3.1 and 5.4 (post-norm, without dropout).
    """
    x = layer_norm(attention_half(x, weights, n_heads), **attention.under(weights, "norm1"))
    return layer_norm(feed_forward_half(x, weights), **attention.under(weights, "norm2"))


def norm_backward(upstream, x, weights, name):
    """`layer_norm_backward` of the norm called `name`: (dx, {name.weight: ..., name.bias: ...})."""
    dx, dweight, dbias = layer_norm_backward(upstream, x, **attention.under(weights, name))
    return dx, {f"{name}.weight": dweight, f"{name}.bias": dbias}


def transformer_block_backward(upstream, x, weights, n_heads):
    """(dx, dweights): (..., T, C) -> (..., T, C), and a gradient under the name of each weight.

    A residual sum hands its gradient to both branches, so the two come together by addition.
    Source: the chain rule on Vaswani et al. 2017, section 3.1.
    """
    first = attention_half(x, weights, n_heads)
    middle = layer_norm(first, **attention.under(weights, "norm1"))
    second = feed_forward_half(middle, weights)

    dsecond, dnorm2 = norm_backward(upstream, second, weights, "norm2")
    feed_forward_weights = attention.under(weights, "feed_forward")
    dbranch, dfeed = feed_forward_backward(dsecond, middle, feed_forward_weights)

    dfirst, dnorm1 = norm_backward(dsecond + dbranch, first, weights, "norm1")
    attention_weights = attention.under(weights, "attention")
    dbranch, dattention = attention.multi_head_attention_backward(
        dfirst, x, attention_weights, n_heads
    )
    dattention = attention.prefixed(dattention, "attention")
    dfeed = attention.prefixed(dfeed, "feed_forward")
    return dfirst + dbranch, {**dattention, **dnorm1, **dnorm2, **dfeed}


def linear_shapes(name, d_in, d_out):
    """Shapes of `nn.Linear(d_in, d_out)` called `name`."""
    return {f"{name}.weight": (d_out, d_in), f"{name}.bias": (d_out,)}


def layer_norm_shapes(d_model):
    """Name -> shape of the weights of a layer norm."""
    return {"weight": (d_model,), "bias": (d_model,)}


def feed_forward_shapes(d_model, d_ff):
    """Name -> shape of the weights of a feed-forward net, in torch's order."""
    return linear_shapes("linear1", d_model, d_ff) | linear_shapes("linear2", d_ff, d_model)


def block_shapes(d_model, d_ff):
    """Shapes of one transformer block, in the order `attention norm1 norm2 feed_forward`."""
    shapes = {}
    for name in (*attention.PROJECTIONS, "out_linear"):
        shapes |= linear_shapes(f"attention.{name}", d_model, d_model)
    for name in ("norm1", "norm2"):
        shapes |= attention.prefixed(layer_norm_shapes(d_model), name)
    return shapes | attention.prefixed(feed_forward_shapes(d_model, d_ff), "feed_forward")
