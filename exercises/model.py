"""Stage 4: the whole model, from token ids to a score for every possible next token.

Shapes: B batch, T tokens, C = d_model, V vocabulary.
"""

import torch
from torch import Tensor, nn

from .block import TransformerBlock


class SimpleLLM(nn.Module):
    """A GPT: what each token is plus where it stands, then blocks, then a score for every token.

        x      = token_embedding(ids) + position_embedding(0 ... T - 1)
        x      = block(x)                           for each of the n_layers blocks
        logits = output_projection(x)

    Submodules, in this order: `token_embedding` (V, C) and `position_embedding` (max_seq_len, C),
    both `nn.Embedding`; `transformer_blocks`, an `nn.ModuleList` of `n_layers` blocks with
    d_ff = 4 * d_model; `output_projection`, an `nn.Linear` from C to V with bias. There is no norm
    after the last block, no weight is shared, and torch's own initial values stay. The attribute
    `max_seq_len` tells how many tokens the model can read.

    Source: Radford et al. 2018, "Improving Language Understanding by Generative Pre-Training",
    equation 2, here with logits in place of the softmax and an output matrix of its own.

    >>> model = SimpleLLM(vocab_size=86)
    >>> model(torch.tensor([[1, 2, 3], [4, 5, 6]])).shape
    torch.Size([2, 3, 86])
    """

    def __init__(
        self,
        vocab_size: int,
        d_model: int = 128,
        n_heads: int = 4,
        n_layers: int = 2,
        max_seq_len: int = 64,
    ):
        super().__init__()
        # about 7 lines
        raise NotImplementedError

    def forward(self, ids: Tensor) -> Tensor:
        """(B, T) whole numbers -> (B, T, V) logits; those at t score what follows ids[:, : t + 1].

        Raises ValueError, with both lengths in the message, if T is greater than `max_seq_len`. The
        positions are made on the device of `ids`.
        """
        # about 8 lines
        raise NotImplementedError


def count_parameters(model: nn.Module) -> int:
    """How many numbers the model learns: the sizes of all its parameters, added up.

    A parameter used in two places counts once.

    >>> count_parameters(nn.Linear(3, 2))
    8
    >>> count_parameters(SimpleLLM(vocab_size=86))
    426838
    """
    # about 1 line
    raise NotImplementedError
