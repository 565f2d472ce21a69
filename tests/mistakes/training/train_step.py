"""train_step: the order of its calls, and the loss they are for."""

from tests.mistakes import mistake
from tests.mistakes.training.shared import (
    GRADIENTS,
    MEAN,
    REFERENCE_STEP,
    STEP,
    SURPRISE,
    WINDOWS,
    define,
)


def step(*lines):
    """train_step with this body."""
    return define("train_step(model, optimizer, x, y)", lines)


FORWARD = "loss = cross_entropy(model(x), y)"
AGAIN = "state['grad'] = {n: g + state['grad'].get(n, 0) for n, g in gradients.items()}"

MISTAKES = [
    mistake(
        "step-no-zero-grad",
        of="train_step",
        advice="""Gradients are never cleared: `backward()` adds to what `.grad` holds, so
        each step follows the sum of all batches so far. Call `optimizer.zero_grad()` in every
        step.""",
        numpy=(REFERENCE_STEP, f"    gradients = {AGAIN}\n{REFERENCE_STEP}"),
        torch=("    optimizer.zero_grad()\n", ""),
        also=(
            step(
                FORWARD,
                "loss.backward()",
                "optimizer.step()",
                "optimizer.zero_grad",
                "return loss.item()",
            ),
        ),
        read=GRADIENTS,
    ),
    mistake(
        "step-clears-too-late",
        of="train_step",
        advice="""You clear the gradients after the step, so what was there before the first
        one is still counted. Clear them before `backward()`; then it does not matter what was
        left.""",
        numpy=(
            REFERENCE_STEP,
            f"    gradients = {AGAIN}\n    state['grad'] = {{}}\n{REFERENCE_STEP}",
        ),
        torch=step(
            FORWARD,
            "loss.backward()",
            "optimizer.step()",
            "optimizer.zero_grad()",
            "return loss.item()",
        ),
        read=GRADIENTS,
    ),
    mistake(
        "step-parameters-never-move",
        of="train_step",
        advice="""The parameters are the same after the step. Are all four there and in this
        order: loss, zero_grad, backward, step? A zero_grad between backward and step throws the
        gradients away.""",
        numpy=(REFERENCE_STEP, ""),
        torch=("    optimizer.step()\n", ""),
        also=(
            ("    loss.backward()\n", ""),
            step(
                FORWARD,
                "loss.backward()",
                "optimizer.zero_grad()",
                "optimizer.step()",
                "return loss.item()",
            ),
            ("    optimizer.step()\n", "    optimizer.step\n"),
            step("with torch.no_grad():", f"    {FORWARD}", "return loss.item()"),
        ),
        read=STEP,
    ),
    mistake(
        "step-before-backward",
        of="train_step",
        advice="""`optimizer.step()` comes before `backward()`: the parameters have moved, and the
        gradients of the old ones can no longer be found. Which must be known before one steps?""",
        torch=step(
            FORWARD,
            "optimizer.step()",
            "optimizer.zero_grad()",
            "loss.backward()",
            "return loss.item()",
        ),
        read=STEP,
    ),
    mistake(
        "step-zeroed-gradients",
        of="train_step",
        advice="""The step sees gradients that are all zero: they are cleared between `backward()`
        and `step()`, so only weight decay moves the parameters. Clear before backward.""",
        numpy=(
            "    gradients = model.simple_llm_backward(dlogits,",
            "    gradients = model.simple_llm_backward(0 * dlogits,",
        ),
        torch=step(
            FORWARD,
            "optimizer.zero_grad()",
            "loss.backward()",
            "optimizer.zero_grad(set_to_none=False)",
            "optimizer.step()",
            "return loss.item()",
        ),
        read=STEP,
    ),
    mistake(
        "step-shifts-again",
        of="train_step",
        advice="""You shift inputs and targets once more: the model learns the token after the
        next. get_batch has shifted them; use x and y as they are.""",
        numpy=("    logits = ", "    x, y = x[:, :-1], y[:, 1:]\n    logits = "),
        torch=(
            "    loss = cross_entropy(model(x), y)",
            "    loss = cross_entropy(model(x)[:, :-1], y[:, 1:])",
        ),
        also=(
            (
                "    loss = cross_entropy(model(x), y)",
                "    loss = cross_entropy(model(x[:, :-1]), y[:, 1:])",
            ),
        ),
        read=WINDOWS,
    ),
    mistake(
        "step-inputs-as-targets",
        of="train_step",
        advice="""The loss compares the predictions with x, the tokens the model has just read.
        The answers are in y.""",
        numpy=("    logits = ", "    y = x\n    logits = "),
        torch=("loss = cross_entropy(model(x), y)", "loss = cross_entropy(model(x), x)"),
        also=(
            (
                "loss = cross_entropy(model(x), y)",
                "loss = cross_entropy(model(x)[:, :], x.clone())",
            ),
        ),
        read=STEP,
    ),
    mistake(
        "step-x-and-y-swapped",
        of="train_step",
        advice="""The model is fed y and compared with x: it learns to read backwards. Which of
        the two comes first in time?""",
        numpy=("    logits = ", "    x, y = y, x\n    logits = "),
        torch=("loss = cross_entropy(model(x), y)", "loss = cross_entropy(model(y), x)"),
        read=STEP,
    ),
    mistake(
        "step-last-position-only",
        of="train_step",
        advice="""Only the prediction at the last position is trained. Every position predicts its
        next token: T lessons in each window.""",
        numpy=[
            (
                "    dlogits = cross_entropy_backward(logits, y)",
                "    dlogits = 0 * logits\n"
                "    dlogits[:, -1] = cross_entropy_backward(logits[:, -1], y[:, -1])",
            ),
            ("return cross_entropy(logits, y)", "return cross_entropy(logits[:, -1], y[:, -1])"),
        ],
        torch=(
            "loss = cross_entropy(model(x), y)",
            "loss = cross_entropy(model(x)[:, -1], y[:, -1])",
        ),
        read=STEP,
    ),
    mistake(
        "step-softmax-before-the-loss",
        of="train_step",
        advice="""You apply softmax before the loss, which applies its own. The loss wants the
        model's logits as they are.""",
        numpy=[
            (
                "    dlogits = cross_entropy_backward(logits, y)",
                "    raw, logits = logits, attention.softmax(logits)\n    dlogits = attention."
                "softmax_backward(cross_entropy_backward(logits, y), raw)",
            )
        ],
        torch=(
            "loss = cross_entropy(model(x), y)",
            "loss = cross_entropy(model(x).softmax(-1), y)",
        ),
        read=SURPRISE,
    ),
    mistake(
        "step-sums-the-loss",
        of="train_step",
        advice="""Your gradients are as many times too large as the batch has tokens: the loss
        is summed before `backward()`. Use the mean, so that the batch size leaves the step
        alone.""",
        numpy=(
            "    dlogits = cross_entropy_backward(logits, y)",
            "    dlogits = cross_entropy_backward(logits, y) * np.size(y)",
        ),
        torch=("    loss.backward()", "    (loss * y.numel()).backward()"),
        read=MEAN,
    ),
    mistake(
        "step-sums-the-loss-and-says-so",
        of="train_step",
        advice="""Your step uses the sum of the surprises, not their mean: loss and gradients are
        as many times too large as the batch has tokens.""",
        numpy=[
            (
                "    dlogits = cross_entropy_backward(logits, y)",
                "    dlogits = cross_entropy_backward(logits, y) * np.size(y)",
            ),
            ("return cross_entropy(logits, y)", "return cross_entropy(logits, y) * np.size(y)"),
        ],
        torch=(
            "loss = cross_entropy(model(x), y)",
            "loss = y.numel() * cross_entropy(model(x), y)",
        ),
        read=MEAN,
    ),
]
