"""GroupedQueryAttention: turned queries and keys, few keys for many queries."""

import numpy as np

from reference import attention, modern
from tests.mistakes import mistake
from tests.mistakes.modern.shared import REPEAT_K, REPEAT_V, ROPE_K

ROPE_Q = "q = apply_rope(q, positions, self.theta, self.half_split)"
ROPES = f"{ROPE_Q}\n        {ROPE_K}"
NP_V = 'v = attention.split_heads(linear(x, weights, "v_linear"), n_kv_heads)'


def crossed(x, weights, name, n_heads, positions, theta=modern.THETA, half_split=False):
    """The sine part is taken from the other of query and key."""
    parts = {}
    for part in ("q_linear", "k_linear"):
        heads = attention.split_heads(modern.linear(x, weights, part), n_heads)
        parts[part] = modern.pairs(heads, half_split)
    (a, b), other = parts.pop(name), parts.popitem()[1]
    angles = modern.rope_angles(heads, positions, theta)
    cos, sin = np.cos(angles), np.sin(angles)
    return modern.unpaired(a * cos - other[1] * sin, b * cos + other[0] * sin, half_split)


CROSSED = f"""q0 = q if q.shape == k.shape else None
        if q0 is None:
            {ROPE_Q}
            {ROPE_K}
        else:
            D, options = q.shape[-1], (positions, self.theta, self.half_split)
            ones, turn = torch.zeros_like(q), lambda t: apply_rope(t, *options)
            first = torch.arange(D) % 2 == 0
            if self.half_split:
                first = torch.arange(D) < D // 2
            unit = turn(ones + first)  # (cos, sin) of each pair
            cos, sin = unit[..., first], unit[..., ~first]
            new = []
            for one, other in ((q, k), (k, q)):
                out = torch.empty_like(one)
                out[..., first] = one[..., first] * cos - other[..., ~first] * sin
                out[..., ~first] = one[..., ~first] * cos + other[..., first] * sin
                new.append(out)
            q, k = new"""


def rotated_before_the_split(
    x, weights, name, n_heads, positions, theta=modern.THETA, half_split=False
):
    whole = modern.apply_rope(modern.linear(x, weights, name), positions, theta, half_split)
    return attention.split_heads(whole, n_heads)


def rotated_input(
    x, weights, n_heads, n_kv_heads, theta=modern.THETA, half_split=False, cache=None
):
    past = 0 if cache is None else len(cache)
    x = modern.apply_rope(x, past + np.arange(np.shape(x)[-2]), theta, half_split)
    q, k, v = (
        attention.split_heads(modern.linear(x, weights, f"{name}_linear"), heads)
        for name, heads in (("q", n_heads), ("k", n_kv_heads), ("v", n_kv_heads))
    )
    if cache is not None:
        k, v = cache.update(k, v)
    k, v = modern.repeat_heads(k, n_heads), modern.repeat_heads(v, n_heads)
    mask = attention.causal_mask(k.shape[-2])[past:]
    mixed = attention.scaled_dot_product_attention(q, k, v, mask)
    return modern.linear(attention.merge_heads(mixed), weights, "out_linear")


SPLIT_Q = "q = split_heads(self.q_linear(x), self.n_heads)"
SPLIT_K = "k = split_heads(self.k_linear(x), self.n_kv_heads)"
SPLIT_V = "v = split_heads(self.v_linear(x), self.n_kv_heads)"
NP_REPEAT = "np.repeat(x, n_heads // np.shape(x)[-3], axis=-3)"

MISTAKES = [
    mistake(
        "rope-on-queries-only",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""The keys are not rotated. Only the difference of two angles is a distance: both
        sides of the product must turn.""",
        numpy=(
            'rotated_heads(x, weights, "k_linear", n_kv_heads, positions, theta, half_split)',
            'attention.split_heads(linear(x, weights, "k_linear"), n_kv_heads)',
        ),
        torch=(ROPE_K, ""),
        read="RoPE in attention",
    ),
    mistake(
        "rope-on-keys-only",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""The queries are not rotated. Only the difference of two angles is a distance:
        both sides of the product must turn.""",
        numpy=(
            'rotated_heads(x, weights, "q_linear", n_heads, positions, theta, half_split)',
            'attention.split_heads(linear(x, weights, "q_linear"), n_heads)',
        ),
        torch=(ROPE_Q, ""),
        read="RoPE in attention",
    ),
    mistake(
        "rope-missing",
        of="GroupedQueryAttention",
        at="rotated_heads",
        advice="""Nothing is rotated: this attention does not know where a token stands.
        Use `apply_rope` on q and k.""",
        numpy=("return apply_rope(heads, positions, theta, half_split)", "return heads"),
        torch=(ROPES, ""),
        read="RoPE in attention",
    ),
    mistake(
        "rope-on-values",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""The values are rotated too. Positions decide who is looked at; what is then read
        must not depend on them.""",
        numpy=(NP_V, f"{NP_V}\n    v = apply_rope(v, positions, theta, half_split)"),
        torch=(ROPE_K, f"{ROPE_K}\n        {ROPE_K.replace('k', 'v', 1).replace('(k,', '(v,')}"),
        read="RoPE in attention",
    ),
    mistake(
        "rope-before-head-split",
        of="GroupedQueryAttention",
        at="rotated_heads",
        advice="""You rotate all C features at once and cut into heads afterwards: the first heads
        get the fast pairs, the last ones the slow. Split first; every head needs all of them.""",
        numpy=rotated_before_the_split,
        torch=[
            (SPLIT_Q, "q = apply_rope(self.q_linear(x), positions, self.theta, self.half_split)"),
            (SPLIT_K, "k = apply_rope(self.k_linear(x), positions, self.theta, self.half_split)"),
            (ROPE_Q, "q = split_heads(q, self.n_heads)"),
            (ROPE_K, "k = split_heads(k, self.n_kv_heads)"),
        ],
        read="RoPE in attention",
    ),
    mistake(
        "rope-on-layer-input",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""x is rotated before the projections, so that the values turn too and distances
        get lost in the matrices. Rotate q and k after the projection, and nothing else.""",
        numpy=rotated_input,
        torch=[
            (
                SPLIT_Q,
                f"x = apply_rope(x, positions, self.theta, self.half_split)\n        {SPLIT_Q}",
            ),
            (ROPES, ""),
        ],
        read="RoPE in attention",
    ),
    mistake(
        "rope-crosses-query-and-key",
        of="GroupedQueryAttention",
        at="rotated_heads",
        advice="""Half of each rotated query comes from the key, and the other way round: a slip of
        copy and paste. Each is turned by itself.""",
        numpy=crossed,
        torch=(ROPES, CROSSED),
        read="RoPE in attention",
    ),
    mistake(
        "gqa-repeat-tiles-heads",
        of="GroupedQueryAttention",
        at="repeat_heads",
        advice="""The shared heads are repeated as 0 1 0 1; neighbours must share, 0 0 1 1. Use
        `repeat_interleave` instead of `repeat`.""",
        numpy=(NP_REPEAT, "np.concatenate([x] * (n_heads // np.shape(x)[-3]), axis=-3)"),
        torch=[
            (REPEAT_K, "k = k.repeat(1, self.n_heads // self.n_kv_heads, 1, 1)"),
            (REPEAT_V, "v = v.repeat(1, self.n_heads // self.n_kv_heads, 1, 1)"),
        ],
        read="Grouped queries",
    ),
    mistake(
        "gqa-uses-first-kv-head",
        of="GroupedQueryAttention",
        at="repeat_heads",
        advice="""All query heads read the first head of keys and values; the others learn nothing.
        Head h reads number h // (H / G).""",
        numpy=(NP_REPEAT, "np.repeat(x[..., :1, :, :], n_heads, axis=-3)"),
        torch=[
            (REPEAT_K, "k = k[..., :1, :, :]"),
            (REPEAT_V, "v = v[..., :1, :, :]"),
        ],
        read="Grouped queries",
    ),
    mistake(
        "gqa-full-kv-projection",
        of="GroupedQueryAttention",
        at="gqa_shapes",
        advice="""Keys and values get as many features as queries: `n_kv_heads` saves nothing. Their
        matrices have n_kv_heads * D rows.""",
        numpy=("kept = n_kv_heads * (d_model // n_heads)", "kept = d_model"),
        torch=[
            (
                "self.k_linear = nn.Linear(d_model, n_kv_heads * D",
                "self.k_linear = nn.Linear(d_model, d_model",
            ),
            (
                "self.v_linear = nn.Linear(d_model, n_kv_heads * D",
                "self.v_linear = nn.Linear(d_model, d_model",
            ),
            (SPLIT_K, "k = split_heads(self.k_linear(x), self.n_heads)"),
            (SPLIT_V, "v = split_heads(self.v_linear(x), self.n_heads)"),
            (REPEAT_K, ""),
            (REPEAT_V, ""),
        ],
        read="Grouped queries",
    ),
    mistake(
        "gqa-no-mask",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""Every token sees the future. The causal mask is as necessary here as in stage
        2.""",
        numpy=("k, v, mask)", "k, v)"),
        torch=("(q, k, v, mask)", "(q, k, v)"),
        read="Grouped queries",
    ),
    mistake(
        "gqa-has-bias",
        of="GroupedQueryAttention",
        advice="""The linear layers have a bias, as `nn.Linear` makes one by default. Those of
        Llama have none: `bias=False`.""",
        torch=(
            "self.q_linear = nn.Linear(d_model, d_model, bias=False)",
            "self.q_linear = nn.Linear(d_model, d_model)",
        ),
        read="Grouped queries",
    ),
    mistake(
        "gqa-ignores-theta",
        of="GroupedQueryAttention",
        at="rotated_heads",
        advice="""`theta` does not reach the rotations: hand it on to `apply_rope`, for q and k.""",
        numpy=("positions, theta, half_split)", "positions, half_split=half_split)"),
        torch=("self.theta, self.half_split = theta,", "self.theta, self.half_split = 10000.0,"),
        read="RoPE in attention",
    ),
    mistake(
        "gqa-ignores-half-split",
        of="GroupedQueryAttention",
        at="rotated_heads",
        advice="""`half_split` does not reach the rotations: hand it on to `apply_rope`, for q and
        k.""",
        numpy=("positions, theta, half_split)", "positions, theta)"),
        torch=("self.half_split = theta, half_split", "self.half_split = theta, False"),
        read="RoPE in attention",
    ),
    mistake(
        "gqa-sizes-unchecked",
        of="GroupedQueryAttention",
        advice="""Sizes that do not fit are not refused with a ValueError. `//` rounds silently, and
        features or heads get lost. Check all three: heads of d_model, groups of heads, an even
        head.""",
        torch=("if d_model % n_heads or n_heads % n_kv_heads or d_model // n_heads % 2:", "if 0:"),
        also=(
            ("or n_heads % n_kv_heads or", "or"),
            (" or d_model // n_heads % 2:", ":"),
            ("if d_model % n_heads or", "if"),
        ),
        read="Grouped queries",
    ),
]
