"""cross_entropy: the surprise at the right token."""

from reference import attention
from tests.mistakes import mistake
from tests.mistakes.training.shared import FLAT, LOG, MEAN, OVERFLOW, PICK, PICKED, SURPRISE, loss


def squared_error(logits, targets):
    probabilities = attention.softmax(logits)
    one_hot = [[1.0 * (i == t) for i in range(probabilities.shape[-1])] for t in targets.ravel()]
    return (probabilities.reshape(targets.size, -1) - one_hot) ** 2


MISTAKES = [
    mistake(
        "ce-log-of-softmax",
        of="cross_entropy",
        advice="""You take the logarithm of a finished softmax. Far below the maximum the softmax
        has rounded to 0, and log(0) is −∞. Keep the logarithm: z_i − log Σ exp(z_j).""",
        numpy=("log_softmax(logits)", "np.log(attention.softmax(logits))"),
        torch=loss("log_p = logits.softmax(-1).log()", PICKED, "return -picked.mean()"),
        also=(
            loss(
                "p = logits.softmax(-1).gather(-1, targets[..., None])",
                "return -torch.log(p).mean()",
            ),
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-expects-probabilities",
        of="cross_entropy",
        advice="""You apply softmax twice: the loss turns logits into probabilities itself, and
        here it is given probabilities. Hand it the logits as they are.""",
        numpy=("log_softmax(logits)", "log_softmax(attention.softmax(logits))"),
        torch=loss("logits = logits.softmax(-1)", f"return {FLAT})"),
        also=(
            loss(
                "log_p = torch.log_softmax(torch.softmax(logits, -1), -1)",
                PICKED,
                "return -picked.mean()",
            ),
        ),
        read=SURPRISE,
    ),
    mistake(
        "ce-log-softmax-twice",
        of="cross_entropy",
        advice="""The targets' scores are normalised, and then their logarithm is taken again.
        log_softmax has taken the logarithm already.""",
        numpy=(PICK, f"np.log(-{PICK})"),
        torch=loss(LOG, PICKED, "return -(-picked).log().mean()"),
        read=SURPRISE,
    ),
    mistake(
        "ce-without-log",
        of="cross_entropy",
        advice="""You average the probabilities of the right tokens, not their logarithms. How
        much worse should the loss be when a right token had 0.001 instead of 0.01?""",
        numpy=(PICK, f"np.exp({PICK})"),
        torch=loss("log_p = logits.softmax(-1)", PICKED, "return -picked.mean()"),
        also=(
            loss(
                "p = logits.softmax(-1).flatten(0, -2)",
                "return nn.functional.nll_loss(p, targets.flatten())",
            ),
        ),
        read=SURPRISE,
    ),
    mistake(
        "ce-not-normalised",
        of="cross_entropy",
        advice="""You average the right tokens' logits without what normalises them. A logit of 5
        says nothing until one knows the others: subtract log Σ exp of the row.""",
        numpy=("log_softmax(logits)", "np.asarray(logits, np.float64)"),
        torch=(
            "(log_normalizer - of_target).mean()",
            "-logits.gather(-1, targets[..., None]).mean()",
        ),
        also=(loss("return nn.functional.nll_loss(logits.flatten(0, -2), targets.flatten())"),),
        brings=("ce-normaliser-detached",),
        read=SURPRISE,
    ),
    mistake(
        "ce-log-of-the-mean",
        of="cross_entropy",
        advice="""You average the probabilities of the right tokens first and take the logarithm
        of the average. Each position has a surprise of its own; average those.""",
        numpy=("-of_targets.mean()", "-np.log(np.exp(of_targets).mean())"),
        torch=loss(LOG, PICKED, "return -picked.exp().mean().log()"),
        read=MEAN,
    ),
    mistake(
        "ce-wrong-sign",
        of="cross_entropy",
        advice="""Your loss is negative. A logarithm of a probability is below zero, and a step
        goes downhill: towards likelier or less likely right tokens? Put the minus back.""",
        numpy=("-of_targets.mean()", "of_targets.mean()"),
        torch=("(log_normalizer - of_target)", "(of_target - log_normalizer)"),
        also=(loss(LOG, PICKED, "return picked.mean()"),),
        read=SURPRISE,
    ),
    mistake(
        "ce-log-base-2",
        of="cross_entropy",
        advice="""Your loss counts bits: it uses the logarithm to base 2. The loss here is in
        nats, from the natural logarithm.""",
        numpy=("-of_targets.mean()", "-of_targets.mean() / np.log(2)"),
        torch=loss(f"return {FLAT}) / torch.log(torch.tensor(2.0, dtype=logits.dtype))"),
        also=(loss("log_p = logits.softmax(-1).log2()", PICKED, "return -picked.mean()"),),
        brings=("ce-log-of-softmax",),
        read=SURPRISE,
    ),
    mistake(
        "ce-returns-perplexity",
        of="cross_entropy",
        advice="""You return exp(loss), which is the perplexity. It is a number for people to
        read; the loss itself is the mean surprise.""",
        numpy=("-of_targets.mean()", "np.exp(-of_targets.mean())"),
        torch=loss(f"return {FLAT}).exp()"),
        read=SURPRISE,
    ),
    mistake(
        "ce-squared-error",
        of="cross_entropy",
        advice="""You measure the squared distance between probabilities and the one-hot target. A
        model that is sure and wrong hardly feels it. Cross-entropy is −log of the target's
        probability.""",
        numpy=lambda logits, targets: squared_error(logits, targets).mean(),
        torch=loss(
            "one_hot = nn.functional.one_hot(targets, logits.shape[-1])",
            "return ((logits.softmax(-1) - one_hot) ** 2).mean()",
        ),
        read=SURPRISE,
    ),
    mistake(
        "ce-error-rate",
        of="cross_entropy",
        advice="""You count how often the best token is not the right one. Counting has no slope:
        no small change of a logit changes it, so nothing can be learnt from it.""",
        numpy=(PICK, "-1.0 * (np.argmax(logits, -1) != targets)"),
        torch=loss("return (logits.argmax(-1) != targets).to(logits.dtype).mean()"),
        also=(loss("right = (logits.argmax(-1) == targets).float()", "return 1 - right.mean()"),),
        read=SURPRISE,
    ),
    mistake(
        "ce-label-smoothing",
        of="cross_entropy",
        advice="""A tenth of every target is spread over all tokens (label smoothing). The loss
        asked for is the plain one, without it.""",
        numpy=("-of_targets.mean()", "-0.9 * of_targets.mean() - 0.1 * log_softmax(logits).mean()"),
        torch=loss(f"return {FLAT}, label_smoothing=0.1)"),
        read=SURPRISE,
    ),
    mistake(
        "ce-ignores-token-zero",
        of="cross_entropy",
        advice="""Targets that are 0 do not count in your loss, as if 0 meant padding. In this
        kata 0 is a character like any other.""",
        numpy=("-of_targets.mean()", "-of_targets[targets[..., None] != 0].mean()"),
        torch=loss(f"return {FLAT}, ignore_index=0)"),
        also=(loss(LOG, PICKED, "return -picked[targets != 0].mean()"),),
        read=MEAN,
    ),
    mistake(
        "ce-shifts-again",
        of="cross_entropy",
        advice="""Your loss drops the last prediction and the first target: it shifts. get_batch
        has shifted already; twice is one too many.""",
        numpy=(
            "    of_targets",
            "    if targets.ndim > 1:\n        logits, targets = "
            "logits[..., :-1, :], targets[..., 1:]\n    of_targets",
        ),
        torch=(
            "    # the shift cancels",
            "    if targets.dim() > 1:\n        logits, targets = "
            "logits[..., :-1, :], targets[..., 1:]\n    # the shift cancels",
        ),
        read=SURPRISE,
    ),
]
