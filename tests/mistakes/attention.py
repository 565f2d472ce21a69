"""Known mistakes of stage 2, attention.

Where float32 overflows and float64 does not, the wrong version computes in float32 too.
"""

import math

import numpy as np

from reference import attention
from tests.mistakes import mistake

IN_FLOAT32 = ("np.asarray(x, np.float64)", "np.asarray(x, np.float32)")
MAXIMUM = "x - x.max(dim, keepdims=True)"
SCORES = "q @ k.swapaxes(-2, -1) / math.sqrt(q.shape[-1])"
HIDDEN = "np.where(mask, scores, -np.inf)"
MASKED = "scores.masked_fill(~mask, -math.inf)"
T_MASKED = "        scores = scores.masked_fill(~mask, -math.inf)"


SOFTMAX = [
    # before the wrong axis: it explains fewer claims, all of which the wrong axis explains too
    mistake(
        "softmax-default-axis",
        of="softmax",
        advice="""Without `dim`, your softmax normalises along axis 0. The keys are the last axis
        of the scores: what should the default be?""",
        numpy=("dim=-1", "dim=0"),
        torch=("softmax(x: Tensor, dim: int = -1)", "softmax(x: Tensor, dim: int = 0)"),
        read="Softmax",
    ),
    mistake(
        "softmax-wrong-axis",
        of="softmax",
        advice="""Your softmax normalises along axis 0, whatever `dim` says. Which axis has to sum
        to one when every query shares its attention among the keys? Pass `dim` on.""",
        numpy=("x = np.asarray(x, np.float64)", "x, dim = np.asarray(x, np.float64), 0"),
        torch=("greatest = x", "dim = 0\n    greatest = x"),
        read="Softmax",
    ),
    mistake(
        "softmax-ignores-dim",
        of="softmax",
        advice="""Your softmax normalises along the last axis, whatever `dim` says. Use `dim` for
        the maximum and for the sum.""",
        numpy=("x = np.asarray(x, np.float64)", "x, dim = np.asarray(x, np.float64), -1"),
        torch=("greatest = x", "dim = -1\n    greatest = x"),
        read="Softmax",
    ),
    mistake(
        "softmax-global-sum",
        of="softmax",
        advice="""Your softmax divides by the sum of the whole tensor. What must sum to 1: the
        tensor, or each row along `dim`? Give the sum its `dim`, and keep that axis.""",
        numpy=("exponentials.sum(dim, keepdims=True)", "exponentials.sum()"),
        torch=("exponentials.sum(dim, keepdim=True)", "exponentials.sum()"),
        read="Softmax",
    ),
    mistake(
        "softmax-drops-the-axis",
        of="softmax",
        advice="""Your sum loses its axis, so each column is divided by the sum of a row (or the
        shapes do not fit). Keep the axis: `keepdim=True`.""",
        numpy=("exponentials.sum(dim, keepdims=True)", "exponentials.sum(dim)"),
        torch=("exponentials.sum(dim, keepdim=True)", "exponentials.sum(dim)"),
        read="Softmax",
    ),
    mistake(
        "softmax-overflows",
        of="softmax",
        advice="""Your softmax takes `exp` of the scores as they are. What is `exp(1000)` in
        float32? Subtract the greatest score of each row first: it cancels in the fraction.""",
        numpy=[IN_FLOAT32, (MAXIMUM, "x")],
        torch=("(x - greatest)", "x"),
        also=("def softmax(x, dim=-1):\n    return x.exp() / x.exp().sum(dim, keepdim=True)",),
        read="Numbers that overflow",
    ),
    mistake(
        "softmax-adds-the-maximum",
        of="softmax",
        advice="""Your softmax adds the greatest score where it should subtract it: the scores
        grow, and `exp` overflows all the sooner.""",
        numpy=[IN_FLOAT32, (MAXIMUM, "x + x.max(dim, keepdims=True)")],
        torch=("x - greatest", "x + greatest"),
        read="Numbers that overflow",
    ),
    mistake(
        "softmax-global-max",
        of="softmax",
        advice="""Your softmax subtracts the greatest score of the whole tensor. What is left of a
        row whose scores lie far below it? Take the maximum of each row, along `dim`.""",
        numpy=[IN_FLOAT32, (MAXIMUM, "x - x.max()")],
        torch=("x.detach().amax(dim, keepdim=True)", "x.detach().max()"),
        read="Numbers that overflow",
    ),
    mistake(
        "softmax-maximum-of-another-axis",
        of="softmax",
        advice="""Your softmax takes the maximum along the last axis even where it sums along
        another. Use the same `dim` for both.""",
        numpy=[IN_FLOAT32, (MAXIMUM, "x - x.max(-1, keepdims=True)")],
        torch=("amax(dim, keepdim", "amax(-1, keepdim"),
        read="Numbers that overflow",
    ),
    mistake(
        "softmax-subtracts-the-mean",
        of="softmax",
        advice="""Your softmax subtracts the mean of each row. How large can the largest exponent
        still be? Only the maximum makes sure that no exponent is above 0.""",
        numpy=[IN_FLOAT32, (MAXIMUM, "x - x.mean(dim, keepdims=True)")],
        torch=("amax(dim, keepdim=True)", "mean(dim, keepdim=True)"),
        read="Numbers that overflow",
    ),
    mistake(
        "softmax-clamps",
        of="softmax",
        advice="""Your softmax cuts large scores off, so two large scores become equal.
        Subtracting the maximum of each row keeps their difference.""",
        numpy=(MAXIMUM, "np.minimum(x, 80)"),
        torch=("(x - greatest)", "x.clamp(max=80)"),
        read="Numbers that overflow",
    ),
    mistake(
        "softmax-exp-of-shares",
        of="softmax",
        advice="""Your softmax divides first and takes `exp` afterwards, so the rows do not sum to
        1. Which of the two makes the sum 1, and must therefore come last?""",
        numpy=(
            "return exponentials / exponentials.sum(dim, keepdims=True)",
            "return np.exp(x / x.sum(dim, keepdims=True))",
        ),
        torch="def softmax(x, dim=-1):\n    return (x / x.sum(dim, keepdim=True)).exp()",
        read="Softmax",
    ),
    mistake(
        "softmax-not-divided",
        of="softmax",
        advice="""Your softmax returns the exponentials. They are positive, but what do they sum
        to? Divide by their sum along `dim`.""",
        numpy=("exponentials / exponentials.sum(dim, keepdims=True)", "exponentials"),
        torch=("exponentials / exponentials.sum(dim, keepdim=True)", "exponentials"),
        read="Softmax",
    ),
    mistake(
        "softmax-without-exp",
        of="softmax",
        advice="""Your softmax divides the scores by their sum. What happens to a negative score?
        Take `exp` of the scores first: it makes every number positive.""",
        numpy=(
            "exponentials / exponentials.sum(dim, keepdims=True)",
            "x / x.sum(dim, keepdims=True)",
        ),
        torch="def softmax(x, dim=-1):\n    return x / x.sum(dim, keepdim=True)",
        read="Softmax",
    ),
    mistake(
        "softmax-base-two",
        of="softmax",
        advice="Your softmax raises 2 to the scores. The base of softmax is e: use `exp`.",
        numpy=("np.exp(", "np.exp2("),
        torch=(".exp()", ".exp2()"),
        read="Softmax",
    ),
    mistake(
        "softmax-of-minus-x",
        of="softmax",
        advice="""Your softmax gives the smallest score the largest weight: the sign in the
        exponent is turned round.""",
        numpy=[(MAXIMUM, "x.min(dim, keepdims=True) - x")],
        torch=[("amax", "amin"), ("x - greatest", "greatest - x")],
        read="Softmax",
    ),
    mistake(
        "softmax-returns-logarithms",
        of="softmax",
        advice="Your softmax returns logarithms of weights: all are below 0. Take `exp` of them.",
        numpy=(
            "exponentials / exponentials.sum(dim, keepdims=True)",
            "x - x.max(dim, keepdims=True) - np.log(exponentials.sum(dim, keepdims=True))",
        ),
        torch="def softmax(x, dim=-1):\n    return torch.log_softmax(x, dim)",
        read="Softmax",
    ),
    mistake(
        "softmax-of-softmax",
        of="softmax",
        advice="""Your softmax is applied twice: the weights of the first are scores of the
        second, and all come out nearly equal. Once is enough.""",
        numpy=(
            "return exponentials / exponentials.sum(dim, keepdims=True)",
            "x = exponentials / exponentials.sum(dim, keepdims=True)\n"
            "    return np.exp(x) / np.exp(x).sum(dim, keepdims=True)",
        ),
        torch="def softmax(x, dim=-1):\n    return x.softmax(dim).softmax(dim)",
        read="Softmax",
    ),
    mistake(
        "softmax-changes-its-input",
        of="softmax",
        advice="""Your softmax changes the tensor it was given: `x -= ...` writes into the
        caller's memory. What will the caller find in `x` afterwards? Give the result a new
        name.""",
        torch=("exponentials = (x - greatest)", "x -= greatest\n    exponentials = (x)"),
        also=(("(x - greatest).exp()", "x.sub_(greatest).exp_()"),),
        read="Softmax",
    ),
    mistake(
        "softmax-changes-the-dtype",
        of="softmax",
        advice="""Your softmax returns another dtype than it was given. A wider dtype inside is
        fine; give back the one that came in: `.to(x.dtype)`.""",
        torch=("greatest = x", "x = x.float()\n    greatest = x"),
        also=(("greatest = x", "x = x.double()\n    greatest = x"),),
        read="Softmax",
    ),
    mistake(
        "softmax-detaches-its-input",
        of="softmax",
        advice="""No gradient comes back through your softmax: `detach`, `.data`, `no_grad` or a
        way through NumPy cut the graph. Only the maximum may be detached.""",
        numpy=lambda upstream, x, dim=-1: None,
        at="softmax_backward",
        torch=("(x - greatest)", "(x.detach() - greatest)"),
        also=("@torch.no_grad()\ndef softmax(x, dim=-1):\n    return x.softmax(dim)",),
        read="Gradients",
    ),
    mistake(
        "softmax-detaches-the-sum",
        of="softmax",
        advice="""The sum you divide by is detached, as if it were a constant. It depends on every
        score: a larger score makes all the other weights smaller.""",
        numpy=("p * (upstream - (upstream * p).sum(dim, keepdims=True))", "p * upstream"),
        at="softmax_backward",
        torch=(
            "exponentials.sum(dim, keepdim=True)",
            "exponentials.sum(dim, keepdim=True).detach()",
        ),
        read="Gradients",
    ),
]

CAUSAL_MASK = [
    mistake(
        "causal-mask-hides-the-token-itself",
        of="causal_mask",
        advice="""In your mask a token may not look at itself, and the first one nowhere at all:
        its softmax is 0 / 0. The diagonal belongs to what is visible: j <= i.""",
        numpy=("bool))", "bool), -1)"),
        torch=(".tril()", ".tril(-1)"),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-shows-the-next-token",
        of="causal_mask",
        advice="""In your mask each token also sees the next one, which is exactly what it is to
        predict: the loss will be wonderful, the text will not. The diagonal is 0.""",
        numpy=("bool))", "bool), 1)"),
        torch=(".tril()", ".tril(1)"),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-transposed",
        of="causal_mask",
        advice="""In your mask a token sees itself and what comes after. Rows are the tokens that
        look, columns are what they look at: which triangle lies in the past?""",
        numpy=("np.tril", "np.triu"),
        torch=(".tril()", ".triu()"),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-true-is-hidden",
        of="causal_mask",
        advice="""Your mask is True where a token may not look. Here True means "may look": turn
        it round.""",
        numpy=("np.tril(np.ones((T, T), bool))", "np.triu(np.ones((T, T), bool), 1)"),
        torch=(".tril()", ".triu(1)"),
        also=(("return torch.ones", "return ~torch.ones"),),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-of-numbers",
        of="causal_mask",
        advice="""Your mask holds the numbers 0 and 1. It should hold booleans:
        `dtype=torch.bool`. What would `~mask` do with a number?""",
        numpy=("np.ones((T, T), bool)", "np.ones((T, T))"),
        torch=("dtype=torch.bool", "dtype=torch.float32"),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-of-integers",
        of="causal_mask",
        advice="""Your mask holds the integers 0 and 1. It should hold booleans:
        `dtype=torch.bool`. On an integer, `~1` is -2.""",
        numpy=("np.ones((T, T), bool)", "np.ones((T, T), int)"),
        torch=("dtype=torch.bool", "dtype=torch.int64"),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-to-be-added",
        of="causal_mask",
        advice="""Your mask holds 0 and -inf, to be added to the scores. Here a mask is boolean,
        True = may look; `attention_weights` makes -inf of it.""",
        numpy=lambda T: np.where(np.tri(T, dtype=bool), 0.0, -np.inf),
        torch=(
            "torch.ones(T, T, dtype=torch.bool).tril()",
            "torch.full((T, T), -math.inf).triu(1)",
        ),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-hides-nothing",
        of="causal_mask",
        advice="Your mask is True everywhere: each token sees the future. Keep the lower triangle.",
        numpy=("np.tril(np.ones((T, T), bool))", "np.ones((T, T), bool)"),
        torch=(".tril()", ""),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-only-the-token-itself",
        of="causal_mask",
        advice="""In your mask a token sees itself and nothing else: that is the diagonal.
        Everything before it is visible too.""",
        numpy=("np.tril(np.ones((T, T), bool))", "np.eye(T, dtype=bool)"),
        torch=("torch.ones(T, T, dtype=torch.bool).tril()", "torch.eye(T, dtype=torch.bool)"),
        read="The causal mask",
    ),
    mistake(
        "causal-mask-with-extra-dimensions",
        of="causal_mask",
        advice="""Your mask has dimensions for batch and heads. (T, T) is enough: broadcasting
        adds them where they are needed.""",
        numpy=("np.tril(np.ones((T, T), bool))", "np.tril(np.ones((1, 1, T, T), bool))"),
        torch=("torch.ones(T, T, dtype", "torch.ones(1, 1, T, T, dtype"),
        read="The causal mask",
    ),
]

ATTENTION_WEIGHTS = [
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
    mistake(
        "attention-counts-dimensions",
        of="attention_weights",
        advice="""Your code counts the axes from the left, so it needs a certain number of them.
        Count from the right: `transpose(-2, -1)`, `shape[-1]`.""",
        torch=("transpose(-2, -1)", "transpose(1, 2)"),
        also=(("transpose(-2, -1)", "transpose(2, 3)"), ("k.transpose(-2, -1)", "k.T")),
        read="Leading dimensions",
    ),
    mistake(
        "attention-changes-its-input",
        of="attention_weights",
        advice="""Your code changes its arguments: `q /= ...`, `mask.logical_not_()` and their
        like write into the caller's memory. Give the result a new name.""",
        torch=(
            "scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])",
            "q /= math.sqrt(q.shape[-1])\n    scores = q @ k.transpose(-2, -1)",
        ),
        also=(("~mask", "mask.logical_not_()"),),
        read="Scaling",
    ),
    mistake(
        "attention-drops-out",
        of="attention_weights",
        advice="""There is a dropout on your weights: the same queries give other weights each
        time. This model has none.""",
        torch=("return softmax(scores)", "return nn.functional.dropout(softmax(scores), 0.1)"),
        read="Weights",
    ),
    mistake(
        "attention-changes-the-dtype",
        of="attention_weights",
        advice="""Your weights have another dtype than queries and keys. A wider dtype inside is
        fine; give back the one that came in: `.to(q.dtype)`.""",
        torch=("scores = q @ k", "scores = q.float() @ k.float()"),
        also=(("return softmax(scores)", "return softmax(scores.double())"),),
        read="Weights",
    ),
    mistake(
        "attention-detaches-keys",
        of="attention_weights",
        advice="""No gradient reaches the keys: `detach`, `.data` or a way through NumPy cuts them
        off, and they would never learn.""",
        numpy=("sum_to(dscores.swapaxes(-2, -1) @ q, k.shape)", "None"),
        at="attention_weights_backward",
        torch=("k.transpose(-2, -1)", "k.detach().transpose(-2, -1)"),
        read="Gradients",
    ),
    mistake(
        "attention-detaches-queries",
        of="attention_weights",
        advice="""No gradient reaches the queries: `detach`, `.data` or a way through NumPy cuts
        them off, and they would never learn.""",
        numpy=("sum_to(dscores @ k, q.shape)", "None"),
        at="attention_weights_backward",
        torch=("scores = q @", "scores = q.detach() @"),
        read="Gradients",
    ),
    mistake(
        "attention-detached",
        of="attention_weights",
        advice="""No gradient comes back through your weights: `no_grad`, `detach`, `.data` or a
        way through NumPy cuts the graph.""",
        numpy=lambda upstream, q, k, mask=None: (None, None),
        at="attention_weights_backward",
        torch=("return softmax(scores)", "return softmax(scores).detach()"),
        read="Gradients",
    ),
]


def rescaled(q, k, mask):
    """Softmax over all keys in float32; the hidden ones set to 0, the rest divided by its sum."""
    scores = np.asarray(attention.attention_scores(q, k), np.float32)
    weights = attention.softmax(scores) * (1.0 if mask is None else mask)
    return weights / weights.sum(-1, keepdims=True)


SDPA = [
    mistake(
        "sdpa-forgets-the-mask",
        of="scaled_dot_product_attention",
        advice="The mask has no effect on your output. Is it handed on to `attention_weights`?",
        numpy=("attention_weights(q, k, mask)", "attention_weights(q, k)"),
        torch=("return attention_weights(q, k, mask) @ v", "return attention_weights(q, k) @ v"),
        read="Mixing values",
    ),
    mistake(
        "sdpa-asks-with-keys",
        of="scaled_dot_product_attention",
        advice="Queries and keys have changed places: you call `attention_weights(k, q)`.",
        numpy=("attention_weights(q, k, mask)", "attention_weights(k, q, mask)"),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return attention_weights(k, q, mask) @ v",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-mixes-keys",
        of="scaled_dot_product_attention",
        advice="""Your output is a mixture of the keys. The keys only decide who is heard; what is
        said are the values, v.""",
        numpy=("np.asarray(v, np.float64)", "np.asarray(k, np.float64)"),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return attention_weights(q, k, mask) @ k",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-returns-weights",
        of="scaled_dot_product_attention",
        advice="""You return the weights. What they are for is missing: the sum of the values,
        weighted, `weights @ v`.""",
        numpy=(" @ np.asarray(v, np.float64)", ""),
        torch=("return attention_weights(q, k, mask) @ v", "return attention_weights(q, k, mask)"),
        read="Mixing values",
    ),
    mistake(
        "sdpa-returns-two-things",
        of="scaled_dot_product_attention",
        advice="""You return the output together with the weights. Here the output alone is
        expected.""",
        numpy=lambda q, k, v, mask=None: (
            attention.attention_weights(q, k, mask) @ v,
            attention.attention_weights(q, k, mask),
        ),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "w = attention_weights(q, k, mask)\n    return w @ v, w",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-values-ask-back",
        of="scaled_dot_product_attention",
        advice="""You multiply by the transposed weights: each value is sent to those who asked,
        in shares that do not sum to 1. Rows of the weights are queries: `weights @ v`.""",
        numpy=("mask) @", "mask).swapaxes(-2, -1) @"),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return attention_weights(q, k, mask).transpose(-2, -1) @ v",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-softmax-twice",
        of="scaled_dot_product_attention",
        advice="""You take the softmax of the weights, which are the result of a softmax. Once is
        enough.""",
        numpy=(
            "attention_weights(q, k, mask) @",
            "softmax(attention_weights(q, k, mask)) @",
        ),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return softmax(attention_weights(q, k, mask)) @ v",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-scaled-again",
        of="scaled_dot_product_attention",
        advice="You divide by √D once more: `attention_weights` has done it already.",
        numpy=(
            "attention_weights(q, k, mask)",
            "attention_weights(q / math.sqrt(q.shape[-1]), k, mask)",
        ),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return attention_weights(q / math.sqrt(q.shape[-1]), k, mask) @ v",
        ),
        read="Scaling",
    ),
    mistake(
        "sdpa-output-scaled",
        of="scaled_dot_product_attention",
        advice="""Your output is divided by √D. The scale belongs to the scores, before the
        softmax, and `attention_weights` takes care of it.""",
        numpy=(
            "@ np.asarray(v, np.float64)",
            "@ np.asarray(v, np.float64) / math.sqrt(q.shape[-1])",
        ),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return attention_weights(q, k, mask) @ v / math.sqrt(q.shape[-1])",
        ),
        read="Scaling",
    ),
    mistake(
        "sdpa-scaled-by-values",
        of="scaled_dot_product_attention",
        advice="""Your scores are divided by the root of the values' features. The dot product is
        that of queries and keys: D is `q.shape[-1]`.""",
        numpy=(
            "attention_weights(q, k, mask)",
            "attention_weights(q * math.sqrt(q.shape[-1] / v.shape[-1]), k, mask)",
        ),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return attention_weights(q * math.sqrt(q.shape[-1] / v.shape[-1]), k, mask) @ v",
        ),
        read="Scaling",
    ),
    mistake(
        "sdpa-detaches-values",
        of="scaled_dot_product_attention",
        advice="""No gradient reaches the values: `detach`, `.data` or a way through NumPy cuts
        them off, and they would never learn.""",
        numpy=("sum_to(dv, v.shape)", "None"),
        at="scaled_dot_product_attention_backward",
        torch=("mask) @ v\n", "mask) @ v.detach()\n"),
        read="Gradients",
    ),
    mistake(
        "sdpa-detaches-weights",
        of="scaled_dot_product_attention",
        advice="""No gradient goes back through the weights: who should have been heard is never
        learnt. Remove the `detach`, `.data` or `no_grad` around them.""",
        numpy=("return dq, dk, sum_to(dv, v.shape)", "return None, None, sum_to(dv, v.shape)"),
        at="scaled_dot_product_attention_backward",
        torch=("mask) @ v\n", "mask).detach() @ v\n"),
        read="Gradients",
    ),
    mistake(
        "sdpa-changes-its-input",
        of="scaled_dot_product_attention",
        advice="""Your code changes its arguments: `q *= ...` and its like write into the caller's
        memory. Give the result a new name.""",
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "q *= 1.5\n    return attention_weights(q / 1.5, k, mask) @ v",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-changes-the-dtype",
        of="scaled_dot_product_attention",
        advice="""Your output has another dtype than the queries. A wider dtype inside is fine;
        give back the one that came in: `.to(q.dtype)`.""",
        torch=("mask) @ v\n", "mask).float() @ v.float()\n"),
        also=(("mask) @ v\n", "mask).double() @ v.double()\n"),),
        read="Mixing values",
    ),
]


SPLIT = "x.reshape(*leading, T, n_heads, C // n_heads).swapaxes(-3, -2)"
T_SPLIT = "x.unflatten(-1, (n_heads, C // n_heads)).transpose(-3, -2)"
T_CHECK = """    if C % n_heads != 0:
        raise ValueError(f"{C} features cannot be cut into {n_heads} heads of equal size")
"""

SPLIT_HEADS = [
    mistake(
        "split-heads-mixes-tokens",
        of="split_heads",
        advice="""You reshape straight to (..., H, T, D), which cuts the tokens in a row, not the
        features of each. Cut the features first, (..., T, H, D), then swap T and H.""",
        numpy=(SPLIT, "x.reshape(*leading, n_heads, T, C // n_heads)"),
        torch=(T_SPLIT, "x.reshape(*x.shape[:-2], n_heads, x.shape[-2], C // n_heads)"),
        read="Heads",
    ),
    mistake(
        "split-heads-interleaves",
        of="split_heads",
        advice="""Your head h gets every H-th feature. Its features lie side by side: h·D to (h +
        1)·D - 1, so H comes before D in the shape.""",
        numpy=(SPLIT, "np.moveaxis(x.reshape(*leading, T, C // n_heads, n_heads), -1, -3)"),
        torch=(T_SPLIT, "x.unflatten(-1, (C // n_heads, n_heads)).movedim(-1, -3)"),
        read="Heads",
    ),
    mistake(
        "split-heads-not-transposed",
        of="split_heads",
        advice="""Your result is (..., T, H, D): the features are cut, but each token still
        holds its heads together. Attention works on the last two axes, so T and H have to be
        swapped.""",
        numpy=(".swapaxes(-3, -2)", ""),
        torch=("C // n_heads)).transpose(-3, -2)", "C // n_heads))"),
        read="Heads",
    ),
    mistake(
        "split-heads-of-n-features",
        of="split_heads",
        advice="""You make heads of `n_heads` features each. `n_heads` is how many there are; each
        has D = C / H features.""",
        numpy=("T, n_heads, C // n_heads", "T, C // n_heads, n_heads"),
        torch=("(n_heads, C // n_heads)", "(C // n_heads, n_heads)"),
        read="Heads",
    ),
    mistake(
        "split-heads-counts-dimensions",
        of="split_heads",
        advice="""Your code needs a certain number of dimensions. Leave the leading ones alone
        (`x.shape[:-1]`) and count axes from the right.""",
        numpy=(".swapaxes(-3, -2)", ".swapaxes(1, 2)"),
        torch=("n_heads)).transpose(-3, -2)", "n_heads)).transpose(1, 2)"),
        also=(("    C = x.shape[-1]", "    B, T, C = x.shape"),),
        read="Leading dimensions",
    ),
    mistake(
        "split-heads-swaps-the-wrong-axes",
        of="split_heads",
        advice="""You swapped the last two of (..., T, H, D). It is T and H that change places:
        the axes -3 and -2.""",
        numpy=("swapaxes(-3, -2)", "swapaxes(-2, -1)"),
        torch=("C // n_heads)).transpose(-3, -2)", "C // n_heads)).transpose(-2, -1)"),
        read="Heads",
    ),
    mistake(
        "split-heads-before-the-batch",
        of="split_heads",
        advice="""Your heads come before the batch. The leading dimensions stay where they are:
        (..., H, T, D).""",
        numpy=("swapaxes(-3, -2)", "__array__()[None].swapaxes(0, -2)[..., 0, :]"),
        torch=(T_SPLIT, "torch.stack(x.chunk(n_heads, dim=-1))"),
        read="Heads",
    ),
    mistake(
        "split-heads-into-the-batch",
        of="split_heads",
        advice="You folded the heads into the batch. Keep an axis for them: (..., H, T, D).",
        numpy=(".swapaxes(-3, -2)", ".swapaxes(-3, -2).reshape(-1, T, C // n_heads)"),
        torch=(T_SPLIT, T_SPLIT + ".reshape(-1, x.shape[-2], C // n_heads)"),
        read="Heads",
    ),
    mistake(
        "split-heads-not-checked",
        of="split_heads",
        advice="""Nothing checks that the heads can be of equal size. If `C % n_heads` is not 0,
        raise ValueError with a sentence that says what does not fit.""",
        torch=(T_CHECK, ""),
        also=(
            [
                (T_CHECK, ""),
                (T_SPLIT, "torch.stack(x[..., : C // n_heads * n_heads].chunk(n_heads, -1), -3)"),
            ],
        ),
        read="Heads",
    ),
    mistake(
        "split-heads-asserts",
        of="split_heads",
        advice="""You check with `assert`, which is for your own errors and vanishes under `python
        -O`. A caller's error is a ValueError.""",
        torch=(T_CHECK, "    assert C % n_heads == 0\n"),
        read="Heads",
    ),
    mistake(
        "split-heads-detached",
        of="split_heads",
        advice="""No gradient comes back through your heads: `.data`, `detach`,
        `torch.tensor(...)` or a way through NumPy cuts the graph.""",
        numpy=lambda upstream: None,
        at="split_heads_backward",
        torch=("return x.unflatten", "return x.detach().unflatten"),
        read="Gradients",
    ),
]

T_MERGE = "x.transpose(-3, -2).flatten(-2)"

MERGE_HEADS = [
    mistake(
        "merge-heads-counts-dimensions",
        of="merge_heads",
        advice="""Your code needs a certain number of dimensions. Leave the leading ones alone
        (`x.shape[:-3]`) and count axes from the right.""",
        numpy=(
            "x.swapaxes(-3, -2).reshape(*leading, T, H * D)",
            "(y := x.swapaxes(1, 2)).reshape(*y.shape[:-2], -1)",
        ),
        torch=("x.transpose(-3, -2)", "x.transpose(1, 2)"),
        also=((f"return {T_MERGE}", f"B, H, T, D = x.shape\n    return {T_MERGE}"),),
        read="Leading dimensions",
    ),
    mistake(
        "merge-heads-mixes-tokens",
        of="merge_heads",
        advice="""You reshape without swapping H and T back, so the features of several tokens
        land in one. First (..., T, H, D), then side by side.""",
        numpy=("x.swapaxes(-3, -2).reshape", "x.reshape"),
        torch=(T_MERGE, "x.reshape(*x.shape[:-3], x.shape[-2], -1)"),
        read="Heads",
    ),
    mistake(
        "merge-heads-interleaves",
        of="merge_heads",
        advice="""You put feature 0 of all heads first, then feature 1 of all. Head 0 comes first
        with all its features: H before D.""",
        numpy=("x.swapaxes(-3, -2)", "np.moveaxis(x, -3, -1)"),
        torch=(T_MERGE, "x.movedim(-3, -1).flatten(-2)"),
        read="Heads",
    ),
    mistake(
        "merge-heads-averages",
        of="merge_heads",
        advice="""You average the heads. Each has found something else: put them side by side, all
        features kept, and let out_linear mix them.""",
        numpy=("x.swapaxes(-3, -2).reshape(*leading, T, H * D)", "x.mean(-3)"),
        torch=(T_MERGE, "x.mean(-3)"),
        read="Heads",
    ),
    mistake(
        "merge-heads-adds",
        of="merge_heads",
        advice="""You add the heads up. Each has found something else: put them side by side, all
        features kept, and let out_linear mix them.""",
        numpy=("x.swapaxes(-3, -2).reshape(*leading, T, H * D)", "x.sum(-3)"),
        torch=(T_MERGE, "x.sum(-3)"),
        read="Heads",
    ),
    mistake(
        "merge-heads-not-flattened",
        of="merge_heads",
        advice="""Your result still has an axis for the heads. Make one axis of the last two:
        (..., T, H, D) -> (..., T, C).""",
        numpy=(".reshape(*leading, T, H * D)", ""),
        torch=(".flatten(-2)", ""),
        read="Heads",
    ),
    mistake(
        "merge-heads-side-by-side-in-time",
        of="merge_heads",
        advice="""You put the heads one after another as if they were tokens: (..., H T, D). They
        belong side by side within each token.""",
        numpy=("x.swapaxes(-3, -2).reshape(*leading, T, H * D)", "x.reshape(*leading, H * T, D)"),
        torch=(T_MERGE, "x.flatten(-3, -2)"),
        read="Heads",
    ),
    mistake(
        "merge-heads-views",
        of="merge_heads",
        advice="""After a transpose the memory is in another order, and `view` only re-reads
        memory in its order. `reshape` or `flatten` copy where they must.""",
        torch=(
            T_MERGE,
            "x.transpose(-3, -2).view(*x.shape[:-3], x.shape[-2], x.shape[-3] * x.shape[-1])",
        ),
        read="Heads",
    ),
    mistake(
        "merge-heads-detached",
        of="merge_heads",
        advice="""No gradient comes back through your merged heads: `.data`, `detach` or a way
        through NumPy cuts the graph.""",
        numpy=lambda upstream, n_heads: None,
        at="merge_heads_backward",
        torch=("return x.transpose", "return x.detach().transpose"),
        read="Gradients",
    ),
]


PROJECT = "q, k, v = project_to_heads(x, weights, n_heads)"
OUT = 'linear(merge_heads(mixed), weights, "out_linear")'
T_OUT = "self.out_linear(merge_heads(heads))"
T_HEADS = {n: f"{n} = split_heads(self.{n}_linear(x), self.n_heads)" for n in "qkv"}
T_LINEAR = {n: f"self.{n}_linear = nn.Linear(d_model, d_model)\n" for n in ("q", "k", "v", "out")}
T_REFUSE = """        if d_model % n_heads != 0:
            raise ValueError(f"d_model {d_model} cannot be cut into {n_heads} heads of equal size")
"""


def attends_over_heads(x, weights, n_heads):
    """Heads never swapped with tokens: in each token, heads attend to heads."""
    q, k, v = (
        attention.linear(x, weights, name).reshape(*x.shape[:-1], n_heads, -1)
        for name in attention.PROJECTIONS
    )
    mixed = attention.scaled_dot_product_attention(q, k, v)
    return attention.linear(mixed.reshape(x.shape), weights, "out_linear")


def fused(x, weights, n_heads):
    """All three projections side by side: (..., T, 3C)."""
    return np.concatenate([attention.linear(x, weights, n) for n in attention.PROJECTIONS], -1)


def unpacked_last(x, weights, n_heads):
    """The fused features read as (H, D, 3)."""
    parts = fused(x, weights, n_heads).reshape(*x.shape[:-1], n_heads, -1, 3)
    return [parts[..., i].swapaxes(-3, -2) for i in range(3)]


def unpacked_per_head(x, weights, n_heads):
    """The fused features read as (H, 3, D)."""
    parts = fused(x, weights, n_heads).reshape(*x.shape[:-1], n_heads, 3, -1)
    return [parts[..., i, :].swapaxes(-3, -2) for i in range(3)]


def t_fused(read):
    """The three projections in torch, unpacked in this way."""
    cat = "torch.cat([layer(x) for layer in (self.q_linear, self.k_linear, self.v_linear)], -1)"
    return [
        (T_HEADS["q"], f"q, k, v = (part.transpose(-3, -2) for part in {cat}{read})"),
        (T_HEADS["k"], "pass"),
        (T_HEADS["v"], "pass"),
    ]


def no_gradient(upstream, x, weights, n_heads):
    return None, dict.fromkeys(weights)


def gradient_of_out_alone(upstream, x, weights, n_heads):
    q, k, v = attention.project_to_heads(x, weights, n_heads)
    mask = attention.causal_mask(q.shape[-2])
    merged = attention.merge_heads(attention.scaled_dot_product_attention(q, k, v, mask))
    _, dout = attention.linear_backward(upstream, merged, weights, "out_linear")
    return None, dict.fromkeys(weights) | dout


MHA = [
    mistake(
        "mha-not-causal",
        of="MultiHeadAttention",
        advice="""Every token of yours sees the whole sequence, the future too. The loss will fall
        towards 0, and the text will be poor: what it copied is not there when it writes. Hand on
        the causal mask.""",
        numpy=("np.tril(np.ones((T, T), bool))", "np.ones((T, T), bool)"),
        at="causal_mask",
        torch=(
            "heads = scaled_dot_product_attention(q, k, v, mask)",
            "heads = scaled_dot_product_attention(q, k, v)",
        ),
        read="The causal mask",
    ),
    mistake(
        "mha-mask-inverted",
        of="MultiHeadAttention",
        advice="""Your layer hides what the causal mask shows: tokens see the future and nothing
        else, the last one nothing at all. True means "may look": hand the mask on as it is.""",
        numpy=("np.tril(np.ones((T, T), bool))", "np.triu(np.ones((T, T), bool), 1)"),
        at="causal_mask",
        torch=("mask = causal_mask", "mask = ~causal_mask"),
        read="The causal mask",
    ),
    mistake(
        "mha-mask-of-fixed-size",
        of="MultiHeadAttention",
        advice="""Your mask has one size for all inputs, but the number of tokens changes from
        call to call; a text begins with one. Make the mask in `forward`, for the T that came.""",
        torch=("causal_mask(x.shape[-2])", "causal_mask(64)"),
        also=(
            ("causal_mask(x.shape[-2])", "causal_mask(128)[: x.shape[-2], : x.shape[-2]]"),
            (
                "mask = causal_mask(x.shape[-2]).to(x.device)",
                "self.mask = mask = getattr(self, 'mask', causal_mask(x.shape[-2]))",
            ),
        ),
        read="The causal mask",
    ),
    mistake(
        "mha-scaled-by-d-model",
        of="MultiHeadAttention",
        advice="""Your scores are divided by √d_model. Each head's dot product sums over its own D
        features only: divide by √D, D = d_model / n_heads.""",
        numpy=("attention(q,", "attention(q / math.sqrt(n_heads),"),
        torch=(
            "attention(q, k, v, mask)\n        return",
            "attention(q / self.n_heads**0.5, k, v, mask)\n        return",
        ),
        read="Scaling",
    ),
    mistake(
        "mha-scaled-again",
        of="MultiHeadAttention",
        advice="Your layer divides by √D once more: `scaled_dot_product_attention` has done it.",
        numpy=("attention(q,", "attention(q / math.sqrt(q.shape[-1]),"),
        torch=(
            "attention(q, k, v, mask)\n        return",
            "attention(q / q.shape[-1] ** 0.5, k, v, mask)\n        return",
        ),
        read="Scaling",
    ),
    mistake(
        "mha-merges-without-swapping",
        of="MultiHeadAttention",
        advice="""You reshape the heads to (B, T, C) without swapping H and T back, so a token
        gets what belongs to others, future ones too. `merge_heads` does it right.""",
        numpy=("merge_heads(mixed)", "mixed.reshape(x.shape)"),
        torch=("merge_heads(heads))", "heads.reshape(x.shape))"),
        read="Heads",
    ),
    mistake(
        "mha-splits-without-swapping",
        of="MultiHeadAttention",
        advice="""You reshape to (B, H, T, D) in one step, which cuts the sequence and not the
        features. `split_heads` cuts the features and swaps T and H.""",
        numpy=lambda x, weights, n_heads: [
            attention.linear(x, weights, name).reshape(*x.shape[:-2], n_heads, x.shape[-2], -1)
            for name in attention.PROJECTIONS
        ],
        at="project_to_heads",
        torch=[
            (old, f"{n} = self.{n}_linear(x).reshape(x.shape[0], self.n_heads, x.shape[1], -1)")
            for n, old in T_HEADS.items()
        ],
        read="Heads",
    ),
    mistake(
        "mha-attends-over-heads",
        of="MultiHeadAttention",
        advice="""In your layer heads attend to heads within one token, and no token ever hears
        another. Attention works on the last two axes: swap T and H first.""",
        numpy=attends_over_heads,
        torch=[
            *(
                (old, f"{n} = self.{n}_linear(x).unflatten(-1, (self.n_heads, -1))")
                for n, old in T_HEADS.items()
            ),
            (
                "heads = scaled_dot_product_attention(q, k, v, mask)",
                "heads = scaled_dot_product_attention(q, k, v)",
            ),
            ("merge_heads(heads))", "heads.flatten(-2))"),
        ],
        read="Heads",
    ),
    mistake(
        "mha-attends-over-the-batch",
        of="MultiHeadAttention",
        advice="""Your layer takes the first axis for time, so the texts of a batch read one
        another. Here x is (B, T, C): the batch comes first.""",
        numpy=[
            (PROJECT, f"x = np.asarray(x).swapaxes(0, 1)\n    {PROJECT}"),
            (OUT, f"{OUT}.swapaxes(0, 1)"),
        ],
        torch=[
            (T_HEADS["q"], f"x = x.transpose(0, 1)\n        {T_HEADS['q']}"),
            (T_OUT, f"{T_OUT}.transpose(0, 1)"),
        ],
        read="Heads",
    ),
    mistake(
        "mha-single-head",
        of="MultiHeadAttention",
        advice="""`n_heads` has no effect: your layer is one big head. Cut q, k and v into heads,
        let each attend by itself, and put them together again.""",
        numpy=(PROJECT, PROJECT.replace("n_heads", "1")),
        torch=("self.n_heads = n_heads", "self.n_heads = 1"),
        read="Heads",
    ),
    mistake(
        "mha-fused-wrong-order",
        of="MultiHeadAttention",
        advice="""Your three projections lie side by side, but are taken apart as (H, D, 3). Take
        them apart in the order they were packed in: (3, H, D).""",
        numpy=unpacked_last,
        at="project_to_heads",
        torch=t_fused(".unflatten(-1, (self.n_heads, -1, 3)).unbind(-1)"),
        read="Heads",
    ),
    mistake(
        "mha-fused-per-head",
        of="MultiHeadAttention",
        advice="""Your three projections lie side by side, but are taken apart as (H, 3, D). Take
        them apart in the order they were packed in: (3, H, D).""",
        numpy=unpacked_per_head,
        at="project_to_heads",
        torch=t_fused(".unflatten(-1, (self.n_heads, 3, -1)).unbind(-2)"),
        read="Heads",
    ),
    mistake(
        "mha-keys-and-values-swapped",
        of="MultiHeadAttention",
        advice="""Keys and values have changed places. The keys are compared with the queries, the
        values are what is mixed.""",
        numpy=(PROJECT, PROJECT.replace("q, k, v", "q, v, k")),
        torch=(
            "attention(q, k, v, mask)\n        return",
            "attention(q, v, k, mask)\n        return",
        ),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-queries-and-keys-swapped",
        of="MultiHeadAttention",
        advice="Queries and keys have changed places: q_linear's result is asked, k_linear's asks.",
        numpy=(PROJECT, PROJECT.replace("q, k, v", "k, q, v")),
        torch=(
            "attention(q, k, v, mask)\n        return",
            "attention(k, q, v, mask)\n        return",
        ),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-queries-and-values-swapped",
        of="MultiHeadAttention",
        advice="Queries and values have changed places: what is mixed must come from v_linear.",
        numpy=(PROJECT, PROJECT.replace("q, k, v", "v, k, q")),
        torch=(
            "attention(q, k, v, mask)\n        return",
            "attention(v, k, q, mask)\n        return",
        ),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-keys-from-q-linear",
        of="MultiHeadAttention",
        advice="""Your keys come from q_linear. A copied line? What a token looks for and what it
        is found by are two things: k_linear.""",
        numpy=(PROJECT, f"{PROJECT}\n    k = q"),
        torch=("self.k_linear(x)", "self.q_linear(x)"),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-values-from-k-linear",
        of="MultiHeadAttention",
        advice="""Your values come from k_linear. A copied line? What a token is found by and what
        it says are two things: v_linear.""",
        numpy=(PROJECT, f"{PROJECT}\n    v = k"),
        torch=("self.v_linear(x)", "self.k_linear(x)"),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-values-from-q-linear",
        of="MultiHeadAttention",
        advice="Your values come from q_linear. A copied line? They should come from v_linear.",
        numpy=(PROJECT, f"{PROJECT}\n    v = q"),
        torch=("self.v_linear(x)", "self.q_linear(x)"),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-values-not-projected",
        of="MultiHeadAttention",
        advice="Your values are the input itself. v_linear decides what a token says: is it used?",
        numpy=(PROJECT, f"{PROJECT}\n    v = split_heads(x, n_heads)"),
        torch=("self.v_linear(x)", "x"),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-without-out-linear",
        of="MultiHeadAttention",
        advice="""Your output is the merged heads. out_linear, which lets the heads hear one
        another, is not used.""",
        numpy=(OUT, "merge_heads(mixed)"),
        torch=(T_OUT, "merge_heads(heads)"),
        read="Heads",
    ),
    mistake(
        "mha-out-linear-diagonal",
        of="MultiHeadAttention",
        advice="""Of out_linear's matrix only the diagonal is used: a product element by element,
        or an einsum with a letter repeated. Call the layer, or multiply matrices.""",
        numpy=(
            OUT,
            "linear(merge_heads(mixed), {n: w * np.eye(len(w)) if w.ndim > 1 else w "
            'for n, w in weights.items()}, "out_linear")',
        ),
        torch=(
            T_OUT,
            "merge_heads(heads) * self.out_linear.weight.diagonal() + self.out_linear.bias",
        ),
        read="Heads",
    ),
    mistake(
        "mha-weights-transposed",
        of="MultiHeadAttention",
        advice="""You multiply by W where `nn.Linear` multiplies by Wᵀ: its weight is (out, in).
        Call the layer, or transpose.""",
        numpy=("weight.T", "weight"),
        at="linear",
        torch=[
            *(
                (f"self.{n}_linear(x)", f"(x @ self.{n}_linear.weight + self.{n}_linear.bias)")
                for n in "qkv"
            ),
            (T_OUT, "merge_heads(heads) @ self.out_linear.weight + self.out_linear.bias"),
        ],
        read="Queries, keys, values",
    ),
    mistake(
        "mha-biases-not-added",
        of="MultiHeadAttention",
        advice="The biases of your linear layers have no effect. Call the layer, or add its bias.",
        numpy=(" + bias", ""),
        at="linear",
        torch=[
            *((f"self.{n}_linear(x)", f"(x @ self.{n}_linear.weight.T)") for n in "qkv"),
            (T_OUT, "merge_heads(heads) @ self.out_linear.weight.T"),
        ],
        read="Queries, keys, values",
    ),
    mistake(
        "mha-adds-its-input",
        of="MultiHeadAttention",
        advice="""Your layer adds its input to its output. That is the work of the block, in the
        next stage; twice would be once too often.""",
        numpy=(f"return {OUT}", f"return x + {OUT}"),
        torch=(f"return {T_OUT}", f"return x + {T_OUT}"),
        read="Heads",
    ),
    mistake(
        "mha-returns-two-things",
        of="MultiHeadAttention",
        advice="""Your layer returns its output together with something else, such as the weights.
        Here the output alone is expected.""",
        numpy=[
            ("mixed = ", "w = attention_weights(q, k, causal_mask(q.shape[-2]))\n    mixed = "),
            (f"return {OUT}", f"return {OUT}, w"),
        ],
        torch=(f"return {T_OUT}", f"return {T_OUT}, attention_weights(q, k, mask)"),
        read="Heads",
    ),
    mistake(
        "mha-parameters-missing",
        of="MultiHeadAttention",
        advice="""A parameter that belongs to the layer is not registered: an optimizer would
        never see it. Assign each `nn.Linear(d_model, d_model)`, with its bias, to `self` under
        its own name.""",
        torch=(T_LINEAR["q"], T_LINEAR["q"].replace("d_model)", "d_model, bias=False)")),
        also=(
            (
                T_LINEAR["v"],
                "self.layers = [nn.Linear(d_model, d_model)]\n        self.v = self.layers[0]\n",
            ),
            [(T_LINEAR["k"], "self.k_linear = self.q_linear\n")],
        ),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-parameter-shapes",
        of="MultiHeadAttention",
        advice="""A weight of yours has another shape. All heads are projected at once, and put
        side by side, not averaged, before out_linear: each matrix is (d_model, d_model).""",
        torch=[
            (T_LINEAR["out"], "self.out_linear = nn.Linear(d_model // n_heads, d_model)\n"),
            ("merge_heads(heads))", "heads.mean(-3))"),
        ],
        also=([(T_LINEAR["q"], "self.q_linear = nn.Linear(d_model, d_model // n_heads)\n")],),
        read="Heads",
    ),
    mistake(
        "mha-own-start",
        of="MultiHeadAttention",
        advice="""Your weights do not start as `nn.Linear` leaves them. That start keeps the
        signal's size, and the layers different from one another: do not overwrite it.""",
        torch=(
            T_LINEAR["out"],
            T_LINEAR["out"] + "        nn.init.zeros_(self.out_linear.weight)\n",
        ),
        also=(
            (T_LINEAR["out"], T_LINEAR["out"] + "        nn.init.zeros_(self.q_linear.bias)\n"),
            (
                T_LINEAR["v"],
                T_LINEAR["v"] + "        nn.init.normal_(self.v_linear.weight, std=0.02)\n",
            ),
            (
                T_LINEAR["v"],
                T_LINEAR["v"] + "        nn.init.xavier_uniform_(self.v_linear.weight)\n",
            ),
            (
                T_LINEAR["k"],
                T_LINEAR["k"]
                + "        self.k_linear.load_state_dict(self.q_linear.state_dict())\n",
            ),
        ),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-shares-weights",
        of="MultiHeadAttention",
        advice="""Two of your layers share their weights: they are made once for the class or the
        file. Make them in `__init__`.""",
        torch=[
            ("import math\n", "import math\n\nSHARED = {}\n"),
            (
                T_LINEAR["q"],
                "self.q_linear = SHARED.setdefault(d_model, nn.Linear(d_model, d_model))\n",
            ),
        ],
        read="Queries, keys, values",
    ),
    mistake(
        "mha-drops-out",
        of="MultiHeadAttention",
        advice="""There is a dropout in your layer: the same input gives another output each time.
        This model has none.""",
        torch=(T_OUT, f"nn.functional.dropout({T_OUT}, 0.1)"),
        also=((T_OUT, f"nn.functional.dropout({T_OUT}, 0.1, self.training)"),),
        read="Heads",
    ),
    mistake(
        "mha-changes-its-input",
        of="MultiHeadAttention",
        advice="""Your layer writes into its input, which the block still needs. Give the result a
        new name.""",
        torch=(T_OUT, f"x.copy_({T_OUT})"),
        also=((f"return {T_OUT}", f"out = {T_OUT}\n        x += out\n        return out"),),
        read="Heads",
    ),
    mistake(
        "mha-detached",
        of="MultiHeadAttention",
        advice="""No gradient comes back through your layer: `no_grad`, `detach`, `.data` or a way
        through NumPy cuts the graph.""",
        numpy=no_gradient,
        at="multi_head_attention_backward",
        torch=(T_OUT, f"{T_OUT}.detach()"),
        also=(("    def forward", "    @torch.no_grad()\n    def forward"),),
        read="Gradients",
    ),
    mistake(
        "mha-heads-detached",
        of="MultiHeadAttention",
        advice="""Only out_linear would learn: before it, `detach`, `.data` or a way through NumPy
        cuts the graph.""",
        numpy=gradient_of_out_alone,
        at="multi_head_attention_backward",
        torch=("merge_heads(heads))", "merge_heads(heads).detach())"),
        read="Gradients",
    ),
    mistake(
        "mha-not-checked",
        of="MultiHeadAttention",
        advice="""Nothing checks that the heads can be of equal size, and `d_model // n_heads`
        drops the rest in silence. If `d_model % n_heads` is not 0, raise ValueError.""",
        torch=(T_REFUSE, ""),
        read="Heads",
    ),
    mistake(
        "mha-asserts",
        of="MultiHeadAttention",
        advice="""You check with `assert`, which is for your own errors and vanishes under `python
        -O`. A caller's error is a ValueError.""",
        torch=(T_REFUSE, "        assert d_model % n_heads == 0\n"),
        read="Heads",
    ),
    mistake(
        "mha-device-not-followed",
        of="MultiHeadAttention",
        advice="""Your mask is made on the CPU, wherever the layer lives. On a GPU, whose memory
        would the scores be compared with? Send it along: `.to(x.device)`.""",
        torch=(".to(x.device)", ""),
        read="The causal mask",
    ),
]

MISTAKES = [
    *SOFTMAX,
    *CAUSAL_MASK,
    *ATTENTION_WEIGHTS,
    *SDPA,
    *SPLIT_HEADS,
    *MERGE_HEADS,
    *MHA,
]
