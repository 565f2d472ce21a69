"""AdamW: what it remembers, which parameters take part, closures."""

from tests.mistakes import mistake
from tests.mistakes.optimizer.shared import (
    GO_ON,
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

MEAN = "means[name] = beta1 * means[name] + (1 - beta1) * gradient"
SQUARE = "squares[name] = beta2 * squares[name] + (1 - beta2) * gradient**2"
HAS_GRADIENT = "            if gradient is not None:\n"

T_FIRST = "state.update(step=0, exp_avg=zeros, exp_avg_sq=zeros.clone())"
T_CLOSURE = """            with torch.enable_grad():
                loss = closure()"""

MISTAKES = [
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
