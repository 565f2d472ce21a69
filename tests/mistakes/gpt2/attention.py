"""GPT2Attention: queries, keys and values in one layer."""

from tests.mistakes import mistake

THIRDS = "q, k, v = (split_heads(third, self.n_heads) for third in self.qkv_linear(x).chunk(3, -1))"
NP_THIRDS = "return [attention.split_heads(third, n_heads) for third in thirds]"
NP_SPLIT = 'thirds = np.split(attention.linear(x, weights, "qkv_linear"), 3, axis=-1)'
MASK = "mask = causal_mask(past + T)[past:].to(x.device)"
NP_MASK = "mask = attention.causal_mask(k.shape[-2])[past:]"
OUT = "return self.out_linear(merge_heads(scaled_dot_product_attention(q, k, v, mask)))"
NP_OUT = 'return attention.linear(attention.merge_heads(mixed), weights, "out_linear")'

MISTAKES = [
    mistake(
        "gpt2-qkv-per-head-split",
        of="GPT2Attention",
        at="fused_heads",
        advice="""You cut the fused features into heads first and each head into q, k, v. Other
        models store them so (GPT-NeoX). GPT-2 has the queries of all heads first, then all keys,
        then all values: cut into thirds first, the heads come second.""",
        numpy=[
            (NP_SPLIT, 'fused = attention.linear(x, weights, "qkv_linear")'),
            (NP_THIRDS, "return np.split(attention.split_heads(fused, n_heads), 3, axis=-1)"),
        ],
        torch=(THIRDS, "q, k, v = split_heads(self.qkv_linear(x), self.n_heads).chunk(3, -1)"),
        also=(
            (
                THIRDS,
                "fused = self.qkv_linear(x).unflatten(-1, (self.n_heads, 3, -1))\n"
                "        q, k, v = (fused.select(-2, i).transpose(-3, -2) for i in range(3))",
            ),
        ),
        read="Queries, keys and values in one layer",
    ),
    mistake(
        "gpt2-qkv-interleaved",
        of="GPT2Attention",
        at="fused_heads",
        advice="""You take every third feature of the fused layer for the queries. Its features come
        in three blocks of C, one after the other: `chunk(3, -1)` or `split(d_model, -1)`.""",
        numpy=(
            NP_SPLIT,
            'fused = attention.linear(x, weights, "qkv_linear")\n'
            "    thirds = [fused[..., i::3] for i in range(3)]",
        ),
        torch=(
            THIRDS,
            "fused = self.qkv_linear(x)\n"
            "        q, k, v = (split_heads(fused[..., i::3], self.n_heads) for i in range(3))",
        ),
        read="Queries, keys and values in one layer",
    ),
    mistake(
        "gpt2-qkv-wrong-order",
        of="GPT2Attention",
        at="fused_heads",
        advice="""You take the first third for the keys and the second for the queries. All shapes
        fit, and a model trained like that would be fine; these weights want queries, keys,
        values.""",
        numpy=(NP_THIRDS, f"k, q, v = {NP_THIRDS.removeprefix('return ')}\n    return q, k, v"),
        torch=(THIRDS, THIRDS.replace("q, k, v", "k, q, v")),
        read="Queries, keys and values in one layer",
    ),
    mistake(
        "gpt2-values-first",
        of="GPT2Attention",
        at="fused_heads",
        advice="""You read the thirds as values, keys, queries, or queries, values, keys. Which of
        the three is it that gets mixed? In GPT-2 the values are the last third.""",
        numpy=(NP_THIRDS, f"q, v, k = {NP_THIRDS.removeprefix('return ')}\n    return q, k, v"),
        torch=(THIRDS, THIRDS.replace("q, k, v", "q, v, k")),
        read="Queries, keys and values in one layer",
    ),
    mistake(
        "gpt2-no-mask",
        of="GPT2Attention",
        advice="""Every token reads the later ones as well: the causal mask is missing. When GPT-2
        was trained, it never saw what follows.""",
        numpy=(NP_MASK, "mask = None"),
        torch=(MASK, "mask = None"),
        read="Queries, keys and values in one layer",
    ),
    mistake(
        "gpt2-no-out-linear",
        of="GPT2Attention",
        advice="""You return the merged heads as they are. out_linear, which is there, is not
        used.""",
        numpy=(NP_OUT, "return attention.merge_heads(mixed)"),
        torch=(OUT, "return merge_heads(scaled_dot_product_attention(q, k, v, mask))"),
        read="Queries, keys and values in one layer",
    ),
    mistake(
        "gpt2-cache-ignored",
        of="GPT2Attention",
        at="read_past",
        advice="""The new tokens read only themselves: the keys and values that `cache.update` gives
        back are not used. Keep both results, k and v.""",
        numpy=("return len(cache), *cache.update(k, v)", "cache.update(k, v)\n    return 0, k, v"),
        torch=[
            (
                "None:\n            k, v = cache.update(k, v)",
                "None:\n            cache.update(k, v)\n            past = 0",
            )
        ],
        read="With a cache",
    ),
    mistake(
        "gpt2-cache-mask-of-new-tokens",
        of="GPT2Attention",
        advice="""With a cache there are S keys and T queries, and the new tokens are the last T of
        all: their rows of the mask are the last T, not the first.""",
        numpy=(NP_MASK, "mask = attention.causal_mask(k.shape[-2])[: k.shape[-2] - past]"),
        torch=(MASK, "mask = causal_mask(past + T)[:T].to(x.device)"),
        read="With a cache",
    ),
    mistake(
        "gpt2-heads-unchecked",
        of="GPT2Attention",
        advice="""d_model that n_heads does not divide should raise ValueError in `__init__`, before
        anything is computed: heads of unequal size do not exist.""",
        torch=(
            """        if d_model % n_heads != 0:
            raise ValueError(f"d_model {d_model} cannot be cut into {n_heads} heads of equal size")
""",
            "",
        ),
        read="Queries, keys and values in one layer",
    ),
]
