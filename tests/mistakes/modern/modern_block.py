"""ModernBlock: pre-norm."""

import numpy as np

from reference import attention, modern
from tests.mistakes import mistake

FIRST = "x = x + self.attention(self.norm1(x), cache)"
SECOND = "return x + self.feed_forward(self.norm2(x))"
NP_FEED = 'swi_glu(normed, attention.under(weights, "feed_forward"))'


def post_norm(x, weights, H, G, eps, options):
    x = np.asarray(x, np.float64)
    below = attention.under(weights, "attention")
    x = x + modern.grouped_query_attention(x, below, H, G, **options)
    x = modern.rms_norm(x, weights["norm1.weight"], eps)
    x = x + modern.swi_glu(x, attention.under(weights, "feed_forward"))
    return modern.rms_norm(x, weights["norm2.weight"], eps)


MISTAKES = [
    mistake(
        "prenorm-second-norm-missing",
        of="ModernBlock",
        advice="""The feed-forward net reads the stream as it is. Each step has a norm of its own in
        front of it: `norm2`.""",
        numpy=(NP_FEED, NP_FEED.replace("normed", "x")),
        torch=(SECOND, "return x + self.feed_forward(x)"),
        read="Pre-norm",
    ),
    mistake(
        "prenorm-first-norm-missing",
        of="ModernBlock",
        at="attention_half",
        advice="""The attention reads the stream as it is. Each step has a norm of its own in front
        of it: `norm1`.""",
        numpy=("grouped_query_attention(normed,", "grouped_query_attention(x,"),
        torch=(FIRST, "x = x + self.attention(x, cache)"),
        read="Pre-norm",
    ),
    mistake(
        "prenorm-reads-old-stream",
        of="ModernBlock",
        advice="""Both steps read the input of the block, side by side. The second one must see what
        the first has found: add, then go on with the sum.""",
        numpy=[
            ("    x = attention_half(", "    y = attention_half("),
            ("return x + swi", "return y + swi"),
        ],
        torch=[
            (FIRST, "attended = self.attention(self.norm1(x), cache)"),
            (SECOND, "return x + attended + self.feed_forward(self.norm2(x))"),
        ],
        read="Pre-norm",
    ),
    mistake(
        "prenorm-is-post-norm",
        of="ModernBlock",
        at="modern_block",
        advice="""You normalise the sums, as in stage 3. Here the norm stands in front of each step,
        and the stream itself is never normalised.""",
        numpy=lambda x, w, H, G, eps=1e-5, **options: post_norm(x, w, H, G, eps, options),
        torch=[
            (FIRST, "x = self.norm1(x + self.attention(x, cache))"),
            (SECOND, "return self.norm2(x + self.feed_forward(x))"),
        ],
        read="Pre-norm",
    ),
    mistake(
        "prenorm-residual-from-the-norm",
        of="ModernBlock",
        advice="""The feed-forward net is added to the normalised copy: the stream is cut. Add to x
        itself.""",
        numpy=("return x + swi", "return normed + swi"),
        torch=(SECOND, "x = self.norm2(x)\n        return x + self.feed_forward(x)"),
        read="Pre-norm",
    ),
    mistake(
        "prenorm-first-residual-from-the-norm",
        of="ModernBlock",
        at="attention_half",
        advice="""The attention is added to the normalised copy: the stream is cut. Add to x
        itself.""",
        numpy=("return x + grouped", "return normed + grouped"),
        torch=(FIRST, "x = self.norm1(x)\n        x = x + self.attention(x, cache)"),
        read="Pre-norm",
    ),
    mistake(
        "prenorm-no-residual",
        of="ModernBlock",
        advice="""The second step replaces the stream instead of adding to it.""",
        numpy=("return x + swi", "return swi"),
        torch=(SECOND, "return self.feed_forward(self.norm2(x))"),
        read="Pre-norm",
    ),
    mistake(
        "prenorm-shared-norm",
        of="ModernBlock",
        advice="""`norm1` is used twice, and `norm2` never. Each step has a norm of its own.""",
        numpy=('weights["norm2.weight"]', 'weights["norm1.weight"]'),
        torch=("self.feed_forward(self.norm2(x))", "self.feed_forward(self.norm1(x))"),
        read="Pre-norm",
    ),
    mistake(
        "modern-block-ignores-eps",
        of="ModernBlock",
        advice="""`eps` does not reach the norms, or only one of them.""",
        numpy=('"norm2.weight"], eps)', '"norm2.weight"])'),
        torch=("self.norm2 = RMSNorm(d_model, eps)", "self.norm2 = RMSNorm(d_model)"),
        read="Pre-norm",
    ),
    mistake(
        "modern-block-ignores-options",
        of="ModernBlock",
        at="attention_half",
        advice="""`theta` and `half_split` do not reach the attention.""",
        numpy=("*heads, **options)", '*heads, cache=options.get("cache"))'),
        torch=(
            "n_heads, n_kv_heads, theta, half_split)\n        self.norm2",
            "n_heads, n_kv_heads)\n        self.norm2",
        ),
        read="Pre-norm",
    ),
    mistake(
        "modern-block-forgets-the-cache",
        of="ModernBlock",
        at="attention_half",
        advice="""The cache is not handed on to the attention, so that the new tokens know nothing
        of the earlier ones.""",
        numpy=("*heads, **options)", '*heads, **{**options, "cache": None})'),
        torch=("self.norm1(x), cache)", "self.norm1(x))"),
        read="Reading on",
    ),
    mistake(
        "modern-block-out-of-order",
        of="ModernBlock",
        advice="""The parts are created in another order than norm1, attention, norm2, feed_forward.
        The same seed then gives everyone else another start.""",
        torch=[
            ("        self.norm1 = RMSNorm(d_model, eps)\n", ""),
            ("self.norm2 =", "self.norm1 = RMSNorm(d_model, eps)\n        self.norm2 ="),
        ],
        read="Pre-norm",
    ),
    mistake(
        "modern-block-in-place",
        of="ModernBlock",
        advice="""`+=` writes into the caller's tensor. Write x = x + ...""",
        torch=(FIRST, "x += self.attention(self.norm1(x), cache)"),
        read="Pre-norm",
    ),
]
