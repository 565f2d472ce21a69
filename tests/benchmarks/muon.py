"""Muon, for the matrices inside a model: momentum whose directions are all made equally long.

Source: Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks". Here in
float32: `torch.optim.Muon` works in bfloat16, which a processor without such instructions imitates.
"""

from __future__ import annotations

from collections import defaultdict

import torch
from torch import Tensor

QUINTIC = (3.4445, -4.7750, 2.0315)


def orthogonalized(matrices: Tensor, steps: int = 5) -> Tensor:
    """(N, rows, columns), not more rows than columns: the singular values brought near 1."""
    a, b, c = QUINTIC
    x = matrices / (matrices.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x


class Muon(torch.optim.Optimizer):
    """A step of `lr` along orthogonalized Nesterov momentum; matrices of one shape go together."""

    def __init__(self, params, lr: float, momentum: float = 0.95):
        super().__init__(params, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            alike = defaultdict(list)
            for weight in group["params"]:
                if weight.grad is not None:
                    alike[tuple(sorted(weight.shape))].append(weight)
            for weights in alike.values():
                self.move(weights, group)

    def move(self, weights: list[Tensor], group: dict) -> None:
        directions = [self.direction(weight, group["momentum"]) for weight in weights]
        wide = torch.stack([d if d.shape[0] <= d.shape[1] else d.T for d in directions])
        for weight, update in zip(weights, orthogonalized(wide), strict=True):
            rows, columns = weight.shape
            tall = max(1.0, rows / columns) ** 0.5
            weight.sub_(update if rows <= columns else update.T, alpha=group["lr"] * tall)

    def direction(self, weight: Tensor, momentum: float) -> Tensor:
        state = self.state[weight]
        kept = state.setdefault("momentum", torch.zeros_like(weight))
        kept.lerp_(weight.grad, 1 - momentum)
        return weight.grad.lerp(kept, momentum)
