"""top_p_filter around its set: what fills the rest, batches, limits of p, memory."""

from tests.mistakes import mistake
from tests.mistakes.generation.shared import MASS, NUCLEUS, PUT_BACK, R_STAYS, SORT

MISTAKES = [
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
        "top-p-one-refused",
        of="top_p_filter",
        advice="""Your filter refuses p = 1. It asks for all of the probability, and all tokens
        together have it: let 1 in, `0 < p <= 1`.""",
        numpy=("if not 0 < p <= 1:", "if not 0 < p < 1:"),
        torch=("if not 0 < p <= 1:", "if not 0 < p < 1:"),
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
