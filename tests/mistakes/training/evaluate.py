"""evaluate: measuring is not training."""

from tests.mistakes import mistake
from tests.mistakes.training.shared import BATCH, CHANCE, MEASURE, STARTS, SURPRISE, WINDOWS

MEASURED = "        losses.append(cross_entropy(model(x), y).item())\n"


def measured(batch):
    """The patch of the line of `evaluate` that draws a batch."""
    return BATCH + MEASURED, batch + MEASURED


MISTAKES = [
    mistake(
        "evaluate-in-train-mode",
        of="evaluate",
        advice="""The model is measured in training mode: dropout would be on and the loss too
        high. Call `model.eval()` first.""",
        torch=("    model.eval()\n", ""),
        also=(("    model.eval()\n", "    model.eval\n"),),
        read=MEASURE,
    ),
    mistake(
        "evaluate-leaves-eval-mode",
        of="evaluate",
        advice="""A model that came in training mode is left in evaluation mode, and goes on
        training without its dropout. Remember `model.training` and restore it.""",
        torch=("    model.train(was_training)\n", ""),
        also=(
            (
                "    was_training = model.training\n    model.eval()\n",
                "    model.eval()\n    was_training = model.training\n",
            ),
        ),
        read=MEASURE,
    ),
    mistake(
        "evaluate-forces-train-mode",
        of="evaluate",
        advice="""A model that came in evaluation mode is left in training mode. Put back what was
        there: `was = model.training` before, `model.train(was)` after.""",
        torch=("model.train(was_training)", "model.train()"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-records-gradients",
        of="evaluate",
        advice="""Every operation is recorded for a backward pass that never comes; it costs time
        and memory. Measure under `torch.no_grad()`.""",
        torch=("@torch.no_grad()\n", ""),
        also=(("@torch.no_grad()\n", "torch.no_grad()\n"),),
        read=MEASURE,
    ),
    mistake(
        "evaluate-freezes-the-model",
        of="evaluate",
        advice="""Gradients stay switched off after your evaluation, so training cannot go on. Use
        `with torch.no_grad():`, which ends with its block.""",
        torch=("    model.eval()\n", "    model.eval()\n    model.requires_grad_(False)\n"),
        also=(
            [
                ("@torch.no_grad()\n", ""),
                ("    model.eval()\n", "    model.eval()\n    torch.set_grad_enabled(False)\n"),
            ],
        ),
        read=MEASURE,
    ),
    mistake(
        "evaluate-returns-a-tensor",
        of="evaluate",
        advice="""You return a tensor. A loss to be read is a plain number: `.item()`.""",
        torch=("cross_entropy(model(x), y).item()", "cross_entropy(model(x), y)"),
        also=(("return sum(losses) / n_batches", "return torch.tensor(losses).mean()"),),
        read=MEASURE,
    ),
    mistake(
        "evaluate-sums",
        of="evaluate",
        advice="""You return the sum over the batches: more batches, larger loss. Divide by their
        number.""",
        numpy=("math.fsum(losses) / len(losses)", "math.fsum(losses)"),
        torch=("sum(losses) / n_batches", "sum(losses)"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-last-batch-only",
        of="evaluate",
        advice="""Only the last batch counts: its loss replaces the earlier ones. Gather them all
        and return the mean.""",
        numpy=("math.fsum(losses) / len(losses)", "losses[-1]"),
        torch=("sum(losses) / n_batches", "losses[-1]"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-first-batch-only",
        of="evaluate",
        advice="""Only the first batch counts. Is there a `return` inside the loop?""",
        numpy=("math.fsum(losses) / len(losses)", "losses[0]"),
        torch=("sum(losses) / n_batches", "losses[0]"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-divides-by-rows",
        of="evaluate",
        advice="""You divide by the number of rows as well. Each batch's loss is a mean already;
        the mean of means divides by the number of batches only.""",
        numpy=(
            "math.fsum(losses) / len(losses)",
            "math.fsum(losses) / len(losses) / len(batches[0][0])",
        ),
        torch=("sum(losses) / n_batches", "sum(losses) / (n_batches * batch_size)"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-divides-by-batch-size-alone",
        of="evaluate",
        advice="""You divide the sum of the losses by the batch size. How many losses did you add
        up? Divide by n_batches.""",
        numpy=("math.fsum(losses) / len(losses)", "math.fsum(losses) / len(batches[0][0])"),
        torch=("sum(losses) / n_batches", "sum(losses) / batch_size"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-divides-by-tokens",
        of="evaluate",
        advice="""You divide by the number of tokens as well. Each batch's loss is a mean over its
        tokens already; divide by the number of batches only.""",
        numpy=(
            "math.fsum(losses) / len(losses)",
            "math.fsum(losses) / len(losses) / batches[0][0].size",
        ),
        torch=("sum(losses) / n_batches", "sum(losses) / (n_batches * batch_size * seq_len)"),
        also=(("sum(losses) / n_batches", "sum(losses) / n_batches / x.numel()"),),
        read=MEASURE,
    ),
    mistake(
        "evaluate-returns-perplexity",
        of="evaluate",
        advice="""You return the perplexity, exp of the loss. Asked for is the mean loss itself.""",
        numpy=("math.fsum(losses) / len(losses)", "math.exp(math.fsum(losses) / len(losses))"),
        torch=(
            "sum(losses) / n_batches",
            "float(torch.tensor(sum(losses) / n_batches, dtype=torch.float64).exp())",
        ),
        read=SURPRISE,
    ),
    mistake(
        "evaluate-best-batch",
        of="evaluate",
        advice="""You return the smallest loss. A lucky batch says little about the model; take
        the mean of all.""",
        numpy=("math.fsum(losses) / len(losses)", "min(losses)"),
        torch=("sum(losses) / n_batches", "min(losses)"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-median",
        of="evaluate",
        advice="""You return the median of the losses; asked for is their mean.""",
        numpy=("math.fsum(losses) / len(losses)", "sorted(losses)[(len(losses) - 1) // 2]"),
        torch=("return sum(losses) / n_batches", "return torch.tensor(losses).median().item()"),
        read=MEASURE,
    ),
    mistake(
        "evaluate-inputs-as-targets",
        of="evaluate",
        advice="""The predictions are compared with x, which the model has just read. The answers
        are in y.""",
        numpy=(
            "model.simple_llm(x, weights, n_heads), y)",
            "model.simple_llm(x, weights, n_heads), x)",
        ),
        torch=(
            "losses.append(cross_entropy(model(x), y)",
            "losses.append(cross_entropy(model(x), x)",
        ),
        read=MEASURE,
    ),
    mistake(
        "evaluate-shifts-again",
        of="evaluate",
        advice="""You shift once more when you measure. get_batch has shifted the targets; use x
        and y as they are.""",
        numpy=(
            "cross_entropy(model.simple_llm(x, weights, n_heads), y)",
            "cross_entropy(model.simple_llm(x, weights, n_heads)[:, :-1], y[:, 1:])",
        ),
        torch=(
            "losses.append(cross_entropy(model(x), y)",
            "losses.append(cross_entropy(model(x)[:, :-1], y[:, 1:])",
        ),
        read=WINDOWS,
    ),
    mistake(
        "evaluate-last-position-only",
        of="evaluate",
        advice="""Only the last position of each window is measured. Every position predicts its
        next token; all of them count.""",
        numpy=(
            "cross_entropy(model.simple_llm(x, weights, n_heads), y)",
            "cross_entropy(model.simple_llm(x, weights, n_heads)[:, -1], y[:, -1])",
        ),
        torch=(
            "losses.append(cross_entropy(model(x), y)",
            "losses.append(cross_entropy(model(x)[:, -1], y[:, -1])",
        ),
        read=MEASURE,
    ),
    mistake(
        "evaluate-one-batch-again",
        of="evaluate",
        advice="""The same batch is measured every time: it is drawn once, before the loop. Draw a
        new one inside.""",
        numpy=("for x, y in batches", "for x, y in [batches[0]] * len(batches)"),
        torch=(
            f"    for _ in range(n_batches):\n{BATCH}{MEASURED}",
            f"{BATCH[4:]}    for _ in range(n_batches):\n{MEASURED}",
        ),
        read=MEASURE,
    ),
    mistake(
        "evaluate-wrong-number-of-batches",
        of="evaluate",
        advice="""The model is not run n_batches times. `range(n)` counts n times, from 0 to n −
        1.""",
        numpy=("for x, y in batches", "for x, y in batches[: max(len(batches) - 1, 1)]"),
        torch=("for _ in range(n_batches)", "for _ in range(1, n_batches)"),
        also=(
            ("for _ in range(n_batches)", "for _ in range(n_batches + 1)"),
            [
                ("for _ in range(n_batches)", "for _ in range(1, n_batches)"),
                ("/ n_batches", "/ max(n_batches - 1, 1)"),
            ],
        ),
        read=MEASURE,
    ),
    mistake(
        "evaluate-ignores-generator",
        of="evaluate",
        advice="""The batches do not come from the generator: two evaluations of one model differ.
        Pass `generator` on to get_batch.""",
        torch=measured(BATCH.replace(", generator", ", None")),
        read=CHANCE,
    ),
    mistake(
        "evaluate-ignores-starts",
        of="evaluate",
        advice="""Windows begin at places that are not among `starts`. Pass `starts` on to
        get_batch.""",
        torch=measured(BATCH.replace(", starts", "")),
        read=STARTS,
    ),
    mistake(
        "evaluate-size-and-length-swapped",
        of="evaluate",
        advice="""Your windows are batch_size long and seq_len many. In which order does get_batch
        take the two?""",
        torch=measured(BATCH.replace("batch_size, seq_len", "seq_len, batch_size")),
        read=WINDOWS,
    ),
    mistake(
        "evaluate-trains",
        of="evaluate",
        advice="""The parameters change while you measure. Measuring on data one has trained on
        says nothing about new data: no backward, no step here.""",
        torch=[
            ("@torch.no_grad()\n", ""),
            measured(
                f"{BATCH}        train_step(model, torch.optim.SGD(model.parameters()), x, y)\n"
            ),
        ],
        read=MEASURE,
    ),
]
