"""Known mistakes of stage 10, kv_cache."""

from reference import kv_cache
from tests.mistakes import mistake

CAT = "k, v = torch.cat([self.k, k], dim=-2), torch.cat([self.v, v], dim=-2)"
NP_CAT = "return np.concatenate([held[0], k], axis=-2), np.concatenate([held[1], v], axis=-2)"
LENGTH = "return 0 if self.k is None else self.k.shape[-2]"
NP_LENGTH = "return 0 if held is None else held[0].shape[-2]"
MASK = "mask = causal_mask(past + T)[past:].to(x.device)"
NP_MASK = "return attention.causal_mask(past + T)[past:]"
UPDATE = "    k, v = cache.update(k, v)\n    mask"
POSITIONS = "positions = torch.arange(past, past + T, device=ids.device)"
ATTEND = "cached_attention(block.attention, x, cache)"
ZIP = "for block, cache in zip(model.transformer_blocks, caches, strict=True):"
NEW = "caches = [KVCache() for _ in model.transformer_blocks]\n            new_ids"
FRESH = "if not caches or ids.shape[-1] > model.max_seq_len:"
NP_FRESH = "if caches is None or np.shape(ids)[-1] > max_seq_len:"
WINDOW = "new_ids = ids[:, -model.max_seq_len :]"
NP_WINDOW = "return ids[:, -max_seq_len:], new_caches()"
ONE = "new_ids = ids[:, -1:]"
SAMPLE = "sample_next_token(logits[:, -1], temperature, top_k, top_p, generator)"


def cat(new):
    """Both concatenations in this way: `{old}` and `{k}` stand for either."""
    one, other = new.format(old="self.k", k="k"), new.format(old="self.v", k="v")
    return (CAT, f"k, v = {one}, {other}")


def np_cat(new):
    one, other = new.format(old="held[0]", k="k"), new.format(old="held[1]", k="v")
    return (NP_CAT, f"return {one}, {other}")


right_updates = kv_cache.updates


CACHE = [
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
]

ATTENTION = [
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

LOGITS = [
    mistake(
        "kv-position-restarts",
        of="cached_logits",
        at="places",
        advice="""The positions of the new tokens are counted from 0 again. The first of them stands
        where the cache ends, at len(caches[0]).""",
        numpy=("past + np.arange(T)", "np.arange(T)"),
        torch=(POSITIONS, "positions = torch.arange(T, device=ids.device)"),
        read="Positions",
    ),
    mistake(
        "kv-position-one-behind",
        of="cached_logits",
        at="places",
        advice="""The new tokens stand one place too early: positions are counted from 0, so that
        after n tokens the next one stands at n.""",
        numpy=("past + np.arange(T)", "max(past - 1, 0) + np.arange(T)"),
        torch=(POSITIONS, "positions = torch.arange(T) + max(past - 1, 0)"),
        read="Positions",
    ),
    mistake(
        "kv-first-cache-for-all",
        of="cached_logits",
        advice="""All blocks use one cache: the keys of different layers get mixed. Each block has
        its own.""",
        numpy=("n_heads, cache)", "n_heads, caches[0])"),
        torch=(ATTEND, "cached_attention(block.attention, x, caches[0])"),
        read="Positions",
    ),
    mistake(
        "kv-length-not-checked",
        of="cached_logits",
        advice="""Only the new tokens are counted when the length is checked. Those in the cache
        need positions as well.""",
        numpy=("if len(table) < past + T:", "if len(table) < T:"),
        torch=("if model.max_seq_len < past + T:", "if model.max_seq_len < T:"),
        read="Positions",
    ),
    mistake(
        "kv-block-without-norms",
        of="cached_logits",
        at="cached_block",
        advice="""The block is not that of stage 3: each sum is normalised, x = norm1(x +
        attention(x)), x = norm2(x + feed_forward(x)).""",
        numpy=(
            'x = block.layer_norm(x + attended, **attention.under(weights, "norm1"))',
            "x = x + attended",
        ),
        torch=(f"block.norm1(x + {ATTEND})", f"x + {ATTEND}"),
        read="Positions",
    ),
    mistake(
        "kv-block-pre-norm",
        of="cached_logits",
        at="cached_block",
        advice="""The block is written pre-norm. That of stage 3 normalises the sums.""",
        numpy=lambda x, weights, n_heads, cache: pre_norm(x, weights, n_heads, cache),
        torch=[
            (
                f"x = block.norm1(x + {ATTEND})",
                "x = x + " + ATTEND.replace("x,", "block.norm1(x),"),
            ),
            ("block.norm2(x + block.feed_forward(x))", "x + block.feed_forward(block.norm2(x))"),
        ],
        read="Positions",
    ),
]


def pre_norm(x, weights, n_heads, cache):
    def norm(x, name):
        return kv_cache.block.layer_norm(x, **kv_cache.attention.under(weights, name))

    below = kv_cache.attention.under(weights, "attention")
    x = x + kv_cache.cached_attention(norm(x, "norm1"), below, n_heads, cache)
    below = kv_cache.attention.under(weights, "feed_forward")
    return x + kv_cache.block.feed_forward(norm(x, "norm2"), below)


GENERATE = [
    mistake(
        "kv-feeds-whole-sequence",
        of="generate_cached",
        at="unread",
        advice="""The whole text is fed again although the caches hold it: every key is there twice,
        and positions run out. Feed the new token only.""",
        numpy=("return ids[:, -1:], caches", "return ids, caches"),
        torch=(ONE, "new_ids = ids"),
        read="The loop",
    ),
    mistake(
        "kv-drops-last-prompt-token",
        of="generate_cached",
        at="unread",
        advice="""The last token of the prompt is never read, and it is the one that the next token
        follows. Read the whole prompt first.""",
        numpy=(
            NP_WINDOW,
            "return ids[:, -max_seq_len:][:, : max(np.shape(ids[:, -max_seq_len:])[-1] - 1, 1)],"
            " new_caches()",
        ),
        torch=(
            WINDOW,
            f"{WINDOW}\n            new_ids = new_ids[:, : max(new_ids.shape[-1] - 1, 1)]",
        ),
        read="The loop",
    ),
    mistake(
        "kv-one-cache-for-all-layers",
        of="generate_cached",
        at="new_caches",
        advice="""All blocks share one cache: `[KVCache()] * n` repeats one object n times. Make a
        new one for each.""",
        numpy=(
            "[KVCache() for _ in model.block_names(weights)]",
            "[KVCache()] * len(model.block_names(weights))",
        ),
        torch=(NEW, "caches = [KVCache()] * len(model.transformer_blocks)\n            new_ids"),
        read="The loop",
    ),
    mistake(
        "kv-window-not-moved",
        of="generate_cached",
        at="unread",
        advice="""When the text grows beyond `max_seq_len`, the caches go on growing. The window
        slides: read its tokens anew, with empty caches.""",
        numpy=(NP_FRESH, "if caches is None:"),
        torch=(FRESH, "if not caches:"),
        read="When the window slides",
    ),
    mistake(
        "kv-prompt-not-cropped",
        of="generate_cached",
        at="unread",
        advice="""More than `max_seq_len` tokens are fed at once. Read the last ones only; the
        result still begins with the whole prompt.""",
        numpy=(NP_WINDOW, "return ids, new_caches()"),
        torch=(WINDOW, "new_ids = ids"),
        read="When the window slides",
    ),
    mistake(
        "kv-crops-first-tokens",
        of="generate_cached",
        at="unread",
        advice="""The first `max_seq_len` tokens are fed. The last ones are nearest to what
        follows.""",
        numpy=(NP_WINDOW, "return ids[:, :max_seq_len], new_caches()"),
        torch=(WINDOW, "new_ids = ids[:, : model.max_seq_len]"),
        read="When the window slides",
    ),
    mistake(
        "kv-first-position-logits",
        of="generate_cached",
        advice="""The next token is chosen by the logits at the first of the new tokens. For a
        prompt that is not the last one.""",
        numpy=("[:, -1].argmax", "[:, 0].argmax"),
        torch=("(logits[:, -1],", "(logits[:, 0],"),
        read="The loop",
    ),
    mistake(
        "kv-reads-everything-again",
        of="generate_cached",
        advice="""The tokens are right, but the whole text is read again for each of them, as
        without a cache. Keep the caches from one token to the next.""",
        torch=(FRESH, "if True:"),
        read="The loop",
    ),
    mistake(
        "kv-reads-anew-too-early",
        of="generate_cached",
        advice="""The tokens are right, but the window is read anew although it does not slide yet,
        or more often than it must. `max_seq_len` tokens still fit.""",
        torch=(FRESH, "if not caches or ids.shape[-1] >= model.max_seq_len:"),
        read="When the window slides",
    ),
    mistake(
        "kv-kept-between-calls",
        of="generate_cached",
        advice="""A second call goes on with the caches of the first. They belong to one text: begin
        every call with empty ones.""",
        torch=[
            ("    caches = []\n", "    caches = model.__dict__.setdefault('kept', [])\n"),
            (NEW, "caches[:] = [KVCache() for _ in model.transformer_blocks]\n            new_ids"),
        ],
        read="The loop",
    ),
    mistake(
        "generate-cached-forgets-options",
        of="generate_cached",
        advice="""Not all of temperature, top_k, top_p and generator reach the sampling.""",
        torch=(SAMPLE, "sample_next_token(logits[:, -1], temperature)"),
        also=(
            (SAMPLE, "sample_next_token(logits[:, -1], temperature, top_k, generator=generator)"),
            (SAMPLE, "sample_next_token(logits[:, -1], temperature, top_k, top_p)"),
        ),
        read="The loop",
    ),
    mistake(
        "generate-cached-no-eval",
        of="generate_cached",
        advice="""The model is fed in the mode it was found in: where there is dropout, it would be
        on. Call `model.eval()` first.""",
        torch=("    model.eval()\n", ""),
        read="The loop",
    ),
    mistake(
        "generate-cached-leaves-eval-mode",
        of="generate_cached",
        advice="""The model is not left in the mode it was found in. Remember `model.training`, and
        set it again at the end.""",
        torch=("    model.train(was_training)\n", ""),
        also=(("model.train(was_training)", "model.train()"),),
        read="The loop",
    ),
    mistake(
        "generate-cached-records-gradients",
        of="generate_cached",
        advice="""Every operation is recorded for gradients that nobody asks for, and the caches
        keep it all alive. Use `torch.no_grad`.""",
        torch=("@torch.no_grad()\n", ""),
        read="The loop",
    ),
    mistake(
        "generate-cached-unchecked",
        of="generate_cached",
        advice="""An empty prompt, or less than no new tokens, is not refused with a ValueError, as
        `generate_ids` does.""",
        torch=("if ids.shape[-1] == 0:", "if ids.shape[-1] < 0:"),
        also=(("if max_new_tokens < 0:", "if False:"),),
        read="The loop",
    ),
]

MISTAKES = [*CACHE, *ATTENTION, *LOGITS, *GENERATE]
