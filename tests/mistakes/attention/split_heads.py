"""split_heads: the features of a token, cut into heads."""

from tests.mistakes import mistake

SPLIT = "x.reshape(*leading, T, n_heads, C // n_heads).swapaxes(-3, -2)"
T_SPLIT = "x.unflatten(-1, (n_heads, C // n_heads)).transpose(-3, -2)"
T_CHECK = """    if C % n_heads != 0:
        raise ValueError(f"{C} features cannot be cut into {n_heads} heads of equal size")
"""

MISTAKES = [
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
