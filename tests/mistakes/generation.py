"""Known mistakes of stage 5, generation."""

import numpy as np

from tests.mistakes import mistake

# what stands in the solution
DIVIDE = "return logits / temperature"
KEPT = "smallest_kept = logits.topk(min(k, V)).values[..., -1:]"
HIDE = "return logits.masked_fill(logits < smallest_kept, -math.inf)"
SORT = "ordered, ids = logits.sort(descending=True, stable=True)"
MASS = "mass_before = probabilities.cumsum(-1) - probabilities"
NUCLEUS = "ordered = ordered.masked_fill(mass_before >= p, -math.inf)"
PUT_BACK = "return torch.empty_like(logits).scatter(-1, ids, ordered)"
GREEDY = "    if temperature == 0:\n        return logits.argmax(-1)\n"
K = "    if top_k is not None:\n        logits = top_k_filter(logits, top_k)\n"
P = "    if top_p is not None:\n        logits = top_p_filter(logits, top_p)\n"
HEAT = "    logits = apply_temperature(logits, temperature)\n"
ROWS = "rows = softmax(logits).reshape(-1, logits.shape[-1])"
DRAW = "torch.multinomial(rows, 1, generator=generator)"
FEED = "logits = model(ids[:, -model.max_seq_len :])"
NEXT = "sample_next_token(logits[:, -1], temperature, top_k, top_p, generator)"
JOIN = "ids = torch.cat([ids, next_ids[:, None]], dim=1)"
LOOP = "for _ in range(max_new_tokens):"
BACK = "    model.train(was_training)\n"
PROMPT = "[tokenizer.encode(prompt)]"
CALL = "generate_ids(model, ids, max_new_tokens, temperature, top_k, top_p, generator)"
TEXT = "return tokenizer.decode(ids[0].tolist())"

# what stands in the reference
R_JOIN = "np.concatenate([ids, best[:, None]], axis=1)"
R_STAYS = "stays = (likelier < p) | (p == 1)"


def top_p(stays):
    """The solution's top-p with another rule for which of the sorted tokens stay."""
    return [
        ("    if p == 1:\n", "    if False:\n"),
        (NUCLEUS, f"ordered = ordered.masked_fill(~({stays}), -math.inf)"),
    ]


def flat_greedy(logits):
    """One argmax over all rows."""
    logits = np.asarray(logits, np.float64)
    return np.eye(logits.size)[logits.argmax()]


TEMPERATURE = [
    mistake(
        "temperature-multiplied",
        of="apply_temperature",
        advice="""Your logits are multiplied by the temperature. Should a high temperature make the
        differences larger or smaller? Divide.""",
        numpy=("np.float64) / temperature", "np.float64) * temperature"),
        torch=(DIVIDE, "return logits * temperature"),
        read="Temperature",
    ),
    mistake(
        "temperature-ignored-by-filter",
        of="apply_temperature",
        advice="""Your function gives the logits back as they came. Divide them by the
        temperature.""",
        numpy=("np.float64) / temperature", "np.float64)"),
        torch=(DIVIDE, "return logits"),
        read="Temperature",
    ),
    mistake(
        "temperature-squared",
        of="apply_temperature",
        advice="""Your logits are divided by the temperature twice. At 1 nobody sees it, below 1
        the result is too sharp: divide once.""",
        numpy=("np.float64) / temperature", "np.float64) / temperature**2"),
        torch=(DIVIDE, "return logits / temperature / temperature"),
        read="Temperature",
    ),
    mistake(
        "temperature-returns-probabilities",
        of="apply_temperature",
        advice="""Your function returns probabilities. The filters that come next want logits:
        leave the softmax to the end.""",
        numpy=(
            "np.asarray(logits, np.float64) / temperature",
            "attention.softmax(np.asarray(logits, np.float64) / temperature)",
        ),
        torch=(DIVIDE, "return softmax(logits / temperature)"),
        read="Temperature",
    ),
    mistake(
        "temperature-subtracts-the-mean",
        of="apply_temperature",
        advice="""Your logits lose their greatest value on the way. The distribution is the same,
        but the contract is logits / temperature and nothing more; softmax sees to large values.""",
        numpy=(
            "return np.asarray(logits, np.float64)",
            "return (np.asarray(logits, np.float64) - np.max(logits, -1, keepdims=True))",
        ),
        torch=(DIVIDE, "return (logits - logits.amax(-1, keepdim=True)) / temperature"),
        read="Temperature",
    ),
    mistake(
        "temperature-whole-division",
        of="apply_temperature",
        advice="""Your logits are rounded down: `//` is the division of whole numbers. Use `/`.""",
        numpy=("np.float64) / temperature", "np.float64) // temperature"),
        torch=(DIVIDE, "return logits // temperature"),
        read="Temperature",
    ),
    mistake(
        "temperature-clamps-logits",
        of="apply_temperature",
        advice="""Your logits are cut off at ±20, perhaps against overflow. That flattens confident
        predictions; softmax subtracts the greatest logit and needs no help: leave out the
        clamp.""",
        numpy=(
            "np.asarray(logits, np.float64) / temperature",
            "np.clip(np.asarray(logits, np.float64) / temperature, -20, 20)",
        ),
        torch=(DIVIDE, "return (logits / temperature).clamp(-20, 20)"),
        read="Temperature",
    ),
    mistake(
        "temperature-zero-accepted",
        of="apply_temperature",
        advice="""Your function divides by 0, and what it returns is infinite or NaN. `>= 0` lets
        the zero in: raise ValueError unless the temperature is greater than 0.""",
        numpy=("if not temperature > 0", "if temperature < 0"),
        torch=("if not temperature > 0", "if temperature < 0"),
        read="Temperature",
    ),
    mistake(
        "temperature-only-zero-refused",
        of="apply_temperature",
        advice="""Your function refuses 0 but not temperatures below it, which would prefer the
        worst token. Raise ValueError unless it is greater than 0.""",
        numpy=("if not temperature > 0", "if temperature == 0"),
        torch=("if not temperature > 0", "if temperature == 0"),
        read="Temperature",
    ),
    mistake(
        "temperature-not-checked",
        of="apply_temperature",
        advice="""Your function takes any temperature. What does dividing by a negative one do to
        the order of the logits? Raise ValueError unless it is greater than 0.""",
        numpy=("if not temperature > 0", "if False"),
        torch=("if not temperature > 0", "if False"),
        read="Temperature",
    ),
    mistake(
        "temperature-floor",
        of="apply_temperature",
        advice="""Your function pulls small temperatures up to a smallest one. The contract divides
        by what it is given, and refuses 0: no `max`.""",
        numpy=[("if not temperature > 0", "temperature = max(temperature, 0.1)\n    if False")],
        torch=("if not temperature > 0", "temperature = max(temperature, 0.1)\n    if False"),
        read="Temperature",
    ),
    mistake(
        "temperature-in-place",
        of="apply_temperature",
        advice="""Your function changes the logits it was given: `/=` and `div_` write into the
        caller's memory. Return a new tensor: logits / temperature.""",
        torch=(DIVIDE, "return logits.div_(temperature)"),
        also=((DIVIDE, "logits /= temperature\n    return logits"),),
        read="Temperature",
    ),
    mistake(
        "temperature-changes-dtype",
        of="apply_temperature",
        advice="""Your function returns another dtype than it was given. Divide the tensor as it
        is, without `.float()` or `.double()`.""",
        torch=(DIVIDE, "return logits.float() / temperature"),
        also=((DIVIDE, "return logits.double() / temperature"),),
        read="Temperature",
    ),
]

TOP_K = [
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

TOP_P = [
    mistake(
        "top-p-drops-the-last",
        of="top_p_filter",
        advice="""Your filter keeps the likeliest token, but else stops before p is reached. The
        token that reaches p belongs to the set: ask what the tokens *before* it have together.""",
        numpy=(
            R_STAYS,
            "stays = (probabilities.cumsum(-1) <= p) | (p == 1)\n    stays[..., 0] = True",
        ),
        torch=(
            NUCLEUS,
            "removed = probabilities.cumsum(-1) > p\n    removed[..., 0] = False\n"
            "    ordered = ordered.masked_fill(removed, -math.inf)",
        ),
        read="Top-p",
    ),
    mistake(
        "top-p-empty-nucleus",
        of="top_p_filter",
        advice="""Your filter removes the token that reaches p, so where the likeliest has more
        than p, nothing is left. Ask what the tokens *before* it have together: less than p, and it
        stays.""",
        numpy=(R_STAYS, "stays = (probabilities.cumsum(-1) <= p) | (p == 1)"),
        torch=top_p("probabilities.cumsum(-1) <= p"),
        also=(top_p("probabilities.cumsum(-1) < p"),),
        read="Top-p",
    ),
    mistake(
        "top-p-goes-past-p",
        of="top_p_filter",
        advice="""Your filter keeps another token where the set has *exactly* p. The smallest set
        that reaches p is complete then: a token stays if those before it have less than p.""",
        numpy=("likelier < p", "likelier <= p"),
        torch=(NUCLEUS, NUCLEUS.replace(">=", ">")),
        read="Top-p",
    ),
    mistake(
        "top-p-keeps-ties",
        of="top_p_filter",
        advice="""Your filter keeps every token that is as likely as the last one needed, so the
        set is not the smallest. Of equally likely ones the smaller id comes first: filter by rank,
        not by a threshold on the probability.""",
        numpy=(
            R_STAYS,
            "least = np.where(likelier < p, probabilities, 2).min(-1, keepdims=True)\n"
            "    stays = (probabilities >= least) | (p == 1)",
        ),
        torch=(
            NUCLEUS,
            "least = probabilities.masked_fill(mass_before >= p, 2).amin(-1, keepdim=True)\n"
            "    ordered = ordered.masked_fill(probabilities < least, -math.inf)",
        ),
        read="Top-p",
    ),
    mistake(
        "top-p-keeps-one-more",
        of="top_p_filter",
        advice="""Your filter keeps one token more than needed: the set has reached p before it. Is
        the sum shifted by one place too many?""",
        numpy=(
            R_STAYS,
            "previous = likelier - np.roll(probabilities, 1, -1) * (likelier > 0)\n"
            "    stays = (previous < p - 1e-12) | (p == 1)",
        ),
        torch=(
            MASS,
            "mass_before = probabilities.cumsum(-1) - probabilities\n"
            "    mass_before = torch.cat([mass_before[..., :1], mass_before[..., :-1]], dim=-1)",
        ),
        read="Top-p",
    ),
    mistake(
        "top-p-returns-sorted",
        of="top_p_filter",
        advice="""Your filter returns the logits in sorted order. A logit's place is its token's
        id, and a rank is not an id: put each back where it came from (`scatter` with the indices
        of the sort).""",
        numpy=[
            ("np.put_along_axis(kept, order, stays, -1)", "kept = stays"),
            ("np.where(kept, logits,", "np.where(kept, np.take_along_axis(logits, order, -1),"),
        ],
        torch=(PUT_BACK, "return ordered"),
        read="Top-p",
    ),
    mistake(
        "top-p-mask-not-put-back",
        of="top_p_filter",
        advice="""Your filter finds out what to remove on the sorted logits, and then removes those
        places from the unsorted ones. Bring the mask back to the order of the ids first
        (`scatter`).""",
        numpy=("np.put_along_axis(kept, order, stays, -1)", "kept = stays"),
        torch=(PUT_BACK, "return logits.masked_fill(ordered.isinf(), -math.inf)"),
        read="Top-p",
    ),
    mistake(
        "top-p-gather-for-scatter",
        of="top_p_filter",
        advice="""Your filter goes back from the sorted order with `gather`, which applies the
        sorting a second time. What undoes a permutation? `scatter` with the same indices, or
        `gather` with their argsort.""",
        numpy=(
            "np.put_along_axis(kept, order, stays, -1)",
            "kept = np.take_along_axis(stays, order, -1)",
        ),
        torch=(PUT_BACK, "return logits.masked_fill(ordered.isinf().gather(-1, ids), -math.inf)"),
        read="Top-p",
    ),
    mistake(
        "top-p-ascending-sort",
        of="top_p_filter",
        advice="""Your filter sorts from the least likely up and keeps those. The set begins with
        the likeliest token: sort in descending order.""",
        numpy=("np.argsort(-logits", "np.argsort(logits"),
        torch=(SORT, "ordered, ids = logits.sort(stable=True)"),
        read="Top-p",
    ),
    mistake(
        "top-p-cumsum-of-logits",
        of="top_p_filter",
        advice="""Your filter adds up logits. p is a mass of *probability*: softmax first, then the
        running sum.""",
        numpy=("attention.softmax(logits)", "logits"),
        torch=("probabilities = softmax(ordered)", "probabilities = ordered"),
        read="Top-p",
    ),
    mistake(
        "top-p-cumsum-of-log-probabilities",
        of="top_p_filter",
        advice="""Your filter adds up *log*-probabilities. They are negative, so their sum never
        reaches p and nothing is removed: add up probabilities.""",
        numpy=(R_STAYS, "stays = np.ones(logits.shape, bool)"),
        torch=("probabilities = softmax(ordered)", "probabilities = ordered.log_softmax(-1)"),
        also=((NUCLEUS, "ordered = ordered + 0"),),
        read="Top-p",
    ),
    mistake(
        "top-p-sum-of-the-rest",
        of="top_p_filter",
        advice="""Your filter keeps the tokens that are needed to reach 1 - p. Removing the
        unlikely tail of mass 1 - p leaves p: which of the two do you compare with?""",
        numpy=(R_STAYS, "stays = (likelier < 1 - p) | (p == 1)"),
        torch=(NUCLEUS, "ordered = ordered.masked_fill(mass_before >= 1 - p, -math.inf)"),
        read="Top-p",
    ),
    mistake(
        "top-p-threshold-on-each",
        of="top_p_filter",
        advice="""Your filter compares each single probability with p. p is the mass of the whole
        set: sort, and add up from the likeliest down.""",
        numpy=(R_STAYS, "stays = (probabilities >= p) | (p == 1)"),
        torch=top_p("probabilities >= p"),
        read="Top-p",
    ),
    mistake(
        "top-p-is-min-p",
        of="top_p_filter",
        advice="""Your filter keeps what has at least p times the greatest probability. That is
        another method, min-p. Here p is the mass of the whole set.""",
        numpy=(R_STAYS, "stays = (probabilities >= p * probabilities[..., :1]) | (p == 1)"),
        torch=(
            NUCLEUS,
            "ordered = ordered.masked_fill(probabilities < p * probabilities[..., :1], -math.inf)",
        ),
        read="Top-p",
    ),
    mistake(
        "top-p-ties-backwards",
        of="top_p_filter",
        advice="""Of equally likely tokens your filter takes the greater id first. That happens
        when an ascending sort is turned round. Sort in descending order, with `stable=True`.""",
        numpy=(
            'np.argsort(-logits, axis=-1, kind="stable")',
            'np.argsort(logits, axis=-1, kind="stable")[..., ::-1]',
        ),
        torch=(SORT, "ordered, ids = (x.flip(-1) for x in logits.sort(stable=True))"),
        read="Top-p",
    ),
    mistake(
        "top-p-fill-zero",
        of="top_p_filter",
        advice="""Your removed logits are 0. What is exp(0)? A *probability* of 0 is a logit of
        -inf.""",
        numpy=("np.where(kept, logits, -np.inf)", "np.where(kept, logits, 0.0)"),
        torch=(NUCLEUS, NUCLEUS.replace("-math.inf", "0.0")),
        read="Top-p",
    ),
    mistake(
        "top-p-fill-not-infinite",
        of="top_p_filter",
        advice="""Your removed logits are a large negative number. That is nearly never, not never:
        use -inf, of which exp is exactly 0.""",
        torch=(NUCLEUS, NUCLEUS.replace("-math.inf", "-1e9")),
        also=((NUCLEUS, NUCLEUS.replace("-math.inf", "-1e4")),),
        read="Top-p",
    ),
    mistake(
        "top-p-returns-probabilities",
        of="top_p_filter",
        advice="""Your filter returns probabilities. The caller takes the softmax of what it gets,
        and a softmax of probabilities is nearly flat: return logits, -inf where removed.""",
        numpy=(
            "return np.where(kept, logits, -np.inf)",
            "return attention.softmax(np.where(kept, logits, -np.inf))",
        ),
        torch=(PUT_BACK, "return softmax(torch.empty_like(logits).scatter(-1, ids, ordered))"),
        read="Top-p",
    ),
    mistake(
        "top-p-over-the-whole-batch",
        of="top_p_filter",
        advice="""Your filter takes the softmax, or the running sum, over another axis than the
        last. Each row is a distribution of its own: every step goes along axis -1.""",
        numpy=("attention.softmax(logits)", "attention.softmax(logits, 0)"),
        torch=(
            "probabilities = softmax(ordered)",
            "probabilities = softmax(logits, 0).gather(-1, ids)",
        ),
        read="Top-p",
    ),
    mistake(
        "top-p-cut-of-the-first-row",
        of="top_p_filter",
        advice="""Your filter counts how many tokens the first row needs, and keeps as many of
        every row. Rows differ: let each be cut by its own sum.""",
        numpy=(
            R_STAYS,
            "first = (likelier < p).reshape(-1, logits.shape[-1])[0]\n"
            "    stays = np.broadcast_to(first | (p == 1), logits.shape)",
        ),
        torch=(
            MASS,
            "mass_before = probabilities.cumsum(-1) - probabilities\n"
            "    mass_before = mass_before.reshape(-1, logits.shape[-1])[0].expand_as(logits)",
        ),
        read="Top-p",
    ),
    mistake(
        "top-p-one-becomes-greedy",
        of="top_p_filter",
        advice="""With p = 1 your filter leaves one token. You look for the first place where the
        sum is greater than p; with p = 1 there is none, and `argmax` of nothing but False is 0.""",
        torch=("return logits.clone()", "return top_k_filter(logits, 1)"),
        read="Top-p",
    ),
    mistake(
        "top-p-one-drops-the-tail",
        of="top_p_filter",
        advice="""With p = 1 your filter drops very unlikely tokens: rounding brings the sum to 1
        before the last one. p = 1 keeps everything: treat it apart.""",
        torch=("    if p == 1:\n", "    if False:\n"),
        read="Top-p",
    ),
    mistake(
        "top-p-zero-accepted",
        of="top_p_filter",
        advice="""Your filter accepts p = 0 or less. What is the smallest set that has no mass?
        Raise ValueError unless 0 < p <= 1.""",
        torch=("if not 0 < p <= 1:", "if p > 1:"),
        also=(
            ("if not 0 < p <= 1:", "if not 0 <= p <= 1:"),
            ("if not 0 < p <= 1:", "if not p or p > 1:"),
        ),
        read="Top-p",
    ),
    mistake(
        "top-p-above-one-accepted",
        of="top_p_filter",
        advice="""Your filter accepts p greater than 1, which no set of tokens can reach; perhaps
        90 was meant to be 0.9. Raise ValueError unless 0 < p <= 1.""",
        torch=("if not 0 < p <= 1:", "if not 0 < p:"),
        read="Top-p",
    ),
    mistake(
        "top-p-in-place",
        of="top_p_filter",
        advice="""Your filter writes into the logits it was given. The caller may still need them:
        make a new tensor.""",
        torch=(PUT_BACK, "return logits.scatter_(-1, ids, ordered)"),
        read="Top-p",
    ),
    mistake(
        "top-p-changes-dtype",
        of="top_p_filter",
        advice="""Your filter returns another dtype than it was given. Take the logits as they are,
        and make new tensors like them (`empty_like`).""",
        torch=(SORT, "logits = logits.float()\n    " + SORT),
        read="Top-p",
    ),
]

SAMPLE = [
    mistake(
        "sampling-ignores-temperature",
        of="sample_next_token",
        advice="""Your sampling does not use its temperature. Pass the logits through
        `apply_temperature` first.""",
        at="next_token_probabilities",
        numpy=("    logits = apply_temperature(logits, temperature)\n", ""),
        torch=(HEAT, ""),
        read="Drawing a token",
    ),
    mistake(
        "temperature-applied-twice",
        of="sample_next_token",
        advice="""Your sampling divides by the temperature twice, once by itself and once in
        `apply_temperature`. At temperature 1 nobody sees it: divide once.""",
        at="next_token_probabilities",
        numpy=("softmax(logits)", "softmax(logits / temperature)"),
        torch=("rows = softmax(logits)", "rows = softmax(logits / temperature)"),
        read="Drawing a token",
    ),
    mistake(
        "temperature-then-argmax",
        of="sample_next_token",
        advice="""Your sampling always takes the likeliest token. Does dividing all logits by the
        same number change which one is greatest? Draw from the probabilities.""",
        at="next_token_probabilities",
        numpy=("return attention.softmax(logits)", "return greedy(logits)"),
        torch=(
            f"return {DRAW}.reshape(logits.shape[:-1])",
            "return rows.argmax(-1).reshape(logits.shape[:-1])",
        ),
        read="Drawing a token",
    ),
    mistake(
        "temperature-zero-divides",
        of="sample_next_token",
        advice="""Your sampling fails at temperature 0. It is the limit in which the greatest logit
        takes all; the formula would divide by zero: treat it apart, with argmax.""",
        torch=(GREEDY, ""),
        also=([(GREEDY, ""), (HEAT, "    logits = logits / temperature\n")],),
        read="Greedy decoding",
    ),
    mistake(
        "greedy-argmax-flattened",
        of="sample_next_token",
        advice="""At temperature 0 your argmax runs over all rows together and gives one number.
        Each row has its own next token: `argmax(-1)`.""",
        at="greedy",
        numpy=flat_greedy,
        torch=("logits.argmax(-1)", "logits.argmax()"),
        read="Greedy decoding",
    ),
    mistake(
        "greedy-takes-the-smallest",
        of="sample_next_token",
        advice="""At temperature 0 your sampling takes the *smallest* logit. The likeliest token
        has the greatest.""",
        at="greedy",
        numpy=("logits.argmax(-1)", "logits.argmin(-1)"),
        torch=("logits.argmax(-1)", "logits.argmin(-1)"),
        read="Greedy decoding",
    ),
    mistake(
        "greedy-over-the-batch",
        of="sample_next_token",
        advice="""At temperature 0 your argmax runs along the first axis, the batch. The tokens are
        along the last: `argmax(-1)`.""",
        at="greedy",
        numpy=lambda logits: np.eye(len(logits))[np.argmax(logits, 0)],
        torch=("logits.argmax(-1)", "logits.argmax(0)"),
        read="Greedy decoding",
    ),
    mistake(
        "sampling-clamps-logits",
        of="sample_next_token",
        advice="""Your sampling cuts the logits off at ±20, perhaps against overflow. That flattens
        confident predictions; your softmax needs no help: leave out the clamp.""",
        at="next_token_probabilities",
        numpy=(
            "softmax(logits)",
            "softmax(np.where(np.isinf(logits), logits, np.clip(logits, -20, 20)))",
        ),
        torch=(
            "softmax(logits)",
            "softmax(logits.clamp(-20, 20).masked_fill(logits.isinf(), -math.inf))",
        ),
        read="Drawing a token",
    ),
    mistake(
        "sampling-uniform-over-kept",
        of="sample_next_token",
        advice="""Your sampling gives all tokens that are left the same chance. A filter removes
        tokens; between the others the old proportion stays: softmax of what is left.""",
        at="next_token_probabilities",
        numpy=("softmax(logits)", "softmax(np.where(np.isinf(logits), logits, 0.0))"),
        torch=("softmax(logits)", "softmax(logits.masked_fill(logits.isfinite(), 0.0))"),
        read="Drawing a token",
    ),
    mistake(
        "sampling-softmax-twice",
        of="sample_next_token",
        advice="""Your sampling takes the softmax of probabilities, a second time. They lie between
        0 and 1, so the second one is nearly flat: once is enough.""",
        at="next_token_probabilities",
        numpy=("attention.softmax(logits)", "attention.softmax(attention.softmax(logits))"),
        torch=("softmax(logits)", "softmax(softmax(logits))"),
        read="Drawing a token",
    ),
    mistake(
        "sampling-filters-probabilities",
        of="sample_next_token",
        advice="""Your sampling takes the softmax before the filters, and again after them. The
        filters want logits: one softmax, at the end.""",
        at="next_token_probabilities",
        numpy=(
            "logits = apply_temperature(logits, temperature)",
            "logits = attention.softmax(apply_temperature(logits, temperature))\n"
            "    if top_k is None and top_p is None:\n        return logits",
        ),
        torch=[
            (
                HEAT,
                "    logits = softmax(apply_temperature(logits, temperature))\n"
                "    if top_k is None and top_p is None:\n        logits = logits.log()\n",
            )
        ],
        read="Drawing a token",
    ),
    mistake(
        "sampling-p-before-k",
        of="sample_next_token",
        advice="""Your sampling filters by top_p before top_k. The mass is then that of all tokens,
        not of the k that are left: temperature, k, p, in this order.""",
        at="next_token_probabilities",
        numpy=[
            ("    if top_k is not None:\n        logits = top_k_filter(logits, top_k)\n", ""),
            (
                "    return attention",
                "    if top_k is not None:\n        logits = top_k_filter(logits, top_k)\n"
                "    return attention",
            ),
        ],
        torch=(K + P, P + K),
        read="Drawing a token",
    ),
    mistake(
        "sampling-either-k-or-p",
        of="sample_next_token",
        advice="""Your sampling uses top_p only where there is no top_k. Both may be given, and
        then both count, one after the other: no `elif`.""",
        at="next_token_probabilities",
        numpy=("    if top_p is not None", "    elif top_p is not None"),
        torch=("    if top_p is not None", "    elif top_p is not None"),
        read="Drawing a token",
    ),
    mistake(
        "sampling-ignores-top-k",
        of="sample_next_token",
        advice="""Your sampling does not use its top_k. Where it is not None, pass the logits
        through `top_k_filter`.""",
        at="next_token_probabilities",
        numpy=("top_k is not None", "False"),
        torch=(K, ""),
        read="Drawing a token",
    ),
    mistake(
        "sampling-ignores-top-p",
        of="sample_next_token",
        advice="""Your sampling does not use its top_p. Where it is not None, pass the logits
        through `top_p_filter`.""",
        at="next_token_probabilities",
        numpy=("top_p is not None", "False"),
        torch=(P, ""),
        read="Drawing a token",
    ),
    mistake(
        "sampling-temperature-last",
        of="sample_next_token",
        advice="""Your sampling applies the temperature after the filters. Which tokens make up the
        nucleus depends on it: temperature, k, p, in this order.""",
        at="next_token_probabilities",
        numpy=[
            ("    logits = apply_temperature(logits, temperature)\n", ""),
            ("softmax(logits)", "softmax(apply_temperature(logits, temperature))"),
        ],
        torch=(HEAT + K + P, K + P + HEAT),
        read="Drawing a token",
    ),
    mistake(
        "sampling-returns-rank",
        of="sample_next_token",
        advice="""Your sampling draws from sorted probabilities and returns the rank that was
        drawn. A rank is not an id: which token had that rank? Look it up in the indices of the
        sort.""",
        at="next_token_probabilities",
        numpy=("attention.softmax(logits)", "np.sort(attention.softmax(logits))[..., ::-1]"),
        torch=("rows = softmax(logits)", "rows = softmax(logits).sort(descending=True).values"),
        read="Drawing a token",
    ),
    mistake(
        "sampling-one-draw-for-all-rows",
        of="sample_next_token",
        advice="""Your rows share one random number, so equal rows always get the same token. Draw
        once for each row.""",
        torch=(
            f"return {DRAW}",
            "u = torch.rand(1, generator=generator)\n"
            "    return (rows.cumsum(-1) < u).sum(-1).clamp(max=logits.shape[-1] - 1)",
        ),
        read="Drawing a token",
    ),
    mistake(
        "sampling-ignores-generator",
        of="sample_next_token",
        advice="""Your sampling takes its chance from torch's global generator. Whoever passes a
        generator wants the same tokens again tomorrow, and nothing else disturbed: pass it on.""",
        torch=(DRAW, "torch.multinomial(rows, 1)"),
        also=((f"return {DRAW}", "return torch.distributions.Categorical(rows).sample()"),),
        read="Chance and seeds",
    ),
    mistake(
        "sampling-reseeds",
        of="sample_next_token",
        advice="""Your sampling sets a seed by itself, so every call draws the same. A seed is set
        once, outside: leave that to the caller.""",
        torch=(ROWS, "torch.manual_seed(0)\n    " + ROWS),
        also=(
            (ROWS, "generator = torch.Generator().manual_seed(0)\n    " + ROWS),
            (
                ROWS,
                "if generator is not None:\n        generator.manual_seed(0)\n    " + ROWS,
            ),
        ),
        read="Chance and seeds",
    ),
    mistake(
        "sampling-keeps-a-column",
        of="sample_next_token",
        advice="""Your sampling returns (..., 1), the column that `multinomial` makes, or
        `keepdim`. One id for each row is (...): remove the last axis.""",
        torch=("reshape(logits.shape[:-1])", "reshape(*logits.shape[:-1], 1)"),
        read="Drawing a token",
    ),
    mistake(
        "sampling-two-dimensions-only",
        of="sample_next_token",
        advice="""Your sampling works for one shape of logits only: `multinomial` wants a table.
        The contract is (..., V) -> (...): make a table of rows, draw, and give the ids the old
        shape.""",
        torch=(
            f"return {DRAW}.reshape(logits.shape[:-1])",
            "return torch.multinomial(softmax(logits), 1, generator=generator).squeeze(-1)",
        ),
        read="Drawing a token",
    ),
    mistake(
        "sampling-in-place",
        of="sample_next_token",
        advice="""Your sampling changes the logits it was given. Operations that end in an
        underscore and `/=` write into the caller's memory: give the result a new name.""",
        torch=(HEAT, "    logits /= temperature\n"),
        read="Drawing a token",
    ),
    mistake(
        "sampling-top-k-zero-is-none",
        of="sample_next_token",
        advice="""Your sampling takes top_k = 0 for "no filter": `if top_k` is false for 0 too. Ask
        `is not None`, so that 0 is refused as the contract says.""",
        torch=("if top_k is not None:", "if top_k:"),
        read="Drawing a token",
    ),
    mistake(
        "sampling-top-p-zero-is-none",
        of="sample_next_token",
        advice="""Your sampling takes top_p = 0 for "no filter": `if top_p` is false for 0 too. Ask
        `is not None`, so that 0 is refused as the contract says.""",
        torch=("if top_p is not None:", "if top_p:"),
        read="Drawing a token",
    ),
    mistake(
        "sampling-negative-temperature",
        of="sample_next_token",
        advice="""Your sampling accepts a temperature below 0. `<= 0` takes it for greedy, a
        division prefers the worst token: only 0 itself is greedy, less raises ValueError.""",
        torch=("    if temperature == 0:", "    if temperature <= 0:"),
        also=((HEAT, "    logits = logits / temperature\n"),),
        read="Greedy decoding",
    ),
]

GENERATE_IDS = [
    mistake(
        "generate-first-position-logits",
        of="generate_ids",
        advice="""Your next token is chosen by the logits at the *first* position, which have read
        one token. Where do the logits stand that have read everything? `logits[:, -1]`.""",
        numpy=("logits[:, -1]", "logits[:, 0]"),
        torch=("logits[:, -1]", "logits[:, 0]"),
        read="One token after the other",
    ),
    mistake(
        "generate-mean-of-positions",
        of="generate_ids",
        advice="""Your next token is chosen by the logits of all positions together. Only those at
        the last position speak of the token that comes next: `logits[:, -1]`.""",
        numpy=("logits[:, -1]", "logits.mean(1)"),
        torch=("logits[:, -1]", "logits.mean(1)"),
        also=(("logits[:, -1]", "logits.sum(1)"),),
        read="One token after the other",
    ),
    mistake(
        "generate-second-to-last-logits",
        of="generate_ids",
        advice="""Your next token is chosen by the logits before the last position. They predict
        the token that stands there already: `logits[:, -1]`.""",
        numpy=("logits[:, -1]", "logits[:, -2 if logits.shape[1] > 1 else -1]"),
        torch=("logits[:, -1]", "logits[:, -2 if logits.shape[1] > 1 else -1]"),
        read="One token after the other",
    ),
    mistake(
        "generate-no-crop",
        of="generate_ids",
        advice="""Your model is fed the whole sequence, which grows beyond what it can read: it has
        `max_seq_len` positions. Feed the last `max_seq_len` tokens.""",
        numpy=("ids[:, -max_seq_len:]", "ids"),
        torch=(FEED, "logits = model(ids)"),
        read="The window",
    ),
    mistake(
        "generate-window-of-64",
        of="generate_ids",
        advice="""Your window is 64 tokens whatever the model. Another model reads another number:
        ask it, `model.max_seq_len`.""",
        numpy=("ids[:, -max_seq_len:]", "ids[:, -64:]"),
        torch=(FEED, "logits = model(ids[:, -64:])"),
        read="The window",
    ),
    mistake(
        "generate-crops-first-tokens",
        of="generate_ids",
        advice="""Your model is fed the *first* max_seq_len tokens. Once the window is full it
        reads the same text for ever: feed the last ones.""",
        numpy=("ids[:, -max_seq_len:]", "ids[:, :max_seq_len]"),
        torch=(FEED, "logits = model(ids[:, : model.max_seq_len])"),
        read="The window",
    ),
    mistake(
        "generate-window-too-short",
        of="generate_ids",
        advice="""Your window is one token shorter than the model can read. `-max_seq_len:` is
        max_seq_len tokens.""",
        numpy=("ids[:, -max_seq_len:]", "ids[:, -max(max_seq_len - 1, 1) :]"),
        torch=(FEED, "logits = model(ids[:, -max(model.max_seq_len - 1, 1) :])"),
        read="The window",
    ),
    mistake(
        "generate-feeds-last-token-only",
        of="generate_ids",
        advice="""Your model is fed the newest token alone. It keeps no memory between two calls:
        what it should know of the text it must read again.""",
        numpy=("ids[:, -max_seq_len:]", "ids[:, -1:]"),
        torch=(FEED, "logits = model(ids[:, -1:])"),
        read="One token after the other",
    ),
    mistake(
        "generate-crop-loses-prompt",
        of="generate_ids",
        advice="""Your sequence itself is cropped, so a long text loses its beginning. Crop what
        the model is fed, and append to the whole.""",
        numpy=("        logits = ", "        ids = ids[:, -max_seq_len:]\n        logits = "),
        torch=(FEED, f"ids = ids[:, -model.max_seq_len :]\n        {FEED}"),
        read="The window",
    ),
    mistake(
        "generate-crops-the-prompt",
        of="generate_ids",
        advice="""Your prompt is cropped before the loop: what is longer than the window is lost
        from the result. Crop what the model is fed, each time.""",
        numpy=("    for _ in", "    ids = ids[:, -max_seq_len:]\n    for _ in"),
        torch=(f"    {LOOP}", f"    ids = ids[:, -model.max_seq_len :]\n    {LOOP}"),
        read="The window",
    ),
    mistake(
        "generate-stops-at-the-window",
        of="generate_ids",
        advice="""Your loop stops when the window is full. The text may go on; the model just does
        not see its beginning any more: crop what it is fed.""",
        numpy=(
            "range(max_new_tokens)",
            "range(min(max_new_tokens, max(max_seq_len - ids.shape[1], 0)))",
        ),
        torch=(LOOP, "for _ in range(min(max_new_tokens, model.max_seq_len - ids.shape[1])):"),
        read="The window",
    ),
    mistake(
        "generate-one-token-short",
        of="generate_ids",
        advice="""Your loop makes one token too few. `range(n)` runs n times: begin at 0.""",
        numpy=("range(max_new_tokens)", "range(max_new_tokens - 1)"),
        torch=(LOOP, "for _ in range(1, max_new_tokens):"),
        also=((LOOP, "for _ in range(max_new_tokens - 1):"),),
        read="One token after the other",
    ),
    mistake(
        "generate-one-token-more",
        of="generate_ids",
        advice="""Your loop makes one token too many. Is there a step before or after the loop, or
        a `+ 1`?""",
        numpy=("range(max_new_tokens)", "range(max_new_tokens + 1)"),
        torch=(LOOP, "for _ in range(max_new_tokens + 1):"),
        read="One token after the other",
    ),
    mistake(
        "generate-total-length",
        of="generate_ids",
        advice="""Your loop stops when the whole sequence has max_new_tokens tokens. It counts the
        *new* ones: the prompt is not among them.""",
        numpy=("range(max_new_tokens)", "range(max(max_new_tokens - ids.shape[1], 0))"),
        torch=(LOOP, "while ids.shape[1] < max_new_tokens:"),
        read="One token after the other",
    ),
    mistake(
        "generate-same-logits-reused",
        of="generate_ids",
        advice="""Your model is asked once, before the loop, and all tokens are chosen from the
        same logits. Every new token changes what comes next: ask again in each round.""",
        numpy=[
            (
                "    for _ in",
                "    if max_new_tokens:\n"
                "        logits = np.asarray(logits_of(ids[:, -max_seq_len:]))\n    for _ in",
            ),
            ("    logits = np.asarray(logits_of(ids[:, -max_seq_len:]))\n        best", "    best"),
        ],
        torch=[
            (f"        {FEED}\n", ""),
            (f"    {LOOP}", f"    if max_new_tokens:\n        {FEED}\n    {LOOP}"),
        ],
        read="One token after the other",
    ),
    mistake(
        "generate-returns-new-only",
        of="generate_ids",
        advice="""Your result is the new tokens without the prompt. The contract is (B, T) -> (B, T
        + max_new_tokens): return both.""",
        numpy=[
            (
                "    return ids",
                "    return ids[:, -max_new_tokens:] if max_new_tokens else ids[:, :0]",
            )
        ],
        torch=("    return ids\n", "    return ids[:, ids.shape[1] - max_new_tokens :]\n"),
        read="One token after the other",
    ),
    mistake(
        "generate-prepends",
        of="generate_ids",
        advice="""Your new tokens are put before the others. The text goes on at its end:
        `cat([ids, new], dim=1)`.""",
        numpy=(R_JOIN, "np.concatenate([best[:, None], ids], axis=1)"),
        torch=(JOIN, "ids = torch.cat([next_ids[:, None], ids], dim=1)"),
        read="One token after the other",
    ),
    mistake(
        "generate-overwrites-last",
        of="generate_ids",
        advice="""Your new token takes the place of the one before it. Append it, so that the
        sequence grows: `cat([ids, new], dim=1)`.""",
        numpy=(R_JOIN, "np.concatenate([ids[:, :-1], best[:, None]], axis=1)"),
        torch=(JOIN, "ids = torch.cat([ids[:, :-1], next_ids[:, None]], dim=1)"),
        read="One token after the other",
    ),
    mistake(
        "generate-first-row-for-all",
        of="generate_ids",
        advice="""All your rows get the token of the first one. Each row of the batch is a text of
        its own: keep one id for each.""",
        numpy=("best[:, None]", "np.repeat(best[:1, None], len(ids), 0)"),
        torch=("next_ids[:, None]", "next_ids[:1, None].expand(len(ids), 1)"),
        read="One token after the other",
    ),
    mistake(
        "generate-ids-always-greedy",
        of="generate_ids",
        advice="""Your tokens are always the likeliest ones. Draw with `sample_next_token`, which
        knows when to be greedy.""",
        at="next_token_probabilities",
        numpy=lambda logits, temperature=1.0, top_k=None, top_p=None: np.eye(np.shape(logits)[-1])[
            np.argmax(logits, -1)
        ],
        torch=(NEXT, "logits[:, -1].argmax(-1)"),
        read="One token after the other",
    ),
    *(
        mistake(
            f"generate-ids-forgets-{name.replace('_', '-')}",
            of="generate_ids",
            advice=f"""Your `generate_ids` takes a {name}, but does not pass it on to
            `sample_next_token`. Whoever asks for it gets something else: pass it on.""",
            torch=(NEXT, f"sample_next_token(logits[:, -1], {passed})"),
            read="One token after the other",
        )
        for name, passed in {
            "temperature": "1.0, top_k, top_p, generator",
            "top_k": "temperature, None, top_p, generator",
            "top_p": "temperature, top_k, None, generator",
            "generator": "temperature, top_k, top_p",
        }.items()
    ),
    mistake(
        "generate-ids-reseeds",
        of="generate_ids",
        advice="""Your `generate_ids` sets a seed by itself, so every call writes the same. A seed
        is set once, outside: leave that to the caller.""",
        torch=(LOOP, f"generator = torch.Generator().manual_seed(0)\n    {LOOP}"),
        also=(
            (LOOP, f"if generator:\n        generator.manual_seed(0)\n    {LOOP}"),
            (
                LOOP,
                "if generator:\n        generator.manual_seed(generator.initial_seed())\n"
                f"    {LOOP}",
            ),
        ),
        read="Chance and seeds",
    ),
    mistake(
        "generate-no-eval-mode",
        of="generate_ids",
        advice="""Your model is fed in training mode, or parts of it are. Dropout would throw away
        some of what it knows, another part each time: `model.eval()` before the loop.""",
        torch=("    model.eval()\n", ""),
        also=(("model.eval()", "model.training = False"),),
        read="Evaluation mode and gradients",
    ),
    mistake(
        "generate-leaves-eval-mode",
        of="generate_ids",
        advice="""Your model stays in evaluation mode. Who trains on after a look at a sample
        trains without dropout, and nobody notices: remember `model.training`, and restore it.""",
        torch=(BACK, ""),
        read="Evaluation mode and gradients",
    ),
    mistake(
        "generate-always-trains-after",
        of="generate_ids",
        advice="""Your model is in training mode afterwards, also when it was not before. Remember
        `model.training`, and restore that.""",
        torch=(BACK, "    model.train()\n"),
        read="Evaluation mode and gradients",
    ),
    mistake(
        "generate-without-no-grad",
        of="generate_ids",
        advice="""Your model records gradients while it generates. Nobody will call backward; the
        record costs memory and time: decorate with `@torch.no_grad()`.""",
        torch=("@torch.no_grad()\n", ""),
        read="Evaluation mode and gradients",
    ),
    mistake(
        "generate-turns-gradients-off",
        of="generate_ids",
        advice="""Your function turns gradients off for good: after it no training works. Use
        `torch.no_grad()`, as a decorator or with `with`, which ends by itself.""",
        torch=[
            ("@torch.no_grad()\n", ""),
            ("    was_training =", "    torch.set_grad_enabled(False)\n    was_training ="),
        ],
        read="Evaluation mode and gradients",
    ),
    mistake(
        "generate-ids-row-by-row",
        of="generate_ids",
        advice="""Your model is called more often than there are new tokens. All rows of a batch go
        through it together, and nothing is asked for that is not used: one call for each token.""",
        torch=(FEED, "logits = torch.cat([model(row[None, -model.max_seq_len :]) for row in ids])"),
        read="One token after the other",
    ),
    mistake(
        "generate-ids-in-place",
        of="generate_ids",
        advice="""Your function changes the ids it was given. The caller may want to continue the
        same prompt again: make a new tensor.""",
        torch=[
            ("    model.eval()\n", "    model.eval()\n    prompt = ids\n"),
            (JOIN, f"{JOIN}\n        prompt[:, :-1] = prompt[:, 1:].clone()"),
        ],
        read="One token after the other",
    ),
    mistake(
        "generate-ids-empty-prompt",
        of="generate_ids",
        advice="""Your function accepts a prompt without tokens, and fails somewhere inside or
        returns nothing. There are no logits at a last position: raise ValueError at the
        beginning.""",
        torch=("if ids.shape[-1] == 0:", "if False:"),
        also=(("if ids.shape[-1] == 0:", "if ids.shape[-1] == 0 and max_new_tokens:"),),
        read="One token after the other",
    ),
    mistake(
        "generate-ids-negative-count",
        of="generate_ids",
        advice="""Your function accepts max_new_tokens below 0 and quietly makes none: `range(-1)`
        is empty. Raise ValueError.""",
        torch=("if max_new_tokens < 0:", "if False:"),
        read="One token after the other",
    ),
]

GENERATE = [
    mistake(
        "generate-continuation-only",
        of="generate",
        advice="""Your text lacks the prompt. The contract is the prompt *and* its continuation:
        decode all ids.""",
        numpy=("tokenizer.decode(ids[0], chars)", "tokenizer.decode(ids[0], chars)[len(prompt) :]"),
        torch=(TEXT, "return tokenizer.decode(ids[0].tolist())[len(prompt) :]"),
        read="From prompt to text",
    ),
    mistake(
        "generate-prompt-twice",
        of="generate",
        advice="""Your text has the prompt twice. `generate_ids` returns the prompt's ids too: do
        not put it before them again.""",
        numpy=("return tokenizer.decode", "return prompt + tokenizer.decode"),
        torch=(TEXT, "return prompt + tokenizer.decode(ids[0].tolist())"),
        read="From prompt to text",
    ),
    mistake(
        "generate-strips-text",
        of="generate",
        advice="""Your text is stripped: blanks and line ends at its ends are lost. The model wrote
        them; return the text as it is.""",
        numpy=("ids[0], chars)", "ids[0], chars).strip()"),
        torch=(TEXT, f"{TEXT}.strip()"),
        read="From prompt to text",
    ),
    mistake(
        "generate-stops-at-line-end",
        of="generate",
        advice="""Your text ends at the first line end. A line end is a token like others: return
        all that was written.""",
        numpy=("ids[0], chars)", "ids[0], chars).split('\\n')[0]"),
        torch=(TEXT, f"{TEXT}.split('\\n')[0]"),
        read="From prompt to text",
    ),
    mistake(
        "generate-strips-prompt",
        of="generate",
        advice="""Your prompt is stripped before it is encoded: a blank or line end at its end
        tells the model that a word is over. Encode it as it is.""",
        numpy=("encode(prompt,", "encode(prompt.strip(),"),
        torch=(PROMPT, "[tokenizer.encode(prompt.strip())]"),
        read="From prompt to text",
    ),
    mistake(
        "generate-returns-ids",
        of="generate",
        advice="""Your function returns ids, not text. Decode them.""",
        numpy=("tokenizer.decode(ids[0], chars)", "ids[0]"),
        torch=(TEXT, "return ids[0].tolist()"),
        also=((TEXT, "return ids[0]"),),
        read="From prompt to text",
    ),
    mistake(
        "generate-joins-with-blanks",
        of="generate",
        advice="""Your text has a blank between all characters. The blanks of the text are tokens
        of their own: decode all ids in one call.""",
        numpy=("tokenizer.decode(ids[0], chars)", "' '.join(tokenizer.decode(ids[0], chars))"),
        torch=(TEXT, "return ' '.join(tokenizer.decode(ids[0].tolist()))"),
        read="From prompt to text",
    ),
    mistake(
        "generate-counts-the-prompt",
        of="generate",
        advice="""Your max_new_tokens counts the prompt too. It is the number of *new* tokens: pass
        it on as it is.""",
        numpy=("ids, max_new_tokens, max", "ids, max(max_new_tokens - len(prompt), 0), max"),
        torch=(CALL, CALL.replace("max_new_tokens", "max(max_new_tokens - len(prompt), 0)")),
        read="From prompt to text",
    ),
    mistake(
        "generate-crops-its-prompt",
        of="generate",
        advice="""Your prompt is cut to the window of the model, and its beginning is lost from the
        text. `generate_ids` crops what the model is fed: give it the whole prompt.""",
        numpy=("encode(prompt,", "encode(prompt[-max_seq_len:],"),
        torch=(PROMPT, "[tokenizer.encode(prompt[-model.max_seq_len :])]"),
        read="From prompt to text",
    ),
    mistake(
        "generate-other-default",
        of="generate",
        advice="""Your function adds another number of tokens than 50 when it is not told how many.
        Keep the signature as it was, and pass max_new_tokens on.""",
        torch=("max_new_tokens: int = 50", "max_new_tokens: int = 100"),
        read="From prompt to text",
    ),
    *(
        mistake(
            f"generate-forgets-{name}",
            of="generate",
            advice=f"""Your `generate` takes a {name}, but does not pass it on to `generate_ids`.
            Whoever asks for it gets something else: pass it on.""",
            torch=(CALL, f"generate_ids(model, ids, max_new_tokens, {passed})"),
            read="From prompt to text",
        )
        for name, passed in {
            "temperature": "1.0, top_k, top_p, generator",
            "top-k": "temperature, None, top_p, generator",
            "top-p": "temperature, top_k, None, generator",
            "generator": "temperature, top_k, top_p",
        }.items()
    ),
    mistake(
        "generate-reseeds",
        of="generate",
        advice="""Your `generate` sets a seed by itself, so every call writes the same. A seed is
        set once, outside: leave that to the caller.""",
        torch=(CALL, CALL.replace("generator", "torch.Generator().manual_seed(0)")),
        read="Chance and seeds",
    ),
    mistake(
        "generate-empty-prompt",
        of="generate",
        advice="""Your function accepts an empty prompt, or puts something in its place. There is
        nothing to continue: let the ValueError of `generate_ids` through.""",
        torch=(PROMPT, "[tokenizer.encode(prompt) or [0]]"),
        also=(
            (f"    ids = {CALL}", f"    if not prompt:\n        return prompt\n    ids = {CALL}"),
        ),
        read="From prompt to text",
    ),
    mistake(
        "generate-drops-unknown-characters",
        of="generate",
        advice="""Your function leaves out the characters of the prompt that the tokenizer does not
        know. The text is then not a continuation of the prompt: let the ValueError through.""",
        torch=(PROMPT, "[tokenizer.encode([c for c in prompt if c in tokenizer.chars])]"),
        read="From prompt to text",
    ),
    mistake(
        "generate-changes-the-mode",
        of="generate",
        advice="""Your `generate` changes the mode of the model by itself. `generate_ids` puts it
        in evaluation mode and back: leave it alone.""",
        torch=(f"    ids = {CALL}", f"    model.eval()\n    ids = {CALL}"),
        read="Evaluation mode and gradients",
    ),
]

MISTAKES = [*TEMPERATURE, *TOP_K, *TOP_P, *SAMPLE, *GENERATE_IDS, *GENERATE]
