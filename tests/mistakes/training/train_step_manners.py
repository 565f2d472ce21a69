"""train_step: what else it does to gradients and optimizer, and what it returns."""

from tests.mistakes import mistake
from tests.mistakes.training.shared import GRADIENTS, MEAN, MEASURE, RATE, REFERENCE_STEP, STEP

MISTAKES = [
    mistake(
        "step-clips-gradients",
        of="train_step",
        advice="""You scale the gradients down to length 1. Clipping is a good habit for large
        models, but here it is not asked for: the step uses the gradients as they are.""",
        numpy=(
            REFERENCE_STEP,
            "    norm = math.sqrt(sum((g**2).sum() for g in gradients.values()))\n"
            "    gradients = {n: g * min(1, 1 / norm) for n, g in gradients.items()}\n"
            f"{REFERENCE_STEP}",
        ),
        torch=(
            "    optimizer.step()",
            "    nn.utils.clip_grad_norm_(model.parameters(), 1.0)\n    optimizer.step()",
        ),
        read=GRADIENTS,
    ),
    mistake(
        "step-clips-each-value",
        of="train_step",
        advice="""You cut each gradient value off at 1, which turns the direction of the step. No
        clipping is asked for here.""",
        numpy=(
            REFERENCE_STEP,
            "    gradients = {n: np.clip(g, -1, 1) for n, g in gradients.items()}\n"
            f"{REFERENCE_STEP}",
        ),
        torch=(
            "    optimizer.step()",
            "    nn.utils.clip_grad_value_(model.parameters(), 1.0)\n    optimizer.step()",
        ),
        read=GRADIENTS,
    ),
    mistake(
        "step-twice",
        of="train_step",
        advice="""The optimizer steps twice on the same gradients. One batch, one backward, one
        step.""",
        numpy=(REFERENCE_STEP, REFERENCE_STEP + REFERENCE_STEP),
        torch=("    optimizer.step()\n", "    optimizer.step()\n    optimizer.step()\n"),
        read=STEP,
    ),
    mistake(
        "step-backward-twice",
        of="train_step",
        advice="""`backward()` runs twice and the gradients are added: each is twice too large.
        Once is enough, and `retain_graph` is not needed.""",
        numpy=(
            "    dlogits = cross_entropy_backward(logits, y)",
            "    dlogits = 2 * cross_entropy_backward(logits, y)",
        ),
        torch=("    loss.backward()", "    loss.backward(retain_graph=True)\n    loss.backward()"),
        read=GRADIENTS,
    ),
    mistake(
        "step-own-optimizer",
        of="train_step",
        advice="""You make a new optimizer inside the step. AdamW remembers the gradients of
        earlier steps; a new one has forgotten all, and the learning rate too. Use the one you are
        given.""",
        torch=(
            "    optimizer.zero_grad()",
            "    optimizer = torch.optim.AdamW(model.parameters(), "
            "lr=1e-3)\n    optimizer.zero_grad()",
        ),
        also=(
            (
                "    optimizer.step()",
                "    with torch.no_grad():\n"
                "        for group in optimizer.param_groups:\n"
                "            for p in group['params']:\n"
                "                p -= group['lr'] * p.grad",
            ),
            (
                "    optimizer.zero_grad()",
                "    optimizer = torch.optim.AdamW(model.parameters())\n    optimizer.zero_grad()",
            ),
        ),
        read=STEP,
    ),
    mistake(
        "step-forgets-the-optimizer-state",
        of="train_step",
        advice="""The optimizer's memory is emptied in every step: its running means begin at zero
        again and again. Leave `optimizer.state` alone.""",
        numpy=(
            "adamw_step(weights, gradients, state, lr, **adamw)",
            "adamw_step(weights, gradients, adamw_init(weights), lr, **adamw)",
        ),
        torch=(
            "    optimizer.zero_grad()",
            "    optimizer.state.clear()\n    optimizer.zero_grad()",
        ),
        read=STEP,
    ),
    mistake(
        "step-resets-the-rate",
        of="train_step",
        advice="""The step sets the learning rate back to the one the optimizer was made with. A
        schedule changes it between steps; leave `param_groups` alone here.""",
        numpy=(
            "adamw_step(weights, gradients, state, lr, **adamw)",
            "adamw_step(weights, gradients, state, 0.5, **adamw)",
        ),
        torch=(
            "    optimizer.step()",
            "    for group in optimizer.param_groups:\n"
            "        group['lr'] = optimizer.defaults['lr']\n    optimizer.step()",
        ),
        read=RATE,
    ),
    mistake(
        "step-head-only",
        of="train_step",
        advice="""Only the output projection learns: gradients do not reach what lies below it. Is
        something detached, or are the gradients of the other parameters dropped?""",
        numpy=(
            REFERENCE_STEP,
            "    gradients = {n: g for n, g in gradients.items()"
            " if n.startswith('output_projection')}\n" + REFERENCE_STEP,
        ),
        torch=(
            "    optimizer.step()",
            "    for name, p in model.named_parameters():\n"
            "        if not name.startswith('output_projection'):\n            p.grad = None\n"
            "    optimizer.step()",
        ),
        read=GRADIENTS,
    ),
    mistake(
        "step-returns-the-loss-after",
        of="train_step",
        advice="""You return the loss after the step, measured by a second pass over the model.
        The loss asked for is the one you have already, from before the step.""",
        numpy=(
            "return cross_entropy(logits, y)",
            "return cross_entropy(model.simple_llm(x, weights, n_heads), y)",
        ),
        torch=("return loss.item()", "return cross_entropy(model(x), y).item()"),
        read=STEP,
    ),
    mistake(
        "step-returns-the-sum",
        of="train_step",
        advice="""The loss you return is the mean times the number of rows, as for an average over
        a whole data set. Return the mean surprise of the batch itself.""",
        numpy=("return cross_entropy(logits, y)", "return cross_entropy(logits, y) * len(y)"),
        torch=("return loss.item()", "return loss.item() * x.size(0)"),
        read=MEAN,
    ),
    mistake(
        "step-returns-nothing",
        of="train_step",
        advice="""Your step returns None. Its caller wants the loss: `return loss.item()`.""",
        numpy=("return cross_entropy(logits, y)", "return None"),
        torch=("    return loss.item()\n", ""),
        read=STEP,
    ),
    mistake(
        "step-returns-a-tensor",
        of="train_step",
        advice="""You return the loss as a tensor. It keeps the whole graph of the step alive, so
        a list of losses fills the memory. `loss.item()` is a plain number.""",
        torch=("return loss.item()", "return loss"),
        also=(
            ("return loss.item()", "return loss.detach()"),
            ("return loss.item()", "return loss.detach().numpy()"),
        ),
        read=STEP,
    ),
    mistake(
        "step-in-evaluation-mode",
        of="train_step",
        advice="""Your step puts the model into evaluation mode. Layers such as dropout would then
        not train; the mode is the caller's to choose.""",
        torch=("    loss = cross_entropy", "    model.eval()\n    loss = cross_entropy"),
        also=(("    return loss.item()", "    model.eval()\n    return loss.item()"),),
        read=MEASURE,
    ),
]
