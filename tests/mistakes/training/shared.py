"""What several files here patch, and the same mistake in shorthand."""

import textwrap

WINDOWS, CHANCE, STARTS = "Windows of the data", "Chance comes from one place", "Chosen starts"
SURPRISE, OVERFLOW, MEAN = "Surprise at the right token", "Numbers too large for exp", "One mean"
STEP, GRADIENTS, MEASURE = "One step downhill", "Gradients add up", "Measuring is not training"
LOOP, RATE = "The training loop", "The learning rate and its schedule"


def cut(*lines, before=(), starts="None"):
    """get_batch with these lines once `first`, the start of each row, is drawn."""
    drawn = f"first = torch.randint({starts}, (batch_size,), generator=generator)"
    drawn = "" if starts == "None" else drawn
    return define(
        "get_batch(data, batch_size, seq_len, generator=None, starts=None)",
        [
            "n_windows = len(data) - seq_len",
            "if n_windows < 1:",
            "    raise ValueError(f'{len(data)} tokens hold no window of {seq_len}')",
            *before,
            *([drawn] if drawn else DRAW),
            *(lines or PAIR),
        ],
    )


DRAW = (
    "choices = torch.arange(n_windows) if starts is None else starts",
    "first = choices[torch.randint(len(choices), (batch_size,), generator=generator)]",
)
PAIR = (
    "x = torch.stack([data[s : s + seq_len] for s in first])",
    "return x, torch.stack([data[s + 1 : s + seq_len + 1] for s in first])",
)


def define(signature, lines):
    return f"def {signature}:\n{textwrap.indent(chr(10).join(lines), '    ')}\n"


def loss(*lines):
    """cross_entropy with this body."""
    return define("cross_entropy(logits, targets)", lines)


FLAT = "nn.functional.cross_entropy(logits.flatten(0, -2), targets.flatten()"
LOG = "log_p = torch.log_softmax(logits, -1)"
PICKED = "picked = log_p.gather(-1, targets[..., None]).squeeze(-1)"
PICK = "np.take_along_axis(log_softmax(logits), targets[..., None], -1)"

REFERENCE_STEP = "    adamw_step(weights, gradients, state, lr, **adamw)\n"
BATCH = "        x, y = get_batch(data, batch_size, seq_len, generator, starts)\n"
LOSSES = "        losses.append(train_step(model, optimizer, x, y))\n"


def drawn(batch):
    """The patch of the line of `train` that draws a batch."""
    return BATCH + LOSSES, batch + LOSSES
