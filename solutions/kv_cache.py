"""Stage 10: the key-value cache, so that a text is read once and not again for every new token.

Shapes: B batch, H heads, T new tokens, S all tokens read so far, D features per head, C = d_model,
V vocabulary. No token looks at a later one, so what a layer has worked out for the earlier tokens
never changes. Later tokens ask for two things only: their keys and their values. Keep those.
"""

import torch
from torch import Tensor, nn

from .attention import causal_mask, merge_heads, scaled_dot_product_attention, split_heads
from .generation import sample_next_token
from .model import SimpleLLM


class KVCache:
    """The keys and values of all tokens that one attention layer has read.

    It begins empty. `len(cache)` is the number of tokens it holds.

    Source: Shazeer 2019, "Fast Transformer Decoding", section 2.4 (incremental multi-head
    attention).

    >>> cache = KVCache()
    >>> one_head = torch.tensor([[[[1.0, 2.0]]]])
    >>> k, v = cache.update(one_head, 10 * one_head)
    >>> k, v = cache.update(3 * one_head, 30 * one_head)
    >>> k.tolist(), len(cache)
    ([[[[1.0, 2.0], [3.0, 6.0]]]], 2)
    """

    def __init__(self):
        self.k: Tensor | None = None
        self.v: Tensor | None = None

    def __len__(self) -> int:
        """The number of tokens: S, not the number of heads."""
        return 0 if self.k is None else self.k.shape[-2]

    def update(self, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Take k, v (B, H, T, D) of new tokens; give back those of all tokens (B, H, S, D).

        The new ones stand behind the old ones, and the arguments are not changed.
        """
        if self.k is not None:
            k, v = torch.cat([self.k, k], dim=-2), torch.cat([self.v, v], dim=-2)
        self.k, self.v = k, v
        return k, v


def cached_attention(attention: nn.Module, x: Tensor, cache: KVCache) -> Tensor:
    """What a MultiHeadAttention of stage 2 gives for new tokens: (B, T, C) -> (B, T, C).

    Only the new tokens are projected; their keys and values go into the cache, and each of them
    looks at all that the cache then holds, up to itself: new token i sees len(cache) + i + 1
    tokens, counted before the update. A text read in parts thus gives what it gives at once.

    `attention.n_heads` is the number of heads, `q_linear`, `k_linear`, `v_linear` and `out_linear`
    its layers; it is not changed.

    Source: Vaswani et al. 2017, section 3.2.2, the last T rows.

    >>> from .attention import MultiHeadAttention
    >>> attention, cache = MultiHeadAttention(d_model=4, n_heads=2), KVCache()
    >>> x = torch.randn(1, 3, 4)
    >>> parts = [cached_attention(attention, part, cache) for part in (x[:, :2], x[:, 2:])]
    >>> torch.allclose(torch.cat(parts, dim=1), attention(x), atol=1e-6)
    True
    """
    past, T = len(cache), x.shape[-2]
    q = split_heads(attention.q_linear(x), attention.n_heads)
    k = split_heads(attention.k_linear(x), attention.n_heads)
    v = split_heads(attention.v_linear(x), attention.n_heads)
    k, v = cache.update(k, v)
    mask = causal_mask(past + T)[past:].to(x.device)
    return attention.out_linear(merge_heads(scaled_dot_product_attention(q, k, v, mask)))


def cached_logits(model: SimpleLLM, ids: Tensor, caches: list[KVCache]) -> Tensor:
    """What `model`, the SimpleLLM of stage 4, gives for new tokens: (B, T) -> (B, T, V).

    `caches` holds one cache for each block; the new tokens go on where they end, so the first one
    stands at position len(caches[0]). Nothing but the new tokens is read. Raises ValueError, with
    both numbers in the message, if all tokens together are more than `model.max_seq_len`.

    >>> model, ids = SimpleLLM(vocab_size=7), torch.tensor([[1, 2, 3, 4]])
    >>> caches = [KVCache() for block in model.transformer_blocks]
    >>> parts = [cached_logits(model, part, caches) for part in (ids[:, :3], ids[:, 3:])]
    >>> torch.allclose(torch.cat(parts, dim=1), model(ids), atol=1e-5)
    True
    """
    past, T = len(caches[0]), ids.shape[-1]
    if model.max_seq_len < past + T:
        raise ValueError(f"the model reads at most {model.max_seq_len} tokens, not {past + T}")
    positions = torch.arange(past, past + T, device=ids.device)
    x = model.token_embedding(ids) + model.position_embedding(positions)
    for block, cache in zip(model.transformer_blocks, caches, strict=True):
        x = block.norm1(x + cached_attention(block.attention, x, cache))
        x = block.norm2(x + block.feed_forward(x))
    return model.output_projection(x)


@torch.no_grad()
def generate_cached(
    model: nn.Module,
    ids: Tensor,
    max_new_tokens: int,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """`generate_ids` of stage 5 with a cache for each block: (B, T) -> (B, T + max_new_tokens).

    The tokens are those of `generate_ids`, but the prompt is read once, and then each new token by
    itself. A SimpleLLM reads through `cached_logits`; any other model, such as the ModernLLM of
    stage 7, by itself: `model(ids, caches)`. There is a cache for each of
    `model.transformer_blocks`, and every call begins with empty ones.

    At most the last `model.max_seq_len` tokens are seen. When there are more, this window slides
    with every token, and what is kept of the others has become wrong: they stand at other
    positions than before, and knew of a token that is not there any more. Then, and only then, the
    whole window is read anew with empty caches.

    The model runs in evaluation mode and without gradients, and is left in the mode it was found
    in. Raises ValueError if T is 0 or if `max_new_tokens` < 0.

    >>> from .generation import generate_ids
    >>> model, ids = SimpleLLM(vocab_size=7, max_seq_len=5), torch.tensor([[1, 2, 3], [6, 5, 4]])
    >>> cached = generate_cached(model, ids, max_new_tokens=4, temperature=0)
    >>> torch.equal(cached, generate_ids(model, ids, max_new_tokens=4, temperature=0))
    True
    """
    if ids.shape[-1] == 0:
        raise ValueError("the prompt is empty: the model needs at least one token to continue")
    if max_new_tokens < 0:
        raise ValueError(f"max_new_tokens must be at least 0, not {max_new_tokens}")
    was_training = model.training
    model.eval()
    caches = []
    for _ in range(max_new_tokens):
        new_ids = ids[:, -1:]
        if not caches or ids.shape[-1] > model.max_seq_len:
            caches = [KVCache() for _ in model.transformer_blocks]
            new_ids = ids[:, -model.max_seq_len :]
        own = isinstance(model, SimpleLLM)
        logits = cached_logits(model, new_ids, caches) if own else model(new_ids, caches)
        next_ids = sample_next_token(logits[:, -1], temperature, top_k, top_p, generator)
        ids = torch.cat([ids, next_ids[:, None]], dim=1)
    model.train(was_training)
    return ids
