"""top_k_filter: the k likeliest tokens."""

from tests.mistakes import mistake

# what stands in the solution
KEPT = "smallest_kept = logits.topk(min(k, V)).values[..., -1:]"
HIDE = "return logits.masked_fill(logits < smallest_kept, -math.inf)"

MISTAKES = [
    mistake(
        "top-k-threshold-is-largest",
        of="top_k_filter",
        advice="""Your threshold is the greatest logit, so only one token stays whatever k is.
        `topk` answers in descending order: where is the k-th of them? Take the last.""",
        numpy=("[..., -k:][..., :1]", "[..., -1:]"),
        torch=(KEPT, KEPT.replace("-1:", ":1")),
        read="Top-k",
    ),
    mistake(
        "top-k-drops-the-kth",
        of="top_k_filter",
        advice="""Your filter keeps k - 1 logits: the k-th is removed too. Remove what is *less*
        than the k-th greatest, not what is equal to it.""",
        numpy=("logits < smallest_kept", "logits <= smallest_kept"),
        torch=(HIDE, HIDE.replace(" < ", " <= ")),
        read="Top-k",
    ),
    mistake(
        "top-k-keeps-one-more",
        of="top_k_filter",
        advice="""Your filter keeps k + 1 logits. Sorted from the greatest, the k-th stands at
        index k - 1: count again.""",
        numpy=("-k:]", "-k - 1 :]"),
        torch=(KEPT, KEPT.replace("min(k, V)", "min(k + 1, V)")),
        read="Top-k",
    ),
    mistake(
        "top-k-keeps-the-smallest",
        of="top_k_filter",
        advice="""Your filter keeps the k *smallest* logits. Which end of a sorted row is the
        likeliest?""",
        numpy=[
            ("[..., -k:][..., :1]", "[..., :k][..., -1:]"),
            ("logits < smallest_kept", "logits > smallest_kept"),
        ],
        torch=[
            (KEPT, KEPT.replace("V)", "V), largest=False")),
            (HIDE, HIDE.replace(" < ", " > ")),
        ],
        read="Top-k",
    ),
    mistake(
        "top-k-threshold-of-the-smallest",
        of="top_k_filter",
        advice="""Your threshold is the k-th *smallest* logit: the row is sorted from small to
        large. Count from the other end.""",
        numpy=("[..., -k:][..., :1]", "[..., :k][..., -1:]"),
        torch=(KEPT, "smallest_kept = logits.sort().values[..., : min(k, V)][..., -1:]"),
        also=((KEPT, "smallest_kept = logits.kthvalue(min(k, V), keepdim=True).values"),),
        read="Top-k",
    ),
    mistake(
        "top-k-fill-zero",
        of="top_k_filter",
        advice="""Your removed logits are 0, or as near as 1e-10. What is exp(0)? A *probability*
        of 0 is a logit of -inf.""",
        numpy=("smallest_kept, -np.inf", "smallest_kept, 0.0"),
        torch=(HIDE, HIDE.replace("-math.inf", "0.0")),
        also=(
            (HIDE, HIDE.replace("-math.inf", "1e-10")),
            (HIDE, "return logits * (logits >= smallest_kept)"),
        ),
        read="Top-k",
    ),
    mistake(
        "top-k-fill-not-infinite",
        of="top_k_filter",
        advice="""Your removed logits are a large negative number. That is nearly never, not never:
        logits of -1e9 would come back. Use -inf, of which exp is exactly 0.""",
        torch=(HIDE, HIDE.replace("-math.inf", "-1e9")),
        also=(
            (HIDE, HIDE.replace("-math.inf", "-1e4")),
            (HIDE, HIDE.replace("-math.inf", "torch.finfo(logits.dtype).min")),
        ),
        read="Top-k",
    ),
    mistake(
        "top-k-fill-positive-infinity",
        of="top_k_filter",
        advice="""Your removed logits are +inf, the greatest of all. Never is -inf.""",
        numpy=("smallest_kept, -np.inf", "smallest_kept, np.inf"),
        torch=(HIDE, HIDE.replace("-math.inf", "math.inf")),
        read="Top-k",
    ),
    mistake(
        "top-k-fill-smallest-logit",
        of="top_k_filter",
        advice="""Your removed logits become as great as the k-th, as with `clamp`: they can still
        be drawn. Never is -inf.""",
        numpy=("smallest_kept, -np.inf", "smallest_kept, smallest_kept"),
        torch=(HIDE, "return torch.maximum(logits, smallest_kept)"),
        read="Top-k",
    ),
    mistake(
        "top-k-over-the-whole-batch",
        of="top_k_filter",
        advice="""Your filter takes the k greatest of all rows together. A row of small logits may
        lose everything: each row has its own k, along the last axis.""",
        numpy=("np.sort(logits)[..., -k:]", "np.sort(logits, None)[-k:]"),
        torch=(
            KEPT,
            "smallest_kept = logits.flatten().topk(min(k, logits.numel())).values[-1]",
        ),
        read="Top-k",
    ),
    mistake(
        "top-k-threshold-of-the-first-row",
        of="top_k_filter",
        advice="""Your filter measures every row by the threshold of the first. Keep the axis
        (`[..., -1:]`), so that each row meets its own.""",
        numpy=(
            "[..., -k:][..., :1]",
            "[..., -k:][..., :1].ravel()[0]",
        ),
        torch=(KEPT, "smallest_kept = logits.topk(min(k, V)).values.reshape(-1, min(k, V))[0, -1]"),
        read="Top-k",
    ),
    mistake(
        "top-k-of-magnitudes",
        of="top_k_filter",
        advice="""Your filter compares magnitudes: a logit of -9 stays before one of 2. The sign
        counts: the greatest logits, not those furthest from 0.""",
        numpy=[
            ("np.sort(logits)", "np.sort(np.abs(logits))"),
            ("logits < smallest_kept", "np.abs(logits) < smallest_kept"),
        ],
        torch=[
            (KEPT, KEPT.replace("logits.topk", "logits.abs().topk")),
            (HIDE, HIDE.replace("logits < ", "logits.abs() < ")),
        ],
        read="Top-k",
    ),
    mistake(
        "top-k-returns-probabilities",
        of="top_k_filter",
        advice="""Your filter returns probabilities. What comes next wants logits, and a softmax of
        probabilities is nearly flat: return logits, -inf where removed.""",
        numpy=(
            "return np.where(logits < smallest_kept, -np.inf, logits)",
            "return attention.softmax(np.where(logits < smallest_kept, -np.inf, logits))",
        ),
        torch=(HIDE, "return softmax(logits.masked_fill(logits < smallest_kept, -math.inf))"),
        read="Top-k",
    ),
    mistake(
        "top-k-of-probabilities",
        of="top_k_filter",
        advice="""Your filter turns the logits into probabilities first and removes those with -inf
        or 0. Filter the logits themselves; the softmax comes last.""",
        numpy=(
            "logits = np.asarray(logits, np.float64)",
            "logits = attention.softmax(np.asarray(logits, np.float64))",
        ),
        torch=(
            "    V = logits.shape[-1]",
            "    logits = softmax(logits)\n    V = logits.shape[-1]",
        ),
        read="Top-k",
    ),
    mistake(
        "top-k-returns-k-values",
        of="top_k_filter",
        advice="""Your filter returns the k values alone. Their place was the token's id: how would
        the caller know which tokens they are? Keep the shape, -inf for the others.""",
        numpy=(
            "return np.where(logits < smallest_kept, -np.inf, logits)",
            "return np.sort(logits)[..., ::-1][..., :k]",
        ),
        torch=(HIDE, "return logits.topk(min(k, V)).values"),
        read="Top-k",
    ),
    mistake(
        "top-k-returns-sorted",
        of="top_k_filter",
        advice="""Your filter returns the logits sorted. A logit's place is its token's id, so
        every token has got another's logit: leave each where it was.""",
        numpy=(
            "np.where(logits < smallest_kept, -np.inf, logits)",
            "np.sort(np.where(logits < smallest_kept, -np.inf, logits))[..., ::-1]",
        ),
        torch=(
            HIDE,
            "ordered = logits.sort(descending=True).values\n"
            "    return ordered.masked_fill(ordered < smallest_kept, -math.inf)",
        ),
        read="Top-k",
    ),
    mistake(
        "top-k-returns-a-mask",
        of="top_k_filter",
        advice="""Your filter returns which logits stay, not the logits. Where they do not stay
        they become -inf; the others keep their value.""",
        numpy=("np.where(logits < smallest_kept, -np.inf, logits)", "logits >= smallest_kept"),
        torch=(HIDE, "return logits >= smallest_kept"),
        read="Top-k",
    ),
    mistake(
        "top-k-counts-ties-once",
        of="top_k_filter",
        advice="""Your filter counts equal logits as one: `unique` throws the others away, and more
        than k stay. The k-th greatest counts every logit: use `topk` or `sort`.""",
        numpy=(
            "np.sort(logits)[..., -k:][..., :1]",
            "np.apply_along_axis(lambda row: np.unique(row)[-k:][:1], -1, logits)",
        ),
        torch=(
            KEPT,
            "rows = logits.reshape(-1, V)\n"
            "    smallest_kept = torch.stack([row.unique()[-k:][0] for row in rows])\n"
            "    smallest_kept = smallest_kept.reshape(*logits.shape[:-1], 1)",
        ),
        read="Top-k",
    ),
    mistake(
        "top-k-breaks-ties",
        of="top_k_filter",
        advice="""Of several logits equal to the k-th greatest your filter keeps only as many as
        make k. Which ones is then an accident of sorting; the contract keeps them all: compare
        with the k-th value instead of using the places that `topk` gives.""",
        torch=(
            HIDE,
            "values, places = logits.topk(min(k, V))\n"
            "    return torch.full_like(logits, -math.inf).scatter(-1, places, values)",
        ),
        read="Top-k",
    ),
    mistake(
        "top-k-larger-than-vocab-crashes",
        of="top_k_filter",
        advice="""Your filter fails when k is greater than the vocabulary. A vocabulary of
        characters is small, and k = 50 is usual: take min(k, V).""",
        torch=(KEPT, KEPT.replace("min(k, V)", "k")),
        also=((KEPT, "smallest_kept = logits.sort(descending=True).values[..., k - 1, None]"),),
        read="Top-k",
    ),
    mistake(
        "top-k-zero-accepted",
        of="top_k_filter",
        advice="""Your filter accepts k = 0 or less. No token would be left to draw: raise
        ValueError.""",
        torch=("    if k < 1:", "    if k < 0:"),
        also=(
            ("    if k < 1:\n", "    if k < 1:\n        return logits\n    if False:\n"),
            ("    if k < 1:\n", "    if k < 1:\n        k = 1\n    if False:\n"),
            ("    if k < 1:", "    if k == 0:"),
        ),
        read="Top-k",
    ),
    mistake(
        "top-k-in-place",
        of="top_k_filter",
        advice="""Your filter writes -inf into the logits it was given. The caller may still need
        them: `masked_fill` without the underscore makes new ones.""",
        torch=(HIDE, HIDE.replace("masked_fill", "masked_fill_")),
        also=((HIDE, "logits[logits < smallest_kept] = -math.inf\n    return logits"),),
        read="Top-k",
    ),
    mistake(
        "top-k-changes-dtype",
        of="top_k_filter",
        advice="""Your filter returns another dtype than it was given. Take the logits as they are,
        and make new tensors like them (`full_like`).""",
        torch=("    V = logits.shape[-1]", "    logits = logits.float()\n    V = logits.shape[-1]"),
        also=(
            (
                HIDE,
                "kept = torch.full(logits.shape, -math.inf)\n"
                "    places = logits >= smallest_kept\n"
                "    kept[places] = logits[places].float()\n    return kept",
            ),
        ),
        read="Top-k",
    ),
]
