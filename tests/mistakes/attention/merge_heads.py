"""merge_heads: the heads of a token, side by side again."""

from tests.mistakes import mistake

T_MERGE = "x.transpose(-3, -2).flatten(-2)"

MISTAKES = [
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
