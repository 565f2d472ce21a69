"""sample_next_token: one draw a row."""

import numpy as np

from tests.mistakes import mistake

# what stands in the solution
GREEDY = "    if temperature == 0:\n        return logits.argmax(-1)\n"
K = "    if top_k is not None:\n        logits = top_k_filter(logits, top_k)\n"
P = "    if top_p is not None:\n        logits = top_p_filter(logits, top_p)\n"
HEAT = "    logits = apply_temperature(logits, temperature)\n"
ROWS = "rows = softmax(logits).reshape(-1, logits.shape[-1])"
DRAW = "torch.multinomial(rows, 1, generator=generator)"


def flat_greedy(logits):
    """One argmax over all rows."""
    logits = np.asarray(logits, np.float64)
    return np.eye(logits.size)[logits.argmax()]


MISTAKES = [
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
        "sampling-softmax-over-the-batch",
        of="sample_next_token",
        advice="""Your softmax runs down the batch (dim=0): the rows share out each token among
        themselves. A row is a distribution of its own, and the vocabulary is the last
        dimension.""",
        torch=(ROWS, "rows = softmax(logits, dim=0).reshape(-1, logits.shape[-1])"),
        read="Drawing a token",
    ),
    mistake(
        "sampling-draws-at-zero",
        of="sample_next_token",
        advice="""At temperature 0 your sampling still draws, perhaps at a tiny temperature in the
        place of 0. Nothing is left to chance there: take the argmax and return before anything is
        drawn.""",
        torch=(GREEDY, "    temperature = temperature or 1e-6\n"),
        read="Greedy decoding",
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
        "sampling-top-p-above-one-is-none",
        of="sample_next_token",
        advice="""Your sampling skips the filter where top_p is greater than 1, so that 90 instead
        of 0.9 means "no filter" and nobody hears of it. Leave the check to `top_p_filter`: ask
        only `is not None`.""",
        torch=("if top_p is not None:", "if top_p is not None and top_p <= 1:"),
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
