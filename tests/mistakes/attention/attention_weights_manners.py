"""attention_weights beside its numbers: other shapes, dtype, memory, gradients."""

from tests.mistakes import mistake

MISTAKES = [
    mistake(
        "attention-counts-dimensions",
        of="attention_weights",
        advice="""Your code counts the axes from the left, so it needs a certain number of them.
        Count from the right: `transpose(-2, -1)`, `shape[-1]`.""",
        torch=("transpose(-2, -1)", "transpose(1, 2)"),
        also=(("transpose(-2, -1)", "transpose(2, 3)"), ("k.transpose(-2, -1)", "k.T")),
        read="Leading dimensions",
    ),
    mistake(
        "attention-changes-its-input",
        of="attention_weights",
        advice="""Your code changes its arguments: `q /= ...`, `mask.logical_not_()` and their
        like write into the caller's memory. Give the result a new name.""",
        torch=(
            "scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])",
            "q /= math.sqrt(q.shape[-1])\n    scores = q @ k.transpose(-2, -1)",
        ),
        also=(("~mask", "mask.logical_not_()"),),
        read="Scaling",
    ),
    mistake(
        "attention-drops-out",
        of="attention_weights",
        advice="""There is a dropout on your weights: the same queries give other weights each
        time. This model has none.""",
        torch=("return softmax(scores)", "return nn.functional.dropout(softmax(scores), 0.1)"),
        read="Weights",
    ),
    mistake(
        "attention-changes-the-dtype",
        of="attention_weights",
        advice="""Your weights have another dtype than queries and keys. A wider dtype inside is
        fine; give back the one that came in: `.to(q.dtype)`.""",
        torch=("scores = q @ k", "scores = q.float() @ k.float()"),
        also=(("return softmax(scores)", "return softmax(scores.double())"),),
        read="Weights",
    ),
    mistake(
        "attention-detaches-keys",
        of="attention_weights",
        advice="""No gradient reaches the keys: `detach`, `.data` or a way through NumPy cuts them
        off, and they would never learn.""",
        numpy=("sum_to(dscores.swapaxes(-2, -1) @ q, k.shape)", "None"),
        at="attention_weights_backward",
        torch=("k.transpose(-2, -1)", "k.detach().transpose(-2, -1)"),
        read="Gradients",
    ),
    mistake(
        "attention-detaches-queries",
        of="attention_weights",
        advice="""No gradient reaches the queries: `detach`, `.data` or a way through NumPy cuts
        them off, and they would never learn.""",
        numpy=("sum_to(dscores @ k, q.shape)", "None"),
        at="attention_weights_backward",
        torch=("scores = q @", "scores = q.detach() @"),
        read="Gradients",
    ),
    mistake(
        "attention-detached",
        of="attention_weights",
        advice="""No gradient comes back through your weights: `no_grad`, `detach`, `.data` or a
        way through NumPy cuts the graph.""",
        numpy=lambda upstream, q, k, mask=None: (None, None),
        at="attention_weights_backward",
        torch=("return softmax(scores)", "return softmax(scores).detach()"),
        read="Gradients",
    ),
]
