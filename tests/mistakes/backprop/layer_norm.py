"""The backward pass of a layer norm."""

from tests.mistakes.backprop.shared import wrong

NORM = "Layer norm"

LN, T_DEV = "block.layer_norm_backward", "+ eps)\n    normalized ="
R_LN, T_LN = "return (h - along) / deviation,", "return (h - along) / deviation,"


def norm(id, numpy, torch, advice):
    return wrong("layer_norm_backward", id, LN, advice, numpy, torch, NORM)


MISTAKES = [
    norm(
        "norm-backward-constant-statistics",
        (R_LN, "return h / deviation,"),
        (T_LN, "return h / deviation,"),
        """You treat mean and variance as constants. Move one feature: both move with it, and
        through them every feature of the token.""",
    ),
    norm(
        "norm-backward-mean-only",
        (R_LN, "return (h - h.mean(-1, keepdims=True)) / deviation,"),
        (T_LN, "return (h - h.mean(-1, keepdims=True)) / deviation,"),
        "Your dx goes through the mean, not through the variance: `- n * mean(h * n)` is missing.",
    ),
    norm(
        "norm-backward-variance-only",
        ("h.mean(-1, keepdims=True) + normalized", "normalized"),
        ("h.mean(-1, keepdims=True) + normalized", "normalized"),
        "Your dx goes through the variance, not through the mean: `- mean(h)` is missing.",
    ),
    norm(
        "norm-backward-sums-for-means",
        [
            ("h.mean(-1, keepdims=True) +", "h.sum(-1, keepdims=True) +"),
            ("(h * normalized).mean(", "(h * normalized).sum("),
        ],
        [
            ("h.mean(-1, keepdims=True) +", "h.sum(-1, keepdims=True) +"),
            ("(h * normalized).mean(", "(h * normalized).sum("),
        ],
        """You sum over the features where the formula has means: the mean of a token is a C-th of
        the sum of its features, going back as well.""",
    ),
    norm(
        "norm-backward-no-weight",
        ("h = upstream * np.asarray(weight, np.float64)", "h = upstream"),
        ("h = upstream * weight", "h = upstream"),
        """The scale is missing on the way to x: forward the normalised features were multiplied by
        `weight`, so backward the gradient is.""",
    ),
    norm(
        "norm-backward-scale-of-x",
        ("upstream * normalized,", "upstream * np.asarray(x, np.float64),"),
        ("(upstream * normalized).sum(leading)", "(upstream * x).sum(leading)"),
        """Your dweight multiplies upstream by x. What was `weight` multiplied with? The normalised
        x.""",
    ),
    norm(
        "norm-backward-sums-the-first-axis",
        [
            (
                "attention.sum_to(upstream * normalized, np.shape(weight))",
                "(upstream * normalized).sum(0)",
            ),
            ("attention.sum_to(upstream, np.shape(bias))", "upstream.sum(0)"),
        ],
        ("leading = tuple(range(x.ndim - 1))", "leading = 0"),
        """Your dweight and dbias are summed over the first axis only: with texts in a batch there
        are two leading axes.""",
    ),
    norm(
        "norm-backward-ignores-eps",
        ("normalize(x, eps)", "normalize(x)"),
        (T_DEV, T_DEV.replace("eps", "1e-5")),
        "You add 1e-5, whatever `eps` says: go back through the same root as forward.",
    ),
    norm(
        "norm-backward-unbiased-variance",
        (
            "normalized, deviation = normalize(x, eps)",
            """x = np.asarray(x, np.float64)
    deviation = np.sqrt(x.var(-1, ddof=1, keepdims=True) + eps)
    normalized = (x - x.mean(-1, keepdims=True)) / deviation""",
        ),
        (f"keepdims=True) {T_DEV}", f"ddof=1, keepdims=True) {T_DEV}"),
        "Your variance divides by C - 1. The forward pass divides by C, as `var` does by default.",
    ),
    norm(
        "norm-backward-divides-by-variance",
        (R_LN, "return (h - along) / deviation**2,"),
        (T_LN, "return (h - along) / deviation**2,"),
        "You divide by the variance on the way back. Forward it was its root.",
    ),
    wrong(
        "layer_norm_backward",
        "norm-backward-changes-upstream",
        "",
        """You multiply the array that came in by the scale, in place. It belongs to the caller, who
        hands it to another branch as well: write `h = upstream * weight`.""",
        None,
        [
            ("h = upstream * weight\n", "g = upstream.copy()\n    h = upstream\n    h *= weight\n"),
            ("(upstream * normalized).sum(leading)", "(g * normalized).sum(leading)"),
            ("dweight, upstream.sum(leading)", "dweight, g.sum(leading)"),
        ],
        NORM,
    ),
]
