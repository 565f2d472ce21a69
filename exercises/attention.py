"""Stage 2: attention, the part of a transformer where tokens read one another.

Shapes: B batch, H heads, T tokens, D features per head, C = H * D = d_model. `...` stands for any
leading dimensions, none included. Every function keeps the dtype and the device of its input and
changes no argument. What you build here is, in one picture,

    x (B, T, C) -> q, k, v (B, H, T, D) -> weights (B, H, T, T) -> mixed v (B, H, T, D) -> (B, T, C)

Vaswani et al. 2017, "Attention Is All You Need", is the source; below only its sections are named.
"""

import math

import torch
from torch import Tensor, nn


def softmax(x: Tensor, dim: int = -1) -> Tensor:
    """Turn scores into positive weights that sum to 1 along `dim`; the shape stays.

        softmax(x)_i = exp(x_i) / sum_j exp(x_j)

    Scores of any finite size, such as 1000 or -1000, give finite weights: adding a constant to all
    x_j changes nothing, so subtract the greatest score of each row first, and no `exp` overflows.
    A score of -inf gets weight 0.

    Source: Goodfellow, Bengio and Courville 2016, "Deep Learning", equation 4.1.

    >>> softmax(torch.tensor([0.0, math.log(3.0)]))
    tensor([0.2500, 0.7500])
    """
    # about 3 lines
    raise NotImplementedError


def causal_mask(T: int) -> Tensor:
    """Which token may look where: bool (T, T); the row is the token that looks.

    True means "may look": token i may look at itself and at everything before it, j <= i.

    Source: section 3.2.3 (the decoder's mask); True as in `F.scaled_dot_product_attention`.

    >>> causal_mask(3)
    tensor([[ True, False, False],
            [ True,  True, False],
            [ True,  True,  True]])
    """
    # about 1 line
    raise NotImplementedError


def attention_weights(q: Tensor, k: Tensor, mask: Tensor | None = None) -> Tensor:
    """How much each query looks at each key: q (..., T, D), k (..., S, D) -> (..., T, S).

        weights = softmax(q k^T / sqrt(D)), each query's row over the S keys sums to 1

    `mask` is bool, True = may look, and is broadcast to (..., T, S). Where it is False the weight
    is exactly 0. Every query may look at at least one key; what a query that may look nowhere gets
    is up to you, as long as nothing is raised and the other queries are not disturbed.

    Source: section 3.2.1, the first factor of equation 1.

    >>> q = torch.tensor([[1.0, 0.0, 0.0, 0.0]])
    >>> k = torch.tensor([[0.0, 7.0, 7.0, 7.0], [2 * math.log(3.0), 0.0, 0.0, 0.0]])
    >>> attention_weights(q, k)
    tensor([[0.2500, 0.7500]])
    >>> attention_weights(q, k, mask=torch.tensor([[True, False]]))
    tensor([[1., 0.]])
    """
    # about 4 lines
    raise NotImplementedError


def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> Tensor:
    """Each query's mixture of values: q (..., T, D), k (..., S, D), v (..., S, E) -> (..., T, E).

        attention(q, k, v) = softmax(q k^T / sqrt(D)) v

    `mask` as in `attention_weights`. E, the features of a value, may differ from D.

    Source: section 3.2.1, equation 1.

    >>> q = torch.tensor([[1.0, 0.0, 0.0, 0.0]])
    >>> k = torch.tensor([[0.0, 7.0, 7.0, 7.0], [2 * math.log(3.0), 0.0, 0.0, 0.0]])
    >>> v = torch.tensor([[0.0, 8.0], [4.0, 0.0]])
    >>> scaled_dot_product_attention(q, k, v).round(decimals=3).tolist()
    [[3.0, 2.0]]
    """
    # about 1 line
    raise NotImplementedError


def split_heads(x: Tensor, n_heads: int) -> Tensor:
    """Cut the features of every token into heads: (..., T, C) -> (..., H, T, D), with D = C / H.

    Head h gets the features h * D ... (h + 1) * D - 1 of every token, and the tokens stay in order.
    Raises ValueError if `n_heads` does not divide C.

    Source: section 3.2.2.

    >>> x = torch.tensor([[[0, 1, 2, 3], [4, 5, 6, 7]]])
    >>> split_heads(x, 2).tolist()
    [[[[0, 1], [4, 5]], [[2, 3], [6, 7]]]]
    """
    # about 4 lines
    raise NotImplementedError


def merge_heads(x: Tensor) -> Tensor:
    """Put the heads of every token side by side again: (..., H, T, D) -> (..., T, C).

    The inverse of `split_heads`.

    Source: "Concat" in section 3.2.2.

    >>> x = torch.tensor([[[[0, 1], [4, 5]], [[2, 3], [6, 7]]]])
    >>> merge_heads(x).tolist()
    [[[0, 1, 2, 3], [4, 5, 6, 7]]]
    """
    # about 1 line
    raise NotImplementedError


class MultiHeadAttention(nn.Module):
    """H attentions side by side, each on its own D features, every token looking only backwards.

        q, k, v = q_linear(x), k_linear(x), v_linear(x)            each cut into heads
        output  = out_linear(merged heads of attention(q, k, v, causal mask))

    Parameters, in this order: `q_linear`, `k_linear`, `v_linear`, `out_linear`, each
    `nn.Linear(d_model, d_model)` with bias. The attribute `n_heads` keeps the number of heads.
    Raises ValueError if `n_heads` does not divide `d_model`.

    Source: section 3.2.2. With identity matrices and two heads of one feature, the second token
    below asks with zeros, so both its heads take the mean of both tokens:

    >>> attention = MultiHeadAttention(d_model=2, n_heads=2)
    >>> for linear in attention.children():
    ...     _ = nn.init.eye_(linear.weight), nn.init.zeros_(linear.bias)
    >>> attention(torch.tensor([[[1.0, 4.0], [0.0, 0.0]]])).tolist()
    [[[1.0, 4.0], [0.5, 2.0]]]
    """

    def __init__(self, d_model: int, n_heads: int):
        super().__init__()
        # about 7 lines
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, C) -> (B, T, C), for any T >= 1. The mask is made on the device of `x`."""
        # about 6 lines
        raise NotImplementedError
