"""TransformerBlock: how the right parts are wired."""

import re

import numpy as np

from reference import attention, block
from tests.mistakes import mistake
from tests.mistakes.block.shared import FORWARD, compiled
from tests.mistakes.merging import Rewrite

WIRING = "x = norm1(x + attention(x))\nreturn norm2(x + feed_forward(x))"


def wrong_wiring(program):
    """The reference's `transformer_block` with this wiring."""
    wiring = compiled(program.split("\n"), ["attention", "feed_forward", "norm1", "norm2"])

    def wrong(x, weights, n_heads):
        def under(name):
            return attention.under(weights, name)

        return wiring(
            np.asarray(x, np.float64),
            lambda x: attention.multi_head_attention(x, under("attention"), n_heads),
            lambda x: block.feed_forward(x, under("feed_forward")),
            lambda x: block.layer_norm(x, **under("norm1")),
            lambda x: block.layer_norm(x, **under("norm2")),
        )

    return wrong


def wired(*lines):
    """`numpy` and `torch` of a block with this wrong wiring."""
    part = r"\b(attention|feed_forward|norm1|norm2)\b"
    code = [re.sub(part, r"self.\1", line) for line in lines]
    rewrite = Rewrite(WIRING, "\n".join(lines), wrong_wiring)
    return {"numpy": rewrite, "torch": (FORWARD, "\n        ".join(code))}


MISTAKES = [
    mistake(
        "block-pre-norm",
        of="TransformerBlock",
        advice="""Your block normalises before each step (pre-norm, as GPT-2 does). This one is
        post-norm: add first, then normalise the sum.""",
        **wired("x = x + attention(norm1(x))", "return x + feed_forward(norm2(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-norm-before-add",
        of="TransformerBlock",
        advice="""You normalise what a step gives and then add x. What keeps the sum from growing
        from block to block? Normalise the sum: norm(x + step(x)).""",
        **wired("x = x + norm1(attention(x))", "return x + norm2(feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-first-step-pre-norm",
        of="TransformerBlock",
        advice="""Your attention step is pre-norm, your feed-forward step post-norm. Here both are
        post-norm: x = norm(x + step(x)).""",
        **wired("x = x + attention(norm1(x))", "return norm2(x + feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-second-step-pre-norm",
        of="TransformerBlock",
        advice="""Your attention step is post-norm, your feed-forward step pre-norm. Here both are
        post-norm: x = norm(x + step(x)).""",
        **wired("x = norm1(x + attention(x))", "return x + feed_forward(norm2(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-pre-norm-of-the-residual",
        of="TransformerBlock",
        advice="""You normalise x first and add the step to the normalised x. Post-norm adds first
        and normalises the sum.""",
        **wired(
            "x = norm1(x)",
            "x = x + attention(x)",
            "x = norm2(x)",
            "return x + feed_forward(x)",
        ),
        read="Post-norm",
    ),
    mistake(
        "block-residual-overwritten",
        of="TransformerBlock",
        advice="""The input is lost: x is overwritten by what the step gives before x is added, or
        it is not added at all. How would a gradient get past a step that gives nothing useful yet?
        Give the step's result another name, or write norm(x + step(x)) in one line.""",
        **wired("x = norm1(attention(x))", "return norm2(feed_forward(x))"),
        also=(
            (
                FORWARD,
                """x = self.attention(x)
        x = self.norm1(x + x)
        x = self.feed_forward(x)
        return self.norm2(x + x)""",
            ),
        ),
        read="Residual connections",
    ),
    mistake(
        "block-attention-residual-missing",
        of="TransformerBlock",
        advice="""The attention step has no x added to it. After it, what is left of what each
        token was? norm1(x + attention(x)).""",
        **wired("x = norm1(attention(x))", "return norm2(x + feed_forward(x))"),
        read="Residual connections",
    ),
    mistake(
        "block-feed-forward-residual-missing",
        of="TransformerBlock",
        advice="""The feed-forward step has no x added to it. norm2(x + feed_forward(x)).""",
        **wired("x = norm1(x + attention(x))", "return norm2(feed_forward(x))"),
        read="Residual connections",
    ),
    mistake(
        "block-second-residual-from-input",
        of="TransformerBlock",
        advice="""Your second sum adds the block's input, not what came out of the attention step.
        Each step adds to what it has read.""",
        **wired("y = norm1(x + attention(x))", "return norm2(x + feed_forward(y))"),
        read="Residual connections",
    ),
    mistake(
        "block-second-residual-before-norm",
        of="TransformerBlock",
        advice="""Your second sum adds what was there before norm1. The feed-forward step adds to
        what it has read: the normalised x.""",
        **wired("y = x + attention(x)", "return norm2(y + feed_forward(norm1(y)))"),
        read="Residual connections",
    ),
    mistake(
        "block-parallel-branches",
        of="TransformerBlock",
        advice="""Your feed-forward net reads the block's input. The steps come one after the
        other: it reads what norm1 gave.""",
        **wired("y = norm1(x + attention(x))", "return norm2(y + feed_forward(x))"),
        read="Residual connections",
    ),
    mistake(
        "block-one-sum",
        of="TransformerBlock",
        advice="""Both steps read x and are added in one sum. The steps come one after the other,
        each with a sum and a norm of its own.""",
        **wired("return norm2(norm1(x + attention(x) + feed_forward(x)))"),
        read="Residual connections",
    ),
    mistake(
        "block-input-added-again",
        of="TransformerBlock",
        advice="""The block's input is added once more, after the last norm. Post-norm ends with
        the norm.""",
        **wired("y = norm1(x + attention(x))", "return x + norm2(y + feed_forward(y))"),
        read="Post-norm",
    ),
    mistake(
        "block-order-swapped",
        of="TransformerBlock",
        advice="""Your feed-forward step comes first, attention second. First look around, then
        think.""",
        **wired("x = norm1(x + feed_forward(x))", "return norm2(x + attention(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-steps-and-norms-swapped",
        of="TransformerBlock",
        advice="""Your feed-forward step comes first, attention second. First look around, then
        think; and norm1 belongs to attention.""",
        **wired("x = norm2(x + feed_forward(x))", "return norm1(x + attention(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-norms-swapped",
        of="TransformerBlock",
        advice="""norm2 follows attention and norm1 follows feed-forward. They have different
        weights: norm1 is the first.""",
        **wired("x = norm2(x + attention(x))", "return norm1(x + feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-shared-norm",
        of="TransformerBlock",
        advice="""norm1 is used twice and norm2 never, so norm2 would never learn. At the start
        nobody can see it: both begin with ones and zeros.""",
        **wired("x = norm1(x + attention(x))", "return norm1(x + feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-norm2-only",
        of="TransformerBlock",
        advice="""norm2 is used twice and norm1 never, so norm1 would never learn. Each step has a
        norm of its own.""",
        **wired("x = norm2(x + attention(x))", "return norm2(x + feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-first-norm-missing",
        of="TransformerBlock",
        advice="""The sum after attention is not normalised. Each step ends with its norm: norm1(x
        + attention(x)).""",
        **wired("x = x + attention(x)", "return norm2(x + feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-second-norm-missing",
        of="TransformerBlock",
        advice="""The sum after feed-forward is not normalised. Each step ends with its norm:
        norm2(x + feed_forward(x)).""",
        **wired("x = norm1(x + attention(x))", "return x + feed_forward(x)"),
        read="Post-norm",
    ),
    mistake(
        "block-no-norms",
        of="TransformerBlock",
        advice="""Nothing is normalised in your block. What happens to the size of x after many
        sums? Each step ends with its norm.""",
        **wired("x = x + attention(x)", "return x + feed_forward(x)"),
        read="Post-norm",
    ),
    mistake(
        "block-feed-forward-missing",
        of="TransformerBlock",
        advice="""Your block ends after attention: the feed-forward step is missing.""",
        **wired("return norm1(x + attention(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-attention-missing",
        of="TransformerBlock",
        advice="""Your block never asks attention: no token reads any other.""",
        **wired("x = norm1(x)", "return norm2(x + feed_forward(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-attention-twice",
        of="TransformerBlock",
        advice="""Both steps are attention, and feed-forward is never used. The second step is
        feed_forward.""",
        **wired("x = norm1(x + attention(x))", "return norm2(x + attention(x))"),
        read="Post-norm",
    ),
    mistake(
        "block-input-normalised-too",
        of="TransformerBlock",
        advice="""Attention reads a normalised x although the sum is normalised too. Post-norm has
        one norm for each step, after the sum.""",
        **wired("x = norm1(x + attention(norm1(x)))", "return norm2(x + feed_forward(norm2(x)))"),
        read="Post-norm",
    ),
    mistake(
        "block-residuals-subtracted",
        of="TransformerBlock",
        advice="""Your steps are subtracted from x. A residual path is a sum.""",
        **wired("x = norm1(x - attention(x))", "return norm2(x - feed_forward(x))"),
        read="Residual connections",
    ),
    mistake(
        "block-residuals-multiplied",
        of="TransformerBlock",
        advice="""Your steps are multiplied with x. A residual path is a sum: when a step gives 0,
        x passes unchanged.""",
        **wired("x = norm1(x * attention(x))", "return norm2(x * feed_forward(x))"),
        read="Residual connections",
    ),
]
