"""cached_logits: positions that go on."""

from reference import kv_cache
from tests.mistakes import mistake

POSITIONS = "positions = torch.arange(past, past + T, device=ids.device)"
ATTEND = "cached_attention(block.attention, x, cache)"


def pre_norm(x, weights, n_heads, cache):
    def norm(x, name):
        return kv_cache.block.layer_norm(x, **kv_cache.attention.under(weights, name))

    below = kv_cache.attention.under(weights, "attention")
    x = x + kv_cache.cached_attention(norm(x, "norm1"), below, n_heads, cache)
    below = kv_cache.attention.under(weights, "feed_forward")
    return x + kv_cache.block.feed_forward(norm(x, "norm2"), below)


MISTAKES = [
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
    mistake(
        "kv-refuses-a-full-window",
        of="cached_logits",
        advice="""You refuse as many tokens as the model can read. `max_seq_len` of them still fit:
        only more are too many.""",
        torch=("if model.max_seq_len < past + T:", "if model.max_seq_len <= past + T:"),
        read="Positions",
    ),
    mistake(
        "kv-error-without-numbers",
        of="cached_logits",
        advice="""Your error does not say how many tokens there are and how many the model reads.
        Whoever meets it wants to know both.""",
        torch=(
            'f"the model reads at most {model.max_seq_len} tokens, not {past + T}"',
            '"too many tokens"',
        ),
        read="Positions",
    ),
]
