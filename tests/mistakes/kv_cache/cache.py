"""KVCache: keys and values, kept in order."""

from reference import kv_cache
from tests.mistakes import mistake

CAT = "k, v = torch.cat([self.k, k], dim=-2), torch.cat([self.v, v], dim=-2)"
NP_CAT = "return np.concatenate([held[0], k], axis=-2), np.concatenate([held[1], v], axis=-2)"
LENGTH = "return 0 if self.k is None else self.k.shape[-2]"
NP_LENGTH = "return 0 if held is None else held[0].shape[-2]"


def cat(new):
    """Both concatenations in this way: `{old}` and `{k}` stand for either."""
    one, other = new.format(old="self.k", k="k"), new.format(old="self.v", k="v")
    return (CAT, f"k, v = {one}, {other}")


def np_cat(new):
    one, other = new.format(old="held[0]", k="k"), new.format(old="held[1]", k="v")
    return (NP_CAT, f"return {one}, {other}")


right_updates = kv_cache.updates

MISTAKES = [
    mistake(
        "kv-concatenates-heads",
        of="KVCache",
        at="extended",
        advice="""New keys are put beside the old ones as further heads. Time is the axis before the
        last one in (B, H, T, D).""",
        numpy=np_cat("np.concatenate([{old}, {k}], axis=-3)"),
        torch=cat("torch.cat([{old}, {k}], dim=1)"),
        read="The cache",
    ),
    mistake(
        "kv-concatenates-texts",
        of="KVCache",
        at="extended",
        advice="""New keys are put behind the old ones as further texts of the batch: `torch.cat`
        joins along the first axis by default. Time is the axis before the last one.""",
        numpy=np_cat("np.concatenate([{old}, {k}], axis=0)"),
        torch=cat("torch.cat([{old}, {k}])"),
        read="The cache",
    ),
    mistake(
        "kv-concatenates-features",
        of="KVCache",
        at="extended",
        advice="""New keys are put beside the old ones as further features. Time is the axis before
        the last one in (B, H, T, D).""",
        numpy=np_cat("np.concatenate([{old}, {k}], axis=-1)"),
        torch=cat("torch.cat([{old}, {k}], dim=-1)"),
        read="The cache",
    ),
    mistake(
        "kv-prepends-new",
        of="KVCache",
        at="extended",
        advice="""The new tokens are put in front of the old ones. With one token at a time
        attention would not notice, since it reads a set; the mask counts in the order of time.""",
        numpy=np_cat("np.concatenate([{k}, {old}], axis=-2)"),
        torch=cat("torch.cat([{k}, {old}], dim=-2)"),
        read="The cache",
    ),
    mistake(
        "kv-forgets-the-old",
        of="KVCache",
        at="extended",
        advice="""Only the newest tokens are held: the old ones are overwritten. Put the new ones
        behind them.""",
        numpy=np_cat("np.asarray({k}, np.float64)"),
        torch=(CAT, "pass"),
        read="The cache",
    ),
    mistake(
        "kv-never-keeps",
        of="KVCache",
        at="updates",
        advice="""What comes back is joined, but not kept: the next call finds the cache as it was.
        Assign the result to the attributes.""",
        numpy=lambda *chunks: [(*kv_cache.extended(None, k, v), 0) for k, v in chunks],
        torch=("        self.k, self.v = k, v\n", ""),
        read="The cache",
    ),
    mistake(
        "kv-values-are-keys",
        of="KVCache",
        at="extended",
        advice="""The values that come back are the keys: a slip of copy and paste.""",
        numpy=(NP_CAT, "return (np.concatenate([held[0], k], axis=-2),) * 2"),
        torch=("torch.cat([self.v, v], dim=-2)", "torch.cat([self.k, k], dim=-2)"),
        read="The cache",
    ),
    mistake(
        "kv-length-from-heads-axis",
        of="KVCache",
        at="length",
        advice="""The length is read from the axis of the heads. In (B, H, T, D) tokens are counted
        by the axis before the last one.""",
        numpy=(NP_LENGTH, "return 0 if held is None else held[0].shape[-3]"),
        torch=(LENGTH, "return 0 if self.k is None else self.k.shape[1]"),
        read="The cache",
    ),
    mistake(
        "kv-length-counts-updates",
        of="KVCache",
        at="updates",
        advice="""The length counts the calls of `update`. A prompt brings many tokens in one
        call.""",
        numpy=lambda *chunks: [(*kept[:2], i + 1) for i, kept in enumerate(right_updates(*chunks))],
        torch=[
            ("self.v: Tensor | None = None", "self.v: Tensor | None = None\n        self.n = 0"),
            (LENGTH, "return self.n"),
            ("self.k, self.v = k, v\n", "self.k, self.v = k, v\n        self.n += 1\n"),
        ],
        read="The cache",
    ),
    mistake(
        "kv-shared-by-all-caches",
        of="KVCache",
        advice="""A new cache finds the tokens of another one: what it holds belongs to the class.
        Make it in `__init__`, on `self`.""",
        torch=[
            ("self.k, self.v = k, v\n", "KVCache.k, KVCache.v = k, v\n"),
            (
                """    def __init__(self):
        self.k: Tensor | None = None
        self.v: Tensor | None = None
""",
                "    k = v = None\n",
            ),
        ],
        read="The cache",
    ),
    mistake(
        "kv-of-a-fixed-size",
        of="KVCache",
        advice="""Your cache has room for so many tokens and no more: later ones fail, or push the
        first ones out. Let it grow; how much may be read is for the model to say.""",
        torch=(
            "        self.k, self.v = k, v\n",
            "        k, v = k[..., -1024:, :], v[..., -1024:, :]\n        self.k, self.v = k, v\n",
        ),
        read="The cache",
    ),
]
