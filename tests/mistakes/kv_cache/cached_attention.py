"""cached_attention: new queries, all keys."""

from tests.mistakes import mistake

MASK = "mask = causal_mask(past + T)[past:].to(x.device)"
NP_MASK = "return attention.causal_mask(past + T)[past:]"
UPDATE = "    k, v = cache.update(k, v)\n    mask"

MISTAKES = [
    mistake(
        "kv-mask-square-of-new-tokens",
        of="cached_attention",
        at="rows_of_mask",
        advice="""The mask begins at the first token of all, as if the new ones stood there: each
        sees the beginning of the text and not itself. Row i may look at len(cache) + i + 1
        tokens.""",
        numpy=(NP_MASK, "return np.tri(T, past + T) > 0"),
        torch=(MASK, "mask = torch.ones(T, past + T, dtype=torch.bool).tril()"),
        also=((MASK, "mask = causal_mask(past + T)[:T]"),),
        read="Masks",
    ),
    mistake(
        "kv-no-mask",
        of="cached_attention",
        at="rows_of_mask",
        advice="""There is no mask. One new token needs none, but a prompt is many new tokens, and
        they must not see one another's future.""",
        numpy=(NP_MASK, "return np.ones((T, past + T), bool)"),
        torch=("v, mask)", "v)"),
        also=((MASK, "mask = causal_mask(T) if past == 0 and T == 1 else None"),),
        read="Masks",
    ),
    mistake(
        "kv-mask-strict",
        of="cached_attention",
        at="rows_of_mask",
        advice="""The new tokens see one token too few or too many: the rows of the mask are shifted
        by one. New token i is token len(cache) + i of the text.""",
        numpy=(NP_MASK, "return np.tri(T, past + T, past + 1) > 0"),
        torch=(MASK, "mask = torch.ones(T, past + T, dtype=torch.bool).tril(past + 1)"),
        read="Masks",
    ),
    mistake(
        "kv-result-not-used",
        of="cached_attention",
        at="cached_attention",
        advice="""What `update` gives back is not used: the new tokens see only one another.""",
        numpy=[
            ("k, v = cache.update(k, v)", "cache.update(k, v)"),
            ("rows_of_mask(np.shape(x)[-2], past)", "rows_of_mask(np.shape(x)[-2], 0)"),
        ],
        torch=[
            (UPDATE, "    cache.update(k, v)\n    mask"),
            (MASK, "mask = causal_mask(T).to(x.device)"),
        ],
        read="Masks",
    ),
    mistake(
        "kv-cache-never-filled",
        of="cached_attention",
        at="cached_attention",
        advice="""The cache stays empty: the new tokens never get into it. Call `update` with their
        keys and values.""",
        numpy=("k, v = cache.update(k, v)", "pass"),
        torch=[(UPDATE, "    mask"), (MASK, "mask = causal_mask(T).to(x.device)")],
        read="The cache",
    ),
    mistake(
        "kv-no-output-projection",
        of="cached_attention",
        at="cached_attention",
        advice="""`out_linear` is left out: everything that the attention of stage 2 does belongs
        here too.""",
        numpy=(
            'return attention.linear(attention.merge_heads(mixed), weights, "out_linear")',
            "return attention.merge_heads(mixed)",
        ),
        torch=(
            "attention.out_linear(merge_heads(scaled_dot_product_attention(q, k, v, mask)))",
            "merge_heads(scaled_dot_product_attention(q, k, v, mask))",
        ),
        read="Masks",
    ),
]
