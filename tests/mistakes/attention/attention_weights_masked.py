"""attention_weights under a mask: what becomes of the hidden scores."""

import numpy as np

from reference import attention
from tests.mistakes import mistake

HIDDEN = "np.where(mask, scores, -np.inf)"
MASKED = "scores.masked_fill(~mask, -math.inf)"
T_MASKED = "        scores = scores.masked_fill(~mask, -math.inf)"


def rescaled(q, k, mask):
    """Softmax over all keys in float32; the hidden ones set to 0, the rest divided by its sum."""
    scores = np.asarray(attention.attention_scores(q, k), np.float32)
    weights = attention.softmax(scores) * (1.0 if mask is None else mask)
    return weights / weights.sum(-1, keepdims=True)


MISTAKES = [
    mistake(
        "attention-ignores-the-mask",
        of="attention_weights",
        advice="""The mask has no effect on your weights. `masked_fill` returns a new tensor (the
        name ending in an underscore changes one in place): is its result used?""",
        numpy=("if mask is None else " + HIDDEN, ""),
        at="attention_scores",
        torch=("scores = scores.masked_fill", "scores.masked_fill"),
        also=((T_MASKED, "        pass"),),
        read="Masking",
    ),
    mistake(
        "attention-mask-inverted",
        of="attention_weights",
        advice="""Your weights are 0 where the mask is True. Here True means "may look";
        `masked_fill` fills where its mask is True, so it needs `~mask`.""",
        numpy=(HIDDEN, "np.where(mask, -np.inf, scores)"),
        at="attention_scores",
        torch=("~mask", "mask"),
        read="Masking",
    ),
    # the first two before those that explain the same claim and more besides
    mistake(
        "attention-mask-fill-not-low-enough",
        of="attention_weights",
        advice="""Hidden keys get a score that is low, but not lower than every other: beside
        scores of -2500 they are the greatest. Fill with -inf.""",
        numpy=("-np.inf", "-1000.0"),
        at="attention_scores",
        torch=("-math.inf", "-1000.0"),
        also=(("-math.inf", "-100.0"),),
        read="Masking",
    ),
    mistake(
        "attention-mask-after-softmax-rescaled",
        of="attention_weights",
        advice="""You hide keys after the softmax and divide by what is left. Where a hidden score
        is far above the visible ones, nothing is left: 0 / 0. Hide keys in the scores.""",
        numpy=lambda q, k, mask=None: rescaled(q, k, mask),
        torch=(
            T_MASKED,
            "        weights = softmax(scores) * mask\n"
            "        return weights / weights.sum(-1, keepdim=True)",
        ),
        read="Masking",
    ),
    mistake(
        "attention-mask-makes-scores-zero",
        of="attention_weights",
        advice="""Hidden keys get the score 0 (or something close to it, such as -1e-9), but
        exp(0) is 1: they keep weight. Which score has the exponential 0?""",
        numpy=(HIDDEN, "np.where(mask, scores, 0.0)"),
        at="attention_scores",
        torch=(MASKED, "scores * mask"),
        also=((MASKED, "scores.masked_fill(~mask, -1e-9)"), ("-math.inf)", "0.0)")),
        read="Masking",
    ),
    mistake(
        "attention-mask-added",
        of="attention_weights",
        advice="""The mask is added to the scores as 0 and 1: hidden keys stay visible. A mask to
        be added holds 0 and -inf; a boolean one is used with `masked_fill`.""",
        numpy=(HIDDEN, "scores + mask"),
        at="attention_scores",
        torch=(MASKED, "scores + mask"),
        read="Masking",
    ),
    mistake(
        "attention-mask-times-infinity",
        of="attention_weights",
        advice="""You multiply the mask by -inf, and 0 · inf is nan. Fill the hidden scores with
        -inf by `masked_fill` or `torch.where`.""",
        numpy=(HIDDEN, "scores + ~np.asarray(mask) * -np.inf"),
        at="attention_scores",
        torch=(MASKED, "scores + ~mask * -math.inf"),
        also=((MASKED, "scores + (1 - mask.float()) * float('-inf')"),),
        read="Masking",
    ),
    mistake(
        "attention-mask-plus-infinity",
        of="attention_weights",
        advice="""Hidden keys get the score +inf, the greatest there is, and everything becomes
        nan. The sign is missing: -inf.""",
        numpy=("-np.inf", "np.inf"),
        at="attention_scores",
        torch=("-math.inf", "math.inf"),
        read="Masking",
    ),
    mistake(
        "attention-mask-after-softmax",
        of="attention_weights",
        advice="""You hide keys after the softmax: what they had is lost, and the row no longer
        sums to 1. Hide them in the scores, so that softmax shares all among the visible ones.""",
        numpy=lambda q, k, mask=None: (
            attention.softmax(attention.attention_scores(q, k)) * (True if mask is None else mask)
        ),
        torch=[
            (T_MASKED, "        return softmax(scores) * mask"),
        ],
        also=((T_MASKED, "        return softmax(scores).masked_fill(~mask, 0.0)"),),
        read="Masking",
    ),
    mistake(
        "attention-needs-a-mask",
        of="attention_weights",
        advice="""Your code uses the mask without asking whether there is one. `mask` is None by
        default, and then every key is visible: `if mask is not None`.""",
        torch=("    if mask is not None:\n        scores", "    scores"),
        also=(("if mask is not None", "if mask.any()"),),
        read="Masking",
    ),
]
