"""The backward pass of the whole model, and the descent."""

from tests.mistakes.backprop.shared import wrong

MODEL, DESCENT = "The whole model", "Training without autograd"

T_STEP = "weights = {name: w - lr * gradients[name] for name, w in weights.items()}"

MISTAKES = [
    wrong(
        "gpt_backward",
        "gpt-backward-blocks-from-first-to-last",
        "model.simple_llm_backward",
        """You go through the blocks in the order of the forward pass. The gradient arrives at the
        end: the last block comes first.""",
        (
            "reversed(list(zip(block_names(weights), inputs, strict=True)))",
            "zip(block_names(weights), inputs, strict=True)",
        ),
        (
            "zip(reversed(block_names(weights)), reversed(inputs), strict=True)",
            "zip(block_names(weights), inputs, strict=True)",
        ),
        MODEL,
    ),
    wrong(
        "gpt_backward",
        "gpt-backward-mean-over-texts",
        "model.embed_backward",
        """You average the position gradients over the texts. Every text used the same rows, and
        every use adds up; the mean of the loss is already in upstream.""",
        (
            "embedding_backward(upstream, places, positions)",
            "embedding_backward(upstream / len(ids), places, positions)",
        ),
        (
            "embedding_backward(dx, rows, n_rows)",
            "embedding_backward(dx if rows is ids else dx / len(ids), rows, n_rows)",
        ),
        MODEL,
    ),
    wrong(
        "gpt_backward",
        "gpt-backward-head-reads-an-earlier-state",
        "model.simple_llm_backward",
        """output_projection read the output of the last block; your dweight is made from its
        input.""",
        ("linear_backward(upstream, last,", "linear_backward(upstream, (inputs or [last])[-1],"),
        ("linear_backward(upstream, last,", "linear_backward(upstream, inputs[-1],"),
        MODEL,
    ),
    wrong(
        "gradient_descent",
        "descent-climbs",
        "",
        "You add the gradient: it points uphill. Subtract it.",
        ("w - lr * gradients[name]", "w + lr * gradients[name]"),
        (T_STEP, T_STEP.replace("w - lr", "w + lr")),
        DESCENT,
    ),
    wrong(
        "gradient_descent",
        "descent-without-rate",
        "",
        "Your steps do not depend on `lr`: multiply the gradient by it.",
        ("w - lr * gradients[name]", "w - gradients[name]"),
        (T_STEP, T_STEP.replace("lr * ", "")),
        DESCENT,
    ),
    wrong(
        "gradient_descent",
        "descent-loss-after-the-step",
        "",
        "Your losses are those after the step. Record the loss that the gradient was computed of.",
        [
            ("        losses.append(training.cross_entropy(logits, y))\n", ""),
            (
                "for name, w in weights.items()}\n",
                """for name, w in weights.items()}
        losses.append(training.cross_entropy(model.simple_llm(x, weights, n_heads), y))\n""",
            ),
        ],
        [
            ("        losses.append(cross_entropy(logits, y))\n", ""),
            (
                T_STEP,
                f"{T_STEP}\n        losses.append(cross_entropy(gpt(x, weights, n_heads), y))",
            ),
        ],
        DESCENT,
    ),
    wrong(
        "gradient_descent",
        "descent-from-the-first-weights",
        "",
        """Every step begins at the weights you were given, so only the last one counts. Go on from
        where the step before has led.""",
        [
            ("weights, losses = dict(weights), []", "first, losses = dict(weights), []"),
            ("for name, w in weights.items()}", "for name, w in first.items()}"),
        ],
        [
            ("weights, losses = dict(weights), []", "first, losses = dict(weights), []"),
            (T_STEP, T_STEP.replace("weights.items", "first.items")),
        ],
        DESCENT,
    ),
    wrong(
        "gradient_descent",
        "descent-changes-the-callers-weights",
        "",
        """`-=` changes the caller's arrays, also in a copy of the dict: the dict is new, the arrays
        are not. Write `w - ...`.""",
        None,
        (T_STEP, "for name, w in weights.items():\n            w -= lr * gradients[name]"),
        DESCENT,
    ),
]
