"""Stage 7: the modern block, what today's open models put in the place of the parts of 2017.

Shapes: B batch, H query heads, G key-value heads, T new tokens, S all tokens, D features per head,
C = H * D = d_model, F = d_ff. `...` stands for any leading dimensions. No linear layer here has a
bias. Dtype and device are those of the input, and no argument is changed.

    RMSNorm for LayerNorm, SwiGLU for the ReLU net, rotations (RoPE) for the position table, fewer
    keys and values than queries (grouped), and norms before each step instead of after it.
"""

import math

import torch
from torch import Tensor, nn

from .attention import causal_mask, merge_heads, scaled_dot_product_attention, split_heads


class RMSNorm(nn.Module):
    """Give the features of every token a mean square of 1, then a learnt scale.

        y = x / sqrt(mean(x^2) + eps) * weight

    The mean is taken over the last dimension, for each token on its own; none is subtracted. Half
    precision (float16, bfloat16) is computed in float32, where squares do not overflow, and the
    result has the dtype of x again. Parameter: `weight` (C), at first ones.

    Source: Zhang and Sennrich 2019, "Root Mean Square Layer Normalization", equation 4; eps as in
    Llama. Below the mean square is 13, and the root of 13 + 3 is 4:

    >>> RMSNorm(2, eps=3.0)(torch.tensor([1.0, 5.0])).tolist()
    [0.25, 1.25]
    """

    def __init__(self, d_model: int, eps: float = 1e-5):
        super().__init__()
        # about 2 lines
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """(..., C) -> (..., C)"""
        # about 4 lines
        raise NotImplementedError


def silu(x: Tensor) -> Tensor:
    """A ReLU with a soft knee: x * sigmoid(x), any shape; also called Swish.

    Source: Ramachandran, Zoph and Le 2017, "Searching for Activation Functions", section 4, with
    beta = 1. The sigmoid of ln 3 is 3/4:

    >>> silu(torch.tensor([0.0, math.log(3.0)]))
    tensor([0.0000, 0.8240])
    """
    # about 1 line
    raise NotImplementedError


class SwiGLU(nn.Module):
    """A feed-forward net in which one layer says how much of another one passes.

        y = down_linear(silu(gate_linear(x)) * up_linear(x))

    Parameters, in this order: `gate_linear` and `up_linear` (C to d_ff), `down_linear` (d_ff to C),
    each `nn.Linear` without bias.

    Source: Shazeer 2020, "GLU Variants Improve Transformer", equation 6 (W, V and W2 there).

    >>> net = SwiGLU(d_model=1, d_ff=1)
    >>> net.gate_linear.weight.data = torch.tensor([[1.0]])
    >>> net.up_linear.weight.data = torch.tensor([[4.0]])
    >>> net.down_linear.weight.data = torch.tensor([[1.0]])
    >>> x = torch.tensor([math.log(3.0)])
    >>> torch.allclose(net(x), 0.75 * x * 4 * x)
    True
    """

    def __init__(self, d_model: int, d_ff: int):
        super().__init__()
        # about 3 lines
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """(..., C) -> (..., C)"""
        # about 1 line
        raise NotImplementedError


def apply_rope(
    x: Tensor, positions: Tensor, theta: float = 10000.0, half_split: bool = False
) -> Tensor:
    """Turn each pair of features by an angle that grows with the position: (..., T, D) -> the same.

        (a, b) -> (a cos m - b sin m, a sin m + b cos m),    m = position * theta^(-2i / D)

    for pair i = 0 ... D/2 - 1. The pairs are neighbours, (x_2i, x_2i+1); with `half_split` they are
    (x_i, x_i+D/2), as in the checkpoints of Llama, and each result stands where its input stood.
    `positions` are whole numbers (T), or (B, T) where every text of the batch (the first dimension
    of x) has its own. The angles are computed in float32 at least, the result has the dtype of x.
    Raises ValueError if D is odd.

    Source: Su et al. 2021, "RoFormer", equations 15 and 34 (its i counts from 1).

    >>> x = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    >>> apply_rope(x, torch.tensor([0, 1]))
    tensor([[1.0000, 0.0000],
            [0.5403, 0.8415]])
    """
    # about 12 lines
    raise NotImplementedError


class GroupedQueryAttention(nn.Module):
    """Causal attention with RoPE, in which H / G query heads share one head of keys and values.

        q = rope(q_linear(x)) in H heads;    k = rope(k_linear(x)), v = v_linear(x) in G heads
        output = out_linear(merged heads of attention(q, k, v, causal mask))

    Query head h reads key-value head h // (H / G): neighbours share. G = H is multi-head, G = 1
    multi-query attention. Parameters, in this order: `q_linear` (C to C), `k_linear` and
    `v_linear` (C to G * D), `out_linear` (C to C), each `nn.Linear` without bias. Raises ValueError
    if `n_heads` does not divide `d_model`, if `n_kv_heads` does not divide `n_heads`, or if the
    size of a head is odd.

    Source: Ainslie et al. 2023, "GQA", section 2.2. A single token reads only itself:

    >>> attention = GroupedQueryAttention(d_model=4, n_heads=2, n_kv_heads=1)
    >>> attention.v_linear.weight.shape
    torch.Size([2, 4])
    >>> attention.v_linear.weight.data = torch.tensor([[1.0, 0, 0, 0], [0, 1.0, 0, 0]])
    >>> attention.out_linear.weight.data = torch.eye(4)
    >>> attention(torch.tensor([[[5.0, 6.0, 7.0, 8.0]]])).tolist()
    [[[5.0, 6.0, 5.0, 6.0]]]
    """

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        n_kv_heads: int,
        theta: float = 10000.0,
        half_split: bool = False,
    ):
        super().__init__()
        # about 10 lines
        raise NotImplementedError

    def forward(self, x: Tensor, cache=None) -> Tensor:
        """(B, T, C) -> (B, T, C), for any T >= 1.

        Without a cache the tokens stand at 0 ... T - 1. With one, `len(cache)` tokens were read
        before: the new ones stand at len(cache) ... len(cache) + T - 1, and

            k, v = cache.update(k, v)

        takes the new keys, rotated, and values (B, G, T, D), and gives back those of all tokens
        (B, G, S, D). Each new token looks at itself and at everything before it. (Stage 10 writes
        such a cache; until then it is None.)
        """
        # about 13 lines
        raise NotImplementedError


class ModernBlock(nn.Module):
    """Attention, then SwiGLU, each reading a normalised copy and adding to the stream (pre-norm).

        x = x + attention(norm1(x))
        x = x + feed_forward(norm2(x))

    Submodules, in this order: `norm1`, `attention`, `norm2`, `feed_forward`. `theta` and
    `half_split` go to the attention, `eps` to both norms.

    Source: Touvron et al. 2023, "LLaMA", section 2.2; Xiong et al. 2020, table 1 (pre-LN). When
    both steps add nothing, nothing is left but x:

    >>> block = ModernBlock(d_model=2, n_heads=1, n_kv_heads=1, d_ff=8)
    >>> for step in (block.attention, block.feed_forward):
    ...     for parameter in step.parameters():
    ...         _ = nn.init.zeros_(parameter)
    >>> block(torch.tensor([[[1.0, 3.0]]])).tolist()
    [[[1.0, 3.0]]]
    """

    def __init__(
        self,
        d_model: int,
        n_heads: int,
        n_kv_heads: int,
        d_ff: int,
        theta: float = 10000.0,
        half_split: bool = False,
        eps: float = 1e-5,
    ):
        super().__init__()
        # about 4 lines
        raise NotImplementedError

    def forward(self, x: Tensor, cache=None) -> Tensor:
        """(B, T, C) -> (B, T, C); `cache` goes to the attention."""
        # about 2 lines
        raise NotImplementedError


class ModernLLM(nn.Module):
    """A small Llama: embeddings, modern blocks, a last norm, and a score for every token.

        x      = token_embedding(ids)
        x      = block(x)                           for each of the n_layers blocks
        logits = output_projection(norm(x))

    Submodules, in this order: `token_embedding` (V, C); `transformer_blocks`, an `nn.ModuleList` of
    `ModernBlock`; `norm`, an `RMSNorm`; `output_projection`, an `nn.Linear` from C to V without
    bias. If `tied`, its weight *is* that of the embedding: one parameter in two places. Without
    `d_ff` it is 8/3 of d_model, rounded up to a multiple of 8. Every matrix is drawn from a normal
    distribution with mean 0 and standard deviation 0.02, so that the first logits are small. There
    is no table of positions, so any number of tokens can be read; the attribute `max_seq_len` says
    how many are read at most when text is generated.

    Source: Touvron et al. 2023, "LLaMA"; tied: Press and Wolf 2017, "Using the Output Embedding to
    Improve Language Models".

    >>> model = ModernLLM(vocab_size=86)
    >>> model(torch.tensor([[1, 2, 3], [4, 5, 6]])).shape
    torch.Size([2, 3, 86])
    >>> model.output_projection.weight is model.token_embedding.weight
    True
    """

    def __init__(
        self,
        vocab_size: int,
        d_model: int = 128,
        n_heads: int = 4,
        n_kv_heads: int = 2,
        n_layers: int = 2,
        d_ff: int | None = None,
        max_seq_len: int = 64,
        tied: bool = True,
        theta: float = 10000.0,
        half_split: bool = False,
        eps: float = 1e-5,
    ):
        super().__init__()
        # about 13 lines
        raise NotImplementedError

    def forward(self, ids: Tensor, caches=None) -> Tensor:
        """(B, T) whole numbers -> (B, T, V) logits; those at t score what follows ids[:, : t + 1].

        `caches`, if given, holds one cache for each block: `ids` then go on where they end.
        """
        # about 4 lines
        raise NotImplementedError
