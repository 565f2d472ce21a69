"""Known mistakes of stage 9, optimizer."""

from tests.mistakes import mistake

MEANS, ZERO, DECAY = "Two running means", "They begin at zero", "Decay beside the gradient"
TORCH, VECTOR, RATE = "An optimizer among others", "Gradients as one vector", "Warm-up and cosine"
WHOLE, GO_ON = "A checkpoint is whole", "Going on"

STEP = "training.adamw_step"  # the formula; who takes part in a step: optimizer.adamw_step
WHO = "optimizer.adamw_step"

MEAN = "means[name] = beta1 * means[name] + (1 - beta1) * gradient"
SQUARE = "squares[name] = beta2 * squares[name] + (1 - beta2) * gradient**2"
DIRECTION = "means[name] / correction1 / (np.sqrt(squares[name] / correction2) + eps)"
MOVE = "weights[name] = w - lr * weight_decay * w - lr * direction"
VALUES = "gradient, w = np.asarray(gradient, np.float64), np.asarray(weights[name], np.float64)"
HAS_GRADIENT = "            if gradient is not None:\n"

T_FIRST = "state.update(step=0, exp_avg=zeros, exp_avg_sq=zeros.clone())"
T_COUNT = 'state["step"] += 1'
T_MEAN = 'corrected_mean = mean / (1 - beta1 ** state["step"])'
T_SQUARE = 'corrected_square = square / (1 - beta2 ** state["step"])'
T_DECAY = 'parameter.mul_(1 - lr * group["weight_decay"])'
T_MOVE = 'parameter.sub_(lr * corrected_mean / (corrected_square.sqrt() + group["eps"]))'
T_STATE = "gradient, state = parameter.grad, self.state[parameter]"
T_UPDATE = f"{T_DECAY}\n                {T_MOVE}"
T_CLOSURE = """            with torch.enable_grad():
                loss = closure()"""
T_SUPER = """super().__init__(
            params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        )"""

ADAMW = [
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
        "adamw-moment-aliases-gradient",
        of="AdamW",
        at=STEP,
        advice="""Your m is the gradient tensor itself under a second name: what is done to m in
        place is done to `.grad`. m and v begin as new zeros (`torch.zeros_like`).""",
        numpy=(
            MEAN,
            """if state["step"] == 1:
            gradient = beta1 * (2 - beta1) * gradient
            means[name] = gradient
        else:
            means[name] = beta1 * means[name] + (1 - beta1) * gradient""",
        ),
        torch=(T_FIRST, "state.update(step=0, exp_avg=gradient, exp_avg_sq=zeros)"),
        read=ZERO,
    ),
    mistake(
        "adamw-mean-begins-at-gradient",
        of="AdamW",
        at=STEP,
        advice="""Your m begins as the first gradient, but the correction 1 - b1^t is made for a
        mean that begins at 0.""",
        numpy=(MEAN, MEAN + ' if state["step"] > 1 else gradient'),
        torch=(T_FIRST, "state.update(step=0, exp_avg=gradient.clone(), exp_avg_sq=zeros)"),
        read=ZERO,
    ),
    mistake(
        "adamw-correction-stored-in-moment",
        of="AdamW",
        at=STEP,
        advice="""You write the corrected m and v back into the state, and the next step corrects
        them again. The correction is for reading only: give it a name of its own.""",
        numpy=[
            (MEAN, f"means[name] = ({MEAN.partition(' = ')[2]}) / correction1"),
            (SQUARE, f"squares[name] = ({SQUARE.partition(' = ')[2]}) / correction2"),
            ("means[name] / correction1 / (", "means[name] / ("),
            ("np.sqrt(squares[name] / correction2)", "np.sqrt(squares[name])"),
        ],
        torch=[
            (T_MEAN, 'corrected_mean = mean.div_(1 - beta1 ** state["step"])'),
            (T_SQUARE, 'corrected_square = square.div_(1 - beta2 ** state["step"])'),
        ],
        read=ZERO,
    ),
    mistake(
        "adamw-parameter-rebound",
        of="AdamW",
        at=STEP,
        advice="""Your parameters decay, but never learn: `parameter = parameter - ...` makes a new
        tensor and gives it a local name; the model keeps the old one. Change it in place.""",
        numpy=(MOVE, "weights[name] = w - lr * weight_decay * w"),
        torch=("parameter.sub_(lr * corrected", "parameter = parameter - (lr * corrected"),
        read=TORCH,
    ),
    mistake(
        "adamw-changes-nothing",
        of="AdamW",
        at=STEP,
        advice="""After a step every parameter is as before. `parameter = ...` only gives a local
        name to a new tensor: change the model's own one in place (`sub_`, `-=`, `copy_`).""",
        numpy=(MOVE, "weights[name] = w"),
        torch=[
            (T_DECAY, 'parameter = parameter * (1 - lr * group["weight_decay"])'),
            ("parameter.sub_(lr * corrected", "parameter = parameter - (lr * corrected"),
        ],
        read=TORCH,
    ),
    mistake(
        "adamw-none-decays",
        of="AdamW",
        at=WHO,
        advice="""A parameter whose gradient is None takes part in your step as if the gradient were
        0: it decays, and moves on with its old mean. None means: not used, leave it alone.""",
        numpy=(
            "gradient = gradients.get(name)\n",
            """gradient = gradients.get(name)
            gradient = weights[name] * 0 if gradient is None else gradient\n""",
        ),
        torch=(
            "if gradient is None:\n                    continue",
            "if gradient is None:\n                    gradient = torch.zeros_like(parameter)",
        ),
        read=TORCH,
    ),
    mistake(
        "adamw-stops-at-none",
        of="AdamW",
        at=WHO,
        advice="""The first parameter without gradient ends your loop, and those behind it stay
        where they are. Skip it and go on: `continue`.""",
        numpy=(
            HAS_GRADIENT,
            f"            if gradient is None:\n                break\n{HAS_GRADIENT}",
        ),
        torch=("                    continue", "                    break"),
        read=TORCH,
    ),
    mistake(
        "adamw-lr-fixed",
        of="AdamW",
        at="adamw",
        advice="""A learning rate that is changed later has no effect: you kept the one of the
        constructor. Read `group["lr"]` at every step; that is where a schedule writes it.""",
        numpy=('{"lr": rates[step]}', "{}"),
        torch=[(T_SUPER, f"{T_SUPER}\n        self.lr = lr"), ('group["lr"], ', "self.lr, ")],
        read=TORCH,
    ),
    mistake(
        "adamw-state-is-not-saved",
        of="AdamW",
        at="load_checkpoint",
        advice="""A new optimizer that loads your `state_dict` begins with empty means. They have to
        live in `self.state[parameter]`: only what is there is saved and loaded.""",
        numpy=('    states |= saved["states"]\n', ""),
        torch=[
            (T_SUPER, f"{T_SUPER}\n        self.memory = {{}}"),
            (
                "parameter.grad, self.state[parameter]",
                "parameter.grad, self.memory.setdefault(parameter, {})",
            ),
        ],
        read=GO_ON,
    ),
    mistake(
        "adamw-closure-unsupported",
        of="AdamW",
        advice="""`step` takes no argument. Every optimizer of torch can be given a closure that
        computes the loss anew: call it, if there is one, and return its loss.""",
        torch=[
            ("def step(self, closure: Callable[[], Tensor] | None = None)", "def step(self)"),
            ("loss = None\n", "loss = closure = None\n"),
        ],
        read=TORCH,
    ),
    mistake(
        "adamw-closure-without-gradients",
        of="AdamW",
        advice="""You call the closure where gradients are switched off, so its `backward` has
        nothing to go back through. Wrap the call in `torch.enable_grad()`.""",
        torch=(T_CLOSURE, "            loss = closure()"),
        read=TORCH,
    ),
]

NORM = "math.sqrt(sum((g**2).sum() for g in present.values()))"
T_NORM = "torch.sqrt(sum((g.pow(2).sum() for g in gradients), torch.tensor(0.0)))"
T_LOOP = """    if norm > max_norm:
        for gradient in gradients:
            gradient.mul_(max_norm / norm)"""
T_SCALE = "            gradient.mul_(max_norm / norm)"
T_FOUND = "[p.grad for p in parameters if p.grad is not None]"
SCALED = "{name: g * scale for name, g in present.items()}"

CLIP = [
    mistake(
        "clip-by-value",
        of="clip_grad_norm",
        advice="""You cut every number off at max_norm. That bends the gradient into another
        direction, and the whole may still be too long: multiply all numbers by one factor.""",
        numpy=("g * scale", "np.clip(g, -max_norm, max_norm)"),
        torch=(T_SCALE, "            gradient.clamp_(-max_norm, max_norm)"),
        read=VECTOR,
    ),
    mistake(
        "clip-always-rescales",
        of="clip_grad_norm",
        advice="""You stretch short gradients to max_norm. Clipping only shortens: the factor is
        never greater than 1.""",
        numpy=("min(1.0, max_norm / (norm + 1e-6))", "max_norm / (norm + 1e-6)"),
        torch=[
            ("    if norm > max_norm:\n", "    if True:\n"),
            ("max_norm / norm)", "max_norm / (norm + 1e-6))"),
        ],
        read=VECTOR,
    ),
    mistake(
        "clip-norm-of-parameters",
        of="clip_grad_norm",
        advice="You measure the weights. What is to be shortened are the gradients: `p.grad`.",
        torch=[
            (T_FOUND, f"{T_FOUND[:-1].replace('p.grad for', 'p for')}]"),
            (T_SCALE, "            gradient.grad.mul_(max_norm / norm)"),
            ("g.pow(2).sum()", "g.detach().pow(2).sum()"),
        ],
        read=VECTOR,
    ),
    mistake(
        "clip-sum-of-norms",
        of="clip_grad_norm",
        advice="""You add up the lengths of the tensors. Two arrows at a right angle of lengths 3
        and 4: how long is their sum? Add the squares of all numbers and take one root.""",
        numpy=(NORM, "sum(math.sqrt((g**2).sum()) for g in present.values())"),
        torch=(T_NORM, "sum((g.norm() for g in gradients), torch.tensor(0.0))"),
        read=VECTOR,
    ),
    mistake(
        "clip-each-by-itself",
        of="clip_grad_norm",
        advice="""You shorten each tensor by its own length. Then the tensors no longer keep their
        proportions: one length, that of all numbers together, gives one factor for all.""",
        numpy=("g * scale", "g * min(1.0, max_norm / (math.sqrt((g**2).sum()) + 1e-6))"),
        torch=(
            T_LOOP,
            """    for gradient in gradients:
        gradient.mul_((max_norm / (gradient.norm() + 1e-6)).clamp(max=1))""",
        ),
        read=VECTOR,
    ),
    mistake(
        "clip-no-root",
        of="clip_grad_norm",
        advice="Your norm is the sum of the squares: take the root of it.",
        numpy=(NORM, "sum((g**2).sum() for g in present.values())"),
        torch=(T_NORM, "sum((g.pow(2).sum() for g in gradients), torch.tensor(0.0))"),
        read=VECTOR,
    ),
    mistake(
        "clip-returns-the-new-norm",
        of="clip_grad_norm",
        advice="""You return the length after clipping, which says little: it is max_norm whenever
        something was clipped. Return the length before.""",
        numpy=(
            "for name, g in present.items()}, norm",
            "for name, g in present.items()}, min(norm, max_norm)",
        ),
        torch=(
            "    return norm\n\n\ndef cosine",
            "    return norm.clamp(max=max_norm)\n\n\ndef cosine",
        ),
        read=VECTOR,
    ),
    mistake(
        "clip-not-in-place",
        of="clip_grad_norm",
        advice="""The gradients are as long as before: `g = g * factor` gives a local name to a new
        tensor. Change `p.grad` itself: `mul_`, or assign to `p.grad`.""",
        numpy=(f"gradients | {SCALED}", "gradients"),
        torch=(T_SCALE, "            gradient = gradient * (max_norm / norm)"),
        read=VECTOR,
    ),
    mistake(
        "clip-exhausts-the-generator",
        of="clip_grad_norm",
        advice="""A list is clipped, `model.parameters()` is not: it is a generator, and your first
        loop has used it up when the second begins. Keep what you need in a list at the start.""",
        torch=[
            (
                f"gradients = {T_FOUND}",
                "gradients = (p.grad for p in parameters if p.grad is not None)",
            ),
            (
                T_LOOP,
                T_LOOP.replace("gradients:", "[p.grad for p in parameters if p.grad is not None]:"),
            ),
        ],
        read=VECTOR,
    ),
    mistake(
        "clip-none-grad-crash",
        of="clip_grad_norm",
        advice="""A parameter that took no part has no gradient: `p.grad` is None. Leave it out of
        the norm and of the clipping.""",
        torch=(T_FOUND, "[p.grad for p in parameters]"),
        read=VECTOR,
    ),
    mistake(
        "clip-all-none-crash",
        of="clip_grad_norm",
        advice="""Without any gradient there is nothing to add up, and the root or the stack of
        nothing fails. The length of nothing is 0.""",
        torch=(T_NORM, "torch.sqrt(sum(g.pow(2).sum() for g in gradients))"),
        also=((T_NORM, "torch.stack([g.norm() for g in gradients]).norm()"),),
        read=VECTOR,
    ),
]


def cosine(id, old, new, advice):
    """The solution and the reference have the same text."""
    patch = (old, new)
    return mistake(id, of="cosine_schedule", advice=advice, numpy=patch, torch=patch, read=RATE)


PROGRESS = "(step - warmup_steps) / (total_steps - warmup_steps)"
UP = "return max_lr * step / warmup_steps"
DOWN = "return min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * progress)) / 2"

COSINE = [
    cosine(
        "cosine-progress-ignores-warmup",
        PROGRESS,
        "step / total_steps",
        """Your cosine has been running since step 0, so the rate jumps down where warm-up ends.
        Progress counts from `warmup_steps`: 0 there, 1 at `total_steps`.""",
    ),
    cosine(
        "cosine-progress-over-all-steps",
        PROGRESS,
        "(step - warmup_steps) / total_steps",
        """You divide by all steps, so progress never reaches 1 and the rate falls off a cliff at
        the end. How many steps lie between the end of warm-up and the end?""",
    ),
    cosine(
        "cosine-half-missing",
        DOWN,
        DOWN.removesuffix(" / 2"),
        "1 + cos runs from 2 to 0: half of it is the share that is left.",
    ),
    cosine(
        "cosine-no-pi",
        "math.pi * progress",
        "progress",
        """Your cosine goes from 0 to 1 radian, a small part of the way down. From top to bottom it
        is half a period: pi.""",
    ),
    cosine(
        "cosine-sine",
        "math.cos(math.pi * progress)",
        "math.sin(math.pi * progress)",
        "Your rate begins in the middle and rises first: that is a sine. Which one begins at 1?",
    ),
    cosine(
        "cosine-falls-to-zero",
        DOWN,
        "return max_lr * (1 + math.cos(math.pi * progress)) / 2",
        """Your cosine falls to 0 and then jumps up to min_lr. Let it run between max_lr and
        min_lr.""",
    ),
    cosine(
        "cosine-warmup-zero-division",
        "if step < warmup_steps",
        "if step <= warmup_steps",
        """Without warm-up your code divides by 0. Is step 0 a step of warm-up when there are none?
        Use `<`.""",
    ),
    cosine(
        "cosine-warmup-from-min",
        UP,
        "return min_lr + (max_lr - min_lr) * step / warmup_steps",
        "Your warm-up begins at min_lr; here, as in most training scripts, it begins at 0.",
    ),
    cosine(
        "cosine-warmup-one-early",
        UP,
        "return max_lr * (step + 1) / warmup_steps",
        """Your warm-up is one step ahead: (step + 1) / warmup_steps. Many programs do that, so that
        the first step is not lost; here step 0 has rate 0, and step warmup_steps max_lr.""",
    ),
    cosine(
        "cosine-end-zero-division",
        "if step >= total_steps",
        "if step > total_steps",
        """With nothing but warm-up the cosine has no length, and you divide by 0. Ask first whether
        the end is reached: `step >= total_steps`.""",
    ),
    cosine(
        "cosine-rises-again",
        "if step >= total_steps",
        "if step < 0",
        """After total_steps the cosine goes up again, and training with it. From there on the rate
        is min_lr.""",
    ),
]

T_SAVE = """    save_file(tensors, f"{path}.part", metadata={"step": str(step), "optimizer": facts})
    os.replace(f"{path}.part", path)"""
META = '{"step": str(step), "optimizer": facts}'
T_LOAD = "optimizer.load_state_dict(saved)"
STATES, GROUPS = '    states |= saved["states"]\n', '    groups[:] = saved["groups"]\n'

CHECKPOINTS = [
    mistake(
        "checkpoint-is-a-pickle",
        of="save_checkpoint",
        advice="""Plain safetensors cannot read your file: `torch.save` writes a pickle, which
        runs whatever code its author wants when you load it. Use `safetensors.torch.save_file`.""",
        torch=(
            'save_file(tensors, f"{path}.part", metadata=',
            'torch.save([tensors, facts], f"{path}.part"); dict(a=',
        ),
        read=WHOLE,
    ),
    mistake(
        "checkpoint-other-names",
        of="save_checkpoint",
        advice="""The names of your tensors are not `model.` and the name in `state_dict()`. Without
        it a parameter that is called `optimizer.…` would be taken for the optimizer's.""",
        torch=('f"model.{name}": t', "name: t"),
        read=WHOLE,
    ),
    mistake(
        "checkpoint-without-step",
        of="save_checkpoint",
        advice="""The step is not in the metadata. Without it nobody knows how far the run was, and
        the schedule would begin anew.""",
        torch=(META, '{"optimizer": facts}'),
        read=WHOLE,
    ),
    mistake(
        "checkpoint-forgets-buffers",
        of="save_checkpoint",
        advice="""You save the parameters alone. A model may keep other numbers, its buffers, and is
        another model without them: `state_dict()` has both.""",
        torch=("model.state_dict().items()", "model.named_parameters()"),
        read=WHOLE,
    ),
    mistake(
        "checkpoint-written-in-place",
        of="save_checkpoint",
        advice="""You open the old checkpoint and write over it. If the program is stopped in the
        middle, what is left? Write another file, then `os.replace` it: that happens at once.""",
        torch=(
            T_SAVE,
            f"""    from safetensors.torch import save

    with open(path, "wb") as file:
        file.write(save(tensors, {META}))""",
        ),
        also=(
            (
                'os.replace(f"{path}.part", path)',
                """import shutil

    shutil.copyfile(f"{path}.part", path)
    os.remove(f"{path}.part")""",
            ),
        ),
        read=WHOLE,
    ),
    mistake(
        "checkpoint-leaves-files",
        of="save_checkpoint",
        advice="""Beside the checkpoint your code leaves a file. What belongs together belongs into
        one file, or one half gets lost; and a draft is moved, not copied.""",
        torch=(
            T_SAVE,
            T_SAVE + '\n    with open(f"{path}.json", "w") as file:\n        file.write(facts)',
        ),
        read=WHOLE,
    ),
    mistake(
        "checkpoint-forgets-the-optimizer",
        of="load_checkpoint",
        advice="""The model comes back, the optimizer begins anew: its means are 0, its rates those
        of the constructor. Load its state, too.""",
        numpy=[(STATES, ""), (GROUPS, "")],
        torch=(T_LOAD, "pass"),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-forgets-the-means",
        of="load_checkpoint",
        advice="""The options of the groups come back, the running means of the optimizer do not:
        the first steps after loading are those of a beginner.""",
        numpy=(STATES, ""),
        torch=(T_LOAD, 'optimizer.load_state_dict(saved | {"state": {}})'),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-forgets-the-groups",
        of="load_checkpoint",
        advice="""The means of the optimizer come back, the options of its groups do not: training
        goes on with another learning rate. Load `param_groups` as well.""",
        numpy=(GROUPS, ""),
        torch=(
            T_LOAD,
            """saved["param_groups"] = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict(saved)""",
        ),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-forgets-plain-numbers",
        of="load_checkpoint",
        advice="""What is a tensor in the optimizer's state comes back, what is a plain number, such
        as a count of steps, does not. safetensors holds tensors only: put the rest into the
        metadata, as text.""",
        torch=("{int(index): numbers for", "{int(index): {} for"),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-replaces-the-parameters",
        of="load_checkpoint",
        advice="""Loading gives the model new parameters, and the optimizer still holds the old
        ones: it moves tensors that nobody uses. Copy the numbers into the old parameters, as
        `load_state_dict` does by default.""",
        torch=("model.load_state_dict(own)", "model.load_state_dict(own, assign=True)"),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-step-as-text",
        of="load_checkpoint",
        at="load_checkpoint",
        advice="The step comes back as text, as metadata holds it: make a whole number of it.",
        numpy=('return saved["step"]', 'return str(saved["step"])'),
        torch=('return int(facts["step"])', 'return facts["step"]'),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-returns-no-step",
        of="load_checkpoint",
        advice="""Nothing comes back from loading. The caller needs the step: the loop and the
        schedule go on from there.""",
        numpy=('return saved["step"]', "return None"),
        torch=('    return int(facts["step"])\n', ""),
        read=GO_ON,
    ),
]

MISTAKES = [*ADAMW, *CLIP, *COSINE, *CHECKPOINTS]
