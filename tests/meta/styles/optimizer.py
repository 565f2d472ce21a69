"""Other right ways to write stage 9: each must earn every point."""

from tests.mistakes.optimizer.checkpoints import T_SAVE

STEP = """
@torch.no_grad()
def step(self, closure=None):
    loss = None
    if closure is not None:
        with torch.enable_grad():
            loss = closure()
    for group in self.param_groups:
        for p in group["params"]:
            if p.grad is not None:
                self.move(p, group, self.state[p])
    return loss

def move(self, p, group, state):
"""


def moved(lines):
    """AdamW whose update of one parameter is these lines."""
    body = STEP + lines
    indented = body.replace("\n", "\n    ").rstrip()
    return CLASS + indented + "\n"


CLASS = """
class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= b < 1 for b in betas):
            raise ValueError("bad option")
        defaults = dict(lr=lr, betas=tuple(betas), eps=eps, weight_decay=weight_decay)
        super().__init__(params, defaults)
"""

# name -> patches or definitions, applied to the solution one after another
STYLES = {
    "adamw-out-of-place": [
        moved("""
    b1, b2 = group["betas"]
    t = state["t"] = state.get("t", 0) + 1
    m = state["m"] = b1 * state.get("m", 0) + (1 - b1) * p.grad
    v = state["v"] = b2 * state.get("v", 0) + (1 - b2) * p.grad**2
    new = p - group["lr"] * group["weight_decay"] * p
    m, v = m / (1 - b1**t), v / (1 - b2**t)
    p.copy_(new - group["lr"] * m / (v.sqrt() + group["eps"]))
""")
    ],
    "adamw-as-in-torch": [
        moved("""
    if len(state) == 0:
        state["step"] = torch.tensor(0.0)
        state["exp_avg"] = torch.zeros_like(p, memory_format=torch.preserve_format)
        state["exp_avg_sq"] = torch.zeros_like(p, memory_format=torch.preserve_format)
    b1, b2 = group["betas"]
    state["step"] += 1
    t = state["step"].item()
    state["exp_avg"].lerp_(p.grad, 1 - b1)
    state["exp_avg_sq"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
    p.mul_(1 - group["lr"] * group["weight_decay"])
    denominator = (state["exp_avg_sq"].sqrt() / math.sqrt(1 - b2**t)).add_(group["eps"])
    p.addcdiv_(state["exp_avg"], denominator, value=-group["lr"] / (1 - b1**t))
""")
    ],
    "adamw-in-float64-on-data": [
        moved("""
    state.setdefault("step", 0)
    g, (b1, b2) = p.grad.double(), group["betas"]
    m, v = state.setdefault("m", torch.zeros_like(g)), state.setdefault("v", torch.zeros_like(g))
    m, v = m.double() + (1 - b1) * (g - m), v.double() + (1 - b2) * (g * g - v)
    state["step"] += 1
    state["m"], state["v"], t = m, v, state["step"]
    step = m / (1 - b1**t) / (torch.sqrt(v / (1 - b2**t)) + group["eps"])
    p.data -= (group["lr"] * (step + group["weight_decay"] * p.data.double())).to(p.dtype)
""")
    ],
    "clip-by-torch": [
        """
def clip_grad_norm(parameters, max_norm):
    return torch.nn.utils.clip_grad_norm_(parameters, max_norm)
"""
    ],
    "clip-by-a-norm-of-norms": [
        """
def clip_grad_norm(parameters, max_norm):
    parameters = [p for p in parameters if p.grad is not None]
    if not parameters:
        return torch.zeros(())
    norm = torch.stack([p.grad.detach().norm(2) for p in parameters]).norm(2)
    for p in parameters:
        p.grad = p.grad * torch.clamp(max_norm / (norm + 1e-6), max=1.0)
    return norm
"""
    ],
    "clip-by-one-long-vector": [
        """
def clip_grad_norm(parameters, max_norm):
    gradients = [p.grad for p in list(parameters) if p.grad is not None]
    numbers = torch.cat([torch.zeros(1)] + [g.flatten().double() for g in gradients])
    norm = math.sqrt((numbers @ numbers).item())
    factor = min(1.0, max_norm / max(norm, 1e-12))
    for g in gradients:
        g *= factor
    return norm
"""
    ],
    "cosine-by-clamped-progress": [
        """
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    if step < warmup_steps:
        return step / warmup_steps * max_lr
    progress = min(1.0, (step - warmup_steps) / max(1e-9, total_steps - warmup_steps))
    if step == total_steps:
        progress = 1.0
    return min_lr + 0.5 * (1.0 + math.cos(progress * math.pi)) * (max_lr - min_lr)
"""
    ],
    "cosine-by-a-square": [
        """
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    if warmup_steps > 0 and step < warmup_steps:
        return float(max_lr) * step / warmup_steps
    left = max(0, total_steps - step)
    if left == 0:
        return float(min_lr)
    half = math.sin(math.pi / 2 * left / (total_steps - warmup_steps))
    return min_lr + (max_lr - min_lr) * half**2
"""
    ],
    "checkpoint-through-bytes-and-a-temporary-name": [
        (
            T_SAVE,
            """    import tempfile
    from pathlib import Path
    from safetensors.torch import save

    data = save(tensors, {"optimizer": facts, "step": f"{step}"})
    with tempfile.NamedTemporaryFile(dir=Path(path).parent, delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)""",
        )
    ],
    "checkpoint-of-parameters-as-a-plain-loop": [
        (
            "    tensors = {name: t.clone().contiguous() for name, t in tensors.items()}\n",
            """    plain = {}
    for name, tensor in tensors.items():
        plain[name] = torch.empty(tensor.shape, dtype=tensor.dtype)
        plain[name].copy_(tensor.detach())
    tensors = plain
""",
        ),
        ("    model.load_state_dict(own)\n", "    model.load_state_dict(own, strict=True)\n"),
    ],
}
