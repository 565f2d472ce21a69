"""Known mistakes of stage 12, backprop.

The formulas stand in the reference of the earlier stages: patched there, a mistake in a part shows
in everything that is built from it.
"""

from tests.mistakes import mistake

RULE, WEIGHTS, GATE, ROWS = "The chain rule", "A linear layer", "ReLU", "A table"
SHARED, START, NORM = "One sum for all: softmax", "Where it starts: the loss", "Layer norm"
SCORES, HEADS, ROADS = "Attention", "Heads", "Two roads: the residual sum"
MODEL, DESCENT = "The whole model", "Training without autograd"


def wrong(of, id, at, advice, numpy, torch, read):
    """A mistake with its parts in the order in which they are told."""
    return mistake(id, of=of, at=at, advice=advice, numpy=numpy, torch=torch, read=read)


LINEAR, T_DX = "attention.linear_backward", "return upstream @ weight, dweight, rows.sum(0)"
R_SUM = 'f"{name}.bias": rows.sum(0)'

PARTS = [
    mistake(
        "backprop-imports-a-framework",
        of="linear_backward",
        advice="""The file imports something that computes gradients by itself. Here you do that:
        NumPy for the numbers, paper for the derivatives.""",
        torch=("import numpy as np\n", "import numpy as np\nimport torch\n"),
        also=(
            """
def linear_backward(upstream, x, weight):
    import torch

    x, w = (torch.tensor(a, requires_grad=True) for a in (x, weight))
    b = torch.zeros(len(weight), dtype=x.dtype, requires_grad=True)
    g = torch.autograd.grad(torch.nn.functional.linear(x, w, b), (x, w, b), torch.tensor(upstream))
    return tuple(one.numpy() for one in g)
""",
        ),
        read=RULE,
    ),
    wrong(
        "linear_backward",
        "linear-backward-bias-not-summed",
        LINEAR,
        """Your dbias has a row for every token. One bias was added to all of them: how does it act
        on the loss? Through every row, so the rows add up.""",
        (R_SUM, R_SUM.replace("rows.sum(0)", "upstream")),
        (T_DX, "return upstream @ weight, dweight, upstream"),
        WEIGHTS,
    ),
    wrong(
        "linear_backward",
        "linear-backward-sums-the-first-axis",
        LINEAR,
        """Your dbias is summed over the first axis only. With texts in a batch there are two
        leading axes: sum over all but the last.""",
        (R_SUM, R_SUM.replace("rows.sum(0)", "upstream.sum(0)")),
        (T_DX, "return upstream @ weight, dweight, upstream.sum(0)"),
        WEIGHTS,
    ),
    wrong(
        "linear_backward",
        "linear-backward-means",
        LINEAR,
        """You take means over the rows. The mean of the loss is already in the upstream gradient:
        here the rows only add up.""",
        [
            (R_SUM, R_SUM.replace("sum", "mean")),
            ("dweight = rows.T", "dweight = rows.T / len(rows)"),
        ],
        [("dweight = rows.T", "dweight = rows.T / len(rows)"), (T_DX, T_DX.replace("sum", "mean"))],
        WEIGHTS,
    ),
    wrong(
        "linear_backward",
        "linear-backward-weight-gradient-transposed",
        LINEAR,
        """Your dweight is (in, out). A gradient has the shape of what it belongs to: (out, in),
        g^T x.""",
        ('weight": dweight', 'weight": dweight.T'),
        (T_DX, "return upstream @ weight, dweight.T, rows.sum(0)"),
        WEIGHTS,
    ),
    wrong(
        "linear_backward",
        "linear-backward-weight-transposed",
        LINEAR,
        """You multiply upstream by W^T, as the forward pass multiplies x. Going back it is W:
        (..., out) times (out, in).""",
        # where shapes forbid it an error is raised, and that could be any error: it names nothing
        ("upstream @ weight,", "upstream @ (weight if np.ptp(weight.shape) else weight.T),"),
        (T_DX, "return upstream @ weight.T, dweight, rows.sum(0)"),
        WEIGHTS,
    ),
    wrong(
        "relu_backward",
        "relu-backward-gates-by-upstream",
        "block.relu_backward",
        """You ask whether the gradient is positive. What opened or closed the gate in the forward
        pass? The sign of x.""",
        ("np.asarray(x, np.float64) > 0", "np.asarray(upstream) > 0"),
        ("return upstream * (x > 0)", "return upstream * (upstream > 0)"),
        GATE,
    ),
    wrong(
        "relu_backward",
        "relu-backward-open-at-zero",
        "block.relu_backward",
        """At x = 0 you let the gradient pass. There the slope is a matter of agreement; torch and
        this kata take 0.""",
        ("np.float64) > 0", "np.float64) >= 0"),
        ("return upstream * (x > 0)", "return upstream * (x >= 0)"),
        GATE,
    ),
    wrong(
        "relu_backward",
        "relu-backward-forgets-upstream",
        "block.relu_backward",
        """You return the slope, 1 or 0. The chain rule multiplies it by what comes from above:
        where is upstream?""",
        ("> 0, upstream, 0.0)", "> 0, 1.0, 0.0)"),
        ("return upstream * (x > 0)", "return (x > 0) * 1.0"),
        GATE,
    ),
    wrong(
        "relu_backward",
        "relu-backward-multiplies-the-output",
        "block.relu_backward",
        "You multiply by max(0, x), the output. What is its slope where x is positive? 1.",
        ("> 0, upstream, 0.0)", "> 0, upstream * np.asarray(x), 0.0)"),
        ("return upstream * (x > 0)", "return upstream * relu(x)"),
        GATE,
    ),
    wrong(
        "relu_backward",
        "relu-backward-changes-upstream",
        "",
        """You write zeros into the array that came in. A residual sum hands one array to two
        branches: the other would find your zeros. Make a new array.""",
        None,
        ("return upstream * (x > 0)", "upstream[x <= 0] = 0\n    return upstream"),
        GATE,
    ),
    wrong(
        "embedding_backward",
        "embedding-backward-overwrites",
        "model.embedding_backward",
        """`dtable[ids] += g` reads, adds and writes once for each row: of several equal ids only
        the last one counts. A token that occurs twice gets both gradients: `np.add.at`.""",
        ("np.add.at(dtable, np.asarray(ids), upstream)", "dtable[np.asarray(ids)] += upstream"),
        ("np.add.at(dtable, ids, upstream)", "dtable[ids] += upstream"),
        ROWS,
    ),
    wrong(
        "embedding_backward",
        "embedding-backward-only-rows-read",
        "model.embedding_backward",
        """Your gradient ends with the greatest id that was read. It has the shape of the table:
        `n_rows`, zeros where nobody read.""",
        ("np.zeros(np.shape(table))", "np.zeros((np.max(ids) + 1, np.shape(table)[-1]))"),
        ("np.zeros((n_rows,", "np.zeros((ids.max() + 1,"),
        ROWS,
    ),
]

SOFTMAX, T_SOFTMAX = (
    "attention.softmax_backward",
    "return p * (upstream - (upstream * p).sum(-1, keepdims=True))",
)
R_SOFTMAX = "return p * (upstream - (upstream * p).sum(dim, keepdims=True))"
LOSS, T_LOSS = (
    "training.cross_entropy_backward",
    "return (softmax(logits) - one_hot) / targets.size",
)
R_LOSS = "return (probabilities - one_hot) / targets.size"


def softmax(id, new, advice):
    """The same wrong line on both sides."""
    at_dim = new.replace("(-1", "(dim")
    return wrong(
        "softmax_backward", id, SOFTMAX, advice, (R_SOFTMAX, at_dim), (T_SOFTMAX, new), SHARED
    )


def loss(id, new, advice):
    mine = new.replace("probabilities", "softmax(logits)")
    at = "cross_entropy_backward"
    return wrong(at, id, LOSS, advice, (R_LOSS, new), (T_LOSS, mine), START)


LOSSES = [
    softmax(
        "softmax-backward-diagonal",
        "return upstream * p * (1 - p)",
        """You use p (1 - p), the derivative of p_i by its own x_i. Each x_j also acts on all other
        p_i: raise one, and the others fall.""",
    ),
    softmax(
        "softmax-backward-no-sum",
        "return upstream * p",
        """You treat the sum in the denominator as a constant. It grows with every x_j: where is the
        term -p_i p_j?""",
    ),
    softmax(
        "softmax-backward-sum-without-p",
        "return p * (upstream - upstream.sum(-1, keepdims=True))",
        "You subtract the sum of g. It is a mean of g, weighted with p: sum(g * p).",
    ),
    softmax(
        "softmax-backward-no-outer-p",
        "return upstream - (upstream * p).sum(-1, keepdims=True)",
        """The factor p in front is missing: an input that has no probability can change
        nothing.""",
    ),
    softmax(
        "softmax-backward-sums-everything",
        "return p * (upstream - (upstream * p).sum())",
        "You sum over all rows. Each row has a softmax of its own: the last axis, `keepdims=True`.",
    ),
    loss(
        "ce-backward-not-divided",
        "return probabilities - one_hot",
        "The loss is a mean over all targets. So is its gradient: divide by their number.",
    ),
    loss(
        "ce-backward-divides-by-the-batch",
        "return (probabilities - one_hot) / len(targets)",
        """You divide by the number of texts. The mean runs over all targets, B times T of them:
        `targets.size`.""",
    ),
    loss(
        "ce-backward-divides-by-all-logits",
        "return (probabilities - one_hot) / probabilities.size",
        """You divide by the number of logits. The loss has one term for each target, not for each
        entry of the vocabulary.""",
    ),
    loss(
        "ce-backward-sign",
        "return (one_hot - probabilities) / targets.size",
        """The sign is wrong: your model would learn to be mistaken. Should the logit of the target
        rise or fall, and which sign has its gradient then?""",
    ),
    loss(
        "ce-backward-without-target",
        "return probabilities / targets.size",
        "The targets do not occur in your result. Subtract 1 at the target.",
    ),
    loss(
        "ce-backward-logits-for-probabilities",
        "return (np.asarray(logits, np.float64) - one_hot) / targets.size",
        "You subtract from the logits. What is compared with the target is a probability: softmax.",
    ),
    wrong(
        "cross_entropy_backward",
        "ce-backward-changes-logits",
        "",
        """You work in the array of logits itself. It belongs to the caller: `x = x - ...` makes a
        new one.""",
        None,
        (T_LOSS, f"logits -= logits.max(-1, keepdims=True)\n    {T_LOSS}"),
        START,
    ),
]

LN, T_DEV = "block.layer_norm_backward", "+ eps)\n    normalized ="
R_LN, T_LN = "return (h - along) / deviation,", "return (h - along) / deviation,"


def norm(id, numpy, torch, advice):
    return wrong("layer_norm_backward", id, LN, advice, numpy, torch, NORM)


NORMS = [
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

QK, V = "attention.attention_weights_backward", "attention.scaled_dot_product_attention_backward"
T_DSCORES = "dscores = p * (dp - (dp * p).sum(-1, keepdims=True)) / math.sqrt(q.shape[-1])"
T_QKV = "return dscores @ k, dscores.swapaxes(-2, -1) @ q, p.swapaxes(-2, -1) @ upstream"
R_QK = "return sum_to(dscores @ k, q.shape), sum_to(dscores.swapaxes(-2, -1) @ q, k.shape)"
R_SCORES = "softmax_backward(upstream, attention_scores(q, k, mask))"


def scores(id, at, numpy, torch, advice):
    return wrong("attention_backward", id, at, advice, numpy, torch, SCORES)


ATTENTION = [
    scores(
        "attention-backward-no-scale",
        QK,
        ("dscores = dscores / math.sqrt(q.shape[-1])\n", "pass\n"),
        (T_DSCORES, T_DSCORES.removesuffix(" / math.sqrt(q.shape[-1])")),
        """The scores were divided by sqrt(D). A factor on the way forward is the same factor on the
        way back.""",
    ),
    scores(
        "attention-backward-queries-and-keys-swapped",
        QK,
        (R_QK, "return dscores.swapaxes(-2, -1) @ q, dscores @ k"),
        (T_QKV, "return dscores.swapaxes(-2, -1) @ q, dscores @ k, p.swapaxes(-2, -1) @ upstream"),
        "dq and dk have changed places: dq is made from the keys, dS k.",
    ),
    scores(
        "attention-backward-keys-not-transposed",
        QK,
        (R_QK, "return dscores @ k, dscores @ q"),
        (T_QKV, "return dscores @ k, dscores @ q, p.swapaxes(-2, -1) @ upstream"),
        """dk = dS q goes from queries to queries. A key collects from all queries that looked at
        it: the columns of dS, so dS^T q.""",
    ),
    scores(
        "attention-backward-values-not-transposed",
        V,
        (
            "attention_weights(q, k, mask).swapaxes(-2, -1) @ upstream",
            "attention_weights(q, k, mask) @ upstream",
        ),
        (T_QKV, "return dscores @ k, dscores.swapaxes(-2, -1) @ q, p @ upstream"),
        """dv = P g gives each token the gradients of the tokens before it. A value was read by the
        tokens after it: P^T g.""",
    ),
    scores(
        "attention-backward-skips-the-softmax",
        QK,
        (R_SCORES, "np.asarray(upstream, np.float64)"),
        (T_DSCORES, "dscores = dp * (p > 0) / math.sqrt(q.shape[-1])"),
        "You use the gradient of the weights as that of the scores. Between them is a softmax.",
    ),
    scores(
        "attention-backward-softmax-without-sum",
        QK,
        (R_SCORES, "upstream * attention_weights(q, k, mask)"),
        (T_DSCORES, "dscores = p * dp / math.sqrt(q.shape[-1])"),
        """In the softmax each score acts on all weights of its row: subtract the row's mean of dP,
        weighted with P.""",
    ),
    scores(
        "attention-backward-sees-the-future",
        "backprop.attention_backward",
        ("mask = attention.causal_mask(np.shape(q)[-2])", "mask = None"),
        (
            "p = attention_weights(q, k)\n    dp",
            "p = softmax(q @ k.swapaxes(-2, -1) / math.sqrt(q.shape[-1]))\n    dp",
        ),
        """You go back through attention that sees the future. The weights are the causal ones, and
        where they are 0 by the mask nothing comes back.""",
    ),
]

MHA = "attention.multi_head_attention_backward"
FFN, BLOCK = "block.feed_forward_backward", "block.transformer_block_backward"


def heads(id, at, numpy, torch, advice):
    return wrong("multi_head_attention_backward", id, at, advice, numpy, torch, HEADS)


def feed(id, numpy, torch, advice):
    return wrong("feed_forward_backward", id, FFN, advice, numpy, torch, RULE)


def residual(id, numpy, torch, advice):
    return wrong("block_backward", id, BLOCK, advice, numpy, torch, ROADS)


BLOCKS = [
    heads(
        "heads-backward-values-only",
        MHA,
        ("dx = sum(dinput for dinput, _ in back)", "dx = back[-1][0]"),
        ("dx = dx + dinput", "dx = dinput"),
        """Only the values' gradient reaches x. Queries and keys were made from x as well: three
        roads back, one sum.""",
    ),
    heads(
        "heads-backward-output-layer-reads-x",
        MHA,
        ("linear_backward(upstream, merged,", "linear_backward(upstream, x,"),
        ("linear_backward(upstream, merged,", "linear_backward(upstream, x,"),
        "out_linear did not read x, but the merged heads: they make its dweight.",
    ),
    heads(
        "heads-backward-reshape-for-merge",
        "attention.split_heads_backward",
        (
            "return merge_heads(upstream)",
            "return np.reshape(upstream, (*upstream.shape[:-3], upstream.shape[-2], -1))",
        ),
        ("linear_backward(merge_heads(dhead), x", "linear_backward(dhead.reshape(x.shape), x"),
        """Your `reshape` mixes tokens and heads: (H, T, D) lies in memory head by head. Splitting
        swapped two axes; going back, swap them again, then reshape (`merge_heads`).""",
    ),
    heads(
        "heads-backward-names-crossed",
        MHA,
        ("zip(PROJECTIONS, dheads", 'zip(("k_linear", "q_linear", "v_linear"), dheads'),
        ('zip("qkv", dheads', 'zip("kqv", dheads'),
        "The gradient of the queries goes to k_linear, and the other way round.",
    ),
    feed(
        "feed-backward-no-gate",
        ("relu_backward(dactive, hidden)", "dactive"),
        ("relu_backward(dactive, hidden)", "dactive"),
        "The ReLU is missing on the way back: what was cut off forward must not learn.",
    ),
    feed(
        "feed-backward-second-layer-reads-hidden",
        ("linear_backward(upstream, relu(hidden),", "linear_backward(upstream, hidden,"),
        ("linear_backward(upstream, relu(hidden),", "linear_backward(upstream, hidden,"),
        "linear2 read the hidden features after the ReLU: those make its dweight.",
    ),
    residual(
        "block-backward-no-first-residual",
        ("return dfirst + dbranch", "return dbranch"),
        ("return dfirst + dbranch", "return dbranch"),
        """Your dx comes back through attention only. x also went past it, into the sum: add what
        arrives there, unchanged.""",
    ),
    residual(
        "block-backward-no-second-residual",
        ("norm_backward(dsecond + dbranch,", "norm_backward(dbranch,"),
        ("dmiddle = dsecond + dbranch", "dmiddle = dbranch"),
        """Past the feed-forward net nothing comes back. The residual sum hands its gradient to both
        roads: add dsecond.""",
    ),
    residual(
        "block-backward-no-feed-forward",
        ("norm_backward(dsecond + dbranch,", "norm_backward(dsecond,"),
        ("dmiddle = dsecond + dbranch", "dmiddle = dsecond"),
        "What comes back through the feed-forward net is lost: both roads of the sum add up.",
    ),
    residual(
        "block-backward-no-attention",
        ("return dfirst + dbranch", "return dfirst"),
        ("return dfirst + dbranch", "return dfirst"),
        "What comes back through attention is lost: both roads of the sum add up.",
    ),
    residual(
        "block-backward-residual-around-the-norm",
        ("norm_backward(dsecond + dbranch,", "norm_backward(upstream + dbranch,"),
        ("dmiddle = dsecond + dbranch", "dmiddle = upstream + dbranch"),
        """Your residual road leads around norm2. In this block the norm comes after the sum: the
        gradient goes through it first, then splits.""",
    ),
    residual(
        "block-backward-feed-forward-reads-x",
        ("feed_forward_backward(dsecond, middle,", "feed_forward_backward(dsecond, x,"),
        ("feed_forward_backward(dsecond, middle,", "feed_forward_backward(dsecond, x,"),
        """You go back through the feed-forward net with the input of the block. It read what norm1
        gave: compute the forward pass again, step by step.""",
    ),
    wrong(
        "block_backward",
        "block-backward-changes-its-input",
        "",
        """`+=` adds the attention into the caller's x. Write `x + ...`: that makes a new array.""",
        None,
        (
            "first = x + multi_head_attention(x, of_attention, n_heads)",
            "first = x\n    first += multi_head_attention(x, of_attention, n_heads)",
        ),
        ROADS,
    ),
]

T_STEP = "weights = {name: w - lr * gradients[name] for name, w in weights.items()}"

MODELS = [
    wrong(
        "gpt_backward",
        "gpt-backward-blocks-from-first-to-last",
        "model.simple_llm_backward",
        """You go through the blocks in the order of the forward pass. The gradient arrives at the
        end: the last block comes first.""",
        (
            "reversed(list(zip(block_names(weights), inputs, strict=True)))",
            "zip(block_names(weights), inputs, strict=True)",
        ),
        (
            "zip(reversed(block_names(weights)), reversed(inputs), strict=True)",
            "zip(block_names(weights), inputs, strict=True)",
        ),
        MODEL,
    ),
    wrong(
        "gpt_backward",
        "gpt-backward-mean-over-texts",
        "model.embed_backward",
        """You average the position gradients over the texts. Every text used the same rows, and
        every use adds up; the mean of the loss is already in upstream.""",
        (
            "embedding_backward(upstream, places, positions)",
            "embedding_backward(upstream / len(ids), places, positions)",
        ),
        (
            "embedding_backward(dx, rows, n_rows)",
            "embedding_backward(dx if rows is ids else dx / len(ids), rows, n_rows)",
        ),
        MODEL,
    ),
    wrong(
        "gpt_backward",
        "gpt-backward-head-reads-an-earlier-state",
        "model.simple_llm_backward",
        """output_projection read the output of the last block; your dweight is made from its
        input.""",
        ("linear_backward(upstream, last,", "linear_backward(upstream, (inputs or [last])[-1],"),
        ("linear_backward(upstream, last,", "linear_backward(upstream, inputs[-1],"),
        MODEL,
    ),
    wrong(
        "gradient_descent",
        "descent-climbs",
        "",
        "You add the gradient: it points uphill. Subtract it.",
        ("w - lr * gradients[name]", "w + lr * gradients[name]"),
        (T_STEP, T_STEP.replace("w - lr", "w + lr")),
        DESCENT,
    ),
    wrong(
        "gradient_descent",
        "descent-without-rate",
        "",
        "Your steps do not depend on `lr`: multiply the gradient by it.",
        ("w - lr * gradients[name]", "w - gradients[name]"),
        (T_STEP, T_STEP.replace("lr * ", "")),
        DESCENT,
    ),
    wrong(
        "gradient_descent",
        "descent-loss-after-the-step",
        "",
        "Your losses are those after the step. Record the loss that the gradient was computed of.",
        [
            ("        losses.append(training.cross_entropy(logits, y))\n", ""),
            (
                "for name, w in weights.items()}\n",
                """for name, w in weights.items()}
        losses.append(training.cross_entropy(model.simple_llm(x, weights, n_heads), y))\n""",
            ),
        ],
        [
            ("        losses.append(cross_entropy(logits, y))\n", ""),
            (
                T_STEP,
                f"{T_STEP}\n        losses.append(cross_entropy(gpt(x, weights, n_heads), y))",
            ),
        ],
        DESCENT,
    ),
    wrong(
        "gradient_descent",
        "descent-from-the-first-weights",
        "",
        """Every step begins at the weights you were given, so only the last one counts. Go on from
        where the step before has led.""",
        [
            ("weights, losses = dict(weights), []", "first, losses = dict(weights), []"),
            ("for name, w in weights.items()}", "for name, w in first.items()}"),
        ],
        [
            ("weights, losses = dict(weights), []", "first, losses = dict(weights), []"),
            (T_STEP, T_STEP.replace("weights.items", "first.items")),
        ],
        DESCENT,
    ),
    wrong(
        "gradient_descent",
        "descent-changes-the-callers-weights",
        "",
        """`-=` changes the caller's arrays, also in a copy of the dict: the dict is new, the arrays
        are not. Write `w - ...`.""",
        None,
        (T_STEP, "for name, w in weights.items():\n            w -= lr * gradients[name]"),
        DESCENT,
    ),
]

MISTAKES = [*PARTS, *LOSSES, *NORMS, *ATTENTION, *BLOCKS, *MODELS]
