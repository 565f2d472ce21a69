"""train: its optimizer, its rate and schedule."""

from tests.mistakes import mistake
from tests.mistakes.training.shared import LOOP, LOSSES, RATE

CALL = "losses.append(train_step(weights, state, x, y, n_heads, step_lr, **adamw))"
EACH = "            for group in optimizer.param_groups:\n"
SET = EACH + '                group["lr"] = schedule(step)\n'
ADAMW = "optimizer = torch.optim.AdamW(model.parameters(), lr=lr)"

MISTAKES = [
    mistake(
        "train-optimizer-in-loop",
        of="train",
        advice="""A new optimizer is made in every step. AdamW averages gradients over steps; what
        can it average when it is always new? Make one before the loop.""",
        numpy=("train_step(weights, state,", "train_step(weights, adamw_init(weights),"),
        torch=(
            LOSSES,
            "        optimizer = torch.optim.AdamW(model.parameters(), "
            "lr=optimizer.param_groups[0]['lr'])\n" + LOSSES,
        ),
        also=(
            [
                (f"    {ADAMW}\n", ""),
                (
                    "    for step in range(steps):\n",
                    f"    for step in range(steps):\n        {ADAMW}\n",
                ),
            ],
        ),
        read=LOOP,
    ),
    mistake(
        "train-default-rate",
        of="train",
        advice="""The optimizer runs at torch's default learning rate, whatever `lr` is. Pass it
        on: lr=lr.""",
        numpy=("step_lr = lr if", "step_lr = 1e-3 if"),
        torch=("model.parameters(), lr=lr)", "model.parameters())"),
        also=(("model.parameters(), lr=lr)", "model.parameters(), lr=1e-3)"),),
        read=RATE,
    ),
    mistake(
        "train-another-default-rate",
        of="train",
        advice="""Without `lr`, your training does not run at 0.001. Look at the default in the
        signature.""",
        numpy=("lr=1e-3", "lr=3e-4"),
        torch=("lr: float = 1e-3", "lr: float = 3e-4"),
        read=RATE,
    ),
    mistake(
        "train-adam-without-decay",
        of="train",
        advice="""No weight decay acts on your parameters: this is Adam, not AdamW. Use
        `torch.optim.AdamW` and leave its settings as they are.""",
        numpy=("step_lr, **adamw)", "step_lr, weight_decay=0.0)"),
        torch=("torch.optim.AdamW(", "torch.optim.Adam("),
        also=(("lr=lr)", "lr=lr, weight_decay=0.0)"),),
        read=LOOP,
    ),
    mistake(
        "train-more-decay",
        of="train",
        advice="""Weight decay is 0.1, as in larger models. Asked for are torch's defaults.""",
        numpy=("step_lr, **adamw)", "step_lr, weight_decay=0.1)"),
        torch=("lr=lr)", "lr=lr, weight_decay=0.1)"),
        read=LOOP,
    ),
    mistake(
        "train-other-betas",
        of="train",
        advice="""AdamW runs with betas (0.9, 0.95), a setting of larger models. Asked for are
        torch's defaults.""",
        numpy=("step_lr, **adamw)", "step_lr, betas=(0.9, 0.95))"),
        torch=("lr=lr)", "lr=lr, betas=(0.9, 0.95))"),
        read=LOOP,
    ),
    mistake(
        "train-plain-descent",
        of="train",
        advice="""Your optimizer is SGD: every parameter moves by lr times its gradient. Asked for
        is AdamW, which measures each parameter's step by its own gradients.""",
        numpy=(
            CALL,
            "dlogits = cross_entropy_backward(model.simple_llm(x, weights, n_heads), y)\n"
            "        losses.append(cross_entropy(model.simple_llm(x, weights, n_heads), y))\n"
            "        for n, g in model.simple_llm_backward(dlogits, x, weights, n_heads).items():\n"
            "            weights[n] = weights[n] - step_lr * g",
        ),
        torch=("torch.optim.AdamW(", "torch.optim.SGD("),
        read=LOOP,
    ),
    mistake(
        "train-ignores-schedule",
        of="train",
        advice="""The schedule is not used: every step runs at `lr`. Set `group["lr"]` of each of
        the optimizer's param_groups before the step.""",
        numpy=("step_lr = lr if schedule is None else schedule(step)", "step_lr = lr"),
        torch=("        if schedule is not None:\n" + SET, ""),
        also=(
            (SET, "            lr = schedule(step)\n"),
            (SET, "            optimizer.lr = schedule(step)\n"),
            (SET, "            optimizer.defaults['lr'] = schedule(step)\n"),
        ),
        read=RATE,
    ),
    mistake(
        "train-schedule-counts-from-one",
        of="train",
        advice="""Step i runs at schedule(i + 1). Steps count from 0, here and in the schedule.""",
        numpy=("schedule(step)", "schedule(step + 1)"),
        torch=('group["lr"] = schedule(step)', 'group["lr"] = schedule(step + 1)'),
        read=RATE,
    ),
    mistake(
        "train-schedule-too-late",
        of="train",
        advice="""The rate is set after the step, so step i runs at schedule(i − 1) and the first
        at `lr`. Set it before the step.""",
        numpy=(
            "lr if schedule is None else schedule(step)",
            "lr if schedule is None or step == 0 else schedule(step - 1)",
        ),
        torch=[
            ("        if schedule is not None:\n" + SET, ""),
            (LOSSES, LOSSES + "        if schedule is not None:\n" + SET),
        ],
        read=RATE,
    ),
    mistake(
        "train-schedule-as-factor",
        of="train",
        advice="""You multiply `lr` by the schedule, as LambdaLR does. Here schedule(i) is the
        rate itself and takes the place of `lr`.""",
        numpy=("else schedule(step)", "else lr * schedule(step)"),
        torch=("= schedule(step)", "= lr * schedule(step)"),
        read=RATE,
    ),
    mistake(
        "train-schedule-compounds",
        of="train",
        advice="""Each step multiplies the rate it finds by schedule(i), so the factors pile up.
        schedule(i) is the rate of step i; assign it.""",
        numpy=(
            "step_lr = lr if schedule is None else schedule(step)",
            "step_lr = lr = lr if schedule is None else lr * schedule(step)",
        ),
        torch=('group["lr"] = schedule(step)', 'group["lr"] *= schedule(step)'),
        read=RATE,
    ),
    mistake(
        "train-schedule-read-once",
        of="train",
        advice="""The schedule is asked once, for step 0, and its answer is used for all steps.
        Ask it again in every step.""",
        numpy=("else schedule(step)", "else schedule(0)"),
        torch=("= schedule(step)", "= schedule(0)"),
        also=(
            [
                ("        if schedule is not None:\n" + SET, ""),
                (ADAMW, ADAMW.replace("lr=lr", "lr=lr if schedule is None else schedule(0)")),
            ],
        ),
        read=RATE,
    ),
    mistake(
        "train-schedule-zero-ignored",
        of="train",
        advice="""Where the schedule says 0, you use another rate: `or` and `if rate:` take 0 for
        nothing. A rate of 0 is a rate.""",
        numpy=(
            "lr if schedule is None else schedule(step)",
            "lr if schedule is None else schedule(step) or lr",
        ),
        torch=("= schedule(step)", "= schedule(step) or lr"),
        read=RATE,
    ),
]
