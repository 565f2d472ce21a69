"""GroupedQueryAttention with a cache: reading on where it stopped."""

from tests.mistakes import mistake
from tests.mistakes.modern.shared import REPEAT_K, REPEAT_V, ROPE_K

POSITIONS = "torch.arange(past, past + T, device=x.device)"
MASK = "causal_mask(past + T)[past:].to(x.device)"

MISTAKES = [
    mistake(
        "gqa-positions-restart",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""With a cache the new tokens are counted from 0 again. The first of them stands at
        `len(cache)`.""",
        numpy=("positions = past + np.arange", "positions = np.arange"),
        torch=(POSITIONS, "torch.arange(T, device=x.device)"),
        read="Reading on",
    ),
    mistake(
        "gqa-length-after-the-update",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""The positions begin at the number of tokens *after* the new ones are counted in.
        Ask the cache for its length before the update, or subtract T.""",
        numpy=(
            "positions = past + np",
            "positions = past + (cache is not None) * np.shape(x)[-2] + np",
        ),
        torch=(
            f"positions = {POSITIONS}",
            f"positions = {POSITIONS} + (T if cache is not None else 0)",
        ),
        read="Reading on",
    ),
    mistake(
        "gqa-mask-of-new-tokens-only",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""The mask is made for the new tokens only, as if nothing stood before them: each
        sees the beginning of the text and not itself. Row i may look at len(cache) + i + 1
        tokens.""",
        numpy=(
            "attention.causal_mask(k.shape[-2])[past:]",
            "np.tri(k.shape[-2] - past, k.shape[-2])[:] > 0",
        ),
        torch=(MASK, "torch.ones(T, past + T, dtype=torch.bool).tril()"),
        also=((MASK, "causal_mask(past + T)[:T]"),),
        read="Reading on",
    ),
    mistake(
        "gqa-cache-not-used",
        of="GroupedQueryAttention",
        at="grouped_query_attention",
        advice="""The new tokens see only one another: what `update` gives back, the keys and values
        of all tokens, is not used, or the cache is never filled. (An empty cache counts as
        False: ask whether it `is not None`.)""",
        numpy=[
            ("k, v = cache.update(k, v)", "cache.update(k, v)"),
            ("causal_mask(k.shape[-2])[past:]", "causal_mask(k.shape[-2])"),
        ],
        torch=[
            ("    k, v = cache.update(k, v)\n        mask", "    cache.update(k, v)\n        mask"),
            (MASK, "causal_mask(T).to(x.device)"),
        ],
        also=(("        if cache is not None:", "        if cache:"),),
        read="Reading on",
    ),
    mistake(
        "gqa-caches-copies",
        of="GroupedQueryAttention",
        advice="""The cache gets keys and values repeated for every query head. Then it is as large
        as without groups, which were made to keep it small: repeat what comes back.""",
        torch=[
            (
                "        if cache is not None:\n",
                f"        {REPEAT_K}\n        {REPEAT_V}\n        if cache is not None:\n",
            ),
            (f"to(x.device)\n        {REPEAT_K}\n        {REPEAT_V}", "to(x.device)"),
        ],
        read="Reading on",
    ),
    mistake(
        "gqa-rotates-after-the-cache",
        of="GroupedQueryAttention",
        advice="""The cache gets keys that are not rotated, and all of them are turned again at
        every step. A key's position never changes: turn it once, then keep it.""",
        torch=[
            (f"        {ROPE_K}\n", ""),
            (
                f"        mask = {MASK}",
                "        everywhere = torch.arange(past + T, device=x.device)\n"
                "        k = apply_rope(k, everywhere, self.theta, self.half_split)\n"
                f"        mask = {MASK}",
            ),
        ],
        read="Reading on",
    ),
]
