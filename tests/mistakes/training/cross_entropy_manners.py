"""cross_entropy beside its formula: overflow, other shapes, gradients, dtype, memory."""

from tests.mistakes import mistake
from tests.mistakes.training.shared import FLAT, LOG, MEAN, OVERFLOW, PICK, PICKED, SURPRISE, loss

MISTAKES = [
    mistake(
        "ce-one-hot-too-narrow",
        of="cross_entropy",
        advice="""Your one-hot rows are as wide as the largest target of this batch, not as the
        vocabulary: `one_hot` guesses. Tell it how many classes there are, logits.shape[-1], or pick
        with `gather`.""",
        torch=loss(
            "log_p = logits.log_softmax(-1)",
            "one_hot = nn.functional.one_hot(targets)",
            "return -(log_p * one_hot).sum(-1).mean()",
        ),
        read=SURPRISE,
    ),
    mistake(
        "ce-max-over-dim-1",
        of="cross_entropy",
        advice="""The maximum you subtract runs over dimension 1, which is the time for (B, T, V).
        A shift is harmless only if it is the same for a whole row of logits: dim=-1.""",
        numpy=(
            "log_softmax(logits)",
            "log_softmax(np.asarray(logits, np.float64) - np.max(logits, 1, keepdims=True))",
        ),
        torch=("detach().amax(-1, keepdim=True)", "detach().amax(1, keepdim=True)"),
        also=(
            loss(
                "shifted = logits - logits.max(dim=1, keepdim=True).values",
                "log_p = shifted - shifted.exp().sum(-1, keepdim=True).log()",
                PICKED,
                "return -picked.mean()",
            ),
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-global-max",
        of="cross_entropy",
        advice="""You subtract the largest logit of the whole batch. In a row far below it every
        exponential rounds to 0. Subtract each row's own maximum.""",
        numpy=("x.max(-1, keepdims=True)", "x.max()"),
        at="log_softmax",
        torch=("logits.detach().amax(-1, keepdim=True)", "logits.detach().max()"),
        also=(
            loss(
                "shifted = logits - torch.max(logits)",
                "log_p = shifted - torch.log(shifted.exp().sum(-1, keepdim=True))",
                PICKED,
                "return -picked.mean()",
            ),
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-no-max-subtracted",
        of="cross_entropy",
        advice="""exp() of your logits overflows: in float32 it does so from 89 on. What may
        be subtracted from a whole row without changing its softmax, so that no exponent is
        above 0?""",
        numpy=("x = x - x.max(-1, keepdims=True)", "pass"),
        at="log_softmax",
        torch=("shifted = logits - logits.detach().amax(-1, keepdim=True)", "shifted = logits"),
        also=(
            loss(
                "log_p = logits - logits.exp().sum(-1, keepdim=True).log()",
                PICKED,
                "return -picked.mean()",
            ),
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-log-of-naive-softmax",
        of="cross_entropy",
        advice="""You divide exponentials by their sum and take the logarithm: inf / inf for large
        logits, log(0) for small ones. Write log softmax(z)_i = z_i − log Σ exp(z_j), after
        subtracting the maximum.""",
        numpy=(
            "log_softmax(logits)",
            "np.log(np.exp(logits_ := np.asarray(logits, np.float64))"
            " / np.exp(logits_).sum(-1, keepdims=True))",
        ),
        torch=loss(
            "p = logits.exp() / logits.exp().sum(-1, keepdim=True)",
            "log_p = p.log()",
            PICKED,
            "return -picked.mean()",
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-tiny-number-in-the-log",
        of="cross_entropy",
        advice="""A small number inside the logarithm caps your loss: a very wrong prediction
        costs about 20, and its gradient is gone. Nothing needs to be added if you never take log
        of a softmax: z_i − log Σ exp(z_j).""",
        torch=loss("log_p = (logits.softmax(-1) + 1e-9).log()", PICKED, "return -picked.mean()"),
        also=(
            loss(
                "log_p = logits.softmax(-1).clamp(min=1e-12).log()", PICKED, "return -picked.mean()"
            ),
            loss("log_p = (logits.softmax(-1) + 1e-8).log()", PICKED, "return -picked.mean()"),
            loss(LOG, "log_p = log_p.clamp(min=-100)", PICKED, "return -picked.mean()"),
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-clamps-the-logits",
        of="cross_entropy",
        advice="""You clamp the logits, perhaps against overflow. Beyond the limits every mistake
        costs the same and has no gradient. Nothing overflows once the greatest logit is
        subtracted: leave the clamp out.""",
        torch=loss("logits = logits.clamp(-50, 50)", f"return {FLAT})"),
        also=(loss("logits = logits.clamp(-100, 100)", f"return {FLAT})"),),
        read=OVERFLOW,
    ),
    mistake(
        "ce-hides-nan",
        of="cross_entropy",
        advice="""A nan in the logits disappears in your loss. It is the sign that something broke
        earlier; hidden, it breaks everything later. Let it through.""",
        torch=loss(f"result = {FLAT})", "return torch.tensor(10.0) if result.isnan() else result"),
        also=(
            loss(f"return torch.nan_to_num({FLAT}))"),
            loss(LOG, PICKED, "return -picked.nanmean()"),
            loss("logits = torch.nan_to_num(logits, nan=0.0)", f"return {FLAT})"),
        ),
        read=OVERFLOW,
    ),
    mistake(
        "ce-index-broadcast",
        of="cross_entropy",
        advice="""Your index picks B · B · T values: arange(T) and the targets broadcast against
        each other, and no index runs over the batch. `gather(-1, targets[..., None])` picks one
        value at each position.""",
        numpy=(PICK, "log_softmax(logits)[..., np.arange(targets.shape[-1]), targets]"),
        torch=loss(LOG, "return -log_p[..., torch.arange(targets.shape[-1]), targets].mean()"),
        read=MEAN,
    ),
    mistake(
        "ce-picks-every-target",
        of="cross_entropy",
        advice="""Your index picks, at every position, the scores of all targets of the batch.
        Each position has one target: `gather(-1, targets[..., None])`.""",
        numpy=(PICK, "log_softmax(logits)[..., targets]"),
        torch=loss(LOG, "return -log_p[..., targets].mean()"),
        read=MEAN,
    ),
    mistake(
        "ce-flatten-permutes",
        of="cross_entropy",
        advice="""You transpose the logits and then reshape them to rows of V. `reshape` only
        cuts the numbers anew in the order they have; what lies in a row afterwards? Do not
        transpose.""",
        numpy=(
            "    of_targets",
            "    if targets.ndim > 1:\n        logits = "
            "np.swapaxes(logits, -1, -2).reshape(np.shape(logits))\n    of_targets",
        ),
        torch=(
            "    # the shift cancels",
            "    if targets.dim() > 1:\n        logits = "
            "logits.transpose(-1, -2).reshape(logits.shape)\n    # the shift cancels",
        ),
        also=(
            loss(
                "if logits.dim() > 2:",
                "    logits = logits.mT",
                "logits = logits.reshape(-1, logits.shape[-2 if logits.dim() > 2 else -1])",
                "return nn.functional.cross_entropy(logits, targets.reshape(-1))",
            ),
        ),
        read=MEAN,
    ),
    mistake(
        "ce-not-flattened",
        of="cross_entropy",
        advice="""torch's cross_entropy wants the classes in dimension 1: (N, V) or (B, V, T), and
        complains of (B, T, V). Make one row of every position: `logits.reshape(-1, V)` beside
        `targets.reshape(-1)`.""",
        numpy=(
            "targets = np.asarray(targets)",
            "targets = np.asarray(targets)\n"
            "    if targets.ndim > 1:\n        raise RuntimeError('shape')",
        ),
        torch=loss("return nn.functional.cross_entropy(logits, targets)"),
        also=(loss(LOG, "return -log_p.gather(1, targets[:, None]).mean()"),),
        read=MEAN,
    ),
    mistake(
        "ce-only-for-two-dimensions",
        of="cross_entropy",
        advice="""Your index `[arange(N), targets]` fits logits (N, V) only. Training has (B, T,
        V): flatten to rows of V first, or pick with `gather(-1, targets[..., None])`.""",
        numpy=(
            "targets = np.asarray(targets)",
            "targets = np.asarray(targets)\n"
            "    if targets.ndim > 1:\n        raise IndexError('shape')",
        ),
        torch=loss(LOG, "return -log_p[torch.arange(len(targets)), targets].mean()"),
        read=MEAN,
    ),
    mistake(
        "ce-detached",
        of="cross_entropy",
        advice="""The value is right, but no gradient comes back: `.item()`, `.detach()`, `.data`
        or NumPy cuts the graph. Stay with tensors from the logits to the loss.""",
        torch=(
            "(log_normalizer - of_target).mean()",
            "(log_normalizer - of_target).mean().detach().requires_grad_()",
        ),
        also=(
            ("shifted = logits - ", "logits = logits.detach()\n    shifted = logits - "),
            loss(f"return torch.tensor({FLAT}).item(), dtype=logits.dtype)"),
            loss("with torch.no_grad():", f"    return {FLAT})"),
        ),
        read=SURPRISE,
    ),
    mistake(
        "ce-normaliser-detached",
        of="cross_entropy",
        advice="""No gradient flows through log Σ exp. Then every step raises the right logit and
        nothing lowers the others. Only the maximum may be detached, because it cancels.""",
        numpy=("(probabilities - one_hot)", "(-one_hot)"),
        at="cross_entropy_backward",
        torch=("shifted.exp().sum(-1).log()", "shifted.detach().exp().sum(-1).log()"),
        read=SURPRISE,
    ),
    mistake(
        "ce-returns-float32",
        of="cross_entropy",
        advice="""Your loss is float32 whatever the logits are. Checks of gradients run in
        float64; what can a cast inside the loss leave of their digits? Keep the dtype of the
        logits.""",
        torch=("shifted = logits - ", "logits = logits.float()\n    shifted = logits - "),
        also=(loss(f"return {FLAT}).float()"),),
        read=OVERFLOW,
    ),
    mistake(
        "ce-changes-its-input",
        of="cross_entropy",
        advice="""Your loss changes the logits or targets it was given: `-=` and names that end in
        _ write into the caller's memory. Give each result a new name.""",
        torch=(
            "shifted = logits - logits.detach().amax(-1, keepdim=True)",
            "with torch.no_grad():\n        logits -= logits.amax(-1, keepdim=True)\n"
            "    shifted = logits",
        ),
        also=(("    shifted = ", "    logits.data.sub_(1)\n    shifted = "),),
        read=OVERFLOW,
    ),
]
