"""train: its batches, its mode, what it returns and tells."""

from tests.mistakes import mistake
from tests.mistakes.training.shared import (
    BATCH,
    CHANCE,
    LOOP,
    LOSSES,
    MEASURE,
    STARTS,
    WINDOWS,
    drawn,
)

REPORT = "        if on_step is not None:\n            on_step(step, losses[-1])\n"

MISTAKES = [
    mistake(
        "train-one-batch-again",
        of="train",
        advice="""Every step trains on the same batch: it is drawn once, before the loop. Draw a
        new one inside, or the model learns one page by heart.""",
        numpy=("in enumerate(batches)", "in enumerate([batches[0]] * len(batches))"),
        torch=[
            drawn(""),
            ("    for step in range(steps):\n", f"{BATCH[4:]}    for step in range(steps):\n"),
        ],
        read=LOOP,
    ),
    mistake(
        "train-ignores-generator",
        of="train",
        advice="""The batches do not come from the generator, so a run cannot be repeated. Pass
        `generator` on to get_batch.""",
        torch=drawn(BATCH.replace(", generator, starts", ", None, starts")),
        also=(drawn(BATCH.replace(", generator, starts", ", starts=starts")),),
        read=CHANCE,
    ),
    mistake(
        "train-ignores-starts",
        of="train",
        advice="""Windows begin at places that are not among `starts`. Pass `starts` on to
        get_batch.""",
        torch=drawn(BATCH.replace(", starts", "")),
        read=STARTS,
    ),
    mistake(
        "train-size-and-length-swapped",
        of="train",
        advice="""Your windows are batch_size long and seq_len many. In which order does get_batch
        take the two?""",
        torch=drawn(BATCH.replace("batch_size, seq_len", "seq_len, batch_size")),
        read=WINDOWS,
    ),
    mistake(
        "train-not-in-train-mode",
        of="train",
        advice="""A model that comes in evaluation mode is trained in it, without its dropout.
        Call `model.train()` before the loop.""",
        torch=("    model.train()\n", ""),
        also=(
            ("    model.train()\n", "    model.train\n"),
            ("    model.train()\n", "    model.eval()\n"),
        ),
        read=MEASURE,
    ),
    mistake(
        "train-returns-tensors",
        of="train",
        advice="""The losses are not a list of plain numbers. A tensor keeps the graph of its step
        in memory; keep what train_step returns, a float.""",
        torch=("    return losses\n", "    return torch.tensor(losses)\n"),
        also=(
            ("    return losses\n", "    return tuple(losses)\n"),
            ("    return losses\n", "    return [torch.tensor(loss) for loss in losses]\n"),
        ),
        read=LOOP,
    ),
    mistake(
        "train-returns-the-last-loss",
        of="train",
        advice="""You return one number. The whole curve tells whether training works: return the
        list of all losses.""",
        numpy=("return losses", "return losses[-1]"),
        torch=("    return losses\n", "    return losses[-1]\n"),
        read=LOOP,
    ),
    mistake(
        "train-averages-losses",
        of="train",
        advice="""Your losses are averages over all steps so far. They hide what happens now;
        return each step's own loss.""",
        numpy=(
            "return losses",
            "return [math.fsum(losses[: i + 1]) / (i + 1) for i in range(len(losses))]",
        ),
        torch=(
            "    return losses\n",
            "    return [sum(losses[: i + 1]) / (i + 1) for i in range(steps)]\n",
        ),
        read=LOOP,
    ),
    mistake(
        "train-loses-losses",
        of="train",
        advice="""The list does not hold one loss for every step. Is it filled only now and then,
        or does the loop run once too often or too seldom?""",
        torch=(
            LOSSES,
            "        loss = train_step(model, optimizer, x, y)\n"
            "        losses += [loss] if step % 10 == 0 or step == steps - 1 else []\n",
        ),
        also=(
            ("range(steps)", "range(steps + 1)"),
            ("range(steps)", "range(1, steps)"),
            ("range(steps)", "range(steps - 1)"),
        ),
        read=LOOP,
    ),
    mistake(
        "train-skips-on-step",
        of="train",
        advice="""on_step is not called once in every step. It is the caller who decides what to
        show; call it each time.""",
        torch=(REPORT, ""),
        also=(
            (
                REPORT,
                "        if on_step is not None and step % 10 == 0:\n"
                "            on_step(step, losses[-1])\n",
            ),
            (REPORT, "    if on_step is not None:\n        on_step(step, losses[-1])\n"),
            (
                REPORT,
                "        if on_step is not None and step > 0:\n"
                "            on_step(step, losses[-1])\n",
            ),
        ),
        read=LOOP,
    ),
    mistake(
        "train-on-step-swapped",
        of="train",
        advice="""on_step gets the loss first, then the step. Its arguments are (step, loss).""",
        torch=("on_step(step, losses[-1])", "on_step(losses[-1], step)"),
        read=LOOP,
    ),
    mistake(
        "train-on-step-counts-from-one",
        of="train",
        advice="""on_step is told the steps from 1 on. They count from 0.""",
        torch=("on_step(step, losses[-1])", "on_step(step + 1, losses[-1])"),
        also=(("on_step(step, losses[-1])", "on_step(len(losses), losses[-1])"),),
        read=LOOP,
    ),
    mistake(
        "train-on-step-too-early",
        of="train",
        advice="""on_step is called before the parameters move. Whoever saves or samples the model
        there gets the one of the step before. Call it after the step.""",
        torch=[
            (
                LOSSES,
                "        if on_step is not None:\n"
                "            on_step(step, cross_entropy(model(x), y).item())\n" + LOSSES,
            ),
            (REPORT, ""),
        ],
        read=LOOP,
    ),
]
