"""AdamW: the formula, and its place among torch's optimizers."""

from tests.mistakes import mistake
from tests.mistakes.optimizer.shared import (
    MOVE,
    STEP,
    T_DECAY,
    T_MEAN,
    T_SQUARE,
    T_SUPER,
    TORCH,
    WHO,
    ZERO,
)

MEANS, DECAY = "Two running means", "Decay beside the gradient"

VALUES = "gradient, w = np.asarray(gradient, np.float64), np.asarray(weights[name], np.float64)"

T_COUNT = 'state["step"] += 1'
T_MOVE = 'parameter.sub_(lr * corrected_mean / (corrected_square.sqrt() + group["eps"]))'
T_UPDATE = f"{T_DECAY}\n                {T_MOVE}"

MISTAKES = [
    mistake(
        "adamw-no-torch-optimizer",
        of="AdamW",
        advice="""Your class stands alone. A schedule looks for `param_groups`, a checkpoint for
        `state_dict`, a loop for `zero_grad`: inherit all of it from `torch.optim.Optimizer`, and
        let its constructor take the parameters and a dict of your options.""",
        torch=[
            ("class AdamW(torch.optim.Optimizer):", "class AdamW:"),
            (
                T_SUPER,
                """params = list(params)
        self.state = {parameter: {} for parameter in params}
        self.param_groups = [{"params": params, "lr": lr, "betas": betas, "eps": eps,
                              "weight_decay": weight_decay}]""",
            ),
        ],
        read=TORCH,
    ),
    mistake(
        "adamw-own-option-names",
        of="AdamW",
        advice="""Your groups keep an option under a name of their own. Whoever writes
        `{"params": ..., "weight_decay": 0}`, or changes `group["lr"]`, is not heard. Use the names
        `lr`, `betas`, `eps`, `weight_decay`.""",
        torch=[
            ('"weight_decay": weight_decay}', '"decay": weight_decay}'),
            ('group["weight_decay"]', 'group["decay"]'),
        ],
        also=(
            [
                ('"lr": lr, "b', '"learning_rate": lr, "b'),
                ('group["lr"]', 'group["learning_rate"]'),
            ],
        ),
        read=TORCH,
    ),
    mistake(
        "adamw-other-defaults",
        of="AdamW",
        advice="""Without arguments your options are not the ones in the signature. Adam's own
        weight_decay is 0, that of AdamW 0.01; betas are (0.9, 0.999), eps is 1e-8.""",
        torch=("weight_decay: float = 0.01", "weight_decay: float = 0.0"),
        also=(("betas: tuple[float, float] = (0.9, 0.999)", "betas=(0.9, 0.95)"),),
        read=TORCH,
    ),
    mistake(
        "adamw-no-bias-correction",
        of="AdamW",
        at=STEP,
        advice="""m and v are used as they are. They begin at 0, so after one step m is only
        (1 - b1) g: how long is the first step then? Divide m by 1 - b1^t and v by 1 - b2^t.""",
        numpy=[("means[name] / correction1", "means[name]"), (" / correction2)", ")")],
        torch=[(T_MEAN, "corrected_mean = mean"), (T_SQUARE, "corrected_square = square")],
        read=ZERO,
    ),
    mistake(
        "adamw-correction-uses-zero-step",
        of="AdamW",
        at=STEP,
        advice="""Your first step has t = 0, and 1 - b^0 is 0: everything becomes nan. Count the
        step first: t is 1 when the first correction is made.""",
        numpy=(
            '1 - beta1 ** state["step"], 1 - beta2 ** state["step"]',
            '1 - beta1 ** (state["step"] - 1), 1 - beta2 ** (state["step"] - 1)',
        ),
        torch=[(T_COUNT, "pass"), (T_UPDATE, f"{T_UPDATE}\n                {T_COUNT}")],
        read=ZERO,
    ),
    mistake(
        "adamw-step-shared-by-parameters",
        of="AdamW",
        at=WHO,
        advice="""The count t goes up for every parameter, not for every step: the second one of a
        group believes that it is at its second step. Keep t in `self.state[parameter]`.""",
        numpy=(
            "                training.adamw_step(",
            """                counter = "count of " + group["params"][0]
                state["step"] = states.get(counter, 0)
                states[counter] = state["step"] + 1
                training.adamw_step(""",
        ),
        torch=[
            (T_COUNT, 'state["step"] = group["t"] = group.get("t", 0) + 1'),
        ],
        read=ZERO,
    ),
    mistake(
        "adamw-only-last-parameter",
        of="AdamW",
        at=WHO,
        advice="""Only the last parameter of each group moves. The update stands behind the loop
        over the parameters: indent it into the loop.""",
        numpy=('for name in group["params"]:', 'for name in group["params"][-1:]:'),
        torch=(
            f"                {T_UPDATE}",
            f"            {T_DECAY}\n            {T_MOVE}",
        ),
        read=TORCH,
    ),
    mistake(
        "adamw-eps-inside-sqrt",
        of="AdamW",
        at=STEP,
        advice="""eps stands under the root. There 1e-8 becomes 1e-4 and slows every small gradient
        down: add it to the root.""",
        numpy=(
            "(np.sqrt(squares[name] / correction2) + eps)",
            "np.sqrt(squares[name] / correction2 + eps)",
        ),
        torch=(
            '(corrected_square.sqrt() + group["eps"])',
            '(corrected_square + group["eps"]).sqrt()',
        ),
        read=MEANS,
    ),
    mistake(
        "adamw-eps-scaled-by-correction",
        of="AdamW",
        at=STEP,
        advice="""You add eps to the root of the uncorrected v. Some write Adam like that (the last
        remark of section 2 in Kingma and Ba); torch and this kata correct v first, then add
        eps.""",
        numpy=(
            "(np.sqrt(squares[name] / correction2) + eps)",
            "(np.sqrt(squares[name]) + eps) * np.sqrt(correction2)",
        ),
        torch=(
            T_MOVE,
            """rate = lr * math.sqrt(1 - beta2 ** state["step"]) / (1 - beta1 ** state["step"])
                parameter.addcdiv_(mean, square.sqrt() + group["eps"], value=-rate)""",
        ),
        read=MEANS,
    ),
    mistake(
        "adamw-decay-after-update",
        of="AdamW",
        at=STEP,
        advice="""You shrink the parameter after it has moved, so that the move shrinks, too. Decay
        acts on the old value: first `p *= 1 - lr * weight_decay`, then the step.""",
        numpy=(MOVE, "weights[name] = (w - lr * direction) * (1 - lr * weight_decay)"),
        torch=(T_UPDATE, f"{T_MOVE}\n                {T_DECAY}"),
        read=DECAY,
    ),
    mistake(
        "adamw-decay-without-lr",
        of="AdamW",
        at=STEP,
        advice="""Your decay is not multiplied by the learning rate: with lr 0.001 it is a thousand
        times too strong. A step shrinks p by `lr * weight_decay * p`.""",
        numpy=("= w - lr * weight_decay * w - lr * d", "= w - weight_decay * w - lr * d"),
        torch=("mul_(1 - lr * group", "mul_(1 - group"),
        read=DECAY,
    ),
    mistake(
        "adamw-decay-constant",
        of="AdamW",
        at=STEP,
        advice="""You subtract the same amount from every weight, negative ones included. Decay is
        proportional to the weight: `lr * weight_decay * p`.""",
        numpy=("= w - lr * weight_decay * w - lr * d", "= w - lr * weight_decay - lr * d"),
        torch=(T_DECAY, 'parameter.sub_(lr * group["weight_decay"])'),
        read=DECAY,
    ),
    mistake(
        "adamw-l2-decay",
        of="AdamW",
        at=STEP,
        advice="""You add weight_decay * p to the gradient: that is L2 regularisation, as in Adam.
        There the decay runs through m and v and is divided away again. What does the W in AdamW
        stand for? Let the decay act on p itself.""",
        numpy=[
            (VALUES, f"{VALUES}\n        gradient = gradient + weight_decay * w"),
            (MOVE, "weights[name] = w - lr * direction"),
        ],
        torch=[
            (f"{T_DECAY}\n                ", ""),
            (
                T_COUNT,
                T_COUNT + "\n                "
                'gradient = gradient + group["weight_decay"] * parameter',
            ),
        ],
        read=DECAY,
    ),
    mistake(
        "adamw-betas-swapped",
        of="AdamW",
        at=STEP,
        advice="""The betas have changed places: the first belongs to the mean of the gradients, the
        second to the mean of their squares.""",
        numpy=("beta1, beta2 = betas", "beta2, beta1 = betas"),
        torch=("lr, (beta1, beta2) =", "lr, (beta2, beta1) ="),
        read=MEANS,
    ),
    mistake(
        "adamw-no-root",
        of="AdamW",
        at=STEP,
        advice="""You divide by v. If a gradient had a unit, which one would m / v have? Divide by
        the root of v: then the length of a step does not depend on the gradient's size.""",
        numpy=(
            "(np.sqrt(squares[name] / correction2) + eps)",
            "(squares[name] / correction2 + eps)",
        ),
        torch=("corrected_square.sqrt() +", "corrected_square +"),
        read=MEANS,
    ),
    mistake(
        "adamw-square-of-mean",
        of="AdamW",
        at=STEP,
        advice="""Your v follows the square of m. It is the running mean of the squared gradient:
        square g, then average.""",
        numpy=("(1 - beta2) * gradient**2", "(1 - beta2) * means[name] ** 2"),
        torch=("addcmul_(gradient, gradient", "addcmul_(mean, mean"),
        read=MEANS,
    ),
    mistake(
        "adamw-climbs",
        of="AdamW",
        at=STEP,
        advice="""Your parameters move along the gradient, uphill. Which way does the loss fall?
        Subtract the step.""",
        numpy=("- lr * direction", "+ lr * direction"),
        torch=("parameter.sub_(lr", "parameter.add_(lr"),
        read=MEANS,
    ),
    mistake(
        "adamw-refuses-zero",
        of="AdamW",
        advice="""You refuse 0, which is a right value: a schedule begins at lr 0, no decay is
        weight_decay 0. Only what is negative makes no sense.""",
        torch=("if min(lr, eps, weight_decay) < 0:", "if min(lr, eps) <= 0 or weight_decay < 0:"),
        read=TORCH,
    ),
]
