"""LayerNorm: the formula, its axis, its eps, its scale and shift."""

from tests.mistakes import mistake
from tests.mistakes.block.shared import CENTRED, VARIANCE

NORMED = "centred / (variance + self.eps).sqrt()"
VAR = "x.var(-1, keepdims=True)"

MISTAKES = [
    mistake(
        "layernorm-unbiased-variance",
        of="LayerNorm",
        at="normalize",
        advice="""Your variance divides by C - 1, as `var()` and `std()` do by default. Are C
        features a sample of something larger, or all there is? Divide by C: `unbiased=False`.""",
        numpy=(VAR, "x.var(-1, ddof=1, keepdims=True)"),
        torch=(VARIANCE, "variance = x.var(-1, keepdim=True)"),
        also=((VARIANCE, "variance = x.std(-1, keepdim=True) ** 2"),),
        read="Layer norm",
    ),
    mistake(
        "layernorm-eps-outside-sqrt",
        of="LayerNorm",
        at="normalize",
        advice="""You add eps to the standard deviation, after the root. The formula adds it to the
        variance, inside the root: how much does 1e-5 weigh in each case when variance is tiny?""",
        numpy=(f"np.sqrt({VAR} + eps)", f"np.sqrt({VAR}) + eps"),
        torch=("(variance + self.eps).sqrt()", "(variance.sqrt() + self.eps)"),
        also=((NORMED, "centred / (x.std(-1, keepdim=True, unbiased=False) + self.eps)"),),
        read="Layer norm",
    ),
    mistake(
        "layernorm-divides-by-variance",
        of="LayerNorm",
        at="normalize",
        advice="""You divide by the variance. What is its unit, if x were in metres? Take the
        square root first.""",
        numpy=(f"np.sqrt({VAR} + eps)", f"{VAR} + eps"),
        torch=("(variance + self.eps).sqrt()", "(variance + self.eps)"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-no-mean",
        of="LayerNorm",
        at="normalize",
        advice="""You divide by the right deviation but do not subtract the mean. What is the mean
        of your result? Centre first, then scale.""",
        numpy=("return (x - x.mean(-1, keepdims=True)) / deviation", "return x / deviation"),
        torch=(NORMED, "x / (variance + self.eps).sqrt()"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-is-rmsnorm",
        of="LayerNorm",
        at="normalize",
        advice="""You divide by the root of the mean square, and the mean stays: that is RMSNorm, a
        younger relative. Layer norm subtracts the mean first, also inside the variance.""",
        numpy=[
            (VAR, "(x**2).mean(-1, keepdims=True)"),
            ("return (x - x.mean(-1, keepdims=True)) / deviation", "return x / deviation"),
        ],
        torch=(CENTRED, "centred = x"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-raw-second-moment",
        of="LayerNorm",
        at="normalize",
        advice="""Your variance is the mean of x², not of (x - mean)². The two differ as soon as
        the mean is not 0. Square the distances from the mean.""",
        numpy=(VAR, "(x**2).mean(-1, keepdims=True)"),
        torch=(VARIANCE, "variance = x.pow(2).mean(-1, keepdim=True)"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-sum-of-squares",
        of="LayerNorm",
        at="normalize",
        advice="""You divide by the length of the centred vector: the squares are summed, not
        averaged. Would a token with twice as many features come out half as large?""",
        numpy=(VAR, f"x.shape[-1] * {VAR}"),
        torch=(VARIANCE, "variance = centred.pow(2).sum(-1, keepdim=True)"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-mean-absolute-deviation",
        of="LayerNorm",
        at="normalize",
        advice="""You divide by the mean distance from the mean. The standard deviation is the root
        of the mean *squared* distance.""",
        numpy=(
            f"np.sqrt({VAR} + eps)",
            "np.abs(x - x.mean(-1, keepdims=True)).mean(-1, keepdims=True) + eps",
        ),
        torch=(NORMED, "centred / (centred.abs().mean(-1, keepdim=True) + self.eps)"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-sequence-axis",
        of="LayerNorm",
        at="normalize",
        advice="""You take mean and variance over the tokens, so a token's result depends on the
        tokens after it. Over which axis does one token's features lie? Use `dim=-1`.""",
        numpy=[(VAR, "x.var(-2, keepdims=True)"), ("x.mean(-1,", "x.mean(-2,")],
        torch=[
            (CENTRED, "centred = x - x.mean(-2, keepdim=True)"),
            (VARIANCE, "variance = centred.pow(2).mean(-2, keepdim=True)"),
        ],
        also=(
            [
                (CENTRED, "centred = x - x.mean(1, keepdim=True)"),
                (VARIANCE, "variance = centred.pow(2).mean(1, keepdim=True)"),
            ],
        ),
        read="Layer norm",
    ),
    mistake(
        "layernorm-batch-axis",
        of="LayerNorm",
        at="normalize",
        advice="""You take mean and variance over the batch: that is batch norm. May a text change
        because of the other texts beside it? Use the last axis.""",
        numpy=[(VAR, "x.var(0, keepdims=True)"), ("x.mean(-1,", "x.mean(0,")],
        torch=[
            (CENTRED, "centred = x - x.mean(0, keepdim=True)"),
            (VARIANCE, "variance = centred.pow(2).mean(0, keepdim=True)"),
        ],
        read="Layer norm",
    ),
    mistake(
        "layernorm-tokens-and-features",
        of="LayerNorm",
        at="normalize",
        advice="""You normalise all tokens of a text together. Each token has a mean and a variance
        of its own: take them over the last axis only.""",
        numpy=[(VAR, "x.var((-2, -1), keepdims=True)"), ("x.mean(-1,", "x.mean((-2, -1),")],
        torch=[
            (CENTRED, "centred = x - x.mean((-2, -1), keepdim=True)"),
            (VARIANCE, "variance = centred.pow(2).mean((-2, -1), keepdim=True)"),
        ],
        read="Layer norm",
    ),
    mistake(
        "layernorm-whole-tensor",
        of="LayerNorm",
        at="normalize",
        advice="""You take one mean and one variance of the whole tensor. Each token has its own:
        name the axis, and keep it with `keepdim=True`.""",
        numpy=[(VAR, "x.var()"), ("x.mean(-1, keepdims=True)", "x.mean()")],
        torch=[
            (CENTRED, "centred = x - x.mean()"),
            (VARIANCE, "variance = centred.pow(2).mean()"),
        ],
        read="Layer norm",
    ),
    mistake(
        "layernorm-ignores-eps",
        of="LayerNorm",
        at="normalize",
        advice="""eps is not in your formula, or next to nothing. What is 0 / 0, when all features
        of a token are equal? Add `self.eps` to the variance.""",
        numpy=(f"{VAR} + eps", VAR),
        torch=("(variance + self.eps)", "variance"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-eps-hard-coded",
        of="LayerNorm",
        at="normalize",
        advice="""You always add 1e-5, whatever `eps` says. Keep the argument in `__init__` and use
        it in `forward`.""",
        numpy=(f"{VAR} + eps", f"{VAR} + 1e-5"),
        torch=("self.eps = eps", "self.eps = 1e-5"),
        also=(("variance + self.eps", "variance + 1e-5"),),
        read="Layer norm",
    ),
    mistake(
        "layernorm-eps-squared",
        of="LayerNorm",
        at="normalize",
        advice="""You add eps², as for a standard deviation with eps beside it under one root. The
        formula adds eps itself to the variance.""",
        numpy=(f"{VAR} + eps", f"{VAR} + eps**2"),
        torch=("variance + self.eps", "variance + self.eps**2"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-default-eps",
        of="LayerNorm",
        advice="""Your default eps is 1e-6. The signature says 1e-5, as in
        `torch.nn.LayerNorm`.""",
        numpy=("eps=1e-5", "eps=1e-6"),
        torch=("eps: float = 1e-5", "eps: float = 1e-6"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-no-scale",
        of="LayerNorm",
        advice="""Your result is not multiplied by `weight`, so the learnt scale does nothing.""",
        numpy=("normalized * np.asarray(weight, np.float64)", "normalized"),
        torch=(" * self.weight", ""),
        read="Layer norm",
    ),
    mistake(
        "layernorm-no-shift",
        of="LayerNorm",
        advice="""`bias` is not added to your result, so the learnt shift does nothing.""",
        numpy=(" + np.asarray(bias, np.float64)", ""),
        torch=(" + self.bias", ""),
        read="Layer norm",
    ),
    mistake(
        "layernorm-shift-before-scale",
        of="LayerNorm",
        advice="""You add `bias` first and multiply the sum by `weight`. The scale belongs to the
        normalised x alone: n * weight + bias.""",
        numpy=(
            "normalized * np.asarray(weight, np.float64) + np.asarray(bias, np.float64)",
            "(normalized + np.asarray(bias, np.float64)) * np.asarray(weight, np.float64)",
        ),
        torch=(f"{NORMED} * self.weight + self.bias", f"({NORMED} + self.bias) * self.weight"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-scale-plus-one",
        of="LayerNorm",
        advice="""You multiply by 1 + `weight`, as models do whose scale begins at 0. Here `weight`
        begins with ones and is the scale itself.""",
        numpy=("* np.asarray(weight, np.float64)", "* (1 + np.asarray(weight, np.float64))"),
        torch=("* self.weight", "* (1 + self.weight)"),
        read="Layer norm",
    ),
    mistake(
        "layernorm-scalar-parameters",
        of="LayerNorm",
        at="layer_norm_shapes",
        advice="""`weight` and `bias` are one number each. Every feature has its own scale and its
        own shift: shape (d_model,).""",
        numpy=('{"weight": (d_model,), "bias": (d_model,)}', '{"weight": (1,), "bias": (1,)}'),
        torch=[
            ("torch.ones(d_model)", "torch.ones(1)"),
            ("torch.zeros(d_model)", "torch.zeros(1)"),
        ],
        read="Layer norm",
    ),
]
