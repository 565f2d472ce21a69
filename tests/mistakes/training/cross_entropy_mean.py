"""cross_entropy: one mean over all positions, one softmax over the vocabulary."""

from tests.mistakes import mistake
from tests.mistakes.training.shared import FLAT, LOG, MEAN, PICKED, SURPRISE, loss

MISTAKES = [
    mistake(
        "ce-sums",
        of="cross_entropy",
        advice="""You add the surprises up, so a larger batch has a larger loss. Take the mean
        over all positions.""",
        numpy=("-of_targets.mean()", "-of_targets.sum()"),
        torch=("(log_normalizer - of_target).mean()", "(log_normalizer - of_target).sum()"),
        also=(loss(f"return {FLAT}, reduction='sum')"),),
        read=MEAN,
    ),
    mistake(
        "ce-returns-every-position",
        of="cross_entropy",
        advice="""You return one number for each position. A step needs one number to go down
        from: their mean.""",
        numpy=("-of_targets.mean()", "-of_targets[..., 0]"),
        torch=("(log_normalizer - of_target).mean()", "(log_normalizer - of_target)"),
        read=MEAN,
    ),
    mistake(
        "ce-divides-by-batch-only",
        of="cross_entropy",
        advice="""You divide the sum by the number of rows alone. With B rows of T tokens there
        are B · T predictions; the mean goes over all of them.""",
        numpy=("-of_targets.mean()", "-of_targets.sum() / len(targets)"),
        torch=(
            "(log_normalizer - of_target).mean()",
            "(log_normalizer - of_target).sum() / targets.shape[0]",
        ),
        also=(loss(LOG, PICKED, "return -picked.sum() / len(targets)"),),
        read=MEAN,
    ),
    mistake(
        "ce-divides-by-length-only",
        of="cross_entropy",
        advice="""You divide the sum by the number of tokens in a row alone. With B rows of T
        tokens there are B · T predictions; the mean goes over all of them.""",
        numpy=("-of_targets.mean()", "-of_targets.sum() / targets.shape[-1]"),
        torch=(
            "(log_normalizer - of_target).mean()",
            "(log_normalizer - of_target).sum() / targets.shape[-1]",
        ),
        read=MEAN,
    ),
    mistake(
        "ce-mean-over-vocab",
        of="cross_entropy",
        advice="""Your loss is V times too small: the mean goes over the vocabulary too, where all
        entries but the target's are zero. Sum over the vocabulary, mean over the positions.""",
        numpy=("-of_targets.mean()", "-of_targets.mean() / np.shape(logits)[-1]"),
        torch=loss(
            LOG,
            "one_hot = nn.functional.one_hot(targets, logits.shape[-1])",
            "return -(one_hot * log_p).mean()",
        ),
        read=MEAN,
    ),
    mistake(
        "ce-last-position-only",
        of="cross_entropy",
        advice="""Only the last position of each row counts in your loss. Every position predicts
        its next token, and each prediction teaches.""",
        numpy=("-of_targets.mean()", "-of_targets[..., -1:, :].mean()"),
        torch=(
            "(log_normalizer - of_target).mean()",
            "(log_normalizer - of_target)[..., -1].mean()",
        ),
        read=MEAN,
    ),
    mistake(
        "ce-first-row-only",
        of="cross_entropy",
        advice="""Only the first row of the batch counts in your loss. Is there a `return` inside
        the loop, or an index 0 too many?""",
        numpy=("-of_targets.mean()", "-of_targets[0].mean()"),
        torch=("(log_normalizer - of_target).mean()", "(log_normalizer - of_target)[0].mean()"),
        also=(
            loss(
                "for row, right in zip(logits, targets):",
                "    flat = row.reshape(-1, row.shape[-1])",
                "    return nn.functional.cross_entropy(flat, right.reshape(-1))",
            ),
        ),
        read=MEAN,
    ),
    mistake(
        "ce-softmax-over-dim-1",
        of="cross_entropy",
        advice="""You normalise over dimension 1. That is the vocabulary for (N, V), but the time
        for (B, T, V). The vocabulary is always the last one: dim=-1.""",
        numpy=(
            "log_softmax(logits)",
            "np.moveaxis(log_softmax(np.moveaxis(np.asarray(logits), 1, -1)), -1, 1)",
        ),
        torch=loss("log_p = torch.log_softmax(logits, 1)", PICKED, "return -picked.mean()"),
        read=SURPRISE,
    ),
    mistake(
        "ce-softmax-over-the-batch",
        of="cross_entropy",
        advice="""You normalise over dimension 0, the batch. At each position the probabilities of
        all tokens add up to one: which dimension holds the tokens?""",
        numpy=(
            "log_softmax(logits)",
            "np.moveaxis(log_softmax(np.moveaxis(np.asarray(logits), 0, -1)), -1, 0)",
        ),
        torch=loss("log_p = torch.log_softmax(logits, 0)", PICKED, "return -picked.mean()"),
        read=SURPRISE,
    ),
    mistake(
        "ce-softmax-over-everything",
        of="cross_entropy",
        advice="""You normalise over all logits of the batch at once: the sum of exponentials has
        no `dim=-1`. Each position has its own distribution.""",
        numpy=("log_softmax(logits)", "log_softmax(np.ravel(logits)).reshape(np.shape(logits))"),
        torch=loss(
            "shifted = logits - logits.max()",
            "log_p = shifted - shifted.exp().sum().log()",
            PICKED,
            "return -picked.mean()",
        ),
        read=SURPRISE,
    ),
]
