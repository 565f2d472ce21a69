"""The backward passes of softmax and the loss."""

from tests.mistakes.backprop.shared import wrong

SHARED, START = "One sum for all: softmax", "Where it starts: the loss"

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


MISTAKES = [
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
