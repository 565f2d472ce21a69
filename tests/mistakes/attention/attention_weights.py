"""attention_weights: which scores, how they are scaled, along which axis they sum to one."""

import math

import numpy as np

from reference import attention
from tests.mistakes import mistake

MISTAKES = [
    mistake(
        "attention-not-scaled",
        of="attention_weights",
        advice="""Your scores are not divided by √D. A dot product of D numbers grows like √D;
        what does softmax make of scores that are all large? Divide before the softmax.""",
        numpy=(" / math.sqrt(q.shape[-1])", ""),
        at="attention_scores",
        torch=(" / math.sqrt(q.shape[-1])", ""),
        read="Scaling",
    ),
    mistake(
        "attention-keys-reshaped",
        of="attention_weights",
        advice="""You bring the keys into the shape (D, S) with `view` or `reshape`, which keeps the
        order of the numbers in memory: every row then mixes several keys. Exchange the two axes
        with `transpose`.""",
        numpy=(
            "k.swapaxes(-2, -1)",
            "k.reshape(*k.shape[:-2], k.shape[-1], k.shape[-2])",
        ),
        at="attention_scores",
        torch=("k.transpose(-2, -1)", "k.reshape(*k.shape[:-2], k.shape[-1], k.shape[-2])"),
        read="Scores",
    ),
    mistake(
        "attention-scale-fixed",
        of="attention_weights",
        advice="""You divide the scores by 8, the root of 64, whatever D is. In the paper a head has
        64 features; yours has `q.shape[-1]`.""",
        numpy=("math.sqrt(q.shape[-1])", "8"),
        at="attention_scores",
        torch=("math.sqrt(q.shape[-1])", "8"),
        read="Scaling",
    ),
    mistake(
        "attention-scale-multiplied",
        of="attention_weights",
        advice="""Your scores are multiplied by √D. They should shrink: divide by √D, or multiply
        by `D ** -0.5`, but do not divide by that.""",
        numpy=(" / math.sqrt", " * math.sqrt"),
        at="attention_scores",
        torch=(" / math.sqrt(", " * math.sqrt("),
        also=(("/ math.sqrt(q.shape[-1])", "/ q.shape[-1] ** -0.5"),),
        read="Scaling",
    ),
    mistake(
        "attention-scaled-by-d",
        of="attention_weights",
        advice="""Your scores are divided by D: by √D twice, or once without the root. The
        dot product of D independent numbers has variance D: what must divide it for a
        variance of 1?""",
        numpy=("math.sqrt(q.shape[-1])", "q.shape[-1]"),
        at="attention_scores",
        torch=("math.sqrt(q.shape[-1])", "q.shape[-1]"),
        also=(("q @ k.transpose", "(q / q.shape[-1] ** 0.5) @ k.transpose"),),
        read="Scaling",
    ),
    mistake(
        "attention-scale-rounded",
        of="attention_weights",
        advice="""Your √D is rounded to a whole number. Divide by the root as it is:
        `math.sqrt(D)` or `D ** 0.5`.""",
        numpy=("math.sqrt(", "math.isqrt("),
        at="attention_scores",
        torch=("math.sqrt(", "math.isqrt("),
        read="Scaling",
    ),
    mistake(
        "attention-scaled-by-queries",
        of="attention_weights",
        advice="""Your scores are divided by the root of the number of queries. Which axis does
        the dot product sum over? D is the last axis of q: `q.shape[-1]`.""",
        numpy=("math.sqrt(q.shape[-1])", "math.sqrt(q.shape[-2])"),
        at="attention_scores",
        torch=("math.sqrt(q.shape[-1])", "math.sqrt(q.shape[-2])"),
        read="Scaling",
    ),
    mistake(
        "attention-scaled-by-keys",
        of="attention_weights",
        advice="""Your scores are divided by the root of the number of keys. Which axis does the
        dot product sum over? D is the last axis of q: `q.shape[-1]`.""",
        numpy=("math.sqrt(q.shape[-1])", "math.sqrt(k.shape[-2])"),
        at="attention_scores",
        torch=("math.sqrt(q.shape[-1])", "math.sqrt(k.shape[-2])"),
        also=(
            (
                "scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])",
                "scores = q @ k.transpose(-2, -1)\n    scores /= math.sqrt(scores.shape[-1])",
            ),
        ),
        read="Scaling",
    ),
    mistake(
        "attention-scaled-by-axis-one",
        of="attention_weights",
        advice="""Your scores are divided by the root of `q.shape[1]`: with leading dimensions
        that is the number of heads or of tokens. The features are always the last axis, -1.""",
        numpy=("q.shape[-1]", "q.shape[min(1, q.ndim - 1)]"),
        at="attention_scores",
        torch=("q.shape[-1]", "q.shape[1]"),
        read="Scaling",
    ),
    mistake(
        "attention-scaled-after-softmax",
        of="attention_weights",
        advice="""You divide the weights by √D, after the softmax, so a row sums to 1/√D. The
        scores are what has to be small, inside the exponent.""",
        numpy=lambda q, k, mask=None: (
            attention.softmax(attention.attention_scores(q * math.sqrt(q.shape[-1]), k, mask))
            / math.sqrt(q.shape[-1])
        ),
        torch=[
            (" / math.sqrt(q.shape[-1])", ""),
            ("return softmax(scores)", "return softmax(scores) / math.sqrt(q.shape[-1])"),
        ],
        read="Scaling",
    ),
    mistake(
        "attention-of-directions",
        of="attention_weights",
        advice="""Queries and keys are divided by their lengths, so only their directions count.
        The length of a key says how much it wants to be seen: leave it.""",
        numpy=(
            "scores = ",
            "q, k = (x / np.linalg.norm(x, axis=-1, keepdims=True) for x in (q, k))\n    scores = ",
        ),
        at="attention_scores",
        torch=(
            "scores = q @",
            "q, k = nn.functional.normalize(q, dim=-1), nn.functional.normalize(k, dim=-1)\n"
            "    scores = q @",
        ),
        read="Scores",
    ),
    mistake(
        "attention-normalised-over-queries",
        of="attention_weights",
        advice="""Your weights sum to 1 over the queries, column by column. Each query has one
        unit of attention to share among the keys: which axis of the scores are the keys?""",
        numpy=(
            "softmax(attention_scores(q, k, mask))",
            "softmax(attention_scores(q, k, mask), -2)",
        ),
        torch=("return softmax(scores)", "return softmax(scores, dim=-2)"),
        read="Weights",
    ),
    mistake(
        "attention-normalised-over-axis-one",
        of="attention_weights",
        advice="""Your weights sum to 1 along axis 1: with leading dimensions those are the heads
        or the queries. The keys are always the last axis, -1.""",
        numpy=(
            "softmax(attention_scores(q, k, mask))",
            "softmax(attention_scores(q, k, mask), 1)",
        ),
        torch=("return softmax(scores)", "return softmax(scores, dim=1)"),
        read="Weights",
    ),
    mistake(
        "attention-not-normalised",
        of="attention_weights",
        advice="""You return scores, not weights: they may be negative, and do not sum to 1.
        Softmax over the keys is missing.""",
        numpy=("softmax(attention_scores(q, k, mask))", "attention_scores(q, k, mask)"),
        torch=("return softmax(scores)", "return scores"),
        read="Weights",
    ),
    mistake(
        "attention-sigmoid",
        of="attention_weights",
        advice="""Your weights are sigmoids: each key is judged by itself, and a row sums to
        anything. With softmax the keys compete for one unit of attention.""",
        numpy=lambda q, k, mask=None: 1 / (1 + np.exp(-attention.attention_scores(q, k, mask))),
        torch=("return softmax(scores)", "return scores.sigmoid()"),
        read="Weights",
    ),
    mistake(
        "attention-keys-ask",
        of="attention_weights",
        advice="Your rows are the keys: you computed k qᵀ. Rows are those who ask: q kᵀ.",
        numpy=("q @ k.swapaxes(-2, -1)", "k @ q.swapaxes(-2, -1)"),
        at="attention_scores",
        torch=("q @ k.transpose(-2, -1)", "k @ q.transpose(-2, -1)"),
        read="Scores",
    ),
]
