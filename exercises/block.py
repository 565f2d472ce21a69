"""Stage 3: the transformer block, two steps that a model repeats: look around, then think.

Shapes: B batch, T tokens, C = d_model. `...` stands for any leading dimensions. Dtype and device
are those of the input, and no argument is changed.
"""

import torch
from torch import Tensor, nn

from .attention import MultiHeadAttention


class LayerNorm(nn.Module):
    """Give the features of every token mean 0 and variance 1, then a learnt scale and shift.

        y = (x - mean) / sqrt(variance + eps) * weight + bias

    Mean and variance are taken over the last dimension, for each token on its own; the variance is
    the mean of (x - mean)^2 (divided by C, not by C - 1). Parameters: `weight` (C), at first ones,
    and `bias` (C), at first zeros.

    Source: Ba, Kiros and Hinton 2016, "Layer Normalization", equation 3 with scale and shift; eps
    as in `torch.nn.LayerNorm`. Below the mean is 2, the variance 1, the root of 1 + 3 is 2:

    >>> LayerNorm(2, eps=3.0)(torch.tensor([1.0, 3.0])).tolist()
    [-0.5, 0.5]
    """

    def __init__(self, d_model: int, eps: float = 1e-5):
        super().__init__()
        # about 3 lines
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """(..., C) -> (..., C)"""
        # about 3 lines
        raise NotImplementedError


class FeedForward(nn.Module):
    """Two linear layers with a ReLU between them, applied to every token on its own.

        y = linear2(max(0, linear1(x)))

    Parameters, in this order: `linear1` (C to d_ff), `linear2` (d_ff to C), `nn.Linear` with bias.

    Source: Vaswani et al. 2017, section 3.3, equation 2. Two hidden features suffice for |x|:

    >>> absolute = FeedForward(d_model=1, d_ff=2)
    >>> _ = nn.init.zeros_(absolute.linear1.bias), nn.init.zeros_(absolute.linear2.bias)
    >>> absolute.linear1.weight.data = torch.tensor([[1.0], [-1.0]])
    >>> absolute.linear2.weight.data = torch.tensor([[1.0, 1.0]])
    >>> absolute(torch.tensor([[-3.0], [5.0]])).tolist()
    [[3.0], [5.0]]
    """

    def __init__(self, d_model: int, d_ff: int):
        super().__init__()
        # about 2 lines
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """(..., C) -> (..., C)"""
        # about 1 line
        raise NotImplementedError


class TransformerBlock(nn.Module):
    """Attention, then feed-forward, each added to its input and the sum normalised (post-norm).

        x = norm1(x + attention(x))
        x = norm2(x + feed_forward(x))

    Submodules, in this order: `attention`, `norm1`, `norm2`, `feed_forward`.

    Source: Vaswani et al. 2017, section 3.1: LayerNorm(x + Sublayer(x)). When both steps add
    nothing, only the norms are left:

    >>> block = TransformerBlock(d_model=2, n_heads=1, d_ff=8)
    >>> for step in (block.attention, block.feed_forward):
    ...     for parameter in step.parameters():
    ...         _ = nn.init.zeros_(parameter)
    >>> block(torch.tensor([[[1.0, 3.0]]])).round(decimals=3).tolist()
    [[[-1.0, 1.0]]]
    """

    def __init__(self, d_model: int, n_heads: int, d_ff: int):
        super().__init__()
        # about 4 lines
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, C) -> (B, T, C)"""
        # about 2 lines
        raise NotImplementedError
