"""The backward passes of heads, a feed-forward net and a block."""

from tests.mistakes.backprop.shared import RULE, wrong

HEADS, ROADS = "Heads", "Two roads: the residual sum"

MHA = "attention.multi_head_attention_backward"
FFN, BLOCK = "block.feed_forward_backward", "block.transformer_block_backward"


def heads(id, at, numpy, torch, advice):
    return wrong("multi_head_attention_backward", id, at, advice, numpy, torch, HEADS)


def feed(id, numpy, torch, advice):
    return wrong("feed_forward_backward", id, FFN, advice, numpy, torch, RULE)


def residual(id, numpy, torch, advice):
    return wrong("block_backward", id, BLOCK, advice, numpy, torch, ROADS)


MISTAKES = [
    heads(
        "heads-backward-values-only",
        MHA,
        ("dx = sum(dinput for dinput, _ in back)", "dx = back[-1][0]"),
        ("dx = dx + dinput", "dx = dinput"),
        """Only the values' gradient reaches x. Queries and keys were made from x as well: three
        roads back, one sum.""",
    ),
    heads(
        "heads-backward-output-layer-reads-x",
        MHA,
        ("linear_backward(upstream, merged,", "linear_backward(upstream, x,"),
        ("linear_backward(upstream, merged,", "linear_backward(upstream, x,"),
        "out_linear did not read x, but the merged heads: they make its dweight.",
    ),
    heads(
        "heads-backward-reshape-for-merge",
        "attention.split_heads_backward",
        (
            "return merge_heads(upstream)",
            "return np.reshape(upstream, (*upstream.shape[:-3], upstream.shape[-2], -1))",
        ),
        ("linear_backward(merge_heads(dhead), x", "linear_backward(dhead.reshape(x.shape), x"),
        """Your `reshape` mixes tokens and heads: (H, T, D) lies in memory head by head. Splitting
        swapped two axes; going back, swap them again, then reshape (`merge_heads`).""",
    ),
    heads(
        "heads-backward-names-crossed",
        MHA,
        ("zip(PROJECTIONS, dheads", 'zip(("k_linear", "q_linear", "v_linear"), dheads'),
        ('zip("qkv", dheads', 'zip("kqv", dheads'),
        "The gradient of the queries goes to k_linear, and the other way round.",
    ),
    feed(
        "feed-backward-no-gate",
        ("relu_backward(dactive, hidden)", "dactive"),
        ("relu_backward(dactive, hidden)", "dactive"),
        "The ReLU is missing on the way back: what was cut off forward must not learn.",
    ),
    feed(
        "feed-backward-second-layer-reads-hidden",
        ("linear_backward(upstream, relu(hidden),", "linear_backward(upstream, hidden,"),
        ("linear_backward(upstream, relu(hidden),", "linear_backward(upstream, hidden,"),
        "linear2 read the hidden features after the ReLU: those make its dweight.",
    ),
    residual(
        "block-backward-no-first-residual",
        ("return dfirst + dbranch", "return dbranch"),
        ("return dfirst + dbranch", "return dbranch"),
        """Your dx comes back through attention only. x also went past it, into the sum: add what
        arrives there, unchanged.""",
    ),
    residual(
        "block-backward-no-second-residual",
        ("norm_backward(dsecond + dbranch,", "norm_backward(dbranch,"),
        ("dmiddle = dsecond + dbranch", "dmiddle = dbranch"),
        """Past the feed-forward net nothing comes back. The residual sum hands its gradient to both
        roads: add dsecond.""",
    ),
    residual(
        "block-backward-no-feed-forward",
        ("norm_backward(dsecond + dbranch,", "norm_backward(dsecond,"),
        ("dmiddle = dsecond + dbranch", "dmiddle = dsecond"),
        "What comes back through the feed-forward net is lost: both roads of the sum add up.",
    ),
    residual(
        "block-backward-no-attention",
        ("return dfirst + dbranch", "return dfirst"),
        ("return dfirst + dbranch", "return dfirst"),
        "What comes back through attention is lost: both roads of the sum add up.",
    ),
    residual(
        "block-backward-residual-around-the-norm",
        ("norm_backward(dsecond + dbranch,", "norm_backward(upstream + dbranch,"),
        ("dmiddle = dsecond + dbranch", "dmiddle = upstream + dbranch"),
        """Your residual road leads around norm2. In this block the norm comes after the sum: the
        gradient goes through it first, then splits.""",
    ),
    residual(
        "block-backward-feed-forward-reads-x",
        ("feed_forward_backward(dsecond, middle,", "feed_forward_backward(dsecond, x,"),
        ("feed_forward_backward(dsecond, middle,", "feed_forward_backward(dsecond, x,"),
        """You go back through the feed-forward net with the input of the block. It read what norm1
        gave: compute the forward pass again, step by step.""",
    ),
    wrong(
        "block_backward",
        "block-backward-changes-its-input",
        "",
        """`+=` adds the attention into the caller's x. Write `x + ...`: that makes a new array.""",
        None,
        (
            "first = x + multi_head_attention(x, of_attention, n_heads)",
            "first = x\n    first += multi_head_attention(x, of_attention, n_heads)",
        ),
        ROADS,
    ),
]
