"""Stage 10, kv_cache: what attention has read is kept, so that each token is read only once."""

import numpy as np

from reference import attention, block, model


def extended(held, k, v):
    """Keys and values with the new ones behind the old: (..., T, D) -> twice (..., S, D).

    `held` is None, or a pair as this function returns it.
    Source: Shazeer 2019, "Fast Transformer Decoding", section 2.4.
    """
    if held is None:
        return np.asarray(k, np.float64), np.asarray(v, np.float64)
    return np.concatenate([held[0], k], axis=-2), np.concatenate([held[1], v], axis=-2)


def length(held):
    """How many tokens are held."""
    return 0 if held is None else held[0].shape[-2]


class KVCache:
    """The keys and values of one layer."""

    def __init__(self):
        self.held = None

    def __len__(self):
        return length(self.held)

    def update(self, k, v):
        self.held = extended(self.held, k, v)
        return self.held


def updates(*chunks):
    """[(k, v, length) after each chunk (k, v)] of a new cache."""
    cache, seen = KVCache(), []
    for k, v in chunks:
        seen.append((*cache.update(k, v), len(cache)))
    return seen


def new_caches(weights):
    """An empty cache for each block of a model."""
    return [KVCache() for _ in model.block_names(weights)]


def rows_of_mask(T, past):
    """Which of all tokens each of T new ones may look at: (T, past + T) booleans."""
    return attention.causal_mask(past + T)[past:]


def cached_attention(x, weights, n_heads, cache):
    """Multi-head attention of new tokens over all that were read: (..., T, C) -> (..., T, C).

    Source: Vaswani et al. 2017, section 3.2.2, the last T rows.
    """
    past = len(cache)
    q, k, v = attention.project_to_heads(x, weights, n_heads)
    k, v = cache.update(k, v)
    mask = rows_of_mask(np.shape(x)[-2], past)
    mixed = attention.scaled_dot_product_attention(q, k, v, mask)
    return attention.linear(attention.merge_heads(mixed), weights, "out_linear")


def cached_block(x, weights, n_heads, cache):
    """The post-norm block of stage 3 with a cached attention: (..., T, C) -> (..., T, C)."""
    x = np.asarray(x, np.float64)
    attended = cached_attention(x, attention.under(weights, "attention"), n_heads, cache)
    x = block.layer_norm(x + attended, **attention.under(weights, "norm1"))
    x = block.feed_forward_half(x, weights)
    return block.layer_norm(x, **attention.under(weights, "norm2"))


def places(T, past):
    """Where T new tokens stand, `past` of them having been read: (T)."""
    return past + np.arange(T)


def cached_logits(ids, weights, n_heads, caches):
    """`simple_llm` for the tokens that go on where the caches end: (..., T) -> (..., T, V).

    Raises ValueError beyond the position table.
    """
    T, past, table = np.shape(ids)[-1], len(caches[0]), weights["position_embedding.weight"]
    if len(table) < past + T:
        raise ValueError(f"{past + T} tokens, but positions for {len(table)} only")
    x = model.embedding(ids, weights["token_embedding.weight"])
    x = x + model.embedding(places(T, past), table)
    for name, cache in zip(model.block_names(weights), caches, strict=True):
        x = cached_block(x, attention.under(weights, name), n_heads, cache)
    return attention.linear(x, weights, "output_projection")


def read_in_parts(read, ids, cuts, caches):
    """The logits of a text read part by part, put together again: `read(part, caches)`."""
    parts = np.split(np.asarray(ids), cuts, axis=-1)
    return np.concatenate([read(part, caches) for part in parts], axis=-2)


def unread(ids, caches, max_seq_len, new_caches):
    """(tokens to feed, caches to feed them to): the last token, or the whole window anew.

    The window is read anew when nothing was read yet, and whenever it slides: then every token
    stands at another position than before.
    """
    if caches is None or np.shape(ids)[-1] > max_seq_len:
        return ids[:, -max_seq_len:], new_caches()
    return ids[:, -1:], caches


def generate_cached(read, ids, max_new_tokens, max_seq_len, new_caches):
    """Greedy decoding, `read(new ids, caches)` -> logits: (B, T) -> (B, T + max_new_tokens).

    The same tokens as `generation.generate_ids`. Raises ValueError for T = 0 and for
    max_new_tokens < 0.
    """
    ids, caches = np.asarray(ids), None
    if ids.shape[-1] == 0 or max_new_tokens < 0:
        raise ValueError("the prompt is empty, or max_new_tokens is negative")
    for _ in range(max_new_tokens):
        new, caches = unread(ids, caches, max_seq_len, new_caches)
        best = read(new, caches)[:, -1].argmax(-1)
        ids = np.concatenate([ids, best[:, None]], axis=1)
    return ids
