"""clip_grad_norm: all gradients as one vector."""

from tests.mistakes import mistake

VECTOR = "Gradients as one vector"

NORM = "math.sqrt(sum((g**2).sum() for g in present.values()))"
T_NORM = "torch.sqrt(sum((g.pow(2).sum() for g in gradients), torch.tensor(0.0)))"
T_LOOP = """    if norm > max_norm:
        for gradient in gradients:
            gradient.mul_(max_norm / norm)"""
T_SCALE = "            gradient.mul_(max_norm / norm)"
T_FOUND = "[p.grad for p in parameters if p.grad is not None]"
SCALED = "{name: g * scale for name, g in present.items()}"

MISTAKES = [
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
