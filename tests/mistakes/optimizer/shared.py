"""What several files here patch, and headings of the lesson."""

ZERO = "They begin at zero"
TORCH = "An optimizer among others"
GO_ON = "Going on"

STEP = "training.adamw_step"  # the formula; who takes part in a step: optimizer.adamw_step
WHO = "optimizer.adamw_step"

MOVE = "weights[name] = w - lr * weight_decay * w - lr * direction"

T_MEAN = 'corrected_mean = mean / (1 - beta1 ** state["step"])'
T_SQUARE = 'corrected_square = square / (1 - beta2 ** state["step"])'
T_DECAY = 'parameter.mul_(1 - lr * group["weight_decay"])'
T_SUPER = """super().__init__(
            params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        )"""
