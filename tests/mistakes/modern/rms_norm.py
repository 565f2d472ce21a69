"""RMSNorm: a layer norm without the mean."""

from tests.mistakes import mistake

WIDE = "wide = x.to(torch.promote_types(x.dtype, torch.float32))"
SQUARES = "mean_square = wide.pow(2).mean(-1, keepdim=True)"
NORMED = "wide / (mean_square + self.eps).sqrt()"
NP_ROOT = "np.sqrt((np.asarray(x, np.float64) ** 2).mean(-1, keepdims=True) + eps)"

MISTAKES = [
    mistake(
        "rmsnorm-sum-instead-of-mean",
        of="RMSNorm",
        at="root_mean_square",
        advice="""You divide by the length of the vector: the squares are summed, not averaged.
        Would a token with four times as many features come out half as large?""",
        numpy=(".mean(-1", ".sum(-1"),
        torch=(SQUARES, "mean_square = wide.pow(2).sum(-1, keepdim=True)"),
        also=((NORMED, "wide / (wide.norm(dim=-1, keepdim=True) ** 2 + self.eps).sqrt()"),),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-no-sqrt",
        of="RMSNorm",
        at="root_mean_square",
        advice="""You divide by the mean square. If x were in metres, what would your result be
        in? Take the root first.""",
        numpy=(f"return {NP_ROOT}", f"return {NP_ROOT} ** 2"),
        torch=(NORMED, "wide / (mean_square + self.eps)"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-eps-outside-the-root",
        of="RMSNorm",
        at="root_mean_square",
        advice="""You add eps to the root. The formula adds it to the mean square, inside: how much
        does 1e-5 weigh in each case for a token near 0?""",
        numpy=(
            f"return {NP_ROOT}",
            "return np.sqrt((np.asarray(x, float) ** 2).mean(-1, keepdims=True)) + eps",
        ),
        torch=("(mean_square + self.eps).sqrt()", "(mean_square.sqrt() + self.eps)"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-other-eps",
        of="RMSNorm",
        at="root_mean_square",
        advice="""Your norm does not use the eps it is given, but 1e-6 or so. Keep the argument in
        `__init__` and add that.""",
        numpy=(f"return {NP_ROOT}", f"eps = 1e-6\n    return {NP_ROOT}"),
        torch=("self.eps = eps", "self.eps = 1e-6"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-no-eps",
        of="RMSNorm",
        at="root_mean_square",
        advice="""No eps is added: a token of zeros is divided by zero. Add eps to the mean square,
        inside the root.""",
        numpy=("keepdims=True) + eps", "keepdims=True)"),
        torch=("(mean_square + self.eps)", "mean_square"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-subtracts-the-mean",
        of="RMSNorm",
        at="rms_norm",
        advice="""You subtract the mean first: that is layer norm. RMSNorm is the one that leaves
        the mean alone, because it was found not to be needed.""",
        numpy=(
            "    normalized =",
            "    x = x - np.mean(x, -1, keepdims=True, dtype=float)\n    normalized =",
        ),
        torch=(WIDE, f"{WIDE}\n        wide = wide - wide.mean(-1, keepdim=True)"),
        also=((SQUARES, "wide = x - x.mean(-1, keepdim=True)\n        " + SQUARES),),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-variance",
        of="RMSNorm",
        at="root_mean_square",
        advice="""You divide by the standard deviation, which subtracts the mean inside. RMSNorm
        divides by the root of the mean square of x itself.""",
        numpy=(NP_ROOT, "np.sqrt(np.var(np.asarray(x, float), -1, keepdims=True) + eps)"),
        torch=(SQUARES, "mean_square = wide.var(-1, keepdim=True, unbiased=False)"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-whole-tensor",
        of="RMSNorm",
        at="root_mean_square",
        advice="""One root mean square is taken of everything, so that texts disturb one another.
        Each token has its own: which axis do the features lie on?""",
        numpy=(".mean(-1, keepdims=True)", ".mean(keepdims=True)"),
        torch=(SQUARES, "mean_square = wide.pow(2).mean()"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-over-time-and-features",
        of="RMSNorm",
        at="root_mean_square",
        advice="""One root mean square is taken of a whole text, so that later tokens change earlier
        ones. Each token has its own: average over the features only.""",
        numpy=(
            ".mean(-1, keepdims=True)",
            ".mean((-2, -1) if np.ndim(x) > 1 else -1, None, None, True)",
        ),
        torch=(
            SQUARES,
            "mean_square = wide.pow(2).mean((-2, -1) if x.dim() > 1 else -1, keepdim=True)",
        ),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-no-weight",
        of="RMSNorm",
        advice="""The result is not multiplied by `weight`, so that nothing is learnt here. Scale
        each feature by its own number.""",
        numpy=("return normalized * np.asarray(weight, np.float64)", "return normalized"),
        torch=("(normed * self.weight)", "normed"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-weight-is-an-offset",
        of="RMSNorm",
        advice="""You multiply by 1 + weight, as Gemma does, whose weights begin at 0. Here the
        weight itself is the scale, and begins at 1.""",
        numpy=("* np.asarray(weight, np.float64)", "* (1 + np.asarray(weight, np.float64))"),
        torch=("(normed * self.weight)", "(normed * (1 + self.weight))"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-weight-uninitialised",
        of="RMSNorm",
        advice="""A new `weight` is not made of ones. What does a norm give at first if its scale
        is 0, or whatever lay in memory? Begin with `torch.ones`.""",
        torch=("torch.ones(d_model)", "torch.zeros(d_model)"),
        also=(("torch.ones(d_model)", "torch.randn(d_model)"),),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-has-bias",
        of="RMSNorm",
        advice="""There is a `bias`: layer norm has one. RMSNorm only scales, so a checkpoint has
        nothing to put there.""",
        torch=(
            "self.weight = nn.Parameter(torch.ones(d_model))",
            "self.weight = nn.Parameter(torch.ones(d_model))\n"
            "        self.bias = nn.Parameter(torch.zeros(d_model))",
        ),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-statistics-detached",
        of="RMSNorm",
        at="rms_norm_backward",
        advice="""The values are right, but no gradient flows through the root. It depends on x too:
        take `detach()` or `no_grad` away.""",
        numpy=("(h - normalized * (h * normalized).mean(-1, keepdims=True)) / r", "h / r"),
        torch=(SQUARES, "mean_square = wide.detach().pow(2).mean(-1, keepdim=True)"),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-mutates-input",
        of="RMSNorm",
        advice="""The caller's tensor is changed: `to()` and `float()` copy nothing if the dtype is
        right already, and `mul_` or `/=` then write into x, the stream itself.""",
        torch=(
            "normed = wide / (mean_square + self.eps).sqrt()",
            "normed = wide.div_((mean_square + self.eps).sqrt())",
        ),
        read="RMSNorm",
    ),
    mistake(
        "rmsnorm-returns-float32",
        of="RMSNorm",
        advice="""What goes in as float16 (or float64) comes out in another dtype, and the next
        layer refuses it. Compute wide, then go back to the dtype of x.""",
        torch=("return (normed * self.weight).to(x.dtype)", "return normed * self.weight.float()"),
        also=(("(normed * self.weight).to(x.dtype)", "(normed * self.weight).float()"),),
        read="Half precision",
    ),
    mistake(
        "rmsnorm-squares-in-half",
        of="RMSNorm",
        advice="""float16 ends at 65504, so the square of 256 is infinity, and that of 0.0001 is 0.
        Go to float32 before you square.""",
        torch=(WIDE, "wide = x"),
        also=((SQUARES, "mean_square = x.pow(2).mean(-1, keepdim=True).float()"),),
        read="Half precision",
    ),
]
