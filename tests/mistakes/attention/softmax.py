"""softmax: rows of shares that sum to one, without overflow."""

from tests.mistakes import mistake

IN_FLOAT32 = ("np.asarray(x, np.float64)", "np.asarray(x, np.float32)")
MAXIMUM = "x - x.max(dim, keepdims=True)"

MISTAKES = [
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
        brings=("softmax-detaches-the-sum",),
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
