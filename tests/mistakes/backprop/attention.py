"""The backward pass of attention."""

from tests.mistakes.backprop.shared import wrong

SCORES = "Attention"

QK, V = "attention.attention_weights_backward", "attention.scaled_dot_product_attention_backward"
T_DSCORES = "dscores = p * (dp - (dp * p).sum(-1, keepdims=True)) / math.sqrt(q.shape[-1])"
T_QKV = "return dscores @ k, dscores.swapaxes(-2, -1) @ q, p.swapaxes(-2, -1) @ upstream"
R_QK = "return sum_to(dscores @ k, q.shape), sum_to(dscores.swapaxes(-2, -1) @ q, k.shape)"
R_SCORES = "softmax_backward(upstream, attention_scores(q, k, mask))"


def scores(id, at, numpy, torch, advice):
    return wrong("attention_backward", id, at, advice, numpy, torch, SCORES)


MISTAKES = [
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
