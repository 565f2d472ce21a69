"""top_p_filter: the smallest set of tokens that reaches p."""

from tests.mistakes import mistake
from tests.mistakes.generation.shared import MASS, NUCLEUS, PUT_BACK, R_STAYS, SORT


def top_p(stays):
    """The solution's top-p with another rule for which of the sorted tokens stay."""
    return [
        ("    if p == 1:\n", "    if False:\n"),
        (NUCLEUS, f"ordered = ordered.masked_fill(~({stays}), -math.inf)"),
    ]


MISTAKES = [
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
]
